"""The practice passport: 22 sections (official form: «Паспорт практики»)."""

import functools
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.projects.choices import CANVAS_BLOCKS, PASSPORT_SECTIONS, ActRelation, Section
from vmeste.modules.projects.models import CostItem, Project, ProjectAct
from vmeste.modules.projects.reports.wording import act_in_full, figure, roubles, span
from vmeste.modules.projects.selectors.details import (
    MeasuredGroup,
    acts_of,
    costs_of,
    measured_groups,
    participants_of,
    roadmap_of,
    texts_of,
    total_cost,
)
from vmeste.pure.reading.forms.indicators import UNIT_BEHIND
from vmeste.pure.writing.drafting import Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.schema import Schema, group, records, text

HEADINGS = {
    Section.NAME: "Наименование практики",
    Section.TERRITORY: "Наименование территории, на которой данная практика была реализована",
    Section.BACKGROUND: "Предпосылки реализации",
    Section.TERM: "Сроки реализации практики",
    Section.STATE_BEFORE: (
        "Показатели социально-экономического развития города, характеризующие положение до внедрения практики"
    ),
    Section.GOAL: "Цель и задачи практики",
    Section.OPPORTUNITIES: "Возможности, которые позволили реализовать практику",
    Section.APPROACHES: "Принципиальные подходы, избранные при разработке и внедрении практики",
    Section.RESULTS: "Результаты практики",
    Section.PARTICIPANTS: "Участники внедрения практики и их роль в процессе внедрения",
    Section.HEADCOUNTS: "Заинтересованные лица, на которых рассчитана практика",
    Section.CANVAS: "Краткое описание бизнес-модели реализации практики",
    Section.DESCRIPTION: "Краткое описание практики",
    Section.ACTIONS: "Действия по развертыванию практики",
    Section.LEGAL_ACTS: "Нормативно-правовые акты, принятые для обеспечения реализации практики",
    Section.RESOURCES: "Ресурсы, необходимые для внедрения практики",
    Section.BENEFICIARIES: "Выгодополучатели",
    Section.COSTS: "Затраты на реализацию практики",
    Section.STATE_AFTER: (
        "Показатели социально-экономического развития города, характеризующие положение после внедрения практики"
    ),
    Section.LEADER: "Краткая информация о лидере практики/команде проекта",
    Section.LINKS: "Ссылки на интернет-ресурсы практики",
    Section.CONTACTS: "Список контактов, ответственных за реализацию практики",
}
"""The form's own words for its sections."""

_VALUE_FIRST = frozenset({Section.NAME, Section.TERRITORY, Section.TERM})
"""Sections that begin with their one value, so that whoever reads them knows it from the words behind it."""

_CANVAS_HEADINGS = {
    Section.CANVAS_PARTNERS: "Партнёры и поставщики",
    Section.CANVAS_ACTIVITIES: "Виды деятельности",
    Section.CANVAS_VALUE: "Ценностное предложение",
    Section.CANVAS_CHANNELS: "Каналы сбыта",
    Section.CANVAS_CLIENTS: "Целевые группы клиентов",
    Section.CANVAS_RESOURCES: "Ключевые ресурсы",
    Section.CANVAS_RELATIONS: "Взаимодействие с клиентами",
    Section.CANVAS_COSTS: "Структура расходов",
    Section.CANVAS_INCOME: "Структура доходов",
}

SCHEMA = Schema(
    (
        text("name", "Полное наименование", "Муниципальная модель сетевого взаимодействия «Старт»"),
        text("working_name", "Рабочее наименование", "Старт"),
        text("territory", "Территория", "Муниципальное образование"),
        text("term", "Сроки", "3 года"),
        text("goal", "Цель", "подготовка к инженерным профессиям"),
        group(
            "texts",
            "Собственные тексты разделов и блоков бизнес-модели",
            *(text(section.value, HEADINGS[section], "Текст раздела") for section in PASSPORT_SECTIONS),
            *(text(block.value, _CANVAS_HEADINGS[block], "Текст блока") for block in CANVAS_BLOCKS),
        ),
        records("tasks", "Задачи", text("text", "Задача", "создать сеть центров")),
        records(
            "opportunities",
            "Возможности",
            text("number", "№", "1"),
            text("text", "Описание возможности", "оборудованная лаборатория"),
        ),
        records("approaches", "Подходы", text("number", "№", "1"), text("text", "Описание подхода", "доступность")),
        records(
            "groups",
            "Группы показателей",
            text("number", "№ группы", "1"),
            text("name", "Группа показателей", "Охват"),
            text("base", "Базовый период", "2024-2025"),
            text("target", "Период цели", "2026-2027"),
            records(
                "rows",
                "Показатели группы",
                text("number", "№", "1.1"),
                text("name", "Показатель и единица измерения", "Охват программами, %"),
                text("base", "Значение базового периода", "8,2"),
                text("target", "Значение периода цели", "15"),
            ),
        ),
        records(
            "participants",
            "Участники",
            text("number", "№", "1"),
            text("name", "Участник", "Педагоги"),
            text("role", "Роль", "ведут программы"),
        ),
        text("taking_part", "Участвуют в реализации", "625"),
        text("reached", "На кого направлен эффект", "3500"),
        records(
            "actions",
            "Мероприятия",
            text("number", "№", "1."),
            text("content", "Описание мероприятия", "составить план"),
            text("executor", "Исполнитель", "методический кабинет"),
        ),
        records(
            "adopted",
            "Принятые акты",
            text("number", "№", "1"),
            text("act", "Наименование акта", "приказ № 1 от 01.09.2026"),
            text("result", "Результат принятия", "модель утверждена"),
        ),
        records(
            "changed",
            "Изменённые акты",
            text("number", "№", "1"),
            text("act", "Наименование акта", "приказ № 2 от 01.10.2026"),
            text("changes", "Внесённые изменения", "состав кураторов"),
            text("result", "Результат изменения", "состав уточнён"),
        ),
        records(
            "resources",
            "Ресурсы",
            text("number", "№", "1"),
            text("text", "Описание ресурса", "3D-принтер"),
            text("purpose", "Для каких целей", "моделирование"),
        ),
        records(
            "beneficiaries",
            "Выгодополучатели",
            text("number", "№", "1"),
            text("name", "Выгодополучатель", "Обучающиеся"),
            text("benefit", "Выгоды", "выбор программ"),
        ),
        records(
            "costs",
            "Затраты",
            text("number", "№", "1.1"),
            text("name", "Статья затрат", "Школа № 4"),
            text("amount", "Объём затрат", "400 000 руб."),
            text("source", "Источник", "грант"),
        ),
        text("total", "Итог известных затрат", "400 000 руб."),
        records(
            "links",
            "Ссылки",
            text("number", "№", "1"),
            text("name", "Ресурс", "Сайт"),
            text("url", "Ссылка", "https://example.org"),
        ),
        records(
            "contacts",
            "Контакты",
            text("number", "№", "1"),
            text("who", "Ответственный", "Климова В. А., методист"),
            text("reach", "Телефон, почта", "school@example.org"),
        ),
    )
)


# The house's own template


def _own(section: Section) -> Iterable[Block]:
    """The section's own words, when it has some."""
    yield Paragraph(f"{{%p if texts.{section.value} %}}")
    yield Paragraph(f"{{{{ texts.{section.value} }}}}")
    yield Paragraph("{%p endif %}")


def _table(rows: str, one: str, head: tuple[str, ...], cells: tuple[str, ...], widths: tuple[int, ...]) -> Block:
    filler = ("",) * (len(head) - 1)
    return Grid(
        (head, (f"{{%tr for {one} in {rows} %}}", *filler), cells, ("{%tr endfor %}", *filler)),
        widths,
        has_borders=True,
        header_rows=1,
    )


def _data_blocks() -> dict[Section, tuple[Block, ...]]:
    """What stands in a section besides its own words."""
    canvas: list[Block] = []
    for block in CANVAS_BLOCKS:
        canvas += [Paragraph(_CANVAS_HEADINGS[block], indent_mm=0, is_bold=True), *_own(block)]
    return {
        Section.NAME: (
            Paragraph("{{ name }}"),
            Paragraph("{%p if working_name %}"),
            Paragraph("Рабочее наименование «{{ working_name }}»"),
            Paragraph("{%p endif %}"),
        ),
        Section.TERRITORY: (Paragraph("{{ territory }}"),),
        Section.TERM: (Paragraph("{{ term }}"),),
        Section.GOAL: (
            Paragraph("Цель: {{ goal }}"),
            Paragraph("Задачи:"),
            Paragraph("{%p for task in tasks %}"),
            Paragraph("– {{ task.text }}"),
            Paragraph("{%p endfor %}"),
        ),
        Section.OPPORTUNITIES: (
            _table(
                "opportunities",
                "row",
                ("№", "Описание возможности"),
                ("{{ row.number }}", "{{ row.text }}"),
                (8, 92),
            ),
        ),
        Section.APPROACHES: (
            _table("approaches", "row", ("№", "Описание подхода"), ("{{ row.number }}", "{{ row.text }}"), (8, 92)),
        ),
        Section.RESULTS: (
            Grid(
                (
                    ("№", "Показатель, единица измерения", Cell("Значение показателя", columns=2)),
                    ("{%tr for group in groups %}", "", "", ""),
                    tuple(
                        Cell(text, is_bold=True)
                        for text in ("{{ group.number }}", "{{ group.name }}", "{{ group.base }}", "{{ group.target }}")
                    ),
                    ("{%tr for row in group.rows %}", "", "", ""),
                    ("{{ row.number }}", "{{ row.name }}", "{{ row.base }}", "{{ row.target }}"),
                    ("{%tr endfor %}", "", "", ""),
                    ("{%tr endfor %}", "", "", ""),
                ),
                (8, 52, 20, 20),
                has_borders=True,
                header_rows=1,
            ),
        ),
        Section.PARTICIPANTS: (
            _table(
                "participants",
                "row",
                ("№", "Участник", "Описание его роли в реализации практики"),
                ("{{ row.number }}", "{{ row.name }}", "{{ row.role }}"),
                (8, 36, 56),
            ),
        ),
        Section.HEADCOUNTS: (
            Grid(
                (
                    (
                        "Количество граждан, участвующих в реализации практики",
                        "Количество граждан, на которых направлен эффект от реализации практики",
                    ),
                    ("{{ taking_part }}", "{{ reached }}"),
                ),
                (50, 50),
                has_borders=True,
                header_rows=1,
            ),
        ),
        Section.CANVAS: tuple(canvas),
        Section.ACTIONS: (
            Paragraph(
                "Описание перечня мероприятий, которые были предприняты для реализации практики",
                indent_mm=0,
                is_bold=True,
            ),
            _table(
                "actions",
                "row",
                ("№", "Описание мероприятия", "Исполнитель"),
                ("{{ row.number }}", "{{ row.content }}", "{{ row.executor }}"),
                (8, 60, 32),
            ),
        ),
        Section.LEGAL_ACTS: (
            Paragraph("Принятые нормативно-правовые акты", indent_mm=0, is_bold=True),
            _table(
                "adopted",
                "row",
                ("№", "Наименование НПА", "Результат принятия НПА"),
                ("{{ row.number }}", "{{ row.act }}", "{{ row.result }}"),
                (8, 46, 46),
            ),
            Paragraph("Измененные нормативно-правовые акты", indent_mm=0, is_bold=True),
            _table(
                "changed",
                "row",
                ("№", "Наименование НПА", "Изменения, внесенные в НПА", "Результат внесения изменений"),
                ("{{ row.number }}", "{{ row.act }}", "{{ row.changes }}", "{{ row.result }}"),
                (8, 32, 30, 30),
            ),
        ),
        Section.RESOURCES: (
            _table(
                "resources",
                "row",
                ("№", "Описание ресурса", "Для каких целей данный ресурс необходим"),
                ("{{ row.number }}", "{{ row.text }}", "{{ row.purpose }}"),
                (8, 46, 46),
            ),
        ),
        Section.BENEFICIARIES: (
            _table(
                "beneficiaries",
                "row",
                (
                    "№",
                    "Выгодополучатель/группа выгодополучателей",
                    "Описание выгод, полученных в результате внедрения практики",
                ),
                ("{{ row.number }}", "{{ row.name }}", "{{ row.benefit }}"),
                (8, 36, 56),
            ),
        ),
        Section.COSTS: (
            _table(
                "costs",
                "row",
                ("№", "Статья затрат", "Объем затрат", "Источник финансирования"),
                ("{{ row.number }}", "{{ row.name }}", "{{ row.amount }}", "{{ row.source }}"),
                (8, 36, 22, 34),
            ),
            Paragraph("{%p if total %}"),
            Paragraph("Всего по известным статьям: {{ total }}", indent_mm=0),
            Paragraph("{%p endif %}"),
        ),
        Section.LINKS: (
            _table(
                "links",
                "row",
                ("№", "Наименование ресурса", "Ссылка на ресурс"),
                ("{{ row.number }}", "{{ row.name }}", "{{ row.url }}"),
                (8, 46, 46),
            ),
        ),
        Section.CONTACTS: (
            _table(
                "contacts",
                "row",
                ("№", "Ответственный (ФИО, должность)", "Телефон, электронная почта"),
                ("{{ row.number }}", "{{ row.who }}", "{{ row.reach }}"),
                (8, 50, 42),
            ),
        ),
    }


@functools.cache
def original_template() -> bytes:
    """The .docx template, always the same bytes."""
    blocks: list[Block] = [Heading("ПАСПОРТ ПРАКТИКИ", 1)]
    data = _data_blocks()
    for number, section in enumerate(PASSPORT_SECTIONS, start=1):
        own, known = tuple(_own(section)), data.get(section, ())
        blocks += [
            Heading(f"{number}. {HEADINGS[section]}"),
            *((*known, *own) if section in _VALUE_FIRST else (*own, *known)),
        ]
    return build_docx(blocks, title="Паспорт практики")


PRACTICE_PASSPORT = OfficialForm(
    key="practice-passport", label=_("Practice passport"), schema=SCHEMA, default_template=original_template
)


# The facts


def passport_facts(project: Project) -> dict[str, Any]:
    """Everything the passport may print; about 14 queries. What is missing is left out and becomes a visible blank."""
    texts = texts_of(project)
    acts = list(acts_of(project))
    return {
        "name": project.name,
        "working_name": project.working_name,
        "territory": project.territory_name,
        "term": project.term or span(project.starts_on, project.ends_on),
        "goal": project.goal,
        "texts": {section.value: texts[section].text if section in texts else "" for section in Section},
        "tasks": [{"text": task.text} for task in project.tasks.all()],
        "opportunities": _numbered({"text": row.text} for row in project.opportunities.all()),
        "approaches": _numbered({"text": row.text} for row in project.approaches.all()),
        "groups": [_group(place, measured) for place, measured in enumerate(measured_groups(project), start=1)],
        "participants": _numbered({"name": row.name, "role": row.role} for row in participants_of(project)),
        "taking_part": _count(project.taking_part),
        "reached": _count(project.reached),
        "actions": [
            {
                "number": row.number or f"{place}.",
                "content": row.content,
                "executor": ", ".join(one.name for one in row.responsible_rows.all()),
            }
            for place, row in enumerate(roadmap_of(project), start=1)
        ],
        "adopted": _acts(acts, ActRelation.ADOPTED),
        "changed": _acts(acts, ActRelation.CHANGED),
        "resources": _numbered({"text": row.text, "purpose": row.purpose} for row in project.resources.all()),
        "beneficiaries": _numbered({"name": row.name, "benefit": row.benefit} for row in project.beneficiaries.all()),
        "costs": [_cost(place, row) for place, row in enumerate(costs_of(project), start=1)],
        "total": roubles(total_cost(project)),
        "links": _numbered({"name": row.name, "url": row.url} for row in project.links.all()),
        "contacts": _numbered(
            {
                "who": ", ".join(filter(None, (row.person_name, row.post))),
                "reach": ", ".join(filter(None, (row.phone, row.email))),
            }
            for row in project.contacts.all()
        ),
    }


def _numbered(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [{"number": str(number), **row} for number, row in enumerate(rows, start=1)]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _group(place: int, measured: MeasuredGroup) -> dict[str, Any]:
    group = measured.group
    return {
        "number": str(place),
        "name": group.name,
        "base": group.base_period,
        "target": group.target_period,
        "rows": [
            {
                "number": f"{place}.{number}",
                "name": UNIT_BEHIND.join(filter(None, (row.indicator.name, row.indicator.unit))),
                "base": figure(row.baseline),
                "target": figure(row.target),
            }
            for number, row in enumerate(measured.rows, start=1)
        ],
    }


def _acts(acts: list[ProjectAct], relation: ActRelation) -> list[dict[str, str]]:
    rows = [row for row in acts if row.relation == relation]
    fields = ("changes", "result") if relation == ActRelation.CHANGED else ("result",)
    return _numbered({"act": act_in_full(row.act), **{name: getattr(row, name) for name in fields}} for row in rows)


def _cost(place: int, row: CostItem) -> dict[str, str]:
    return {
        "number": row.number or str(place),
        "name": row.name,
        "amount": roubles(row.amount),
        "source": row.source,
    }
