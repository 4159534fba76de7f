"""Reading what somebody brought, and keeping what it proposes."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.exchange.documents import read_document_apart
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import files_of
from vmeste.foundation.tenancy.scope import active_network
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.forms import IssueMark
from vmeste.modules.documents.choices.reviewing import Decision, ReviewState
from vmeste.modules.documents.events import DocumentRead, DocumentRefused
from vmeste.modules.documents.models import Candidate, IssuedDocument, ReadDocument
from vmeste.pure.reading import Document, FileRefused, Reading
from vmeste.pure.reading.codec import to_data

from .proposing import Pass

Tell = Callable[[str, int], None]
Finish = Callable[[], None]
_AT_ONCE = 200


def read_file(document: ReadDocument, *, actor: Actor, tell: Tell, finish: Finish) -> None:
    """Read a brought file and keep what it proposes, or why it is not read; 1 to 5 seconds, no transaction meanwhile.

    A second delivery of the same work does nothing: the new state and the findings are written together.
    """
    if document.state != ReviewState.READING:
        return
    tell(_("Reading the document"), 5)
    file = files_of(document).get()
    try:
        tree, reading = read_document_apart(file.read(), filename=file.name)
    except FileRefused as refusal:
        keep_refusal(document, message=refusal.sentence(_language()), actor=actor, finish=finish)
        return
    _recognise(document, file, tree)

    def telling(done: int, total: int) -> None:
        tell(_("Comparing with the register"), 60 + 35 * done // total)

    today = localdate(document.brought_at)
    found = Pass.over_reading(document, tree, reading, actor=actor, today=today, tell=telling)
    tell(_("Writing down what was found"), 95)
    keep_findings(document, tree=tree, reading=reading, found=found, actor=actor, finish=finish)


def _recognise(document: ReadDocument, file: StoredFile, tree: Document) -> None:
    """Know a document that the network itself has issued: unchanged by its bytes, edited by the mark it carries."""
    if document.about_type:
        return
    same = Q(docx__sha256=file.sha256) | Q(pdf__sha256=file.sha256)
    mark = IssueMark.in_text(tree.keywords)
    if mark is not None and mark.network == active_network().slug:
        same |= Q(form=mark.form, subject_type=mark.subject_type, subject_id=mark.subject_id)
    if (issued := IssuedDocument.objects.filter(same).first()) is not None:
        document.about_type, document.about_id = issued.subject_type, issued.subject_id


def _language() -> str:
    return "ru" if (get_language() or "ru").startswith("ru") else "en"


@command(may=permissions.REVIEW)
def keep_refusal(document: ReadDocument, *, message: str, actor: Actor, finish: Finish) -> None:
    """Say why a document is not read; nothing else is kept of it."""
    if _moved_on(document, ReviewState.REFUSED, message=message[:500]):
        announce(DocumentRefused(reason=message), actor=actor, subject=document)
        finish()


@command(may=permissions.REVIEW)
def keep_findings(
    document: ReadDocument, *, tree: Document, reading: Reading, found: Pass, actor: Actor, finish: Finish
) -> None:
    """Keep what was read, with everything it proposes."""
    counts = Counter(candidate.decision for candidate in found.candidates)
    values = {
        "form": reading.form[:60],
        "about_type": document.about_type,
        "about_id": document.about_id,
        "tree": to_data(tree),
        "reading": to_data(reading),
        "counts": {str(decision): counts[decision] for decision in Decision},
    }
    if _moved_on(document, ReviewState.OPEN, **values):
        Candidate.objects.bulk_create(found.candidates, batch_size=_AT_ONCE)
        announce(DocumentRead(found=len(found.candidates), same=counts[Decision.SAME]), actor=actor, subject=document)
        finish()


def _moved_on(document: ReadDocument, state: ReviewState, **values: Any) -> bool:
    """Take the step unless somebody was faster; the condition and the change are one statement."""
    reading = ReadDocument.objects.filter(pk=document.pk, state=ReviewState.READING)
    return bool(reading.update(state=state, **values))
