"""From good prices to the best answer: bundles near the best, the linear program over them, a step of prices, whole
seats, and again where something is still missing.
"""

from dataclasses import dataclass, replace

import numpy as np

from .bundles import NONE, Columns, best_bundles, near_bundles, usage, worth_of
from .compiling import Problem
from .master import Box, Solved, entries, paid, solve_master
from .model import POINT
from .prices import Priced
from .progress import Progress
from .rounding import whole_bundles
from .tables import Array, Ints

SLACK = 40 * POINT
CLOSE = POINT
FIRST_REACH = 60 * POINT
LAST_REACH = POINT // 10
FARTHEST = 4000 * POINT
TINY = 1e-6


@dataclass(frozen=True, eq=False)
class Refined:
    """The best prices found, and the best seats: `taken` [A, most], what they are worth together, and whether every
    group that must reach its minimum does.
    """

    priced: Priced
    taken: Array
    worth: int
    filled: bool

    @property
    def gap(self) -> int:
        """Micro-points that might still be missing, if the answer is filled."""
        return self.priced.choice.bound - self.worth


@dataclass(frozen=True, eq=False)
class _Scope:
    """What a program looks at: agents [A] and limits [R]. The other agents keep their seats, the others' limits their
    prices.
    """

    agents: Array
    limits: Array


def refine(
    problem: Problem, found: Priced, progress: Progress, *, least: Ints, order: Ints, aim: int, tolerance: int,
    turns: int,
) -> Refined:  # fmt: skip
    """Lower the bound and raise the answer until they are within `aim` micro-points, or until programs have nothing
    more to say: one agrees with the bound within `tolerance` and leaves no limit off balance.

    Each turn is one program (its parts apart), a few pricing passes and one rounding. Parts of the round (towns that
    contest no group with each other) which are good enough are left as they are. Ends after `turns`, at least one,
    when told to, and when a group that must reach its minimum does not.
    """
    everyone = np.arange(problem.agents, dtype=np.int64)
    reach = FIRST_REACH + np.abs(found.prices) // 4
    scope = _Scope(np.ones(problem.agents, np.bool_), np.ones(len(problem.seats), np.bool_))
    refined = Refined(found, np.full((problem.agents, 1), NONE, np.int32), -1, filled=False)
    program = near_bundles(problem, found.prices, found.choice.surplus, SLACK)
    for turn in range(turns):
        centre = refined.priced
        solved = solve_master(
            problem, program, seats=problem.seats, least=least,
            settled=_settled(problem, program, centre, reach) | ~scope.agents,
            box=Box(centre.prices, np.where(scope.limits, reach, 0)),
        )  # fmt: skip
        goal = _value(problem, program, solved.prices, least) + tolerance
        tried = _steps(problem, centre, solved.prices, least=least, goal=goal)
        best = min([centre, *tried], key=lambda one: one.choice.bound)
        taken = whole_bundles(problem, program, solved.share, best, least=least, order=order)
        worth = int(worth_of(problem, taken, everyone).sum())
        filled = bool((usage(problem, taken, everyone) >= least).all())
        if (filled, worth) > (refined.filled, refined.worth):
            refined = Refined(best, taken, worth, filled)
        refined = replace(refined, priced=best)
        reached = refined.worth if refined.filled else 0
        told = progress.report("bundles", turn + 1, turns, objective=reached, bound=best.choice.bound)
        off, exact = _off_balance(problem, program, solved, least), tried[0].choice.bound <= goal
        # Where a group is not filled, programs go on paying for it: whether it opens is judged first.
        if told or not refined.filled or refined.gap <= aim or (exact and not off.any()):
            break
        reach = _next_reach(reach, solved, centre, off, exact=exact, improved=best is not centre)
        before, scope = scope, _missing(problem, refined, program, solved, least=least, aim=aim)
        program = _next_program(problem, refined, program, tried, scope, fresh=scope.agents & ~before.agents)
    return refined


def _steps(problem: Problem, centre: Priced, prices: Ints, *, least: Ints, goal: int) -> list[Priced]:
    """The program's own prices, and points on the way to them unless it has said all there is to say."""
    tried: list[Priced] = []
    for quarter in (4, 2, 1):
        there = centre.prices + (prices - centre.prices) * quarter // 4
        there = np.where(least > 0, there, np.maximum(0, there))
        tried.append(Priced(there, best_bundles(problem, there, least)))
        if tried[0].choice.bound <= goal:
            break
    return tried


def _next_reach(reach: Ints, solved: Solved, centre: Priced, off: Array, *, exact: bool, improved: bool) -> Ints:
    """Farther where prices stopped at the edge of the box, nearer where the bundles at hand misled."""
    at_edge = np.abs(solved.prices - centre.prices) >= reach - 100
    if not (improved or exact):
        return np.maximum(reach // 3, LAST_REACH)
    wider = np.where(at_edge & off, np.minimum(reach * 8, FARTHEST), reach)
    return np.where(at_edge & ~off, reach * 2, wider) if improved else wider


def _missing(problem: Problem, refined: Refined, program: Columns, solved: Solved, *, least: Ints, aim: int) -> _Scope:
    """The parts in which more is missing than their share of `aim`. What agents lose at the prices found and what
    unsold seats would bring there is, together, the whole gap.
    """
    best, used = refined.priced, usage(problem, refined.taken, np.arange(problem.agents, dtype=np.int64))
    held = _held(problem, refined.taken)
    loss = best.choice.surplus.copy()
    loss[held.agent] -= held.worth - paid(problem, held, best.prices)
    unsold = best.prices * (np.where(best.prices < 0, least, problem.seats) - used)
    met = entries(problem, program)
    of_limit = np.full(len(problem.seats), -1, np.int64)
    np.maximum.at(of_limit, met.row, solved.part[program.agent[met.column]])
    parts = int(solved.part.max(initial=-1)) + 1
    # One more at the end, for agents and limits of no part.
    missing, size = np.zeros(parts + 1, np.int64), np.zeros(parts + 1, np.int64)
    np.add.at(missing, solved.part, loss)
    np.add.at(missing, of_limit, unsold)
    np.add.at(size, solved.part, 1)
    share = aim // max(1, problem.agents)
    open_ = missing > share * size
    # Whoever would rather have something else concerns the part it lies in, too.
    losing = np.flatnonzero(loss > share)
    wished = entries(problem, Columns(losing, best.choice.taken[losing], loss[losing]))
    open_[of_limit[wished.row]] = True
    agents = open_[solved.part] & (solved.part >= 0)
    agents[losing] = True
    return _Scope(agents, (of_limit < 0) | open_[of_limit])


def _next_program(
    problem: Problem, refined: Refined, program: Columns, tried: list[Priced], scope: _Scope, *, fresh: Array
) -> Columns:
    """Bundles of the agents in scope, those seen near the prices tried included; the others have what they have."""
    best = refined.priced
    wanted = np.flatnonzero(scope.agents)
    more = [near_bundles(problem, one.prices, one.choice.surplus, CLOSE, wanted) for one in tried]
    more.append(near_bundles(problem, best.prices, best.choice.surplus, SLACK, np.flatnonzero(fresh)))
    columns = program.only(scope.agents[program.agent])
    for one in more:
        columns = columns.joined(one)
    # A bundle that loses more than the whole gap is in no better answer.
    loss = best.choice.surplus[columns.agent] - (columns.worth - paid(problem, columns, best.prices))
    columns = columns.only(loss <= max(refined.gap, CLOSE))
    held = _held(problem, refined.taken)
    return columns.joined(held.only(~scope.agents[held.agent]))


def _held(problem: Problem, taken: Array) -> Columns:
    """The bundles that agents have."""
    agents = np.flatnonzero(taken[:, 0] != NONE)
    return Columns(agents, taken[agents], worth_of(problem, taken[agents], agents))


def _settled(problem: Problem, columns: Columns, best: Priced, reach: Ints) -> Array:
    """Agents whose surplus no prices within the box can eat up [A]: with a single bundle they keep it."""
    dearer = paid(problem, columns, reach)
    most = np.zeros(problem.agents, np.int64)
    np.maximum.at(most, columns.agent, dearer)
    return best.choice.surplus > np.maximum(SLACK, most)


def _value(problem: Problem, columns: Columns, prices: Ints, least: Ints) -> int:
    """What the program would give as bound: its own bundles, priced at its own prices."""
    prices = np.where(least > 0, prices, np.maximum(0, prices))
    surplus = np.zeros(problem.agents, np.int64)
    np.maximum.at(surplus, columns.agent, columns.worth - paid(problem, columns, prices))
    owed = np.where(prices < 0, least, problem.seats)
    return int(surplus.sum()) + int((prices * owed).sum())


def _off_balance(problem: Problem, columns: Columns, solved: Solved, least: Ints) -> Array:
    """Limits overrun, or left with room although they have a price: the box is too small [R]."""
    met = entries(problem, columns)
    used = np.zeros(len(problem.seats))
    np.add.at(used, met.row, met.times * solved.share[met.column])
    room = (solved.prices > 0) & (used < problem.seats - TINY)
    return (used > problem.seats + TINY) | (used < least - TINY) | room
