"""Groups in lists, on the page of a programme, and for those who choose."""

from django.db.models import Count, Prefetch, QuerySet, Sum

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import ALIVE, GroupStage
from vmeste.modules.courses.models import Meeting, Programme, ReservedSeats, StudyGroup


def groups_for_choice(groups: QuerySet[StudyGroup]) -> QuerySet[StudyGroup]:
    """The groups with everything one chooses by: programme, organisation, teacher, room, meetings, reserved seats.

    By programme and name; 3 queries when read, for any number of groups. `group.meetings.all()` and
    `group.reserved.all()` cost nothing then, nor do `venue` and its organisation of either.
    """
    meetings = Meeting.objects.select_related("venue__organisation").order_by("weekday", "starts_at", "pk")
    return (
        groups.select_related("programme__organisation", "year", "teacher", "venue__organisation")
        .prefetch_related(
            Prefetch("meetings", meetings), Prefetch("reserved", ReservedSeats.objects.select_related("school"))
        )
        .order_by("programme__sort_key", "programme_id", "sort_key", "pk")
    )


def groups_for_list(actor: Actor) -> QuerySet[StudyGroup]:
    """The groups the actor sees, by name, each as `groups_for_choice` gives it; 3 queries when read."""
    return groups_for_choice(rows_for(actor, permissions.VIEW_GROUPS, StudyGroup)).order_by("sort_key", "pk")


def groups_of_programme(actor: Actor, programme: Programme) -> QuerySet[StudyGroup]:
    """The groups of a programme, the latest year first; 3 queries when read."""
    return groups_for_list(actor).filter(programme=programme).order_by("-year__starts_on", "sort_key", "pk")


def groups_to_choose_from(programme: Programme) -> QuerySet[StudyGroup]:
    """The groups of a published programme that families see: those open or under way; 3 queries when read."""
    open_ones = StudyGroup.objects.filter(programme=programme, stage__in=(GroupStage.OPEN, GroupStage.RUNNING))
    return groups_for_choice(open_ones).order_by("-year__starts_on", "sort_key", "pk")


def groups_without_meetings(actor: Actor) -> QuerySet[StudyGroup]:
    """Groups open or under way of which nobody said when they meet; 1 query when read."""
    open_ones = rows_for(actor, permissions.EDIT_GROUPS, StudyGroup).filter(
        stage__in=(GroupStage.OPEN, GroupStage.RUNNING), meetings=None
    )
    return open_ones.select_related("programme", "year").order_by("sort_key", "pk")


def figures_of_groups(actor: Actor) -> tuple[int, int]:
    """How many groups the actor sees are open or under way, and their free seats; 1 query."""
    open_ones = (GroupStage.OPEN, GroupStage.RUNNING)
    groups = rows_for(actor, permissions.VIEW_GROUPS, StudyGroup).filter(stage__in=open_ones)
    counted = groups.order_by().aggregate(n=Count("pk"), free=Sum("seats") - Sum("taken"))
    return counted["n"], counted["free"] or 0


def alive(groups: QuerySet[StudyGroup]) -> QuerySet[StudyGroup]:
    """Those that need their room and teacher: planned, open, under way."""
    return groups.filter(stage__in=ALIVE)
