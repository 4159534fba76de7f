"""From good prices to the best ones: bundles near the best, the linear program over them, a step of prices, again."""

from dataclasses import dataclass

import numpy as np

from .bundles import Columns, best_bundles, near_bundles
from .compiling import Problem
from .master import Box, Solved, entries, solve_master
from .model import POINT
from .prices import Priced
from .progress import Progress
from .tables import Array, Ints

SLACK = 4 * POINT
FIRST_REACH = 2 * POINT
LAST_REACH = POINT // 10
FARTHEST = 4000 * POINT


@dataclass(frozen=True, eq=False)
class Refined:
    """The best prices found; the bundles of the last program and their shares."""

    priced: Priced
    columns: Columns
    solved: Solved


def refine(
    problem: Problem,
    found: Priced,
    progress: Progress,
    *,
    least: Ints,
    tolerance: int,
    enough: int = 0,
    turns: int = 40,
) -> Refined:
    """Lower the bound until program and bound agree within `tolerance` micro-points and no limit is overrun.

    With `enough` it ends as soon as a turn lowers the bound by less than that: rounding then shows what is missing.

    Each turn is one program (its parts apart) and a few pricing passes. Stops early when told or after `turns`.
    """
    limits = len(problem.seats)
    reach = np.full(limits, FIRST_REACH)
    best = found
    columns = near_bundles(problem, best.prices, best.choice.surplus, SLACK)
    for turn in range(turns):
        settled = best.choice.surplus > SLACK
        program = columns
        solved = solve_master(
            problem, program, seats=problem.seats, least=least, settled=settled, box=Box(best.prices, reach)
        )
        overrun = _overrun(problem, program, solved.share, least)
        at_edge = np.abs(solved.prices - best.prices) >= reach - 100
        centre, improved, exact, before = best, False, False, best.choice.bound
        for quarter in (4, 2, 1):
            prices = centre.prices + (solved.prices - centre.prices) * quarter // 4
            prices = np.where(least > 0, prices, np.maximum(0, prices))
            choice = best_bundles(problem, prices, least)
            if quarter == 4:  # noqa: PLR2004 - the program's own prices
                exact = choice.bound - _value(problem, program, prices, least) <= tolerance
            if choice.bound < best.choice.bound:
                best, improved = Priced(prices, choice), True
            columns = columns.joined(near_bundles(problem, prices, choice.surplus, POINT if quarter < 4 else SLACK))  # noqa: PLR2004
            if exact:
                break
        if progress.report("bundles", turn + 1, turns, bound=best.choice.bound) or (exact and not overrun.any()):
            break
        if improved and before - best.choice.bound < enough:
            break
        if improved:
            reach = np.where(at_edge & overrun, np.minimum(reach * 8, FARTHEST), np.where(at_edge, reach * 2, reach))
        elif not exact:
            reach = np.maximum(reach // 3, LAST_REACH)
        else:
            reach = np.where(at_edge & overrun, np.minimum(reach * 8, FARTHEST), reach)
    return Refined(best, program, solved)


def _value(problem: Problem, columns: Columns, prices: Ints, least: Ints) -> int:
    """What the program would give as bound: its own bundles, priced at its own prices."""
    met = entries(problem, columns)
    paid = np.zeros(len(columns), np.int64)
    np.add.at(paid, met.column, met.times * prices[met.row])
    surplus = np.zeros(problem.agents, np.int64)
    np.maximum.at(surplus, columns.agent, columns.worth - paid)
    owed = np.where(prices < 0, least, problem.seats)
    return int(surplus.sum()) + int((prices * owed).sum())


def _overrun(problem: Problem, columns: Columns, share: Array, least: Ints) -> Array:
    met = entries(problem, columns)
    used = np.zeros(len(problem.seats))
    np.add.at(used, met.row, met.times * share[met.column])
    return (used > problem.seats + 1e-6) | (used < least - 1e-6)
