"""Prices of limits found by raising what is wanted too much and lowering what is not.

Any prices give an upper bound (Lagrange); the search keeps the best ones. Steps are computed number by number, never as
sums of fractions, so that machines agree.
"""

from dataclasses import dataclass

import numpy as np

from .bundles import Choice, best_bundles
from .compiling import Problem
from .model import POINT
from .progress import Progress
from .tables import Ints

FIRST_STEP = 60 * POINT
LAST_STEP = POINT // 20
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
    moving = np.zeros(len(seats), np.float64)
    best: Priced | None = None
    shrink = (LAST_STEP / FIRST_STEP) ** (1 / max(1, passes))
    step = float(FIRST_STEP)
    for turn in range(passes):
        choice = best_bundles(problem, prices)
        if best is None or choice.bound < best.choice.bound:
            best = Priced(prices, choice)
        if (turn + 1) % TOLD_EVERY == 0 and progress.report("prices", turn + 1, passes, bound=best.choice.bound):
            break
        excess = np.clip((choice.used - problem.seats) / seats, -1.0, 1.0)
        moving = 0.6 * moving + step * excess
        prices = np.maximum(0, np.rint(prices + moving)).astype(np.int64)
        step *= shrink
    assert best is not None
    return best
