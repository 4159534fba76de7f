"""How members are found; their words follow the events of their memberships."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import Membership

register(
    SearchSource(
        model=Membership,
        may_view=permissions.VIEW_MEMBERS,
        url_name="member-detail",
        title=lambda membership: str(membership.user),
        words=lambda membership: (membership.user.full_name, membership.user.email),
        detail=lambda membership: str(membership.get_role_display()),
    )
)
