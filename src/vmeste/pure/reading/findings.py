"""What does not fit together inside one document. Found and shown, never resolved here."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from vmeste.pure.dates import PartialDate, from_code
from vmeste.pure.grammar import split_person
from vmeste.pure.reading.candidates import (
    Finding,
    FindingCode,
    FoundAct,
    FoundAgreement,
    FoundEvent,
    FoundPerson,
    Place,
    Reading,
)
from vmeste.pure.reading.recognising.flow import Flow, fold

_FEWEST_LETTERS = 5
_ONE_SLIP = 1


def findings_of(reading: Reading, flow: Flow, period: PartialDate | None) -> tuple[Finding, ...]:
    """Conflicts in the order of their kinds. O(people² + acts + events)."""
    return (
        *_two_dates(reading.acts),
        *_surname_variants(reading.people),
        *_party_counts(reading.agreements, flow),
        *_outside(reading.events, period),
    )


def _two_dates(acts: Sequence[FoundAct]) -> Iterator[Finding]:
    """One issuer, one number, two dates: either two acts or a slip, and a person knows which."""
    by_number: dict[tuple[str, str, str], dict[str, FoundAct]] = defaultdict(dict)
    for act in acts:
        if act.number and act.date:
            by_number[act.kind.lower()[:6], _issuer(act.issuer), act.number].setdefault(act.date.iso, act)
    for (_, _, number), dated in by_number.items():
        if len(dated) > 1:
            yield Finding(
                FindingCode.ONE_NUMBER_TWO_DATES,
                (number, *(act.date.text for act in dated.values() if act.date)),
                tuple(act.place for act in dated.values()),
            )


def _issuer(text: str) -> str:
    return " ".join(re.sub(r"[аеиоуыэюяйм]{1,3}$", "", word) for word in fold(text).lower().split())


def _surname_variants(people: Sequence[FoundPerson]) -> Iterator[Finding]:
    """The same initials behind surnames that differ by one letter: «Трофимова А.Б.» and «Трофимава А.Б.»."""
    parts = [(person, split_person(person.nominative)) for person in people]
    for (one, first), (other, second) in combinations(parts, 2):
        surnames = first.surname.lower(), second.surname.lower()
        if surnames[0] == surnames[1] or min(map(len, surnames)) < _FEWEST_LETTERS:
            continue
        if _letters(first.initials, first.first, first.patronymic) != _letters(
            second.initials, second.first, second.patronymic
        ):
            continue
        if Levenshtein.distance(*surnames) == _ONE_SLIP and not _is_gender_pair(*surnames):
            yield Finding(FindingCode.SURNAME_VARIANTS, (one.text, other.text), (one.place, other.place))


def _letters(initials: str, first: str, patronymic: str) -> str:
    return "".join(re.findall(r"[А-ЯЁ]", initials)) or "".join(word[:1] for word in (first, patronymic) if word)


def _is_gender_pair(one: str, other: str) -> bool:
    """«Иванов» and «Иванова» are two people or two cases, no slip."""
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short and len(long) == len(short) + 1


def _party_counts(agreements: Sequence[FoundAgreement], flow: Flow) -> Iterator[Finding]:
    """«Трёхсторонний» with another count. A party named only by «с …» signs with the one who writes."""
    for agreement in agreements:
        if agreement.label_count is None or not agreement.parties:
            continue
        base = flow.passage_span(agreement.place.passage)[0] + end_of(agreement)
        is_with_others = bool(re.match(r"[^.;]{0,80}?\bс(?:о)?\s", flow.text[base : base + 90]))
        named_before = any(party in flow.said(*_before(flow, agreement)) for party in agreement.parties)
        count = len(agreement.parties) + (is_with_others and not named_before)
        if count != agreement.label_count:
            yield Finding(
                FindingCode.PARTY_COUNT,
                (agreement.kind, str(agreement.label_count), str(count), *agreement.parties),
                (agreement.place,),
            )


def end_of(agreement: FoundAgreement) -> int:
    """Where what follows an agreement begins in its passage: after its date, whose dots end no sentence."""
    date = agreement.date
    is_after = date is not None and date.place.passage == agreement.place.passage and date.place > agreement.place
    return date.place.end if date is not None and is_after else agreement.place.end


def _before(flow: Flow, agreement: FoundAgreement) -> tuple[int, int]:
    start = flow.passage_span(agreement.place.passage)[0] + agreement.place.start
    return flow.sentence_of(start)[0], start


def _outside(events: Sequence[FoundEvent], period: PartialDate | None) -> Iterator[Finding]:
    """Events of another time than the report is about."""
    if period is None:
        return
    for event in events:
        if event.date is None or not event.date.code or event.recurrence:
            continue
        value = from_code(event.date.code)
        if isinstance(value, PartialDate) and not value.overlaps(period):
            yield Finding(FindingCode.OUTSIDE_PERIOD, (event.text, event.date.text), (event.place, _of(event)))


def _of(event: FoundEvent) -> Place:
    assert event.date
    return event.date.place
