"""Who works with whom, in which directions, how far they have come."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import EditableModel, NetworkModel
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import Direction

from .choices import Maturity, PartnershipKind

_ROLES: dict[str, tuple[Any, Any]] = {
    PartnershipKind.MENTORING: (_("mentor"), _("mentored organisation")),
    PartnershipKind.FUNDING: (_("gives support"), _("receives support")),
}


class Partnership(EditableModel):
    """Cooperation of `organisation` with `partner`, with or without an agreement.

    From `starts_on` (inclusive, None = unknown) to `ends_on` (exclusive, None = goes on). In mentoring
    `organisation` is the mentor. `maturity` repeats the latest of `steps`, so that lists need no join.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    partner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships_with", verbose_name=_("partner")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=PartnershipKind, default=PartnershipKind.COOPERATION)
    directions = models.ManyToManyField(
        Direction, blank=True, related_name="partnerships", verbose_name=_("directions"), through="PartnershipDirection"
    )
    maturity = models.PositiveSmallIntegerField(
        _("stage of maturity"), choices=Maturity, null=True, blank=True, editable=False
    )
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True, editable=False)
    product = models.CharField(_("what comes of it"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    class Meta:
        ordering: ClassVar = ["-starts_on", "id"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        indexes: ClassVar = [
            models.Index(fields=["network", "starts_on", "id"], name="partnerships_by_start"),
            models.Index(fields=["network", "maturity", "id"], name="partnerships_by_maturity"),
            models.Index(fields=["network", "organisation"], name="partnerships_of"),
            models.Index(fields=["network", "partner"], name="partnerships_with"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation", "partner", "kind"],
                condition=Q(removed_at=None, ends_on=None),
                name="partnership_once",
                violation_error_message=_("This partnership is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("partner")),
                name="no_partnership_with_oneself",
                violation_error_message=_("An organisation is no partner of itself."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="partnership_ends_after_start",
                violation_error_message=_("The partnership must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) | Q(end_reason=""), name="partnership_reason_only_with_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} — {self.partner}"

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Both organisations with what each is in this kind of partnership."""
        first, second = _ROLES.get(self.kind, (_("organisation"), _("partner")))
        return [{"organisation": self.organisation, "role": first}, {"organisation": self.partner, "role": second}]


class PartnershipDirection(NetworkModel):
    """One direction of one partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="direction_rows")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="+", verbose_name=_("direction"))

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("direction of a partnership")
        verbose_name_plural = _("directions of a partnership")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "partnership", "direction"], name="partnership_direction_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "direction"], name="partnerships_by_direction"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.direction_id}"


class MaturityStep(NetworkModel):
    """A stage of maturity a partnership came to; `reached_on` None means "nobody wrote the day down"."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="steps", verbose_name=_("partnership"))
    stage = models.PositiveSmallIntegerField(_("stage of maturity"), choices=Maturity)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    note = models.CharField(_("how one can tell"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["stage"]
        verbose_name = _("step of maturity")
        verbose_name_plural = _("steps of maturity")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "partnership", "stage"],
                name="maturity_stage_once",
                violation_error_message=_("The partnership has come to this stage already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_stage_display()
