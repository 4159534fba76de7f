"""The report on how social partnership develops («Отчёт о развитии социального партнёрства») for a period.

Told is what the house knows. What it keeps no facts of – classes, programmes, events, donations, volunteers – has
headings of its own to write below in Word, or is left out.
"""

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.modules.agreements.models import Agreement
from vmeste.modules.agreements.selectors.wording import number_and_date, term_of
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.partnerships.models import Partnership
from vmeste.modules.projects.choices import ValueKind
from vmeste.modules.projects.models import Indicator, Project, ProjectAct, RoadmapRow
from vmeste.modules.projects.reports.wording import act_in_full, figure, genitive_of, quoted, roubles, span
from vmeste.modules.projects.selectors.reporting import Cooperation, ProjectReport, Report
from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.language import in_digits
from vmeste.pure.writing.templates.schema import Field, Schema, day, group, records, text

_LETTERS = 11
_NO_DIRECTION = "Направление не указано"
_UNKNOWN = "–"

WRITTEN_BY_HAND = {
    "status": "Статус инновационной площадки, тема и задачи",
    "programmes": "Классы и программы, созданные с партнёрами",
    "events": "Мероприятия партнёров",
    "support": "Спонсорская помощь и гранты",
    "volunteering": "Волонтёрская деятельность",
    "parents": "Родители как социальные партнёры",
    "conclusions": "Выводы и планы",
    "annexes": "Приложения",
}
"""Sections of which the house keeps no facts: their names in templates and their headings."""
_BEFORE = ("status",)


def _agreement_fields(name: str, label: str) -> Field:
    return records(
        name,
        label,
        text("number", "№ п/п", "1"),
        text("kind", "Вид", "соглашение о сотрудничестве"),
        text("parties", "Стороны", "Лицей № 1, Завод"),
        text("number_and_date", "№ и дата", "№ 17 от 01.03.2026"),
        text("term", "Срок действия", "с 01.03.2026 по 28.02.2027"),
        text("state", "Статус", "действует"),
    )


def _aside_fields(name: str, label: str) -> Field:
    return records(
        name,
        label,
        text("number", "№ п/п", "1"),
        text("kind", "Что это", "соглашение"),
        text("what", "Наименование", "О сотрудничестве № 17"),
        text("term", "Дата или срок", "01.02.2027"),
    )


def _partner_fields(name: str, label: str) -> Field:
    return records(
        name,
        label,
        text("number", "№ п/п", "1"),
        text("name", "Партнёр", "Завод"),
        text("kind", "Вид", "предприятие"),
        text("organisation", "С кем сотрудничает", "Лицей № 1"),
        text("since", "С какого года", "2022"),
        text("agreement", "Договор", "№ 17 от 01.03.2026"),
    )


SCHEMA = Schema(
    (
        text("of", "Чей отчёт, в родительном падеже", "Лицея № 1"),
        text("period", "За какой период", "2026 год"),
        day("on", "Дата составления", date(2027, 1, 15)),
        group(
            "count",
            "Числа периода",
            text("partners", "Партнёров", "11"),
            text("new_partners", "Новых партнёров", "6"),
            text("agreements", "Договоров в силе", "6"),
            text("concluded", "Заключено договоров", "1"),
            text("projects", "Проектов", "2"),
        ),
        records("kinds", "Партнёры по видам", text("name", "Вид", "предприятие"), text("count", "Число", "3")),
        records(
            "directions",
            "Направления",
            text("name", "Направление", "Профориентация"),
            _partner_fields("partners", "Партнёры направления"),
        ),
        _partner_fields("new_partners", "Новые партнёры"),
        _agreement_fields("earlier", "Договоры, заключённые ранее и действовавшие в периоде"),
        _agreement_fields("concluded", "Договоры, заключённые в периоде"),
        records(
            "projects",
            "Проекты периода",
            text("number", "№ п/п", "1"),
            text("name", "Наименование", "Инженерный кластер"),
            text("kind", "Вид", "проект"),
            text("lead", "Ведущая организация", "Лицей № 1"),
            text("term", "Срок", "01.09.2026 – 31.08.2029"),
            records("acts", "Акты периода", text("text", "Акт", "приказ № 1 от 01.09.2026")),
            records(
                "works",
                "Выполненные в периоде работы",
                text("text", "Работа", "составлен план"),
                text("done", "Дата", "20.05.2027"),
                text("evidence", "Чем подтверждено", "приказ № 12"),
            ),
            records(
                "indicators",
                "Показатели",
                text("name", "Показатель, единица измерения", "Охват, %"),
                text("base", "Базовое значение", "8,2"),
                text("target", "Цель", "15"),
                text("actual", "Последнее значение", "12 (2026)"),
            ),
            records(
                "costs",
                "Затраты",
                text("name", "Статья", "Оборудование"),
                text("amount", "Объём", "400 000 руб."),
                text("source", "Источник", "грант"),
            ),
            text("total", "Итог известных затрат проекта", "400 000 руб."),
        ),
        _aside_fields("outside", "Вне отчётного периода"),
        _aside_fields("undated", "Без даты"),
        text("leaves_room", "Есть, если нужны разделы для текста, который пишут в Word", "да"),
    )
)


# The house's own template


def _tag(tag: str, columns: int) -> tuple[str, ...]:
    return (f"{{%tr {tag} %}}", *[""] * (columns - 1))


def _table(rows: str, one: str, columns: Iterable[tuple[str, str, int]]) -> Grid:
    """A table of records: heading, field and width of every column."""
    named = tuple(columns)
    cells = tuple(
        Cell(f"{{{{ {one}.{name} }}}}", Align.CENTRE if name == "number" else Align.LEFT)
        for _head, name, _width in named
    )
    return Grid(
        (
            tuple(head for head, _name, _width in named),
            _tag(f"for {one} in {rows}", len(named)),
            cells,
            _tag("endfor", len(named)),
        ),
        tuple(width for _head, _name, width in named),
        has_borders=True,
        header_rows=1,
        size_pt=_LETTERS,
    )


_AGREEMENT_COLUMNS = (
    ("№", "number", 6),
    ("Вид", "kind", 20),
    ("Стороны", "parties", 27),
    ("№ и дата", "number_and_date", 16),
    ("Срок действия", "term", 16),
    ("Статус", "state", 15),
)
_PARTNER_COLUMNS = (
    ("№", "number", 6),
    ("Партнёр", "name", 26),
    ("Вид", "kind", 18),
    ("С кем сотрудничает", "organisation", 20),
    ("С какого года", "since", 11),
    ("Договор", "agreement", 19),
)
_ASIDE_COLUMNS = (("№", "number", 6), ("Что это", "kind", 20), ("Наименование", "what", 52), ("Дата", "term", 22))


def _when(rows: str, *blocks: Block) -> tuple[Block, ...]:
    return (Paragraph(f"{{%p if {rows} %}}"), *blocks, Paragraph("{%p endif %}"))


def _by_hand(names: Iterable[str]) -> tuple[Block, ...]:
    found: list[Block] = []
    for name in names:
        found += [Heading(WRITTEN_BY_HAND[name]), Paragraph("[Напишите текст раздела или удалите заголовок.]")]
    return tuple(found)


def _projects() -> tuple[Block, ...]:
    return (
        Paragraph("{%p for project in projects %}"),
        Heading("{{ project.number }}. {{ project.kind|capital }} {{ project.name }}", 3),
        Paragraph("Ведущая организация: {{ project.lead }}. Срок: {{ project.term }}.", indent_mm=0),
        *_when(
            "project.acts",
            Paragraph("Приняты акты:", indent_mm=0, stays_with_next=True),
            Paragraph("{%p for act in project.acts %}"),
            Paragraph("– {{ act.text }}"),
            Paragraph("{%p endfor %}"),
        ),
        *_when(
            "project.works",
            Paragraph("Выполнено:", indent_mm=0, stays_with_next=True),
            _table(
                "project.works",
                "work",
                (("Работа", "text", 52), ("Дата", "done", 16), ("Чем подтверждено", "evidence", 32)),
            ),
        ),
        *_when(
            "project.indicators",
            Paragraph("Показатели:", indent_mm=0, stays_with_next=True),
            _table(
                "project.indicators",
                "indicator",
                (
                    ("Показатель, единица измерения", "name", 49),
                    ("База", "base", 15),
                    ("Цель", "target", 15),
                    ("Последнее значение", "actual", 21),
                ),
            ),
        ),
        *_when(
            "project.costs",
            Paragraph("Затраты на проект за весь срок:", indent_mm=0, stays_with_next=True),
            _table(
                "project.costs", "cost", (("Статья", "name", 46), ("Объём", "amount", 22), ("Источник", "source", 32))
            ),
            *_when("project.total", Paragraph("Всего по известным статьям: {{ project.total }}", indent_mm=0)),
        ),
        Paragraph("{%p endfor %}"),
    )


@functools.cache
def original_template() -> bytes:
    """The .docx template, always the same bytes."""
    blocks: list[Block] = [
        Heading("ОТЧЁТ\nо развитии социального партнёрства", 1),
        Paragraph("{{ of }}", Align.CENTRE, 0),
        Paragraph("за {{ period }}", Align.CENTRE, 0),
        Paragraph("", indent_mm=0),
        Paragraph(
            "Партнёров: {{ count.partners }}, из них новых: {{ count.new_partners }}. Договоров в силе: "
            "{{ count.agreements }}, из них заключено в периоде: {{ count.concluded }}. Проектов: {{ count.projects }}."
        ),
        *_when("leaves_room", *_by_hand(_BEFORE)),
        *_when(
            "kinds",
            Heading("Партнёры по видам организаций"),
            _table("kinds", "kind", (("Вид", "name", 75), ("Число партнёров", "count", 25))),
        ),
        *_when(
            "directions",
            Heading("Партнёры по направлениям"),
            Paragraph("{%p for direction in directions %}"),
            Paragraph("{{ direction.name }}", Align.LEFT, 0, is_bold=True, stays_with_next=True),
            _table("direction.partners", "partner", _PARTNER_COLUMNS),
            Paragraph("", indent_mm=0),
            Paragraph("{%p endfor %}"),
        ),
        *_when("earlier", Heading("Договоры, заключённые ранее"), _table("earlier", "agreement", _AGREEMENT_COLUMNS)),
        *_when("new_partners", Heading("Новые партнёры"), _table("new_partners", "partner", _PARTNER_COLUMNS)),
        *_when(
            "concluded",
            Heading("Договоры, заключённые в отчётном периоде"),
            _table("concluded", "agreement", _AGREEMENT_COLUMNS),
        ),
        *_when("projects", Heading("Проекты"), *_projects()),
        *_when("leaves_room", *_by_hand(name for name in WRITTEN_BY_HAND if name not in _BEFORE)),
        *_when("outside", Heading("Вне отчётного периода"), _table("outside", "item", _ASIDE_COLUMNS)),
        *_when("undated", Heading("Без даты"), _table("undated", "item", _ASIDE_COLUMNS)),
        Paragraph("", indent_mm=0),
        Paragraph("Отчёт составлен {{ on|words }}", Align.LEFT, 0),
        Paragraph("", indent_mm=0),
        Grid((("Руководитель", "____________________ / ____________________ /"),), (35, 65)),
    ]
    return build_docx(blocks, title="Отчёт о развитии социального партнёрства")


PARTNERSHIP_REPORT = OfficialForm(
    key="partnership-report", label=_("Partnership report"), schema=SCHEMA, default_template=original_template
)


# The facts


def report_facts(report: Report, *, network: str, on: date, leaves_room: bool = True) -> dict[str, Any]:
    """The report in the shape of the template; no query."""
    new = [one for one in report.cooperations if one.is_new]
    partners = {one.partner.pk: one.partner for one in report.cooperations}
    kinds = Counter(str(partner.get_kind_display()) for partner in partners.values())
    return {
        "of": genitive_of(report.organisation.name) if report.organisation else f"сети {quoted(network)}",
        "period": report.period.label,
        "on": on,
        "count": {
            "partners": str(len(partners)),
            "new_partners": str(len({one.partner.pk for one in new})),
            "agreements": str(len(report.earlier) + len(report.concluded)),
            "concluded": str(len(report.concluded)),
            "projects": str(len(report.projects)),
        },
        "kinds": [{"name": name, "count": str(count)} for name, count in sorted(kinds.items(), key=_most_first)],
        "directions": [
            {"name": name, "partners": _counted(map(_partner, found))}
            for name, found in _by_direction(report.cooperations).items()
        ],
        "new_partners": _counted(map(_partner, new)),
        "earlier": _counted(map(_agreement, report.earlier)),
        "concluded": _counted(map(_agreement, report.concluded)),
        "projects": _counted(map(_project, report.projects)),
        "outside": _counted(map(_item, report.outside)),
        "undated": _counted(map(_item, report.undated)),
        "leaves_room": "да" if leaves_room else "",
    }


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _counted(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"number": str(number), **row} for number, row in enumerate(rows, start=1)]


def _by_direction(cooperations: Iterable[Cooperation]) -> dict[str, list[Cooperation]]:
    """The cooperations of each direction, the directions by name; those that name none at the end."""
    found: dict[Any, list[Cooperation]] = {}
    for one in cooperations:
        for direction in one.partnership.directions.all() or (None,):
            found.setdefault(direction, []).append(one)
    named = sorted((direction for direction in found if direction), key=lambda d: (d.sort_key, d.pk))
    in_order = [*named, *([None] if None in found else [])]
    return {str(direction) if direction else _NO_DIRECTION: found[direction] for direction in in_order}


def _partner(one: Cooperation) -> dict[str, str]:
    return {
        "name": one.partner.name,
        "kind": str(one.partner.get_kind_display()),
        "organisation": one.organisation.shown_name,
        "since": f"{one.since.year}" if one.since else _UNKNOWN,
        "agreement": "; ".join(map(number_and_date, one.agreements)) or _UNKNOWN,
    }


def _agreement(agreement: Agreement) -> dict[str, str]:
    return {
        "kind": str(agreement.get_kind_display()),
        "parties": ", ".join(str(party.organisation) for party in agreement.parties.all()),
        "number_and_date": number_and_date(agreement),
        "term": term_of(agreement),
        "state": str(agreement.get_stage_display()),
    }


def _project(told: ProjectReport) -> dict[str, Any]:
    project = told.project
    amounts = [row.amount for row in told.costs if row.amount is not None]
    return {
        "name": quoted(project.name),
        "kind": str(project.get_kind_display()),
        "lead": str(project.lead) if project.lead else _UNKNOWN,
        "term": project.term or span(project.starts_on, project.ends_on) or str(project.year or _UNKNOWN),
        "acts": [{"text": act_in_full(row.act)} for row in told.acts],
        "works": [
            {"text": row.content, "done": in_digits(row.done_on), "evidence": row.evidence or _UNKNOWN}
            for row in told.works
        ],
        "indicators": list(map(_indicator, told.indicators)),
        "costs": [
            {"name": row.name, "amount": roubles(row.amount) or _UNKNOWN, "source": row.source or _UNKNOWN}
            for row in told.costs
        ],
        "total": roubles(sum(amounts, start=amounts[0] * 0)) if amounts else "",
    }


def _indicator(indicator: Indicator) -> dict[str, str]:
    values = {kind: [value for value in indicator.values.all() if value.kind == kind] for kind in ValueKind}
    actual = values[ValueKind.ACTUAL]
    return {
        "name": ", ".join(filter(None, (indicator.name, indicator.unit))),
        "base": figure(values[ValueKind.BASELINE][0].value if values[ValueKind.BASELINE] else None),
        "target": figure(values[ValueKind.TARGET][0].value if values[ValueKind.TARGET] else None),
        "actual": f"{figure(actual[-1].value)} ({actual[-1].period})" if actual else _UNKNOWN,
    }


def _item(row: Any) -> dict[str, str]:
    """A row of any kind in one line, with the day or the term that decided where it stands."""
    kind, what, term = next(_told(row))
    return {"kind": kind, "what": what, "term": term or _UNKNOWN}


def _told(row: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(row, Partnership):
        yield "партнёрство", str(row), span(row.starts_on, row.ends_on)
    elif isinstance(row, Agreement):
        yield str(row.get_kind_display()), f"{row.title}, {number_and_date(row)}", term_of(row)
    elif isinstance(row, Project):
        yield str(row.get_kind_display()), row.name, row.term or span(row.starts_on, row.ends_on)
    elif isinstance(row, ProjectAct):
        yield f"акт проекта {quoted(str(row.project))}", act_in_full(row.act), str(in_digits(row.act.issued_on) or "")
    elif isinstance(row, RoadmapRow):
        yield f"работа проекта {quoted(str(row.project))}", row.content, str(in_digits(row.done_on) or "")
    else:
        raise TypeError(f"a report does not know {type(row).__name__}")
