"""Groups and their pupils for orders and results: a school sees its own pupils, the host all of the group."""

from django.db.models import Count, Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EnrolmentState
from vmeste.modules.enrolment.models import Enrolment

STUDIED = (EnrolmentState.ENROLLED, EnrolmentState.TRANSFERRED, EnrolmentState.COMPLETED)


def groups_with_orders(actor: Actor) -> QuerySet[StudyGroup]:
    """Groups with pupils whose orders the actor sees, with counts of all and of results returned; 1 query."""
    studied = Q(enrolments__state__in=STUDIED, enrolments__removed_at=None)
    rows = rows_for(actor, permissions.VIEW_ORDERS, StudyGroup).annotate(
        pupils=Count("enrolments", filter=studied, distinct=True),
        returned=Count("enrolments", filter=studied & Q(enrolments__returned_on__isnull=False), distinct=True),
    )
    return (
        rows.filter(pupils__gt=0)
        .select_related("programme__organisation", "year")
        .order_by("-year__starts_on", "programme__sort_key", "sort_key", "pk")
    )


def enrolments_for_orders(actor: Actor, group: StudyGroup) -> QuerySet[Enrolment]:
    """Those of the group the actor may order about, by number of the pupil; 1 query when read."""
    rows = rows_for(actor, permissions.KEEP_ORDERS, Enrolment).filter(group=group, state__in=STUDIED)
    return rows.select_related("pupil", "group__programme__organisation").order_by("pupil__number", "pk")
