"""How many pupils could get a seat at all, if one were enough for everybody: the bound of the first aim."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from .compiling import Problem
from .tables import Array


@dataclass(frozen=True, eq=False)
class Coverage:
    """`bound`: at most so many pupils can be placed. `short` [m]: groups of the towns' quarters where seats do not
    suffice.
    """

    bound: int
    short: Array


def coverage(problem: Problem) -> Coverage:
    """At most so many pupils can be placed: a maximum matching of agents with seats, other limits left out.

    Exact for rounds without parties, reserves, quotas and minimum sizes. O(J · phases), Hopcroft and Karp, SIAM Journal
    on Computing 2 (1973). Parties count as one where a seat is concerned and as all their members in the answer.
    """
    matched, short = _match(problem.opt_ptr, problem.group, problem.seats[: problem.groups])
    return Coverage(int(problem.size[matched >= 0].sum()) + _party_slack(problem, matched), short)


def _party_slack(problem: Problem, matched: Array) -> int:
    """Parties left over might fit where singles sit: count them in, so that the bound stays one."""
    left = (matched < 0) & (np.diff(problem.opt_ptr) > 0)
    if not (problem.size > 1).any():
        return 0
    return int(problem.size[left].sum())


@njit(cache=True, nogil=True)
def _match(opt_ptr, group, seats):  # type: ignore[no-untyped-def]
    """Group of each agent or -1, and which groups those left over could have wished for, chains included. Phases
    of breadth-first levels over groups, then disjoint augmenting paths.
    """
    agents = len(opt_ptr) - 1
    groups = len(seats)
    matched = np.full(agents, -1, np.int64)
    held = np.zeros(groups, np.int64)
    start = np.zeros(groups + 1, np.int64)
    for g in range(groups):
        start[g + 1] = start[g] + seats[g]
    sitting = np.full(start[groups], -1, np.int64)
    for a in range(agents):
        for j in range(opt_ptr[a], opt_ptr[a + 1]):
            g = group[j]
            if held[g] < seats[g]:
                sitting[start[g] + held[g]] = a
                held[g] += 1
                matched[a] = g
                break
    level = np.empty(agents, np.int64)
    seen = np.empty(groups, np.bool_)
    reached = np.full(groups, -1, np.int64)
    queue = np.empty(agents, np.int64)
    option = np.empty(agents, np.int64)
    seat = np.empty(groups, np.int64)
    stack = np.empty(agents + 1, np.int64)
    while True:
        level[:] = -1
        seen[:] = False
        head, tail = 0, 0
        for a in range(agents):
            if matched[a] < 0 and opt_ptr[a + 1] > opt_ptr[a]:
                level[a] = 0
                queue[tail] = a
                tail += 1
        reachable = False
        while head < tail:
            a = queue[head]
            head += 1
            for j in range(opt_ptr[a], opt_ptr[a + 1]):
                g = group[j]
                if seen[g]:
                    continue
                seen[g] = True
                reached[g] = level[a]
                if held[g] < seats[g]:
                    reachable = True
                for position in range(start[g], start[g] + held[g]):
                    b = sitting[position]
                    if level[b] < 0:
                        level[b] = level[a] + 1
                        queue[tail] = b
                        tail += 1
        if not reachable:
            return matched, seen
        for a in range(agents):
            option[a] = opt_ptr[a]
        for g in range(groups):
            seat[g] = start[g]
        grown = 0
        for root in range(agents):
            if matched[root] >= 0 or level[root] != 0:
                continue
            depth = 0
            stack[0] = root
            while depth >= 0:
                a = stack[depth]
                if option[a] >= opt_ptr[a + 1]:
                    depth -= 1
                    if depth >= 0:
                        # The seat tried leads nowhere: the next sitter.
                        seat[group[option[stack[depth]]]] += 1
                    continue
                g = group[option[a]]
                if held[g] < seats[g]:
                    # Free: shift everybody on the way.
                    sitting[start[g] + held[g]] = a
                    held[g] += 1
                    matched[a] = g
                    while depth > 0:
                        depth -= 1
                        before = stack[depth]
                        h = group[option[before]]
                        sitting[seat[h]] = before
                        matched[before] = h
                        seat[h] += 1
                    grown += 1
                    break
                if reached[g] == level[a] and seat[g] < start[g] + held[g]:
                    b = sitting[seat[g]]
                    if level[b] == level[a] + 1 and matched[b] == g:
                        depth += 1
                        stack[depth] = b
                    else:
                        seat[g] += 1
                else:
                    option[a] += 1
        if not grown:
            return matched, seen
