"""Plans of works become the tasks, stages and roadmap of a project."""

from datetime import date

import pytest
from tests.factories.projects import make_project
from tests.modules.projects.reviewing import OF_ROADMAPS, accept_everything, bring, differing
from tests.reviews import shared

from vmeste.modules.documents.services import reviewing
from vmeste.modules.projects import models
from vmeste.modules.projects.choices import ProjectKind, ResponsibleKind
from vmeste.pure.writing.drafting import Grid, Heading, Paragraph, build_docx

pytestmark = pytest.mark.usefixtures("opened_here")


def document_of(*blocks):
    return build_docx(blocks, title="План")


def by_stages():
    """Task, content, result, responsible: two stages, one task in both, a row that goes on from another page."""
    head = ("Задачи", "Содержание работы", "Оформление результатов", "Ответственные")
    first = (
        head,
        (
            "Задача №1 «Описать модель кластера»",
            "1. Собрать предложения школ. 2. Составить описание.",
            "Описание модели",
            "Белова А.И., администрация лицея",
        ),
        ("Задача №2 «Заключить соглашения»", "Подготовить тексты соглашений", "Соглашения", "Орлов П.С."),
    )
    second = (
        head,
        ("Задача №2 «Заключить соглашения с вузами»", "Подписать соглашения", "Соглашения Регламент", "Орлов П.С."),
        ("", "Обсудить ход работы на совете", "Протокол", "совет кластера"),
    )
    return document_of(
        Heading("План реализации проекта «Инженерный кластер района»", 1),
        Paragraph("1 этап – Подготовительный (август 2026 г. – май 2027 г.)"),
        Paragraph("Цель: Подготовить участников."),
        Grid(first, (25, 25, 25, 25), has_borders=True),
        Paragraph("2 этап – Практический (июнь 2027 г. – май 2028 г.)"),
        Grid(second, (25, 25, 25, 25), has_borders=True),
    )


def by_days():
    """Number, content, result, term, responsible."""
    rows = (
        ("№", "Содержание работы", "Результат", "Срок", "Ответственные"),
        ("1.", "Провести день открытых лабораторий", "Отчёт", "15.10.2026", "Белова А.И."),
        ("2.", "Составить план смен", "План", "сентябрь 2026 г.", "методический совет"),
        ("3.", "Обновить страницу проекта", "Страница", "ежемесячно", "педагоги"),
    )
    title = "Дорожная карта проекта «Открытые лаборатории» на 2026-2027 учебный год"
    return document_of(Heading(title, 1), Grid(rows, (8, 32, 20, 20, 20), has_borders=True))


def test_a_plan_by_stages_becomes_tasks_stages_and_works(network, curator):
    document = bring(network, curator, by_stages(), "plan.docx")
    accept_everything(document, curator)
    project = models.Project.objects.get()
    assert (project.name, project.kind) == ("Инженерный кластер района", ProjectKind.CLUSTER)
    assert [task.text for task in project.tasks.all()] == ["Описать модель кластера", "Заключить соглашения"]
    note = document.candidates.get(kind="project-task", title="Заключить соглашения").note
    assert "Заключить соглашения с вузами" in note
    stages = [(stage.name, stage.starts_on, stage.ends_on, stage.goal) for stage in project.stages.all()]
    assert stages == [
        ("Подготовительный", date(2026, 8, 1), date(2027, 6, 1), "Подготовить участников."),
        ("Практический", date(2027, 6, 1), date(2028, 6, 1), ""),
    ]
    first, second, third, fourth = project.roadmap.select_related("task", "stage")
    assert first.content == "Собрать предложения школ.\nСоставить описание."
    assert (first.number, str(first.task), str(first.stage)) == ("", "Описать модель кластера", "Подготовительный")
    assert [(one.name, one.kind) for one in first.responsible_rows.all()] == [
        ("Белова А.И.", ResponsibleKind.PERSON),
        ("администрация лицея", ResponsibleKind.GROUP),
    ]
    assert second.task == third.task
    assert third.results.splitlines() == ["Соглашения", "Регламент"]
    assert (fourth.task, fourth.stage.name) == (None, "Практический")
    assert document.candidates.get(title=fourth.content).confidence == 0.5


def test_a_plan_by_days_keeps_numbers_and_terms(network, curator):
    accept_everything(bring(network, curator, by_days(), "roadmap.docx"), curator)
    project = models.Project.objects.get()
    assert project.name == "Открытые лаборатории"
    works = [(row.number, row.term, row.starts_on, row.due_on, row.results) for row in project.roadmap.all()]
    assert works == [
        ("1.", "15.10.2026", None, date(2026, 10, 15), "Отчёт"),
        ("2.", "сентябрь 2026 г.", date(2026, 9, 1), date(2026, 9, 30), "План"),
        ("3.", "ежемесячно", None, None, "Страница"),
    ]
    assert not project.tasks.exists()


@pytest.mark.parametrize("written", [by_stages, by_days])
def test_the_same_plan_again_changes_nothing(network, curator, written):
    accept_everything(bring(network, curator, written(), "plan.docx"), curator)
    assert differing(bring(network, curator, written(), "copy.docx")) == []


def test_a_plan_is_taken_into_the_project_it_was_brought_for(network, curator):
    project = make_project(name="Кластер севера", working_name="Север")
    document = bring(network, curator, by_days(), "roadmap.docx", about=project)
    works = document.candidates.filter(kind="roadmap-row").values_list("pk", flat=True)
    reviewing.accept(document, candidates=works, actor=curator, at=document.brought_at)
    project.refresh_from_db()
    assert (project.name, project.roadmap.count()) == ("Кластер севера", 3)


def test_a_nameless_plan_is_called_after_its_file_and_says_so(network, curator):
    rows = (
        ("Содержание работы", "Срок", "Ответственные"),
        ("Собрать совет", "май 2027 г.", "Белова А.И."),
        ("Напечатать отчёт", "июнь 2027 г.", "Орлов П.С."),
    )
    document = bring(network, curator, document_of(Grid(rows, (40, 30, 30))), "план_кластера.docx")
    found = document.candidates.get(kind="project")
    assert found.values["name"] == "план кластера"
    assert found.note
    assert found.confidence < 0.5


def test_the_plan_of_an_engineering_cluster(network, curator):
    name = "engineering-cluster-plan.pdf"
    document = bring(network, curator, shared(name), name)
    accept_everything(document, curator, *OF_ROADMAPS)
    project = models.Project.objects.get()
    stages = [(stage.name, stage.starts_on, stage.ends_on) for stage in project.stages.all()]
    assert stages == [
        ("Практический", date(2024, 8, 1), date(2027, 11, 1)),
        ("Обобщающий", date(2027, 10, 1), date(2028, 2, 1)),
    ]
    assert all(stage.goal for stage in project.stages.all())
    works = list(project.roadmap.select_related("task", "stage"))
    assert len(works) == 15
    assert project.tasks.count() == 9
    models_task = next(task for task in project.tasks.all() if task.text.startswith("Разработать модель"))
    [model] = models_task.roadmap.all()
    named = [one.name for one in model.responsible_rows.all()]
    assert (len(named), named[0], named[-1]) == (9, "Кузягина Т.Н.", "Хасаньянова И.Б.")
    assert {one.kind for one in model.responsible_rows.all()} == {ResponsibleKind.PERSON}
    agreements = next(work for work in works if work.results.startswith("Соглашения о сотрудничестве"))
    assert len(agreements.content.splitlines()) == 4
    assert differing(bring(network, curator, shared(name), name), *OF_ROADMAPS) == []
