"""When groups meet, who was there, and the journal of a group."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.courses.choices import GroupStage
from vmeste.modules.courses.models import CalendarBreak, Meeting, StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EnrolmentState
from vmeste.modules.enrolment.models import Absence, Enrolment, Lesson
from vmeste.pure.timetable.recurring import Break, Calendar, Weekly, Weeks, days_of

ATTENDING = (EnrolmentState.ENROLLED, EnrolmentState.TRANSFERRED, EnrolmentState.COMPLETED)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting on a day, and the lesson once something is written down; `absent` counts."""

    group: StudyGroup
    meeting: Meeting
    day: date
    lesson: Lesson | None
    absent: int = 0

    @property
    def is_marked(self) -> bool:
        return self.lesson is not None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One pupil of a journal: a mark for each lesson ("" there, "н" absent, "у" excused, None not enrolled)."""

    enrolment: Enrolment
    marks: tuple[str | None, ...]
    missed: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Journal:
    lessons: tuple[Lesson, ...]
    lines: tuple[JournalLine, ...]


def groups_taught(actor: Actor) -> QuerySet[StudyGroup]:
    """Groups whose lessons the actor may see, by programme; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_LESSONS, StudyGroup).exclude(
        stage__in=(GroupStage.PLANNED, GroupStage.CANCELLED)
    )
    return rows.select_related("programme__organisation", "venue", "year", "teacher").order_by(
        "programme__sort_key", "sort_key", "pk"
    )


def occasions(groups: Collection[StudyGroup], *, first: date, last: date) -> list[Occasion]:
    """Meetings of the groups from `first` to `last` (inclusive), breaks left out, by time; 3 queries.

    The groups are read with `programme` and `year`.
    """
    by_id = {group.pk: group for group in groups}
    meetings = list(
        Meeting.objects.filter(group__in=by_id).select_related("venue").order_by("weekday", "starts_at", "pk")
    )
    breaks = _breaks(groups, first, last)
    lessons = {
        (lesson.meeting_id, lesson.held_on): lesson
        for lesson in Lesson.objects.filter(group__in=by_id, held_on__gte=first, held_on__lte=last).annotate(
            absent=Count("absences")
        )
    }
    found = []
    for meeting in meetings:
        group = by_id[meeting.group_id]
        for day in _days(meeting, group, breaks, first, last):
            lesson = lessons.get((meeting.pk, day))
            found.append(Occasion(group, meeting, day, lesson, getattr(lesson, "absent", 0)))
    return sorted(found, key=lambda one: (one.day, one.meeting.starts_at, one.group.sort_key, one.meeting.pk))


def occasion_of(group: StudyGroup, meeting: Meeting, day: date) -> Occasion | None:
    """The meeting on that day, or None when the group does not meet then; a lesson that was written down counts always.

    3 queries.
    """
    lesson = Lesson.objects.filter(group=group, meeting=meeting, held_on=day).first()
    if lesson is None and day not in _days(meeting, group, _breaks([group], day, day), day, day):
        return None
    return Occasion(group, meeting, day, lesson)


def _days(meeting: Meeting, group: StudyGroup, breaks: Iterable[CalendarBreak], first: date, last: date) -> list[date]:
    """Days of the meeting between `first` and `last` (inclusive), by the calendar of the group's organisation."""
    kept = tuple(
        Break(row.starts_on, row.ends_on, row.name)
        for row in breaks
        if row.organisation_id in {None, group.programme.organisation_id}
    )
    weekly = Weekly(
        meeting.weekday, meeting.starts_at, meeting.minutes, Weeks(meeting.weeks), group.starts_on, group.ends_on
    )
    calendar = Calendar(group.year.starts_on, group.year.ends_on, kept)
    return [day for day in days_of(weekly, calendar) if first <= day <= last]


def _breaks(groups: Collection[StudyGroup], first: date, last: date) -> list[CalendarBreak]:
    """Breaks of the network and of the groups' organisations that touch the days; 1 query."""
    hosts = {group.programme.organisation_id for group in groups}
    rows = CalendarBreak.objects.filter(
        Q(organisation=None) | Q(organisation__in=hosts), starts_on__lt=last + _DAY, ends_on__gt=first
    )
    return list(rows)


def attending(group: StudyGroup, day: date) -> list[Enrolment]:
    """Enrolments of the pupils who belong to the group on that day, by number of the pupil; 1 query."""
    rows = Enrolment.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=day),
        Q(ends_on=None) | Q(ends_on__gt=day),
        group=group,
        state__in=ATTENDING,
    )
    return list(rows.select_related("pupil").order_by("pupil__number", "pk"))


def absences_of(lesson: Lesson | None) -> dict[int, Absence]:
    """Enrolment id → absence; 1 query."""
    return {} if lesson is None else {row.enrolment_id: row for row in lesson.absences.all()}


def journal_of(group: StudyGroup) -> Journal:
    """All lessons that were written down, by day, and each pupil's marks, by number; 3 queries."""
    lessons = list(Lesson.objects.filter(group=group).order_by("held_on", "meeting__starts_at", "pk"))
    enrolments = list(
        Enrolment.objects.filter(group=group, state__in=ATTENDING).select_related("pupil").order_by("pupil__number")
    )
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for enrolment_id, lesson_id, reason in Absence.objects.filter(lesson__in=lessons).values_list(
        "enrolment_id", "lesson_id", "reason"
    ):
        marks[enrolment_id][lesson_id] = reason
    return Journal(tuple(lessons), tuple(_line(enrolment, lessons, marks[enrolment.pk]) for enrolment in enrolments))


def _line(enrolment: Enrolment, lessons: Sequence[Lesson], absent: dict[int, str]) -> JournalLine:
    shown: list[str | None] = []
    minutes = 0
    for lesson in lessons:
        begun = enrolment.starts_on is None or enrolment.starts_on <= lesson.held_on
        if not begun or (enrolment.ends_on is not None and enrolment.ends_on <= lesson.held_on):
            shown.append(None)
        else:
            shown.append(absent.get(lesson.pk, ""))
            minutes += 0 if lesson.pk in absent else lesson.minutes
    return JournalLine(enrolment, tuple(shown), sum(bool(mark) for mark in shown), minutes)
