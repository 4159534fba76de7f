"""One row with everything its page names."""

from django.db.models import QuerySet

from vmeste.modules.courses.models import ReservedSeats, StudyGroup


def reserved_of(group: StudyGroup) -> QuerySet[ReservedSeats]:
    """The reserved seats of a group, as written down; 1 query when read."""
    return group.reserved.select_related("school").order_by("pk")
