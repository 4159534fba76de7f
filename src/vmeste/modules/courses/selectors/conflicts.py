"""What of the timetable gets in whose way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vmeste.modules.courses.models import Meeting, StudyGroup
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.selectors import norms_on
from vmeste.pure.timetable.conflicts import ClassHours, Conflict, ConflictKind, Site, Slot, find_conflicts

from .travel import ways_between
from .weeks import calendars_of, classes_of, room_of, weekly_of

USUAL_BREAK = 30
"""Minutes between lessons and other classes in a network without the norm `extracurricular_break_minutes`."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A conflict with its rows: `who` is a StaffMember, a Venue or a SchoolClass."""

    kind: ConflictKind
    who: Any
    first: Meeting
    first_group: StudyGroup
    second: Meeting | None
    second_group: StudyGroup | None
    on: date
    minutes: int


def troubles_among(groups: Sequence[StudyGroup], *, on: date) -> list[Trouble]:
    """Every conflict among groups of one or several years, by its first day; 5 queries for `groups_for_choice`.

    `on` is the day whose norms count (ways, break after lessons).
    """
    classes = classes_of(groups)
    met = {row.pk: row for rows in classes.values() for row in rows}
    owners = {group.programme.organisation_id for group in groups} | {row.organisation_id for row in met.values()}
    years = {group.year_id: group.year for group in groups}
    keyed = calendars_of(years.values(), owners)
    slots_of_year: dict[int, list[Slot]] = {}
    meetings: dict[int, tuple[Meeting, StudyGroup]] = {}
    sites: set[int] = set()
    for group in groups:
        for meeting in group.meetings.all():
            slot = _slot(meeting, group, classes.get(group.pk, []))
            slots_of_year.setdefault(group.year_id, []).append(slot)
            meetings[meeting.pk] = meeting, group
            sites |= {slot.site.organisation} if slot.site else set()
    norm = norms_on([NormKind.EXTRACURRICULAR_BREAK_MINUTES], on).get(NormKind.EXTRACURRICULAR_BREAK_MINUTES)
    way = ways_between(sites, on=on)
    hours = list(_hours(met.values()))
    people = _people(groups, met)
    found: list[Trouble] = []
    for year, slots in slots_of_year.items():
        calendars = {owner: keyed[year, owner] for owner in owners}
        conflicts = find_conflicts(slots, calendars, way, hours, norm.days if norm else USUAL_BREAK)
        found += [_trouble(conflict, meetings, people) for conflict in conflicts]
    return sorted(found, key=lambda trouble: trouble.on)


def _slot(meeting: Meeting, group: StudyGroup, classes: Iterable[SchoolClass]) -> Slot:
    room = room_of(meeting, group)
    is_somewhere = room is not None and not room.is_online
    return Slot(
        key=meeting.pk,
        time=weekly_of(meeting, group),
        calendar=group.programme.organisation_id,
        teacher=group.teacher_id,
        venue=room.pk if room is not None and is_somewhere else None,
        site=Site(room.organisation_id, room.site.strip()) if room is not None and is_somewhere else None,
        classes=frozenset(row.pk for row in classes),
    )


def _hours(classes: Iterable[SchoolClass]) -> Iterable[ClassHours]:
    for row in classes:
        if row.first_lesson is not None and row.last_lesson is not None:
            yield ClassHours(row.pk, row.organisation_id, row.first_lesson, row.last_lesson, row.school_days)


_PERSON = {ConflictKind.TEACHER: "teacher", ConflictKind.TEACHER_WAY: "teacher", ConflictKind.VENUE: "venue"}


def _people(groups: Iterable[StudyGroup], classes: dict[int, SchoolClass]) -> dict[tuple[str, int], Any]:
    known: dict[tuple[str, int], Any] = {("class", key): row for key, row in classes.items()}
    for group in groups:
        if group.teacher_id is not None:
            known["teacher", group.teacher_id] = group.teacher
        for meeting in group.meetings.all():
            if (room := room_of(meeting, group)) is not None:
                known["venue", room.pk] = room
    return known


def _trouble(
    conflict: Conflict, meetings: dict[int, tuple[Meeting, StudyGroup]], known: dict[tuple[str, int], Any]
) -> Trouble:
    first, first_group = meetings[conflict.first]
    second, second_group = meetings[conflict.second] if conflict.second is not None else (None, None)
    who = known[_PERSON.get(conflict.kind, "class"), conflict.who]
    return Trouble(conflict.kind, who, first, first_group, second, second_group, conflict.on, conflict.minutes)
