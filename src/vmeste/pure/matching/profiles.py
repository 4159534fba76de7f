"""What a comparison needs to know of a name, computed once."""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from .identity import Identity
from .legal_forms import LegalForm, Sort, split_legal_form
from .names import normalise_name
from .vocabulary import (
    ABBREVIATIONS,
    BRANCH_WORDS,
    COMMON_WORDS,
    GENERIC_PHRASES,
    SMALL_WORDS,
    SORT_PHRASES,
)

_PLACE = re.compile(
    r"(?:^|(?<=[\s,»\"]))(?:г\.|гор\.|город[а-я]*|г(?=\s)|п\.|пос\.|пос[её]л[а-я]+|пгт\.?|с\.|сел[ао]|дер\.|деревн[а-я]+)\s*"
    r"(?P<place>[А-ЯЁ][а-яё-]*(?:ый|ий|ая|ое|ые|ого|ой|ых|ие)\s+[А-ЯЁ][а-яё-]+|[А-ЯЁ][а-яё-]+)"
)
_TERRITORY_WORDS = re.compile(
    r"\b(?:г|гор|город|городской округ|го|пос|поселок|п|с|село|муниципальное образование|мо|муниципальный округ)\b\.?"
)
_WORD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)*\.?|\d+")
_WORDS_REMEMBERED = 65536


@dataclass(frozen=True, slots=True)
class NameProfile:
    """A name taken apart.

    ``words`` are the telling words in order, abbreviations spelled out, without legal form, place, numbers and generic
    phrases; ``stems`` the same as a set of stems; ``initials`` the first letters of all words but small ones.
    """

    original: str
    form: LegalForm | None
    sort: Sort | None
    numbers: frozenset[str]
    place: frozenset[str]
    words: tuple[str, ...]
    stems: frozenset[str]
    telling: frozenset[str]
    initials: str
    is_branch: bool

    @property
    def compact(self) -> str:
        """The telling words without blanks."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class Profile:
    """An identity taken apart; numbers of the registries without separators."""

    identity: Identity
    names: tuple[NameProfile, ...]
    inn: str
    ogrn: str
    kpp: str
    territory: frozenset[str]
    numbers: frozenset[str]
    is_branch: bool


def profile_of(identity: Identity) -> Profile:
    """O(total length of the names)."""
    names = tuple(name_profile(name) for name in identity.names if name.strip())
    return Profile(
        identity=identity,
        names=names,
        inn="".join(identity.inn.split()),
        ogrn="".join(identity.ogrn.split()),
        kpp="".join(identity.kpp.split()),
        territory=_territory_stems(identity.territory),
        numbers=frozenset(number for name in names for number in name.numbers),
        is_branch=any(name.is_branch for name in names),
    )


def name_profile(name: str) -> NameProfile:
    place = _PLACE.search(name.replace("\N{NO-BREAK SPACE}", " "))
    without_place = name.replace("\N{NO-BREAK SPACE}", " ")
    if place:
        without_place = f"{without_place[: place.start()]} {without_place[place.end() :]}"
    form, rest = split_legal_form(without_place)
    all_words = _spelled_out(rest)
    text = " ".join(all_words)
    numbers = frozenset(word.lstrip("0") or "0" for word in all_words if word.isdigit())
    words = _telling_words(text) or (() if numbers else all_words or tuple(normalise_name(name).split()))
    stems = frozenset(map(stem, words))
    return NameProfile(
        name,
        form,
        _sort_of(text, form),
        numbers,
        frozenset(map(stem, normalise_name(place["place"]).split())) if place else frozenset(),
        words,
        stems,
        stems - _common_stems(),
        "".join(word[0] for word in all_words if not word.isdigit() and word not in SMALL_WORDS),
        any(word in text for word in BRANCH_WORDS),
    )


@lru_cache(maxsize=_WORDS_REMEMBERED)
def stem(word: str) -> str:
    """Snowball stem (Porter 2001), the same for «Рязань» and «Рязани»."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("russian")


@lru_cache(maxsize=1)
def _common_stems() -> frozenset[str]:
    return frozenset(map(stem, COMMON_WORDS))


def _spelled_out(rest: str) -> tuple[str, ...]:
    spelled = (ABBREVIATIONS.get(word, word.rstrip(".")) for word in _WORD.findall(rest))
    return tuple(word for text in spelled for word in text.split())


def _telling_words(text: str) -> tuple[str, ...]:
    for phrase in GENERIC_PHRASES:
        text = re.sub(rf"\b{phrase}\b", " ", text)
    return tuple(word for word in text.split() if not word.isdigit() and word not in SMALL_WORDS)


def _sort_of(text: str, form: LegalForm | None) -> Sort | None:
    for phrase, sort in SORT_PHRASES:
        if phrase in text:
            return sort
    return form.sort if form and form.sort is not Sort.INSTITUTION else None


def _territory_stems(territory: str) -> frozenset[str]:
    return frozenset(map(stem, _WORD.findall(_TERRITORY_WORDS.sub(" ", normalise_name(territory)))))
