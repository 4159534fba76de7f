"""Ties between organisations: partnerships, parts of one whole, and whatever higher modules register.

A higher module adds its own kind of tie when apps are ready:

    register_ties(TieSource("agreements", _("agreements"), strands_of_agreements, is_agreement=True))
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.tables import Text
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships import permissions
from vmeste.modules.partnerships.models import Partnership, PartnershipDirection
from vmeste.modules.reference.models import Direction

from .registers import alive_on

MOST_STRANDS = 5000
MOST_NODES = 300
MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class TieQuestion:
    """Which ties are wanted: on a day (None: at any time), in a direction, touching one of `around` (None: all).

    A source answers at most `most` strands, the newest first.
    """

    on: date | None = None
    direction_id: int | None = None
    around: frozenset[int] | None = None
    most: int = MOST_STRANDS


@dataclass(frozen=True, slots=True)
class Strand:
    """One thing that ties two organisations; `strength` 1 is a loose tie, 3 a firm one."""

    first: int
    second: int
    label: str
    url: str
    detail: str = ""
    strength: int = 1

    @property
    def pair(self) -> frozenset[int]:
        return frozenset({self.first, self.second})


@dataclass(frozen=True, slots=True)
class TieSource:
    """A kind of tie. `strands(actor, question)` answers only what the actor may see, in a fixed number of queries."""

    key: str
    label: Text
    strands: Callable[[Actor, TieQuestion], Iterable[Strand]]
    is_agreement: bool = False


TIES: dict[str, TieSource] = {}


def register_ties(source: TieSource) -> None:
    """Raises LookupError when another source has this key."""
    if TIES.setdefault(source.key, source) != source:
        raise LookupError(f"ties {source.key!r} are registered twice")


def agreed_pairs(actor: Actor, question: TieQuestion) -> set[frozenset[int]] | None:
    """The pairs that have an agreement in common; None when no module knows of agreements."""
    sources = [source for source in TIES.values() if source.is_agreement]
    if not sources:
        return None
    return {strand.pair for source in sources for strand in source.strands(actor, question)}


@dataclass(frozen=True, slots=True)
class Tie:
    """Everything between two organisations: (kind of tie, strand), strongest first."""

    first: int
    second: int
    strands: tuple[tuple[str, Strand], ...]

    @property
    def strength(self) -> int:
        return sum(strand.strength for _key, strand in self.strands)


@dataclass(frozen=True, slots=True)
class TieGraph:
    """Organisations by name and the ties among them, the strongest first; `left_out` organisations had no room."""

    organisations: tuple[Organisation, ...]
    ties: tuple[Tie, ...]
    left_out: int = 0
    is_capped: bool = False
    centre_id: int | None = None
    degrees: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphQuestion:
    """What the map of ties shows: `steps` away from `centre_id` when one is given; `kind` of organisation."""

    ties: TieQuestion = field(default_factory=TieQuestion)
    centre_id: int | None = None
    steps: int = 1
    kind: str = ""
    sources: frozenset[str] | None = None


def tie_graph(actor: Actor, question: GraphQuestion) -> TieGraph:
    """The graph the actor may see. One round of the sources' queries for each step away, and 1 query for the names.

    Ties to an organisation the actor does not see are left out. Of more than `MOST_NODES` organisations those with
    the strongest ties stay; around a centre the nearest stay first.
    """
    found, distance, is_capped = _reached(actor, question)
    names = rows_for(actor, organisation_permissions.VIEW, Organisation)
    ids = {pk for pair in found for pk in pair}
    if question.centre_id is not None:
        ids.add(question.centre_id)
    visible = {row.pk: row for row in names.filter(pk__in=ids).order_by("pk")}
    ties = [
        Tie(min(pair), max(pair), tuple(strands))
        for pair, strands in found.items()
        if all(pk in visible for pk in pair)
    ]
    if question.kind:
        ties = [tie for tie in ties if question.kind in {visible[tie.first].kind, visible[tie.second].kind}]
    far = MOST_STEPS + 1
    ties.sort(
        key=lambda tie: (
            max(distance.get(tie.first, far), distance.get(tie.second, far)),
            -tie.strength,
            tie.first,
            tie.second,
        )
    )
    return _cut(ties, visible, question, is_capped=is_capped)


def _cut(ties: list[Tie], visible: dict[int, Organisation], question: GraphQuestion, *, is_capped: bool) -> TieGraph:
    kept: dict[int, None] = {}
    if question.centre_id is not None and question.centre_id in visible:
        kept[question.centre_id] = None
    for tie in ties:
        new = [pk for pk in (tie.first, tie.second) if pk not in kept]
        if len(kept) + len(new) <= MOST_NODES:
            kept.update(dict.fromkeys(new))
    everyone = {pk for tie in ties for pk in (tie.first, tie.second)}
    shown = tuple(tie for tie in ties if tie.first in kept and tie.second in kept)
    degrees: dict[int, int] = defaultdict(int)
    for tie in shown:
        degrees[tie.first] += 1
        degrees[tie.second] += 1
    organisations = sorted((visible[pk] for pk in kept), key=lambda row: (row.sort_key, row.pk))
    return TieGraph(
        tuple(organisations), shown, len(everyone - kept.keys()), is_capped, question.centre_id, dict(degrees)
    )


Found = dict[frozenset[int], list[tuple[str, Strand]]]


def _reached(actor: Actor, question: GraphQuestion) -> tuple[Found, dict[int, int], bool]:
    """Strands by pair, how many steps from the centre each organisation lies, whether a source had more."""
    if question.centre_id is None:
        found, is_capped = _collected(actor, question, question.ties)
        return found, {}, is_capped
    distance = {question.centre_id: 0}
    edge, found, is_capped = frozenset({question.centre_id}), {}, False
    for step in range(1, min(question.steps, MOST_STEPS) + 1):
        here, has_more = _collected(actor, question, replace(question.ties, around=edge))
        is_capped = is_capped or has_more
        found.update(here)
        edge = frozenset(pk for pair in here for pk in pair if pk not in distance)
        distance.update(dict.fromkeys(edge, step))
        if not edge:
            break
    return found, distance, is_capped


def _collected(actor: Actor, question: GraphQuestion, wanted: TieQuestion) -> tuple[Found, bool]:
    found: Found = defaultdict(list)
    is_capped = False
    for key, source in TIES.items():
        if question.sources is not None and key not in question.sources:
            continue
        strands = list(source.strands(actor, wanted))
        is_capped = is_capped or len(strands) >= wanted.most
        for strand in strands:
            if strand.first != strand.second:
                found[strand.pair].append((key, strand))
    for strands_of_pair in found.values():
        strands_of_pair.sort(key=lambda item: (-item[1].strength, item[0], item[1].label))
    return dict(found), is_capped


def _strands_of_partnerships(actor: Actor, question: TieQuestion) -> Iterator[Strand]:
    """2 queries: the partnerships, their directions."""
    rows = rows_for(actor, permissions.VIEW, Partnership)
    if question.on is not None:
        rows = rows.filter(alive_on(question.on))
    if question.direction_id is not None:
        named = PartnershipDirection.objects.filter(direction=question.direction_id)
        rows = rows.filter(pk__in=named.values("partnership"))
    if question.around is not None:
        rows = rows.filter(Q(organisation__in=question.around) | Q(partner__in=question.around))
    rows = rows.prefetch_related(Prefetch("directions", Direction.objects.order_by("sort_key", "pk")))
    for row in rows.order_by("-pk")[: question.most]:
        parts: list[Any] = [", ".join(str(direction) for direction in row.directions.all())]
        if row.maturity is not None:
            parts.append(row.get_maturity_display())
        yield Strand(
            row.organisation_id,
            row.partner_id,
            str(row.get_kind_display()),
            link("partnership-detail", row.pk),
            " · ".join(part for part in parts if part),
            row.maturity or 1,
        )


def _strands_of_parts(actor: Actor, question: TieQuestion) -> Iterator[Strand]:
    """Units and the organisations they are part of; nothing when a direction is asked for. 1 query."""
    if question.direction_id is not None:
        return
    rows = rows_for(actor, organisation_permissions.VIEW, Organisation).filter(parent__isnull=False)
    if question.around is not None:
        rows = rows.filter(Q(pk__in=question.around) | Q(parent__in=question.around))
    for pk, parent in rows.order_by("-pk").values_list("pk", "parent")[: question.most]:
        assert parent is not None
        yield Strand(pk, parent, str(_("part of one whole")), link("organisation-detail", pk))


register_ties(TieSource("partnerships", _("partnerships"), _strands_of_partnerships))
register_ties(TieSource("parts", _("parts of one whole"), _strands_of_parts))
