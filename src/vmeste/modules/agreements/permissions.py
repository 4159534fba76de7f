"""Who may do what with which agreements."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, Actor, Role
from vmeste.foundation.access.permissions import Permission, RowFilter


def where_own_party(prefix: str = "") -> RowFilter:
    """Rows of agreements to which one of the actor's organisations, or one of their territory, is a party."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        party = f"{prefix}parties__organisation"
        present = {f"{prefix}parties__removed_at": None}
        mine = Q(**{f"{party}__in": actor.organisation_ids}) | Q(**{f"{party}__parent__in": actor.organisation_ids})
        return (mine | Q(**{f"{party}__territory__in": actor.territory_ids})) & Q(**present)

    return rows


_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD})
_AGREEMENT = "agreements.Agreement"

VIEW = Permission("agreements.view", _("See agreements"), _AGREEMENT, EVERYONE, where_own_party())
DRAFT = Permission("agreements.draft", _("Draft and edit agreements"), _AGREEMENT, _KEEPERS, where_own_party())
SIGN = Permission(
    "agreements.sign",
    _("Record signatures and bring agreements into force"),
    _AGREEMENT,
    frozenset({Role.CURATOR, Role.HEAD}),
    where_own_party(),
)
TERMINATE = Permission(
    "agreements.terminate",
    _("Renew and terminate agreements"),
    _AGREEMENT,
    frozenset({Role.CURATOR, Role.HEAD}),
    where_own_party(),
)
EDIT_PARTS = Permission(
    "agreements.edit_obligations",
    _("Keep obligations of agreements"),
    "agreements.Obligation",
    _KEEPERS | {Role.PARTNER},
    where_own_party("agreement__"),
)
VIEW_OBLIGATIONS = Permission(
    "agreements.view_obligations",
    _("See obligations of agreements"),
    "agreements.Obligation",
    EVERYONE,
    where_own_party("agreement__"),
)
VIEW_AMENDMENTS = Permission(
    "agreements.view_amendments",
    _("See amendments of agreements"),
    "agreements.Amendment",
    EVERYONE,
    where_own_party("agreement__"),
)
