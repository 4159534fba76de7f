"""Programmes in lists and in the catalogue."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import ALIVE
from vmeste.modules.courses.models import CalendarBreak, Funding, Programme, StudyGroup, Venue
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.projects.models import CoordinationCentre


def programmes_for_list(actor: Actor) -> QuerySet[Programme]:
    """The programmes the actor sees, with `group_count` of the groups that are alive, by name; 1 query when read."""
    return _counted(rows_for(actor, permissions.VIEW, Programme)).order_by("sort_key", "pk")


def catalogue(actor: Actor) -> QuerySet[Programme]:
    """What is published to everybody, families too, by name; 1 query when read."""
    return _counted(rows_for(actor, permissions.VIEW_CATALOGUE, Programme)).order_by("sort_key", "pk")


def _counted(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    groups = StudyGroup.objects.filter(programme=OuterRef("pk"), stage__in=ALIVE).order_by().values("programme")
    counted = groups.annotate(n=Count("pk"), free=Sum("seats") - Sum("taken"))
    return rows.select_related("organisation", "centre").annotate(
        group_count=Coalesce(Subquery(counted.values("n")), 0),
        free_seats=Coalesce(Subquery(counted.values("free")), 0),
    )


def where_grade(grade: int) -> Q:
    """Programmes that a pupil of the grade may attend; one without grades is for every grade."""
    return (Q(first_grade=None) | Q(first_grade__lte=grade)) & (Q(last_grade=None) | Q(last_grade__gte=grade))


def programmes_of_centre(actor: Actor, centre: CoordinationCentre) -> QuerySet[Programme]:
    """What a coordination centre offers, by name; 1 query when read."""
    return programmes_for_list(actor).filter(centre=centre)


def programmes_of_project(actor: Actor, project: Any) -> QuerySet[Programme]:
    """What the coordination centres of a project offer, by centre; 1 query when read."""
    return (
        programmes_for_list(actor)
        .filter(centre__project=project, centre__removed_at=None)
        .order_by("centre__position", "centre_id", "sort_key", "pk")
    )


def programmes_of_organisation(actor: Actor, organisation: Organisation) -> QuerySet[Programme]:
    """What an organisation teaches, by name; 1 query when read."""
    return programmes_for_list(actor).filter(organisation=organisation)


def funding_of(programme: Programme) -> QuerySet[Funding]:
    """Who pays for a programme, as written down; 1 query when read."""
    return programme.funding.select_related("payer").order_by("pk")


def venues_for_list(actor: Actor) -> QuerySet[Venue]:
    """The rooms the actor sees, by name; 1 query when read."""
    return rows_for(actor, permissions.VIEW_VENUES, Venue).select_related("organisation").order_by("sort_key", "pk")


def breaks_for_list(actor: Actor) -> QuerySet[CalendarBreak]:
    """The holidays the actor sees, the earliest first; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_BREAKS, CalendarBreak)
    return rows.select_related("organisation", "year").order_by("starts_on", "pk")


def attach_group_names(actor: Actor, programmes: Sequence[Any]) -> None:
    """Give each programme `group_names` of its groups that are alive; 1 query for any number."""
    groups = rows_for(actor, permissions.VIEW_GROUPS, StudyGroup).filter(programme__in=programmes, stage__in=ALIVE)
    names: dict[int, list[str]] = {}
    for programme_id, name in groups.order_by("sort_key", "pk").values_list("programme_id", "name"):
        names.setdefault(programme_id, []).append(name)
    for programme in programmes:
        programme.group_names = names.get(programme.pk, [])


def groups_in_venue(actor: Actor, venue: Venue) -> QuerySet[StudyGroup]:
    """The groups alive that meet in a room, by name; 1 query when read."""
    groups = rows_for(actor, permissions.VIEW_GROUPS, StudyGroup).filter(Q(venue=venue) | Q(meetings__venue=venue))
    return groups.filter(stage__in=ALIVE).select_related("programme", "year").order_by("sort_key", "pk").distinct()
