"""On which days a weekly meeting happens: the year, its odd and even weeks, the breaks of an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)


class Weeks(StrEnum):
    """Odd and even are counted from the week in which the academic year begins; that one is the first."""

    EVERY = "every"
    ODD = "odd"
    EVEN = "even"


def monday_of(day: date) -> date:
    """The Monday of the week `day` is in."""
    return day - timedelta(days=day.isoweekday() - 1)


@dataclass(frozen=True, slots=True)
class Break:
    """Days without meetings, from `starts_on` (inclusive) to `ends_on` (exclusive)."""

    starts_on: date
    ends_on: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year of one organisation, from `starts_on` (inclusive) to `ends_on` (exclusive), with its breaks."""

    starts_on: date
    ends_on: date
    breaks: tuple[Break, ...] = ()

    def week_number(self, day: date) -> int:
        """1 for the week in which the year begins."""
        return (monday_of(day) - monday_of(self.starts_on)).days // 7 + 1

    def break_on(self, day: date) -> Break | None:
        """The break `day` is in."""
        return next((found for found in self.breaks if found.starts_on <= day < found.ends_on), None)

    def is_open(self, day: date) -> bool:
        """Whether groups meet on this day at all."""
        return self.starts_on <= day < self.ends_on and self.break_on(day) is None


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekly time: `weekday` 1 (Monday) to 7, `start` in minutes after midnight, `minutes` long.

    `starts_on` (inclusive) and `ends_on` (exclusive) narrow it within the year; None leaves the year's own.
    """

    weekday: int
    start: int
    minutes: int
    weeks: Weeks = Weeks.EVERY
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def end(self) -> int:
        return self.start + self.minutes

    def overlaps(self, other: "Weekly") -> bool:
        """Whether the times of day overlap; one that begins when the other ends does not."""
        return self.start < other.end and other.start < self.end

    def is_planned_on(self, day: date, calendar: Calendar) -> bool:
        """Whether the day is one of its own, were there no breaks."""
        if day.isoweekday() != self.weekday or not calendar.starts_on <= day < calendar.ends_on:
            return False
        if (self.starts_on and day < self.starts_on) or (self.ends_on and day >= self.ends_on):
            return False
        return self.weeks is Weeks.EVERY or (calendar.week_number(day) % 2 == 1) is (self.weeks is Weeks.ODD)

    def happens_on(self, day: date, calendar: Calendar) -> bool:
        return self.is_planned_on(day, calendar) and calendar.break_on(day) is None


def days_of(weekly: Weekly, calendar: Calendar) -> Iterator[date]:
    """Every day on which it happens, in order."""
    first = max(calendar.starts_on, weekly.starts_on or calendar.starts_on)
    last = min(calendar.ends_on, weekly.ends_on or calendar.ends_on)
    day = first + timedelta(days=(weekly.weekday - first.isoweekday()) % 7)
    while day < last:
        if weekly.happens_on(day, calendar):
            yield day
        day += WEEK


def first_common_day(one: Weekly, first: Calendar, other: Weekly, second: Calendar) -> date | None:
    """The first day on which both happen, each by its own organisation's calendar; None when there is none."""
    if one.weekday != other.weekday:
        return None
    return next((day for day in days_of(one, first) if other.happens_on(day, second)), None)
