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
TINY = 1e-6
SEAT = 50 * POINT  # about what a seat that was given twice costs when it is taken back


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
    """Lower the bound until program and bound agree within `tolerance` micro-points and no limit is off balance.

    With `enough` it ends as soon as a turn lowers the bound by less than that: rounding then shows what is missing.

    Each turn is one program (its parts apart) and a few pricing passes. Stops early when told or after `turns`.
    """
    limits = len(problem.seats)
    reach = np.full(limits, FIRST_REACH)
    best = found
    columns = near_bundles(problem, best.prices, best.choice.surplus, SLACK)
    for turn in range(turns):
        program = columns
        settled = _settled(problem, program, best, reach)
        solved = solve_master(
            problem, program, seats=problem.seats, least=least, settled=settled, box=Box(best.prices, reach)
        )
        off, lost = _off_balance(problem, program, solved, least)
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
        if progress.report("bundles", turn + 1, turns, bound=best.choice.bound) or (exact and not off.any()):
            break
        if improved and before - best.choice.bound < enough and lost * SEAT < enough:
            break
        if improved:
            reach = np.where(at_edge & off, np.minimum(reach * 8, FARTHEST), np.where(at_edge, reach * 2, reach))
        elif not exact:
            reach = np.maximum(reach // 3, LAST_REACH)
        else:
            reach = np.where(at_edge & off, np.minimum(reach * 8, FARTHEST), reach)
    return Refined(best, program, solved)


def _settled(problem: Problem, columns: Columns, best: Priced, reach: Ints) -> Array:
    """Agents whose surplus no prices within the box can eat up [A]: with a single bundle they keep it."""
    met = entries(problem, columns)
    dearer = np.zeros(len(columns), np.int64)
    np.add.at(dearer, met.column, met.times * reach[met.row])
    most = np.zeros(problem.agents, np.int64)
    np.maximum.at(most, columns.agent, dearer)
    return best.choice.surplus > np.maximum(SLACK, most)


def _value(problem: Problem, columns: Columns, prices: Ints, least: Ints) -> int:
    """What the program would give as bound: its own bundles, priced at its own prices."""
    met = entries(problem, columns)
    paid = np.zeros(len(columns), np.int64)
    np.add.at(paid, met.column, met.times * prices[met.row])
    surplus = np.zeros(problem.agents, np.int64)
    np.maximum.at(surplus, columns.agent, columns.worth - paid)
    owed = np.where(prices < 0, least, problem.seats)
    return int(surplus.sum()) + int((prices * owed).sum())


def _off_balance(problem: Problem, columns: Columns, solved: Solved, least: Ints) -> tuple[Array, int]:
    """Limits overrun, or left with room although they have a price: the box is too small; and seats overrun."""
    met = entries(problem, columns)
    used = np.zeros(len(problem.seats))
    np.add.at(used, met.row, met.times * solved.share[met.column])
    room = (solved.prices > 0) & (used < problem.seats - TINY)
    lost = int(np.rint(np.maximum(0, used - problem.seats)).sum())
    return (used > problem.seats + TINY) | (used < least - TINY) | room, lost
