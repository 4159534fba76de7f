from datetime import UTC, date, datetime, timedelta
from itertools import count

from vmeste.modules.people.models import (
    Claim,
    Consent,
    DestructionAct,
    DisclosedPupil,
    Disclosure,
    Guardian,
    Guardianship,
    NameOpening,
    Pupil,
    PupilAttachment,
    RetentionRule,
    RosterPage,
    RosterRun,
    SchoolClass,
    StaffMember,
    StaffPost,
)
from vmeste.modules.people.selectors.rosters import packed
from vmeste.modules.reference.models import AcademicYear
from vmeste.pure.rosters import LineAct, LineState, Problem, ProblemKind, PupilEntry
from vmeste.pure.rosters.reading import line_as_data, problem_as_data

from .organisations import make_organisation
from .reference import make_year

_number = count(1)
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def the_year():
    """The present year of the network (from September 2025 on, for always): made when there is none."""
    return AcademicYear.objects.order_by("-starts_on").first() or make_year()


def make_class(organisation=None, **values):
    number = next(_number)
    defaults = {
        "organisation": organisation or make_organisation(),
        "year": values.pop("year", None) or the_year(),
        "name": f"8-{number}",
        "grade": 8,
        "letter": "и",
    }
    return SchoolClass.objects.create(**{**defaults, **values})


def make_pupil(school_class=None, *, organisation=None, starts_on=date(2025, 9, 1), **values):
    """A child; with a class or an organisation also its base attachment there."""
    number = next(_number)
    defaults = {
        "last_name": f"Дубровин{number}",
        "first_name": f"Савва{number}",
        "patronymic": "Ильич",
        "number": f"{500_000_000 + number}",
        "born_on": date(2011, 5, 1),
    }
    pupil = Pupil.objects.create(**{**defaults, **values})
    if school_class or organisation:
        make_attachment(pupil, school_class=school_class, organisation=organisation, starts_on=starts_on)
    return pupil


def make_attachment(pupil, *, school_class=None, organisation=None, **values):
    place = organisation or (school_class.organisation if school_class else make_organisation())
    defaults = {"pupil": pupil, "organisation": place, "school_class": school_class, "starts_on": date(2025, 9, 1)}
    return PupilAttachment.objects.create(**{**defaults, **values})


def make_guardian(**values):
    defaults = {"last_name": f"Вересаева{next(_number)}", "first_name": "Агата", "patronymic": "Львовна"}
    return Guardian.objects.create(**{**defaults, **values})


def make_guardianship(pupil=None, guardian=None, **values):
    defaults = {"pupil": pupil or make_pupil(), "guardian": guardian or make_guardian()}
    return Guardianship.objects.create(**{**defaults, **values})


def make_staff(**values):
    defaults = {"last_name": f"Учителева{next(_number)}", "first_name": "Вера", "patronymic": "Ивановна"}
    return StaffMember.objects.create(**{**defaults, **values})


def make_post(member=None, *, organisation=None, **values):
    defaults = {
        "member": member or make_staff(),
        "organisation": organisation or make_organisation(),
        "post": "teacher of physics",
        "starts_on": date(2020, 9, 1),
    }
    return StaffPost.objects.create(**{**defaults, **values})


def make_consent(pupil=None, *, controller=None, **values):
    pupil = pupil or make_pupil(organisation=controller or make_organisation())
    defaults = {
        "pupil": pupil,
        "controller": controller or pupil.attachments.first().organisation,
        "purpose": "processing",
        "signed_on": date(2025, 9, 1),
    }
    return Consent.objects.create(**{**defaults, **values})


def make_opening(controller=None, **values):
    defaults = {
        "controller": controller or make_organisation(),
        "opened_at": MOMENT,
        "actor_label": f"Opener {next(_number)}",
        "purpose": "teaching",
        "what": "class",
        "count": 1,
    }
    opening = NameOpening(**{**defaults, **values})
    opening.save()
    return opening


def make_disclosure(controller=None, recipient=None, *, pupils=(), **values):
    defaults = {
        "controller": controller or make_organisation(),
        "recipient": recipient or make_organisation(kind="enterprise"),
        "disclosed_on": date(2025, 9, 10),
        "purpose": f"Excursion {next(_number)}",
        "ground": "Consents of the parents",
        "fields": ["name", "class"],
    }
    disclosure = Disclosure.objects.create(**{**defaults, **values})
    for pupil in pupils:
        make_disclosed(disclosure, pupil)
    return disclosure


def make_disclosed(disclosure=None, pupil=None):
    line = DisclosedPupil(disclosure=disclosure or make_disclosure(), pupil=pupil or make_pupil())
    line.save()
    return line


def make_retention(**values):
    defaults = {
        "of": "pupil",
        "months": 36,
        "ground": f"Order {next(_number)}",
        "valid_from": date(2000, 1, 1) + timedelta(days=next(_number)),
    }
    return RetentionRule.objects.create(**{**defaults, **values})


def make_roster(organisation=None, **values):
    """A list that waits for a decision, with one new pupil and one remark."""
    year = values.pop("year", None) or the_year()
    defaults = {
        "organisation": organisation or make_organisation(),
        "year": year,
        "on": date(2025, 9, 1),
        "file_name": f"list-{next(_number)}.xlsx",
        "source": "workbook",
        "state": "checked",
        "counts": {"new": 1, "changed": 0, "same": 0, "ended": 0, "wrong": 0, "problem": 1, "new_classes": ["8и"]},
        "classes": [["8и", 8, "и", "8-и", ""]],
        "brought_by": "Somebody",
        "brought_at": MOMENT,
    }
    run = RosterRun.objects.create(**{**defaults, **values})
    entry = PupilEntry("Лист1", 2, "Дубровин", "Савва", class_key="8-и")
    line = line_as_data(LineAct(LineState.NEW, entry))
    remark = problem_as_data(Problem(ProblemKind.COLUMN_UNKNOWN, "Лист1", 1, "Цвет"))
    for part, row in (("new", line), ("problem", remark)):
        RosterPage.objects.create(run=run, part=part, place=0, count=1, body=packed([row]))
    return run


def make_destruction(organisation=None, **values):
    number = next(_number)
    defaults = {
        "number": number,
        "organisation": organisation or make_organisation(),
        "subject": f"№ {number}",
        "data": ["full name"],
        "reason": "The term has ended",
        "destroyed_at": MOMENT,
        "executor": "Somebody",
        "log_extract": [{"when": "2026-03-02", "who": "Somebody", "what": "people.PupilAdded", "request": ""}],
    }
    act = DestructionAct(**{**defaults, **values})
    act.save()
    return act


def make_claim(**values):
    number = next(_number)
    if not {"pupil", "guardian", "member"} & values.keys():
        values["pupil"] = make_pupil()
    defaults = {
        "digest": f"{number:064}",
        "created_at": MOMENT,
        "expires_at": datetime.now(UTC) + timedelta(days=14),
    }
    claim = Claim(**{**defaults, **values})
    claim.save()
    return claim
