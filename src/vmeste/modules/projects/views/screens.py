"""The register of projects, the pages of one project, the register of legal acts."""

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.screens.panels import Panel, facts, files, history, related
from vmeste.foundation.screens.screens import ObjectPage, Screens
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents import permissions as documents
from vmeste.modules.documents.selectors.provenance import SOURCES
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import CANVAS_BLOCKS, PASSPORT_SECTIONS, ValueKind
from vmeste.modules.projects.filters import ProjectFilters
from vmeste.modules.projects.forms import LegalActForm, ProjectForm
from vmeste.modules.projects.models import LegalAct, Project, RoadmapRow
from vmeste.modules.projects.selectors import details, registers
from vmeste.modules.projects.services import keeping
from vmeste.modules.projects.services.parts import ACTS
from vmeste.modules.projects.tables import LEGAL_ACTS, PROJECTS, state_badge, work_badge
from vmeste.pure.calendar.timeline import Term, lay_out

from . import parts

_PICTURE_WIDTH = 720
_SHORTENED = 400
OPEN, LATE, EVERYTHING = "open", "late", "all"


def _acts(request: Any, project: Project) -> list[dict[str, Any]]:
    if not holds(request.actor, permissions.EDIT, project):
        return []
    acts: list[dict[str, Any]] = [
        {
            "label": _("Make the passport"),
            "url": link("project-passport-document", project.pk),
            "icon": "file-certificate",
            "post": True,
        },
        {
            "label": _("Make the roadmap"),
            "url": link("project-roadmap-document", project.pk),
            "icon": "file-certificate",
            "is_rare": True,
        },
        {
            "label": _("Make an order of approval"),
            "url": link("project-order", project.pk),
            "icon": "gavel",
            "is_rare": True,
        },
        {
            "label": _("Make an order about changes"),
            "url": link("project-order-change", project.pk),
            "icon": "gavel",
            "is_rare": True,
        },
        {"label": _("Continue next year"), "url": link("project-continuation", project.pk), "icon": "copy"},
    ]
    if documents.REVIEW.is_held_by(request.actor):
        about = f"{link('reading-new')}?about={project._meta.label_lower}:{project.pk}"
        acts.append({"label": _("Compare an edited passport"), "url": about, "icon": "file-search", "is_rare": True})
    return acts


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not (documents.REVIEW.is_held_by(request.actor) and permissions.EDIT.is_held_by(request.actor)):
        return []
    return [{"label": _("Read a document"), "url": link("reading-new"), "icon": "file-search"}]


# The roadmap


def _roadmap_acts(request: Any, project: Project) -> list[dict[str, Any]]:
    table = {"label": _("In Excel"), "url": link("project-roadmap-table", project.pk), "icon": "file-spreadsheet"}
    if not holds(request.actor, permissions.EDIT, project):
        return [table]
    made = {
        "label": _("Make the roadmap"),
        "url": link("project-roadmap-document", project.pk),
        "icon": "file-certificate",
    }
    return [table, made]


def _roadmap(request: Any, project: Project) -> dict[str, Any]:
    """Every work with what may be done about it; `?show=open|late` narrows, `?stage=` too."""
    today = timezone.localdate()
    works = details.roadmap_of(project)
    may_edit = holds(request.actor, permissions.EDIT, project)
    may_report = holds(request.actor, permissions.REPORT, project)
    late = [work for work in works if details.is_late(work, today=today)]
    still_open = [work for work in works if work.state in registers.OPEN]
    shown = {LATE: late, OPEN: still_open}.get(request.GET.get("show", ""), works)
    labels = ((EVERYTHING, _("All"), len(works)), (OPEN, _("Open"), len(still_open)), (LATE, _("Late"), len(late)))
    chosen = request.GET.get("show", EVERYTHING)
    return {
        "choices": [
            {"label": f"{label} · {number}", "url": f"?show={key}", "active": key == chosen}
            for key, label, number in labels
        ],
        "lines": [
            {
                "work": work,
                "badge": work_badge(work),
                "is_late": work in late,
                "edit_url": _url("edit", project, work) if may_edit else "",
                "report_url": link("roadmap-row-report", pk=project.pk, part_pk=work.pk) if may_report else "",
                "removal_url": _url("removal", project, work) if may_edit else "",
                "up_url": _move(project, work, "up") if may_edit and work != works[0] else "",
                "down_url": _move(project, work, "down") if may_edit and work != works[-1] else "",
            }
            for work in shown
        ],
        "has_works": bool(works),
        "may_edit": may_edit,
        **_drawn(shown, today),
    }


def _url(page: str, project: Project, work: RoadmapRow) -> str:
    return link(f"roadmap-row-{page}", pk=project.pk, part_pk=work.pk)


def _move(project: Project, work: RoadmapRow, way: str) -> str:
    return link("roadmap-row-move", pk=project.pk, part_pk=work.pk, way=way)


def _drawn(works: list[RoadmapRow], today: date) -> dict[str, Any]:
    """The works that have days, as bars on a line of time."""
    dated = [(work, _span(work)) for work in works if _span(work) != (None, None)]
    if not dated:
        return {"bars": []}
    days = [day for _work, span in dated for day in span if day is not None]
    starts_on, ends_on = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    terms = [Term(work.pk, start, end) for work, (start, end) in dated]
    picture = lay_out(terms, starts_on=starts_on, ends_on=ends_on, today=today, width=_PICTURE_WIDTH)
    return {
        "timeline": picture,
        "bars": [
            {"work": work, "bar": bar, "tone": _tone(work, today)}
            for (work, _span_of), bar in zip(dated, picture.bars, strict=True)
        ],
    }


def _tone(work: RoadmapRow, today: date) -> str:
    return "danger" if details.is_late(work, today=today) else work_badge(work).tone


def _span(work: RoadmapRow) -> tuple[date | None, date | None]:
    """From the work's first day to its last; its stage's where it has none."""
    stage = work.stage
    starts_on = work.starts_on or (stage.starts_on if stage else None)
    ends_on = work.due_on or (stage.ends_on if stage else None)
    return (starts_on if starts_on is None or ends_on is None or starts_on < ends_on else None), ends_on


# Indicators


def _indicators(request: Any, project: Project) -> dict[str, Any]:
    may_edit = holds(request.actor, permissions.EDIT, project)
    return {"groups": details.measured_groups(project), "may_edit": may_edit, "kinds": ValueKind}


# The passport


def _sections(request: Any, project: Project) -> dict[str, Any]:
    texts = details.texts_of(project)
    return {
        "sections": [(place, section, texts.get(section)) for place, section in enumerate(PASSPORT_SECTIONS, start=1)],
        "canvas": [(section, texts.get(section)) for section in CANVAS_BLOCKS],
        "may_edit": holds(request.actor, permissions.EDIT, project),
        "shortened": _SHORTENED,
    }


def _total(request: Any, project: Project) -> dict[str, Any]:
    total = details.total_cost(project)
    shown = "" if total is None else number_format(total, decimal_pos=2, use_l10n=True, force_grouping=True)
    return {"total": shown}


class ProjectScreens(Screens):
    model = Project
    name = "project"
    path = "projects"
    icon = "rocket"
    may_view = permissions.VIEW
    rows = registers.projects_for_list
    table = PROJECTS
    filters = ProjectFilters
    form_class = ProjectForm
    create_command = keeping.start_project
    update_command = keeping.edit_project
    remove_command = keeping.remove_project
    restore_command = keeping.restore_project
    title = gettext_lazy("Projects")
    new_label = gettext_lazy("New project")
    empty_text = gettext_lazy("Write down what you do together: its goal, tasks, roadmap and figures.")
    badges = lambda project: [state_badge(project)]  # noqa: E731 - a declaration
    subtitle = lambda project: project.name if project.working_name else project.get_kind_display()  # noqa: E731
    list_actions = _list_actions
    detail_actions = _acts
    panels = (
        Panel(gettext_lazy("Goal"), "projects/panels/goal.html"),
        parts.TaskParts.panel(),
        parts.StageParts.panel(),
        parts.CentreParts.panel(),
        parts.ParticipantParts.panel(),
        parts.AssignmentParts.panel(),
        files(upload="project-file-new", open_file="project-file", may_add=permissions.EDIT),
        facts("kind", "lead", "territory_name", "term", "starts_on", "ends_on", "year", "taking_part", "reached"),
        SOURCES,
        history("project-history"),
    )
    pages: ClassVar = (
        ObjectPage(
            "roadmap",
            gettext_lazy("Roadmap"),
            (
                Panel(
                    gettext_lazy("Roadmap"),
                    "projects/panels/roadmap.html",
                    _roadmap,
                    area="wide",
                    is_flush=True,
                    add=("roadmap-row-new", gettext_lazy("Add a work")),
                    may_add=permissions.EDIT,
                ),
            ),
            _roadmap_acts,
        ),
        ObjectPage(
            "indicators",
            gettext_lazy("Indicators"),
            (
                Panel(
                    gettext_lazy("Indicators"),
                    "projects/panels/indicators.html",
                    _indicators,
                    is_flush=True,
                    add=("indicator-new", gettext_lazy("Add an indicator")),
                    may_add=permissions.EDIT,
                ),
                parts.GroupParts.panel(),
            ),
        ),
        ObjectPage(
            "passport",
            gettext_lazy("Passport"),
            (
                Panel(gettext_lazy("Sections"), "projects/panels/sections.html", _sections, is_flush=True),
                parts.OpportunityParts.panel(),
                parts.ApproachParts.panel(),
                parts.BeneficiaryParts.panel(),
            ),
        ),
        ObjectPage(
            "means",
            gettext_lazy("Means and acts"),
            (
                parts.CostParts.panel(),
                Panel(gettext_lazy("Total"), "projects/panels/total.html", _total),
                parts.ResourceParts.panel(),
                parts.ActParts.panel(),
                parts.LinkParts.panel(),
                parts.ContactParts.panel(),
            ),
        ),
    )


def _uses(request: Any, act: LegalAct) -> Any:
    return registers.uses_of_act(request.actor, act)


class LegalActScreens(Screens):
    model = LegalAct
    name = "legal-act"
    path = "legal-acts"
    icon = "gavel"
    may_view = permissions.VIEW_ACTS
    rows = registers.acts_for_list
    table = LEGAL_ACTS
    form_class = LegalActForm
    create_command = ACTS.add
    update_command = ACTS.change
    remove_command = ACTS.remove
    restore_command = ACTS.restore
    title = gettext_lazy("Legal acts")
    new_label = gettext_lazy("New legal act")
    empty_text = gettext_lazy("Orders and regulations; issuer, number and date tell one from another.")
    panels = (
        facts("kind", "issuer", "number", "issued_on", "title", area="main"),
        related(
            gettext_lazy("Projects"),
            _uses,
            "projects/panels/of_act.html",
        ),
        SOURCES,
        history("legal-act-history"),
    )
