"""Who keeps templates and sees issued documents."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.permissions import Permission

_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR})

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
