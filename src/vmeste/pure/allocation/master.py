"""The linear program over the bundles found so far: its prices lead to better bundles, its shares to seats.

Only what is contested enters. An agent whose one near bundle is far better than going without is taken as seated;
limits
that cannot bind are left out; what remains falls into parts that share no limit (the towns of a region do), and each
part is solved by itself, two at a time.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import highspy
import numpy as np
from numba import njit

from .bundles import Columns
from .compiling import Problem
from .model import POINT
from .tables import Array, Ints

BATCH = 3_000  # bundles; smaller parts share one program
THREADS = 2
INFINITE = highspy.kHighsInf


@dataclass(frozen=True, eq=False)
class Box:
    """New prices stay within `reach` [R] of `prices` [R]: a step as long as the bundles at hand can be trusted."""

    prices: Ints
    reach: Ints


@dataclass(frozen=True, eq=False)
class Solved:
    """`share` [C] of each bundle, 0 … 1; `prices` [R] in whole micro-points; whether every part was solved to its
    end; `part` [A] a number for the part of each agent, -1 for those nobody contested anything with.
    """

    share: Array
    prices: Ints
    complete: bool
    part: Ints


@dataclass(frozen=True, eq=False)
class Entries:
    """Bundle `column` meets limit `row` `times` times."""

    row: Ints
    column: Ints
    times: Ints

    def only(self, kept: Array) -> "Entries":
        """The entries where `kept` is true."""
        return Entries(self.row[kept], self.column[kept], self.times[kept])

    def joined(self, other: "Entries") -> "Entries":
        """Both, as they come."""
        return Entries(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.column, other.column]),
            np.concatenate([self.times, other.times]),
        )


def entries(problem: Problem, columns: Columns) -> Entries:
    """The coupling matrix of bundles, by coordinates."""
    wide = columns.taken.shape[1]
    column = np.repeat(np.arange(len(columns)), wide)
    option = columns.taken.ravel()
    real = option >= 0
    column, option = column[real], option[real].astype(np.int64)
    counts = problem.limit_ptr[option + 1] - problem.limit_ptr[option]
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    more = problem.limit[np.repeat(problem.limit_ptr[option], counts) + within].astype(np.int64)
    met = Entries(
        np.concatenate([problem.group[option].astype(np.int64), more]),
        np.concatenate([column, np.repeat(column, counts)]),
        np.concatenate([problem.size[columns.agent[column]], np.ones(len(more), np.int64)]),
    )
    return _counted_once(met, limits=len(problem.seats)) if len(more) else met


def paid(problem: Problem, columns: Columns, prices: Ints) -> Ints:
    """What each bundle costs at these prices [C]. O(entries)."""
    met = entries(problem, columns)
    total = np.zeros(len(columns), np.int64)
    np.add.at(total, met.column, met.times * prices[met.row])
    return total


def _counted_once(met: Entries, *, limits: int) -> Entries:
    """Two courses of one bundle may meet the same quota: one entry that says so, as solvers demand."""
    places, which = np.unique(met.column * limits + met.row, return_inverse=True)
    if len(places) == len(which):
        return met
    times = np.zeros(len(places), np.int64)
    np.add.at(times, which, met.times)
    return Entries(places % limits, places // limits, times)


def solve_master(
    problem: Problem,
    columns: Columns,
    *,
    seats: Ints,
    least: Ints,
    settled: Array | None = None,
    box: Box | None = None,
    whole: bool = False,
    nodes: int = 0,
) -> Solved:
    """The best shares: at most one bundle an agent, each limit used at most `seats` and at least `least` times.

    `settled` [A] agents with a single bundle take it. `whole` asks for whole bundles (branch and bound, at most
    `nodes` a part: a count and no clock, so that every machine stops alike). With a `box` limits may be overrun at
    the price of its edge. Time grows with the contested agents.
    """
    limits = len(seats)
    met = entries(problem, columns)
    number = np.bincount(columns.agent, minlength=problem.agents)
    single = number[columns.agent] == 1
    fixed = single & settled[columns.agent] if settled is not None else np.zeros(len(columns), np.bool_)
    share = fixed.astype(np.float64)
    gone = np.zeros(limits, np.int64)
    np.add.at(gone, met.row[fixed[met.column]], met.times[fixed[met.column]])
    left, need = seats - gone, least - gone
    met = met.only(~fixed[met.column])

    most = np.zeros(limits, np.int64)
    np.add.at(most, met.row, met.times)
    prices = np.zeros(limits, np.int64) if box is None else _alone(box, left, least, need)
    binding = (most > left) | (least > 0)
    if box is not None:
        binding |= (box.prices - box.reach > 0) | (box.prices != 0)
    binding &= most > 0
    met = met.only(binding[met.row])

    part_of_column = parts_of(met, columns.agent, limits=limits, agents=problem.agents)
    wanted = np.flatnonzero(~fixed)
    part = np.full(problem.agents, -1, np.int64)
    part[columns.agent[wanted]] = part_of_column[wanted]
    batches = _batches(part_of_column[wanted], wanted)
    order = np.argsort(met.column, kind="stable")
    pointer = np.concatenate([[0], np.cumsum(np.bincount(met.column, minlength=len(columns)))])

    def solve(batch: Ints) -> tuple[Ints, Ints, Array, Ints, bool]:
        counts = pointer[batch + 1] - pointer[batch]
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        chosen = order[np.repeat(pointer[batch], counts) + within]
        rows, row = np.unique(met.row[chosen], return_inverse=True)
        piece = _Part(
            agent=np.unique(columns.agent[batch], return_inverse=True)[1],
            worth=columns.worth[batch],
            row=row,
            column=np.repeat(np.arange(len(batch)), counts),
            times=met.times[chosen],
            seats=left[rows],
            need=np.where(least[rows] > 0, need[rows], np.iinfo(np.int64).min),
            prices=None if box is None else box.prices[rows],
            reach=None if box is None else box.reach[rows],
        )
        return batch, rows, *_solve_part(piece, whole=whole, nodes=nodes)

    complete = True
    with ThreadPoolExecutor(THREADS) as threads:
        for batch, rows, shares, duals, done in threads.map(solve, batches):
            share[batch] = shares
            prices[rows] = duals
            complete = complete and done
    return Solved(share, prices, complete, part)


def parts_of(met: Entries, agent: Ints, *, limits: int, agents: int) -> Ints:
    """The number of the part of each bundle [C]: its lowest limit, or `limits` and the agent where it meets none."""
    return _parts(met.row, met.column, agent, limits, agents, len(agent))  # type: ignore[no-any-return]


def split(columns: Ints, part: Ints) -> list[Ints]:
    """The columns of each part together."""
    order = np.argsort(part, kind="stable")
    edges = np.flatnonzero(np.diff(part[order])) + 1
    return np.split(columns[order], edges) if len(columns) else []


def _alone(box: Box, left: Ints, least: Ints, need: Ints) -> Ints:
    """Prices of limits that no contested bundle meets: as low, or as high, as the box goes."""
    down = np.where(least > 0, box.prices - box.reach, np.maximum(0, box.prices - box.reach))
    prices = np.where(left > 0, down, box.prices)
    prices = np.where((least > 0) & (need <= 0) & (prices < 0), np.minimum(0, box.prices + box.reach), prices)
    return np.where(left < 0, box.prices + box.reach, prices)


def _batches(part: Ints, columns: Ints) -> list[Ints]:
    """Columns of whole parts together, small parts in common programs, the biggest first."""
    batches, small = [], []
    waiting = 0
    for piece in split(columns, part):
        if len(piece) >= BATCH:
            batches.append(piece)
            continue
        small.append(piece)
        waiting += len(piece)
        if waiting >= BATCH:
            batches.append(np.concatenate(small))
            small, waiting = [], 0
    if small:
        batches.append(np.concatenate(small))
    return sorted((np.sort(batch) for batch in batches), key=lambda batch: (-len(batch), int(batch[0])))


@dataclass(frozen=True, eq=False)
class _Part:
    agent: Ints
    worth: Ints
    row: Ints
    column: Ints
    times: Ints
    seats: Ints
    need: Ints
    prices: Ints | None
    reach: Ints | None


def _solve_part(part: _Part, *, whole: bool, nodes: int) -> tuple[Array, Ints, bool]:
    limits, count = len(part.seats), len(part.worth)
    many = np.bincount(part.agent) > 1
    agent_row = limits + np.cumsum(many) - 1
    owned = np.flatnonzero(many[part.agent])
    row = [part.row, agent_row[part.agent[owned]]]
    column = [part.column, owned]
    times = [part.times.astype(np.float64), np.ones(len(owned))]
    cost, upper = [-part.worth / POINT], [np.ones(count)]
    if part.prices is not None and part.reach is not None:
        # Seats may be bought dear and given back cheap: so the new prices stay in the box.
        low = part.prices - part.reach
        sold = (low > 0) | (part.need > np.iinfo(np.int64).min)
        for sign, price, there in ((-1.0, part.prices + part.reach, np.ones(limits, np.bool_)), (1.0, low, sold)):
            row.append(np.arange(limits))
            column.append(np.arange(limits) + sum(map(len, cost)))
            times.append(np.full(limits, sign))
            cost.append(-sign * price / POINT)
            upper.append(np.where(there, INFINITE, 0.0))
    rows, places = np.concatenate(row), np.concatenate(column)
    order = np.lexsort((rows, places))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = sum(map(len, cost)), limits + int(many.sum())
    model.col_cost_, model.col_upper_ = np.concatenate(cost), np.concatenate(upper)
    model.col_lower_ = np.zeros(model.num_col_)
    nothing = np.iinfo(np.int64).min
    model.row_lower_ = np.concatenate(
        [np.where(part.need > nothing, part.need, -INFINITE), np.full(int(many.sum()), -INFINITE)]
    )
    model.row_upper_ = np.concatenate([part.seats.astype(np.float64), np.ones(int(many.sum()))])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=model.num_col_))]).astype(
        np.int32
    )
    model.a_matrix_.index_ = rows[order].astype(np.int32)
    model.a_matrix_.value_ = np.concatenate(times)[order]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * count
    engine = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        engine.setOptionValue(name, value)
    if whole:
        engine.setOptionValue("mip_rel_gap", 0.0)
        engine.setOptionValue("mip_abs_gap", 1e-7)
        engine.setOptionValue("mip_max_nodes", nodes)
    else:
        engine.setOptionValue("solver", "simplex")
    if engine.passModel(model) == highspy.HighsStatus.kError or engine.run() == highspy.HighsStatus.kError:
        raise RuntimeError("the solver refused a master program")  # never run on: it would not come back
    done = engine.getModelStatus() == highspy.HighsModelStatus.kOptimal
    solution = engine.getSolution()
    share = np.asarray(solution.col_value)[:count]
    if len(share) < count:
        return np.zeros(count), np.zeros(limits, np.int64), False
    duals = np.zeros(limits) if whole else -np.asarray(solution.row_dual)[:limits]
    return share, np.rint(duals * POINT).astype(np.int64), done


@njit(cache=True, nogil=True)
def _parts(row, column, agent, limits, agents, columns):  # type: ignore[no-untyped-def]
    """Connected parts of limits and agents: the number of the part of each column."""
    parent = np.arange(limits + agents)

    for e in range(len(row)):
        a, b = row[e], limits + agent[column[e]]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a != b:
            parent[max(a, b)] = min(a, b)
    of_column = np.empty(columns, np.int64)
    for c in range(columns):
        x = limits + agent[c]
        while parent[x] != x:
            x = parent[x]
        of_column[c] = x
    return of_column
