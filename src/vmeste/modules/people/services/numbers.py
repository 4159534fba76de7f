"""The numbers by which everybody but the own organisations calls a child."""

import secrets

from vmeste.modules.people.models import Pupil

_DIGITS = 9
_ASKED_AT_ONCE = 500


def new_numbers(count: int) -> list[str]:
    """So many random numbers that no pupil of the network has; they tell nothing, not even who came first.

    1 query for each 500.
    """
    found: list[str] = []
    taken: set[str] = set()
    while len(found) < count:
        tried = {_random() for _each in range(min(count - len(found), _ASKED_AT_ONCE))} - taken
        taken |= tried
        known = set(Pupil.with_removed.filter(number__in=tried).order_by().values_list("number", flat=True))
        found += sorted(tried - known, key=lambda number: number[::-1])
    return found


def _random() -> str:
    return str(secrets.randbelow(9 * 10 ** (_DIGITS - 1)) + 10 ** (_DIGITS - 1))
