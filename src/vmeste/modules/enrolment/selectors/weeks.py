"""The week of one child: lessons, seats held, wishes and times that do not suit, and what of it overlaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vmeste.modules.courses.choices import Weeks
from vmeste.modules.courses.models import Meeting
from vmeste.modules.people.models import SchoolClass

DAY_WIDTH, HEAD, FOOT, EDGE = 56, 18, 6, 30
MINUTE = 0.5
_EARLIEST, _LATEST, _HOUR = 13 * 60, 19 * 60, 60
_LAST_SCHOOL_DAY, _WEEK = 6, 7


class SpanKind(StrEnum):
    LESSONS = "lessons"
    HELD = "held"
    WISH = "wish"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Span:
    """A weekly time of a child: `day` 1 to 7, minutes after midnight; `mark` is what stands in the picture."""

    day: int
    start: int
    end: int
    kind: SpanKind
    label: str
    mark: str = ""
    weeks: str = Weeks.EVERY
    programme_id: int | None = None

    def overlaps(self, other: "Span") -> bool:
        """Whether both can claim the same minute of the same week."""
        is_same_week = Weeks.EVERY in {self.weeks, other.weeks} or self.weeks == other.weeks
        return is_same_week and self.day == other.day and self.start < other.end and other.start < self.end

    @property
    def hours(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


@dataclass(frozen=True, slots=True)
class Block:
    """A span in the picture, in its units; `clash` says that something else is at the same time."""

    span: Span
    x: float
    y: float
    width: float
    height: float
    clash: bool


@dataclass(frozen=True, slots=True)
class WeekPicture:
    width: int
    height: int
    days: tuple[tuple[int, float], ...]
    hours: tuple[tuple[str, float], ...]
    blocks: tuple[Block, ...]


def clock(minute: int) -> str:
    return f"{minute // _HOUR}:{minute % _HOUR:02}"


def spans_of_meetings(meetings: Iterable[Meeting], kind: SpanKind, *, mark: str = "") -> list[Span]:
    """Meetings read with `group__programme`; no query."""
    return [
        Span(
            meeting.weekday,
            meeting.starts_at,
            meeting.starts_at + meeting.minutes,
            kind,
            str(meeting.group.programme),
            mark,
            meeting.weeks,
            meeting.group.programme_id,
        )
        for meeting in meetings
    ]


def spans_of_lessons(school_class: SchoolClass | None, label: str) -> list[Span]:
    """The hours at which the class has lessons, as far as they are known; no query."""
    if school_class is None or school_class.first_lesson is None or school_class.last_lesson is None:
        return []
    first, last = school_class.first_lesson, school_class.last_lesson
    return [Span(day, first, last, SpanKind.LESSONS, label) for day in range(1, school_class.school_days + 1)]


def spans_of_busy_times(blocked: Iterable[Sequence[int]], label: str) -> list[Span]:
    return [Span(day, start, start + minutes, SpanKind.BUSY, label) for day, start, minutes in blocked]


def picture_of(spans: Sequence[Span]) -> WeekPicture:
    """The spans as rectangles side by side where they overlap; O(n²) of a handful."""
    shown = [span for span in spans if span.kind is not SpanKind.LESSONS]
    first = min([_EARLIEST, *(span.start for span in shown)]) // _HOUR * _HOUR
    last = -(-max([_LATEST, *(span.end for span in shown)]) // _HOUR) * _HOUR
    days = _WEEK if any(span.day == _WEEK for span in shown) else _LAST_SCHOOL_DAY
    blocks = []
    for day in range(1, days + 1):
        todays = sorted((s for s in spans if s.day == day and s.end > first), key=lambda s: (s.start, s.end, s.label))
        blocks += _of_day(todays, EDGE + (day - 1) * DAY_WIDTH, first, last)
    return WeekPicture(
        width=EDGE + days * DAY_WIDTH,
        height=int(HEAD + (last - first) * MINUTE) + FOOT,
        days=tuple((day, EDGE + (day - 0.5) * DAY_WIDTH) for day in range(1, days + 1)),
        hours=tuple((clock(minute), HEAD + (minute - first) * MINUTE) for minute in range(first, last + 1, _HOUR)),
        blocks=tuple(blocks),
    )


def _of_day(spans: Sequence[Span], left: float, first: int, last: int) -> list[Block]:
    """Lessons and busy times fill the width; what one goes to stands in lanes before them."""
    lanes: list[Span | None] = []
    placed: list[tuple[Span, int]] = []
    for span in spans:
        if span.kind in {SpanKind.LESSONS, SpanKind.BUSY}:
            continue
        free = next((n for n, taken in enumerate(lanes) if taken is None or taken.end <= span.start), len(lanes))
        lanes[free : free + 1] = [span]
        placed.append((span, free))
    width = (DAY_WIDTH - 4) / max(1, len(lanes))
    ground = [(s, 0, float(DAY_WIDTH - 2)) for s in spans if s.kind in {SpanKind.LESSONS, SpanKind.BUSY}]
    return [
        Block(
            span,
            round(left + 1 + lane * across, 1),
            round(HEAD + (max(span.start, first) - first) * MINUTE, 1),
            round(across - 1, 1),
            round((min(span.end, last) - max(span.start, first)) * MINUTE - 1, 1),
            span.kind in {SpanKind.WISH, SpanKind.HELD} and any(o is not span and _clash(span, o) for o in spans),
        )
        for span, lane, across in [*ground, *((s, lane, width) for s, lane in placed)]
        if min(span.end, last) > max(span.start, first)
    ]


def _clash(span: Span, other: Span) -> bool:
    # Groups of one programme stand for each other: a child goes to one of them.
    is_alternative = span.programme_id is not None and span.programme_id == other.programme_id
    return not is_alternative and span.overlaps(other)
