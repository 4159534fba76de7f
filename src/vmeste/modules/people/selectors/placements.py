"""Where a child studies on a day: number, class, grade and school, for whoever works in the network."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.models import Pupil, PupilAttachment, SchoolClass

from .headcounts import in_force


@dataclass(frozen=True, slots=True)
class Placement:
    """The base organisation and class of a child; of several attachments the base one, else the oldest."""

    organisation: Organisation
    school_class: SchoolClass | None

    @property
    def grade(self) -> int | None:
        return self.school_class.grade if self.school_class else None

    @property
    def class_name(self) -> str:
        return str(self.school_class) if self.school_class else ""


def placements(pupil_ids: Collection[int], *, on: date) -> dict[int, Placement]:
    """Pupil id → where the child studies on that day; whoever studies nowhere then is left out. 1 query."""
    rows = (
        PupilAttachment.objects.filter(in_force(on), pupil__in=pupil_ids)
        .select_related("organisation", "school_class")
        .order_by("starts_on", "pk")
    )
    found: dict[int, PupilAttachment] = {}
    for row in rows:
        known = found.get(row.pupil_id)
        if known is None or (known.kind != Attachment.BASE and row.kind == Attachment.BASE):
            found[row.pupil_id] = row
    return {pk: Placement(row.organisation, row.school_class) for pk, row in found.items()}


def pupils_of_class(school_class: SchoolClass, *, on: date) -> QuerySet[Pupil]:
    """The children of a class on a day, in the order of their names; 1 query."""
    present = PupilAttachment.objects.filter(in_force(on), school_class=school_class)
    return Pupil.objects.filter(pk__in=present.values("pupil")).order_by("sort_key", "pk")


def pupils_of_organisation(organisation: Organisation, *, on: date) -> QuerySet[Pupil]:
    """The children of an organisation on a day, in the order of their names; 1 query."""
    present = PupilAttachment.objects.filter(in_force(on), organisation=organisation)
    return Pupil.objects.filter(pk__in=present.values("pupil")).order_by("sort_key", "pk")
