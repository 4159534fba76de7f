"""From shares to seats: whole bundles are taken, the few torn pupils are settled exactly on what is left."""

import numpy as np

from .bundles import NONE, Columns, near_bundles, usage, width
from .compiling import Problem
from .filling import fill_in_order, improve, seat_what_fits
from .master import solve_master
from .model import POINT
from .prices import Priced
from .tables import Array, Ints

WIDE = 400 * POINT
FEW = 2_000
TORN = 1e-6
NODES = 200


def whole_bundles(
    problem: Problem, columns: Columns, share: Array, priced: Priced, *, least: Ints, order: Ints
) -> Array:
    """A feasible answer `taken` [A, most] near a program's shares of its bundles. `order` decides who looks first for
    what is left.
    """
    taken = np.full((problem.agents, width(problem)), NONE, np.int32)
    sure = share > 1 - TORN
    taken[columns.agent[sure]] = columns.taken[sure]
    torn = np.zeros(problem.agents, np.bool_)
    torn[columns.agent[(share > TORN) & ~sure]] = True
    taken[torn] = NONE
    everyone = np.arange(problem.agents, dtype=np.int64)
    # Where a limit is overrun (the search was stopped), those last in order give their seats back.
    taken = seat_what_fits(problem, taken, order)
    torn |= (taken[:, 0] == NONE) & (np.diff(problem.opt_ptr) > 0)
    _settle(problem, taken, np.flatnonzero(torn), priced, least=least)
    if (lacking := usage(problem, taken, everyone) < least).any():
        # Those who are torn cannot fill these groups, but others may be there instead.
        could = np.searchsorted(problem.opt_ptr, np.flatnonzero(lacking[problem.group]), side="right") - 1
        torn[could] = True
        taken[torn] = NONE
        _settle(problem, taken, np.flatnonzero(torn), priced, least=least)
    improve(problem, taken, order, least=least)
    return taken


def _settle(problem: Problem, taken: Array, agents: Ints, priced: Priced, *, least: Ints) -> None:
    """The best whole bundles of `agents`, who have none, on the seats the others leave; nothing where that overruns."""
    if not len(agents):
        return
    everyone = np.arange(problem.agents, dtype=np.int64)
    used = usage(problem, taken, everyone)
    near = near_bundles(
        problem, priced.prices, priced.choice.surplus, WIDE if len(agents) <= FEW else WIDE // 10, agents
    )
    solved = solve_master(
        problem, near, seats=problem.seats - used, least=np.where(least > 0, np.maximum(0, least - used), 0),
        whole=True, nodes=NODES,
    )  # fmt: skip
    chosen = solved.share > 0.5  # noqa: PLR2004 - whole
    taken[near.agent[chosen]] = near.taken[chosen]
    if (usage(problem, taken, everyone) > problem.seats).any():
        taken[agents] = NONE


def first_answer(problem: Problem, prices: Ints, surplus: Ints, order: Ints) -> Array:
    """Feasible within one pass: those who would lose most go first, at the prices found; then the polish."""
    turns = order[np.argsort(-surplus[order], kind="stable")]
    taken = fill_in_order(problem, turns, prices)
    improve(problem, taken, order)
    return taken
