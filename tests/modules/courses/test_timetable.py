"""Weeks by real calendars, conflicts, ways."""

from datetime import date

import pytest
from tests.factories.courses import (
    make_break,
    make_meeting,
    make_plan_line,
    make_programme,
    make_study_group,
    make_venue,
    make_way,
)
from tests.factories.organisations import make_organisation
from tests.factories.people import make_class, make_staff
from tests.factories.reference import make_norm

from vmeste.modules.courses.choices import GroupStage
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.courses.selectors import travel
from vmeste.modules.courses.selectors.conflicts import troubles_among
from vmeste.modules.courses.selectors.groups import groups_for_choice
from vmeste.modules.courses.selectors.weeks import classes_of, rows_of_grid, week_of
from vmeste.modules.reference.choices import NormKind
from vmeste.pure.timetable.conflicts import ConflictKind

MONDAY = date(2025, 9, 8)
TUESDAY = date(2025, 9, 9)


def chosen():
    return list(groups_for_choice(StudyGroup.objects.all()))


def kinds():
    return [trouble.kind for trouble in troubles_among(chosen(), on=MONDAY)]


def test_a_week_tells_what_happens_on_which_day(group):
    make_meeting(group, weekday=4, clock="9:05", weeks="odd")

    week, next_week = week_of(chosen(), MONDAY), week_of(chosen(), date(2025, 9, 15))

    assert [(one.day, one.meeting.hours, one.venue) for one in week.on(TUESDAY)] == [
        (TUESDAY, "15:30–16:15", group.venue)
    ]
    # The academic year begins on Monday the 1st: the week of the 8th is the second.
    assert not week.on(date(2025, 9, 11))
    assert next_week.on(date(2025, 9, 18))


def test_holidays_of_the_organisation_and_of_the_network_cancel_meetings(group, plant, year):
    make_break(group.programme.organisation, year=year, name="Autumn", starts_on=MONDAY, ends_on=date(2025, 9, 10))
    make_break(plant, year=year, starts_on=date(2025, 9, 15), ends_on=date(2025, 9, 22))
    make_break(year=year, name="All", starts_on=date(2025, 9, 22), ends_on=date(2025, 9, 29))

    offs = [
        week_of(chosen(), day).on(on)[0].off for day, on in ((MONDAY, TUESDAY), (date(2025, 9, 22), date(2025, 9, 23)))
    ]

    assert offs == ["Autumn", "All"]
    assert week_of(chosen(), date(2025, 9, 15)).on(date(2025, 9, 16))[0].off == ""


def test_a_group_meets_within_its_own_term_and_not_when_cancelled(group):
    group.starts_on = date(2025, 9, 15)
    group.save()
    assert week_of(chosen(), MONDAY).occurrences == {}
    group.stage = GroupStage.CANCELLED
    group.save()

    assert week_of(chosen(), date(2025, 9, 15)).occurrences == {}


@pytest.mark.parametrize("by", ["organisation", "teacher", "venue", "class"])
def test_a_grid_has_a_row_for_each(by, group, school_class):
    group.teacher = make_staff()
    group.save()
    make_plan_line(school_class, group.programme, group=group)
    make_study_group(make_programme(), year=group.year, meetings=[(1, "9:00")])
    groups = chosen()

    rows = rows_of_grid(week_of(groups, MONDAY), by, classes_of(groups))

    assert len(rows) == 2
    who = {"teacher": group.teacher, "venue": group.venue, "class": school_class}.get(by)
    cells = dict(rows)[who or group.programme.organisation]
    assert [len(day) for day in cells] == [0, 1, 0, 0, 0, 0, 0]


def test_two_groups_of_a_teacher_at_one_time_are_told(group):
    group.teacher = make_staff()
    group.save()
    other = make_study_group(year=group.year, teacher=group.teacher, meetings=[(2, "16:00")])

    (trouble,) = troubles_among(chosen(), on=MONDAY)

    assert (trouble.kind, trouble.who, trouble.on) == (ConflictKind.TEACHER, group.teacher, date(2025, 9, 2))
    assert {trouble.first_group, trouble.second_group} == {group, other}


def test_one_room_at_one_time_but_not_online(group, room):
    make_study_group(year=group.year, venue=room, meetings=[(2, "16:00")])
    assert kinds() == [ConflictKind.VENUE]

    room.is_online = True
    room.save()
    assert kinds() == []


def test_a_meeting_may_have_another_room(group, room):
    make_study_group(year=group.year, venue=make_venue())
    make_meeting(StudyGroup.objects.exclude(pk=group.pk).get(), weekday=2, clock="15:00", venue=room)

    assert kinds() == [ConflictKind.VENUE]


def test_the_way_of_a_teacher_between_organisations(group, plant):
    group.teacher = make_staff()
    group.save()
    make_study_group(year=group.year, teacher=group.teacher, venue=make_venue(plant), meetings=[(2, "16:30")])
    assert kinds() == [ConflictKind.TEACHER_WAY]  # fifteen minutes, and nobody has said how long it takes

    make_way(group.programme.organisation, plant, minutes=15)
    assert kinds() == []


def test_a_class_is_in_its_lessons_and_rests_after_them(group, school_class):
    make_plan_line(school_class, group.programme, group=group)
    make_meeting(group, weekday=3, clock="13:30")
    make_meeting(group, weekday=4, clock="14:15")
    make_meeting(group, weekday=6, clock="9:00")
    assert kinds() == [ConflictKind.LESSONS, ConflictKind.BREAK]

    make_norm(kind=NormKind.EXTRACURRICULAR_BREAK_MINUTES, value=10)
    assert kinds() == [ConflictKind.LESSONS]


def test_a_class_of_the_second_shift_meets_before_its_lessons(group, school):
    late = make_class(school, year=group.year, shift=2, first_lesson=14 * 60, last_lesson=18 * 60)
    make_plan_line(late, group.programme, group=group)
    group.meetings.all().delete()
    make_meeting(group, weekday=2, clock="12:00")

    assert kinds() == []


def test_the_matrix_is_symmetric_and_whole(network, django_assert_max_num_queries):
    a, b, c = (make_organisation() for _each in range(3))
    make_way(b, a, minutes=12)
    make_norm(kind=NormKind.TRAVEL_MINUTES, value=40)

    with django_assert_max_num_queries(2):
        minutes = travel.matrix([a.pk, b.pk, c.pk], on=MONDAY)

    assert minutes[a.pk, b.pk] == minutes[b.pk, a.pk] == 12
    assert minutes[a.pk, c.pk] == minutes[c.pk, b.pk] == 40
    assert minutes[a.pk, a.pk] == 0
    assert len(minutes) == 9


def test_weeks_and_conflicts_ask_the_same_for_any_number_of_groups(group, django_assert_max_num_queries):
    for _each in range(6):
        make_study_group(year=group.year, venue=make_venue(), teacher=make_staff(), meetings=[(2, "15:30")])

    with django_assert_max_num_queries(3 + 1 + 1 + 5):
        groups = chosen()
        rows_of_grid(week_of(groups, MONDAY), "class", classes_of(groups))
        troubles_among(groups, on=MONDAY)
