"""A week of the timetable: which groups meet on which day, by real calendars."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from vmeste.modules.courses.choices import GroupStage
from vmeste.modules.courses.models import CalendarBreak, Meeting, PlanLine, StudyGroup, Venue
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.models import AcademicYear
from vmeste.pure.timetable.recurring import Break, Calendar, Weekly, Weeks

DAYS = 7


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A meeting on a day; `off` names the holidays that cancel it. `key` is the meeting's id."""

    meeting: Meeting
    group: StudyGroup
    day: date
    off: str = ""

    @property
    def venue(self) -> Venue | None:
        return room_of(self.meeting, self.group)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, each with what happens on it, by time."""

    monday: date
    occurrences: dict[date, list[Occurrence]] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(DAYS)]

    def on(self, day: date) -> list[Occurrence]:
        return self.occurrences.get(day, [])


def room_of(meeting: Meeting, group: StudyGroup) -> Venue | None:
    """Where a meeting is: its own room, else that of its group; no query for groups of `groups_for_choice`."""
    return meeting.venue or group.venue


def weekly_of(meeting: Meeting, group: StudyGroup) -> Weekly:
    """The meeting as plain data, within the term of its group."""
    return Weekly(
        meeting.weekday, meeting.starts_at, meeting.minutes, Weeks(meeting.weeks), group.starts_on, group.ends_on
    )


def calendars_of(years: Iterable[AcademicYear], organisation_ids: Collection[int]) -> dict[tuple[int, int], Calendar]:
    """(year id, organisation id) → its calendar with holidays of its own and of the whole network; 1 query."""
    asked = {year.pk: year for year in years}
    rows = CalendarBreak.objects.filter(
        Q(organisation=None) | Q(organisation__in=organisation_ids), year__in=asked
    ).order_by("starts_on", "pk")
    breaks: dict[tuple[int, int | None], list[Break]] = {}
    for row in rows:
        breaks.setdefault((row.year_id, row.organisation_id), []).append(Break(row.starts_on, row.ends_on, row.name))
    return {
        (year.pk, organisation): Calendar(
            year.starts_on,
            year.ends_on,
            (*breaks.get((year.pk, organisation), ()), *breaks.get((year.pk, None), ())),
        )
        for year in asked.values()
        for organisation in organisation_ids
    }


def calendars_for(groups: Sequence[StudyGroup]) -> dict[tuple[int, int], Calendar]:
    """The calendars these groups follow: that of the organisation whose programme it is; 1 query."""
    years = {group.year_id: group.year for group in groups}
    return calendars_of(years.values(), {group.programme.organisation_id for group in groups})


def week_of(groups: Iterable[StudyGroup], monday: date) -> Week:
    """What these groups do in the week of `monday`; 1 query for groups of `groups_for_choice`.

    Cancelled groups do nothing. A meeting that holidays cancel is there with their name in `off`.
    """
    met = [group for group in groups if group.stage != GroupStage.CANCELLED]
    calendars = calendars_for(met)
    found: dict[date, list[Occurrence]] = {}
    for group in met:
        calendar = calendars[group.year_id, group.programme.organisation_id]
        for meeting in group.meetings.all():
            day = monday + timedelta(days=meeting.weekday - 1)
            if weekly_of(meeting, group).is_planned_on(day, calendar):
                off = calendar.break_on(day)
                found.setdefault(day, []).append(Occurrence(meeting, group, day, off.name if off else ""))
    for happening in found.values():
        happening.sort(key=lambda one: (one.meeting.starts_at, one.group.sort_key, one.meeting.pk))
    return Week(monday, found)


def classes_of(groups: Iterable[StudyGroup]) -> dict[int, list[SchoolClass]]:
    """Group id → the classes in whose extracurricular plan it stands, by name; 1 query."""
    lines = PlanLine.objects.filter(group__in=[group.pk for group in groups], school_class__removed_at=None)
    found: dict[int, list[SchoolClass]] = {}
    for line in lines.select_related("school_class__organisation").order_by("school_class__sort_key", "pk"):
        assert line.group_id is not None  # asked for
        found.setdefault(line.group_id, []).append(line.school_class)
    return found


def rows_of_grid(
    week: Week, by: str, classes: dict[int, list[SchoolClass]]
) -> list[tuple[Any, list[list[Occurrence]]]]:
    """(organisation, class, teacher or venue – None for none –, its seven days), in the order of their names."""
    rows: dict[Any, list[list[Occurrence]]] = {}
    for number, day in enumerate(week.days):
        for one in week.on(day):
            for who in _whose(one, by, classes):
                rows.setdefault(who, [[] for _day in range(DAYS)])[number].append(one)
    return sorted(rows.items(), key=lambda pair: (pair[0] is None, getattr(pair[0], "sort_key", ""), str(pair[0])))


def _whose(one: Occurrence, by: str, classes: dict[int, list[SchoolClass]]) -> list[Any]:
    if by == "teacher":
        return [one.group.teacher]
    if by == "venue":
        return [one.venue]
    if by == "class":
        return list(classes.get(one.group.pk, [])) or [None]
    return [one.group.programme.organisation]
