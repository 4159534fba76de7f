"""The two values of this kernel: a stretch of time known imprecisely, and a yearly habit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from .units import ACADEMIC_YEAR_START, CalendarUnit, Part, Precision

_LEAP_YEAR = 2000


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """Everything from the beginning of ``first`` to the end of ``last``; ``None`` leaves that side open.

    One unit is ``first == last``: May 2022. A stretch has two: August 2024 – October 2027. ``approximate`` is
    «примерно». ``starts_on`` and ``ends_on`` (the day after the last) are the sort keys for two database columns.

    Order: by start (open starts first), then by end (open ends last), then exact before vague; a total order that
    agrees with the intervals. Raises ``ValueError`` when both sides are open or the end comes before the start.
    """

    first: CalendarUnit | None
    last: CalendarUnit | None
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise ValueError("a date needs a beginning or an end")
        if (
            self.first
            and self.last
            and (self.first.starts_on > self.last.starts_on or self.first.ends_on > self.last.ends_on)
        ):
            raise ValueError("a date cannot end before it starts")

    @classmethod
    def of(cls, unit: CalendarUnit, *, approximate: bool = False) -> "PartialDate":
        """Exactly one calendar unit."""
        return cls(unit, unit, approximate)

    @classmethod
    def on(cls, day: date) -> "PartialDate":
        """One day."""
        return cls.of(CalendarUnit(Precision.DAY, day.year, day.month, day.day))

    @classmethod
    def month(cls, year: int, month: int) -> "PartialDate":
        return cls.of(CalendarUnit(Precision.MONTH, year, month))

    @classmethod
    def year(cls, year: int) -> "PartialDate":
        return cls.of(CalendarUnit(Precision.YEAR, year))

    @classmethod
    def academic_year(cls, year: int, academic_start: tuple[int, int] = ACADEMIC_YEAR_START) -> "PartialDate":
        """The academic year that begins in ``year``."""
        return cls.of(CalendarUnit(Precision.ACADEMIC_YEAR, year, academic_start=academic_start))

    @property
    def starts_on(self) -> date | None:
        """First day, ``None`` when open."""
        return self.first.starts_on if self.first else None

    @property
    def ends_on(self) -> date | None:
        """The day after the last day, ``None`` when open."""
        return self.last.ends_on if self.last else None

    @property
    def last_day(self) -> date | None:
        return self.last.last_day if self.last else None

    @property
    def precision(self) -> Precision:
        """The vaguer of the two sides."""
        return max(unit.precision for unit in (self.first, self.last) if unit)

    @property
    def part(self) -> Part | None:
        """The third of a unit this is, for single units."""
        return self.first.part if self.first and self.first == self.last else None

    @property
    def is_stretch(self) -> bool:
        """More than one unit, or open on a side."""
        return self.first != self.last

    @property
    def sort_key(self) -> tuple[date, date, int, tuple[object, ...]]:
        """Total order; constant time."""
        units = tuple(_unit_key(unit) for unit in (self.first, self.last))
        return (self.starts_on or date.min, self.ends_on or date.max, self.precision, (*units, self.approximate))

    def __lt__(self, other: object) -> bool:
        return self.sort_key < other.sort_key if isinstance(other, PartialDate) else NotImplemented

    def contains(self, day: date) -> bool:
        """Whether the day lies inside."""
        return (self.starts_on or date.min) <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "PartialDate") -> bool:
        """Whether some day lies in both: what a filter by period shows."""
        return (self.starts_on or date.min) < (other.ends_on or date.max) and (other.starts_on or date.min) < (
            self.ends_on or date.max
        )

    def is_within(self, other: "PartialDate") -> bool:
        """Whether every day lies in the other too: what a report for a period may count without a flag."""
        return (other.starts_on or date.min) <= (self.starts_on or date.min) and (self.ends_on or date.max) <= (
            other.ends_on or date.max
        )


def _unit_key(unit: CalendarUnit | None) -> tuple[object, ...]:
    if unit is None:
        return (0,)
    return (1, unit.precision, unit.year, unit.index, unit.day, unit.part or "", unit.academic_start)


_YEARLY = (Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.SEASON, Precision.HALF_YEAR)


@dataclass(frozen=True, slots=True, order=True)
class YearlyMoment:
    """A unit without its year: «в октябре», «9 мая», «осенью». Raises ``ValueError`` when no year has it."""

    precision: Precision
    index: int
    day: int = 0

    def __post_init__(self) -> None:
        if self.precision not in _YEARLY:
            raise ValueError("a yearly moment is shorter than a year")
        CalendarUnit(self.precision, _LEAP_YEAR, self.index, self.day)

    def in_year(self, year: int) -> PartialDate | None:
        """The moment in that year; ``None`` for 29 February of a common year."""
        try:
            return PartialDate.of(CalendarUnit(self.precision, year, self.index, self.day))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class YearlyRecurrence:
    """A yearly habit: at these moments of every year, or some time in every year when there are none.

    Moments are kept sorted and without repetition, so equal habits are equal values.
    """

    moments: tuple[YearlyMoment, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "moments", tuple(sorted(set(self.moments))))

    def in_year(self, year: int) -> tuple[PartialDate, ...]:
        """Occurrences of a calendar year in order; O(m log m) of m moments."""
        if not self.moments:
            return (PartialDate.year(year),)
        found = (moment.in_year(year) for moment in self.moments)
        return tuple(sorted(occurrence for occurrence in found if occurrence))

    def within(self, period: PartialDate) -> Iterator[PartialDate]:
        """Occurrences that overlap a period closed on both sides, in order; ``ValueError`` for an open one."""
        if period.starts_on is None or period.ends_on is None:
            raise ValueError("an open period has occurrences without end")
        last_day = period.ends_on - timedelta(days=1)
        for year in range(period.starts_on.year, last_day.year + 2):
            yield from (occurrence for occurrence in self.in_year(year) if occurrence.overlaps(period))
