"""Projects and legal acts in lists, and what of the roadmaps is due."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import WorkState
from vmeste.modules.projects.models import LegalAct, Project, ProjectAct, RoadmapRow

OPEN = (WorkState.PLANNED, WorkState.UNDER_WAY)


def projects_for_list(actor: Actor) -> QuerySet[Project]:
    """The projects the actor sees, with `works`, `done` and the leading organisation, by name; 1 query when read."""
    works = RoadmapRow.objects.filter(project=OuterRef("pk")).exclude(state=WorkState.DROPPED).order_by()
    counted = works.values("project").annotate(n=Count("pk"), done=Count("pk", filter=Q(state=WorkState.DONE)))
    rows = rows_for(actor, permissions.VIEW, Project).select_related("lead", "year")
    return rows.annotate(
        works=Coalesce(Subquery(counted.values("n")), 0), done=Coalesce(Subquery(counted.values("done")), 0)
    ).order_by("sort_key", "pk")


def where_of(organisation: Organisation) -> Q:
    """Projects that the organisation leads, takes part in or has a centre of."""
    takes_part = Project.objects.filter(participants__organisation=organisation, participants__removed_at=None)
    hosts = Project.objects.filter(centres__host=organisation, centres__removed_at=None)
    return Q(lead=organisation) | Q(pk__in=takes_part.values("pk")) | Q(pk__in=hosts.values("pk"))


def acts_for_list(actor: Actor) -> QuerySet[LegalAct]:
    """All legal acts of the network, the newest first; 1 query when read."""
    return rows_for(actor, permissions.VIEW_ACTS, LegalAct).order_by("-issued_on", "pk")


def uses_of_act(actor: Actor, act: LegalAct) -> QuerySet[ProjectAct]:
    """What an act did for the projects the actor sees, by project; 1 query when read."""
    visible = rows_for(actor, permissions.VIEW, Project)
    uses = ProjectAct.objects.filter(act=act, project__in=visible)
    return uses.select_related("project").order_by("project__sort_key", "pk")


def attach_projects_of_acts(actor: Actor, acts: Sequence[Any]) -> None:
    """Give each act `project_names`, those of the projects it served and the actor sees; 1 query for any number."""
    visible = rows_for(actor, permissions.VIEW, Project)
    uses = ProjectAct.objects.filter(act__in=acts, project__in=visible).select_related("project")
    names: dict[int, dict[str, None]] = {}
    for use in uses.order_by("project__sort_key", "pk"):
        names.setdefault(use.act_id, {})[str(use.project)] = None
    for act in acts:
        act.project_names = list(names.get(act.pk, ()))


def works_due(actor: Actor, *, until: date) -> QuerySet[RoadmapRow]:
    """Open works of the projects the actor sees that are due up to `until`, the earliest first; 1 query when read."""
    visible = rows_for(actor, permissions.VIEW, Project)
    return (
        RoadmapRow.objects.filter(project__in=visible, state__in=OPEN, due_on__lte=until)
        .select_related("project")
        .order_by("due_on", "pk")
    )
