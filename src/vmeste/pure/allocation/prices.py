"""Prices of limits found by raising what is wanted too much and lowering what is not.

Any prices give an upper bound (Lagrange); the search keeps the best ones. Each limit has a pace of its own, from the
running mean and spread of what it is short of (Adam: Kingma and Ba, ICLR 2015), so that a price that has to climb to
the worth of a place gets there in the same passes in which others only settle. Steps are computed number by number with
the four operations and square roots, which every machine rounds alike, never as sums of fractions.
"""

from dataclasses import dataclass

import numpy as np

from .bundles import Choice, best_bundles
from .compiling import Problem
from .model import POINT
from .progress import Progress
from .tables import Ints

FIRST_STEP = 400 * POINT
HALVINGS = 9  # of the step, over all passes: down to under a point
MEAN, SPREAD = 0.7, 0.9  # what of the running figures stays from pass to pass
CALM = 1e-3
TOLD_EVERY = 10


@dataclass(frozen=True, eq=False)
class Priced:
    """Prices [R] and what all would choose at them."""

    prices: Ints
    choice: Choice


def adjust_prices(problem: Problem, progress: Progress, *, passes: int, start: Ints | None = None) -> Priced:
    """The least bound of `passes` passes; each O(one pass of `best_bundles`). Stops early when told."""
    seats = np.maximum(1, problem.seats).astype(np.float64)
    prices = np.zeros(len(seats), np.int64) if start is None else start.copy()
    mean, spread = np.zeros(len(seats)), np.zeros(len(seats))
    of_mean = of_spread = 1.0
    best: Priced | None = None
    for turn in range(passes):
        choice = best_bundles(problem, prices)
        if best is None or choice.bound < best.choice.bound:
            best = Priced(prices, choice)
        if (turn + 1) % TOLD_EVERY == 0 and progress.report("prices", turn + 1, passes, bound=best.choice.bound):
            break
        excess = (choice.used - problem.seats) / seats
        mean = MEAN * mean + (1 - MEAN) * excess
        spread = SPREAD * spread + (1 - SPREAD) * (excess * excess)
        of_mean, of_spread = of_mean * MEAN, of_spread * SPREAD
        pace = (mean / (1 - of_mean)) / (np.sqrt(spread / (1 - of_spread)) + CALM)
        prices = np.maximum(0, np.rint(prices + _step(turn, passes) * pace)).astype(np.int64)
    assert best is not None
    return best


def _step(turn: int, passes: int) -> float:
    """Half as long every so many turns, straight in between."""
    halved, rest = divmod(turn * HALVINGS, passes)
    return float(FIRST_STEP) / (1 << halved) * (1 - rest / passes / 2)
