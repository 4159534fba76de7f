"""A practice passport becomes a project; the passport printed of it says the same; brought again, it changes nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from tests.factories.projects import make_act, make_group, make_project, make_task, make_text, make_value, make_work
from tests.modules.projects.reviewing import OF_PROJECTS, accept_everything, bring, differing
from tests.reviews import accept_all, shared

from vmeste.modules.documents.services import reviewing
from vmeste.modules.projects import models
from vmeste.modules.projects.choices import PASSPORT_SECTIONS, ProjectKind, ResourceKind, ResponsibleKind, Section
from vmeste.modules.projects.reports.passport import PRACTICE_PASSPORT, passport_facts
from vmeste.modules.projects.selectors.details import measured_groups, roadmap_of, total_cost
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.forms.passport import passport_sections
from vmeste.pure.reading.forms.practice import read_practice
from vmeste.pure.writing.drafting import Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.filling import render
from vmeste.sites.workspace.demo.passport import passport_document

pytestmark = pytest.mark.usefixtures("opened_here")
OWN = "the demonstration's own passport"
GIVEN = "practice-passport.docx"


def passport(name):
    return passport_document(contact="Белова Анна Ивановна") if name == OWN else shared(name)


def printed(project):
    with translation.override("ru"):
        facts = passport_facts(project)
    return render(PRACTICE_PASSPORT.default_template(), facts, PRACTICE_PASSPORT.schema)


@pytest.mark.parametrize("name", [OWN, GIVEN])
def test_a_passport_becomes_a_project_and_comes_back_as_it_was(network, curator, name):
    """Everything becomes rows; the passport printed of them says the same; neither file changes anything any more."""
    data = passport(name)
    accept_everything(bring(network, curator, data, "passport.docx"), curator)
    project = models.Project.objects.get()
    for look in (_look_at_rows, _look_at_centres, _look_at_roadmap, _look_at_indicators):
        look(project)
    for look in (_look_at_acts, _look_at_costs, _look_at_texts):
        look(project)
    issued = printed(project)
    assert _facts(issued) == _facts(data)
    assert len(passport_sections(open_document(issued, filename="printed.docx"))) == len(PASSPORT_SECTIONS) == 22
    assert differing(bring(network, curator, data, "passport.docx")) == []
    again = bring(network, curator, issued, "printed.docx", about=project)
    assert differing(again, *OF_PROJECTS) == []
    counts = {model: model.objects.count() for model in _MODELS}
    accept_everything(again, curator, *OF_PROJECTS)
    assert {model: model.objects.count() for model in _MODELS} == counts


def _look_at_rows(project):
    assert project.kind == ProjectKind.PRACTICE
    assert project.working_name == "Сегодня исследователь – завтра инженер"
    assert project.term.startswith("3 года: 2015-2018 гг")
    assert (project.taking_part, project.reached) == (625, 3500)
    assert project.goal
    assert project.territory_name.startswith("Муниципальное образование")
    assert project.tasks.count() == 6
    assert project.opportunities.count() == project.centres.count() == 4
    assert project.approaches.count() == 5
    assert project.participants.count() == 6
    assert [row.kind for row in project.resources.all()] == [
        ResourceKind.MATERIAL,
        ResourceKind.FINANCIAL,
        ResourceKind.STAFF,
    ]
    assert project.beneficiaries.count() == 4
    assert project.links.exists()
    assert project.contacts.get().post == "заместитель начальника отдела образования"


def _look_at_centres(project):
    centres = list(project.centres.all())
    assert [centre.name for centre in centres] == [
        "Координационный центр по легоконструированию",
        "Координационный центр научно-технического творчества",
        "Центр профориентации",
        "Координационный центр по робототехнике",
    ]
    assert len(centres[0].offers.splitlines()) == len(centres[1].offers.splitlines()) == 4
    assert "Точка опоры" in centres[2].offers


def _look_at_roadmap(project):
    works = roadmap_of(project)
    assert len(works) == 28
    assert [work.number for work in works[12:15]] == ["13.", "14.15.", "16."]
    assert [one.name for one in works[1].responsible_rows.all()] == ["ДОО", "МБУО ИМК РО"]
    kinds = {one.kind for work in works for one in work.responsible_rows.all()}
    assert kinds == {ResponsibleKind.GROUP, ResponsibleKind.ORGANISATION}


def _look_at_indicators(project):
    groups = measured_groups(project)
    assert [len(group.rows) for group in groups] == [4, 3, 5, 5, 2]
    assert [group.group.base_period[:9] for group in groups] == ["2015-2016"] + ["2014-2015"] * 4
    assert {group.group.target_period[:9] for group in groups} == {"2017-2018"}
    winners = groups[2].rows
    assert (sum(row.baseline for row in winners), sum(row.target for row in winners)) == (28, 33)
    assert [row.change for row in groups[0].rows[:2]] == [Decimal("6.8"), Decimal("6.3")]
    assert {row.indicator.unit for row in groups[3].rows} == {"балл"}
    assert groups[3].rows[0].baseline == Decimal("47.48")


def _look_at_acts(project):
    acts = [(row.relation, row.act.number, row.act.issued_on.isoformat()) for row in project.acts.select_related("act")]
    assert acts == [
        ("adopted", "348", "2015-11-17"),
        ("changed", "421", "2015-12-31"),
        ("changed", "421", "2016-12-06"),
        ("changed", "280", "2017-10-10"),
    ]
    issuers = {row.issuer for row in models.LegalAct.objects.all()}
    assert len(issuers) == 1
    assert issuers.pop().startswith("Отдел образования администрации города Полярные Зори")


def _look_at_costs(project):
    costs = list(project.costs.all())
    assert [cost.number for cost in costs] == ["1.1", "1.2", "1.3", "1.4"]
    assert total_cost(project) == 2_486_949
    assert all("Благотворительные средства" in cost.source for cost in costs)


def _look_at_texts(project):
    texts = {row.section: row.text for row in project.texts.all()}
    assert texts[Section.STATE_BEFORE].startswith("1. ")
    assert len(texts[Section.STATE_BEFORE].splitlines()) == 3
    assert texts[Section.CANVAS_CLIENTS] == "- обучающиеся\n- педагоги\n- родители"
    assert texts[Section.COSTS].startswith("1. Обновление материально-технической базы")
    assert {Section.BACKGROUND, Section.DESCRIPTION, Section.STATE_AFTER, Section.LEADER} <= texts.keys()
    assert not {Section.NAME, Section.RESULTS, Section.ACTIONS, Section.PARTICIPANTS} & texts.keys()


def test_a_corrected_passport_comes_back_with_its_corrections_only(network, curator):
    accept_everything(bring(network, curator, passport(OWN), "passport.docx"), curator)
    project = models.Project.objects.get()
    later = bring(network, curator, passport_document(contact="Белова Анна Ивановна", is_later=True), "later.docx")
    found = {(kind, title): differences for kind, title, differences in differing(later)}
    task = project.tasks.get(position=4)
    assert found == {
        ("project", project.working_name): [["taking_part", "625", "640"]],
        ("project-task", f"{task.text} и области"): [["text", task.text, f"{task.text} и области"]],
        ("roadmap-row", "30. Летняя инженерная смена на базе Атомкласса"): None,
        ("cost-item", "МБОУ ДО ДДТ: планшеты, 3D-принтер и 3D-сканер"): [["amount", "400000", "425000"]],
    }
    accept_everything(later, curator)
    project.refresh_from_db()
    assert (project.taking_part, project.roadmap.count(), project.tasks.count()) == (640, 29, 6)


def test_the_passport_of_a_project_written_by_hand_changes_nothing_when_it_comes_back(network, curator, school):
    """Nothing in the printed form is taken for more, or other, than stands in the rows."""
    project = make_project(
        name="Сеть «Маяк»",
        working_name="Маяк",
        kind=ProjectKind.CLUSTER,
        lead=school,
        starts_on=date(2025, 9, 1),
        ends_on=date(2028, 9, 1),
        goal="Учиться вместе:\nв школах и на заводе",
    )
    for text in ("Первая задача;", "Вторая задача."):
        make_task(project, text=text)
    make_work(project, content="1. Собрать совет\n- выбрать главу", responsible=("совет, кураторы", "Белова А.И."))
    make_work(project, number="7/2", content="Напечатать отчёт")
    make_text(project, section=Section.BACKGROUND, text="Абзац первый,  с двумя пробелами.\n\n-пункт\n2)  второй пункт")
    make_text(project, section=Section.TERM, text="Срок можно продлить.")
    make_text(project, section=Section.CANVAS_VALUE, text="всё рядом")
    make_text(project, section=Section.CANVAS_INCOME, text="гранты\nвзносы")
    act = make_act(
        kind="decree", issuer="Администрация района", number="12-п", issued_on=date(2025, 3, 4), title="О сети"
    )
    models.ProjectAct.objects.create(project=project, act=act, relation="changed", changes="Состав")
    undated = make_act(kind="other", issuer="Совет (районный)", number="3")
    models.ProjectAct.objects.create(project=project, act=undated, relation="adopted", position=2)
    group = make_group(project, name="Оснащение", base_period="2025 год", target_period="2028 год")
    for name, unit, values in (
        ("Площадь лабораторий", "кв. м", {"baseline": "120.5", "target": "300"}),
        ("Станки с ЧПУ, новые", "", {"target": "7"}),
        ("Ещё не измерено", "баллов из 10", {}),
    ):
        row = models.Indicator.objects.create(project=project, group=group, name=name, unit=unit)
        for kind, value in values.items():
            make_value(row, kind=kind, period="2025 год", value=Decimal(value))
    models.ProjectResource.objects.create(project=project, kind=ResourceKind.STAFF, text="Наставники", purpose="уроки")
    models.CostItem.objects.create(
        project=project, name="Станки", amount=Decimal("1250.50"), source="грант", position=1
    )
    models.CostItem.objects.create(project=project, name="Неизвестная сумма", position=2)
    models.Participant.objects.create(project=project, name="Родители", organisation=school, role="Помогают")
    models.Beneficiary.objects.create(project=project, name="Ученики", benefit="Выбор\nОпыт")
    models.ProjectLink.objects.create(project=project, name="Страница", url="https://mayak.example.org/a?b=1")
    models.ProjectContact.objects.create(
        project=project, post="методист, куратор сети", phone="+7 (900) 000-00-01 доб. 2"
    )
    models.ProjectContact.objects.create(
        project=project, person_name="Белова Анна Ивановна", email="a@example.org", position=2
    )
    document = bring(network, curator, printed(project), "printed.docx", about=project)
    assert differing(document, *OF_PROJECTS) == []


def test_words_that_are_there_are_never_written_over(network, curator):
    """A section that somebody wrote after the document was read stays as it is."""
    project = make_project(working_name="Сегодня исследователь – завтра инженер")
    document = bring(network, curator, passport(OWN), "passport.docx", about=project)
    make_text(project, section=Section.BACKGROUND, text="Свои слова")
    outcome = accept_all(document, curator, "project-text")
    assert [pk for pk, _message in outcome.refused] == [
        document.candidates.get(kind="project-text", values__section=Section.BACKGROUND).pk
    ]
    assert project.texts.get(section=Section.BACKGROUND).text == "Свои слова"
    assert project.texts.count() == 15


def test_values_of_other_years_are_actual_ones(network, curator):
    """A table of four periods: the first is the base, the last the target, what is between was reached."""
    rows = (
        ("№", "Показатель", "2024", "2025", "2026", "2027"),
        ("1", "Охват, %", "10", "12,5", "–", "20"),
        ("2", "Кружки, шт.", "3", "4", "5", "6"),
    )
    works = (("Содержание работы", "Срок", "Ответственные"), ("Открыть кружок", "май 2026 г.", "Белова А.И."))
    blocks = (
        Heading("План проекта «Кружки»", 1),
        Grid(works, (40, 30, 30), has_borders=True),
        Paragraph("Показатели"),
        Grid(rows, (5, 35, 15, 15, 15, 15), has_borders=True),
    )
    accept_everything(bring(network, curator, build_docx(blocks, title="План"), "plan.docx"), curator)
    project = models.Project.objects.get()
    [group] = measured_groups(project)
    assert (group.group.base_period, group.group.target_period) == ("2024", "2027")
    first, second = group.rows
    assert (first.indicator.unit, first.baseline, first.target, first.actual.value) == ("%", 10, 20, Decimal("12.5"))
    kept = [(value.period, value.kind, value.value) for value in second.indicator.values.order_by("period")]
    assert kept == [("2024", "baseline", 3), ("2025", "actual", 4), ("2026", "actual", 5), ("2027", "target", 6)]


def test_a_review_taken_back_leaves_no_project(network, curator):
    document = bring(network, curator, passport(OWN), "passport.docx")
    accept_everything(document, curator)
    reviewing.undo_review(document, actor=curator, at=timezone.now(), in_background=False)
    assert {model: model.objects.count() for model in _MODELS} == dict.fromkeys(_MODELS, 0)


_MODELS = (
    *(models.Project, models.ProjectText, models.ProjectTask, models.RoadmapRow, models.CoordinationCentre),
    *(models.Participant, models.LegalAct, models.ProjectAct, models.Approach, models.Opportunity),
    *(models.IndicatorGroup, models.Indicator, models.IndicatorValue, models.Beneficiary, models.ProjectResource),
    *(models.CostItem, models.ProjectLink, models.ProjectContact),
)


def _facts(data):
    """What a passport says, without places and without how the rows of its tables are numbered."""
    practice = read_practice(open_document(data, filename="passport.docx"))
    keys = {"preconditions": "background", "before": "state_before", "summary": "description", "after": "state_after"}
    said = {
        name: getattr(practice, name).text
        for name in ("name", "working_name", "territory", "term", "goal", "taking_part", "reached")
    }
    rows = {
        section: [(row.is_changing, dict(row.cells)) for row in rows]
        for section, rows in practice.rows.items()
        if section not in {"acts", "costs", "links", "contacts"}
    }
    return said | {
        "tasks": [task.text for task in practice.tasks],
        "centres": [(centre.name, centre.offers) for centre in practice.centres],
        "groups": [
            (
                group.title,
                group.periods,
                [(row.name, row.unit, [value and value.value for value in row.values]) for row in group.rows],
            )
            for group in practice.groups
        ],
        "costs": [(row.number.rstrip("."), " ".join(row.get("name").split())) for row in practice.rows["costs"]],
        "rows": rows,
        "own": {keys.get(key, key): words.text for key, words in practice.own.items()},
    }
