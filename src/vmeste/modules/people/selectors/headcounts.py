"""The first door: how many children there are, for anybody who works in the network."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import ClassKind
from vmeste.modules.people.models import PupilAttachment, SchoolClass
from vmeste.modules.reference.models import AcademicYear


@dataclass(frozen=True, slots=True)
class Headcounts:
    """Numbers of children on one day of one year.

    A child of two organisations counts in each of them, in its base organisation's grade, and once in `total`. A class
    without a list counts with the size the organisation stated; `stated` names these classes. Grade None: children
    of groups, or without a class.
    """

    by_class: dict[int, int]
    by_organisation: dict[int, int]
    by_grade: dict[int | None, int]
    by_organisation_and_grade: dict[tuple[int, int | None], int]
    total: int
    stated: frozenset[int]

    def of_class(self, class_id: int) -> int:
        return self.by_class.get(class_id, 0)

    def of_organisation(self, organisation_id: int) -> int:
        return self.by_organisation.get(organisation_id, 0)


def in_force(on: date, prefix: str = "") -> Q:
    """The condition that a dated period (`starts_on` inclusive, `ends_on` exclusive) holds on a day."""
    begun = Q(**{f"{prefix}starts_on__lte": on})
    return begun & (Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": on}))


def day_in(year: AcademicYear, on: date) -> date:
    """`on` when it lies in the year, else the day of the year nearest to it."""
    return max(year.starts_on, min(on, year.ends_on - timedelta(days=1)))


def headcounts(year: AcademicYear, *, on: date, organisations: Iterable[Organisation] | None = None) -> Headcounts:
    """How many children the classes, organisations and grades of a year have; 2 queries.

    `on` is the day they are counted; a day outside the year means its nearest day. `organisations` limits what is
    counted; a child of two of them is still once in `total`.
    """
    day = day_in(year, on)
    classes = SchoolClass.objects.filter(year=year)
    present = PupilAttachment.objects.filter(
        in_force(day), Q(school_class=None) | Q(school_class__year=year), pupil__removed_at=None
    )
    if organisations is not None:
        wanted = [organisation.pk for organisation in organisations]
        classes, present = classes.filter(organisation__in=wanted), present.filter(organisation__in=wanted)
    known = {
        row["pk"]: row for row in classes.values("pk", "organisation_id", "kind", "grade", "stated_size").order_by()
    }
    by_class: dict[int, int] = defaultdict(int)
    by_organisation: dict[int, int] = defaultdict(int)
    by_grade: dict[int | None, int] = defaultdict(int)
    by_both: dict[tuple[int, int | None], int] = defaultdict(int)
    total = 0
    for row in _counted(present):
        class_, organisation = known.get(row["school_class_id"]), row["organisation_id"]
        grade = class_["grade"] if class_ else None
        if class_:
            by_class[row["school_class_id"]] += row["children"]
        by_organisation[organisation] += row["once_here"]
        by_both[organisation, grade] += row["once_here"]
        by_grade[grade] += row["once"]
        total += row["once"]
    stated = frozenset(pk for pk, row in known.items() if pk not in by_class and row["stated_size"])
    for pk in stated:
        class_ = known[pk]
        size = by_class[pk] = class_["stated_size"] or 0
        if class_["kind"] == ClassKind.CLASS.value:  # the children of a group have classes, too
            by_organisation[class_["organisation_id"]] += size
            by_both[class_["organisation_id"], class_["grade"]] += size
            by_grade[class_["grade"]] += size
            total += size
    return Headcounts(dict(by_class), dict(by_organisation), dict(by_grade), dict(by_both), total, stated)


def _counted(present: QuerySet[PupilAttachment]) -> Iterable[Any]:
    """Children of each class, and how many of them no attachment of higher rank has counted already."""
    # The base attachment ranks first ("base" > "additional"), then the older row.
    higher = present.filter(pupil=OuterRef("pupil")).filter(
        Q(kind__gt=OuterRef("kind")) | Q(kind=OuterRef("kind"), pk__lt=OuterRef("pk"))
    )
    return (
        present.values("organisation_id", "school_class_id")
        .annotate(
            children=Count("pupil", distinct=True),
            once_here=Count("pk", filter=~Exists(higher.filter(organisation=OuterRef("organisation")))),
            once=Count("pk", filter=~Exists(higher)),
        )
        .order_by()
    )
