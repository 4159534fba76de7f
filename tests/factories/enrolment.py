from datetime import UTC, date, datetime
from itertools import count

from vmeste.modules.courses.models import Meeting, Programme, StudyGroup
from vmeste.modules.enrolment.choices import EnrolmentState, Origin, RoundStage
from vmeste.modules.enrolment.models import (
    Absence,
    AllocationRun,
    Certificate,
    ChoiceRound,
    Enrolment,
    Lesson,
    RoundGroup,
    RoundSchool,
    Verdict,
    WaitingPlace,
    Wish,
    WishList,
)
from vmeste.modules.enrolment.selectors.certificates import facts_of
from vmeste.pure.allocation.lottery import commitment_of

from .organisations import make_organisation
from .people import make_class, make_pupil, the_year

_number = count(1)
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_teaching(*, organisation=None, programme=None, meetings=((2, 960, 90),), **values):
    """A study group with weekly meetings, of a programme of its own unless told."""
    number = next(_number)
    programme = programme or Programme.objects.create(
        organisation=organisation or make_organisation(), title=f"Robotics {number}", kind="supplementary"
    )
    group = StudyGroup.objects.create(
        **{"programme": programme, "year": the_year(), "name": f"Group {number}", "seats": 12, **values}
    )
    for day, start, minutes in meetings:
        Meeting.objects.create(group=group, weekday=day, starts_at=start, minutes=minutes)
    return group


def make_round(*, schools=(), groups=(), **values):
    """A choice round, open around `MOMENT` unless told."""
    defaults = {
        "title": f"Choice {next(_number)}",
        "year": the_year(),
        "stage": RoundStage.OPEN,
        "opens_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "closes_at": datetime(2026, 3, 20, 18, tzinfo=UTC),
        "confirm_by": date(2026, 3, 31),
        "seed": "5eed",
        "commitment": commitment_of("5eed"),
    }
    made = ChoiceRound.objects.create(**{**defaults, **values})
    for school in schools:
        make_round_school(made, school)
    for group in groups:
        make_round_group(made, group)
    return made


def make_round_school(round_=None, school=None):
    row = RoundSchool(round=round_ or make_round(), school=school or make_organisation())
    row.save()
    return row


def make_round_group(round_=None, group=None):
    row = RoundGroup(round=round_ or make_round(), group=group or make_teaching())
    row.save()
    return row


def make_wishes(round_=None, pupil=None, *, programmes=(), **values):
    """A list of wishes that is handed in."""
    defaults = {
        "round": round_ or make_round(),
        "pupil": pupil or make_pupil(make_class()),
        "submitted_at": MOMENT,
        "submitted_by": "family",
    }
    made = WishList.objects.create(**{**defaults, **values})
    for rank, programme in enumerate(programmes, start=1):
        make_wish(made, programme, rank=rank)
    return made


def make_wish(wish_list=None, programme=None, *, rank=1):
    row = Wish(wish_list=wish_list or make_wishes(), programme=programme or make_teaching().programme, rank=rank)
    row.save()
    return row


def make_run(round_=None, **values):
    row = AllocationRun(**{"round": round_ or make_round(), "started_at": MOMENT, **values})
    row.save()
    return row


def make_verdict(run=None, pupil=None, programme=None, **values):
    defaults = {
        "run": run or make_run(),
        "pupil": pupil or make_pupil(make_class()),
        "programme": programme or make_teaching().programme,
        "rank": 1,
        "cause": "no group",
    }
    row = Verdict(**{**defaults, **values})
    row.save()
    return row


def make_enrolment(group=None, pupil=None, **values):
    defaults = {
        "group": group or make_teaching(),
        "pupil": pupil or make_pupil(make_class()),
        "state": EnrolmentState.ENROLLED,
        "origin": Origin.DIRECT,
        "starts_on": date(2025, 9, 1),
    }
    return Enrolment.objects.create(**{**defaults, **values})


def make_place(group=None, pupil=None, **values):
    """A place in a waiting list."""
    defaults = {
        "group": group or make_teaching(),
        "pupil": pupil or make_pupil(make_class()),
        "position": next(_number),
        "entered_at": MOMENT,
    }
    row = WaitingPlace(**{**defaults, **values})
    row.save()
    return row


def make_lesson(group=None, **values):
    """A lesson that was held, at the first meeting of the group."""
    group = group or make_teaching()
    defaults = {"group": group, "meeting": group.meetings.first(), "held_on": date(2026, 3, 3), "minutes": 45}
    return Lesson.objects.create(**{**defaults, **values})


def make_absence(lesson=None, enrolment=None, **values):
    lesson = lesson or make_lesson()
    row = Absence(lesson=lesson, enrolment=enrolment or make_enrolment(lesson.group), **values)
    row.save()
    return row


def make_certificate(enrolment=None, **values):
    enrolment = enrolment or make_enrolment()
    number = next(_number)
    defaults = {
        "enrolment": enrolment,
        "organisation": enrolment.group.programme.organisation,
        "kind": "study",
        "number": number,
        "issued_on": date(2026, 5, 29),
        "code": f"{number:032}",
        "facts": facts_of(enrolment),
    }
    row = Certificate(**{**defaults, **values})
    row.save()
    return row


ENROLMENT_MAKERS = {
    ChoiceRound: make_round,
    RoundSchool: make_round_school,
    RoundGroup: make_round_group,
    WishList: make_wishes,
    Wish: make_wish,
    AllocationRun: make_run,
    Verdict: make_verdict,
    Enrolment: make_enrolment,
    WaitingPlace: make_place,
    Lesson: make_lesson,
    Absence: make_absence,
    Certificate: make_certificate,
}
