"""Sets of groups one pupil could attend, priced: the kernel every other step stands on.

A bundle is a clash-free set of options within the pupil's number of courses and weekly minutes. Its worth is the sum of
the options' values, plus what being placed at all, the best rank in it and a second and third course count; its surplus
is its worth less the prices of the limits it meets. Everything is whole micro-points, so sums are equal in any order.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numba import njit

from .compiling import Problem
from .model import SHARE
from .tables import Array, Ints

THREADS = 2
ENOUGH_FOR_THREADS = 8_000
NONE = -1
Part = TypeVar("Part")
FORBIDDEN = -(2**50)


@dataclass(frozen=True, eq=False)
class Choice:
    """The best bundle of every agent at some prices. `taken` [A, most] holds options, `NONE` where there is none.

    `surplus` [A]; `used` [R] what each limit would have to bear; `bound` = Σ surplus + Σ price·seats.
    """

    taken: Array
    surplus: Ints
    used: Ints
    bound: int


@dataclass(frozen=True, eq=False)
class Columns:
    """C bundles. `agent` [C], `taken` [C, most], `worth` [C]."""

    agent: Ints
    taken: Array
    worth: Ints

    def __len__(self) -> int:
        return len(self.agent)

    def only(self, kept: Array) -> "Columns":
        """The bundles where `kept` [C] is true."""
        return Columns(self.agent[kept], self.taken[kept], self.worth[kept])

    def joined(self, other: "Columns") -> "Columns":
        """Both, each bundle once, in order of agents. O(C log C)."""
        agent = np.concatenate([self.agent, other.agent])
        taken = np.concatenate([self.taken, other.taken])
        worth = np.concatenate([self.worth, other.worth])
        order = np.lexsort((*(taken[:, c] for c in range(taken.shape[1] - 1, -1, -1)), agent))
        agent, taken, worth = agent[order], taken[order], worth[order]
        new = np.ones(len(agent), np.bool_)
        new[1:] = (agent[1:] != agent[:-1]) | (taken[1:] != taken[:-1]).any(axis=1)
        return Columns(agent[new], taken[new], worth[new])


def width(problem: Problem) -> int:
    """The longest bundle anybody may have."""
    counts = np.diff(problem.opt_ptr)
    return max(1, int(np.minimum(problem.most, counts).max(initial=1)))


def best_bundles(problem: Problem, prices: Ints, least: Ints | None = None) -> Choice:
    """One pass over all agents: O(Σ clash-free sets), cut by bounds; half a second for nine million options."""
    agents = problem.agents
    taken = np.full((agents, width(problem)), NONE, np.int32)
    surplus = np.zeros(agents, np.int64)

    def part(first: int, last: int) -> Ints:
        used = np.zeros(len(problem.seats), np.int64)
        _best(*_arrays(problem), prices, first, last, taken, surplus, used)  # type: ignore[call-arg]
        return used

    used = np.sum(in_parts(part, agents), axis=0)
    # A price below zero pays for a group that must reach its minimum.
    owed = problem.seats if least is None else np.where(prices < 0, least, problem.seats)
    bound = int(surplus.sum()) + int((prices * owed).sum())
    return Choice(taken, surplus, used, bound)


def near_bundles(problem: Problem, prices: Ints, surplus: Ints, slack: int, agents: Ints | None = None) -> Columns:
    """All bundles within `slack` of the agent's best surplus, the empty one left out. Size of the answer per agent."""
    wanted = np.arange(problem.agents, dtype=np.int64) if agents is None else agents
    counts = np.zeros(len(wanted), np.int64)
    none = np.zeros((0, width(problem)), np.int32)
    no_worth = np.zeros(0, np.int64)

    def count(first: int, last: int) -> None:
        arrays = _arrays(problem)
        _near(*arrays, prices, surplus, slack, wanted, first, last, counts, False, counts, none, no_worth)  # type: ignore[call-arg]

    in_parts(count, len(wanted))
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    taken = np.full((int(start[-1]), width(problem)), NONE, np.int32)
    worth = np.zeros(int(start[-1]), np.int64)

    def fill(first: int, last: int) -> None:
        arrays = _arrays(problem)
        _near(*arrays, prices, surplus, slack, wanted, first, last, counts, True, start, taken, worth)  # type: ignore[call-arg]

    in_parts(fill, len(wanted))
    return Columns(np.repeat(wanted, counts), taken, worth)


def worth_of(problem: Problem, taken: Array, agents: Ints) -> Ints:
    """Worth of given bundles, micro-points. O(rows)."""
    answer = np.zeros(len(taken), np.int64)
    _worths(
        problem.value,
        problem.rank,
        problem.weight,
        problem.placed_value,
        problem.first_value,
        problem.extra_value,
        agents,
        taken,
        answer,
    )
    return answer


def usage(problem: Problem, taken: Array, agents: Ints) -> Ints:
    """What given bundles together ask of every limit [R]."""
    used = np.zeros(len(problem.seats), np.int64)
    _used(problem.group, problem.size, problem.limit_ptr, problem.limit, agents, taken, used)
    return used


def in_parts(work: Callable[[int, int], Part], count: int) -> list[Part]:
    """`work(first, last)` over 0 … count, on two threads when there is enough of it; answers in order."""
    if count < ENOUGH_FOR_THREADS:
        return [work(0, count)]
    edges = [count * part // (4 * THREADS) for part in range(4 * THREADS + 1)]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, edges[:-1], edges[1:]))


def _arrays(problem: Problem) -> tuple[Array, ...]:
    return (
        problem.opt_ptr, problem.group, problem.rank, problem.value, problem.mask_ptr, problem.mask, problem.limit_ptr,
        problem.limit, problem.minutes, problem.size, problem.most, problem.load, problem.placed_value, problem.weight,
        problem.first_value, problem.extra_value,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def nets(  # type: ignore[no-untyped-def]
    start, count, group, value, limit_ptr, limit, size, prices, net, best_after
):
    """Values less prices, and the best net from each option on."""
    for i in range(count):
        j = start + i
        price = prices[group[j]] * size
        for r in range(limit_ptr[j], limit_ptr[j + 1]):
            price += prices[limit[r]]
        net[i] = value[j] - price
    best = np.int64(-(2**60))
    for i in range(count - 1, -1, -1):
        best = max(best, net[i])
        best_after[i] = best


@njit(cache=True, nogil=True)
def search_best(  # type: ignore[no-untyped-def]
    start, count, allowed, load, placed_value, w, group, rank, mask_ptr, mask, minutes, first_value, extra, net,
    best_after,
    picked, kept,
):  # fmt: skip
    """The best clash-free set of one agent's options by depth-first search; the positions stand in `kept`.

    Answers (surplus, how many). The first of equals in order of rank wins.
    """
    best, best_depth = np.int64(0), 0
    depth, i = 0, 0
    current, minutes_used = np.int64(0), np.int64(0)
    while True:
        go_on = i < count and depth < allowed
        if go_on:
            reach = current + extra[allowed] + (allowed - depth) * max(np.int64(0), best_after[i])
            if depth == 0:
                reach += placed_value + first_value[rank[start + i]] * w // SHARE
            go_on = reach > best
        if not go_on:
            if depth == 0:
                break
            depth -= 1
            i = picked[depth]
            current -= net[i]
            minutes_used -= minutes[group[start + i]]
            if depth == 0:
                current = np.int64(0)
            i += 1
            continue
        j = start + i
        fits = net[i] > FORBIDDEN and (load == 0 or minutes_used + minutes[group[j]] <= load)
        if fits:
            for d in range(depth):
                p = picked[d]
                if (mask[mask_ptr[j] + p // 64] >> np.uint64(p % 64)) & np.uint64(1):
                    fits = False
                    break
        if fits:
            if depth == 0:
                current = placed_value + first_value[rank[j]] * w // SHARE
            current += net[i]
            minutes_used += minutes[group[j]]
            picked[depth] = i
            depth += 1
            if current + extra[depth] > best:
                best = current + extra[depth]
                best_depth = depth
                for d in range(depth):
                    kept[d] = picked[d]
        i += 1
    return best, best_depth


@njit(cache=True, nogil=True)
def _best(  # type: ignore[no-untyped-def]
    opt_ptr, group, rank, value, mask_ptr, mask, limit_ptr, limit, minutes, size, most, load, placed_value, weight,
    first_value, extra_value, prices, first_agent, last_agent, taken, surplus, used,
):  # fmt: skip
    longest = 1
    for a in range(first_agent, last_agent):
        longest = max(longest, opt_ptr[a + 1] - opt_ptr[a])
    net = np.empty(longest, np.int64)
    best_after = np.empty(longest + 1, np.int64)
    picked = np.empty(taken.shape[1] + 1, np.int64)
    kept = np.empty(taken.shape[1] + 1, np.int64)
    extra = np.empty(taken.shape[1] + 2, np.int64)
    for a in range(first_agent, last_agent):
        start = opt_ptr[a]
        count = opt_ptr[a + 1] - start
        if count == 0:
            continue
        nets(start, count, group, value, limit_ptr, limit, size[a], prices, net, best_after)
        allowed = min(most[a], count)
        extras(extra_value, weight[a], allowed, extra)
        best, depth = search_best(
            start, count, allowed, load[a], placed_value[a], weight[a], group, rank, mask_ptr, mask, minutes,
            first_value,
            extra, net, best_after, picked, kept,
        )  # fmt: skip
        surplus[a] = best
        for d in range(depth):
            j = start + kept[d]
            taken[a, d] = j
            used[group[j]] += size[a]
            for r in range(limit_ptr[j], limit_ptr[j + 1]):
                used[limit[r]] += 1


@njit(cache=True, nogil=True)
def extras(  # type: ignore[no-untyped-def]
    extra_value, w, allowed, extra
):
    """What 0 … `allowed` courses count beyond their own values."""
    extra[0] = 0
    for d in range(1, allowed + 1):
        extra[d] = extra_value[d] * w // SHARE


@njit(cache=True, nogil=True)
def _near(  # type: ignore[no-untyped-def]
    opt_ptr, group, rank, value, mask_ptr, mask, limit_ptr, limit, minutes, size, most, load, placed_value, weight,
    first_value, extra_value, prices, surplus, slack, wanted, first_row, last_row, counts, fill, row_start, taken,
    worth,
):  # fmt: skip
    longest = 1
    for row in range(first_row, last_row):
        a = wanted[row]
        longest = max(longest, opt_ptr[a + 1] - opt_ptr[a])
    net = np.empty(longest, np.int64)
    best_after = np.empty(longest + 1, np.int64)
    picked = np.empty(taken.shape[1] + 1, np.int64)
    extra = np.empty(taken.shape[1] + 2, np.int64)
    for row in range(first_row, last_row):
        a = wanted[row]
        start = opt_ptr[a]
        count = opt_ptr[a + 1] - start
        found = 0
        if count > 0:
            nets(start, count, group, value, limit_ptr, limit, size[a], prices, net, best_after)
        allowed = min(most[a], count)
        w = weight[a]
        extra[0] = 0
        for d in range(1, allowed + 1):
            extra[d] = extra_value[d] * w // SHARE
        least = surplus[a] - slack
        depth, i = 0, 0
        current, minutes_used, value_sum = np.int64(0), np.int64(0), np.int64(0)
        while True:
            go_on = i < count and depth < allowed
            if go_on:
                reach = current
                if depth == 0:
                    reach += placed_value[a] + first_value[rank[start + i]] * w // SHARE
                reach += extra[allowed]
                # One more option must be taken at least, be it a loss.
                reach += best_after[i] + (allowed - depth - 1) * max(np.int64(0), best_after[i])
                go_on = reach >= least
            if not go_on:
                if depth == 0:
                    break
                depth -= 1
                i = picked[depth]
                current -= net[i]
                value_sum -= value[start + i]
                minutes_used -= minutes[group[start + i]]
                if depth == 0:
                    current = np.int64(0)
                    value_sum = np.int64(0)
                i += 1
                continue
            j = start + i
            fits = load[a] == 0 or minutes_used + minutes[group[j]] <= load[a]
            if fits:
                for d in range(depth):
                    p = picked[d]
                    if (mask[mask_ptr[j] + p // 64] >> np.uint64(p % 64)) & np.uint64(1):
                        fits = False
                        break
            if fits:
                if depth == 0:
                    current = placed_value[a] + first_value[rank[j]] * w // SHARE
                    value_sum = current
                current += net[i]
                value_sum += value[j]
                minutes_used += minutes[group[j]]
                picked[depth] = i
                depth += 1
                if current + extra[depth] >= least:
                    if fill:
                        place = row_start[row] + found
                        for d in range(depth):
                            taken[place, d] = start + picked[d]
                        worth[place] = value_sum + extra[depth]
                    found += 1
            i += 1
        if not fill:
            counts[row] = found


@njit(cache=True, nogil=True)
def _worths(  # type: ignore[no-untyped-def]
    value, rank, weight, placed_value, first_value, extra_value, agents, taken, answer
):
    for row in range(len(agents)):
        a = agents[row]
        depth = 0
        best_rank = 1 << 30
        for d in range(taken.shape[1]):
            j = taken[row, d]
            if j >= 0:
                answer[row] += value[j]
                best_rank = min(best_rank, rank[j])
                depth += 1
        if depth:
            answer[row] += (
                placed_value[a] + first_value[best_rank] * weight[a] // SHARE + extra_value[depth] * weight[a] // SHARE
            )


@njit(cache=True, nogil=True)
def _used(  # type: ignore[no-untyped-def]
    group, size, limit_ptr, limit, agents, taken, used
):
    for row in range(len(agents)):
        for d in range(taken.shape[1]):
            j = taken[row, d]
            if j >= 0:
                used[group[j]] += size[agents[row]]
                for r in range(limit_ptr[j], limit_ptr[j + 1]):
                    used[limit[r]] += 1
