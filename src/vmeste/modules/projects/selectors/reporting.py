"""What an actor may see of partnerships, agreements and projects in a period; what lies outside it or has no day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.selectors.paper import SIGNED, agreements_of_pairs
from vmeste.modules.agreements.selectors.registers import agreements_for_list
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships.models import Partnership
from vmeste.modules.partnerships.selectors.registers import partnerships_for_list
from vmeste.modules.projects.choices import WorkState
from vmeste.modules.projects.models import (
    CostItem,
    Indicator,
    IndicatorValue,
    Project,
    ProjectAct,
    RoadmapRow,
)

from .registers import projects_for_list, where_of

MOST_ROWS = 2_000


class TooMuch(ValidationError):
    """More rows than a report can tell; it is to be narrowed to one organisation."""

    def __init__(self) -> None:
        super().__init__(_("There is too much for one report. Choose one organisation."))


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_on` (inclusive) to `ends_on` (exclusive); `label` says it in Russian after «за»."""

    starts_on: date
    ends_on: date
    label: str

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    def touches(self, starts_on: date | None, ends_on: date | None) -> bool:
        """Whether a term has a day in the period; an unknown end is open."""
        begins_in_time = starts_on is None or starts_on < self.ends_on
        return begins_in_time and (ends_on is None or ends_on > self.starts_on)


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A partnership seen from one side: `partner` works with `organisation` since a day."""

    organisation: Organisation
    partner: Organisation
    since: date | None
    partnership: Partnership
    agreements: tuple[Agreement, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """A project of the period with what was done in it; `total` of the costs belongs to the whole project."""

    project: Project
    acts: tuple[ProjectAct, ...]
    works: tuple[RoadmapRow, ...]
    indicators: tuple[Indicator, ...]
    costs: tuple[CostItem, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything of one period. `outside` and `undated` hold rows of any of these kinds."""

    period: Period
    organisation: Organisation | None
    cooperations: tuple[Cooperation, ...]
    earlier: tuple[Agreement, ...]
    concluded: tuple[Agreement, ...]
    projects: tuple[ProjectReport, ...]
    outside: tuple[Any, ...]
    undated: tuple[Any, ...]


@dataclass(slots=True)
class _Aside:
    """What the sections do not take."""

    outside: list[Any] = field(default_factory=list)
    undated: list[Any] = field(default_factory=list)


def report_of(actor: Actor, period: Period, organisation: Organisation | None = None) -> Report:
    """What the actor may see of the whole network, or of what one organisation takes part in; at most 13 queries.

    Raises:
        TooMuch: of one kind there are more than `MOST_ROWS`.
    """
    aside = _Aside()
    cooperations = _cooperations(actor, period, organisation, aside)
    earlier, concluded = _agreements(actor, period, organisation, aside)
    projects = _projects(actor, period, organisation, aside)
    return Report(
        period, organisation, cooperations, earlier, concluded, projects, tuple(aside.outside), tuple(aside.undated)
    )


def _all_of(rows: QuerySet[Any]) -> list[Any]:
    found = list(rows[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise TooMuch
    return found


def _cooperations(
    actor: Actor, period: Period, organisation: Organisation | None, aside: _Aside
) -> tuple[Cooperation, ...]:
    rows = partnerships_for_list(actor)
    if organisation is not None:
        rows = rows.filter(Q(organisation=organisation) | Q(partner=organisation))
    partnerships: list[Partnership] = _all_of(rows.order_by("partner__sort_key", "pk"))
    pairs = {row.pk: frozenset({row.organisation_id, row.partner_id}) for row in partnerships}
    agreed = agreements_of_pairs(actor, pairs.values())
    found = []
    for row in partnerships:
        own, other = row.organisation, row.partner
        if organisation is not None and other.pk == organisation.pk:
            own, other = other, own
        since = row.starts_on or (other.partner_since if other.pk == row.partner_id else None)
        if not period.touches(since, row.ends_on):
            aside.outside.append(row)
            continue
        if since is None:
            aside.undated.append(row)
        agreements = tuple(a for a in agreed.get(pairs[row.pk], ()) if _is_in_force(a, period))
        found.append(Cooperation(own, other, since, row, agreements, is_new=since is not None and since in period))
    return tuple(found)


def _is_in_force(agreement: Agreement, period: Period) -> bool:
    ended = agreement.terminated_on or agreement.ends_on
    return period.touches(agreement.signed_on or agreement.starts_on, ended)


def _agreements(
    actor: Actor, period: Period, organisation: Organisation | None, aside: _Aside
) -> tuple[tuple[Agreement, ...], tuple[Agreement, ...]]:
    """Those concluded before the period and in force in it, and those concluded in it."""
    rows = agreements_for_list(actor).filter(stage__in=SIGNED)
    if organisation is not None:
        parties = AgreementParty.objects.filter(organisation=organisation)
        rows = rows.filter(pk__in=parties.values("agreement"))
    earlier, concluded = [], []
    for agreement in _all_of(rows.order_by("signed_on", "pk")):
        day = agreement.signed_on or agreement.starts_on
        if day is None:
            aside.undated.append(agreement)
        elif day in period:
            concluded.append(agreement)
        elif _is_in_force(agreement, period):
            earlier.append(agreement)
        else:
            aside.outside.append(agreement)
    return tuple(earlier), tuple(concluded)


def _projects(
    actor: Actor, period: Period, organisation: Organisation | None, aside: _Aside
) -> tuple[ProjectReport, ...]:
    rows = projects_for_list(actor)
    if organisation is not None:
        rows = rows.filter(where_of(organisation))
    current: list[Project] = []
    for project in _all_of(rows):
        starts_on, ends_on = _term(project)
        if starts_on is None and ends_on is None:
            aside.undated.append(project)
        elif period.touches(starts_on, ends_on):
            current.append(project)
        else:
            aside.outside.append(project)
    acts = _of_period(_acts(current), "act.issued_on", period, aside)
    works = _of_period(_works_done(current), "done_on", period, aside)
    indicators = _grouped(_indicators(current))
    costs = _grouped(CostItem.objects.filter(project__in=current).order_by("project", "position", "pk"))
    return tuple(
        ProjectReport(
            project,
            *(tuple(found.get(project.pk, ())) for found in (acts, works, indicators, costs)),
        )
        for project in current
    )


def _term(project: Project) -> tuple[date | None, date | None]:
    """The project's own days, else those of its academic year."""
    if project.starts_on or project.ends_on or project.year is None:
        return project.starts_on, project.ends_on
    return project.year.starts_on, project.year.ends_on


def _acts(projects: Sequence[Project]) -> QuerySet[ProjectAct]:
    rows = ProjectAct.objects.filter(project__in=projects).select_related("act", "project")
    return rows.order_by("project", "act__issued_on", "pk")


def _works_done(projects: Sequence[Project]) -> QuerySet[RoadmapRow]:
    rows = RoadmapRow.objects.filter(project__in=projects, state=WorkState.DONE).select_related("project")
    return rows.order_by("project", "done_on", "pk")


def _indicators(projects: Sequence[Project]) -> QuerySet[Indicator]:
    own = IndicatorValue.objects.filter(organisation=None).order_by("period", "pk")
    rows = Indicator.objects.filter(project__in=projects).select_related("group")
    return rows.prefetch_related(Prefetch("values", own)).order_by("project", "group__position", "position", "pk")


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.project_id, []).append(row)
    return found


def _of_period(rows: QuerySet[Any], day_of: str, period: Period, aside: _Aside) -> dict[int, list[Any]]:
    """Those whose day lies in the period, by project; the others go aside."""
    inside = []
    for row in _all_of(rows):
        day = row
        for name in day_of.split("."):
            day = getattr(day, name)
        if day is None:
            aside.undated.append(row)
        elif day in period:
            inside.append(row)
        else:
            aside.outside.append(row)
    return _grouped(inside)
