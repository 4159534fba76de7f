"""Agreements: parties, directions, obligations, amendments."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import EditableModel, NetworkModel
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.organisations.choices import Gender
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import Direction

from .choices import AgreementKind, PartyRole, Renewal, Stage


class Agreement(EditableModel):
    """A promise between two or more organisations.

    In force from `starts_on` (inclusive, None = from signing) to `ends_on` (exclusive, None = until a party
    withdraws). Number and date of signing may be unknown: documents leave them out. `party_label` is the word the
    document uses for the number of parties; it is kept beside the computed count, never corrected by it.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind, default=AgreementKind.COOPERATION)
    title = models.CharField(_("title"), max_length=300)
    sort_key = SortKeyField(source="title")
    number = models.CharField(_("number"), max_length=60, blank=True)
    stage = models.CharField(_("stage"), max_length=15, choices=Stage, default=Stage.DRAFT, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_note = models.CharField(
        _("about the date"), max_length=200, blank=True, help_text=_("What the document says instead of a date.")
    )
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force before"), null=True, blank=True)
    renewal = models.CharField(_("renewal"), max_length=15, choices=Renewal, default=Renewal.NONE)
    renewal_months = models.PositiveSmallIntegerField(_("renews for, months"), null=True, blank=True)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True, editable=False)
    termination_reason = models.CharField(_("reason of termination"), max_length=300, blank=True, editable=False)
    subject = models.TextField(_("subject"), blank=True, max_length=4000)
    place = models.CharField(_("place of signing"), max_length=120, blank=True)
    party_label = models.CharField(
        _("number of parties in words"), max_length=60, blank=True, help_text=_("As the document says: “trilateral”.")
    )
    is_paid = models.BooleanField(_("paid"), default=False)
    responsible = models.CharField(_("responsible person"), max_length=150, blank=True)
    directions = models.ManyToManyField(
        Direction, blank=True, related_name="agreements", verbose_name=_("directions"), through="AgreementDirection"
    )

    class Meta:
        ordering: ClassVar = ["-signed_on", "id"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="agreements_by_title"),
            models.Index(fields=["network", "signed_on", "id"], name="agreements_by_signing"),
            models.Index(fields=["network", "ends_on", "id"], name="agreements_by_end"),
            # All that states and figures ask of a row, so that counting them reads the index alone.
            models.Index(fields=["network", "removed_at", "stage", "ends_on", "starts_on"], name="agreements_by_state"),
            models.Index(fields=["network", "stage", "sort_key", "id"], name="agreements_by_stage_title"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("The term must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.TERMINATED, terminated_on__isnull=False)
                | (~Q(stage=Stage.TERMINATED) & Q(terminated_on=None)),
                name="agreement_terminated_with_day",
            ),
            models.CheckConstraint(
                condition=Q(renewal=Renewal.AUTOMATIC) | Q(renewal_months=None),
                name="only_automatic_renewal_has_months",
                violation_error_message=_("Only an agreement that renews itself has a number of months."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} № {self.number}" if self.number else self.title


class AgreementParty(EditableModel):
    """One side of an agreement and who signs for it.

    The genitive forms are what documents print after “represented by”; empty means grammar's own proposal.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name=_("agreement"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreement_parties", verbose_name=_("organisation")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    role = models.CharField(_("role"), max_length=15, choices=PartyRole, default=PartyRole.PARTY)
    signatory_name = models.CharField(_("signatory"), max_length=150, blank=True)
    signatory_post = models.CharField(_("signatory's position"), max_length=200, blank=True)
    signatory_gender = models.CharField(_("gender of the name"), max_length=1, choices=Gender, blank=True)
    authority_basis = models.CharField(
        _("acts under"), max_length=200, blank=True, help_text=_("In the genitive: “of the Charter”.")
    )
    name_genitive = models.CharField(_("signatory in the genitive"), max_length=150, blank=True)
    post_genitive = models.CharField(_("position in the genitive"), max_length=200, blank=True)
    has_signed = models.BooleanField(_("has signed"), default=False, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("party to the agreement")
        verbose_name_plural = _("parties to the agreement")
        indexes: ClassVar = [
            models.Index(fields=["network", "agreement", "position"], name="parties_of_agreement"),
            models.Index(fields=["network", "organisation"], name="agreements_of_organisation"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "agreement", "organisation"],
                condition=Q(removed_at=None),
                name="party_once",
                violation_error_message=_("This organisation is a party already."),
            ),
            models.CheckConstraint(
                condition=Q(has_signed=True) | Q(signed_on=None), name="party_signed_with_day_only_when_signed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class AgreementDirection(NetworkModel):
    """One direction of an agreement, in the order of the document; `wording` as the document puts it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="direction_rows")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="+", verbose_name=_("direction"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    wording = models.CharField(_("wording in the document"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("direction of an agreement")
        verbose_name_plural = _("directions of an agreement")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "agreement", "direction"], name="agreement_direction_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["network", "direction", "agreement"], name="agreements_of_direction")]

    def __str__(self) -> str:
        return self.wording or f"{self.agreement_id}: {self.direction_id}"


class Obligation(EditableModel):
    """What a party promised; `party` None means all of them together."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations", verbose_name=_("agreement"))
    party = models.ForeignKey(
        AgreementParty, models.CASCADE, null=True, blank=True, related_name="obligations", verbose_name=_("party")
    )
    text = models.CharField(_("promise"), max_length=500)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    fulfilled_on = models.DateField(_("fulfilled on"), null=True, blank=True, editable=False)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        indexes: ClassVar = [
            models.Index(fields=["network", "agreement"], name="obligations_of_agreement"),
            models.Index(fields=["network", "due_on", "id"], name="obligations_by_due"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.party is not None and self.party.agreement_id != self.agreement_id:
            raise ValidationError({"party": _("This is a party of another agreement.")})


class Amendment(EditableModel):
    """A supplementary agreement that changes an agreement; `new_ends_on` when it changes the term."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="amendments", verbose_name=_("agreement"))
    number = models.CharField(_("number"), max_length=60)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    summary = models.TextField(_("what it changes"), max_length=2000)
    new_ends_on = models.DateField(_("new end of the term"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["signed_on", "id"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        indexes: ClassVar = [models.Index(fields=["network", "agreement", "signed_on"], name="amendments_of_agreement")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "agreement", "number"],
                condition=Q(removed_at=None),
                name="amendment_number_once",
                violation_error_message=_("There is an amendment with this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"
