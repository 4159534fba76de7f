"""Lists of reference rows."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Column, Kind, Table

DIRECTIONS = Table(
    columns=(
        Column("name", _("Direction"), sort="sort_key", is_link=True),
        Column("note", _("Note"), is_secondary=True),
    ),
    order="name",
)
TERRITORIES = Table(
    columns=(
        Column("name", _("Territory"), sort="sort_key", is_link=True),
        Column("kind", _("Kind"), "get_kind_display"),
        Column("region", _("Region"), "region.name"),
        Column("oktmo", _("OKTMO"), is_secondary=True),
    ),
    order="name",
)
YEARS = Table(
    columns=(
        Column("name", _("Academic year"), is_link=True),
        Column("starts_on", _("Starts on"), sort="starts_on", kind=Kind.DATE),
        Column("ends_on", _("Ends before"), kind=Kind.DATE),
    ),
    order="-starts_on",
)
NORMS = Table(
    columns=(
        Column("kind", _("Norm"), "get_kind_display", sort="kind", is_link=True),
        Column("days", _("Days"), sort="value", kind=Kind.NUMBER),
        Column("valid_from", _("Valid from"), sort="valid_from", kind=Kind.DATE),
        Column("valid_to", _("Valid before"), kind=Kind.DATE),
        Column("source", _("Source"), is_secondary=True),
    ),
    order="-days",
)
