"""Who keeps templates, sees issued documents, and brings documents to be read."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.access.permissions import Permission

_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR})
_REVIEWERS = _KEEPERS | {Role.COORDINATOR, Role.METHODOLOGIST, Role.HEAD}


def _brought(actor: Actor) -> Q:
    """Keepers of the whole network see every review; others those of the documents they brought."""
    return Q() if actor.is_network_wide else Q(user_id=actor.user_id, user_id__isnull=False)


VIEW_TEMPLATES = Permission(
    "documents.view_templates",
    _("See templates of documents"),
    "documents.DocumentTemplate",
    _KEEPERS | {Role.COORDINATOR, Role.HEAD, Role.METHODOLOGIST},
)
EDIT_TEMPLATES = Permission(
    "documents.edit_templates", _("Change templates of documents"), "documents.DocumentTemplate", _KEEPERS
)
VIEW_ISSUED = Permission(
    "documents.view_issued",
    _("See the register of issued documents"),
    "documents.IssuedDocument",
    _KEEPERS | {Role.METHODOLOGIST},
)
VIEW_REVIEWS = Permission(
    "documents.view_reviews",
    _("See documents that were read, and what was found in them"),
    "documents.ReadDocument",
    _REVIEWERS,
    _brought,
)
REVIEW = Permission(
    "documents.review",
    _("Bring documents to be read, and decide what is taken over from them"),
    "documents.ReadDocument",
    _REVIEWERS,
    _brought,
)
