"""Seats given one pupil after the other: the first feasible answer, and the last polish of any other."""

import numpy as np
from numba import njit

from .bundles import FORBIDDEN, NONE, best_bundles, extras, nets, search_best, usage, width, worth_of
from .compiling import Problem
from .model import SHARE
from .tables import Array, Ints


def fill_in_order(problem: Problem, order: Ints, prices: Ints, free: Ints | None = None) -> Array:
    """Each agent in turn takes the best bundle, net of prices, among the seats still free. O(one pass)."""
    taken = np.full((problem.agents, width(problem)), NONE, np.int32)
    left = problem.seats.copy() if free is None else free.copy()
    below = np.zeros(len(left), np.int64)
    _fill(*_arrays(problem), order, prices, left, taken, below)  # type: ignore[call-arg]
    return taken


def seat_what_fits(problem: Problem, wanted: Array, order: Ints) -> Array:
    """The wanted bundles, given in `order` as long as every limit allows; who comes too late has none. O(seats)."""
    taken = np.full(wanted.shape, NONE, np.int32)
    left = problem.seats.copy()
    _seat(problem.group, problem.size, problem.limit_ptr, problem.limit, order, wanted, left, taken)
    return taken


def improve(problem: Problem, taken: Array, order: Ints, *, least: Ints | None = None, rounds: int = 20) -> int:
    """Let agents exchange their bundle for a better one among free seats until nobody can; answers how many did.

    Nobody is moved against the objective, and no group falls below `least`.
    """
    everyone = np.arange(problem.agents, dtype=np.int64)
    left = problem.seats - usage(problem, taken, everyone)
    below = np.zeros(len(left), np.int64) if least is None else least
    nothing = np.zeros(len(left), np.int64)
    # Whoever has the best there could be, were every seat free, has nothing to look for.
    wishing = worth_of(problem, taken, everyone) < best_bundles(problem, nothing).surplus
    order = order[wishing[order]]
    moved = 0
    for _ in range(rounds):
        changed = int(_fill(*_arrays(problem), order, nothing, left, taken, below))  # type: ignore[call-arg]
        moved += changed
        if not changed:
            break
    return moved


def _arrays(problem: Problem) -> tuple[Array, ...]:
    return (
        problem.opt_ptr, problem.group, problem.rank, problem.value, problem.mask_ptr, problem.mask, problem.limit_ptr,
        problem.limit, problem.minutes, problem.size, problem.most, problem.load, problem.placed_value, problem.weight,
        problem.first_value, problem.extra_value, problem.seats,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _meet(  # type: ignore[no-untyped-def]
    j, sign, size, group, limit_ptr, limit, left
):
    left[group[j]] -= sign * size
    for r in range(limit_ptr[j], limit_ptr[j + 1]):
        left[limit[r]] -= sign


@njit(cache=True, nogil=True)
def _seat(  # type: ignore[no-untyped-def]
    group, size, limit_ptr, limit, order, wanted, left, taken
):
    for a in order:
        for d in range(wanted.shape[1]):
            if wanted[a, d] >= 0:
                _meet(wanted[a, d], 1, size[a], group, limit_ptr, limit, left)
        fits = True
        for d in range(wanted.shape[1]):
            j = wanted[a, d]
            if j >= 0:
                fits = fits and left[group[j]] >= 0
                for r in range(limit_ptr[j], limit_ptr[j + 1]):
                    fits = fits and left[limit[r]] >= 0
        for d in range(wanted.shape[1]):
            if fits:
                taken[a, d] = wanted[a, d]
            elif wanted[a, d] >= 0:
                _meet(wanted[a, d], -1, size[a], group, limit_ptr, limit, left)


@njit(cache=True, nogil=True)
def _fill(  # type: ignore[no-untyped-def]
    opt_ptr, group, rank, value, mask_ptr, mask, limit_ptr, limit, minutes, size, most, load, placed_value, weight,
    first_value, extra_value, seats, order, prices, left, taken, least,
):  # fmt: skip
    longest = 1
    for a in range(len(size)):
        longest = max(longest, opt_ptr[a + 1] - opt_ptr[a])
    net = np.empty(longest, np.int64)
    best_after = np.empty(longest + 1, np.int64)
    wide = taken.shape[1]
    picked = np.empty(wide + 1, np.int64)
    kept = np.empty(wide + 1, np.int64)
    extra = np.empty(wide + 2, np.int64)
    changed = 0
    for a in order:
        start = opt_ptr[a]
        count = opt_ptr[a + 1] - start
        if count == 0:
            continue
        allowed = min(most[a], count)
        extras(extra_value, weight[a], allowed, extra)
        nets(start, count, group, value, limit_ptr, limit, size[a], prices, net, best_after)
        # What is held now, and its worth net of the same prices.
        held, now, best_rank = 0, np.int64(0), 1 << 30
        bound_to_stay = False
        for d in range(wide):
            j = taken[a, d]
            if j >= 0:
                held += 1
                now += net[j - start]
                best_rank = min(best_rank, rank[j])
                _meet(j, -1, size[a], group, limit_ptr, limit, left)
                if least[group[j]] > 0 and seats[group[j]] - left[group[j]] < least[group[j]]:
                    bound_to_stay = True
        if held:
            now += placed_value[a] + first_value[best_rank] * weight[a] // SHARE + extra[held]
        depth = 0
        better = False
        for attempt in range(2):
            if bound_to_stay:
                break
            for i in range(count):
                j = start + i
                open_ = left[group[j]] >= size[a]
                for r in range(limit_ptr[j], limit_ptr[j + 1]):
                    again = 0
                    for q in range(limit_ptr[j], limit_ptr[j + 1]):
                        again += limit[q] == limit[r]
                    # The second attempt counts as if every course met the limit.
                    if left[limit[r]] < again * (allowed if attempt else 1):
                        open_ = False
                if not open_:
                    net[i] = FORBIDDEN - 1
            best_after[count - 1] = net[count - 1]
            for i in range(count - 2, -1, -1):
                best_after[i] = max(best_after[i + 1], net[i])
            best, depth = search_best(
                start, count, allowed, load[a], placed_value[a], weight[a], group, rank, mask_ptr, mask, minutes,
                first_value, extra, net, best_after, picked, kept,
            )  # fmt: skip
            better = best > now
            if not better:
                break
            for d in range(depth):
                _meet(start + kept[d], 1, size[a], group, limit_ptr, limit, left)
            inside = True
            for d in range(depth):
                j = start + kept[d]
                for r in range(limit_ptr[j], limit_ptr[j + 1]):
                    inside = inside and left[limit[r]] >= 0
            for d in range(depth):
                _meet(start + kept[d], -1, size[a], group, limit_ptr, limit, left)
            if inside:
                break
            better = False
        if better:
            changed += 1
            for d in range(wide):
                taken[a, d] = start + kept[d] if d < depth else NONE
        for d in range(wide):
            if taken[a, d] >= 0:
                _meet(taken[a, d], 1, size[a], group, limit_ptr, limit, left)
    return changed
