"""Inflecting the head of a noun phrase and what agrees with it, leaving its attributes alone.

A phrase like «заместитель директора по учебной работе» has a head («заместитель») that takes the case and a tail that
does not. The head is the first noun in the nominative, together with the adjectives and participles before it that
agree with it; or a participle alone that stands for a noun («исполняющий обязанности директора», «заведующая»). After a
dash, a comma or «и» another head may follow: «центр развития ребёнка – детский сад», «директор, учитель физики».
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pymorphy3.analyzer import Parse

from .forms import Case, Form, Sureness
from .morphology import inflected, like, readings

_WORD = re.compile(r"[^\W\d_]/[^\W\d_](?![^\W_])|[^\W\d_]+(?:-[^\W\d_]+)*\.?|[^\W_]+|\s+|.", re.DOTALL)
_CYRILLIC_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_MODIFIERS = frozenset({"ADJF", "PRTF"})
_SHORTEST_SHOUT = 6
"""Shorter dictionary words in capitals may be abbreviations: «МАН», «ДОМ»."""
_DASHES = frozenset("-–—")
_NOMINATIVE = "nomn"
_SHORT_ADJECTIVES = frozenset({"гл.", "ст.", "мл.", "науч.", "худ.", "техн.", "ген."})


@dataclass(frozen=True, slots=True)
class _Head:
    """Tokens that take the case: (place in the text, the reading to inflect)."""

    inflect: tuple[tuple[int, Parse], ...]
    after: int
    sureness: Sureness


def tokens_of(text: str) -> list[str]:
    """Words, blanks and marks; joined they are the text again."""
    return _WORD.findall(text)


def decline_phrase(tokens: Sequence[str], case: Case, *, animate: bool) -> Form:
    """The tokens in the case; linear in their number.

    Sureness is CERTAIN when the dictionary knows every inflected word, LIKELY when it knows words like it, GUESS when
    there was no head to inflect.
    """
    answer = list(tokens)
    sureness: list[Sureness] = []
    for start, end, first in _segments(tokens):
        head = _find_head(tokens, start, end, secondary=not first)
        if head is None:
            if first:
                sureness.append(Sureness.GUESS)
            continue
        for place, reading in head.inflect:
            form = inflected(reading, case, animate=animate)
            if form is None:
                sureness.append(Sureness.GUESS)
            else:
                answer[place] = like(tokens[place], form)
        sureness.append(head.sureness)
    return Form("".join(answer), min(sureness))


def _segments(tokens: Sequence[str]) -> list[tuple[int, int, bool]]:
    """(start, end, is it the first) of the stretches in which a head may stand."""
    cuts = [place for place, token in enumerate(tokens) if token in {",", "и"} or token in _DASHES]
    starts = [0, *(cut + 1 for cut in cuts)]
    ends = [*cuts, len(tokens)]
    return [(start, end, start == 0) for start, end in zip(starts, ends, strict=True)]


def _find_head(tokens: Sequence[str], start: int, end: int, *, secondary: bool) -> _Head | None:
    """The head of a stretch, or ``None``. A secondary one must not be readable as a genitive («культуры и спорта»)."""
    modifiers: list[tuple[int, str]] = []
    for place in range(start, end):
        token = tokens[place]
        if not token.strip() or is_abbreviation(token) or token.lower() in _SHORT_ADJECTIVES:
            continue
        if not _CYRILLIC_WORD.fullmatch(token):
            break
        word = token.lower()
        noun = _noun(word, secondary=secondary, opening=not "".join(tokens[:place]).strip())
        as_modifier = _nominative(word, _MODIFIERS)
        if as_modifier and (noun is None or _agreeing_noun_follows(tokens, place, end, as_modifier)):
            modifiers.append((place, word))
            continue
        if noun is not None:
            agreeing = _agree(modifiers, noun)
            if agreeing is not None:
                return _with_appositions(tokens, place, end, noun, agreeing)
            if all(reading.tag.case == _NOMINATIVE for reading in readings(word)):
                return None
        if modifiers:
            break
        if readings(word)[0].tag.POS != "ADVB":
            return None
    return _participle_alone(modifiers, secondary=secondary)


def is_abbreviation(token: str) -> bool:
    """«МБОУ», «СибГУТИ», «РЖД», «В/Ч»: two capitals or more, or a slash; «г.» and «им.» are none."""
    return "/" in token or (
        sum(letter.isupper() for letter in token) > 1 and not token.istitle() and not _is_shouted(token)
    )


def _is_shouted(token: str) -> bool:
    """A dictionary word written in capitals: «ДИРЕКТОР», as headings do."""
    return token.isupper() and len(token) >= _SHORTEST_SHOUT and bool(readings(token.lower())[0].is_known)


def _nominative(word: str, parts_of_speech: frozenset[str]) -> tuple[Parse, ...]:
    return tuple(
        reading for reading in readings(word) if reading.tag.POS in parts_of_speech and reading.tag.case == _NOMINATIVE
    )


def _noun(word: str, *, secondary: bool = False, opening: bool = False) -> Parse | None:
    """The likeliest nominative reading as a noun.

    «Школы» may be many schools or of a school: the former where a name opens with it, else the latter.
    """
    if secondary and any(reading.tag.case == "gent" and reading.tag.POS == "NOUN" for reading in readings(word)):
        return None
    if len(word) == 1 or readings(word)[0].tag.POS in {"PREP", "CONJ"}:
        return None
    found = _nominative(word, frozenset({"NOUN"}))
    singular_genitive = any(
        reading.tag.case == "gent" and reading.tag.number == "sing" and reading.is_known for reading in readings(word)
    )
    usable = [reading for reading in found if opening or not (singular_genitive and reading.tag.number == "plur")]
    return usable[0] if usable else None


def _same_shape(modifier: Parse, noun: Parse) -> bool:
    """Number and, in the singular, gender agree; words of common gender agree with either."""
    if modifier.tag.number != noun.tag.number:
        return False
    return modifier.tag.number == "plur" or noun.tag.gender in (modifier.tag.gender, None)


def _agree(modifiers: Sequence[tuple[int, str]], noun: Parse) -> tuple[tuple[int, Parse], ...] | None:
    """A reading of every modifier that agrees with the noun, or ``None`` when one has none."""
    found = []
    for place, word in modifiers:
        fitting = [reading for reading in _nominative(word, _MODIFIERS) if _same_shape(reading, noun)]
        if not fitting:
            return None
        found.append((place, fitting[0]))
    return tuple(found)


def _agreeing_noun_follows(tokens: Sequence[str], place: int, end: int, modifier: tuple[Parse, ...]) -> bool:
    """Whether a noun this adjective may belong to comes next, over other adjectives: «ведущий научный сотрудник»."""
    for token in tokens[place + 1 : end]:
        if not token.strip():
            continue
        noun = _noun(token.lower())
        if noun is not None and any(_same_shape(reading, noun) for reading in modifier):
            return True
        if not _nominative(token.lower(), _MODIFIERS):
            return False
    return False


def _with_appositions(
    tokens: Sequence[str], place: int, end: int, noun: Parse, modifiers: tuple[tuple[int, Parse], ...]
) -> _Head:
    """The head with nouns set beside it in the same number: «волонтёры медики», «учитель логопед»."""
    inflect = [*modifiers, (place, noun)]
    for following in range(place + 1, end):
        token = tokens[following]
        if not token.strip():
            continue
        beside = _noun(token.lower(), secondary=True) if _CYRILLIC_WORD.fullmatch(token) else None
        if beside is None or token[:1].isupper() or beside.tag.number != noun.tag.number or not beside.is_known:
            break
        if beside.tag.animacy != noun.tag.animacy:
            break
        inflect.append((following, beside))
    return _Head(tuple(inflect), inflect[-1][0] + 1, _sureness(reading for _, reading in inflect))


def _participle_alone(modifiers: Sequence[tuple[int, str]], *, secondary: bool) -> _Head | None:
    """«Заведующая библиотекой»: the first word stands for a noun. A second head is never that vague."""
    if not modifiers or secondary:
        return None
    place, word = modifiers[0]
    reading = _nominative(word, _MODIFIERS)[0]
    return _Head(((place, reading),), place + 1, _sureness([reading]))


def _sureness(found: Iterable[Parse]) -> Sureness:
    return Sureness.CERTAIN if all(_is_known(reading) for reading in found) else Sureness.LIKELY


def _is_known(reading: Parse) -> bool:
    """Known itself, or joined by a hyphen from known words («педагог-психолог»)."""
    return reading.is_known or (
        "-" in reading.word and all(readings(part)[0].is_known for part in reading.word.split("-"))
    )
