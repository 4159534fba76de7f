"""Papers of an organisation: its charter, licence, extract from the register."""

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import keep_file
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.events import PaperAttached
from vmeste.modules.organisations.models import Organisation


@command(may=permissions.EDIT)
def attach_paper(organisation: Organisation, *, actor: Actor, data: bytes, name: str, note: str = "") -> StoredFile:
    """Keep a document with the organisation.

    Raises:
        UnwelcomeFile: it is empty, too large, or not a document.
    """
    file = keep_file(organisation, data=data, name=name, kind=FileKind.DOCUMENT, actor=actor, note=note)
    announce(PaperAttached(file=file.name), actor=actor, subject=organisation)
    return file
