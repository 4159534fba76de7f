"""What groups need to open, and small rounds settled exactly: branch and bound over all bundles and openings."""

from dataclasses import dataclass

import highspy
import numpy as np

from .bundles import NONE, near_bundles, width
from .compiling import Problem
from .master import entries
from .model import POINT, Round
from .tables import Array, Ints

EXACT_BUNDLES = 2_000
EXACT_NODES = 5_000
EVERYTHING = 2**52


def minimums_of(round_: Round, problem: Problem) -> Ints:
    """Seats this round must give for a group to open [R]; 0 where there is no such rule. Enrolled pupils count."""
    need = np.zeros(len(problem.seats), np.int64)
    need[: problem.groups] = [max(0, group.minimum - group.enrolled) for group in round_.groups]
    return need


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
