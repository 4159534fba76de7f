"""Which groups open: a group that would stay below its minimum is closed, or kept by drawing pupils to it.

Bounds by prices cannot see minimum sizes, so small rounds are settled exactly by branch and bound over all bundles, and
big ones by comparing, at the prices found, what closing a group costs its pupils with what filling it costs the others.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from .bundles import NONE, Columns, near_bundles, usage, width
from .compiling import Problem
from .master import entries, paid
from .model import POINT, Round
from .prices import Priced
from .tables import Array, Ints

EXACT_BUNDLES = 2_000
EXACT_NODES = 5_000
EVERYTHING = 2**52
NEAR = 250 * POINT


def minimums_of(round_: Round, problem: Problem) -> Ints:
    """Seats this round must give for a group to open [R]; 0 where there is no such rule. Enrolled pupils count."""
    need = np.zeros(len(problem.seats), np.int64)
    need[: problem.groups] = [max(0, group.minimum - group.enrolled) for group in round_.groups]
    return need


@dataclass(frozen=True, eq=False)
class Verdict:
    """Groups (positions) to close now, and to hold at their minimum."""

    close: frozenset[int]
    keep: frozenset[int]
    prices: Ints


def judge(problem: Problem, priced: Priced, taken: Array, need: Ints, kept: frozenset[int]) -> Verdict:
    """What to do with the groups short of `need`. O(near bundles of the pupils concerned)."""
    everyone = np.arange(problem.agents, dtype=np.int64)
    used = usage(problem, taken, everyone)
    short = [int(g) for g in np.flatnonzero((used < need) & (need > 0))]
    empty = frozenset(g for g in short if used[g] == 0 and problem.seats[g] < need[g])
    gain: dict[int, int] = {}
    prices = priced.prices.copy()
    for g in short:
        if g in empty:
            continue
        agents = np.unique(_owners(problem, g))
        near = near_bundles(problem, priced.prices, priced.choice.surplus, NEAR, agents)
        loss = _losses(problem, near, priced)
        inside = np.isin(near.taken, np.flatnonzero(problem.group == g)).any(axis=1) & (near.taken >= 0).any(axis=1)
        join = _least(agents, near.agent[inside], loss[inside], np.iinfo(np.int64).max // 4)
        stay_out = _least(agents, near.agent[~inside], loss[~inside], 0)
        stay_out = np.where(stay_out == 0, np.minimum(priced.choice.surplus[agents], NEAR), stay_out)
        sitting = (problem.group[np.maximum(taken[agents], 0)] == g) & (taken[agents] >= 0)
        here = sitting.any(axis=1)
        cheapest = np.sort(join)[: int(need[g])]
        if len(cheapest) < need[g] or int(cheapest[-1]) >= NEAR:
            gain[g] = -EVERYTHING
            continue
        gain[g] = int(stay_out[here].sum()) - int(cheapest.sum())
        prices[g] = priced.prices[g] - int(cheapest[-1])
    losing = sorted((g for g in gain if gain[g] <= 0), key=lambda g: (gain[g], g))
    close = losing[: max(1, (len(losing) + 1) // 2)] if losing else []
    if not losing and not empty and all(g in kept for g in short):
        # Kept once already and still short: it cannot be filled.
        close = short[:1]
    return Verdict(frozenset(close) | empty, frozenset(g for g in gain if gain[g] > 0 and g not in close), prices)


def _owners(problem: Problem, group: int) -> Ints:
    options = np.flatnonzero(problem.group == group)
    return np.searchsorted(problem.opt_ptr, options, side="right") - 1


def _losses(problem: Problem, near: Columns, priced: Priced) -> Ints:
    loss: Ints = priced.choice.surplus[near.agent] - (near.worth - paid(problem, near, priced.prices))
    return loss


def _least(agents: Ints, owner: Ints, loss: Ints, missing: int) -> Ints:
    answer = np.full(len(agents), np.iinfo(np.int64).max)
    np.minimum.at(answer, np.searchsorted(agents, owner), loss)
    return np.where(answer == np.iinfo(np.int64).max, missing, answer)


@dataclass(frozen=True, eq=False)
class Exact:
    """The optimum with its open groups; `proven` when branch and bound ran to its end."""

    taken: Array
    proven: bool


def solve_exactly(problem: Problem, need: Ints) -> Exact | None:
    """All bundles, one yes-or-no for every group with a minimum; None when there are too many bundles for that."""
    far = near_bundles(problem, np.zeros(len(need), np.int64), np.zeros(problem.agents, np.int64), EVERYTHING)
    if len(far) > EXACT_BUNDLES:
        return None
    met = entries(problem, far)
    rows, count = len(need), len(far)
    ruled = np.flatnonzero(need > 0)
    opening = {int(g): count + index for index, g in enumerate(ruled)}
    engine = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-7),
    ):
        engine.setOptionValue(name, value)
    engine.setOptionValue("mip_max_nodes", EXACT_NODES)
    infinite = highspy.kHighsInf
    for worth in far.worth.tolist():
        engine.addVar(0.0, 1.0)
        engine.changeColCost(engine.getNumCol() - 1, -worth / POINT)
    for _ in ruled:
        engine.addVar(0.0, 1.0)
    engine.changeColsIntegrality(
        count + len(ruled),
        np.arange(count + len(ruled), dtype=np.int32),
        np.full(count + len(ruled), int(highspy.HighsVarType.kInteger), np.uint8),
    )
    for row in range(rows):
        own = met.row == row
        columns, times = met.column[own], met.times[own].astype(np.float64)
        columns, where = np.unique(columns, return_inverse=True)
        times = np.bincount(where, weights=times, minlength=len(columns))
        if row in opening:
            index = np.append(columns, opening[row]).astype(np.int32)
            engine.addRow(-infinite, 0.0, len(index), index, np.append(times, -float(problem.seats[row])))
            engine.addRow(0.0, infinite, len(index), index, np.append(times, -float(need[row])))
        else:
            engine.addRow(
                -infinite, float(problem.seats[row]), len(columns), columns.astype(np.int32), times.astype(np.float64)
            )
    for agent in np.unique(far.agent):
        columns = np.flatnonzero(far.agent == agent).astype(np.int32)
        engine.addRow(-infinite, 1.0, len(columns), columns, np.ones(len(columns)))
    engine.run()
    chosen = np.asarray(engine.getSolution().col_value)[:count] > 0.5
    taken = np.full((problem.agents, width(problem)), NONE, np.int32)
    taken[far.agent[chosen]] = far.taken[chosen]
    return Exact(taken, engine.getModelStatus() == highspy.HighsModelStatus.kOptimal)
