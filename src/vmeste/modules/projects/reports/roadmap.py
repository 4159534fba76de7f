"""The plan of work of a project, «дорожная карта», in its two usual layouts and as a spreadsheet.

By stages, four columns: tasks, content of the work, form of results, responsible. As a list, five columns: number,
work, responsible, result, term.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.projects.choices import RoadmapLayout, WorkState
from vmeste.modules.projects.models import Project, ProjectStage, RoadmapRow
from vmeste.modules.projects.reports.wording import days, project_in_genitive, span
from vmeste.modules.projects.selectors.details import roadmap_of
from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Merge, Paragraph, build_docx
from vmeste.pure.writing.tables.sheets import ColumnSpec, Sheet
from vmeste.pure.writing.templates.language import in_digits
from vmeste.pure.writing.templates.schema import Schema, records, text

OUTSIDE = "Мероприятия вне этапов"
_NAMES_ITSELF = re.compile(r"(?:\w+\s+)?этап\b|[IVX\d]+\s*[.)]", re.IGNORECASE)
_LETTERS = 11

SCHEMA = Schema(
    (
        text("approval", "Гриф утверждения", "УТВЕРЖДЕН\nприказом управления образования\nот 01.09.2026 № 1"),
        text("agreed", "Гриф согласования", "СОГЛАСОВАНО\nна заседании методического совета"),
        text("subject", "Чего план, в родительном падеже", "проекта «Инженерный кластер»"),
        text("name", "Наименование проекта", "Инженерный кластер"),
        text("term", "Сроки проекта", "01.09.2026 – 31.08.2029"),
        text("goal", "Цель проекта", "подготовка к инженерным профессиям"),
        records(
            "stages",
            "Этапы; мероприятия вне этапов стоят в последнем",
            text("number", "Номер этапа", "1"),
            text("name", "Наименование этапа", "Практический"),
            text("heading", "Номер и наименование", "Этап 1. Практический"),
            text("term", "Срок этапа", "август 2026 г. – октябрь 2028 г."),
            text("goal", "Цель этапа", "формирование практической среды"),
            records(
                "works",
                "Мероприятия этапа",
                text("number", "№", "1"),
                text("task", "Задача", "разработать модель кластера"),
                text("opens_task", "Есть у первого мероприятия задачи", "да"),
                text("content", "Содержание работы", "составить план мероприятий"),
                records("results", "Оформление результатов", text("text", "Результат", "план мероприятий")),
                records("responsible", "Ответственные", text("name", "Ответственный", "В.А. Климова")),
                text("own_term", "Собственный срок мероприятия", "до 31.05.2027"),
                text("term", "Срок мероприятия, а без него срок этапа", "до 31.05.2027"),
                text("state", "Отметка о выполнении", "выполнено 20.05.2027"),
                text("evidence", "Чем подтверждено", "приказ № 12"),
            ),
        ),
    )
)


# The house's own templates


def _top() -> tuple[Block, ...]:
    return (
        Grid((("{% if agreed %}{{ agreed }}{% endif %}", "{{ approval }}"),), (62, 38)),
        Paragraph("", indent_mm=0),
        Heading("ПЛАН МЕРОПРИЯТИЙ\n(«дорожная карта»)", 1),
        Paragraph("{{ subject }}", Align.CENTRE, 0),
        Paragraph("{%p if term %}"),
        Paragraph("Срок реализации: {{ term }}", Align.CENTRE, 0),
        Paragraph("{%p endif %}"),
        Paragraph("", indent_mm=0),
    )


def _listed(rows: str, one: str, said: str) -> str:
    """The rows of a list as paragraphs of one cell; a dash for none."""
    return (
        f"{{%p for {one} in work.{rows} %}}\n{{{{ {one}.{said} }}}}\n{{%p endfor %}}\n"
        f"{{%p if not work.{rows} %}}\n–\n{{%p endif %}}"
    )


_CONTENT = "{{ work.content }}\n{%p if work.own_term %}\nСрок: {{ work.own_term }}\n{%p endif %}"
_RESULTS = _listed("results", "result", "text")
_RESPONSIBLE = _listed("responsible", "person", "name")
_TASK = "{% if work.task %}{{ work.task }}{% endif %}"


def _tag(tag: str, columns: int) -> tuple[str, ...]:
    """A row that holds nothing but a tag, and disappears with it."""
    return (f"{{%tr {tag} %}}", *[""] * (columns - 1))


@functools.cache
def template_by_stages() -> bytes:
    """Four columns, a table for each stage; a task stands once beside all its works. Always the same bytes."""
    blocks: list[Block] = [
        *_top(),
        Paragraph("{%p for stage in stages %}"),
        Paragraph("{%p if stage.heading %}"),
        Heading("{{ stage.heading }}"),
        Paragraph("{%p if stage.term %}"),
        Paragraph("Срок: {{ stage.term }}", indent_mm=0, stays_with_next=True),
        Paragraph("{%p endif %}"),
        Paragraph("{%p if stage.goal %}"),
        Paragraph("Цель: {{ stage.goal }}", indent_mm=0, stays_with_next=True),
        Paragraph("{%p endif %}"),
        Paragraph("{%p endif %}"),
        Paragraph("{%p if stage.works %}"),
        Grid(
            (
                ("Задачи", "Содержание работы", "Оформление результатов", "Ответственные"),
                _tag("for work in stage.works", 4),
                _tag("if work.opens_task", 4),
                (Cell(_TASK, merge=Merge.BEGIN), _CONTENT, _RESULTS, _RESPONSIBLE),
                _tag("else", 4),
                (Cell(merge=Merge.GO_ON), _CONTENT, _RESULTS, _RESPONSIBLE),
                _tag("endif", 4),
                _tag("endfor", 4),
            ),
            (26, 36, 20, 18),
            has_borders=True,
            header_rows=1,
            size_pt=_LETTERS,
        ),
        Paragraph("{%p endif %}"),
        Paragraph("", indent_mm=0),
        Paragraph("{%p endfor %}"),
    ]
    return build_docx(blocks, title="План мероприятий", is_landscape=True)


@functools.cache
def template_as_list() -> bytes:
    """Five columns in one table, stages as rows across it. Always the same bytes."""
    heading = "{{ stage.heading }}{% if stage.term %} ({{ stage.term }}){% endif %}"
    table = Grid(
        (
            ("№", "Наименование мероприятия", "Ответственный", "Результат", "Срок"),
            _tag("for stage in stages", 5),
            _tag("if stage.heading", 5),
            (Cell(heading, is_bold=True, columns=5),),
            _tag("endif", 5),
            _tag("for work in stage.works", 5),
            ("{{ work.number }}", "{{ work.content }}", _RESPONSIBLE, _RESULTS, "{{ work.term }}"),
            _tag("endfor", 5),
            _tag("endfor", 5),
        ),
        (6, 38, 20, 22, 14),
        has_borders=True,
        header_rows=1,
        size_pt=_LETTERS,
    )
    return build_docx([*_top(), table], title="План мероприятий", is_landscape=True)


ROADMAP_BY_STAGES = OfficialForm(
    key=RoadmapLayout.BY_STAGES.value,
    label=RoadmapLayout.BY_STAGES.label,
    schema=SCHEMA,
    default_template=template_by_stages,
)
ROADMAP_AS_LIST = OfficialForm(
    key=RoadmapLayout.AS_LIST.value,
    label=RoadmapLayout.AS_LIST.label,
    schema=SCHEMA,
    default_template=template_as_list,
)
LAYOUTS = {form.key: form for form in (ROADMAP_BY_STAGES, ROADMAP_AS_LIST)}


# The facts


@dataclass(slots=True)
class _Block:
    """A stage with its works, or the works of none."""

    stage: ProjectStage | None
    works: list[RoadmapRow] = field(default_factory=list)


def roadmap_facts(project: Project, *, approval: str = "", agreed: str = "") -> dict[str, Any]:
    """Everything a roadmap may print; 3 queries. Works of a task stand together, in the order of the roadmap."""
    blocks, numbers = _blocks(project), itertools.count(1)
    return {
        "approval": approval,
        "agreed": agreed,
        "subject": project_in_genitive(project),
        "name": project.name,
        "term": project.term or span(project.starts_on, project.ends_on),
        "goal": project.goal,
        "stages": [
            _stage(place, block, numbers, is_alone=len(blocks) == 1) for place, block in enumerate(blocks, start=1)
        ],
    }


def _blocks(project: Project) -> list[_Block]:
    """The stages in order, each with its works; then the works of no stage, when there are any."""
    blocks = {stage.pk: _Block(stage) for stage in project.stages.order_by("position", "pk")}
    outside = _Block(None)
    for work in roadmap_of(project):
        if work.state != WorkState.DROPPED:
            blocks.get(work.stage_id or 0, outside).works.append(work)
    return [*blocks.values(), *([outside] if outside.works or not blocks else [])]


def _stage(place: int, block: _Block, numbers: Iterator[int], *, is_alone: bool) -> dict[str, Any]:
    stage = block.stage
    term = (stage.term or span(stage.starts_on, stage.ends_on)) if stage else ""
    heading = ("" if is_alone else OUTSIDE) if stage is None else _heading(place, stage.name)
    return {
        "number": str(place) if stage else "",
        "name": stage.name if stage else "",
        "heading": heading,
        "term": term,
        "goal": stage.goal if stage else "",
        "works": list(_works(block.works, term, numbers)),
    }


def _heading(place: int, name: str) -> str:
    return name if _NAMES_ITSELF.match(name) else f"Этап {place}. {name}"


def _works(works: Iterable[RoadmapRow], stage_term: str, numbers: Iterator[int]) -> Iterator[dict[str, Any]]:
    """The works, those of one task together; a task stands where its first work does."""
    by_task: dict[Any, list[RoadmapRow]] = {}
    for work in works:
        by_task.setdefault(work.task_id or f"none {work.pk}", []).append(work)
    for together in by_task.values():
        for place, work in enumerate(together):
            own_term = work.term or days(work.starts_on, work.due_on)
            counted = next(numbers)
            yield {
                "number": work.number or f"{counted}",
                "task": work.task.text if work.task else "",
                "opens_task": "да" if place == 0 else "",
                "content": work.content,
                "results": [{"text": line.strip()} for line in work.results.splitlines() if line.strip()],
                "responsible": [{"name": one.name} for one in work.responsible_rows.all()],
                "own_term": own_term,
                "term": own_term or stage_term,
                "state": _state(work),
                "evidence": work.evidence,
            }


def _state(work: RoadmapRow) -> str:
    if work.state == WorkState.DONE and work.done_on:
        return f"{work.get_state_display()} {in_digits(work.done_on)}"
    return str(work.get_state_display())


def roadmap_sheet(project: Project) -> Sheet:
    """The roadmap as one table for a spreadsheet, a row for each work; 3 queries."""
    columns = (
        ColumnSpec("Этап", width=24),
        ColumnSpec("Срок этапа", width=18),
        ColumnSpec("Задачи", width=34),
        ColumnSpec("№", width=7),
        ColumnSpec("Содержание работы", width=50),
        ColumnSpec("Оформление результатов", width=32),
        ColumnSpec("Ответственные", width=28),
        ColumnSpec("Срок", width=18),
        ColumnSpec("Отметка о выполнении", width=22),
        ColumnSpec("Чем подтверждено", width=28),
    )
    rows = [
        (
            stage["heading"],
            stage["term"],
            work["task"],
            work["number"],
            work["content"],
            "\n".join(result["text"] for result in work["results"]),
            "\n".join(one["name"] for one in work["responsible"]),
            work["own_term"],
            work["state"],
            work["evidence"],
        )
        for stage in roadmap_facts(project)["stages"]
        for work in stage["works"]
    ]
    return Sheet("Дорожная карта", columns, rows)
