"""The register of organisations as a table."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import OrganisationStatus
from .models import Organisation

_TONES = {
    OrganisationStatus.ACTIVE: "success",
    OrganisationStatus.REORGANISED: "warning",
    OrganisationStatus.DISSOLVED: "neutral",
}


def status_badge(organisation: Organisation) -> Badge:
    return Badge(organisation.get_status_display(), _TONES[OrganisationStatus(organisation.status)])


def kind_badge(organisation: Organisation) -> Badge:
    return Badge(organisation.get_kind_display(), "neutral")


ORGANISATIONS = Table(
    columns=(
        Column("name", _("Organisation"), "shown_name", sort="sort_key", is_link=True),
        Column("kind", _("Kind"), kind_badge, kind=Kind.BADGE),
        Column("territory", _("Territory"), "territory.name", is_secondary=True),
        Column("status", _("Status"), status_badge, kind=Kind.BADGE),
        Column("since", _("Partner since"), "partner_since", sort="partner_since", kind=Kind.DATE),
    ),
    order="name",
)
