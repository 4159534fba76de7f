"""Seats for those who ranked nothing and asked to be placed anyway: only what nobody who chose would take."""

import numpy as np

from .compiling import Problem, as_table
from .lottery import draw
from .model import Meeting, Round
from .tables import Ints


def seat_unchosen(round_: Round, seed: str, problem: Problem, used: Ints, closed: frozenset[int]) -> tuple[Ints, Ints]:
    """(pupil, group) positions: in order of the lottery, first groups below their target, then the nearest.

    O(pupils without wishes · groups).
    """
    table = as_table(round_)
    waiting = np.flatnonzero(table.anyway & (np.diff(table.wish_ptr) == 0))
    in_party = {name for party in round_.parties for name in party}
    if not len(waiting):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    numbers, _ = draw(seed, table.ids[waiting].tolist())
    left = problem.seats - used
    sizes = used[: problem.groups] + np.array([group.enrolled for group in round_.groups])
    place_of = {name: index for index, name in enumerate(round_.places)}
    limits, m = problem.limits, problem.groups
    pupils, groups = [], []
    for index in waiting[np.lexsort((waiting, np.iinfo(np.uint64).max - numbers))].tolist():
        pupil = table[index]
        if pupil.id in in_party:
            continue
        home = place_of[round_.schools[pupil.school]]
        best: tuple[bool, int, int] | None = None
        for g, group in enumerate(round_.groups):
            way = int(round_.travel[home, place_of[group.place]])
            # A group that nobody joined yet and that has a minimum would stay below it.
            rows = [m + int(r) for r in limits.of_group[limits.of_group_ptr[g] : limits.of_group_ptr[g + 1]]]
            rows = [r for r in rows if limits.meets[r - m, limits.kind[index]]]
            open_ = g not in closed and sizes[g] + 1 > group.minimum and all(left[r] > 0 for r in [g, *rows])
            fits = group.first_grade <= pupil.grade <= group.last_grade and pupil.max_courses > 0
            light = not pupil.max_minutes or group.minutes <= pupil.max_minutes
            near = not round_.policy.max_travel or way <= round_.policy.max_travel
            if (
                open_
                and fits
                and light
                and near
                and not any(meets(a, b) for a in group.meetings for b in pupil.blocked)
            ):
                best = min(best or (True, 1 << 40, 1 << 40), (bool(sizes[g] >= group.target), way, g))
        if best is not None:
            g = best[2]
            pupils.append(index)
            groups.append(g)
            sizes[g] += 1
            for row in [g, *limits.of_group[limits.of_group_ptr[g] : limits.of_group_ptr[g + 1]] + m]:
                if row == g or limits.meets[row - m, limits.kind[index]]:
                    left[row] -= 1
    return np.array(pupils, np.int64), np.array(groups, np.int64)


def meets(first: Meeting, second: Meeting) -> bool:
    """Whether two weekly times overlap."""
    return first.day == second.day and first.start < second.end and second.start < first.end
