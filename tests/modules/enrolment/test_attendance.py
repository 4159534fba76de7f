"""Lessons come from meetings and breaks; a whole lesson is saved with every tap, and corrected later."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook
from tests.factories.enrolment import make_enrolment
from tests.factories.people import make_disclosure

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.models import Activity
from vmeste.modules.courses.models import CalendarBreak
from vmeste.modules.enrolment.choices import AbsenceReason
from vmeste.modules.enrolment.errors import NoLessonThen, NotOfGroup
from vmeste.modules.enrolment.models import Lesson
from vmeste.modules.enrolment.selectors.attendance import journal_of, occasions
from vmeste.modules.enrolment.services.attendance import mark_lesson
from vmeste.modules.people.models import NameOpening

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = date(2025, 11, 11), date(2025, 11, 12)


@pytest.fixture
def seats(town):
    return [make_enrolment(town.robots, pupil) for pupil in (town.pupil, town.other)]


@pytest.fixture
def mark(town):
    meeting = town.robots.meetings.get()

    def mark(who="teacher", *, day=TUESDAY, absent=None, today=WEDNESDAY, **values):
        return mark_lesson(
            town.robots, actor=town.actor(who), meeting=meeting, day=day, today=today, absent=absent or {}, **values
        )

    return mark


def test_lessons_come_from_meetings_without_the_breaks_of_the_host(town):
    year = town.robots.year
    CalendarBreak.objects.create(
        year=year, organisation=town.college, name="Holidays", starts_on=date(2025, 11, 17), ends_on=date(2025, 11, 24)
    )
    CalendarBreak.objects.create(
        year=year, organisation=town.school, name="Others", starts_on=date(2025, 11, 1), ends_on=date(2025, 12, 1)
    )

    found = occasions([town.robots], first=date(2025, 11, 3), last=date(2025, 11, 30))

    assert [one.day for one in found] == [date(2025, 11, 4), date(2025, 11, 11), date(2025, 11, 25)]


def test_a_lesson_is_marked_and_corrected_and_history_tells_of_it_once_a_day(town, seats, mark):
    mark(today=TUESDAY, absent={seats[0].pk: AbsenceReason.UNKNOWN})
    mark(today=TUESDAY, absent={row.pk: AbsenceReason.UNKNOWN for row in seats})
    lesson = mark(absent={seats[1].pk: AbsenceReason.EXCUSED}, topic="Gears")

    assert {row.enrolment_id: row.reason for row in lesson.absences.all()} == {seats[1].pk: "excused"}
    assert (lesson.minutes, lesson.topic, lesson.version) == (90, "Gears", 3)
    told = Activity.objects.filter(event="enrolment.LessonMarked")
    assert told.count() == 2
    assert "Морошкина" not in " ".join(str(line.facts) for line in told)


def test_a_lesson_that_was_not_held_has_no_minutes_and_nobody_absent(seats, mark):
    lesson = mark(absent={seats[0].pk: AbsenceReason.UNKNOWN}, is_held=False, topic="Quarantine")

    assert (lesson.minutes, lesson.absences.count()) == (0, 0)


def test_the_same_marks_again_change_nothing(seats, mark):
    first = mark(absent={seats[0].pk: AbsenceReason.UNKNOWN})

    assert mark(absent={seats[0].pk: AbsenceReason.UNKNOWN}, version=first.version).version == first.version


@pytest.mark.parametrize(
    ("day", "today"), [(WEDNESDAY, WEDNESDAY), (TUESDAY + timedelta(days=7), WEDNESDAY), (date(2030, 1, 1), TUESDAY)]
)
def test_no_lesson_on_another_day_or_before_its_day(mark, day, today):
    with pytest.raises(NoLessonThen):
        mark(day=day, today=today)


def test_only_pupils_of_the_group_can_be_absent(town, mark):
    with pytest.raises(NotOfGroup):
        mark(absent={make_enrolment(town.chess, town.pupil).pk: AbsenceReason.UNKNOWN})


def test_marks_made_on_what_somebody_else_changed_are_refused(seats, mark):
    mark()

    with pytest.raises(EditConflict):
        mark(version=0, absent={seats[0].pk: AbsenceReason.UNKNOWN})
    assert mark(version=0).version == 1


@pytest.mark.parametrize("who", ["school", "curator", "mother", "partner"])
def test_only_the_teacher_and_the_host_mark(seats, mark, who):
    with pytest.raises(PermissionDenied):
        mark(who)
    assert mark("host").version == 1


def test_a_teacher_of_the_same_college_does_not_mark_anothers_group(town, seats, mark):
    town.robots.teacher = None
    town.robots.save()

    with pytest.raises(PermissionDenied):
        mark()


def test_the_journal_counts_what_each_was_enrolled_for(town, seats, mark):
    seats[1].starts_on = WEDNESDAY
    seats[1].save()
    mark(absent={seats[0].pk: AbsenceReason.UNKNOWN})
    mark(day=TUESDAY + timedelta(days=7), today=date(2025, 12, 1))

    lines = {line.enrolment.pk: line for line in journal_of(town.robots).lines}

    assert (lines[seats[0].pk].marks, lines[seats[0].pk].missed, lines[seats[0].pk].minutes) == (("unknown", ""), 1, 90)
    assert lines[seats[1].pk].marks == (None, "")


# Pages


@pytest.fixture
def disclosed(town):
    """The school has handed the list to the college: the teacher sees names from now on."""
    return make_disclosure(town.school, town.college, pupils=[town.pupil])


def test_names_are_shown_where_the_list_was_handed_over_and_the_opening_is_recorded(town, seats, disclosed):
    text = town.client("teacher").get(_address(town)).content.decode()

    assert "Морошкина Ульяна" in text
    assert "Брусникин" not in text
    assert str(town.other) in text
    assert NameOpening.objects.get().pupil_ids == [town.pupil.pk]


def _address(town, page=""):
    return town.at(f"lessons/{town.robots.pk}/{TUESDAY.isoformat()}/{town.robots.meetings.get().pk}/{page}")


def test_boxes_mark_a_lesson_without_a_script(town, seats):
    teacher = town.client("teacher")

    answer = teacher.post(
        _address(town, "marks/"), {"version": 0, "absent": [seats[0].pk], "excused": [seats[0].pk], "topic": "x"}
    )

    assert answer["Location"] == town.at("lessons/")
    assert Lesson.objects.get().absences.get().reason == "excused"
    assert "marked, absent: 1" in teacher.get(f"{town.at('lessons/')}?week={TUESDAY}").content.decode()


def test_a_tap_saves_the_whole_lesson_and_brings_the_version(town, seats):
    teacher, taps = town.client("teacher"), {"hx-request": "true"}

    first = teacher.post(
        _address(town, "marks/"), {"version": 0, "absent": [seats[0].pk]}, headers=taps
    ).content.decode()
    late = teacher.post(_address(town, "marks/"), {"version": 0}, headers=taps)

    assert 'name="version" value="1"' in first
    assert "<html" not in first
    assert late.status_code == 409
    assert Lesson.objects.get().absences.count() == 1


def test_the_journal_goes_into_a_spreadsheet(town, seats, mark, disclosed):
    mark(absent={seats[0].pk: AbsenceReason.EXCUSED})

    answer = town.client("teacher").get(town.at(f"journals/{town.robots.pk}/table/"))

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["Морошкина Ульяна"][2] == "e"
    assert rows[str(town.other)][-1] == 0


@pytest.mark.parametrize(("who", "status"), [("school", 404), ("partner", 403), ("mother", 403), ("curator", 200)])
def test_who_sees_the_lessons_of_a_group(town, seats, who, status):
    answer = town.client(who).get(_address(town))

    assert answer.status_code in {status, 404 if status == 403 else status}
    assert "Морошкина" not in answer.content.decode()
