"""What the page of a review shows of each finding: in words, sorted by kind, with its place in the document."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vmeste.foundation.screens.tables import Text
from vmeste.modules.documents.choices.receiving import RECEIVERS, ROW, Input, InputKind, Receiver, is_stated
from vmeste.modules.documents.choices.reviewing import Decision, Deed
from vmeste.modules.documents.models import Candidate, ReadDocument
from vmeste.pure.reading import Document, FindingCode, Origin, Passage, Place, Reading
from vmeste.pure.reading.codec import from_data

from .page_of_document import Mark

SURE, LIKELY = 0.9, 0.7
THRESHOLDS = (0.95, 0.9, 0.8, 0.7, 0.5, 0.0)
SURENESS = {"sure": (SURE, 2.0), "likely": (LIKELY, SURE), "doubtful": (0.0, LIKELY)}
_LOOKS, _LINES = 8, 5
_TITLE = 120
_TONES = {
    Decision.OPEN: "warning",
    Decision.SAME: "neutral",
    Decision.ACCEPTED: "success",
    Decision.DROPPED: "neutral",
    Decision.UNDONE: "neutral",
}
Namer = Callable[[str, str], str]
"""What a link is called: receiver's key and the link."""


# Words


def sureness(confidence: float) -> str:
    """How sure the reading is, in a word."""
    if confidence >= SURE:
        return pgettext("how sure", "surely")
    return pgettext("how sure", "probably") if confidence >= LIKELY else pgettext("how sure", "doubtful")


def percent(confidence: float) -> str:
    return f"{round(confidence * 100)}\u00a0%"


def place_words(origin: Origin) -> str:
    """Where a passage stands, as one would tell somebody with the document in hand."""
    words = []
    if origin.page is not None:
        words.append(_("page %(number)s") % {"number": origin.page})
    if origin.table is not None:
        words.append(_("table %(number)s") % {"number": origin.table})
        if origin.row is not None:
            words.append(_("row %(number)s") % {"number": origin.row + 1})
    else:
        words.append(_("paragraph %(number)s") % {"number": origin.paragraph})
    return ", ".join(words)


def value_words(one: Input, value: Any, name: Namer) -> str | list[str]:
    """A value in the JSON form as people read it; a list for inputs of several."""
    if not is_stated(value):
        return ""
    match one.kind:
        case InputKind.NUMBER:
            return _number(str(value))
        case InputKind.DATE:
            return _day(str(value))
        case InputKind.FLAG:
            return _("yes") if value else _("no")
        case InputKind.CHOICE:
            return str(dict(one.choices).get(value, value))
        case InputKind.LINK:
            return name(one.to, str(value))
        case InputKind.LINKS:
            return [name(one.to, str(link)) for link in value]
        case InputKind.LINES:
            return [str(line) for line in value]
    return str(value)


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number_format(number, use_l10n=True, force_grouping=True) if number.is_finite() else text


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    except ValueError:
        return text


def finding_sentence(code: FindingCode) -> str:
    """What does not fit together, for people."""
    return {
        FindingCode.ONE_NUMBER_TWO_DATES: _("One number stands with different dates"),
        FindingCode.SURNAME_VARIANTS: _("One surname is written in different ways"),
        FindingCode.PARTY_COUNT: _("The number of parties named is not the number of parties listed"),
        FindingCode.OUTSIDE_PERIOD: _("A date lies outside the period of the document"),
    }[code]


# Findings as cards


@dataclass(frozen=True, slots=True)
class KindOfFinding:
    """One kind on this page; `look` are the classes of its colour and line, which no other kind here has."""

    key: str
    label: Text
    label_plural: Text
    look: str
    receiver: type[Receiver] | None


@dataclass(slots=True)
class Card:
    """One finding; `values` and `differences` are (label, words) and (label, before, after)."""

    finding: Candidate
    kind: KindOfFinding
    place: str
    values: list[tuple[Text, str | list[str]]]
    differences: list[tuple[Text, Any, Any]]
    may_decide: bool
    lacks: list[Text] = field(default_factory=list)
    deed: str = ""
    kept_because: str = ""
    refusal: str = ""

    @property
    def anchor(self) -> str:
        return f"finding-{self.finding.pk}"

    @property
    def place_id(self) -> str:
        return f"place-{self.finding.pk}"

    @property
    def decision(self) -> Decision:
        return Decision(self.finding.decision)

    @property
    def tone(self) -> str:
        return _TONES[self.decision]

    @property
    def sureness(self) -> str:
        return sureness(self.finding.confidence)

    @property
    def percent(self) -> str:
        return percent(self.finding.confidence)

    @property
    def is_doubtful(self) -> bool:
        return self.finding.confidence < LIKELY

    @property
    def may_accept(self) -> bool:
        return self.may_decide and self.decision is Decision.OPEN

    @property
    def may_change(self) -> bool:
        return self.may_decide and self.decision in {Decision.OPEN, Decision.SAME}

    @property
    def may_return(self) -> bool:
        return self.may_decide and self.decision is Decision.DROPPED

    @property
    def effect(self) -> str:
        """What accepting does, or why there is nothing to do."""
        if self.finding.row_id is None:
            return _("new record") if self.decision is Decision.OPEN else ""
        if self.decision is Decision.OPEN:
            return _("already in the network, would be changed")
        return _("already in the network") if self.decision is Decision.SAME else ""


@dataclass(slots=True)
class Group:
    """All findings of one kind that are shown, and how many of the kind there are and wait."""

    kind: KindOfFinding
    cards: list[Card]
    total: int
    open: int

    @property
    def acceptable(self) -> int:
        return sum(card.may_accept for card in self.cards)


@dataclass(frozen=True, slots=True)
class Also:
    """Something the reading found for which no module keeps rows; shown, and nothing to decide."""

    pk: str
    kind: str
    text: str
    confidence: float
    place: Place
    place_words: str

    @property
    def anchor(self) -> str:
        return f"also-{self.pk}"

    @property
    def place_id(self) -> str:
        return f"also-place-{self.pk}"

    @property
    def percent(self) -> str:
        return percent(self.confidence)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What does not fit together in the document: a sentence, the values, links to where they stand."""

    sentence: str
    values: Sequence[str]
    places: Sequence[tuple[int, str]]


class ReviewPage:
    """One document with everything found in it, read once; what it shows depends on nothing but its rows.

    `name` calls a link to a row of the network; it is asked once for each row.
    """

    def __init__(
        self,
        document: ReadDocument,
        findings: Sequence[Candidate],
        *,
        name_row: Callable[[str, int], str],
        may_decide: bool,
        refusals: Mapping[int, str] | None = None,
    ) -> None:
        self.document, self.findings, self.may_decide = document, findings, may_decide
        self.tree = from_data(Document, document.tree) if document.tree else Document("", ())
        self.reading = from_data(Reading, document.reading) if document.reading else Reading()
        self.refusals = refusals or {}
        self.passages: dict[int, Passage] = {passage.number: passage for passage in self.tree.passages()}
        self.titles = {finding.key: finding.title for finding in findings}
        # Most rows that values lead to are what another finding of the same document is matched to.
        self._names = {(one.kind, one.row_id): one.title for one in findings if one.row_id is not None}
        self._name_row = name_row
        self.kinds = {kind.key: kind for kind in _kinds(findings)}
        self.counts = Counter(finding.decision for finding in findings)

    # Groups

    def cards(self, findings: Iterable[Candidate]) -> Iterator[Card]:
        for finding in findings:
            yield self.card(finding)

    def card(self, finding: Candidate) -> Card:
        kind = self.kinds[finding.kind]
        inputs = kind.receiver.inputs if kind.receiver else ()
        by_name = {one.name: one for one in inputs}
        trace = next(iter(finding.traces.all()), None)
        return Card(
            finding,
            kind,
            place=self._place_of(finding),
            values=[
                (one.label, words)
                for one in inputs
                if (words := value_words(one, finding.values.get(one.name), self.name)) not in ("", [])
            ],
            differences=[
                (by_name[name].label, *(value_words(by_name[name], value, self.name) for value in (before, after)))
                for name, before, after in finding.differences
                if name in by_name
            ],
            may_decide=self.may_decide,
            lacks=[
                one.label
                for one in inputs
                if one.is_required and finding.row_id is None and not is_stated(finding.values.get(one.name))
            ],
            deed=Deed(trace.deed).label if trace else "",
            kept_because=trace.kept_because if trace else "",
            refusal=self.refusals.get(finding.pk, ""),
        )

    def groups(self, findings: Sequence[Candidate]) -> list[Group]:
        """The findings to show, by kind in the order of the kinds."""
        totals = Counter(finding.kind for finding in self.findings)
        waiting = Counter(finding.kind for finding in self.findings if finding.decision == Decision.OPEN)
        return [
            Group(kind, cards, totals[kind.key], waiting[kind.key])
            for kind in self.kinds.values()
            if (cards := list(self.cards(one for one in findings if one.kind == kind.key)))
        ]

    def open_at(self, confidence: float, kinds: Iterable[str] | None = None) -> list[Candidate]:
        """What accepting everything at or above a confidence would take over."""
        wanted = None if kinds is None else set(kinds)
        return [
            finding
            for finding in self.findings
            if finding.decision == Decision.OPEN
            and finding.confidence >= confidence
            and (wanted is None or finding.kind in wanted)
        ]

    @property
    def decided(self) -> int:
        return len(self.findings) - self.counts[Decision.OPEN]

    # Links

    def name(self, kind: str, link: str) -> str:
        """What a link is called: a finding's title, or a row's name; one look for each row."""
        if not link.startswith(ROW):
            return self.titles.get(link, "")
        number = link.removeprefix(ROW)
        if not (number.isascii() and number.isdecimal()):
            return ""
        key = (kind, int(number))
        if key not in self._names:
            self._names[key] = self._name_row(*key)
        return self._names[key]

    # Places

    def _place_of(self, finding: Candidate) -> str:
        place = next(iter(finding.places), None)
        passage = self.passages.get(place[0]) if place else None
        return place_words(passage.origin) if passage else ""

    def marks(self) -> dict[int, list[Mark]]:
        """Marks by passage for the left half: of findings, and fainter ones of what else was found."""
        marks: dict[int, list[Mark]] = {}
        for finding in self.findings:
            kind = self.kinds[finding.kind]
            title = f"{kind.label}: {finding.title}"[:_TITLE]
            for number, (passage, start, end) in enumerate(finding.places):
                place_id = f"place-{finding.pk}" if number == 0 else ""
                marks.setdefault(passage, []).append(
                    Mark(start, end, f"finding-{finding.pk}", kind.look, title, place_id)
                )
        for one in self.also():
            mark = Mark(one.place.start, one.place.end, one.anchor, "is-also", one.kind, one.place_id)
            marks.setdefault(one.place.passage, []).append(mark)
        return marks

    def also(self) -> list[Also]:
        """Events, programmes and people, and the sums and dates that stand in no finding."""
        taken: dict[int, list[tuple[int, int]]] = {}
        for finding in self.findings:
            for passage, start, end in finding.places:
                taken.setdefault(passage, []).append((start, end))

        def is_free(place: Place) -> bool:
            return not any(start <= place.start and place.end <= end for start, end in taken.get(place.passage, ()))

        reading = self.reading
        found: list[tuple[str, str, Iterable[Any]]] = [
            ("event", _("Events"), reading.events),
            ("programme", _("Programmes and clubs"), reading.programmes),
            ("person", _("People"), reading.people),
            ("sum", _("Sums"), [one for one in reading.sums if is_free(one.place)]),
            ("date", _("Dates"), [one for one in reading.dates if is_free(one.place)]),
        ]
        return [
            Also(f"{key}-{number}", label, one.text, one.confidence, one.place, self._words_of(one.place))
            for key, label, rows in found
            for number, one in enumerate(rows, start=1)
        ]

    def also_by_kind(self) -> list[tuple[str, list[Also]]]:
        kinds: dict[str, list[Also]] = {}
        for one in self.also():
            kinds.setdefault(one.kind, []).append(one)
        return list(kinds.items())

    def conflicts(self) -> list[Conflict]:
        return [
            Conflict(
                finding_sentence(one.code),
                one.values,
                [(place.passage, self._words_of(place)) for place in one.places],
            )
            for one in self.reading.findings
        ]

    def _words_of(self, place: Place) -> str:
        passage = self.passages.get(place.passage)
        return place_words(passage.origin) if passage else ""


def _kinds(findings: Iterable[Candidate]) -> Iterator[KindOfFinding]:
    """The kinds that occur, in the order of their receivers, each with a look of its own."""
    present = {finding.kind for finding in findings}
    known = sorted(present & RECEIVERS.keys(), key=lambda key: (RECEIVERS[key].order, key))
    for number, key in enumerate([*known, *sorted(present - RECEIVERS.keys())]):
        look = f"is-look-{number % _LOOKS + 1} is-line-{number % _LINES + 1}"
        receiver = RECEIVERS.get(key)
        if receiver is None:
            yield KindOfFinding(key, key, key, look, None)
        else:
            yield KindOfFinding(key, receiver.label, receiver.label_plural, look, receiver)
