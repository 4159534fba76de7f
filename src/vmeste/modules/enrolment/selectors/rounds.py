"""Choice rounds in lists, and how far the wishes of a round are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EnrolmentState, RoundStage
from vmeste.modules.enrolment.models import ChoiceRound, Enrolment, Wish, WishList
from vmeste.modules.organisations.models import Organisation

from .eligible import standings


def rounds_for_list(actor: Actor) -> QuerySet[ChoiceRound]:
    """The rounds the actor sees, with `lists_in`, the lists handed in; the latest first; 1 query when read."""
    handed_in = Count("wish_lists", filter=Q(wish_lists__submitted_at__isnull=False, wish_lists__removed_at=None))
    return (
        rows_for(actor, permissions.VIEW_ROUNDS, ChoiceRound)
        .select_related("year", "published_run")
        .annotate(lists_in=handed_in)
        .order_by("-opens_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many children of a school may choose, have begun, and have handed in."""

    school: Organisation
    pupils: int
    begun: int
    handed_in: int

    @property
    def percent(self) -> int:
        return 100 * self.handed_in // self.pupils if self.pupils else 0


def progress_by_school(round_: ChoiceRound, *, on: date) -> list[Progress]:
    """Counts alone, by the schools' names; 3 queries for any number of children."""
    known = standings(round_, on=on)
    pupils = Counter(one.school_id for one in known.values())
    begun: Counter[int] = Counter()
    handed_in: Counter[int] = Counter()
    for pupil, submitted_at in WishList.objects.filter(round=round_).values_list("pupil_id", "submitted_at"):
        if pupil in known:
            begun[known[pupil].school_id] += 1
            handed_in[known[pupil].school_id] += submitted_at is not None
    return [
        Progress(school, pupils[school.pk], begun[school.pk], handed_in[school.pk])
        for school in Organisation.with_removed.filter(pk__in=round_.school_rows.values("school")).order_by("sort_key")
    ]


@dataclass(frozen=True, slots=True)
class Demand:
    """How much a programme is asked for: first wishes, all wishes, free seats of its groups in the round."""

    title: str
    organisation: str
    first: int
    wishes: int
    seats: int


def demand_of(round_: ChoiceRound) -> list[Demand]:
    """What is asked for of what there is, the most crowded first; 2 queries."""
    wishes = Wish.objects.filter(wish_list__round=round_, wish_list__submitted_at__isnull=False)
    asked: dict[int, Any] = {
        row["programme"]: row
        for row in wishes.order_by()
        .values("programme")
        .annotate(first=Count("pk", filter=Q(rank=1)), wishes=Count("pk"))
    }
    seats: Counter[int] = Counter()
    programmes = {}
    for group in round_.groups.select_related("programme__organisation").order_by("sort_key", "pk"):
        seats[group.programme_id] += group.seats - group.taken
        programmes[group.programme_id] = group.programme
    demand = [
        Demand(
            programme.title,
            str(programme.organisation),
            asked.get(pk, {}).get("first", 0),
            asked.get(pk, {}).get("wishes", 0),
            seats[pk],
        )
        for pk, programme in programmes.items()
    ]
    return sorted(demand, key=lambda one: (one.seats - one.first, one.title))


def answers_of(round_: ChoiceRound) -> dict[str, int]:
    """How the seats of a published round stand, by state; 1 query."""
    counted = Enrolment.objects.filter(run__round=round_).order_by().values("state").annotate(n=Count("pk"))
    return {str(EnrolmentState(row["state"]).label): row["n"] for row in counted}


def rounds_to_look_at(actor: Actor, *, today: date) -> Sequence[ChoiceRound]:
    """Rounds that wait for a curator, with `has_offers`; 1 query, none for those who run no rounds."""
    offers = Enrolment.objects.filter(run__round=OuterRef("pk"), state=EnrolmentState.OFFERED)
    stages = [RoundStage.OPEN, RoundStage.CLOSED, RoundStage.DECIDED, RoundStage.PUBLISHED]
    rows = rows_for(actor, permissions.RUN_ROUNDS, ChoiceRound).filter(stage__in=stages)
    return list(rows.annotate(has_offers=Exists(offers)).order_by("closes_at", "pk"))
