"""What stands on the pages of one project."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet, Sum

from vmeste.modules.projects.choices import Section, ValueKind, WorkState
from vmeste.modules.projects.models import (
    Assignment,
    CoordinationCentre,
    CostItem,
    Indicator,
    IndicatorGroup,
    IndicatorValue,
    Participant,
    Project,
    ProjectAct,
    ProjectText,
    Responsible,
    RoadmapRow,
)


def texts_of(project: Project) -> dict[Section, ProjectText]:
    """The sections that have words of their own; 1 query."""
    return {Section(row.section): row for row in project.texts.all()}


def roadmap_of(project: Project) -> list[RoadmapRow]:
    """The works in order, with task, stage and those who answer; 2 queries."""
    named = Responsible.objects.select_related("organisation").order_by("position", "pk")
    rows = project.roadmap.select_related("task", "stage").prefetch_related(Prefetch("responsible_rows", named))
    return list(rows.order_by("position", "pk"))


def is_late(row: RoadmapRow, *, today: date) -> bool:
    """Whether an open work is past its last day."""
    return row.state in {WorkState.PLANNED, WorkState.UNDER_WAY} and row.due_on is not None and row.due_on < today


def centres_of(project: Project) -> QuerySet[CoordinationCentre]:
    return project.centres.select_related("host").order_by("position", "pk")


def participants_of(project: Project) -> QuerySet[Participant]:
    return project.participants.select_related("organisation").order_by("position", "pk")


def acts_of(project: Project) -> QuerySet[ProjectAct]:
    return project.acts.select_related("act").order_by("position", "pk")


def assignments_of(project: Project) -> QuerySet[Assignment]:
    return project.assignments.select_related("organisation", "centre", "act").order_by("position", "pk")


def costs_of(project: Project) -> QuerySet[CostItem]:
    return project.costs.select_related("organisation").order_by("position", "pk")


def total_cost(project: Project) -> Decimal | None:
    """The sum of the known lines of costs; None when no sum is known. 1 query."""
    total: Decimal | None = project.costs.aggregate(total=Sum("amount"))["total"]
    return total


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with the project's own values: base, target, the latest actual one; None is missing."""

    indicator: Indicator
    baseline: Decimal | None
    target: Decimal | None
    actual: IndicatorValue | None
    of_organisations: tuple[IndicatorValue, ...]

    @property
    def change(self) -> Decimal | None:
        """Target less baseline, in the indicator's unit; percentage points when that is per cent."""
        return None if self.baseline is None or self.target is None else self.target - self.baseline


@dataclass(frozen=True, slots=True)
class MeasuredGroup:
    group: IndicatorGroup
    rows: tuple[Measured, ...]


def measured_groups(project: Project) -> list[MeasuredGroup]:
    """The indicators by group with their values; 3 queries."""
    values = IndicatorValue.objects.select_related("organisation").order_by("period", "pk")
    indicators = Indicator.objects.prefetch_related(Prefetch("values", values)).order_by("position", "pk")
    groups = project.indicator_groups.prefetch_related(Prefetch("indicators", indicators)).order_by("position", "pk")
    return [MeasuredGroup(group, tuple(map(_measured, group.indicators.all()))) for group in groups]


def _measured(indicator: Indicator) -> Measured:
    values = list(indicator.values.all())
    own = [value for value in values if value.organisation_id is None]
    actual = [value for value in own if value.kind == ValueKind.ACTUAL]
    return Measured(
        indicator,
        _of_kind(own, ValueKind.BASELINE),
        _of_kind(own, ValueKind.TARGET),
        actual[-1] if actual else None,
        tuple(value for value in values if value.organisation_id is not None),
    )


def _of_kind(values: Iterable[IndicatorValue], kind: ValueKind) -> Decimal | None:
    return next((value.value for value in values if value.kind == kind), None)
