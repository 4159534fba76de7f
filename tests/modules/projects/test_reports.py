"""The official documents of projects: built from rows, read back as Word, PDF and spreadsheet."""

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from django.utils import timezone, translation
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook
from tests.factories.agreements import make_agreement
from tests.factories.organisations import make_contact, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.projects import (
    make_act,
    make_group,
    make_indicator,
    make_project,
    make_stage,
    make_task,
    make_value,
    make_work,
)
from tests.factories.reference import make_direction, make_year

from vmeste.foundation.access.actor import Role
from vmeste.foundation.files.services import files_of
from vmeste.modules.documents.choices.forms import official_forms
from vmeste.modules.documents.errors import BadTemplate
from vmeste.modules.documents.models import IssuedDocument
from vmeste.modules.documents.services.issuing import fill, replace_template
from vmeste.modules.projects.choices import WorkState
from vmeste.modules.projects.models import Assignment, CoordinationCentre, CostItem, ProjectAct
from vmeste.modules.projects.reports.order import ORDER, order_facts, propose_approval, propose_change
from vmeste.modules.projects.reports.partnership import PARTNERSHIP_REPORT, report_facts
from vmeste.modules.projects.reports.roadmap import LAYOUTS, roadmap_facts, roadmap_sheet
from vmeste.modules.projects.selectors.reporting import Period, report_of
from vmeste.modules.projects.services.papers import issue_document
from vmeste.pure.writing.drafting import Paragraph, build_docx
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.tables.xlsx import write_xlsx
from vmeste.pure.writing.templates.filling import check_template, render

YEAR = Period(date(2022, 1, 1), date(2023, 1, 1), "2022 год")


@pytest.fixture(autouse=True)
def russian():
    """As the views make the documents."""
    with translation.override("ru"):
        yield


@pytest.fixture
def project(network):
    """A plan of two stages; one task has two works, one work has neither task nor stage."""
    project = make_project(
        kind="cluster", name="Инженерный кластер «Старт»", starts_on=date(2024, 9, 1), ends_on=date(2027, 9, 1)
    )
    first = make_stage(
        project, name="Практический", term="август 2024 г. – октябрь 2027 г.", goal="Практика.", position=1
    )
    second = make_stage(project, name="Обобщающий", position=2, starts_on=date(2027, 10, 1), ends_on=date(2028, 1, 1))
    task = make_task(project, text="Разработать модель кластера")
    other = make_task(project, text="Повысить квалификацию", position=2)
    make_work(
        project,
        position=1,
        task=task,
        stage=first,
        content="Составить план",
        results="План мероприятий\nСправка",
        responsible=("Кузягина Т.Н.", "Совет лицея"),
        due_on=date(2025, 5, 31),
    )
    make_work(project, position=2, task=other, stage=first, content="Провести семинар", responsible=("Педагоги",))
    make_work(project, position=3, task=task, stage=first, content="Описать модель")
    make_work(project, position=4, task=task, stage=second, content="Обобщить опыт", number="14.15.")
    make_work(project, position=5, content="Отчитаться")
    make_work(project, position=6, stage=second, content="Отменённое", state=WorkState.DROPPED)
    return project


def made(key, project, **stamps):
    return fill(LAYOUTS[key], roadmap_facts(project, **stamps))


def words_of(pdf):
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def lines_of(docx):
    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def rows_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


# The roadmap


def test_a_roadmap_by_stages_has_a_table_for_each_stage_under_its_name_term_and_goal(project):
    document = Document(BytesIO(made("roadmap-by-stages", project)))

    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[:2] == ["ПЛАН МЕРОПРИЯТИЙ\n(«дорожная карта»)", "кластера «Инженерный кластер „Старт“»"]
    assert texts[2] == "Срок реализации: 01.09.2024 – 31.08.2027"
    assert texts[3:] == [
        *("Этап 1. Практический", "Срок: август 2024 г. – октябрь 2027 г.", "Цель: Практика."),
        *("Этап 2. Обобщающий", "Срок: 01.10.2027 – 31.12.2027", "Мероприятия вне этапов"),
    ]
    _stamps, first, second, outside = document.tables
    assert rows_of(first)[0] == ["Задачи", "Содержание работы", "Оформление результатов", "Ответственные"]
    assert rows_of(second)[1:] == [["Разработать модель кластера", "Обобщить опыт", "–", "–"]]
    assert rows_of(outside)[1:] == [["", "Отчитаться", "–", "–"]]


def test_a_task_stands_once_beside_its_works_and_lists_are_paragraphs_of_a_cell(project):
    first = Document(BytesIO(made("roadmap-by-stages", project))).tables[1]

    rows = rows_of(first)[1:]
    assert [row[:2] for row in rows] == [
        ["Разработать модель кластера", "Составить план\nСрок: до 31.05.2025"],
        ["Разработать модель кластера", "Описать модель"],
        ["Повысить квалификацию", "Провести семинар"],
    ]
    merges = [row._tr.tc_lst[0].vMerge for row in first.rows]
    assert merges == [None, "restart", "continue", "restart"]
    assert [paragraph.text for paragraph in first.rows[1].cells[2].paragraphs] == ["План мероприятий", "Справка"]
    assert [paragraph.text for paragraph in first.rows[1].cells[3].paragraphs] == ["Кузягина Т.Н.", "Совет лицея"]


def test_a_roadmap_as_a_list_counts_its_works_and_falls_back_to_the_term_of_the_stage(project):
    document = Document(BytesIO(made("roadmap-as-list", project)))

    rows = rows_of(document.tables[1])
    assert rows[0] == ["№", "Наименование мероприятия", "Ответственный", "Результат", "Срок"]
    assert rows[1] == ["Этап 1. Практический (август 2024 г. – октябрь 2027 г.)"] * 5
    assert rows[2] == [
        "1",
        "Составить план",
        "Кузягина Т.Н.\nСовет лицея",
        "План мероприятий\nСправка",
        "до 31.05.2025",
    ]
    second = "Этап 2. Обобщающий (01.10.2027 – 31.12.2027)"
    assert [row[0] for row in rows[2:]] == ["1", "2", "3", second, "14.15.", "Мероприятия вне этапов", "5"]
    assert rows[3][4] == "август 2024 г. – октябрь 2027 г."


@pytest.mark.parametrize("key", sorted(LAYOUTS))
def test_a_roadmap_lies_and_its_header_stands_on_every_page(project, key):
    stage = project.stages.first()
    for number in range(60):
        make_work(project, stage=stage, content=f"Работа {number}", position=10 + number)
    docx = made(key, project)

    document = Document(BytesIO(docx))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert document.tables[1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(docx_to_pdf(docx, title="План"))]
    heading = "Содержание работы" if key == "roadmap-by-stages" else "Наименование мероприятия"
    assert len(pages) > 2
    assert all(heading in page for page in pages[:-1])


def test_a_project_without_stages_has_one_table_without_a_heading(network):
    project = make_project(name="Проект")
    make_work(project, content="Начать")

    facts = roadmap_facts(project)

    assert [stage["heading"] for stage in facts["stages"]] == [""]
    assert "вне этапов" not in lines_of(fill(LAYOUTS["roadmap-by-stages"], facts))


def test_a_stage_that_names_itself_is_not_numbered_twice(network):
    project = make_project()
    make_stage(project, name="Подготовительный этап")
    make_stage(project, name="II. Основной", position=2)

    assert [stage["heading"] for stage in roadmap_facts(project)["stages"]] == ["Подготовительный этап", "II. Основной"]


def test_the_roadmap_costs_the_same_for_any_number_of_works(project, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        roadmap_facts(project)


def test_the_roadmap_as_a_spreadsheet_has_a_row_for_each_work(project):
    target = BytesIO()
    write_xlsx([roadmap_sheet(project)], target)

    sheet = load_workbook(BytesIO(target.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:5] == ["Этап", "Срок этапа", "Задачи", "№", "Содержание работы"]
    assert len(rows) == 1 + 5
    assert rows[1][5] == "План мероприятий\nСправка"
    assert sheet.freeze_panes == "A2"


def test_a_roadmap_is_made_with_the_stamp_of_the_act_that_approved_it(project, sign_in):
    act = make_act(issuer="Управление образования", number="421", issued_on=date(2016, 10, 25))
    ProjectAct.objects.create(project=project, act=act)
    client, url = sign_in(Role.CURATOR), f"/n/ours/projects/{project.pk}/roadmap/document/"

    proposed = client.get(url).context["form"].initial["approval"]
    answer = client.post(url, {"layout": "roadmap-as-list", "approval": proposed, "agreed": "СОГЛАСОВАНО"})

    assert proposed == "УТВЕРЖДЕН\nприказом Управления образования\nот 25.10.2016 № 421"
    assert answer.status_code == 302
    document = IssuedDocument.objects.get()
    assert document.title == "Дорожная карта: Инженерный кластер «Старт»"
    stamps = Document(BytesIO(document.docx.read())).tables[0]
    assert rows_of(stamps) == [["СОГЛАСОВАНО", proposed]]
    pdf = document.pdf.read()
    assert b"/StructTreeRoot" in pdf
    assert "Составить план" in words_of(pdf)
    assert files_of(project).count() == 2


def test_without_an_act_the_stamp_is_for_the_head_of_the_leading_organisation(network, school, sign_in):
    make_contact(school, full_name="Климова Вера Андреевна", post="директор", is_signatory=True)
    project = make_project(lead=school)

    proposed = sign_in(Role.CURATOR).get(f"/n/ours/projects/{project.pk}/roadmap/document/").context["form"].initial

    assert proposed["approval"].splitlines()[0] == "УТВЕРЖДАЮ"
    assert "В.А.\u00a0Климова" in proposed["approval"]


def test_whoever_sees_a_project_may_have_its_roadmap_as_a_spreadsheet(project, sign_in):
    answer = sign_in(Role.OBSERVER).get(f"/n/ours/projects/{project.pk}/roadmap/table/")

    assert load_workbook(BytesIO(answer.content)).active["E2"].value == "Составить план"
    assert sign_in(Role.OBSERVER).get(f"/n/ours/projects/{project.pk}/roadmap/document/").status_code == 403


# Orders


@pytest.fixture
def approved(network, school):
    """A project with two centres and a curator of one of them."""
    project = make_project(kind="practice", name="Старт", lead=school)
    host = make_organisation(name="Центр дополнительного образования", short_name="ЦДО")
    centre = CoordinationCentre.objects.create(project=project, name="Робототехника", host=host)
    CoordinationCentre.objects.create(project=project, name="Координационный центр «Лидер»", position=2)
    Assignment.objects.create(
        project=project, person_name="Рябова Ольга Ивановна", post="методист", centre=centre, role="curator"
    )
    Assignment.objects.create(project=project, person_name="Прежний Иван Петрович", until=date(2020, 1, 1), position=2)
    make_work(project)
    return project


def test_an_order_of_approval_is_proposed_in_the_right_cases(approved, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        fields = propose_approval(approved, signatory=None).fields

    assert fields["heading"] == "Об утверждении практики «Старт»"
    assert fields["points"].splitlines() == [
        "Утвердить практику «Старт» (приложение 1).",
        "Утвердить план мероприятий («дорожную карту») практики «Старт» (приложение 2).",
        "Создать:",
        "– координационный центр «Робототехника» на базе Центра дополнительного образования;",
        "– координационный центр «Лидер».",
        "Назначить Рябову Ольгу Ивановну, методиста, куратором координационного центра «Робототехника».",
        "Контроль за исполнением приказа оставляю за собой.",
    ]
    assert fields["acquainted"] == "Рябова Ольга Ивановна, методист"


def test_an_order_is_numbered_and_what_is_not_known_is_a_visible_blank(approved):
    fields = propose_approval(approved, signatory=None).fields

    docx = fill(ORDER, order_facts(fields))

    texts = lines_of(docx)
    assert "ПРИКАЗЫВАЮ:" in texts
    assert "3.1. координационный центр «Робототехника»" in texts
    assert "4. Назначить Рябову" in texts
    assert "с приказом от ________ № ________" in texts
    assert "1\tРябова" in "\t".join(rows_of(Document(BytesIO(docx)).tables[-1])[1])


def test_an_order_is_made_from_the_words_as_they_were_corrected(approved, sign_in):
    client, url = sign_in(Role.CURATOR), f"/n/ours/projects/{approved.pk}/order/"
    fields = {name: value or "" for name, value in client.get(url).context["form"].initial.items()}

    answer = client.post(
        url, {**fields, "number": "17", "issued_on": "01.09.2026", "points": "Утвердить.\n- первое;\n- второе."}
    )

    assert answer.status_code == 302
    document = IssuedDocument.objects.get()
    texts = lines_of(document.docx.read())
    assert "1.2. второе." in texts
    assert "1\u00a0сентября 2026\u00a0г." in texts
    assert "Назначить" not in texts
    assert "Утвердить" in words_of(document.pdf.read())


@pytest.fixture
def changed(approved):
    act = make_act(issuer="Управление образования", number="421", issued_on=date(2016, 10, 25), title="О модели")
    return ProjectAct.objects.create(project=approved, act=act, changes="состав кураторов.\nсписок центров")


def test_an_order_about_changes_names_the_changed_order_by_number_and_date(approved, changed):
    fields = propose_change(approved, changed, signatory=None).fields

    assert fields["heading"] == "О внесении изменений в приказ Управления образования от 25.10.2016 № 421"
    assert fields["points"].splitlines()[:3] == [
        "Внести в приказ Управления образования от 25.10.2016 № 421 «О модели» следующие изменения:",
        "– состав кураторов;",
        "– список центров;",
    ]


def test_the_changed_order_is_chosen_among_the_dated_ones_and_must_stay_named(approved, changed, sign_in):
    ProjectAct.objects.create(project=approved, act=make_act(issued_on=None), position=2)
    client, base = sign_in(Role.CURATOR), f"/n/ours/projects/{approved.pk}/order/"
    choices = client.get(f"{base}changes/").context["form"].fields["changed"].queryset
    assert list(choices) == [changed]

    url = client.post(f"{base}changes/", {"changed": changed.pk})["Location"]
    fields = {name: value or "" for name, value in client.get(url).context["form"].initial.items()}
    nameless = {**fields, "heading": "О внесении изменений", "points": "Изменить приказ № 421."}
    refused = client.post(url, nameless)

    assert refused.status_code == 422
    assert "25.10.2016" in str(refused.context["form"].errors["points"])
    assert client.post(url, fields).status_code == 302
    assert client.get(f"{base}?changes=987654").status_code == 404


# The report on partnership


@pytest.fixture
def told(network, school, plant):
    """2022 with one partner of before, one new, one of later, one nobody knows when; agreements and a project."""
    direction = make_direction(name="Профориентация")
    late, undated = make_organisation(name="Поздний"), make_organisation(name="Недатированный")
    new = make_organisation(name="Кванториум")
    make_partnership(organisation=school, partner=plant, starts_on=date(2019, 9, 1), directions=[direction])
    make_partnership(organisation=school, partner=new, starts_on=date(2022, 3, 1))
    make_partnership(organisation=school, partner=late, starts_on=date(2023, 2, 1))
    make_partnership(organisation=school, partner=undated)
    signed = {"stage": "in_force"}
    make_agreement(title="Старый", number="1", parties=[school, plant], signed_on=date(2019, 9, 1), **signed)
    make_agreement(title="Новый", number="2", parties=[school, new], signed_on=date(2022, 4, 1), **signed)
    make_agreement(title="Будущий", parties=[school, late], signed_on=date(2023, 2, 1), **signed)
    make_agreement(title="Без дня", parties=[school, undated], **signed)
    make_agreement(title="Проект договора", parties=[school, late], signed_on=date(2022, 5, 1))
    project = make_project(name="Полёт", lead=school, starts_on=date(2022, 1, 1), ends_on=date(2024, 1, 1))
    make_work(project, content="Интенсив", state=WorkState.DONE, done_on=date(2022, 1, 20), evidence="отчёт")
    make_work(project, content="Фестиваль", state=WorkState.DONE, done_on=date(2023, 2, 10))
    make_work(project, content="Неделя без турникета", state=WorkState.DONE)
    ProjectAct.objects.create(project=project, act=make_act(number="7", issued_on=date(2022, 1, 10)))
    indicator = make_indicator(make_group(project, name="Охват"), name="Охват", unit="%")
    make_value(indicator, kind="baseline", value=Decimal("8.2"))
    make_value(indicator, kind="actual", value=Decimal(15), period="2022")
    CostItem.objects.create(project=project, name="Станок", amount=200_000, source="Авиазавод")
    return project


def facts_of(actor, organisation=None, period=YEAR, **more):
    return report_facts(report_of(actor, period, organisation), network="Сеть", on=date(2023, 1, 15), **more)


def test_a_report_tells_what_was_before_what_is_new_and_what_lies_outside(told, curator, school):
    facts = facts_of(curator, school)

    assert facts["count"] == {
        "partners": "3",
        "new_partners": "1",
        "agreements": "2",
        "concluded": "1",
        "projects": "1",
    }
    assert [part["name"] for part in facts["directions"]] == ["Профориентация", "Направление не указано"]
    assert [row["since"] for row in facts["directions"][0]["partners"]] == ["2019"]
    assert [row["number_and_date"] for row in facts["earlier"]] == ["№ 1 от 01.09.2019"]
    assert [row["number_and_date"] for row in facts["concluded"]] == ["№ 2 от 01.04.2022"]
    assert [row["name"] for row in facts["new_partners"]] == ["Кванториум"]
    assert facts["new_partners"][0]["agreement"] == "№ 2 от 01.04.2022"
    (project,) = facts["projects"]
    assert [work["text"] for work in project["works"]] == ["Интенсив"]
    assert [row["text"].split(" №")[1] for row in project["acts"]] == [" 7 от 10.01.2022"]
    assert project["indicators"] == [{"name": "Охват, %", "base": "8,2", "target": "–", "actual": "15 (2022)"}]
    assert project["total"].replace("\u00a0", " ") == "200 000 руб."
    assert {row["what"].split(",")[0] for row in facts["outside"]} == {f"{school} — Поздний", "Будущий", "Фестиваль"}
    assert {row["what"].split(",")[0] for row in facts["undated"]} == {
        *(f"{school} — Недатированный", "Без дня", "Неделя без турникета"),
    }


def test_a_report_costs_the_same_for_any_number_of_rows(told, curator, school, django_assert_max_num_queries):
    for _each in range(3):
        partner = make_organisation()
        make_partnership(organisation=school, partner=partner, starts_on=date(2022, 1, 1))
        make_agreement(parties=[school, partner], signed_on=date(2022, 1, 1), stage="in_force")
        make_work(make_project(lead=school, starts_on=date(2022, 1, 1)), state=WorkState.DONE)

    with django_assert_max_num_queries(13):
        facts_of(curator)


def test_a_report_holds_only_what_its_reader_may_see(told, partner, plant):
    hidden = make_organisation(name="Скрытый", is_shared=False)
    make_partnership(organisation=hidden, partner=make_organisation(), starts_on=date(2022, 1, 1))

    facts = facts_of(partner)

    assert "Скрытый" not in str(facts)
    assert [row["number_and_date"] for row in (*facts["earlier"], *facts["concluded"])] == ["№ 1 от 01.09.2019"]
    assert facts["projects"] == []


def test_word_has_room_for_what_is_written_by_hand_and_pdf_promises_nothing(told, curator, school):
    word = lines_of(fill(PARTNERSHIP_REPORT, facts_of(curator, school)))
    printed = words_of(
        docx_to_pdf(fill(PARTNERSHIP_REPORT, facts_of(curator, school, leaves_room=False)), title="Отчёт")
    )

    assert "Волонтёрская деятельность" in word
    assert "Волонтёрская" not in printed
    assert "Вне отчётного периода" in printed
    assert "Кванториум" in printed


def test_an_empty_period_makes_a_short_report(network, curator):
    texts = lines_of(fill(PARTNERSHIP_REPORT, facts_of(curator, leaves_room=False)))

    assert "Партнёров: 0, из них новых: 0." in texts
    assert "Без даты" not in texts


REPORT = "/n/ours/reports/partnership/"


def test_the_page_of_the_report_shows_what_it_will_tell(told, sign_in, school):
    make_year(2021)
    client = sign_in(Role.CURATOR)

    year = client.get(f"{REPORT}?period=year-{timezone.localdate().year}")
    days = client.get(f"{REPORT}?period=days&since=2022-01-01&until=2022-12-31&organisation={school.pk}")

    assert year.status_code == 200
    body = days.content.decode()
    assert "Кванториум" in body
    assert "Фестиваль" in body
    assert client.get(f"{REPORT}?period=days&since=2022-02-01&until=2022-01-01").context["report"] is None
    assert client.get(f"{REPORT}?period=nonsense").context["report"] is None
    school_year = client.get(REPORT).context["form"].fields["period"].choices[-2][0]
    assert client.get(f"{REPORT}?period={school_year}").context["report"].period.label == "2021/2022 учебный год"


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_report_is_downloaded_by_whoever_sees_partnerships(told, sign_in, kind, begins):
    client = sign_in(Role.OBSERVER)

    answer = client.get(f"{REPORT}file/{kind}/?period=days&since=2022-01-01&until=2022-12-31")

    assert answer.content.startswith(begins)
    assert f".{kind}" in answer["Content-Disposition"]
    assert client.get(f"{REPORT}file/exe/").status_code == 404
    assert client.get(f"{REPORT}file/{kind}/?period=nonsense").status_code == 302


def test_a_report_is_kept_in_the_register_of_issued_documents(told, sign_in):
    assert sign_in(Role.OBSERVER).post(f"{REPORT}document/").status_code == 403

    sign_in(Role.CURATOR).post(f"{REPORT}document/?period=days&since=2022-01-01&until=2022-12-31")

    document = IssuedDocument.objects.get()
    assert (
        document.title
        == "Отчёт о развитии социального партнёрства сети «Network of the tests» за период с 01.01.2022 по 31.12.2022"
    )
    assert "Кванториум" in words_of(document.pdf.read())


# Templates


@pytest.mark.parametrize("form", official_forms(), ids=lambda form: form.key)
def test_every_original_template_fits_its_schema_and_fills_with_its_own_examples(form):
    docx = fill_examples(form)

    assert check_template(form.default_template(), form.schema) == ()
    assert form.default_template() == form.default_template()
    pdf = docx_to_pdf(docx, title="Образец")
    assert b"/StructTreeRoot" in pdf
    assert words_of(pdf).strip()


def fill_examples(form):
    return render(form.default_template(), form.schema.example(), form.schema)


@pytest.mark.parametrize(
    ("key", "wrong", "meant"),
    [
        ("roadmap-by-stages", "{{ aproval }}", "approval"),
        ("order", "{{ isuer }}", "issuer"),
        ("partnership-report", "{{ count.partnersz }}", "count.partners"),
        ("register-of-agreements", "{{ conditionz }}", "conditions"),
        ("register-of-legal-acts", "{{ netwrok }}", "network"),
    ],
)
def test_a_wrongly_edited_template_is_refused_with_the_field_that_was_meant(
    network, curator, english, key, wrong, meant
):
    (form,) = [form for form in official_forms() if form.key == key]

    with pytest.raises(BadTemplate) as refusal:
        replace_template(
            network, form=form, data=build_docx([Paragraph(wrong)], title="x"), name="x.docx", actor=curator
        )

    (sentence,) = refusal.value.message_dict["file"]
    assert wrong.strip("{} ") in sentence
    assert f"“{meant}”" in sentence


def test_a_template_of_ones_own_prints_the_next_document(network, project, curator):
    form = LAYOUTS["roadmap-as-list"]
    own = build_docx([Paragraph("Наш план {{ subject }}")], title="own")
    replace_template(network, form=form, data=own, name="own.docx", actor=curator)

    document = issue_document(project, actor=curator, form=form, title="План", facts=roadmap_facts(project))

    assert lines_of(document.docx.read()) == "Наш план кластера «Инженерный кластер „Старт“»"
    assert document.template_version == 1


def test_libreoffice_opens_what_we_write(project, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "plan.docx").write_bytes(made("roadmap-by-stages", project))

    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "plan.docx"],
        cwd=tmp_path,
        check=True,
        timeout=240,
        capture_output=True,
    )

    assert "Разработать модель кластера" in words_of((tmp_path / "plan.pdf").read_bytes())
