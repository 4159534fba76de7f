"""From the text of a document to a value.

The text is folded (one kind of space, dash and quote, ё as е, «уч. г.» as one mark), then read by a small grammar:

    date     = [about] ( from … to … | … - … | from … | to … | unit )
    unit     = [beginning | middle | end] ( day | month | season | quarter | half-year | year | academic year )
    habit    = "every year" [ moment { and moment } ]

The left side of a stretch borrows what it does not say from the right: «с 12 по 15 мая 2025».
«До 31.12.2025» includes the day named, as contracts mean it. The reader refuses rather than guesses.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from .errors import Unreadable, UnreadableDate
from .folding import fold
from .phrases import GRAMMARS, Grammar
from .units import ACADEMIC_YEAR_START, CalendarUnit, Part, Precision
from .values import PartialDate, YearlyMoment, YearlyRecurrence
from .vocabulary import ACADEMIC

_CENTURY_TURN = 69
"""Two-digit years 00–68 are 20xx, others 19xx (POSIX ``strptime``)."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A unit that may still lack its month or year."""

    precision: Precision
    year: int | None = None
    index: int | None = None
    day: int = 0
    part: Part | None = None


def parse(
    text: str, *, lang: str, academic_start: tuple[int, int] = ACADEMIC_YEAR_START
) -> PartialDate | YearlyRecurrence:
    """The value a text means; ``lang`` is "ru" or "en".

    Linear in the length of the text. Raises :class:`UnreadableDate` with a reason, and nothing else.
    """
    if lang not in GRAMMARS:
        raise UnreadableDate(text, Unreadable.UNKNOWN_LANGUAGE, lang)
    reader = _Reader(text, GRAMMARS[lang], academic_start)
    try:
        return reader.read()
    except ValueError as problem:
        if isinstance(problem, UnreadableDate):
            raise
        raise UnreadableDate(text, Unreadable.NO_SUCH_DAY, str(problem)) from problem


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str, grammar: Grammar, academic_start: tuple[int, int]) -> None:
        self.text = text
        self.grammar = grammar
        self.academic_start = academic_start

    def read(self) -> PartialDate | YearlyRecurrence:
        folded = fold(unicodedata.normalize("NFKC", self.text), self.grammar)
        if not folded:
            raise self.refuse(Unreadable.EMPTY)
        habit = self.grammar.yearly.sub(" ", folded)
        if habit != folded:
            return self.habit(habit)
        exact = self.grammar.about.sub(" ", folded)
        body = " ".join(exact.split())
        return replace(self.interval(body), approximate=exact != folded)

    def refuse(self, reason: Unreadable, detail: str = "") -> UnreadableDate:
        return UnreadableDate(self.text, reason, detail)

    def habit(self, text: str) -> YearlyRecurrence:
        pieces = [piece for piece in re.split(rf"[,;]|\b(?:{self.grammar.conjunction})\b", text) if piece.strip()]
        drafts: list[_Draft] = []
        for piece in reversed(pieces):
            draft = self.draft(piece)
            if draft.index is None and drafts:
                draft = replace(draft, index=drafts[-1].index)
            drafts.append(draft)
        for draft in drafts:
            if draft.year is not None or draft.index is None or draft.part:
                raise self.refuse(Unreadable.UNKNOWN_WORDS, text.strip())
        return YearlyRecurrence(tuple(YearlyMoment(d.precision, d.index or 1, d.day) for d in drafts))

    def interval(self, text: str) -> PartialDate:
        match = self.grammar.until_now.fullmatch(text)
        if match:
            return PartialDate(self.unit(self.draft(match["unit"])), None)
        for pattern in self.grammar.stretches:
            match = pattern.fullmatch(text)
            if match:
                return self.between(match["first"], match["last"])
        match = self.grammar.since.fullmatch(text)
        if match:
            return PartialDate(self.unit(self.draft(match["unit"])), None)
        match = self.grammar.until.fullmatch(text)
        if match:
            return PartialDate(None, self.unit(self.draft(match["unit"])))
        years = re.fullmatch(rf"(\d{{4}})/(\d{{4}}) {ACADEMIC}", text)
        if years and int(years[2]) > int(years[1]) + 1:
            return self.stretch(
                *(_Draft(Precision.ACADEMIC_YEAR, year, 1) for year in (int(years[1]), int(years[2]) - 1))
            )
        return PartialDate.of(self.unit(self.draft(text)))

    def between(self, first_text: str, last_text: str) -> PartialDate:
        last = self.draft(last_text)
        first = self.draft(first_text)
        first = replace(
            first,
            year=last.year if first.year is None else first.year,
            index=last.index if first.index is None and last.precision is Precision.DAY else first.index,
        )
        return self.stretch(first, last)

    def stretch(self, first: _Draft, last: _Draft) -> PartialDate:
        units = self.unit(first), self.unit(last)
        try:
            return PartialDate(*units)
        except ValueError as problem:
            raise self.refuse(Unreadable.ENDS_BEFORE_START) from problem

    def unit(self, draft: _Draft) -> CalendarUnit:
        if draft.year is None:
            raise self.refuse(Unreadable.NO_YEAR)
        if draft.index is None:
            raise self.refuse(Unreadable.UNKNOWN_WORDS, str(draft.day))
        start = self.academic_start if draft.precision is Precision.ACADEMIC_YEAR else ACADEMIC_YEAR_START
        return CalendarUnit(draft.precision, draft.year, draft.index, draft.day, draft.part, start)

    def draft(self, text: str) -> _Draft:
        text = self.grammar.leading.sub("", text.strip(" ,."))
        for pattern, part in self.grammar.parts:
            match = pattern.match(text)
            if match:
                return replace(self.whole(text[match.end() :]), part=part)
        return self.whole(text)

    def whole(self, text: str) -> _Draft:
        """A unit that is no part of another."""
        for precision, pattern in self.grammar.units:
            match = pattern.fullmatch(text)
            if match:
                return self.from_match(precision, match)
        raise self.refuse(Unreadable.UNKNOWN_WORDS, text)

    def from_match(self, precision: Precision, match: re.Match[str]) -> _Draft:
        found = {name: value for name, value in match.groupdict().items() if value}
        year = _full_year(found["year"]) if "year" in found else None
        if "next" in found:
            following = int(found["next"])
            if len(found["next"]) == 2:  # noqa: PLR2004 - 2015/16
                following += int(found["year"]) // 100 * 100
                following += 100 * (following < int(found["year"]))
            if following != int(found["year"]) + 1:
                raise self.refuse(Unreadable.YEARS_NOT_CONSECUTIVE, match[0])
            if precision is Precision.SEASON:
                if self.grammar.index_of(found) != len(self.grammar.seasons):
                    raise self.refuse(Unreadable.UNKNOWN_WORDS, match[0])
                year = following
        return _Draft(precision, year, self.grammar.index_of(found, precision), int(found.get("day", 0)))


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == len("2022"):
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)
