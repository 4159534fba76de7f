"""What such systems do today, under the same rules and with the same answer, to compare with.

None of them looks ahead; each seats pupils one after the other, so its certificate has no prices and claims no bound
beyond that of the first aim.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from .bundles import NONE, usage, width, worth_of
from .compiling import Problem, as_table, compile_round
from .coverage import coverage
from .errors import InvalidRound
from .hashing import input_hash
from .lottery import draw
from .minimums import minimums_of
from .model import Certificate, Outcome, Round
from .solving import VERSION, seats_of
from .tables import Array, Ints, SeatTable


class Mechanism(StrEnum):
    SERIAL_DICTATORSHIP = "serial dictatorship"
    DEFERRED_ACCEPTANCE = "deferred acceptance"
    FIRST_COME = "first come first served"


def allocate_by(round_: Round, seed: str, mechanism: Mechanism, *, arrival: Sequence[str] | None = None) -> Outcome:
    """Seats by a mechanism of today. O(options · log); deferred acceptance O(proposals · log seats).

    *Serial dictatorship*: in order of the lottery each pupil takes, wish by wish, whatever is still free. *Deferred
    acceptance* (Gale and Shapley, 1962): pupils propose in order of their wishes; a group keeps its own school's
    pupils,
    then the higher class and credit, then the lottery. *First come first served*: like the first, in order of `arrival`
    (all ids; the order of ids when not given). Groups below their minimum close one by one, the emptiest first.

    Raises:
        InvalidRound: `arrival` does not name every pupil once.
    """
    closed: frozenset[int] = frozenset()
    while True:
        problem = compile_round(round_, seed, closed=closed)
        taken = _seat(round_, seed, problem, mechanism, arrival)
        used = usage(problem, taken, np.arange(problem.agents, dtype=np.int64))
        need = minimums_of(round_, problem)
        short = [g for g in np.flatnonzero((used < need) & (need > 0)).tolist() if g not in closed]
        if not short:
            break
        seated = [g for g in short if used[g]]
        worst = min(seated, key=lambda g: (used[g] * 1000 // need[g], g)) if seated else None
        closed |= {g for g in short if not used[g]} | ({worst} if worst is not None else set())
    pupil, group = seats_of(problem, taken)
    order = np.lexsort((group, pupil))
    names = tuple(one.id for one in round_.groups)
    objective = int(worth_of(problem, taken, np.arange(problem.agents, dtype=np.int64)).sum())
    seats = SeatTable(as_table(round_).ids, names, pupil[order].astype(np.int32), group[order].astype(np.int32))
    certificate = Certificate(
        version=VERSION, input_hash=input_hash(round_), seed=seed, objective=objective, upper_bound=0,
        placed=int(problem.size[taken[:, 0] != NONE].sum()), placed_bound=coverage(compile_round(round_,
        seed)).bound, prices=(),
        closed=tuple(names[g] for g in sorted(closed)), mechanism=mechanism.value,
    )  # fmt: skip
    return Outcome(seats, certificate)


def _seat(round_: Round, seed: str, problem: Problem, mechanism: Mechanism, arrival: Sequence[str] | None) -> Array:
    table = as_table(round_)
    numbers, _ = draw(seed, table.ids.tolist())
    first = problem.members[problem.member_ptr[:-1]]
    luck = numbers[first]
    if mechanism is Mechanism.DEFERRED_ACCEPTANCE:
        return _deferred(round_, problem, luck)
    if mechanism is Mechanism.SERIAL_DICTATORSHIP:
        order = np.lexsort((np.arange(problem.agents), np.iinfo(np.uint64).max - luck))
    else:
        position = {name: index for index, name in enumerate(arrival or [one.decode() for one in table.ids.tolist()])}
        if len(position) != len(table) or any(name.decode() not in position for name in table.ids.tolist()):
            raise InvalidRound("the order of arrival must name every pupil once", "arrival")
        order = np.argsort([position[table.ids[pupil].decode()] for pupil in first.tolist()], kind="stable")
    taken = np.full((problem.agents, width(problem)), NONE, np.int32)
    left = problem.seats.copy()
    for agent in order.tolist():
        held: list[int] = []
        for option in range(int(problem.opt_ptr[agent]), int(problem.opt_ptr[agent + 1])):
            if _fits(problem, agent, held, option) and _take(problem, agent, option, left):
                held.append(option)
        taken[agent, : len(held)] = held
    return taken


def _fits(problem: Problem, agent: int, held: list[int], option: int) -> bool:
    if len(held) >= problem.most[agent]:
        return False
    minutes = sum(int(problem.minutes[problem.group[one]]) for one in [*held, option])
    if problem.load[agent] and minutes > problem.load[agent]:
        return False
    start = int(problem.opt_ptr[agent])
    words = problem.mask[problem.mask_ptr[option] : problem.mask_ptr[option + 1]].tolist()
    return not any(words[(one - start) // 64] >> ((one - start) % 64) & 1 for one in held)


def _take(problem: Problem, agent: int, option: int, left: Ints) -> bool:
    rows = problem.limit[problem.limit_ptr[option] : problem.limit_ptr[option + 1]]
    group, size = int(problem.group[option]), int(problem.size[agent])
    if left[group] < size:
        return False
    np.subtract.at(left, rows, 1)
    if (left[rows] < 0).any():
        np.add.at(left, rows, 1)
        return False
    left[group] -= size
    return True


def _deferred(round_: Round, problem: Problem, luck: Array) -> Array:
    """Rounds of proposals; a group lets the weakest go until what it holds fits all its limits."""
    table = as_table(round_)
    share = problem.weight // problem.size
    host = dict(round_.schools)
    school = [table.schools[table.school[pupil]] for pupil in problem.members[problem.member_ptr[:-1]].tolist()]
    held: list[list[int]] = [[] for _ in range(problem.agents)]
    refused: list[set[int]] = [set() for _ in range(problem.agents)]
    sitting: list[list[tuple[tuple[int, int, int, int], int, int]]] = [[] for _ in range(problem.groups)]
    left = problem.seats.copy()
    waiting = list(range(problem.agents - 1, -1, -1))
    while waiting:
        agent = waiting.pop()
        for option in range(int(problem.opt_ptr[agent]), int(problem.opt_ptr[agent + 1])):
            if option in held[agent] or option in refused[agent] or not _fits(problem, agent, held[agent], option):
                continue
            g = int(problem.group[option])
            own = int(host[school[agent]] == round_.groups[g].place)
            claim = (own, int(share[agent]), int(luck[agent] >> np.uint64(1)), -agent)
            # Those it would put out, weakest first, until there is room.
            weaker = sorted(entry for entry in sitting[g] if entry[0] < claim)
            out: list[tuple[tuple[int, int, int, int], int, int]] = []
            while not (room := _take(problem, agent, option, left)) and weaker:
                entry = weaker.pop(0)
                _give_back(problem, entry[1], entry[2], left)
                out.append(entry)
            if not room:
                for entry in out:
                    _take(problem, entry[1], entry[2], left)
                refused[agent].add(option)
                continue
            sitting[g].append((claim, agent, option))
            held[agent].append(option)
            for entry in out:
                sitting[g].remove(entry)
                held[entry[1]].remove(entry[2])
                refused[entry[1]].add(entry[2])
                waiting.append(entry[1])
    taken = np.full((problem.agents, width(problem)), NONE, np.int32)
    for agent, options in enumerate(held):
        taken[agent, : len(options)] = sorted(options)
    return taken


def _give_back(problem: Problem, agent: int, option: int, left: Ints) -> None:
    rows = problem.limit[problem.limit_ptr[option] : problem.limit_ptr[option + 1]]
    np.add.at(left, rows, 1)
    left[int(problem.group[option])] += int(problem.size[agent])
