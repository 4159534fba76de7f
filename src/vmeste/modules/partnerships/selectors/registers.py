"""Partnerships in lists, on pages, in figures."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships import permissions
from vmeste.modules.partnerships.choices import Maturity, State
from vmeste.modules.partnerships.models import MaturityStep, Partnership, PartnershipDirection
from vmeste.modules.reference.models import Direction

_LONG_IN_FIRST_STAGE = timedelta(days=365)


def partnerships_for_list(actor: Actor) -> QuerySet[Partnership]:
    """What the actor sees, with both organisations and the directions; 2 queries for any number of rows."""
    directions = Prefetch("directions", Direction.objects.order_by("sort_key", "pk"))
    return (
        rows_for(actor, permissions.VIEW, Partnership)
        .select_related("organisation", "partner")
        .prefetch_related(directions)
        .order_by("-starts_on", "pk")
    )


def partnerships_of(actor: Actor, organisation: Organisation) -> QuerySet[Partnership]:
    """An organisation's partnerships on either side, those that go on first; 2 queries when read."""
    either = Q(organisation=organisation) | Q(partner=organisation)
    return partnerships_for_list(actor).filter(either).order_by("ends_on", "-starts_on", "pk")


def steps_of(partnership: Partnership) -> QuerySet[MaturityStep]:
    """The stages reached, the first first; 1 query when read."""
    return partnership.steps.order_by("stage")


def where_state(state: State, *, today: date) -> Q:
    """The condition under which a partnership is in `state` on that day."""
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    ended = Q(ends_on__isnull=False, ends_on__lte=today)
    conditions = {State.PLANNED: ~begun & ~ended, State.GOES_ON: begun & ~ended, State.ENDED: ended}
    return conditions[state]


def state_on(partnership: Partnership, today: date) -> State:
    """What a partnership is on that day; no query."""
    if partnership.ends_on and partnership.ends_on <= today:
        return State.ENDED
    return State.PLANNED if partnership.starts_on and partnership.starts_on > today else State.GOES_ON


def alive_on(day: date) -> Q:
    """Partnerships that go on on that day; an unknown beginning counts as long ago."""
    return where_state(State.GOES_ON, today=day)


def partnership_figures(actor: Actor, *, today: date) -> dict[str, int]:
    """How many partnerships go on, and how many of them began within a year; 1 query."""
    year_ago = today - timedelta(days=365)
    rows = rows_for(actor, permissions.VIEW, Partnership).filter(alive_on(today))
    return rows.aggregate(alive=Count("pk"), new=Count("pk", filter=Q(starts_on__gt=year_ago)))


def partnerships_without_direction(actor: Actor, *, today: date) -> QuerySet[Partnership]:
    """Partnerships the actor keeps that go on and name no direction; 1 query when read."""
    named = PartnershipDirection.objects.filter(partnership=OuterRef("pk"))
    return _kept(actor, today).filter(~Exists(named)).order_by("pk")


def partnerships_long_in_first_stage(actor: Actor, *, today: date) -> QuerySet[Partnership]:
    """Partnerships the actor keeps that came to common goals over a year ago and no further; 1 query when read."""
    since = today - _LONG_IN_FIRST_STAGE
    old = MaturityStep.objects.filter(partnership=OuterRef("pk"), stage=Maturity.INTENT, reached_on__lte=since)
    undated = MaturityStep.objects.filter(partnership=OuterRef("pk"), stage=Maturity.INTENT, reached_on=None)
    long_ago = Exists(old) | (Exists(undated) & Q(starts_on__lte=since))
    return _kept(actor, today).filter(long_ago, maturity=Maturity.INTENT).order_by("starts_on", "pk")


def _kept(actor: Actor, today: date) -> QuerySet[Partnership]:
    rows = rows_for(actor, permissions.EDIT, Partnership).filter(alive_on(today))
    return rows.select_related("organisation", "partner")
