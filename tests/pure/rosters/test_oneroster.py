"""OneRoster archives: the two versions, what is left out, what is wrong and where."""

from datetime import date

import pytest
from tests.pure.rosters.deeds import ORG, birth, class_, enrolment, one_roster, student

from vmeste.pure.rosters import ProblemKind, read_roster
from vmeste.pure.rosters.errors import (
    Damaged,
    EmptyRoster,
    MissingColumn,
    MissingFile,
    MissingManifest,
    NotARoster,
    SeveralOrganisations,
    TooLarge,
    WrongOrganisation,
    WrongVersion,
)
from vmeste.pure.rosters.reading import roster_as_data, roster_from_data

ON = date(2026, 3, 2)
MOTHER = {**student("g1", "Иванова", "Ольга", "Петровна"), "role": "parent", "sms": "+7 911 111-22-33"}


def read(data, **more):
    return read_roster(data, filename="x.zip", on=ON, names=("School A",), **more)


def kinds(roster):
    return [problem.kind for problem in roster.problems]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_pupil_with_class_birthday_and_mother(version):
    roster = read(one_roster(users=[student("s1", "Иванова", agentSourcedIds="g1"), MOTHER], version=version))
    (pupil,) = roster.pupils
    assert (pupil.full_name, pupil.born_on, pupil.sex, pupil.external_id) == (
        "Иванова Анна Сергеевна",
        date(2012, 5, 7),
        "f",
        "s1",
    )
    assert roster.classes[pupil.class_key].name == "8и"
    (guardian,) = pupil.guardians
    assert (guardian.first_name, guardian.kinship, guardian.phone) == ("Ольга", "mother", "+7 911 111-22-33")
    assert (roster.is_whole, roster.problems) == (True, ())


def test_the_tie_of_a_guardian_may_stand_at_the_guardian():
    roster = read(one_roster(users=[student("s1", "Иванова"), {**MOTHER, "agentSourcedIds": "s1,s2"}]))
    assert [guardian.external_id for guardian in roster.pupils[0].guardians] == ["g1"]


def test_reading_survives_the_way_through_json():
    data = one_roster(users=[student("s1", "Иванова", agentSourcedIds="g1"), MOTHER, student("s2", "П3тров")])
    as_data = roster_as_data(data, filename="x.zip", on=ON.isoformat(), names=["School A"], identifiers=[])
    assert roster_from_data(as_data) == read(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_encodings_that_spreadsheets_leave(encoding):
    roster = read(one_roster(users=[student("s1", "Иванова")], encoding=encoding, delimiter=";"))
    assert roster.pupils[0].last_name == "Иванова"
    assert (ProblemKind.NOT_UTF8 in kinds(roster)) == (encoding in {"cp1251", "utf-16"})


def test_columns_of_health_and_ethnicity_are_left_out_and_told():
    demographics = [birth("s1", asian="true", healthGroup="II", white="false")]
    users = [student("s1", "Иванова", **{"metadata.disability": "x", "metadata.room": "5"})]
    roster = read(one_roster(users=users, demographics=demographics))
    told = {(problem.kind, problem.column) for problem in roster.problems}
    assert told == {
        (ProblemKind.COLUMN_SENSITIVE, "asian"),
        (ProblemKind.COLUMN_SENSITIVE, "healthGroup"),
        (ProblemKind.COLUMN_SENSITIVE, "white"),
        (ProblemKind.COLUMN_SENSITIVE, "metadata.disability"),
        (ProblemKind.COLUMN_UNKNOWN, "metadata.room"),
    }


def test_errors_stand_at_sheet_line_and_column():
    roster = read(
        one_roster(
            users=[student("s1", "Иванова"), student("s2", "П3тров", email="nonsense")],
            demographics=[birth("s1", "2012-13-01"), birth("s2", sex="?")],
            enrolments=[enrolment("s1"), enrolment("s2", "c9"), enrolment("s9")],
        )
    )
    found = {(problem.kind, problem.sheet, problem.line, problem.column) for problem in roster.problems}
    assert found >= {
        (ProblemKind.BAD_DATE, "demographics.csv", 2, "birthDate"),
        (ProblemKind.BAD_SEX, "demographics.csv", 3, "sex"),
        (ProblemKind.BAD_NAME, "users.csv", 3, "familyName"),
        (ProblemKind.BAD_EMAIL, "users.csv", 3, "email"),
        (ProblemKind.UNKNOWN_CLASS, "enrollments.csv", 3, "classSourcedId"),
        (ProblemKind.UNKNOWN_PERSON, "enrollments.csv", 4, "userSourcedId"),
    }
    assert [pupil.is_wrong for pupil in roster.pupils] == [True, True]


def test_two_homerooms_are_wrong_and_other_lessons_are_not():
    classes = [class_(), class_("c2", "8м"), class_("c3", "Robotics", "scheduled")]
    users = [student("s1", "Иванова"), student("s2", "Петрова"), student("s3", "Котова")]
    enrolments = [enrolment("s1"), enrolment("s1", "c2"), enrolment("s2"), enrolment("s2", "c3"), enrolment("s3", "c3")]
    roster = read(one_roster(users=users, classes=classes, enrolments=enrolments))
    assert kinds(roster) == [ProblemKind.TWO_CLASSES]
    assert [pupil.class_key for pupil in roster.pupils[1:]] == [
        "8-и",
        "robotics".translate(str.maketrans("aeopcx", "аеорсх")),
    ]


def test_an_enrolment_that_is_over_is_none():
    enrolments = [enrolment("s1", endDate="2026-03-01"), enrolment("s1", "c2")]
    roster = read(
        one_roster(users=[student("s1", "Иванова")], classes=[class_(), class_("c2", "8м")], enrolments=enrolments)
    )
    assert roster.pupils[0].class_key == "8-м"


def test_pupils_of_other_schools_and_teachers_are_counted():
    users = [
        student("s1", "Иванова"),
        student("s2", "Чужая", orgSourcedIds="o2"),
        {**student("t1", "Учитель"), "role": "teacher"},
    ]
    orgs = [ORG, {**ORG, "sourcedId": "o2", "name": "School B"}]
    roster = read(one_roster(users=users, orgs=orgs))
    assert len(roster.pupils) == 1
    assert {(problem.kind, problem.value) for problem in roster.problems} == {
        (ProblemKind.OTHER_SCHOOL, "1"),
        (ProblemKind.NOT_PUPILS, "1"),
    }


def test_the_school_is_found_by_its_tax_number_first():
    orgs = [{**ORG, "name": "Other", "identifier": "5103000001"}, {**ORG, "sourcedId": "o2"}]
    roster = read(one_roster(users=[student("s1", "Иванова")], orgs=orgs), identifiers=("5103000001",))
    assert len(roster.pupils) == 1


def test_sessions_of_another_year_are_told():
    sessions = [{"sourcedId": "t1", "startDate": "2019-09-01", "endDate": "2020-05-31"}]
    assert kinds(read(one_roster(users=[student("s1", "Иванова")], sessions=sessions))) == [ProblemKind.OTHER_YEAR]


def test_a_delta_is_no_whole_list():
    users = [{**student("s1", "Иванова"), "status": "tobedeleted"}, {**student("s2", "Петрова"), "status": "perhaps"}]
    roster = read(one_roster(users=users, manifest={"file.users": "delta"}))
    assert roster.is_whole is False
    assert [pupil.is_leaving for pupil in roster.pupils] == [True, False]
    assert kinds(roster) == [ProblemKind.BAD_STATUS]


USERS = [student("s1", "Иванова")]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (one_roster(users=USERS, leave_out=["manifest"]), MissingManifest),
        (one_roster(users=USERS, leave_out=["users"]), MissingFile),
        (one_roster(users=USERS, manifest={"file.users": "absent"}), MissingFile),
        (one_roster(users=USERS, manifest={"oneroster.version": "2.0"}), WrongVersion),
        (one_roster(users=[{"sourcedId": "s1", "role": "student"}]), MissingColumn),
        (one_roster(users=USERS, orgs=[{**ORG, "name": "Other"}]), WrongOrganisation),
        (
            one_roster(users=USERS, orgs=[{**ORG, "name": "B"}, {**ORG, "sourcedId": "o2", "name": "C"}]),
            SeveralOrganisations,
        ),
        (one_roster(users=[]), EmptyRoster),
        (one_roster(users=USERS, extra={"bomb.csv": b"0" * (30 << 20)}), TooLarge),
        (one_roster(users=USERS, extra={"../evil.csv": b"x"}), Damaged),
        (one_roster(users=USERS)[:-30], Damaged),
        (b"PK\x03\x04nonsense", Damaged),
        (b"\x89PNG\r\n\x1a\n", NotARoster),
        (b"", NotARoster),
    ],
)
def test_a_file_that_is_no_roster_is_refused(data, refusal):
    with pytest.raises(refusal):
        read(data)
