"""One unit of a calendar: a day, a month, a season, an academic year – or the beginning, middle or end of one.

Everything a unit can answer is computed from four numbers, so two units that mean the same are equal.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

ACADEMIC_YEAR_START = (9, 1)
"""Month and day on which an academic year usually begins in Russia; configuration may pass another."""

FIRST_YEAR, LAST_YEAR = 1000, 9997
"""Years are four digits; the upper end leaves room for the exclusive end of an academic year."""

_SAFE_DAY = 28


class Precision(IntEnum):
    """How exactly a moment is known; greater is vaguer."""

    DAY = 1
    MONTH = 2
    QUARTER = 3
    SEASON = 4
    HALF_YEAR = 5
    YEAR = 6
    ACADEMIC_YEAR = 7


class Part(StrEnum):
    """«Начало», «середина», «конец» of a unit longer than a day: its first, second, last third."""

    BEGINNING = "B"
    MIDDLE = "M"
    END = "E"


_COUNT_IN_YEAR = {
    Precision.DAY: 12,
    Precision.MONTH: 12,
    Precision.QUARTER: 4,
    Precision.SEASON: 4,
    Precision.HALF_YEAR: 2,
    Precision.YEAR: 1,
    Precision.ACADEMIC_YEAR: 1,
}
_MONTHS_LONG = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.SEASON: 3,
    Precision.HALF_YEAR: 6,
    Precision.YEAR: 12,
    Precision.ACADEMIC_YEAR: 12,
}
_SEASON_FIRST_MONTH = {1: 3, 2: 6, 3: 9, 4: 0}
_PARTS = tuple(Part)


@dataclass(frozen=True, slots=True)
class CalendarUnit:
    """A unit of the calendar, half-open ``[starts_on, ends_on)``.

    ``index`` counts the unit within its year from 1: month, quarter, half-year; seasons are spring 1, summer 2,
    autumn 3, winter 4, and the winter of a year is the one that *ends* in it (December of the year before to February),
    because two of its three months carry that number. For a day ``index`` is the month and ``day`` the day.
    ``academic_start`` matters for academic years only. Raises ``ValueError`` when there is no such unit.
    """

    precision: Precision
    year: int
    index: int = 1
    day: int = 0
    part: Part | None = None
    academic_start: tuple[int, int] = ACADEMIC_YEAR_START

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"year {self.year} is outside {FIRST_YEAR}–{LAST_YEAR}")
        if not 1 <= self.index <= _COUNT_IN_YEAR[self.precision]:
            raise ValueError(f"{self.precision.name} {self.index} does not exist")
        if self.precision is Precision.DAY:
            if self.part is not None:
                raise ValueError("a day has no parts")
            date(self.year, self.index, self.day)
        elif self.day:
            raise ValueError("only a day has a day")
        month, day = self.academic_start
        if self.precision is not Precision.ACADEMIC_YEAR and self.academic_start != ACADEMIC_YEAR_START:
            raise ValueError("only an academic year has a start of its own")
        if not (1 <= month <= 12 and 1 <= day <= _SAFE_DAY):  # noqa: PLR2004 - months of a year
            raise ValueError(f"an academic year cannot start on {day}.{month}")

    @property
    def starts_on(self) -> date:
        """First day."""
        return self._bounds()[0]

    @property
    def ends_on(self) -> date:
        """The day after the last."""
        return self._bounds()[1]

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)

    def whole(self) -> "CalendarUnit":
        """The unit this is a part of; itself when it is no part."""
        return CalendarUnit(self.precision, self.year, self.index, self.day, None, self.academic_start)

    def _bounds(self) -> tuple[date, date]:
        if self.precision is Precision.DAY:
            day = date(self.year, self.index, self.day)
            return day, day + timedelta(days=1)
        first = self._first_day()
        months = _MONTHS_LONG[self.precision]
        end = _add_months(first, months)
        if self.part is None:
            return first, end
        third = _PARTS.index(self.part)
        if months == 1:
            cuts = (first, first.replace(day=11), first.replace(day=21), end)
        else:
            cuts = (first, _add_months(first, months // 3), _add_months(first, 2 * months // 3), end)
        return cuts[third], cuts[third + 1]

    def _first_day(self) -> date:
        if self.precision is Precision.ACADEMIC_YEAR:
            return date(self.year, *self.academic_start)
        if self.precision is Precision.SEASON:
            return _add_months(date(self.year, 1, 1), _SEASON_FIRST_MONTH[self.index] - 1)
        return date(self.year, 1 + (self.index - 1) * _MONTHS_LONG[self.precision], 1)


def _add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; days are at most 28 here, so it always exists."""
    zero_based = day.year * 12 + day.month - 1 + months
    return day.replace(year=zero_based // 12, month=zero_based % 12 + 1)
