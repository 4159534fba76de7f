"""Who may do what with which projects."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, Actor, Role
from vmeste.foundation.access.permissions import Permission, RowFilter


def where_takes_part(prefix: str = "") -> RowFilter:
    """Rows of projects that an organisation of the actor leads or takes part in, or one of their territory leads."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        mine = actor.organisation_ids
        takes_part = Q(**{f"{prefix}participants__organisation__in": mine, f"{prefix}participants__removed_at": None})
        hosts = Q(**{f"{prefix}centres__host__in": mine, f"{prefix}centres__removed_at": None})
        leads = Q(**{f"{prefix}lead__in": mine}) | Q(**{f"{prefix}lead__territory__in": actor.territory_ids})
        return leads | takes_part | hosts

    return rows


def where_leads(actor: Actor) -> Q:
    """Projects that an organisation of the actor, or one of their territory, leads."""
    if actor.is_network_wide:
        return Q()
    return Q(lead__in=actor.organisation_ids) | Q(lead__territory__in=actor.territory_ids)


_PROJECT = "projects.Project"
_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD, Role.METHODOLOGIST})

VIEW = Permission("projects.view", _("See projects"), _PROJECT, EVERYONE, where_takes_part())
EDIT = Permission(
    "projects.edit", _("Keep projects with their tasks, roadmap and figures"), _PROJECT, _KEEPERS, where_leads
)
REPORT = Permission(
    "projects.report",
    _("Report on the work of a roadmap"),
    _PROJECT,
    _KEEPERS | {Role.PARTNER, Role.TEACHER},
    where_takes_part(),
)
ISSUE_REPORTS = Permission(
    "projects.issue_reports",
    _("Keep partnership reports among the issued documents"),
    _PROJECT,
    frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.METHODOLOGIST}),
)
VIEW_ACTS = Permission("projects.view_acts", _("See legal acts"), "projects.LegalAct", EVERYONE)
EDIT_ACTS = Permission("projects.edit_acts", _("Keep legal acts"), "projects.LegalAct", _KEEPERS)
