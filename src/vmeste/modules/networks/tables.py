from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Column, Kind, Table

MEMBERS = Table(
    columns=(
        Column("name", _("full name"), value="user.full_name", sort="user__full_name", is_link=True),
        Column("role", _("role"), value="get_role_display", sort="role"),
        Column("place", _("where"), value="place"),
        Column("email", _("e-mail"), value="user.email", sort="user__email", is_secondary=True),
        Column("since", _("member since"), value="created_at", sort="created_at", kind=Kind.MOMENT, is_secondary=True),
    ),
    order="name",
)
