"""Lists of pupils: brought in, checked, written, brought in again, taken back."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation
from tests.factories.people import make_attachment, make_class, make_consent, make_pupil, the_year
from tests.pure.rosters.deeds import birth, class_, enrolment, one_roster, student, workbook

from vmeste.foundation.access.actor import Role
from vmeste.foundation.activity.models import Activity
from vmeste.modules.people.choices import RetentionOf, RosterPart, RosterState
from vmeste.modules.people.importing.checking import check_list
from vmeste.modules.people.jobs import delete_overdue_lines
from vmeste.modules.people.models import (
    Guardian,
    Guardianship,
    NameOpening,
    Pupil,
    PupilAttachment,
    RetentionRule,
    RosterPage,
    RosterRun,
    SchoolClass,
)
from vmeste.modules.people.selectors.rosters import lines_of, overdue_lists, undone_until
from vmeste.modules.people.services import roster_undoing, roster_writing
from vmeste.modules.people.services.rosters import (
    NotNow,
    bring_list,
    class_list,
    confirm_list,
    request_undo,
)
from vmeste.pure.rosters.reading import problem_from_data

ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEADINGS = ("Класс", "Фамилия", "Имя", "Отчество", "Дата рождения", "ФИО матери", "Телефон матери")
ANNA = ("8и", "Иванова", "Анна", "Сергеевна", date(2012, 5, 7), "Иванова Ольга Петровна", "+7 911 111-22-33")
PETR = ("8и", "Петров", "Пётр", "Ильич", "01.02.2012", "", "")
IVAN = ("9а", "Иванов", "Иван", "Сергеевич", "3 марта 2011 г.", "Иванова Ольга Петровна", "8 (911) 111-22-33")


@pytest.fixture(autouse=True)
def _year(network):
    return the_year()


@pytest.fixture
def quiet(coordinator):
    return {"actor": coordinator, "tell": lambda *said: None, "finish": lambda: None}


@pytest.fixture
def bring(school, quiet):
    """`bring(*rows)` brings a workbook, or the bytes given, and checks it."""

    def bring(*rows, data=None, name="list.xlsx", on=ON):
        run = bring_list(
            school,
            actor=quiet["actor"],
            data=data or workbook(HEADINGS, *rows),
            name=name if data is None else "list.zip",
            on=on,
            at=NOW,
            in_background=False,
        )
        check_list(run, **quiet)
        run.refresh_from_db()
        return run

    return bring


@pytest.fixture
def write(quiet):
    def write(run, **choices):
        confirm_list(run, actor=quiet["actor"], in_background=False, **choices)
        roster_writing.write_roster(run, at=NOW, **quiet)
        run.refresh_from_db()
        return run

    return write


@pytest.fixture
def undo(quiet):
    def undo(run):
        request_undo(run, actor=quiet["actor"], in_background=False)
        roster_undoing.take_back(run, at=NOW, **quiet)
        run.refresh_from_db()
        return run

    return undo


def counts(run):
    return {part: run.counts[part] for part in ("new", "changed", "same", "ended", "wrong", "problem")}


def kinds(run):
    return [problem_from_data(data).kind for _part, data in lines_of(run, RosterPart.PROBLEM)]


def test_a_first_list_makes_pupils_classes_and_guardians(bring, write, school):
    run = bring(ANNA, PETR, IVAN)
    assert counts(run) == {"new": 3, "changed": 0, "same": 0, "ended": 0, "wrong": 0, "problem": 0}
    assert run.counts["new_classes"] == ["8и", "9а"]
    assert not Pupil.objects.exists()
    run = write(run)
    assert run.state == RosterState.APPLIED
    anna = Pupil.objects.get(first_name="Анна")
    attachment = anna.attachments.get()
    assert (attachment.school_class.name, attachment.starts_on, attachment.kind) == ("8и", ON, "base")
    assert anna.sort_key
    assert anna.born_on == date(2012, 5, 7)
    assert SchoolClass.objects.get(name="9а").grade == 9
    # One mother of two children: the same name and the same telephone, however it is written.
    mother = Guardian.objects.get()
    assert mother.guardianships.count() == 2
    assert set(mother.guardianships.values_list("kinship", flat=True)) == {"mother"}


def test_the_same_list_again_changes_nothing(bring, write):
    write(bring(ANNA, PETR, IVAN))
    again = bring(ANNA, PETR, IVAN)
    assert counts(again) == {"new": 0, "changed": 0, "same": 3, "ended": 0, "wrong": 0, "problem": 0}
    rows = Pupil.objects.count(), Guardian.objects.count(), PupilAttachment.objects.count()
    write(again)
    assert rows == (Pupil.objects.count(), Guardian.objects.count(), PupilAttachment.objects.count())
    assert set(Pupil.objects.values_list("version", flat=True)) == {1}


def test_another_class_ends_one_period_and_begins_another(bring, write):
    write(bring(ANNA))
    later = date(2026, 4, 1)
    run = write(bring(("8м", *ANNA[1:-1], "+7 911 000-00-00"), on=later))
    assert (run.counts["moved"], run.counts["added"]) == (1, 0)
    old, new = Pupil.objects.get().attachments.order_by("starts_on")
    assert (old.school_class.name, old.ends_on, new.school_class.name, new.starts_on) == ("8и", later, "8м", later)
    assert Guardian.objects.get().phone == "+7 911 000-00-00"


def test_who_is_not_on_the_list_leaves_only_when_somebody_says_so(bring, write):
    write(bring(ANNA, PETR))
    later = date(2026, 4, 1)
    assert counts(bring(ANNA, on=later))["ended"] == 1
    write(bring(ANNA, on=later))
    assert not PupilAttachment.objects.exclude(ends_on=None).exists()
    run = write(bring(ANNA, on=later), does_end=True)
    assert run.counts["left"] == 1
    assert PupilAttachment.objects.get(pupil__first_name="Пётр").ends_on == later


def test_a_line_with_an_error_keeps_its_pupil_from_counting_as_gone(bring, write):
    write(bring(ANNA, PETR))
    run = bring(ANNA, (*PETR[:4], "31.02.2012", "", ""))
    assert counts(run) == {"new": 0, "changed": 0, "same": 1, "ended": 0, "wrong": 1, "problem": 1}
    problem = problem_from_data(next(lines_of(run, RosterPart.PROBLEM))[1])
    assert (problem.kind, problem.sheet, problem.line, problem.column) == ("bad_date", "Лист1", 3, "Дата рождения")


def test_undoing_leaves_nothing_behind(bring, write, undo):
    run = undo(write(bring(ANNA, PETR, IVAN)))
    assert run.state == RosterState.UNDONE
    assert run.counts["stayed"] == 0
    for model in (Pupil, Guardian, Guardianship, PupilAttachment, SchoolClass):
        assert not model.with_removed.exists(), model


def test_undoing_brings_back_what_was_there(bring, write, undo):
    write(bring(ANNA, PETR))
    before = [list(model.objects.order_by("pk").values()) for model in (Pupil, Guardian, PupilAttachment, SchoolClass)]
    later = date(2026, 4, 1)
    moved = ("9а", "Иванова", "Анна", "Сергеевна", date(2012, 5, 7), "Иванова Ольга Петровна", "+7 911 111-22-34")
    undo(write(bring(moved, IVAN, on=later), does_end=True))
    after = [list(model.objects.order_by("pk").values()) for model in (Pupil, Guardian, PupilAttachment, SchoolClass)]
    for rows in (*before, *after):
        for row in rows:
            del row["version"]
    assert after == before


def test_undoing_leaves_what_somebody_has_worked_on(bring, write, undo, school):
    run = write(bring(ANNA, PETR, IVAN))
    anna, petr = Pupil.objects.get(first_name="Анна"), Pupil.objects.get(first_name="Пётр")
    Pupil.objects.filter(pk=anna.pk).update(phone="1", version=2)
    make_consent(petr, controller=school)
    run = undo(run)
    assert set(Pupil.objects.values_list("first_name", flat=True)) == {"Анна", "Пётр"}
    assert anna.attachments.get().school_class.name == "8и"
    assert Guardian.objects.get().guardianships.get().pupil == anna
    reasons = {(label, reason) for _part, (label, _pk, reason) in lines_of(run, RosterPart.KEPT)}
    assert {("people.Pupil", "changed"), ("people.Pupil", "used")} <= reasons


def test_a_line_whose_pupil_changed_after_the_check_is_left_alone(bring, write):
    write(bring(ANNA, PETR))
    run = bring((*ANNA[:-1], "+7 911 111-22-99"), PETR)
    Guardian.objects.update(phone="+7 900 000-00-00", version=2)
    run = write(run)
    assert Guardian.objects.get().phone == "+7 900 000-00-00"
    assert [line[2] for _part, line in lines_of(run, RosterPart.KEPT)] == ["changed"]


def test_a_pupil_who_came_back_gets_a_new_period(bring, write):
    write(bring(ANNA, PETR))
    write(bring(PETR, on=date(2026, 4, 1)), does_end=True)
    run = bring(ANNA, PETR, on=date(2026, 5, 1))
    assert counts(run)["changed"] == 1
    write(run)
    assert Pupil.objects.get(first_name="Анна").attachments.count() == 2
    assert counts(bring(ANNA, PETR, on=date(2026, 5, 1)))["same"] == 2


def test_two_namesakes_are_told_and_never_guessed(bring, school):
    for _each in range(2):
        make_pupil(organisation=school, last_name="Иванова", first_name="Анна", patronymic="Сергеевна", born_on=ANNA[4])
    run = bring(ANNA)
    assert kinds(run) == ["ambiguous"]
    assert (counts(run)["wrong"], counts(run)["ended"]) == (1, 0)


def test_a_name_without_birth_date_is_no_proof(bring, school):
    make_pupil(organisation=school, last_name="Иванова", first_name="Анна", patronymic="Сергеевна", born_on=None)
    assert kinds(bring(ANNA)) == ["no_birth_date"]


def test_the_person_of_another_organisation_s_file_is_not_changed(bring, write, school):
    base = make_class(organisation=make_organisation())
    pupil = make_pupil(
        base, last_name="Иванова", first_name="Анна", patronymic="Сергеевна", born_on=ANNA[4], email="a@b.ru"
    )
    make_attachment(pupil, organisation=school, kind="additional")
    archive = one_roster(users=[student("s1", "Иванова", email="other@b.ru")])
    run = bring(data=archive)
    assert "kept_elsewhere" in kinds(run)
    write(run)
    pupil.refresh_from_db()
    assert (pupil.email, pupil.external_id) == ("a@b.ru", "")


def test_pupils_of_other_organisations_are_not_matched(bring, write):
    stranger = make_pupil(
        organisation=make_organisation(),
        last_name="Иванова",
        first_name="Анна",
        patronymic="Сергеевна",
        born_on=ANNA[4],
    )
    write(bring(ANNA))
    assert Pupil.objects.filter(last_name="Иванова").exclude(pk=stranger.pk).count() == 1


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_one_roster_comes_in_and_again_changes_nothing(bring, write, version):
    users = [
        student("s1", "Иванова", agentSourcedIds="g1"),
        student("s2", "Петров", "Пётр", "Ильич"),
        {**student("g1", "Иванова", "Ольга", "Петровна"), "role": "parent", "sms": "+79111112233"},
    ]
    archive = one_roster(users=users, version=version)
    run = write(bring(data=archive))
    assert run.source == f"oneroster_{version.replace('.', '_')}"
    assert Pupil.objects.get(external_id="s1").guardianships.get().kinship == "mother"
    assert counts(bring(data=archive))["same"] == 2
    married = [student("s1", "Новикова", agentSourcedIds="g1"), *users[1:]]
    write(bring(data=one_roster(users=married, version=version)))
    assert Pupil.objects.get(external_id="s1").last_name == "Новикова"


def test_a_delta_ends_only_whom_it_names(bring, write):
    users = [
        student("s1", "Иванова"),
        student("s2", "Петров", "Пётр", "Ильич"),
        student("s3", "Котов", "Олег", "Ильич"),
    ]
    write(bring(data=one_roster(users=users)))
    delta = {"file.users": "delta", "file.enrollments": "delta", "file.demographics": "delta"}
    gone = one_roster(users=[{**users[0], "status": "tobedeleted"}], manifest=delta)
    run = bring(data=gone, on=date(2026, 4, 1))
    assert (counts(run)["ended"], run.is_whole) == (1, False)
    write(run, does_end=True)
    assert PupilAttachment.objects.exclude(ends_on=None).get().pupil.external_id == "s1"


def test_history_tells_numbers_and_no_names(bring, write, undo):
    undo(write(bring(ANNA, PETR)))
    lines = list(
        Activity.objects.filter(subject_type="people.RosterRun").values_list("event", "facts", "subject_label")
    )
    assert [event for event, _facts, _label in sorted(lines)] == [
        "people.RosterBrought",
        "people.RosterTakenBack",
        "people.RosterWritten",
    ]
    assert "Иванова" not in str(lines)


def test_a_step_is_taken_once(bring, write, undo, coordinator, quiet):
    run = write(bring(ANNA))
    with pytest.raises(NotNow):
        confirm_list(run, actor=coordinator, in_background=False)
    roster_writing.write_roster(run, at=NOW, **quiet)
    assert Pupil.objects.count() == 1
    undo(run)
    with pytest.raises(NotNow):
        request_undo(run, actor=coordinator, in_background=False)


def test_the_file_is_deleted_when_read_and_the_lines_after_the_term(bring, write, coordinator):
    run = write(bring(ANNA))
    assert not RosterPage.objects.filter(part=RosterPart.FILE).exists()
    assert undone_until(run) == date(2026, 4, 1)
    assert overdue_lists(datetime(2026, 4, 1, 23, tzinfo=UTC)) == []
    RetentionRule.objects.create(of=RetentionOf.ROSTER, months=2, ground="Order 1", valid_from=date(2026, 1, 1))
    assert overdue_lists(datetime(2026, 4, 2, 9, tzinfo=UTC)) == []
    assert overdue_lists(datetime(2026, 5, 3, 9, tzinfo=UTC)) == [run]
    delete_overdue_lines(datetime(2026, 5, 3, 9, tzinfo=UTC))
    assert not RosterPage.objects.exists()
    with pytest.raises(NotNow):
        request_undo(run, actor=coordinator, in_background=False)


def test_nobody_but_the_keepers_of_the_organisation_brings_a_list(network, school, plant, curator, partner, observer):
    for actor in (curator, partner, observer, actor_of(network, Role.COORDINATOR, organisation=plant)):
        with pytest.raises(PermissionDenied):
            bring_list(school, actor=actor, data=b"x", name="x.csv", on=ON, at=NOW, in_background=False)
    assert not RosterRun.objects.exists()


def test_a_day_outside_every_academic_year_is_refused(school, coordinator):
    with pytest.raises(ValidationError) as refusal:
        bring_list(school, actor=coordinator, data=b"x", name="x.csv", on=date(1999, 1, 1), at=NOW, in_background=False)
    assert refusal.value.message_dict.keys() == {"on"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01\x02", "no list we can read"),
        (one_roster(users=[student("s1", "Иванова")], leave_out=["manifest"]), "manifest.csv"),
        (one_roster(users=[]), "no pupil"),
        (
            one_roster(users=[student("s1", "Иванова")], orgs=[{"sourcedId": "o1", "name": "Other", "type": "school"}]),
            "Other",
        ),
        (one_roster(users=[student("s1", "Иванова")], extra={"bomb.csv": b"0" * (30 << 20)}), "too large"),
        (workbook(("a", "b"), (1, 2)), "headings"),
        (workbook(HEADINGS), "no pupil"),
    ],
)
def test_a_bad_file_is_refused_in_words(bring, data, words, english):
    run = bring(data=data)
    assert run.state == RosterState.REFUSED
    assert words in run.message
    assert not run.pages.exists()


def test_a_class_list_taken_out_and_brought_back_changes_nothing(bring, write, school, coordinator):
    write(bring(ANNA, PETR, IVAN))
    data = class_list(school, actor=coordinator, organisation=school, at=NOW, on=ON, language="ru")
    opening = NameOpening.objects.get()
    assert (opening.purpose, opening.count) == ("roster", 3)
    assert counts(bring(data=data)) == {"new": 0, "changed": 0, "same": 3, "ended": 0, "wrong": 0, "problem": 0}


def test_a_class_list_is_for_its_keepers(bring, write, school, network, plant, curator):
    write(bring(ANNA))
    for actor in (curator, actor_of(network, Role.COORDINATOR, organisation=plant)):
        with pytest.raises(PermissionDenied):
            class_list(school, actor=actor, organisation=school, at=NOW, on=ON, language="ru")


def test_two_homerooms_are_an_objection(bring):
    archive = one_roster(
        users=[student("s1", "Иванова")],
        classes=[class_(), class_("c2", "8м")],
        enrolments=[enrolment("s1"), enrolment("s1", "c2")],
        demographics=[birth("s1")],
    )
    assert kinds(bring(data=archive)) == ["two_classes"]


def test_the_planner_is_told_how_many_rows_came(bring, write, monkeypatch):
    told = []
    monkeypatch.setattr(
        roster_writing, "refresh_statistics", lambda *tables, new_rows: told.append((Pupil in tables, new_rows))
    )

    write(bring(ANNA, PETR))

    assert told == [(True, 2)]
