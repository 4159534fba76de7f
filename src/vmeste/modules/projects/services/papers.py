"""Files of a project, and the documents made of it."""

from collections.abc import Mapping
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import keep_file
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.models import IssuedDocument
from vmeste.modules.documents.services.issuing import make_document
from vmeste.modules.networks.models import Network
from vmeste.modules.projects import permissions
from vmeste.modules.projects.events import DocumentIssued, FileAttached
from vmeste.modules.projects.models import Project


@command(may=permissions.EDIT)
def attach_file(project: Project, *, actor: Actor, data: bytes, name: str, note: str = "") -> StoredFile:
    """Raises UnwelcomeFile when it is empty, too large, or not a document."""
    file = keep_file(project, data=data, name=name, kind=FileKind.DOCUMENT, actor=actor, note=note)
    announce(FileAttached(name=file.name), actor=actor, subject=project)
    return file


@command(may=permissions.EDIT)
def issue_document(
    project: Project, *, actor: Actor, form: OfficialForm, title: str, facts: Mapping[str, Any]
) -> IssuedDocument:
    """Make one of the project's official documents, .docx and .pdf, and keep both with the project."""
    document = make_document(project, form=form, title=title, data=facts, actor=actor)
    announce(DocumentIssued(name=document.title), actor=actor, subject=project)
    return document


@command(may=permissions.ISSUE_REPORTS)
def issue_report(
    network: Network, *, actor: Actor, form: OfficialForm, title: str, facts: Mapping[str, Any]
) -> IssuedDocument:
    """Keep a report with the network: it tells what its maker sees, so only the register of documents shows it."""
    document = make_document(network, form=form, title=title, data=facts, actor=actor)
    announce(DocumentIssued(name=document.title), actor=actor, subject=document)
    return document
