"""Other names and contacts of organisations: plain rows with plain commands."""

from vmeste.foundation.editing.edits import edits_of
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.models import Alias, Contact

ALIASES = edits_of(Alias, may=permissions.EDIT_ALIASES)
CONTACTS = edits_of(Contact, may=permissions.EDIT_CONTACTS)
