"""Scans of an agreement, and the document made of it."""

from collections.abc import Mapping
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import keep_file
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.events import DocumentIssued, FileAttached
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.models import IssuedDocument
from vmeste.modules.documents.services.issuing import make_document


@command(may=permissions.DRAFT)
def attach_file(agreement: Agreement, *, actor: Actor, data: bytes, name: str, note: str = "") -> StoredFile:
    """Keep a scan or another paper with the agreement.

    Raises:
        UnwelcomeFile: it is empty, too large, or not a document.
    """
    file = keep_file(agreement, data=data, name=name, kind=FileKind.DOCUMENT, actor=actor, note=note)
    announce(FileAttached(name=file.name), actor=actor, subject=agreement)
    return file


@command(may=permissions.DRAFT)
def issue_agreement(
    agreement: Agreement, *, actor: Actor, form: OfficialForm, facts: Mapping[str, Any]
) -> IssuedDocument:
    """Make the agreement's document, .docx and .pdf, from the template in use and keep both with the agreement.

    Raises:
        TypeError: `facts` is of another shape than the form's schema.
    """
    document = make_document(agreement, form=form, title=str(agreement), data=facts, actor=actor)
    announce(DocumentIssued(name=document.title), actor=actor, subject=agreement)
    return document


@command(may=permissions.DRAFT)
def correct_forms(
    agreement: Agreement, *, actor: Actor, corrections: Mapping[int, Mapping[str, str]]
) -> list[AgreementParty]:
    """Keep what a person corrected of the declined forms: party id → {name_genitive, post_genitive, …}."""
    corrected = []
    for party in agreement.parties.filter(pk__in=corrections).order_by("position"):
        values = corrections[party.pk]
        if changes := changes_between(party, values):
            party.version += 1
            apply_values(party, values)
            announce(RowChanged(changes=changes), actor=actor, subject=party)
        corrected.append(party)
    return corrected
