"""The order («приказ») that approves a project or changes an order about it.

Grammar proposes every sentence; a person corrects them before they are printed. An order about changes names the order
it changes by number and date.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.organisations.models import Contact
from vmeste.modules.projects.choices import ActKind, ProjectKind, ProjectRole
from vmeste.modules.projects.models import Assignment, CoordinationCentre, LegalAct, Project, ProjectAct
from vmeste.modules.projects.reports.wording import (
    ACT_ACCUSATIVE,
    KIND_ACCUSATIVE,
    KIND_NOMINATIVE,
    capital,
    project_in_genitive,
    quoted,
)
from vmeste.modules.projects.selectors.details import acts_of, assignments_of, centres_of
from vmeste.pure.grammar.forms import Case, Form, Sureness
from vmeste.pure.grammar.organisations import decline_organisation
from vmeste.pure.grammar.persons import decline_person, initials
from vmeste.pure.grammar.posts import decline_post
from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.language import in_digits
from vmeste.pure.writing.templates.schema import Schema, day, records, text

_ROLES = {
    ProjectRole.HEAD: "руководителем",
    ProjectRole.SUPERVISOR: "научным руководителем",
    ProjectRole.CURATOR: "куратором",
    ProjectRole.COORDINATOR: "координатором",
    ProjectRole.METHODOLOGIST: "методистом",
    ProjectRole.EXECUTOR: "исполнителем",
    ProjectRole.TEACHER: "педагогом",
    ProjectRole.MENTOR: "наставником",
    ProjectRole.EXPERT: "экспертом",
}
_CONTROL = "Контроль за исполнением приказа оставляю за собой."
_DASHES = "-–—"

SCHEMA = Schema(
    (
        text("issuer", "Наименование органа", "Управление образования администрации города"),
        day("issued_on", "Дата", date(2026, 9, 1)),
        text("number", "Номер", "421"),
        text("place", "Место издания", "г. Новоград"),
        text("heading", "Заголовок", "Об утверждении проекта «Инженерный кластер»"),
        text("preamble", "Преамбула", "В целях реализации проекта «Инженерный кластер»"),
        records(
            "points",
            "Пункты",
            text("number", "Номер пункта", "1"),
            text("text", "Пункт", "Утвердить проект «Инженерный кластер» (приложение 1)."),
            records(
                "items",
                "Подпункты",
                text("number", "Номер подпункта", "1.1"),
                text("text", "Подпункт", "центр «Робототехника» на базе лицея № 1;"),
            ),
        ),
        records("annexes", "Приложения", text("number", "№", "1"), text("text", "Приложение", "Проект")),
        text("signatory_post", "Должность подписанта", "Начальник управления"),
        text("signatory", "Подписант: И. О. Фамилия", "В.А. Климова"),
        records(
            "acquainted",
            "Кого ознакомить",
            text("number", "№", "1"),
            text("who", "Фамилия, имя, отчество, должность", "Рябова Ольга Ивановна, методист"),
        ),
    )
)


@functools.cache
def original_template() -> bytes:
    """The .docx template, always the same bytes."""
    blocks: list[Block] = [
        Paragraph("{{ issuer|upper }}", Align.CENTRE, 0, is_bold=True),
        Paragraph("", indent_mm=0),
        Heading("ПРИКАЗ", 1),
        Grid((("{{ issued_on|words }}", Cell("№ {{ number }}", Align.RIGHT)),), (50, 50)),
        Paragraph("{%p if place %}"),
        Paragraph("{{ place }}", Align.CENTRE, 0),
        Paragraph("{%p endif %}"),
        Paragraph("", indent_mm=0),
        Grid((("{{ heading }}", ""),), (55, 45)),
        Paragraph("", indent_mm=0),
        Paragraph("{{ preamble }}"),
        Paragraph("ПРИКАЗЫВАЮ:", Align.LEFT, 0, stays_with_next=True),
        Paragraph("{%p for point in points %}"),
        Paragraph("{{ point.number }}. {{ point.text }}"),
        Paragraph("{%p for item in point.items %}"),
        Paragraph("{{ item.number }}. {{ item.text }}"),
        Paragraph("{%p endfor %}"),
        Paragraph("{%p endfor %}"),
        Paragraph("{%p if annexes %}"),
        Paragraph("", indent_mm=0),
        Paragraph("Приложения:", Align.LEFT, 0, stays_with_next=True),
        Paragraph("{%p for annex in annexes %}"),
        Paragraph("{{ annex.number }}. {{ annex.text }}."),
        Paragraph("{%p endfor %}"),
        Paragraph("{%p endif %}"),
        Paragraph("", indent_mm=0),
        Paragraph("", indent_mm=0),
        Grid(
            (("{{ signatory_post|capital }}", "____________________", Cell("{{ signatory }}", Align.RIGHT)),),
            (45, 28, 27),
        ),
        Paragraph("{%p if acquainted %}"),
        Heading("ЛИСТ ОЗНАКОМЛЕНИЯ", opens_page=True),
        Paragraph("с приказом от {{ issued_on|words }} № {{ number }}", Align.CENTRE, 0),
        Paragraph("{{ heading }}", Align.CENTRE, 0),
        Paragraph("", indent_mm=0),
        Grid(
            (
                ("№", "Фамилия, имя, отчество, должность", "Дата", "Подпись"),
                ("{%tr for person in acquainted %}", "", "", ""),
                (Cell("{{ person.number }}", Align.CENTRE), "{{ person.who }}", "", ""),
                ("{%tr endfor %}", "", "", ""),
            ),
            (8, 52, 18, 22),
            has_borders=True,
            header_rows=1,
        ),
        Paragraph("{%p endif %}"),
    ]
    return build_docx(blocks, title="Приказ")


ORDER = OfficialForm(
    key="order", label=pgettext_lazy("official form", "Order"), schema=SCHEMA, default_template=original_template
)


# What is proposed


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fields of the form, and the declined words of which grammar is not certain."""

    fields: dict[str, Any]
    doubtful: tuple[str, ...] = ()


class _Words:
    """Declines, and remembers what a person should look at."""

    def __init__(self) -> None:
        self.doubtful: dict[str, None] = {}

    def said(self, form: Form) -> str:
        if form.sureness is not Sureness.CERTAIN:
            self.doubtful[form.text] = None
        return form.text


def propose_approval(project: Project, *, signatory: Contact | None) -> Proposal:
    """An order that approves the project and its roadmap, creates its centres and appoints people; 4 queries."""
    words = _Words()
    centres, people = list(centres_of(project)), _serving(project)
    subject, kind = project_in_genitive(project), KIND_ACCUSATIVE[ProjectKind(project.kind)]
    has_roadmap = project.roadmap.exists()
    points = [[f"Утвердить {kind} {quoted(project.name)} (приложение 1)."]]
    if has_roadmap:
        points.append([f"Утвердить план мероприятий («дорожную карту») {subject} (приложение 2)."])
    if centres:
        points.append(_together("Создать", [_centre(centre, words) for centre in centres]))
    if people:
        points.append(_together("Назначить", [_appointment(one, subject, words) for one in people]))
    annexes = [f"{capital(KIND_NOMINATIVE[ProjectKind(project.kind)])} {quoted(project.name)}"]
    fields = {
        **_frame(project, people, signatory),
        "heading": f"Об утверждении {subject}",
        "points": _as_lines([*points, [_CONTROL]]),
        "annexes": "\n".join([*annexes, *(["План мероприятий («дорожная карта»)"] if has_roadmap else [])]),
    }
    return Proposal(fields, tuple(words.doubtful))


def propose_change(project: Project, changed: ProjectAct, *, signatory: Contact | None) -> Proposal:
    """An order that changes an order of the project; 2 queries."""
    words = _Words()
    named = named_act(changed.act, words)
    changes = [line.strip(f" \t{_DASHES}") for line in changed.changes.splitlines() if line.strip()]
    title = f" {quoted(changed.act.title)}" if changed.act.title else ""
    first = [f"Внести в {named}{title} следующие изменения:", *(f"{line.rstrip('.;')};" for line in changes)]
    fields = {
        **_frame(project, _serving(project), signatory),
        "heading": f"О внесении изменений в {named}",
        "points": _as_lines([first, [_CONTROL]]),
        "annexes": "",
        "issuer": changed.act.issuer,
    }
    return Proposal(fields, tuple(words.doubtful))


def named_act(act: LegalAct, words: _Words | None = None) -> str:
    """приказ управления образования от 25.10.2016 № 421"""
    words = words or _Words()
    issuer = words.said(decline_organisation(act.issuer, Case.GENITIVE))
    day = f" от {in_digits(act.issued_on)}" if act.issued_on else ""
    return f"{ACT_ACCUSATIVE[ActKind(act.kind)]} {issuer}{day} № {act.number}"


def changeable_acts(project: Project) -> list[ProjectAct]:
    """The acts of the project that an order may change: those whose date is known; 1 query."""
    return [row for row in acts_of(project) if row.act.issued_on is not None]


def _serving(project: Project) -> list[Assignment]:
    """Who holds a role in the project and has not left it; 1 query."""
    return [row for row in assignments_of(project) if row.until is None]


def _frame(project: Project, people: Sequence[Assignment], signatory: Contact | None) -> dict[str, Any]:
    """What every order has."""
    who = dict.fromkeys(", ".join(filter(None, (one.person_name, one.post))) for one in people)
    return {
        "issuer": project.lead.name if project.lead else "",
        "preamble": f"В целях реализации {project_in_genitive(project)}",
        "signatory_post": signatory.post if signatory else "",
        "signatory": initials(signatory.full_name).surname_last if signatory else "",
        "acquainted": "\n".join(who),
    }


def _centre(centre: CoordinationCentre, words: _Words) -> str:
    """координационный центр «Робототехника» на базе лицея № 1"""
    if _says_centre(centre.name):
        named = words.said(decline_organisation(_inside(centre.name), Case.ACCUSATIVE))
    else:
        named = f"координационный центр {quoted(centre.name)}"
    host = f" на базе {_of(centre.host.name, words)}" if centre.host else ""
    return f"{named}{host}"


def _appointment(one: Assignment, subject: str, words: _Words) -> str:
    """Рябову Ольгу Ивановну, методиста лицея № 1, куратором центра «Робототехника»"""
    name = words.said(decline_person(one.person_name, Case.ACCUSATIVE))
    post = words.said(decline_post(one.post, Case.ACCUSATIVE)) if one.post else ""
    if post and one.organisation and one.organisation.shown_name not in post:
        post += f" {_of(one.organisation.shown_name, words)}"
    of = subject
    if one.centre:
        is_named = _says_centre(one.centre.name)
        of = _of(_inside(one.centre.name), words) if is_named else f"координационного центра {quoted(one.centre.name)}"
    return f"{name}, {f'{post}, ' if post else ''}{_ROLES[ProjectRole(one.role)]} {of}"


def _of(name: str, words: _Words) -> str:
    return words.said(decline_organisation(name, Case.GENITIVE))


def _says_centre(name: str) -> bool:
    return "центр" in name.lower()


def _inside(name: str) -> str:
    """The name of a centre inside a sentence: its first word is a common noun or an adjective there."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _together(verb: str, what: list[str]) -> list[str]:
    """A sentence for one thing, a list for several."""
    if len(what) == 1:
        return [f"{verb} {what[0]}."]
    return [f"{verb}:", *(f"{one};" for one in what[:-1]), f"{what[-1]}."]


def _as_lines(points: Iterable[Sequence[str]]) -> str:
    """One point a line, what belongs to it below it after a dash."""
    return "\n".join(line for first, *others in points for line in (first, *(f"– {other}" for other in others)))


# The facts


def order_facts(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a person said in the form, in the shape of the template; no query."""
    return {
        **{name: fields.get(name) for name in ("issuer", "issued_on", "number", "place", "heading", "preamble")},
        "preamble": _with_comma(fields.get("preamble") or ""),
        "points": list(_points(_lines(fields.get("points")))),
        "annexes": _numbered(_lines(fields.get("annexes")), "text"),
        "signatory_post": fields.get("signatory_post"),
        "signatory": fields.get("signatory"),
        "acquainted": _numbered(_lines(fields.get("acquainted")), "who"),
    }


def _with_comma(preamble: str) -> str:
    return f"{preamble.rstrip(' .,:')}," if preamble.strip() else ""


def _lines(said: str | None) -> list[str]:
    return [line.strip() for line in (said or "").splitlines() if line.strip()]


def _points(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Numbered points; lines that begin with a dash are numbered below the point they follow."""
    gathered: list[tuple[str, list[str]]] = []
    for line in lines:
        if line[0] in _DASHES and gathered:
            gathered[-1][1].append(line.lstrip(f"{_DASHES} \t"))
        else:
            gathered.append((line.lstrip(f"{_DASHES} \t"), []))
    for place, (said, items) in enumerate(gathered, start=1):
        inner = [{"number": f"{place}.{number}", "text": item} for number, item in enumerate(items, start=1)]
        yield {"number": str(place), "text": said, "items": inner}


def _numbered(lines: Iterable[str], name: str) -> list[dict[str, str]]:
    return [{"number": str(number), name: line.rstrip(".")} for number, line in enumerate(lines, start=1)]
