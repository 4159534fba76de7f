"""Reviews as pages need them: the list, what was found, the document with its marks, and where facts come from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.tables import Text
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.tenancy.scope import active_network
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.receiving import (
    ROW,
    Input,
    InputKind,
    Receiver,
    is_stated,
    key_of_row,
    receivers,
)
from vmeste.modules.documents.choices.reviewing import CONFLICTS, FOUND_KINDS
from vmeste.modules.documents.models import Candidate, ReadDocument, Trace
from vmeste.pure.reading import Document, Origin, Passage, Place, Reading, Table
from vmeste.pure.reading.codec import from_data

# Lists


def reviews_for_list(actor: Actor) -> QuerySet[ReadDocument]:
    """The documents read that the actor may see, newest first, without their text; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_REVIEWS, ReadDocument)
    return rows.select_related("job").defer("tree", "reading").order_by("-id")


def review_of(actor: Actor, pk: int) -> ReadDocument | None:
    """One document read with its text, or None where the actor sees none; 1 query."""
    return rows_for(actor, permissions.VIEW_REVIEWS, ReadDocument).select_related("job").filter(pk=pk).first()


def tree_of(document: ReadDocument) -> Document | None:
    """The document as it was read; None while it is not."""
    return from_data(Document, document.tree) if document.tree else None


def reading_of(document: ReadDocument) -> Reading | None:
    """Everything the reading found, whether somebody receives it or not; None while it is not read."""
    return from_data(Reading, document.reading) if document.reading else None


# What was found


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that accepting would change, in words."""

    name: str
    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of a finding, in words; `is_changed`: otherwise than the document says."""

    input: Input
    value: Any
    shown: str
    is_changed: bool


@dataclass(slots=True)
class Findings:
    """The candidates of one document for one reader, grouped by kind in order; 1 query, and the rows they name.

    `actor` decides which kinds may be accepted and which rows are named.
    """

    candidates: list[Candidate]
    receivers: dict[str, Receiver]
    actor: Actor
    _rows: dict[tuple[str, int], Any] = field(default_factory=dict)
    _titles: dict[str, str] = field(init=False)
    _titles_of_rows: dict[tuple[str, int], str] = field(init=False)

    def __post_init__(self) -> None:
        self._titles = {one.key: one.title for one in self.candidates}
        self._titles_of_rows = {(one.kind, one.row_id): one.title for one in self.candidates if one.row_id is not None}
        if not self.actor.is_network_wide:
            for one in self.candidates:
                if one.reason and self.row_of(one) is None:
                    one.reason = ""  # it may name the row, and is not saved from here

    def by_kind(self) -> list[tuple[Receiver, list[Candidate]]]:
        groups: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in self.candidates:
            groups[candidate.kind].append(candidate)
        return [(self.receivers[kind], found) for kind, found in groups.items() if kind in self.receivers]

    def may_accept(self, candidate: Candidate) -> bool:
        receiver = self.receivers.get(candidate.kind)
        return receiver is not None and receiver.may.is_held_by(self.actor)

    def row_of(self, candidate: Candidate) -> Any:
        """The row a candidate is matched to, or became; None where the actor sees none."""
        return self._row(candidate.kind, candidate.row_id)

    def url_of(self, candidate: Candidate) -> str:
        """Where that row is shown; empty where there is none."""
        row = self.row_of(candidate)
        return self.receivers[candidate.kind].url(row) if row is not None else ""

    def differences(self, candidate: Candidate) -> list[Difference]:
        """What accepting would change, in words; nothing where the reader does not see the row."""
        if not candidate.differences or self.row_of(candidate) is None:
            return []
        receiver, found = self.receivers.get(candidate.kind), []
        inputs = {one.name: one for one in receiver.inputs} if receiver else {}
        for name, before, after in candidate.differences:
            if (one := inputs.get(name)) is not None:
                found.append(Difference(name, one.label, self.in_words(one, before), self.in_words(one, after)))
        return found

    def stated(self, candidate: Candidate) -> list[Stated]:
        """What a candidate says, input by input; what it leaves open is not named."""
        receiver, found = self.receivers.get(candidate.kind), []
        for one in receiver.inputs if receiver else ():
            value, read = candidate.values.get(one.name), candidate.proposed.get(one.name)
            if is_stated(value) or is_stated(read):
                found.append(Stated(one, value, self.in_words(one, value), value != read))
        return found

    def in_words(self, one: Input, value: Any) -> str:
        """A value of the JSON form as people read it; empty for what says nothing."""
        if not is_stated(value):
            return ""
        worded = _WORDS.get(one.kind)
        return worded(self, one, value) if worded is not None else str(value)

    def link_in_words(self, one: Input, reference: str) -> str:
        """What a link leads to, by name; empty where that is nothing the actor sees."""
        if reference.startswith(ROW):
            return self._name_of_row(one.to, key_of_row(reference))
        return self._titles.get(reference, "")

    def _name_of_row(self, kind: str, pk: int | None) -> str:
        """A row's name; that of the finding that stands for it, if one does, for this costs no query."""
        if pk is None or (kind, pk) in self._titles_of_rows:
            return self._titles_of_rows.get((kind, pk or 0), "")
        row = self._row(kind, pk)
        return str(row) if row is not None else ""

    def _row(self, kind: str, pk: int | None) -> Any:
        receiver = self.receivers.get(kind)
        if pk is None or receiver is None:
            return None
        if (kind, pk) not in self._rows:
            self._rows[kind, pk] = receiver.look_up(pk)
        return self._rows[kind, pk]


def _choice_in_words(findings: Findings, one: Input, value: Any) -> str:
    return next((str(label) for key, label in one.choices if str(key) == value), str(value))


def _number_in_words(findings: Findings, one: Input, value: Any) -> str:
    whole, dot, rest = str(value).partition(".")
    grouped = f"{Decimal(whole):,}".replace(",", "\N{NO-BREAK SPACE}") if whole.lstrip("-").isdecimal() else whole
    return f"{grouped},{rest}" if dot else grouped


def _day_in_words(findings: Findings, one: Input, value: Any) -> str:
    day = parse_date(value)
    return date_format(day, "SHORT_DATE_FORMAT") if day else str(value)


_WORDS: Mapping[InputKind, Callable[[Findings, Input, Any], str]] = {
    InputKind.LINES: lambda findings, one, value: "\n".join(value),
    InputKind.NUMBER: _number_in_words,
    InputKind.DATE: _day_in_words,
    InputKind.FLAG: lambda findings, one, value: _("yes") if value else _("no"),
    InputKind.CHOICE: _choice_in_words,
    InputKind.LINK: lambda findings, one, value: findings.link_in_words(one, value),
    InputKind.LINKS: lambda findings, one, value: "; ".join(
        filter(None, (findings.link_in_words(one, reference) for reference in value))
    ),
}


def findings_of(document: ReadDocument, actor: Actor, *, today: date) -> Findings:
    """What was found in a document, in the order of kinds and of the text; 1 query."""
    known = {kind.key: kind(active_network(), actor, today=today) for kind in receivers()}
    return Findings(list(document.candidates.order_by("position")), known, actor)


# The document with its marks


@dataclass(frozen=True, slots=True)
class Mark:
    """Letters of a passage that belong to a candidate; `candidate` 0: found, but nobody receives it."""

    start: int
    end: int
    candidate: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of a passage with the same marks; `candidates` from the shortest mark to the longest."""

    text: str
    candidates: tuple[int, ...] = ()
    is_also_found: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A passage for the page."""

    passage: Passage
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a table for the page, at the place where it begins."""

    rows: int
    columns: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table for the page, row by row; merged cells stand once."""

    number: int
    rows: tuple[tuple[Square, ...], ...]


def pieces_of(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """A text cut wherever a mark begins or ends; marks may lie in or across each other. O(marks²) at worst."""
    found = [mark for mark in marks if 0 <= mark.start < mark.end]
    edges = sorted({0, len(text), *(min(edge, len(text)) for mark in found for edge in (mark.start, mark.end))})
    pieces = []
    for start, end in pairwise(edges):
        over = sorted((m for m in found if m.start <= start and m.end >= end), key=lambda m: (m.end - m.start, m.start))
        candidates = tuple(dict.fromkeys(mark.candidate for mark in over if mark.candidate))
        pieces.append(Piece(text[start:end], candidates, any(not mark.candidate for mark in over)))
    return tuple(pieces)


def passages(tree: Document, candidates: Iterable[Candidate], also: Iterable["AlsoFound"] = ()) -> list[Line | Grid]:
    """The document as it reads, every found piece marked."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    for candidate in candidates:
        for passage, start, end in candidate.places:
            marks[passage].append(Mark(start, end, candidate.pk))
    for found in also:
        marks[found.place.passage].append(Mark(found.place.start, found.place.end, 0))

    def line(passage: Passage) -> Line:
        return Line(passage, pieces_of(passage.text, marks.get(passage.number, ())))

    return [_grid(block, line) if isinstance(block, Table) else line(block) for block in tree.blocks]


def _grid(table: Table, line: Callable[[Passage], Line]) -> Grid:
    rows: dict[int, list[Square]] = {row: [] for row in range(table.height)}
    for cell in sorted(table.cells, key=lambda one: (one.row, one.column)):
        lines = tuple(line(passage) for passage in cell.passages)
        rows.setdefault(cell.row, []).append(Square(cell.rows, cell.columns, lines))
    return Grid(table.number, tuple(tuple(row) for _number, row in sorted(rows.items())))


def place_in_words(origin: Origin) -> str:
    """Where a passage stands in the file: “page 2, table 3, row 4”."""
    words = [_("page %(number)s") % {"number": origin.page}] if origin.page else []
    if origin.table is None:
        words.append(_("paragraph %(number)s") % {"number": origin.paragraph})
    else:
        words.append(_("table %(number)s") % {"number": origin.table})
        words += [_("row %(number)s") % {"number": origin.row + 1}] if origin.row is not None else []
    return ", ".join(words)


# What nobody receives, and what does not fit together


@dataclass(frozen=True, slots=True)
class AlsoFound:
    """A thing found that no module receives: shown and exported, not accepted."""

    kind: str
    label: Text
    text: str
    place: Place


def also_found(reading: Reading, candidates: Iterable[Candidate]) -> list[AlsoFound]:
    """What the reading found outside the places of candidates, in the order of kinds and of the text."""
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for candidate in candidates:
        for passage, start, end in candidate.places:
            taken[passage].append((start, end))
    found = []
    for kind, label in FOUND_KINDS.items():
        for one in getattr(reading, kind):
            place = one.place
            if not any(start <= place.start and place.end <= end for start, end in taken[place.passage]):
                found.append(AlsoFound(kind, label, one.text, place))
    return found


@dataclass(frozen=True, slots=True)
class Conflict:
    """Things in one document that do not fit together: what kind, the values that disagree, where."""

    label: Text
    values: tuple[str, ...]
    places: tuple[Place, ...]


def conflicts_of(reading: Reading) -> list[Conflict]:
    """What a person must know before accepting; never settled here."""
    return [Conflict(CONFLICTS[one.code], one.values, one.places) for one in reading.findings]


# Where facts come from


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where in which document a fact comes from. `url` leads to the finding; empty where the actor may not look."""

    subject_id: int
    deed: str
    document: str
    places: tuple[str, ...]
    accepted_by: str
    accepted_at: datetime | None
    url: str


def sources_of(actor: Actor, rows: Sequence[models.Model]) -> list[FactSource]:
    """What accepted findings did to rows of one model, the latest first; 3 queries, for the panel on their page.

    The name of a document is shown only to those who may see its review.
    """
    if not rows:
        return []
    label = rows[0]._meta.label
    traces = Trace.objects.filter(subject_type=label, subject_id__in=[row.pk for row in rows], undone_at=None)
    traces = traces.select_related("candidate").order_by("-pk")
    found = list(traces)
    documents = {trace.candidate.document_id for trace in found}
    seen = rows_for(actor, permissions.VIEW_REVIEWS, ReadDocument).filter(pk__in=documents).in_bulk()
    origins = {pk: _origins(document) for pk, document in seen.items()}
    return [_source(trace, seen.get(trace.candidate.document_id), origins) for trace in found]


def _source(trace: Trace, document: ReadDocument | None, origins: Mapping[int, Mapping[int, Origin]]) -> FactSource:
    candidate = trace.candidate
    places: list[str] = []
    if document is not None:
        known = origins[document.pk]
        numbers = dict.fromkeys(passage for passage, _start, _end in candidate.places)
        places = [place_in_words(known[number]) for number in numbers if number in known]
    return FactSource(
        subject_id=trace.subject_id,
        deed=trace.get_deed_display(),
        document=document.file_name if document is not None else "",
        places=tuple(dict.fromkeys(places)),
        accepted_by=candidate.decided_by,
        accepted_at=candidate.decided_at,
        url=f"{link('reading-detail', document.pk)}#candidate-{candidate.pk}" if document is not None else "",
    )


def _origins(document: ReadDocument) -> dict[int, Origin]:
    tree = tree_of(document)
    return {passage.number: passage.origin for passage in tree.passages()} if tree else {}


def versions_of(subjects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The present versions of rows, removed or not, by model label and key; 1 query for each model."""
    by_label: dict[str, set[int]] = {}
    for label, pk in subjects:
        by_label.setdefault(label, set()).add(pk)
    found: dict[tuple[str, int], int] = {}
    for label, pks in by_label.items():
        model = apps.get_model(label)
        if any(field.name == "version" for field in model._meta.concrete_fields):
            every = getattr(model, "with_removed", model._default_manager)
            rows = every.filter(pk__in=pks).values_list("pk", "version")
            found |= {(label, pk): version for pk, version in rows}
    return found
