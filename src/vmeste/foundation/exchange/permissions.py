"""Who brings tables in, and whose imports they see. What a table changes is checked row by row, by its commands."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.access.permissions import Permission


def _own(actor: Actor) -> Q:
    """Keepers of the whole network see every import; others those they started."""
    return Q() if actor.is_network_wide else Q(user_id=actor.user_id, user_id__isnull=False)


_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD})

VIEW = Permission("exchange.view", _("See imports of tables"), "exchange.ImportRun", _KEEPERS, _own)
IMPORT = Permission("exchange.import", _("Import tables and undo imports"), "exchange.ImportRun", _KEEPERS, _own)
