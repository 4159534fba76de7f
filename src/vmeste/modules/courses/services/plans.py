"""Extracurricular plans of classes."""

from django.db.models import Max

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import apply_values
from vmeste.modules.courses import permissions
from vmeste.modules.courses.errors import NothingToCopy
from vmeste.modules.courses.events import PlanCopied
from vmeste.modules.courses.models import PlanLine
from vmeste.modules.people.models import SchoolClass

_COPIED = ("programme", "hours_a_week", "hours_a_year", "form", "basis", "funding")


@command(may=permissions.EDIT_PLANS)
def copy_plan(school_class: SchoolClass, *, actor: Actor) -> list[PlanLine]:
    """Take over the plan of the class of the year before, as far as its programmes do not stand here already.

    Groups are the year's own and stay behind.

    Raises:
        NothingToCopy: there is no such class, or nothing new in its plan.
    """
    current = locked(school_class)
    known = set(PlanLine.objects.filter(school_class=current).values_list("programme_id", flat=True))
    lines = PlanLine.objects.filter(school_class=current.previous_id, programme__removed_at=None)
    wanted = [line for line in lines.select_related("programme") if line.programme_id not in known]
    if current.previous_id is None or not wanted:
        raise NothingToCopy
    last = PlanLine.objects.filter(school_class=current).aggregate(last=Max("position"))["last"] or 0
    copied = []
    for position, line in enumerate(wanted, start=last + 1):
        values = {name: getattr(line, name) for name in _COPIED}
        row = PlanLine()
        apply_values(row, {**values, "school_class": current, "position": position})
        copied.append(row)
    announce(PlanCopied(count=len(copied), source_id=current.previous_id), actor=actor, subject=current)
    return copied
