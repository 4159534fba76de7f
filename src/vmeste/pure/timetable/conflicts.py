"""What gets in whose way: a teacher, a room or a class in two places, too little time for the way, lessons.

A conflict is told once with the first day on which it comes true. Two meetings whose weeks, terms and breaks never
let them happen on one day are no conflict, however alike their hours are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .recurring import Calendar, Weekly, days_of, first_common_day


class ConflictKind(StrEnum):
    TEACHER = "teacher"
    VENUE = "venue"
    CLASS = "class"
    TEACHER_WAY = "teacher_way"
    CLASS_WAY = "class_way"
    LESSONS = "lessons"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a room is: its organisation and the address there, "" for the organisation's own."""

    organisation: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly meeting and whom it binds. `calendar` names the calendar it follows; `site` None: nowhere, online."""

    key: int
    time: Weekly
    calendar: int
    teacher: int | None = None
    venue: int | None = None
    site: Site | None = None
    classes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ClassHours:
    """Between `start` and `end` (minutes after midnight) a class has lessons on the first `days` days of the week."""

    key: int
    calendar: int
    start: int
    end: int
    days: int = 5


@dataclass(frozen=True, slots=True)
class Conflict:
    """`who` is the teacher, venue or class; `second` None where lessons are in the way.

    `minutes` are those the way or the break needs; `on` is the first day.
    """

    kind: ConflictKind
    who: int
    first: int
    second: int | None
    on: date
    minutes: int = 0


Calendars = Mapping[int, Calendar]
Way = Callable[[Site, Site], int]


class Ways:
    """Minutes between sites.

    None between rooms of one address; `known` minutes between two organisations, the same both ways; else `default`.
    """

    def __init__(self, known: Mapping[tuple[int, int], int], default: int) -> None:
        self._known, self._default = known, default

    def __call__(self, one: Site, other: Site) -> int:
        if one == other or (one.address and one.address == other.address):
            return 0
        if one.organisation == other.organisation:
            return self._default if one.address and other.address else 0
        pair = (min(one.organisation, other.organisation), max(one.organisation, other.organisation))
        return self._known.get(pair, self._default)


def find_conflicts(
    slots: Iterable[Slot], calendars: Calendars, way: Way, hours: Iterable[ClassHours] = (), break_minutes: int = 0
) -> list[Conflict]:
    """All conflicts of these meetings, by day.

    Two meetings of one teacher, room or class conflict when they overlap; of one teacher or class also when less
    time lies between them than the way takes. A meeting of a class conflicts with its lessons when it overlaps them
    or begins less than `break_minutes` after them, or ends less than that before.
    """
    slots = list(slots)
    found = [
        *_among(slots, calendars, lambda s: () if s.teacher is None else (s.teacher,), ConflictKind.TEACHER),
        *_among(slots, calendars, lambda s: () if s.venue is None else (s.venue,), ConflictKind.VENUE),
        *_among(slots, calendars, lambda s: s.classes, ConflictKind.CLASS),
        *_ways(slots, calendars, lambda s: () if s.teacher is None else (s.teacher,), ConflictKind.TEACHER_WAY, way),
        *_ways(slots, calendars, lambda s: s.classes, ConflictKind.CLASS_WAY, way),
        *_lessons(slots, calendars, {row.key: row for row in hours}, break_minutes),
    ]
    return sorted(found, key=lambda c: (c.on, c.first, c.second or 0, c.kind, c.who))


def _pairs(slots: list[Slot], bound: Callable[[Slot], Iterable[int]]) -> Iterator[tuple[int, Slot, Slot]]:
    """(who, earlier, later) of every two meetings on one weekday that bind the same one."""
    held: dict[tuple[int, int], list[Slot]] = {}
    for slot in slots:
        for who in bound(slot):
            held.setdefault((who, slot.time.weekday), []).append(slot)
    for (who, _weekday), met in held.items():
        met.sort(key=lambda slot: (slot.time.start, slot.time.end, slot.key))
        for place, earlier in enumerate(met):
            for later in met[place + 1 :]:
                yield who, earlier, later


def _among(
    slots: list[Slot], calendars: Calendars, bound: Callable[[Slot], Iterable[int]], kind: ConflictKind
) -> Iterator[Conflict]:
    for who, earlier, later in _pairs(slots, bound):
        if earlier.time.overlaps(later.time) and (day := _day(earlier, later, calendars)):
            yield Conflict(kind, who, earlier.key, later.key, day)


def _ways(
    slots: list[Slot], calendars: Calendars, bound: Callable[[Slot], Iterable[int]], kind: ConflictKind, way: Way
) -> Iterator[Conflict]:
    for who, earlier, later in _pairs(slots, bound):
        if earlier.site is None or later.site is None or earlier.time.overlaps(later.time):
            continue
        needed = way(earlier.site, later.site)
        if later.time.start - earlier.time.end < needed and (day := _day(earlier, later, calendars)):
            yield Conflict(kind, who, earlier.key, later.key, day, needed)


def _day(one: Slot, other: Slot, calendars: Calendars) -> date | None:
    return first_common_day(one.time, calendars[one.calendar], other.time, calendars[other.calendar])


def _lessons(
    slots: list[Slot], calendars: Calendars, hours: Mapping[int, ClassHours], break_minutes: int
) -> Iterator[Conflict]:
    for slot in slots:
        for key in slot.classes & hours.keys():
            lessons = hours[key]
            gap = max(slot.time.start - lessons.end, lessons.start - slot.time.end)
            if slot.time.weekday > lessons.days or gap >= break_minutes:
                continue
            school = calendars[lessons.calendar]
            day = next((day for day in days_of(slot.time, calendars[slot.calendar]) if school.is_open(day)), None)
            if day is not None:
                kind = ConflictKind.LESSONS if gap < 0 else ConflictKind.BREAK
                yield Conflict(kind, key, slot.key, None, day, 0 if gap < 0 else break_minutes)
