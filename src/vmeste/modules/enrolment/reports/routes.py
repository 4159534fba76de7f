"""The individual route of a pupil on paper."""

import functools
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.services.issuing import fill
from vmeste.modules.enrolment.selectors.routes import Route, Step, When
from vmeste.pure.writing.drafting import Align, Block, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.packages import with_keywords
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.templates.language import in_digits
from vmeste.pure.writing.templates.schema import Field, Schema, day, records, text

TITLE = "Индивидуальный образовательный маршрут"


def _steps(name: str, label: str) -> Field:
    return records(
        name,
        label,
        text("year", "Учебный год", "2025/26"),
        text("programme", "Программа", "Робототехника"),
        text("organisation", "Организация", "Колледж"),
        text("period", "Период", "с 15.09.2025 по 25.05.2026"),
        text("hours", "Часов", "72"),
        text("result", "Результат", "зачтено"),
    )


SCHEMA = Schema(
    (
        text("name", "Фамилия, имя, отчество", "Петров Пётр Петрович"),
        text("class_name", "Класс", "8и"),
        text("school", "Школа", "Лицей № 1"),
        text("profile", "Профиль класса", "инженерный"),
        day("on", "По состоянию на", date(2026, 5, 29)),
        records(
            "places",
            "Где учится и учился",
            text("place", "Школа и класс", "Лицей № 1, 8и"),
            text("period", "Период", "с 01.09.2025"),
        ),
        _steps("past", "Пройдено"),
        _steps("now", "Сейчас"),
        _steps("planned", "Запланировано"),
    )
)


def _part(number: int, name: str, heading: str) -> tuple[Block, ...]:
    empty = [""] * 5
    return (
        Paragraph(f"{{%p if {name} %}}"),
        Heading(f"{number}. {heading}"),
        Grid(
            (
                ("Учебный год", "Программа", "Организация", "Период", "Часов", "Результат"),
                (f"{{%tr for step in {name} %}}", *empty),
                (
                    "{{ step.year }}",
                    "{{ step.programme }}",
                    "{{ step.organisation }}",
                    "{{ step.period }}",
                    "{{ step.hours }}",
                    "{{ step.result }}",
                ),
                ("{%tr endfor %}", *empty),
            ),
            (11, 24, 21, 17, 8, 19),
            has_borders=True,
            header_rows=1,
            size_pt=10,
        ),
        Paragraph("{%p endif %}"),
    )


_BLOCKS: tuple[Block, ...] = (
    Heading("ИНДИВИДУАЛЬНЫЙ ОБРАЗОВАТЕЛЬНЫЙ МАРШРУТ", 1),
    Paragraph("по состоянию на {{ on|digits }}", Align.CENTRE, 0),
    Paragraph("", indent_mm=0),
    Paragraph("Обучающийся: {{ name }}", indent_mm=0),
    Paragraph("Класс: {{ class_name }}, {{ school }}{% if profile %} (профиль: {{ profile }}){% endif %}", indent_mm=0),
    Heading("1. Школы и классы"),
    Paragraph("{%p for one in places %}"),
    Paragraph("{{ one.period }}: {{ one.place }}", indent_mm=0),
    Paragraph("{%p endfor %}"),
    *_part(2, "past", "Пройдено"),
    *_part(3, "now", "Сейчас"),
    *_part(4, "planned", "Запланировано"),
    Paragraph("", indent_mm=0),
    Grid(
        (
            ("Согласовано с родителем (законным представителем)", "____________________ / ____________________ /"),
            ("Ответственный от школы", "____________________ / ____________________ /"),
        ),
        (50, 50),
    ),
)

ROUTE = OfficialForm(
    key="pupil-route",
    label=_("Individual route of a pupil"),
    schema=SCHEMA,
    default_template=functools.cache(lambda: build_docx(_BLOCKS, title=TITLE)),
)


def route_facts(route: Route, *, name: str, on: date) -> dict[str, Any]:
    """The route in the shape of the form; no query."""
    now = [place for place in route.places if place.starts_on <= on and (place.ends_on is None or place.ends_on > on)]
    last = now[-1] if now else (route.places[-1] if route.places else None)
    with override("ru"):
        return {
            "name": name,
            "class_name": str(last.school_class or "") if last else "",
            "school": str(last.organisation) if last else "",
            "profile": last.school_class.get_profile_display() if last and last.school_class else "",
            "on": on,
            "places": [
                {
                    "place": ", ".join(filter(None, (str(p.organisation), str(p.school_class or "")))),
                    "period": period(p.starts_on, p.ends_on),
                }
                for p in route.places
            ],
            **{when.value: [_step(step) for step in route.of(when)] for when in When},
        }


def _step(step: Step) -> dict[str, str]:
    programme, row = step.group.programme, step.enrolment
    hours = row.hours_done if row is not None and row.hours_done is not None else programme.hours_a_year
    results = [row.assessment] if row is not None and row.assessment else []
    results += [f"{c.get_kind_display()} № {c.number}" for c in step.certificates if c.revoked_on is None]
    if row is None:
        results = ["в очереди"]
    return {
        "year": str(step.group.year),
        "programme": str(programme),
        "organisation": str(programme.organisation),
        "period": period(step.starts_on, step.ends_on),
        "hours": "" if hours is None else str(hours),
        "result": "; ".join(results) or (str(row.get_state_display()) if row is not None else ""),
    }


def period(starts_on: date | None, ends_on: date | None) -> str:
    """A period in a document: its last day, not the first day after it."""
    parts = []
    if starts_on is not None:
        parts.append(f"с {in_digits(starts_on)}")
    if ends_on is not None:
        parts.append(f"по {in_digits(ends_on - timedelta(days=1))}")
    return " ".join(parts)


def route_on_paper(facts: dict[str, Any], *, kind: str) -> bytes:
    """The route as `docx` or `pdf`; nothing is kept."""
    docx = with_keywords(fill(ROUTE, facts), title=TITLE, keywords="")
    return docx if kind == "docx" else docx_to_pdf(docx, title=TITLE, language="ru")
