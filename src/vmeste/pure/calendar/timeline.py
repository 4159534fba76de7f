"""Lay terms out on a line of time: pure geometry, drawn by whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A span [starts_on, ends_on); None is an unknown beginning or an open end."""

    key: int
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One term as drawn: `x` and `width` in the picture's units, and where it runs out of the picture or is open."""

    key: int
    row: int
    x: float
    width: float
    runs_out_left: bool
    runs_out_right: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale; a year's first quarter bears its number as `label`."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in the order of the terms, one in a row; ticks of quarters; `today_x` None outside the span."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None


MONTHS_IN_QUARTER = 3
LEAST_WIDTH = 2.0


def lay_out(terms: Sequence[Term], *, starts_on: date, ends_on: date, today: date, width: float) -> Timeline:
    """Place every term on the line from `starts_on` to `ends_on` (exclusive), `width` units long.

    A term outside the span is clipped to the nearer edge and keeps at least `LEAST_WIDTH` units, so that nothing
    listed is invisible. Time and memory O(terms + quarters).

    Raises:
        ValueError: the span is empty.
    """
    if ends_on <= starts_on:
        raise ValueError("the span is empty")
    days = (ends_on - starts_on).days

    def x_of(day: date) -> float:
        return min(max((day - starts_on).days, 0), days) * width / days

    bars = []
    for row, term in enumerate(terms):
        left = x_of(term.starts_on) if term.starts_on else 0.0
        right = x_of(term.ends_on) if term.ends_on else width
        left = min(left, width - LEAST_WIDTH)
        bars.append(
            Bar(
                key=term.key,
                row=row,
                x=round(left, 1),
                width=round(max(right - left, LEAST_WIDTH), 1),
                runs_out_left=term.starts_on is None or term.starts_on < starts_on,
                runs_out_right=term.ends_on is None or term.ends_on > ends_on,
            )
        )
    ticks = tuple(
        Tick(round(x_of(day), 1), str(day.year) if day.month == 1 else "") for day in _quarters(starts_on, ends_on)
    )
    return Timeline(tuple(bars), ticks, round(x_of(today), 1) if starts_on <= today < ends_on else None)


def _quarters(starts_on: date, ends_on: date) -> list[date]:
    days, year, month = [], starts_on.year, 1
    while (day := date(year, month, 1)) < ends_on:
        if day >= starts_on:
            days.append(day)
        month += MONTHS_IN_QUARTER
        if month > 12:  # noqa: PLR2004 - months of a year
            year, month = year + 1, 1
    return days
