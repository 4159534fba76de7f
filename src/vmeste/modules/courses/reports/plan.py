"""The extracurricular plan («план внеурочной деятельности») of a class, a level or a whole organisation."""

import functools
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from vmeste.modules.courses.choices import SchoolLevel
from vmeste.modules.courses.models import PlanLine
from vmeste.modules.courses.selectors import plans
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.models import AcademicYear
from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.tables.sheets import ColumnSpec, Kind, Sheet, spoken
from vmeste.pure.writing.templates.schema import Schema, day, records, text

ClassPlan = tuple[SchoolClass, Sequence[PlanLine]]

_NUMBER = ColumnSpec("", Kind.NUMBER)
_LEVELS = {
    SchoolLevel.PRIMARY: "начальное общее образование",
    SchoolLevel.BASIC: "основное общее образование",
    SchoolLevel.SECONDARY: "среднее общее образование",
}
_LETTERS = 9

SCHEMA = Schema(
    (
        text("organisation", "Организация", "Муниципальное общеобразовательное учреждение «Лицей № 1»"),
        text("year", "Учебный год", "2026/2027"),
        text("scope", "Уровень образования или класс", "основное общее образование"),
        records("approval", "Гриф утверждения, по строкам", text("line", "Строка", "УТВЕРЖДАЮ")),
        day("made_on", "Дата составления", date(2026, 8, 28)),
        records(
            "classes",
            "Классы",
            text("name", "Класс", "8и"),
            text("hours_a_week", "Всего часов в неделю", "6"),
            text("hours_a_year", "Всего часов в год", "204"),
            text("check", "Проверка: норма недельной нагрузки", "не более 10 часов в неделю: 6 – соблюдается"),
            records(
                "lines",
                "Строки плана",
                text("number", "№ п/п", "1"),
                text("focus", "Направление", "техническая"),
                text("course", "Курс", "Робототехника"),
                text("form", "Форма", "кружок"),
                text("group", "Класс или группа", "8и, группа 1"),
                text("hours_a_week", "Часов в неделю", "2"),
                text("hours_a_year", "Часов в год", "68"),
                text("teacher", "Педагог", "Рябова Ольга Ивановна"),
                text("place", "Место, организация-партнёр", "Технопарк, каб. 12"),
                text("basis", "Основание", "договор № 17"),
                text("funding", "Источник финансирования", "бюджет организации"),
            ),
        ),
        records(
            "funding",
            "Часы в неделю по источникам финансирования",
            text("source", "Источник", "бюджет организации"),
            text("hours", "Часов в неделю", "6"),
        ),
        text("total_week", "Итого часов в неделю по всем классам", "6"),
        text("total_year", "Итого часов в год по всем классам", "204"),
    )
)


@functools.cache
def original_template() -> bytes:
    """The .docx template, always the same bytes."""
    headings = (
        *("№", "Направление", "Курс", "Форма", "Класс, группа", "Часов в неделю", "Часов в год"),
        *("Педагог", "Место, партнёр", "Основание", "Источник финансирования"),
    )
    names = (
        *("number", "focus", "course", "form", "group", "hours_a_week", "hours_a_year"),
        *("teacher", "place", "basis", "funding"),
    )
    loop = ("",) * (len(names) - 1)
    blocks: list[Block] = [
        Paragraph("{%p for row in approval %}"),
        Paragraph("{{ row.line }}", Align.RIGHT, 0),
        Paragraph("{%p endfor %}"),
        Paragraph("{{ organisation }}", Align.CENTRE, 0, is_bold=True),
        Paragraph("", indent_mm=0),
        Heading("ПЛАН ВНЕУРОЧНОЙ ДЕЯТЕЛЬНОСТИ", 1),
        Paragraph("на {{ year }} учебный год", Align.CENTRE, 0),
        Paragraph("{{ scope }}", Align.CENTRE, 0),
        Paragraph("", indent_mm=0),
        Paragraph("{%p for unit in classes %}"),
        Heading("{{ unit.name }}", 2),
        Grid(
            (
                headings,
                ("{%tr for line in unit.lines %}", *loop),
                tuple(f"{{{{ line.{name} }}}}" for name in names),
                ("{%tr endfor %}", *loop),
                (
                    Cell("Итого", is_bold=True, columns=5),
                    Cell("{{ unit.hours_a_week }}", is_bold=True),
                    Cell("{{ unit.hours_a_year }}", is_bold=True),
                    Cell("", columns=4),
                ),
            ),
            (4, 10, 16, 8, 9, 7, 7, 13, 11, 8, 7),
            has_borders=True,
            header_rows=1,
            size_pt=_LETTERS,
        ),
        Paragraph("Проверка: {{ unit.check }}.", Align.LEFT, 0),
        Paragraph("{%p endfor %}"),
        Heading("Финансирование", 2),
        Grid(
            (
                ("Источник", "Часов в неделю"),
                ("{%tr for row in funding %}", ""),
                ("{{ row.source }}", "{{ row.hours }}"),
                ("{%tr endfor %}", ""),
                (Cell("Итого", is_bold=True), Cell("{{ total_week }}", is_bold=True)),
            ),
            (70, 30),
            has_borders=True,
            header_rows=1,
        ),
        Paragraph("Всего в год: {{ total_year }} ч.", Align.LEFT, 0),
        Paragraph("", indent_mm=0),
        Grid((("Заместитель директора", "____________________ / ____________________ /"),), (40, 60)),
        Paragraph("{{ made_on|words }}", Align.LEFT, 0),
    ]
    return build_docx(blocks, title="План внеурочной деятельности", is_landscape=True)


EXTRACURRICULAR_PLAN = OfficialForm(
    key="extracurricular-plan",
    label=pgettext_lazy("official form", "Extracurricular plan"),
    schema=SCHEMA,
    default_template=original_template,
)


def title_of(organisation: Organisation, year: AcademicYear, scope: str) -> str:
    """What the document is called in the register."""
    return f"План внеурочной деятельности {year}: {organisation}, {scope}"


def scope_of(level: SchoolLevel | None) -> str:
    """A level in the words of the standards; the whole organisation without one."""
    return _LEVELS[level] if level is not None else "все уровни образования"


def plan_facts(
    organisation: Organisation,
    year: AcademicYear,
    classes: Sequence[ClassPlan],
    *,
    scope: str,
    approval: str = "",
    on: date,
) -> dict[str, Any]:
    """The plan of these classes in the shape of the template; 1 query."""
    norms = plans.plan_norms(year)
    limit = norms.get(NormKind.EXTRACURRICULAR_WEEK_HOURS)
    shown = []
    total_year = 0
    for school_class, lines in classes:
        hours = plans.week_hours(lines)
        yearly = [plans.hours_in_year(line, school_class.grade, norms) for line in lines]
        total_year += sum(yearly)
        verdict = "нет данных о норме"
        if limit is not None:
            kept = "соблюдается" if hours <= limit.value else "превышает"
            verdict = f"не более {_said(limit.value)} ч в неделю, по плану {_said(hours)} ч – {kept}"
        shown.append(
            {
                "name": str(school_class),
                "hours_a_week": _said(hours),
                "hours_a_year": str(sum(yearly)),
                "check": verdict,
                "lines": [
                    _line(number, line, year_hours)
                    for number, (line, year_hours) in enumerate(zip(lines, yearly, strict=True), start=1)
                ],
            }
        )
    every = [line for _class, lines in classes for line in lines]
    return {
        "organisation": organisation.name,
        "year": str(year),
        "scope": scope,
        "approval": [{"line": line.strip()} for line in approval.splitlines() if line.strip()],
        "made_on": on,
        "classes": shown,
        "funding": [{"source": source, "hours": _said(hours)} for source, hours in plans.hours_by_funding(every)],
        "total_week": _said(plans.week_hours(every)),
        "total_year": str(total_year),
    }


def _line(number: int, line: PlanLine, hours_a_year: int) -> dict[str, str]:
    group = line.group
    room = group.venue if group else None
    host = line.programme.organisation
    is_own = line.school_class.organisation_id == host.pk
    place = [str(room)] if room else []
    return {
        "number": str(number),
        "focus": str(line.programme.get_focus_display()),
        "course": line.programme.title,
        "form": line.form or str(line.programme.get_kind_display()),
        "group": str(group or line.school_class),
        "hours_a_week": _said(line.hours_a_week),
        "hours_a_year": str(hours_a_year),
        "teacher": str(group.teacher) if group and group.teacher else "",
        "place": ", ".join([*place, *([] if is_own and room else [str(host)])]),
        "basis": line.basis,
        "funding": str(line.get_funding_display()),
    }


def _said(value: Any) -> str:
    return spoken(value, _NUMBER)


def plan_sheet(facts: dict[str, Any]) -> Sheet:
    """The same facts as one table for a spreadsheet, a row for each line and one for each total; no query."""
    columns = (
        ColumnSpec("Класс", width=10),
        ColumnSpec("№", width=6),
        ColumnSpec("Направление", width=22),
        ColumnSpec("Курс", width=40),
        ColumnSpec("Форма", width=18),
        ColumnSpec("Класс, группа", width=16),
        ColumnSpec("Часов в неделю", width=12),
        ColumnSpec("Часов в год", width=12),
        ColumnSpec("Педагог", width=28),
        ColumnSpec("Место, партнёр", width=30),
        ColumnSpec("Основание", width=24),
        ColumnSpec("Источник финансирования", width=24),
    )
    return Sheet("План внеурочной деятельности", columns, list(_sheet_rows(facts)))


def _sheet_rows(facts: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    for one in facts["classes"]:
        for line in one["lines"]:
            yield (one["name"], *line.values())
        yield (one["name"], "", "", "Итого", "", "", one["hours_a_week"], one["hours_a_year"], "", one["check"], "", "")
    for row in facts["funding"]:
        yield ("", "", "", "", "", "", row["hours"], "", "", "", "", row["source"])
    yield ("", "", "", "Итого", "", "", facts["total_week"], facts["total_year"], "", "", "", "")
