"""The grammars of the two languages: one table of patterns each, made from the vocabulary."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import vocabulary as words
from .units import Part, Precision
from .vocabulary import ACADEMIC

_YEAR = r"(?P<year>\d{4})"
_NEXT = r"(?:/(?P<next>\d{4}|\d\d))"
_DASHED = re.compile(r"(?P<first>[^-]+?) ?- ?(?P<last>[^-]+)")


@dataclass(frozen=True)
class Grammar:
    """Patterns over folded text; groups are year, next, day, and a name per thing that counts within a year."""

    ordinal_ending: re.Pattern[str]
    academic: re.Pattern[str]
    duration: re.Pattern[str]
    """«3 года:» before the years themselves."""
    year_word: re.Pattern[str]
    yearly: re.Pattern[str]
    about: re.Pattern[str]
    leading: re.Pattern[str]
    conjunction: str
    stretches: tuple[re.Pattern[str], ...]
    until_now: re.Pattern[str]
    since: re.Pattern[str]
    until: re.Pattern[str]
    parts: tuple[tuple[re.Pattern[str], Part], ...]
    units: tuple[tuple[Precision, re.Pattern[str]], ...]
    months: Mapping[str, int]
    seasons: tuple[str, ...]
    season_words: Mapping[str, int]
    ordinals: tuple[str, ...]

    def index_of(self, found: Mapping[str, str], precision: Precision = Precision.SEASON) -> int | None:
        """Which month, season, quarter or half the groups name; 1 for years, ``None`` when a day stands alone."""
        if "month" in found:
            return self.months[found["month"]]
        if "number" in found:
            return int(found["number"])
        if "season" in found:
            return self.season_words[found["season"]]
        if "ordinal" in found:
            return self._ordinal(found["ordinal"])
        return None if precision is Precision.DAY else 1

    def _ordinal(self, word: str) -> int:
        if word.isdigit():
            return int(word)
        if word.upper() in words.ROMAN:
            return words.ROMAN.index(word.upper()) + 1
        return next(place for place, stem in enumerate(self.ordinals, 1) if word.startswith(stem))


def _any(alternatives: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, alternatives), key=len, reverse=True))


def _numbered(lang: str, *tables: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    return {word.lower(): place for table in tables for place, word in enumerate(table[lang], 1)}


def _full(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_MONTHS = {
    lang: _numbered(lang, words.MONTHS, words.MONTHS_GENITIVE, words.MONTHS_PREPOSITIONAL, words.MONTHS_SHORT)
    | words.MONTHS_SHORT_OTHER[lang]
    for lang in ("ru", "en")
}
_SEASONS = {
    lang: _numbered(lang, words.SEASONS, words.SEASONS_GENITIVE, words.SEASONS_ACCUSATIVE, words.SEASONS_WHEN)
    | words.SEASONS_OTHER[lang]
    for lang in ("ru", "en")
}

_NUMERIC = (
    (Precision.DAY, _full(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4}|\d\d)")),
    (Precision.MONTH, _full(r"(?P<number>\d{1,2})\.(?P<year>\d{4})")),
    (Precision.DAY, _full(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})")),
    (Precision.DAY, _full(r"(?P<day>\d{1,2})")),
    (Precision.YEAR, _full(_YEAR)),
    (Precision.ACADEMIC_YEAR, _full(rf"{_YEAR} ?{_NEXT}(?: {ACADEMIC})?")),
)


def _units(lang: str, of: str, quarter: str, half: str) -> tuple[tuple[Precision, re.Pattern[str]], ...]:
    month = rf"(?P<month>{_any(_MONTHS[lang])})\.?"
    season = rf"(?P<season>{_any(_SEASONS[lang])})"
    year = rf"(?:,? {of}{_YEAR})?"
    return (
        *_NUMERIC,
        (Precision.MONTH, _full(rf"{month}{year}")),
        (Precision.DAY, _full(rf"(?P<day>\d{{1,2}}) {of}{month}{year}")),
        (Precision.DAY, _full(rf"{month} (?P<day>\d{{1,2}}){year}")),
        (Precision.SEASON, _full(rf"{season}(?:,? {of}{_YEAR}{_NEXT}?)?")),
        (Precision.QUARTER, _full(rf"(?:{quarter}){year}")),
        (Precision.HALF_YEAR, _full(rf"(?:{half}){year}")),
    )


def _ordinal(lang: str, top: int, ending: str) -> str:
    stems = "|".join(f"{stem}{ending}" for stem in words.ORDINALS[lang][:top])
    return rf"(?P<ordinal>[1-{top}]|{_any(roman.lower() for roman in words.ROMAN[:top])}|{stems})"


_RU_ORDINAL_ENDING = "[а-я]*"
_RU_FOUR, _RU_TWO = _ordinal("ru", 4, _RU_ORDINAL_ENDING), _ordinal("ru", 2, _RU_ORDINAL_ENDING)
_EN_FOUR, _EN_TWO = _ordinal("en", 4, ""), _ordinal("en", 2, "")

_RUSSIAN = Grammar(
    ordinal_ending=re.compile(r"\b(\d{1,2}|[iv]{1,3})-?(?:ого|его|го|ый|ой|ий|ое|ом|ем|й|е|м)\b"),
    academic=re.compile(r"\bуч(?:ебн[а-я]*)?\b\.? ?\b(?:год[а-я]*|лет|гг?)\b\.?(?: ?г\b\.?)?"),
    duration=re.compile(r"^\d{1,2} (?:год[а-я]?|лет): ?"),
    year_word=re.compile(r"\b(?:гг?|год[а-я]{0,2}|лет)\b\.?"),
    yearly=re.compile(r"\b(?:ежегодно|кажд(?:ый|ое|ую))\b"),
    about=re.compile(r"\b(?:около|примерно|приблизительно|ориентировочно|предположительно|ок)\b\.?|~"),
    leading=re.compile(r"^(?:(?:в течение|во|в|за|на) )+"),
    conjunction="и",
    stretches=(
        re.compile(r"(?:в период с|между|со|с|от|c) (?P<first>.+?),? (?:по|до|и) (?P<last>.+)"),
        _DASHED,
    ),
    until_now=re.compile(r"(?:(?:начиная с|с|со|от|c) )?(?P<unit>.+?) ?(?:по настоящее время|(?:-|по) ?н\.? ?в)"),
    since=re.compile(r"(?:начиная с|с|со|от|c) (?P<unit>.+)"),
    until=re.compile(r"(?:не позднее|до|по) (?P<unit>.+)"),
    parts=tuple(
        (re.compile(rf"{stem} "), part)
        for stem, part in (
            ("начал[оаеу]", Part.BEGINNING),
            ("середин[аыеу]", Part.MIDDLE),
            ("кон(?:ец|ца|це|цу)", Part.END),
        )
    ),
    units=_units(
        "ru",
        "",
        quarter=rf"{_RU_FOUR} (?:квартал[а-я]*|кв\.?)",
        half=rf"{_RU_TWO} (?:полугоди[а-я]*|п/г)",
    ),
    months=_MONTHS["ru"],
    seasons=words.SEASONS["ru"],
    season_words=_SEASONS["ru"],
    ordinals=words.ORDINALS["ru"],
)

_ENGLISH = Grammar(
    ordinal_ending=re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b"),
    academic=re.compile(r"\b(?:academic|school) years?\b"),
    duration=re.compile(r"^\d{1,2} years?: ?"),
    year_word=re.compile(r"\b(?:the|years?)\b"),
    yearly=re.compile(r"\b(?:every year|each year|annually|yearly|every|each)\b"),
    about=re.compile(r"\b(?:about|around|approximately|circa|approx|ca|c)\b\.?|~"),
    leading=re.compile(r"^(?:(?:in|on|during|within|at) )+"),
    conjunction="and",
    stretches=(
        re.compile(r"(?:from|between) (?P<first>.+?),? (?:to|till|until|through|and) (?P<last>.+)"),
        _DASHED,
        re.compile(r"(?P<first>.+?) (?:to|through) (?P<last>.+)"),
    ),
    until_now=re.compile(r"(?:(?:from|since) )?(?P<unit>.+?) ?(?:-|to|until|till) ?(?:now|present|today)"),
    since=re.compile(r"(?:starting from|from|since) (?P<unit>.+)"),
    until=re.compile(r"(?:not later than|until|till|by|to|through) (?P<unit>.+)"),
    parts=tuple(
        (re.compile(rf"(?:{stem}) "), part)
        for stem, part in (
            ("beginning of|start of|early", Part.BEGINNING),
            ("middle of|mid", Part.MIDDLE),
            ("end of|late", Part.END),
        )
    ),
    units=_units(
        "en",
        "(?:of )?",
        quarter=rf"q ?(?P<number>[1-4])|{_EN_FOUR} quarter",
        half=rf"h ?(?P<number>[12])|{_EN_TWO} half(?: year)?",
    ),
    months=_MONTHS["en"],
    seasons=words.SEASONS["en"],
    season_words=_SEASONS["en"],
    ordinals=words.ORDINALS["en"],
)

GRAMMARS = {"ru": _RUSSIAN, "en": _ENGLISH}
