"""What carrying classes over to the next year would do."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from vmeste.foundation.activity.models import Activity
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.events import ClassesRolledOver, RollOverUndone
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.models import AcademicYear

LAST_GRADE = 11


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one class; `pupils` would follow or, when it does not go on, leave."""

    school_class: SchoolClass
    new_name: str
    new_grade: int | None
    pupils: int
    goes_on: bool
    is_done: bool


def plan_of(organisation: Organisation, *, year: AcademicYear, to_year: AcademicYear) -> list[Step]:
    """The classes of a year in their order with what they become; 1 query.

    A class is done when it has a class of the other year after it, or when it is in its last grade and empty.
    """
    beyond = Q(attachments__ends_on=None) | Q(attachments__ends_on__gt=to_year.starts_on)
    here = Q(attachments__removed_at=None, attachments__starts_on__lt=to_year.starts_on)
    rows = (
        SchoolClass.objects.filter(organisation=organisation, year=year)
        .select_related("following")
        .annotate(staying=Count("attachments", filter=beyond & here))
        .order_by("grade", "sort_key", "pk")
    )
    return [_step(row) for row in rows]


def _step(row: Any) -> Step:
    goes_on = row.grade is None or row.grade < LAST_GRADE
    following = getattr(row, "following", None)
    is_followed = following is not None and following.removed_at is None
    return Step(
        school_class=row,
        new_name=next_name(row.name, row.grade) if goes_on else row.name,
        new_grade=row.grade + 1 if row.grade is not None and goes_on else row.grade,
        pupils=row.staying,
        goes_on=goes_on,
        is_done=is_followed or (not goes_on and not row.staying),
    )


def next_name(name: str, grade: int | None) -> str:
    """The name one grade higher: «8и» → «9и», «8-1» → «9-1»; a name that does not begin with the grade stays."""
    if grade is None:
        return name
    return re.sub(rf"^{grade}(?!\d)", str(grade + 1), name)


def last_roll_over(organisation: Organisation, *, year: AcademicYear, to_year: AcademicYear) -> dict[str, Any] | None:
    """The facts of the last carrying over between two years that nobody has taken back; 1 query."""
    lines = Activity.objects.filter(
        subject_type=Organisation._meta.label,
        subject_id=organisation.pk,
        event__in=(ClassesRolledOver.key, RollOverUndone.key),
    ).order_by("-pk")
    for line in lines:
        facts: dict[str, Any] = line.facts
        if facts["year_id"] == year.pk and facts["to_year_id"] == to_year.pk:
            return facts if line.event == ClassesRolledOver.key else None
    return None
