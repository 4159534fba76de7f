"""The registers of projects and of legal acts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import ProjectState, WorkState
from .models import Project


def state_badge(project: Project) -> Badge:
    state = ProjectState(project.state)
    return Badge(state.label, state.tone)


def work_badge(row: Any) -> Badge:
    state = WorkState(row.state)
    return Badge(state.label, state.tone)


def _done(project: Any) -> str:
    return f"{project.done} / {project.works}" if project.works else ""


PROJECTS = Table(
    columns=(
        Column("name", _("Project"), value=str, sort="sort_key", is_link=True),
        Column("kind", _("Kind"), value="get_kind_display", is_secondary=True),
        Column("lead", _("Leads")),
        Column("starts_on", _("Begins"), sort="starts_on", kind=Kind.DATE),
        Column("year", _("Academic year"), is_secondary=True),
        Column("done", _("Works done"), value=_done),
        Column("state", _("State"), value=state_badge, kind=Kind.BADGE),
    ),
    order="name",
)

LEGAL_ACTS = Table(
    columns=(
        Column("number", _("Number and date"), value=str, is_link=True),
        Column("kind", _("Kind"), value="get_kind_display", is_secondary=True),
        Column("issuer", _("Issued by")),
        Column("issued_on", _("Date"), sort="issued_on", kind=Kind.DATE),
        Column("title", _("Title")),
    ),
    order="-issued_on",
)
