"""Strings that betray where they came from, in every text of every row; and reading them out of any answer."""

import io
import zipfile
from collections.abc import Iterable, Iterator

import pypdfium2
from django.apps import apps
from django.db import models
from django.utils.http import int_to_base36

from vmeste.foundation.files.services import store_bytes

OURS, HIDDEN, THEIRS = "zqours", "zqhidden", "zqtheirs"
# Stands besides in every text about a child or a guardian, whatever the network.
CHILD = "zqchild"
MARKERS = (OURS, HIDDEN, THEIRS, CHILD)
OF_CHILDREN = frozenset({"people.Pupil", "people.Guardian"})

# Text columns that hold no text of people, each with the reason. Columns with choices need none.
NO_TEXT = {
    "accounts.ApiToken.digest": "a hash: the token would open nothing",
    "accounts.ApiToken.scopes": "words of the code",
    "accounts.User.password": "a hash",
    "activity.Activity.event": "names a class",
    "activity.Activity.subject_type": "names a model",
    "documents.Candidate.differences": "made of inputs and values; the world writes the canary into the values",
    "documents.Candidate.key": "names a proposal",
    "documents.Candidate.kind": "names a receiver",
    "documents.Candidate.places": "numbers",
    "documents.DocumentTemplate.form": "names an official form",
    "documents.IssuedDocument.form": "names an official form",
    "documents.IssuedDocument.subject_type": "names a model",
    "documents.ReadDocument.about_type": "names a model",
    "documents.ReadDocument.counts": "numbers",
    "documents.ReadDocument.form": "names a known form",
    "documents.ReadDocument.reading": "made of codes and texts; the world writes the canary into the texts",
    "documents.ReadDocument.tree": "made of codes and texts; the world writes the canary into the texts",
    "documents.Trace.before": "values as data, kept for the undo and shown to nobody",
    "documents.Trace.subject_type": "names a model",
    "endpoints.IdempotentAnswer.client": "names a token by its number",
    "endpoints.IdempotentAnswer.digest": "a hash",
    "endpoints.IdempotentAnswer.fingerprint": "a hash",
    "enrolment.AllocationRun.certificate": "numbers and hashes",
    "enrolment.AllocationRun.changes": "words of the code and ids",
    "enrolment.AllocationRun.figures": "numbers",
    "enrolment.ChoiceRound.input_hash": "a hash, by which a run is known to be of the frozen input",
    "enrolment.AllocationRun.input_hash": "a hash",
    "enrolment.Certificate.code": "random signs",
    "enrolment.Certificate.facts": "words of the programme, which has its own, and numbers",
    "enrolment.ChoiceRound.policy": "words of the code",
    "enrolment.Verdict.cause": "names a cause",
    "enrolment.Verdict.facts": "numbers and ids",
    "enrolment.WishList.blocked": "numbers",
    "enrolment.WishList.submitted_by": "a word of the code",
    "exchange.ImportRun.importer": "names an importer",
    "exchange.ImportLine.before": "values as data, kept for the undo and shown to nobody",
    "exchange.ImportRun.columns": "names columns of the importer",
    "exchange.ImportRun.counts": "numbers",
    "files.StoredFile.mime": "a word of the code",
    "files.StoredFile.sha256": "a hash of the bytes, which hold a canary themselves",
    "files.StoredFile.subject_type": "names a model",
    "jobs.Job.kind": "names a function",
    "networks.Invitation.digest": "a hash",
    "networks.Network.slug": "the address; the other network's has the canary from the start",
    "networks.Network.time_zone": "a name of the time zone database",
    "people.NameOpening.pupil_ids": "numbers",
    "people.RosterRun.counts": "numbers, and names of classes",
    "people.RosterRun.source": "names a form of file",
    "people.SchoolClass.letter": "a letter or two",
    "screens.Submission.digest": "a hash",
    "screens.SavedFilter.screen": "names a screen",
    "search.SearchEntry.kind": "names a model",
    "search.SearchEntry.title": "made from the rows' own canaries",
    "search.SearchEntry.detail": "made from the rows' own canaries",
    "search.SearchWord.word": "made from the rows' own canaries",
}

# Texts that a rule of the database allows only beside another value.
ONLY_WITH = {"partnerships.Partnership.end_reason": "ends_on"}

OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("vmeste.")]


def text_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Every column in which people may read a text."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
            yield field


def plant(row: models.Model, marker: str) -> None:
    """Fill every text of one row with `marker`, past all validation; the row's id keeps values apart."""
    values = {field.name: _canary(field, marker, row) for field in text_fields(type(row)) if may_hold_text(field, row)}
    if values:
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def may_hold_text(field: models.Field, row: models.Model) -> bool:
    label = f"{row._meta.label}.{field.name}"
    return label not in NO_TEXT and (label not in ONLY_WITH or getattr(row, ONLY_WITH[label]) is not None)


def _canary(field: models.Field, marker: str, row: models.Model) -> object:
    if isinstance(field, models.JSONField):
        return _with_marker(getattr(row, field.name), marker)
    # Sequences of PostgreSQL do not roll back: late in a run only the shortest way to write an id keeps it whole in the
    # columns whose values must differ.
    text = f"{marker}{int_to_base36(row.pk)}"
    if row._meta.label in OF_CHILDREN and field.name != "number":
        text = f"{CHILD}{text}"
    if row._meta.label == "files.StoredFile" and field.name == "name":
        text = f"{text}.csv"
    elif isinstance(field, models.EmailField):
        text = f"{text}@example.org"
    elif isinstance(field, models.URLField):
        text = f"https://{text}.example.org"
    return text[: field.max_length] if field.max_length else text


def _with_marker(value: object, marker: str) -> object:
    if isinstance(value, dict):
        return {key: _with_marker(item, marker) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_marker(item, marker) for item in value]
    return marker if isinstance(value, str) and value else value


def file_bytes(marker: str) -> tuple[str, int]:
    """Hash and size of stored bytes that hold the marker."""
    data = f"Contents of {marker}".encode()
    return store_bytes(data), len(data)


def markers_in(content: bytes, content_type: str) -> set[str]:
    """The markers that a reader of this answer would find; office files are opened, PDF is read."""
    text = "\n".join(_texts(content, content_type)).casefold()
    return {marker for marker in MARKERS if marker in text}


def _texts(content: bytes, content_type: str) -> Iterable[str]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        try:
            return [_text_of(page) for page in document]
        finally:
            document.close()
    return [content.decode("utf-8", "replace")]


def _text_of(page: pypdfium2.PdfPage) -> str:
    # A long word may be broken at the end of a line of a narrow column.
    shown = page.get_textpage()
    try:
        return shown.get_text_range().replace("\r", "").replace("\n", "").replace("\u2010", "").replace("\ufffe", "")
    finally:
        shown.close()
        page.close()
