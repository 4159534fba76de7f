"""How well a reading agrees with labelled cases: precision, recall and F1 by kind, exact and overlapping.

Two facts agree exactly when their keys are equal: the text with spaces, quotes and case made the same, ISO dates, sums
in roubles. They overlap when half of the words of both together are shared (Jaccard index at least 0.5); each fact of
one side agrees with at most one of the other, the most alike first.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vmeste.pure.reading.recognising.flow import fold

KINDS = ("organizations", "agreements", "events", "amounts", "indicators", "people", "dates", "legal_acts")
_ALIKE = 0.5
_CHECK_SHARE = 3


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of agreeing, only found and only labelled facts."""

    agreeing: int = 0
    found: int = 0
    labelled: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.agreeing + other.agreeing, self.found + other.found, self.labelled + other.labelled)

    @property
    def precision(self) -> float:
        return self.agreeing / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.agreeing / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean; 1 where nothing was to be found and nothing was."""
        total = self.found + self.labelled
        return 2 * self.agreeing / total if total else 1.0


@dataclass(frozen=True, slots=True)
class CaseScore:
    """One case: where it came from, and by kind the exact and the overlapping score."""

    derivation: str
    part: str
    exact: Mapping[str, Score]
    overlapping: Mapping[str, Score]


def part_of(case_id: str) -> str:
    """Working or check: a third of all cases is held back from tuning, by a hash of the id alone."""
    return "working" if int(sha256(case_id.encode()).hexdigest()[:8], 16) % _CHECK_SHARE else "check"


def score_case(case: Mapping[str, Any], found: Mapping[str, Any]) -> CaseScore:
    """Compare what was found with the `gold` of a case; shapes as in `gold.as_gold`."""
    gold = case["gold"]
    exact, overlapping = {}, {}
    for kind in KINDS:
        wanted, got = _keys(kind, gold.get(kind, [])), _keys(kind, found.get(kind, []))
        exact[kind] = _score(wanted, got, lambda one, other: float(one == other), 1.0)
        overlapping[kind] = _score(wanted, got, _alike, _ALIKE)
    return CaseScore(str(case.get("derivation", "")), part_of(str(case.get("id", ""))), exact, overlapping)


def summed(cases: Iterable[CaseScore]) -> dict[str, tuple[Score, Score]]:
    """By kind the exact and the overlapping score of all cases together (micro-average)."""
    totals: dict[str, tuple[Score, Score]] = defaultdict(lambda: (Score(), Score()))
    for case in cases:
        for kind in KINDS:
            one, other = totals[kind]
            totals[kind] = one + case.exact[kind], other + case.overlapping[kind]
    return {kind: totals[kind] for kind in KINDS}


_Key = tuple[str, ...]


def _keys(kind: str, facts: Sequence[Any]) -> list[_Key]:
    """What of each fact is compared; equal facts count once."""
    return list(dict.fromkeys(_KEYS[kind](fact) for fact in facts))


def _organisation(fact: Any) -> _Key:
    return (normal(fact["text"] if isinstance(fact, Mapping) else fact),)


_KEYS: dict[str, Callable[[Any], _Key]] = {
    "organizations": _organisation,
    "agreements": lambda fact: (
        normal(fact["kind"]),
        str(fact["number"] or ""),
        str(fact["date"] or ""),
        *sorted(normal(party) for party in fact["parties"]),
    ),
    "events": lambda fact: (normal(fact["title"]), str(fact["date_iso_from"] or ""), str(fact["date_iso_to"] or "")),
    "amounts": lambda fact: (normal(fact["text"]), "" if fact["value_rub"] is None else f"{fact['value_rub']:.2f}"),
    "indicators": lambda fact: (normal(fact["name"]), f"{fact['value']:g}", normal(fact["unit"])),
    "people": lambda fact: (normal(fact["name"]),),
    "dates": lambda fact: (normal(fact["text"]), fact["iso"]),
    "legal_acts": lambda fact: (normal(fact["kind"]), str(fact["number"] or ""), str(fact["date"] or "")),
}


def normal(text: str) -> str:
    """Spaces, quotes, dashes and case made the same, marks at the ends dropped."""
    plain = re.sub(r"[«»\"']", '"', fold(str(text or ""))).lower().replace("ё", "е")
    return " ".join(plain.split()).strip(" .,;:")


def _score(wanted: Sequence[_Key], got: Sequence[_Key], likeness: Callable[[_Key, _Key], float], least: float) -> Score:
    pairs = sorted(
        (
            (likeness(one, other), -place, -number)
            for place, one in enumerate(wanted)
            for number, other in enumerate(got)
        ),
        reverse=True,
    )
    free_wanted, free_got = set(range(len(wanted))), set(range(len(got)))
    agreeing = 0
    for alike, place, number in pairs:
        if alike >= least and -place in free_wanted and -number in free_got:
            free_wanted.remove(-place)
            free_got.remove(-number)
            agreeing += 1
    return Score(agreeing, len(got), len(wanted))


def _alike(one: _Key, other: _Key) -> float:
    """Shared words of the texts; dates, numbers and units are words too."""
    first, second = _words(one), _words(other)
    union = first | second
    return len(first & second) / len(union) if union else 1.0


def _words(key: _Key) -> frozenset[str]:
    return frozenset(re.findall(r"[\w,.%/²-]*\w|[%]", " ".join(key)))
