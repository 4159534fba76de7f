"""The facts of the map by direction: whose partners, in which directions, how far along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships import permissions
from vmeste.modules.partnerships.models import MaturityStep, Partnership
from vmeste.modules.reference.models import Direction

from .registers import alive_on
from .ties import TieQuestion, agreed_pairs

MOST_PARTNERS = 200
NOT_ORGANISATIONS = frozenset({OrganisationKind.COMMUNITY})


@dataclass(frozen=True, slots=True)
class PartnerFact:
    """One partner of the organisation in the middle: the furthest stage of what they do together."""

    organisation: Organisation
    maturity: int | None
    has_agreement: bool | None
    is_visible: bool
    partnership_id: int


@dataclass(frozen=True, slots=True)
class DirectionFacts:
    """`direction` None gathers the partners of whom no direction is known."""

    direction: Direction | None
    partners: tuple[PartnerFact, ...]


@dataclass(frozen=True, slots=True)
class MapFacts:
    centre: Organisation
    on: date
    directions: tuple[DirectionFacts, ...]
    is_cut: bool

    @property
    def partners(self) -> tuple[Organisation, ...]:
        """Every partner once, in the order of the map."""
        found = {fact.organisation.pk: fact.organisation for part in self.directions for fact in part.partners}
        return tuple(found.values())

    @property
    def named_directions(self) -> int:
        return sum(1 for part in self.directions if part.direction is not None)

    @property
    def not_organisations(self) -> int:
        return sum(1 for organisation in self.partners if organisation.kind in NOT_ORGANISATIONS)


def default_centre(actor: Actor) -> Organisation | None:
    """The actor's own organisation, else the one with the most partnerships they see; at most 2 queries."""
    seen = rows_for(actor, permissions.VIEW, Partnership)
    visible = rows_for(actor, organisation_permissions.VIEW, Organisation)
    own = visible.filter(pk__in=actor.organisation_ids).order_by("sort_key", "pk").first()
    if own is not None:
        return own
    counted = seen.order_by().values("organisation").annotate(n=Count("pk")).order_by("-n", "organisation")
    return visible.filter(pk__in=counted.values("organisation")[:1]).first()


def direction_map(actor: Actor, *, centre: Organisation, on: date, maturity: int | None = None) -> MapFacts:
    """Who works with `centre` on that day, by direction; with `maturity` only those who are at that stage then.

    Directions by name, those without one last; in each the partners by name, each once. At most `MOST_PARTNERS`
    partnerships are read (`is_cut` tells). 4 queries and those of the ties that are agreements.
    """
    either = Q(organisation=centre) | Q(partner=centre)
    rows = list(_with_parts(rows_for(actor, permissions.VIEW, Partnership).filter(either & alive_on(on))))
    rows, is_cut = rows[:MOST_PARTNERS], len(rows) > MOST_PARTNERS
    agreed = agreed_pairs(actor, TieQuestion(on=on, around=frozenset({centre.pk})))
    others = {row.pk: row.partner if row.organisation_id == centre.pk else row.organisation for row in rows}
    visible = set(
        rows_for(actor, organisation_permissions.VIEW, Organisation)
        .filter(pk__in={other.pk for other in others.values()})
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    found: dict[Direction | None, dict[int, PartnerFact]] = {}
    for row in rows:
        stage = stage_on(row, on)
        if maturity is not None and stage != maturity:
            continue
        other = others[row.pk]
        pair = frozenset({centre.pk, other.pk})
        fact = PartnerFact(other, stage, None if agreed is None else pair in agreed, other.pk in visible, row.pk)
        for direction in row.directions.all() or (None,):
            known = found.setdefault(direction, {})
            known[other.pk] = _further(known.get(other.pk), fact)
    return MapFacts(centre, on, tuple(_in_order(found)), is_cut)


def _with_parts(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    return (
        rows.select_related("organisation", "partner")
        .prefetch_related(
            Prefetch("directions", Direction.objects.order_by("sort_key", "pk")),
            Prefetch("steps", MaturityStep.objects.order_by("stage")),
        )
        .order_by("-maturity", "pk")[: MOST_PARTNERS + 1]
    )


def stage_on(partnership: Partnership, day: date) -> int | None:
    """The stage a partnership had come to by that day, from steps already fetched; undated steps count as past."""
    reached = [step.stage for step in partnership.steps.all() if step.reached_on is None or step.reached_on <= day]
    return max(reached, default=None)


def _further(known: PartnerFact | None, new: PartnerFact) -> PartnerFact:
    return new if known is None or (new.maturity or 0) > (known.maturity or 0) else known


def _in_order(found: dict[Direction | None, dict[int, PartnerFact]]) -> Iterable[DirectionFacts]:
    named = sorted((d for d in found if d is not None), key=lambda d: (d.sort_key, d.pk))
    for direction in [*named, None]:
        if direction in found:
            partners = found[direction].values()
            in_order = sorted(partners, key=lambda fact: (fact.organisation.sort_key, fact.organisation.pk))
            yield DirectionFacts(direction, tuple(in_order))
