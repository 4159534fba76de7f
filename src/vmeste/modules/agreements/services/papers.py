"""Scans of an agreement."""

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import keep_file
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.events import FileAttached
from vmeste.modules.agreements.models import Agreement


@command(may=permissions.DRAFT)
def attach_file(agreement: Agreement, *, actor: Actor, data: bytes, name: str, note: str = "") -> StoredFile:
    """Keep a scan or another paper with the agreement.

    Raises:
        UnwelcomeFile: it is empty, too large, or not a document.
    """
    file = keep_file(agreement, data=data, name=name, kind=FileKind.DOCUMENT, actor=actor, note=note)
    announce(FileAttached(name=file.name), actor=actor, subject=agreement)
    return file
