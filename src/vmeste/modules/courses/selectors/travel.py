"""How long it takes from one organisation to another."""

from collections.abc import Collection
from datetime import date

from vmeste.modules.courses.models import TravelTime
from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.selectors import norm_on
from vmeste.pure.timetable.conflicts import Ways

USUAL_MINUTES = 30
"""Between organisations of which nothing is written down, in a network without the norm `travel_minutes`."""


def usual_minutes(*, on: date) -> int:
    """The way between organisations of which nothing is written down: the norm `travel_minutes`; 1 query."""
    norm = norm_on(NormKind.TRAVEL_MINUTES, on)
    return norm.days if norm else USUAL_MINUTES


def known_minutes(organisation_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """(smaller id, larger id) → minutes, of the ways that are written down among these organisations; 1 query."""
    rows = TravelTime.objects.filter(one__in=organisation_ids, other__in=organisation_ids)
    return {(one, other): minutes for one, other, minutes in rows.values_list("one_id", "other_id", "minutes")}


def matrix(organisation_ids: Collection[int], *, on: date) -> dict[tuple[int, int], int]:
    """Minutes between every two of these organisations, both ways, 0 to itself; 2 queries.

    A way that nobody wrote down takes what the norm `travel_minutes` of the day says.
    """
    known, usual = known_minutes(organisation_ids), usual_minutes(on=on)
    return {
        (a, b): 0 if a == b else known.get((min(a, b), max(a, b)), usual)
        for a in organisation_ids
        for b in organisation_ids
    }


def ways_between(organisation_ids: Collection[int], *, on: date) -> Ways:
    """The same for rooms, which may have addresses of their own; 2 queries."""
    return Ways(known_minutes(organisation_ids), usual_minutes(on=on))
