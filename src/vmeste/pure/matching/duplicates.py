"""Finding pairs worth asking about among many organisations, without comparing all pairs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .comparing import compare_profiles
from .identity import Identity, Verdict, VerdictKind
from .profiles import NameProfile, Profile, profile_of

WINDOW = 12
"""In a block larger than this, a record meets only its next neighbours in the order of place, numbers and words."""

_EDGE = 4
_EDGED_WORD = 6
_LONGEST_ACRONYM = 8

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Places of two identities in the input, ``first < second``, and what the comparison said."""

    first: int
    second: int
    verdict: Verdict


def find_duplicates(identities: Sequence[Identity], *, limit: int) -> tuple[Candidate, ...]:
    """At most ``limit`` pairs that are the same or may be, surest first, ties by place in the input.

    Records meet when they share a key: a registry number, a telling word, the first or last four letters of one (so
    that a slip elsewhere in the word does not matter), a number with no name, an acronym. Within a key's block of b
    records each meets its WINDOW neighbours, so with k keys per record (about ten) the work is O(n·k·(WINDOW + log
    n)) and the memory O(n·k); all pairs would be O(n²). Raises ``ValueError`` for a negative limit.
    """
    if limit < 0:
        raise ValueError("a limit is not negative")
    profiles = [profile_of(identity) for identity in identities]
    found = []
    for first, second in _pairs(profiles):
        verdict = compare_profiles(profiles[first], profiles[second])
        if verdict.kind is not VerdictKind.DIFFERENT:
            found.append(Candidate(first, second, verdict))
    found.sort(key=lambda candidate: (*(-part for part in candidate.verdict.rank), candidate.first, candidate.second))
    return tuple(found[:limit])


def _pairs(profiles: Sequence[Profile]) -> set[tuple[int, int]]:
    blocks: dict[_Key, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for key in set(_keys(profile)):
            blocks[key].append(place)
    pairs: set[tuple[int, int]] = set()
    order = [_neighbourhood(profile) for profile in profiles]
    for block in blocks.values():
        if len(block) > WINDOW:
            block.sort(key=lambda place: (order[place], place))
        for at, place in enumerate(block):
            pairs.update((min(place, other), max(place, other)) for other in block[at + 1 : at + 1 + WINDOW])
    return pairs


def _neighbourhood(profile: Profile) -> tuple[object, ...]:
    """Where a record stands in a large block: likely duplicates stand side by side."""
    name = profile.names[0] if profile.names else None
    if name is None:
        return ((), (), ())
    return tuple(sorted(name.numbers)), tuple(sorted(name.stems)), tuple(sorted(profile.territory or name.place))


def _keys(profile: Profile) -> Iterator[_Key]:
    if profile.inn:
        yield "inn", profile.inn
    if profile.ogrn:
        yield "ogrn", profile.ogrn
    for name in profile.names:
        yield from _name_keys(name)


def _name_keys(name: NameProfile) -> Iterator[_Key]:
    yield "words", name.stems, name.numbers
    if name.numbers:
        yield "number", name.numbers, name.sort
    for word in name.telling or name.stems:
        yield "word", word
    for word in name.words:
        if len(word) >= _EDGED_WORD:
            yield "beginning", word[:_EDGE]
            yield "end", word[-_EDGE:]
            yield "letters", "".join(sorted(word))
    if len(name.initials) > 1:
        yield "acronym", name.initials
    if 1 < len(name.compact) <= _LONGEST_ACRONYM:
        yield "acronym", name.compact
