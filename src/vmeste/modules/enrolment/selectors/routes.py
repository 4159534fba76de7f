"""The individual route of a pupil: past, now and planned, over years and organisations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Prefetch, Q

from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment.choices import EnrolmentState, WaitingState
from vmeste.modules.enrolment.models import Certificate, Enrolment, Lesson, WaitingPlace
from vmeste.modules.people.models import Pupil, PupilAttachment

_SHOWN = (
    EnrolmentState.OFFERED,
    EnrolmentState.ENROLLED,
    EnrolmentState.TRANSFERRED,
    EnrolmentState.COMPLETED,
    EnrolmentState.WITHDRAWN,
)


class When(StrEnum):
    PAST = "past"
    NOW = "now"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a route: a group with what came of it, or a group the child waits for (`enrolment` None)."""

    when: When
    group: StudyGroup
    enrolment: Enrolment | None
    starts_on: date | None
    ends_on: date | None
    certificates: tuple[Certificate, ...] = ()
    lessons: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    places: tuple[PupilAttachment, ...]
    steps: tuple[Step, ...]

    def of(self, when: When) -> list[Step]:
        return [step for step in self.steps if step.when is when]


def route_of(pupil: Pupil, *, on: date) -> Route:
    """Schools and classes in order, then every group with result, attendance and certificates; 5 queries."""
    places = PupilAttachment.objects.filter(pupil=pupil).select_related("organisation", "school_class__year")
    certificates = Prefetch("certificates", Certificate.objects.order_by("issued_on", "pk"))
    rows = (
        Enrolment.objects.filter(pupil=pupil, state__in=_SHOWN)
        .select_related("group__programme__organisation", "group__year", "group__teacher")
        .prefetch_related(certificates)
        .annotate(missed=Count("absences", filter=Q(absences__lesson__removed_at=None)))
    )
    enrolments = list(rows)
    held = _lessons_held({row.group_id for row in enrolments})
    steps = [_step(row, held.get(row.group_id, ()), on) for row in enrolments]
    waiting = WaitingPlace.objects.filter(pupil=pupil, state=WaitingState.WAITING).select_related(
        "group__programme__organisation", "group__year", "group__teacher"
    )
    steps += [Step(When.PLANNED, place.group, None, place.group.starts_on, place.group.ends_on) for place in waiting]
    steps.sort(key=lambda step: (step.group.year.starts_on, step.starts_on or date.min, step.group.programme.sort_key))
    return Route(tuple(places.order_by("starts_on", "pk")), tuple(steps))


def _lessons_held(groups: Iterable[int]) -> dict[int, list[date]]:
    """Group id → days of the lessons that were held; 1 query."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = Lesson.objects.filter(group__in=list(groups), minutes__gt=0).values_list("group_id", "held_on")
    for group_id, day in rows.order_by("held_on", "pk"):
        found[group_id].append(day)
    return found


def _step(row: Enrolment, held: Iterable[date], on: date) -> Step:
    is_over = row.state in {EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN}
    is_ahead = row.state == EnrolmentState.OFFERED or (row.starts_on is not None and row.starts_on > on)
    starts_on, ends_on = row.starts_on or row.group.starts_on, row.ends_on or row.group.ends_on
    mine = [
        day for day in held if (not row.starts_on or day >= row.starts_on) and (not row.ends_on or day < row.ends_on)
    ]
    return Step(
        When.PAST if is_over or (ends_on is not None and ends_on <= on) else When.PLANNED if is_ahead else When.NOW,
        row.group,
        row,
        starts_on,
        ends_on,
        tuple(row.certificates.all()),
        len(mine),
        row.missed,  # type: ignore[attr-defined]
    )
