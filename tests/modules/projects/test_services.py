"""What commands of projects do, refuse and remember."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation
from tests.factories.organisations import make_alias, make_organisation
from tests.factories.projects import (
    make_act,
    make_group,
    make_indicator,
    make_project,
    make_stage,
    make_task,
    make_work,
)
from tests.factories.reference import make_year

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.editing.uses import StillUsed
from vmeste.modules.projects.choices import ProjectState, ResponsibleKind, Section, ValueKind, WorkState
from vmeste.modules.projects.errors import ForeignPart
from vmeste.modules.projects.models import Project, ProjectTask, ProjectText, RoadmapRow
from vmeste.modules.projects.selectors.details import is_late, measured_groups, roadmap_of, total_cost
from vmeste.modules.projects.selectors.naming import Named, meant_by
from vmeste.modules.projects.selectors.registers import uses_of_act
from vmeste.modules.projects.services import keeping
from vmeste.modules.projects.services.figures import record_value
from vmeste.modules.projects.services.parts import ACTS, ASSIGNMENTS, COSTS, PROJECT_ACTS, TASKS
from vmeste.modules.projects.services.roadmap import WORKS, report_work

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def sentences(row):
    return [line.sentence for line in history_of(row)]


# Parts of a project, by the example of tasks


def test_a_part_goes_to_the_end_and_the_project_remembers_it(network, curator):
    project = make_project()
    first = TASKS.add(project, text="Build the network", actor=curator)
    second = TASKS.add(project, text="Renew the programmes", actor=curator)

    assert [first.position, second.position] == [1, 2]
    assert sentences(project)[0] == "Added, task: Renew the programmes"


def test_a_part_is_corrected_with_the_change_in_the_history(network, curator):
    project = make_project()
    task = TASKS.add(project, text="Bild", actor=curator)

    TASKS.change(project, part=task, text="Build", version=1, actor=curator)

    assert ProjectTask.objects.get().version == 2
    assert sentences(project)[0] == "Changed, task “Build”: task: Bild → Build"


def test_a_part_saved_meanwhile_is_a_conflict(network, curator):
    project = make_project()
    task = TASKS.add(project, text="One", actor=curator)
    TASKS.change(project, part=task, text="Two", version=1, actor=curator)

    with pytest.raises(EditConflict):
        TASKS.change(project, part=task, text="Three", version=1, actor=curator)


def test_a_part_moves_up_and_stays_when_it_is_first(network, curator):
    project = make_project()
    rows = [TASKS.add(project, text=word, actor=curator) for word in ("a", "b", "c")]

    TASKS.move(project, part=rows[2], by=-1, actor=curator)
    TASKS.move(project, part=rows[0], by=-1, actor=curator)

    assert [task.text for task in project.tasks.all()] == ["a", "c", "b"]


def test_a_removed_part_comes_back(network, curator):
    project = make_project()
    task = TASKS.add(project, text="Build", actor=curator)

    TASKS.remove(project, part=task, actor=curator, at=timezone.now())
    assert not project.tasks.exists()
    TASKS.restore(project, part=task, actor=curator)

    assert project.tasks.get() == task
    assert sentences(project)[:2] == ["Restored, task: Build", "Removed, task: Build"]


def test_a_task_with_works_stays(network, curator):
    project = make_project()
    task = make_task(project)
    make_work(project, task=task)

    with pytest.raises(StillUsed):
        TASKS.remove(project, part=task, actor=curator, at=timezone.now())


def test_a_part_of_another_project_is_not_there(network, curator):
    mine, other = make_project(), make_project()
    task = make_task(other)

    for act in (TASKS.change, TASKS.restore):
        with pytest.raises(ProjectTask.DoesNotExist):
            act(mine, part=task, actor=curator)


def test_a_work_cannot_stand_under_the_task_of_another_project(network, curator):
    mine, other = make_project(), make_project()

    with pytest.raises(ValidationError) as refusal:
        WORKS.add(mine, content="Work", task=make_task(other), actor=curator)

    assert refusal.value.message_dict == {"task": ["This belongs to another project."]}
    assert isinstance(ForeignPart("task"), ValidationError)


# Who may


def test_a_coordinator_keeps_the_projects_their_organisation_leads(network, school, coordinator):
    own = keeping.start_project(network, name="Own", lead=school, actor=coordinator)
    TASKS.add(own, text="Task", actor=coordinator)

    with pytest.raises(PermissionDenied):
        keeping.start_project(network, name="Nobody's", actor=coordinator)
    assert Project.objects.get() == own


def test_a_part_of_a_foreign_project_is_refused(network, plant, coordinator):
    project = make_project(lead=plant)

    with pytest.raises(PermissionDenied):
        TASKS.add(project, text="Task", actor=coordinator)


def test_an_observer_changes_nothing(network, observer):
    with pytest.raises(PermissionDenied):
        report_work(make_project(), part=None, state=WorkState.DONE, actor=observer)


# The roadmap


def test_a_work_names_those_who_answer_for_it(network, curator):
    project = make_project()
    office = make_organisation(name="Methodical office", short_name="IMC")
    make_alias(office, name="IMC RO")

    work = WORKS.add(
        project,
        content="Make the plan",
        responsible=meant_by(curator, ["Иванова А.А.", "IMC RO", "педагоги", " "]),
        actor=curator,
    )

    assert [(one.name, one.kind, one.organisation) for one in work.responsible_rows.all()] == [
        ("Иванова А.А.", ResponsibleKind.PERSON, None),
        ("IMC RO", ResponsibleKind.ORGANISATION, office),
        ("педагоги", ResponsibleKind.GROUP, None),
    ]


def test_others_answer_for_a_work_and_the_history_says_who(network, curator):
    project = make_project()
    work = WORKS.add(project, content="Plan", responsible=[Named("A")], actor=curator)

    WORKS.change(project, part=work, content="Plan", responsible=[Named("B"), Named("C")], version=1, actor=curator)

    assert [one.name for one in work.responsible_rows.all()] == ["B", "C"]
    assert "A → B; C" in sentences(project)[0]


def test_unnamed_responsible_stay(network, curator):
    project = make_project()
    work = WORKS.add(project, content="Plan", responsible=[Named("A")], actor=curator)

    WORKS.change(project, part=work, content="The plan", actor=curator)

    assert [one.name for one in work.responsible_rows.all()] == ["A"]


def test_a_work_is_done_with_a_day_and_evidence_and_open_again_without(network, curator):
    project = make_project()
    work = make_work(project, due_on=date(2026, 1, 1))
    assert is_late(work, today=TODAY)

    done = report_work(
        project, part=work, state=WorkState.DONE, done_on=date(2026, 2, 1), evidence="Order 5", actor=curator
    )
    assert (done.done_on, done.evidence, is_late(done, today=TODAY)) == (date(2026, 2, 1), "Order 5", False)

    again = report_work(project, part=work, state=WorkState.UNDER_WAY, evidence="not yet", actor=curator)
    assert (again.done_on, again.evidence) == (None, "")
    assert sentences(project)[0].startswith("Under way: ")


def test_the_same_report_twice_is_one_line_of_history(network, curator):
    project = make_project()
    work = make_work(project)

    for _time in range(2):
        report_work(project, part=work, state=WorkState.UNDER_WAY, actor=curator)

    assert len(sentences(project)) == 1


@pytest.mark.parametrize(("due_on", "state", "late"), [
    (date(2026, 11, 20), WorkState.PLANNED, True),
    (date(2026, 11, 21), WorkState.PLANNED, False),
    (None, WorkState.PLANNED, False),
    (date(2026, 1, 1), WorkState.DROPPED, False),
])  # fmt: skip
def test_late_is_an_open_work_past_its_last_day(due_on, state, late):
    assert is_late(RoadmapRow(due_on=due_on, state=state), today=TODAY) is late


# Acts, figures, texts


def test_an_act_is_told_by_issuer_number_and_date(network, curator):
    values = {"issuer": "Department", "number": "421", "issued_on": date(2015, 12, 31)}
    ACTS.add(network, **values, actor=curator)
    ACTS.add(network, **{**values, "issued_on": date(2016, 12, 6)}, actor=curator)

    with pytest.raises(ValidationError, match="this number and date"):
        ACTS.add(network, **values, actor=curator)


def test_two_undated_acts_of_one_number_are_one_too_many(network, curator):
    ACTS.add(network, issuer="Department", number="5", actor=curator)

    with pytest.raises(ValidationError, match="undated act"):
        ACTS.add(network, issuer="Department", number="5", actor=curator)


def test_the_page_of_an_act_names_only_the_projects_one_sees(network, school, plant, coordinator, curator):
    act = make_act()
    own, foreign = make_project(lead=school), make_project(lead=plant)
    for project in (own, foreign):
        PROJECT_ACTS.add(project, act=act, actor=curator)

    assert [use.project for use in uses_of_act(coordinator, act)] == [own]
    assert {use.project for use in uses_of_act(curator, act)} == {own, foreign}


def test_an_act_stands_in_a_project_once(network, curator):
    project, act = make_project(), make_act()
    PROJECT_ACTS.add(project, act=act, actor=curator)

    with pytest.raises(ValidationError, match="already"):
        PROJECT_ACTS.add(project, act=act, actor=curator)


def test_a_change_of_curators_keeps_who_was_before(network, curator):
    project = make_project()
    for name, since, until in (("A", date(2016, 1, 1), date(2016, 12, 6)), ("B", date(2016, 12, 6), None)):
        ASSIGNMENTS.add(project, person_name=name, since=since, until=until, actor=curator)

    assert [(row.person_name, row.until) for row in project.assignments.all()] == [
        ("A", date(2016, 12, 6)),
        ("B", None),
    ]


def test_a_value_is_recorded_corrected_and_taken_away(network, curator):
    project = make_project()
    indicator = make_indicator(make_group(project))
    place = {"indicator": indicator, "kind": ValueKind.BASELINE, "period": "2014-2015", "actor": curator}

    record_value(project, value=Decimal("8.2"), **place)
    record_value(project, value=Decimal("8.3"), **place)
    assert measured_groups(project)[0].rows[0].baseline == Decimal("8.3")
    record_value(project, value=None, **place)

    assert measured_groups(project)[0].rows[0].baseline is None
    assert record_value(project, value=None, **place) is None
    assert len(sentences(project)) == 3


def test_values_of_organisations_are_kept_apart_from_the_projects_own(network, school, curator):
    project = make_project()
    indicator = make_indicator(make_group(project))
    for organisation, value in ((None, 15), (school, 40)):
        record_value(
            project,
            indicator=indicator,
            kind=ValueKind.TARGET,
            period="2018",
            organisation=organisation,
            value=Decimal(value),
            actor=curator,
        )

    (row,) = measured_groups(project)[0].rows
    assert (row.target, row.change) == (Decimal(15), None)
    assert [value.value for value in row.of_organisations] == [Decimal(40)]


def test_a_change_is_target_less_baseline_and_missing_when_one_is(network, curator):
    project = make_project()
    indicator = make_indicator(make_group(project), unit="%")
    for kind, value in ((ValueKind.BASELINE, "8.2"), (ValueKind.TARGET, "15.0")):
        record_value(project, indicator=indicator, kind=kind, period=kind, value=Decimal(value), actor=curator)

    assert measured_groups(project)[0].rows[0].change == Decimal("6.8")


def test_the_total_knows_only_known_sums(network, curator):
    project = make_project()
    assert total_cost(project) is None

    for amount in (Decimal(400000), None, Decimal(1046949)):
        COSTS.add(project, name="School", amount=amount, actor=curator)

    assert total_cost(project) == Decimal(1446949)


def test_a_sections_words_are_kept_changed_and_taken_away(network, curator):
    project = make_project()

    first = keeping.write_section(project, section=Section.BACKGROUND, text=" Words ", actor=curator)
    assert (first.text, first.version) == ("Words", 1)
    keeping.write_section(project, section=Section.BACKGROUND, text="Other words", version=1, actor=curator)
    with pytest.raises(EditConflict):
        keeping.write_section(project, section=Section.BACKGROUND, text="Mine", version=1, actor=curator)
    assert keeping.write_section(project, section=Section.BACKGROUND, text="", version=2, actor=curator) is None

    assert not ProjectText.objects.exists()
    assert sentences(project)[0] == "Text of a section written: Background"


# The next year


def test_a_project_goes_on_with_its_plan_and_without_what_came_of_it(network, curator):
    project = make_project(state=ProjectState.COMPLETED)
    task, stage = make_task(project), make_stage(project, ends_on=date(2018, 1, 1))
    work = make_work(project, task=task, stage=stage, due_on=date(2017, 1, 1), responsible=["pupils"])
    report_work(project, part=work, state=WorkState.DONE, done_on=date(2017, 1, 1), evidence="Order", actor=curator)
    make_work(project, state=WorkState.DROPPED)
    indicator = make_indicator(make_group(project, base_period="2015", target_period="2017"))
    record_value(project, indicator=indicator, kind=ValueKind.TARGET, period="2017", value=Decimal(5), actor=curator)
    keeping.write_section(project, section=Section.LEADER, text="A team", actor=curator)
    COSTS.add(project, name="School", amount=Decimal(1), actor=curator)
    year = make_year()

    copy = keeping.continue_project(project, year=year, actor=curator)

    assert (copy.state, copy.year, copy.copied_from) == (ProjectState.PLANNED, year, project)
    (again,) = roadmap_of(copy)
    assert (again.task.project, again.stage.project) == (copy, copy)
    assert (again.state, again.due_on, again.done_on, again.evidence) == (WorkState.PLANNED, None, None, "")
    assert [one.name for one in again.responsible_rows.all()] == ["pupils"]
    (group,) = measured_groups(copy)
    assert (group.group.base_period, group.group.target_period) == ("2017", "")
    assert (group.rows[0].target, copy.texts.get().text, copy.costs.count()) == (None, "A team", 0)
    assert sentences(project)[0].startswith(f"Continued in {year}")


def test_a_removed_project_comes_back(network, curator):
    project = make_project()
    keeping.remove_project(project, actor=curator, at=timezone.now())
    assert not Project.objects.exists()

    keeping.restore_project(project, actor=curator)

    assert Project.objects.get() == project
