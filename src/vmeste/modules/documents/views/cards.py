"""What the page of a review shows of each finding: in words, sorted by kind, with its place in the document."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens.tables import Text
from vmeste.modules.documents.choices.receiving import Receiver, is_stated
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.models import Candidate, ReadDocument, Trace
from vmeste.modules.documents.selectors import reviews
from vmeste.pure.reading import Document, Passage, Place, Reading

from .page_of_document import Look

SURE, LIKELY = 0.9, 0.7
THRESHOLDS = (0.95, 0.9, 0.8, 0.7, 0.5, 0.0)
SURENESS = {"sure": (SURE, 2.0), "likely": (LIKELY, SURE), "doubtful": (0.0, LIKELY)}
_LOOKS, _LINES = 8, 5
_TITLE = 120
_TONES = {Decision.OPEN: "warning", Decision.ACCEPTED: "success"}


def sureness(confidence: float) -> str:
    """How sure the reading is, in a word."""
    if confidence >= SURE:
        return pgettext("how sure", "surely")
    return pgettext("how sure", "probably") if confidence >= LIKELY else pgettext("how sure", "doubtful")


def percent(confidence: float) -> str:
    return f"{round(confidence * 100)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True, slots=True)
class KindOfFinding:
    """One kind on this page; `look` are the classes of its colour and line, which no other kind here has."""

    key: str
    label: Text
    label_plural: Text
    look: str
    receiver: Receiver | None


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as it is shown; `may_decide` says whether this reader may decide about it now."""

    finding: Candidate
    kind: KindOfFinding
    place: str
    values: Sequence[reviews.Stated]
    differences: Sequence[reviews.Difference]
    may_decide: bool
    lacks: Sequence[Text] = ()
    deed: str = ""
    kept_because: str = ""
    refusal: str = ""

    @property
    def decision(self) -> Decision:
        return Decision(self.finding.decision)

    @property
    def tone(self) -> str:
        return _TONES.get(self.decision, "neutral")

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


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one kind that are shown, and how many of the kind there are and wait."""

    kind: KindOfFinding
    cards: Sequence[Card]
    total: int
    open: int

    @property
    def acceptable(self) -> int:
        return sum(card.may_accept for card in self.cards)


@dataclass(frozen=True, slots=True)
class Also:
    """Something found for which no module keeps rows: shown and exported, nothing to decide."""

    kind: Text
    text: str
    passage: int
    place: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What does not fit together in the document: the values, and passages with their place in words."""

    label: Text
    values: Sequence[str]
    places: Sequence[tuple[int, str]]


class ReviewPage:
    """One document with everything found in it; 2 queries, and one for each row that only a value names."""

    def __init__(
        self,
        document: ReadDocument,
        *,
        actor: Actor,
        today: date,
        may_review: bool,
    ) -> None:
        self.document, self.may_review = document, may_review
        self.found = reviews.findings_of(document, actor, today=today)
        self.findings = self.found.candidates
        self.tree = reviews.tree_of(document) or Document("", ())
        self.reading = reviews.reading_of(document) or Reading()
        self.passages: dict[int, Passage] = {passage.number: passage for passage in self.tree.passages()}
        self.kinds = {kind.key: kind for kind in self._kinds()}
        self.counts = Counter(finding.decision for finding in self.findings)
        traces = Trace.objects.filter(candidate__document=document).order_by("pk")
        self._traces = {trace.candidate_id: trace for trace in traces} if self._has_traces else {}

    @property
    def _has_traces(self) -> bool:
        return bool(self.counts[Decision.ACCEPTED] or self.counts[Decision.UNDONE])

    @property
    def decided(self) -> int:
        return len(self.findings) - self.counts[Decision.OPEN]

    def cards(self, findings: Iterable[Candidate]) -> Iterator[Card]:
        return (self.card(finding) for finding in findings)

    def card(self, finding: Candidate) -> Card:
        kind, trace = self.kinds[finding.kind], self._traces.get(finding.pk)
        return Card(
            finding,
            kind,
            place=self.words_of(finding.places[0][0]) if finding.places else "",
            values=self.found.stated(finding),
            differences=self.found.differences(finding),
            may_decide=self.may_review and self.found.may_accept(finding),
            lacks=_lacks(finding, kind.receiver),
            deed=trace.get_deed_display() if trace else "",
            kept_because=trace.kept_because if trace else "",
            refusal=finding.refusal,
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

    # The document

    def also(self) -> list[Also]:
        """What was found beside the findings, by kind in the order of the text."""
        return [
            Also(one.label, one.text, one.place.passage, self.words_of(one.place.passage)) for one in self._also_found()
        ]

    def also_by_kind(self) -> list[tuple[Text, list[Also]]]:
        kinds: dict[str, list[Also]] = {}
        for one in self.also():
            kinds.setdefault(str(one.kind), []).append(one)
        return list(kinds.items())

    def conflicts(self) -> list[Conflict]:
        return [
            Conflict(one.label, one.values, [self._passage_of(place) for place in one.places])
            for one in reviews.conflicts_of(self.reading)
        ]

    def blocks(self) -> list[reviews.Line | reviews.Grid]:
        return reviews.passages(self.tree, self.findings, self._also_found())

    def looks(self) -> dict[int, Look]:
        return {
            finding.pk: Look(kind.look, f"{kind.label}: {finding.title}"[:_TITLE])
            for finding in self.findings
            if (kind := self.kinds[finding.kind])
        }

    def words_of(self, number: int) -> str:
        """Where a passage stands, in words."""
        passage = self.passages.get(number)
        return reviews.place_in_words(passage.origin) if passage else ""

    def _passage_of(self, place: Place) -> tuple[int, str]:
        return place.passage, self.words_of(place.passage)

    def _also_found(self) -> list[reviews.AlsoFound]:
        return reviews.also_found(self.reading, self.findings)

    def _kinds(self) -> Iterator[KindOfFinding]:
        """The kinds that occur, in the order of their receivers, each with a look of its own."""
        present = {finding.kind for finding in self.findings}
        known = [key for key in self.found.receivers if key in present]
        for number, key in enumerate([*known, *sorted(present - set(known))]):
            look = f"is-look-{number % _LOOKS + 1} is-line-{number % _LINES + 1}"
            receiver = self.found.receivers.get(key)
            if receiver is None:  # a kind of an earlier version of the house
                yield KindOfFinding(key, key, key, look, None)
            else:
                yield KindOfFinding(key, receiver.label, capfirst(str(receiver.label_plural)), look, receiver)


def _lacks(finding: Candidate, receiver: Receiver | None) -> list[Text]:
    """Inputs without which a new row cannot be written."""
    if receiver is None or finding.row_id is not None:
        return []
    return [one.label for one in receiver.inputs if one.is_required and not is_stated(finding.values.get(one.name))]
