"""Organisations of a document as a register writes them: each once, in the first case, with its other names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vmeste.pure.grammar.morphology import readings
from vmeste.pure.matching import (
    Identity,
    InvalidIdentifier,
    Verdict,
    VerdictKind,
    check_inn,
    check_kpp,
    check_ogrn,
    normalise_name,
)
from vmeste.pure.matching.comparing import compare_profiles
from vmeste.pure.matching.legal_forms import split_legal_form
from vmeste.pure.matching.profiles import Profile, profile_of
from vmeste.pure.reading.candidates import FoundOrganisation, Mention, Place, Reading
from vmeste.pure.reading.recognising.flow import fold
from vmeste.pure.reading.recognising.identities import nominative_of
from vmeste.pure.reading.recognising.words import describing_forms, has_grammeme, noun_forms
from vmeste.pure.reading.tree import Document, Passage

_GLUED = re.compile(r"(?<=\d)(?=[а-яё]{3})", re.IGNORECASE)
_ENUMERATED = re.compile(r"\s*(?:,|и)\s*")
_TOWN = re.compile(r"(?:\bг\.?\s*|\bгород[аеу]?\s+)(?P<town>[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*)")
_OUR = re.compile(
    r"\bнаш(?:а|е|у|ей|его|ем|им|ему|ой)?\s+(?:\w+\s+){0,2}?"
    r"(?:школ\w{1,2}|лице\w{1,2}|гимнази\w{1,2}|сад\w{0,2}|колледж\w{0,2}|техникум\w{0,2}|учреждени\w{1,2}|организаци\w{1,2})\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\b(?P<what>ИНН|ОГРН|КПП)\b(?P<and>\s*/\s*КПП)?\D{0,6}(?P<number>\d[\d ]{7,18}\d)(?:\s*/\s*(?P<kpp>\d{9}))?"
)
_CHECKS = {"ИНН": ("inn", check_inn), "ОГРН": ("ogrn", check_ogrn), "КПП": ("kpp", check_kpp)}
_NEAR = 8
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation. `spellings`: everything by which the document means it, declined forms and all.

    `aliases` are other names in the first case; `numbers` (inn, ogrn, kpp) stand near it and have right check digits.
    `resembles`: (number of the entry, verdict) of another one that may be the same, when this one says less.
    """

    name: str
    short_name: str
    aliases: tuple[str, ...]
    spellings: tuple[str, ...]
    sort: str
    town: str
    confidence: float
    mentions: tuple[Mention, ...]
    numbers: tuple[tuple[str, str], ...] = ()
    resembles: tuple[int, Verdict] | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """The organisation a document speaks for; `name` as it stands there, empty for a bare «наша школа»."""

    name: str
    place: Place


def organisation_entries(document: Document, reading: Reading) -> tuple[Entry, ...]:
    """Entries in the order of first mentions. O(n²) comparisons for n organisations, about 0.1 ms each.

    Two that the names call the same become one. Two that only may be the same stay two and say so – unless the
    document names them side by side, which tells them apart.
    """
    passages = tuple(document.passages())
    names = _names(passages, reading.organisations)
    groups = _groups(reading.organisations, names)
    numbers = _numbers(passages, groups, reading.organisations)
    entries = [
        _entry([reading.organisations[one] for one in group], [names[one] for one in group], numbers[place])
        for place, group in enumerate(groups)
    ]
    return tuple(_with_resemblance(entries, _apart(reading)))


def speaker_of(document: Document, reading: Reading) -> Speaker | None:
    """Who writes: the first side of partnerships, the organisation in a report's title, else «наша школа»."""
    sides = [(field.items, field.place) for field in reading.fields if field.key == "partnership" and field.items]
    if sides:
        (first, place), *others = sides
        common = [name for name in first if all(_is_among(name, items) for items, _ in others)]
        return Speaker((common or first)[0], place)
    title = next((field.place for field in reading.fields if field.key == "title"), None)
    if title is not None:
        named = [(m.place, m.text) for one in reading.organisations for m in one.mentions]
        if in_title := sorted(pair for pair in named if pair[0].passage == title.passage):
            return Speaker(in_title[0][1], in_title[0][0])
    for passage in document.passages():
        if match := _OUR.search(fold(passage.text)):
            return Speaker("", Place(passage.number, *match.span()))
    return None


def written_name(text: str) -> str:
    """A name as registers write it: plain blanks, «quotes», no quotes around the whole, a capital first."""
    plain = " ".join(_GLUED.sub(" ", fold(text)).split()).strip(" ,;:.*")
    if re.fullmatch(r"«[^«»]+»", plain):
        plain = plain[1:-1]
    first = next((place for place, letter in enumerate(plain) if letter.isalpha()), 0)
    return (plain[:first] + plain[first : first + 1].upper() + plain[first + 1 :])[:_LONGEST]


def first_case(text: str) -> str:
    """The name in the first case, as far as the dictionary knows; a lone word too («Авиазаводом»)."""
    plain = " ".join(fold(text).split())
    quoted = re.fullmatch(r"«([^«»]+)»", plain)
    inner = quoted[1] if quoted else plain
    if re.fullmatch(r"[А-ЯЁ]?[а-яё]{4,}", inner):
        forms = noun_forms(inner)
        if not forms or any(case == "nomn" for case, _, _ in forms):
            return inner
        noun = next(one for one in readings(inner.lower()) if one.tag.POS == "NOUN")
        return _like(inner, str(noun.normal_form))
    return str(nominative_of(inner))


def _like(pattern: str, word: str) -> str:
    return word.capitalize() if pattern[:1].isupper() else word


def _is_among(name: str, items: Sequence[str]) -> bool:
    return normalise_name(name) in map(normalise_name, items)


# One organisation, one entry


def _names(passages: Sequence[Passage], found: Sequence[FoundOrganisation]) -> list[tuple[str, ...]]:
    """The names of each in the first case, the fullest first."""
    in_order = sorted((mention.place, number) for number, one in enumerate(found) for mention in one.mentions)
    after = {place: following for (place, _), following in pairwise(in_order)}
    named = []
    for one in found:
        spellings = [one.nominative or one.text, one.text, *one.aliases, *(mention.text for mention in one.mentions)]
        names = [first_case(spelling) for spelling in spellings]
        if completed := _completed(passages, one, after, found):
            names = [completed]
        unique = {normalise_name(name): written_name(name) for name in reversed(names) if name.strip()}
        named.append(tuple(sorted(unique.values(), key=lambda name: (-len(name), name))))
    return named


def _completed(
    passages: Sequence[Passage],
    one: FoundOrganisation,
    after: dict[Place, tuple[Place, int]],
    found: Sequence[FoundOrganisation],
) -> str:
    """«Авиационный и Приборостроительный заводы»: the first is a «завод» too; empty where nothing is left out."""
    is_lone = " " not in one.text.strip() and bool(describing_forms(one.text)) and not noun_forms(one.text)
    following = after.get(one.place)
    if not is_lone or following is None or following[0].passage != one.place.passage:
        return ""
    next_place, number = following
    text = fold(passages[one.place.passage].text)
    head = found[number].nominative.split()[-1:]
    said = text[next_place.start : next_place.end].split()[-1:]
    is_plural = bool(said) and any(count == "plur" for _, count, _ in noun_forms(said[0])) and said != head
    if not is_plural or not _ENUMERATED.fullmatch(text[one.place.end : next_place.start]):
        return ""
    return f"{one.text.strip()} {head[0]}"


def _groups(found: Sequence[FoundOrganisation], names: Sequence[tuple[str, ...]]) -> list[list[int]]:
    """Numbers of the found ones that are the same organisation, by first mention."""
    profiles = [_profile(of) for of in names]
    groups: list[list[int]] = []
    for number in range(len(found)):
        same = [
            group
            for group in groups
            if any(compare_profiles(profiles[number], profiles[other]).kind is VerdictKind.SAME for other in group)
        ]
        # A name that fits two different ones («школа № 4» of two towns) proves nothing about either.
        if len(same) == 1:
            same[0].append(number)
        else:
            groups.append([number])
    return groups


def _profile(names: Sequence[str]) -> Profile:
    return profile_of(Identity(names=tuple(names)))


def _entry(members: Sequence[FoundOrganisation], names: Sequence[tuple[str, ...]], numbers: dict[str, str]) -> Entry:
    known = list(dict.fromkeys(name for of in names for name in of))
    name = max(known, key=lambda one: (len(one), one))
    abbreviated = [one for one in known if (form := split_legal_form(one).form) and form.abbreviation in one.split()]
    short = min([one for one in abbreviated if one != name] or known, key=lambda one: (len(one), one))
    mentions = sorted({m.place: m for member in members for m in member.mentions}.items())
    spellings = [text for member in members for text in (member.text, member.nominative, *member.aliases)]
    return Entry(
        name=name,
        short_name=short if short != name else "",
        aliases=tuple(one for one in known if one not in {name, short}),
        spellings=tuple(dict.fromkeys([*spellings, *(mention.text for _, mention in mentions), *known])),
        sort=next((member.sort for member in members if member.sort), ""),
        town=_town(known),
        confidence=max(member.confidence for member in members),
        mentions=tuple(mention for _, mention in mentions),
        numbers=tuple(numbers.items()),
    )


def _town(names: Iterable[str]) -> str:
    for name in names:
        if match := _TOWN.search(name):
            town = match["town"]
            if not has_grammeme(town, "Geox"):
                return town
            place = next(one for one in readings(town.lower()) if "Geox" in one.tag)
            return "-".join(part.capitalize() for part in str(place.normal_form).split("-"))
    return ""


# What tells two apart, and what does not


def _apart(reading: Reading) -> set[frozenset[str]]:
    """Pairs of names that the document lists side by side."""
    lists = [
        *(direction.partners for direction in reading.directions),
        *(agreement.parties for agreement in reading.agreements),
        *(field.items for field in reading.fields if field.key.startswith("partner")),
    ]
    return {
        frozenset((normalise_name(one), normalise_name(other)))
        for names in lists
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }


def _with_resemblance(entries: Sequence[Entry], apart: set[frozenset[str]]) -> Iterator[Entry]:
    profiles = [_profile((entry.name, entry.short_name, *entry.aliases)) for entry in entries]
    listed = [{normalise_name(name) for name in entry.spellings} for entry in entries]
    for number, entry in enumerate(entries):
        likest: tuple[int, Verdict] | None = None
        for other, profile in enumerate(profiles):
            if other == number or _says_less((other, entries[other]), (number, entry)):
                continue
            verdict = compare_profiles(profiles[number], profile)
            is_apart = any(frozenset((a, b)) in apart for a in listed[number] for b in listed[other])
            is_likelier = likest is None or verdict.rank > likest[1].rank
            if verdict.kind is not VerdictKind.DIFFERENT and is_likelier and not is_apart:
                likest = other, verdict
        yield replace(entry, resembles=likest)


def _says_less(one: tuple[int, Entry], other: tuple[int, Entry]) -> bool:
    """Of two that look alike the shorter name is the one in doubt; of two as long, the later."""
    return (len(one[1].name), -one[0]) < (len(other[1].name), -other[0])


# Registration numbers


def _numbers(
    passages: Sequence[Passage], groups: Sequence[Sequence[int]], found: Sequence[FoundOrganisation]
) -> list[dict[str, str]]:
    """INN, OGRN and KPP of each group: those that follow its name in the same passage or a few lines below."""
    named = sorted(
        (mention.place, group)
        for group, members in enumerate(groups)
        for one in members
        for mention in found[one].mentions
    )
    numbers: list[dict[str, str]] = [{} for _ in groups]
    for passage in passages:
        for match in _NUMBERS.finditer(passage.text):
            here = Place(passage.number, match.start(), match.end())
            before = [pair for pair in named if pair[0] < here and passage.number - pair[0].passage <= _NEAR]
            if not before:
                continue
            own = numbers[before[-1][1]]
            key, check = _CHECKS[match["what"]]
            given = [(key, check, match["number"]), ("kpp", check_kpp, match["kpp"])]
            for name, checked, text in given:
                if text and (number := _valid(checked, text)):
                    own.setdefault(name, number)
    return numbers


def _valid(check: object, text: str) -> str:
    try:
        return str(check(text))  # type: ignore[operator]
    except InvalidIdentifier:
        return ""
