"""Organisations of a network: legal entities, their units, communities; other names, contacts."""

from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.tenancy.keys import twins_of
from vmeste.foundation.tenancy.models import EditableModel, NetworkModel
from vmeste.foundation.text.identifiers import (
    INN_OF_PERSON,
    OGRN_OF_PERSON,
    InnField,
    KppField,
    OgrnField,
    OktmoField,
)
from vmeste.foundation.text.phones import E164Field
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.reference.models import Territory

from .choices import WITHOUT_PARENT, AliasKind, Gender, OrganisationKind, OrganisationStatus

_REGISTERED_ONCE = "organisation_inn_kpp_once"

WEB_ADDRESS = URLValidator(schemes=["http", "https"], message=_("A web address begins with http:// or https://."))


class Organisation(EditableModel):
    """A collective actor: a legal entity, a unit of one (`parent`), or a community that is none.

    Identifiers are optional everywhere: documents of partnerships seldom give them. `is_shared` puts a row into
    the register the whole network sees; else only its keepers and their territory see it. A duplicate that was
    merged is removed and knows the row it went into.
    """

    name = models.CharField(pgettext_lazy("organisation", "full name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    sort_key = SortKeyField(source="shown_name")
    kind = models.CharField(_("kind"), max_length=25, choices=OrganisationKind)
    is_legal_entity = models.BooleanField(
        _("is a legal entity"), default=True, help_text=_("A sole trader counts as one here.")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("part of")
    )
    inn = InnField(_("INN"))
    ogrn = OgrnField(_("OGRN"))
    kpp = KppField(_("KPP"))
    oktmo = OktmoField(_("OKTMO"))
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("territory")
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    phone_e164 = E164Field(source="phone")
    email = models.EmailField(_("e-mail"), blank=True)
    site = models.URLField(_("website"), blank=True, max_length=200, validators=[WEB_ADDRESS])
    status = models.CharField(
        _("status"), max_length=15, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE, editable=False
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    partner_since = models.DateField(_("partner since"), null=True, blank=True)
    is_shared = models.BooleanField(_("in the common register of the network"), default=True)
    registered_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="registered", verbose_name=_("registered by")
    )
    note = models.TextField(_("note"), blank=True, max_length=2000)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="organisations_by_name"),
            models.Index(fields=["network", "kind", "sort_key", "id"], name="organisations_by_kind"),
            models.Index(fields=["network", "partner_since", "id"], name="organisations_by_since"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "inn", "kpp"],
                condition=Q(removed_at=None) & ~Q(inn="") & Q(parent=None),
                name=_REGISTERED_ONCE,
                violation_error_code=_REGISTERED_ONCE,
                violation_error_message=_("An organisation with this INN and KPP is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(is_legal_entity=True) | Q(inn="", ogrn="", kpp=""),
                name="only_legal_entities_have_identifiers",
                violation_error_message=_("Only a legal entity has INN, OGRN and KPP."),
            ),
            models.CheckConstraint(
                condition=~Q(status=OrganisationStatus.ACTIVE) | Q(ended_on=None, successor=None),
                name="active_organisation_has_no_end",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def clean(self) -> None:
        """The rules between fields; each objection names the field to correct. 1 query a level above."""
        wrong: dict[str, Any] = {}
        self._check_legal_form(wrong)
        self._check_numbers(wrong)
        self._check_parent(wrong)
        if wrong:
            raise ValidationError(wrong)

    def _check_legal_form(self, wrong: dict[str, Any]) -> None:
        if self.kind == OrganisationKind.COMMUNITY and self.is_legal_entity:
            wrong["is_legal_entity"] = _("A community without legal personality is no legal entity.")
        if self.is_legal_entity:
            return
        for name in ("inn", "ogrn", "kpp"):
            if getattr(self, name):
                wrong[name] = _(
                    "Only a legal entity has this number; a unit uses those of the organisation it is part of."
                )
        if self.parent_id is None and self.kind not in WITHOUT_PARENT:
            wrong["parent"] = _("Say which organisation it is part of: it has no legal personality of its own.")

    def _check_numbers(self, wrong: dict[str, Any]) -> None:
        is_person = len(self.inn) == INN_OF_PERSON or (not self.inn and len(self.ogrn) == OGRN_OF_PERSON)
        if self.inn and self.ogrn and is_person != (len(self.ogrn) == OGRN_OF_PERSON):
            wrong.setdefault(
                "ogrn", _("INN and OGRN do not go together: one is of a legal entity, the other of a sole trader.")
            )
        if is_person and self.kpp:
            wrong.setdefault("kpp", _("A sole trader has no KPP."))

    def validate_constraints(self, exclude: Any = None) -> None:
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as refusal:
            raise ValidationError(self._naming_twin(refusal.error_dict)) from refusal

    def _naming_twin(self, wrong: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
        """Say who is registered with the INN already, and at the field to correct."""
        errors = wrong.pop(NON_FIELD_ERRORS, [])
        rest = [error for error in errors if error.code != _REGISTERED_ONCE]
        if len(rest) < len(errors):
            (constraint,) = (c for c in self._meta.constraints if c.name == _REGISTERED_ONCE)
            words = _("“%(name)s” is registered with this INN and KPP already.")
            twin = ValidationError(words, _REGISTERED_ONCE, {"name": str(twins_of(self, constraint).first())})
            wrong.setdefault("inn", []).append(twin)
        if rest:
            wrong[NON_FIELD_ERRORS] = rest
        return wrong

    def _check_parent(self, wrong: dict[str, Any]) -> None:
        above, seen = self.parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == self.pk:
                words = _("An organisation is no part of itself.")
                wrong["parent"] = (
                    words
                    if self.parent_id == self.pk
                    else _("“%(name)s” is a part of this one.") % {"name": self.parent}
                )
                return
            seen.add(above.pk)
            above = above.parent

    @property
    def shown_name(self) -> str:
        return self.short_name or self.name


class Alias(EditableModel):
    """Another name an organisation goes by in documents."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="aliases", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=300)
    sort_key = SortKeyField(source="name")
    kind = models.CharField(_("kind"), max_length=10, choices=AliasKind, default=AliasKind.SPELLING)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        indexes: ClassVar = [
            models.Index(fields=["network", "organisation", "sort_key"], name="aliases_of_organisation"),
            models.Index(fields=["network", "sort_key", "id"], name="aliases_by_name"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation", "name"],
                condition=Q(removed_at=None),
                name="alias_once",
                violation_error_message=_("The organisation has this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class DistinctPair(NetworkModel):
    """Two organisations that look alike and are not the same, as somebody has decided; `first` is the older row."""

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("pair of different organisations")
        verbose_name_plural = _("pairs of different organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class Comparison(NetworkModel):
    """The last comparison of the register with itself that somebody asked for.

    `pairs`: [[first id, second id, whether it is sure, [[reason, its parameters], …]], …], the surest first; who may
    see the two rows, and whether they are still two, is asked when they are shown.
    """

    user_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    compared = models.PositiveIntegerField(_("compared"))
    pairs = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        verbose_name = _("comparison of the register")
        verbose_name_plural = _("comparisons of the register")
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "user_id"], name="comparison_once")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}: {self.compared}"


class Contact(EditableModel):
    """A person to turn to at an organisation, in an official capacity.

    The declined forms are proposals of grammar that a person may correct; empty means "as proposed".
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )
    full_name = models.CharField(_("full name"), max_length=150)
    sort_key = SortKeyField(source="full_name")
    post = models.CharField(_("position"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    phone_e164 = E164Field(source="phone")
    email = models.EmailField(_("e-mail"), blank=True)
    is_signatory = models.BooleanField(_("signs agreements"), default=False)
    authority_basis = models.CharField(
        _("acts under"), max_length=200, blank=True, help_text=_("In the genitive: “of the Charter”.")
    )
    gender = models.CharField(_("gender of the name"), max_length=1, choices=Gender, blank=True)
    name_genitive = models.CharField(_("name in the genitive"), max_length=150, blank=True)
    post_genitive = models.CharField(_("position in the genitive"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes: ClassVar = [
            models.Index(fields=["network", "organisation", "sort_key"], name="contacts_of_organisation")
        ]

    def __str__(self) -> str:
        return self.full_name
