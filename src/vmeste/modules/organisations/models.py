"""Organisations of a network: legal entities, their units, communities; other names, contacts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import EditableModel
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.reference.models import Territory

from .choices import AliasKind, Gender, OrganisationKind, OrganisationStatus


class Organisation(EditableModel):
    """A collective actor: a legal entity, a unit of one (`parent`), or a community that is none.

    Identifiers are optional everywhere: documents of partnerships seldom give them. `is_shared` puts a row into
    the register the whole network sees; else only its keepers and their territory see it.
    """

    name = models.CharField(_("full name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    sort_key = SortKeyField(source="shown_name")
    kind = models.CharField(_("kind"), max_length=25, choices=OrganisationKind)
    is_legal_entity = models.BooleanField(_("is a legal entity"), default=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("part of")
    )
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    oktmo = models.CharField(_("OKTMO"), max_length=11, blank=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("territory")
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    site = models.URLField(_("website"), blank=True, max_length=200)
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
                name="organisation_inn_kpp_once",
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
