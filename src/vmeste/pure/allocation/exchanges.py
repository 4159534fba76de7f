"""Exchanges of seats between two pupils who are placed: what both would gain from, to be put to both of them.

Nobody who is placed is moved for somebody else's sake. Where each of two pupils holds what the other would rather have,
and each could attend it, the exchange is offered; it happens when both have agreed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from .bundles import usage, worth_of
from .compiling import Problem, as_table
from .errors import InvalidRound
from .model import Round
from .tables import Array, Ints


@dataclass(frozen=True, slots=True)
class Exchange:
    """`one` gives the seat in group `gives` to `other` and takes the other's seat in group `takes`. Both gain."""

    one: str
    other: str
    gives: str
    takes: str


@dataclass(frozen=True, eq=False)
class _Wishes:
    """Single replacements that pupils would like: `agent` gives what stands in `slot` for option `wanted` [each n]."""

    agent: Ints
    slot: Ints
    wanted: Ints

    def __len__(self) -> int:
        return len(self.agent)


def find_exchanges(round_: Round, problem: Problem, taken: Array, order: Ints) -> tuple[Exchange, ...]:
    """Exchanges that can all happen, no pupil in more than one; who stands first in `order` chooses first.

    Parties are left out: all of them would have to gain at once. O(options · seats of a pupil + wishes met).
    """
    wishes = _wishes(problem, taken)
    gives = problem.group[taken[wishes.agent, wishes.slot]].astype(np.int64)
    takes = problem.group[wishes.wanted].astype(np.int64)
    place = np.empty(problem.agents, np.int64)
    place[order] = np.arange(problem.agents)
    by_pair: dict[tuple[int, int], list[int]] = {}
    ordered = np.lexsort((wishes.wanted, wishes.slot, place[wishes.agent])).tolist()
    for index in ordered:
        by_pair.setdefault((int(gives[index]), int(takes[index])), []).append(index)
    left = problem.seats - usage(problem, taken, np.arange(problem.agents, dtype=np.int64))
    busy: set[int] = set()
    table, found = as_table(round_), []
    for index in ordered:
        one, pair = int(wishes.agent[index]), (int(takes[index]), int(gives[index]))
        if one in busy:
            continue
        for partner in by_pair.get(pair, ()):
            other = int(wishes.agent[partner])
            if other == one or other in busy or not _fits(problem, taken, wishes, (index, partner), left):
                continue
            busy |= {one, other}
            first, second = (table.ids[problem.members[problem.member_ptr[agent]]].decode() for agent in (one, other))
            found.append(Exchange(first, second, round_.groups[pair[1]].id, round_.groups[pair[0]].id))
            break
    return tuple(found)


def exchange(round_: Round, problem: Problem, taken: Array, agreed: Sequence[Exchange]) -> None:
    """Carry agreed exchanges out in `taken`, one after the other.

    Raises:
        InvalidRound: one of them is no longer what both gain from, or names whom or what there is not.
    """
    table, groups = as_table(round_), {group.id: index for index, group in enumerate(round_.groups)}
    agent_of = {int(problem.members[problem.member_ptr[agent]]): agent for agent in range(problem.agents)}
    for number, one in enumerate(agreed):
        where = f"exchanges[{number}]"
        try:
            agents = [agent_of[table.find(name)] for name in (one.one, one.other)]
            wanted = [groups[one.takes], groups[one.gives]]
        except KeyError as missing:
            raise InvalidRound(f"unknown: {missing}", where) from None
        wishes = _wishes(problem, taken, np.array(agents, np.int64))
        pair = []
        for agent, takes, gives in zip(agents, wanted, reversed(wanted), strict=True):
            fits = (wishes.agent == agent) & (problem.group[wishes.wanted] == takes)
            fits &= problem.group[taken[wishes.agent, wishes.slot]] == gives
            pair += np.flatnonzero(fits).tolist()[:1]
        left = problem.seats - usage(problem, taken, np.arange(problem.agents, dtype=np.int64))
        if len(pair) < 2 or agents[0] == agents[1] or not _fits(problem, taken, wishes, (pair[0], pair[1]), left):
            raise InvalidRound("both would have to gain from it, and no longer do", where)
        for index in pair:
            taken[wishes.agent[index], wishes.slot[index]] = wishes.wanted[index]


def _wishes(problem: Problem, taken: Array, agents: Ints | None = None) -> _Wishes:
    """Every replacement of one held option by another that single pupils would gain from."""
    wanted = np.arange(problem.agents, dtype=np.int64) if agents is None else np.unique(agents)
    found = _replacements(
        wanted, problem.opt_ptr, problem.group, problem.mask_ptr, problem.mask, problem.minutes, problem.size,
        problem.load, taken,
    )  # fmt: skip
    agent, slot, option = (found[:, column].copy() for column in range(3))
    after = taken[agent].copy()
    after[np.arange(len(agent)), slot] = option
    gains = worth_of(problem, after, agent) > worth_of(problem, taken[agent], agent)
    return _Wishes(agent[gains], slot[gains], option[gains])


def _fits(problem: Problem, taken: Array, wishes: _Wishes, pair: tuple[int, int], left: Ints) -> bool:
    """Whether reserves and quotas still hold after both; the seats of the groups do in any case."""
    change: dict[int, int] = {}
    for index in pair:
        option = int(taken[wishes.agent[index], wishes.slot[index]])
        for sign, j in ((1, option), (-1, int(wishes.wanted[index]))):
            for row in problem.limit[problem.limit_ptr[j] : problem.limit_ptr[j + 1]].tolist():
                change[row] = change.get(row, 0) + sign
    return all(left[row] + more >= 0 for row, more in change.items())


@njit(cache=True, nogil=True)
def _replacements(  # type: ignore[no-untyped-def]
    agents, opt_ptr, group, mask_ptr, mask, minutes, size, load, taken
):
    """(agent, slot, option) wherever the option clashes with nothing else held and fits the weekly minutes."""
    found = [(np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    for a in agents:
        if size[a] != 1 or taken[a, 0] < 0:
            continue
        start = opt_ptr[a]
        together = 0
        for d in range(taken.shape[1]):
            if taken[a, d] >= 0:
                together += minutes[group[taken[a, d]]]
        for slot in range(taken.shape[1]):
            given = taken[a, slot]
            if given < 0:
                continue
            for j in range(start, opt_ptr[a + 1]):
                fits = load[a] == 0 or together - minutes[group[given]] + minutes[group[j]] <= load[a]
                for d in range(taken.shape[1]):
                    p = taken[a, d] - start
                    fits = fits and taken[a, d] != j
                    if d != slot and p >= 0 and (mask[mask_ptr[j] + p // 64] >> np.uint64(p % 64)) & np.uint64(1):
                        fits = False
                if fits:
                    found.append((np.int64(a), np.int64(slot), np.int64(j)))
    answer = np.empty((len(found), 3), np.int64)
    for n in range(len(found)):
        answer[n, 0], answer[n, 1], answer[n, 2] = found[n]
    return answer
