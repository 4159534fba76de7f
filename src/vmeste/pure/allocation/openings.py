"""Which groups open, where each needs so many to do so: decided for all of them together, and proven.

Prices of seats alone cannot see a minimum: a group that opens for a third of its pupils is, to them, a third of a
group. What they miss is that nobody sits in a closed group. Told for each pupil apart (a share of a seat in a group is
at most the share to which it opens; so warehouses and their customers are written, Krarup and Pruzan, "The simple plant
location problem", EJOR 12, 1983), the linear program is nearly always whole. Its duals have a meaning: a group opens
when those who want it can pay, each their own charge, those who fill it for coming.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from .bundles import THREADS, Choice, Columns, best_bundles, near_bundles, usage, worth_of
from .compiling import Problem
from .master import Entries, entries, paid, parts_of, split
from .model import POINT
from .opening_program import NOBODY, OpeningProgram, Places
from .prices import Priced
from .progress import Progress
from .tables import Array, Ints

SLACK = 20 * POINT
WIDE = 250 * POINT
CLOSE = 3 * POINT
# Per cent of the minimum: whose group has fewer at first is looked at more widely, or may have to close at all.
SHORT, DOUBTFUL = 130, 200
TURNS = 40
NEVER = 2**42  # a price that nothing is worth


@dataclass(frozen=True, eq=False)
class Proof:
    """Prices [R] of limits and charges [K], each of one option: no choice of groups is worth more than `bound`."""

    prices: Ints
    option: Ints
    charge: Ints
    bound: int


@dataclass(frozen=True, eq=False)
class Verdict:
    """Groups (positions) to close, and doubtful ones that open if they are filled."""

    close: frozenset[int]
    keep: frozenset[int]


def choice_when_charged(
    problem: Problem, need: Ints, prices: Ints, option: Ints, charge: Ints
) -> tuple[Problem, Choice, int]:
    """What all would choose if single options cost a charge beyond their price, and the bound this proves.

    An open group sells between `need` and all of its seats and takes no charge twice; a closed one takes nothing. So it
    brings at most price·seats (price·need where the price is below zero) and all its charges, or nothing.
    """
    value = problem.value.copy()
    value[option] -= charge
    charged = replace(problem, value=value)
    choice = best_bundles(charged, prices)
    brings = prices * np.where(prices < 0, need, problem.seats)
    np.add.at(brings, problem.group[option].astype(np.int64), charge)
    brings = np.where(need > 0, np.maximum(0, brings), brings)
    return charged, choice, int(choice.surplus.sum()) + int(brings.sum())


class Openings:
    """The programs of a round, which grow until they agree with the bound, and again when more groups are in doubt."""

    def __init__(self, problem: Problem, priced: Priced, need: Ints, taken: Array) -> None:
        self.problem, self.need, self.taken = problem, need, taken
        used = usage(problem, taken, np.arange(problem.agents, dtype=np.int64))
        self.doubtful = (need > 0) & (used * 100 < need * DOUBTFUL)
        self.barred = np.zeros(len(need), np.bool_)
        self.prices = priced.prices
        self.proof = Proof(priced.prices, NOBODY, NOBODY, priced.choice.bound)
        self.columns = near_bundles(problem, priced.prices, priced.choice.surplus, SLACK)
        self.programs: list[OpeningProgram] = []
        self.places = Places.none(problem)
        self._look_wider(priced.choice.surplus, (need > 0) & (used * 100 < need * SHORT))

    def doubt(self, short: Array) -> None:
        """These groups [R] were left below their minimum: ask of them, too, whether they open.

        Those of which that was asked could be filled by shares of pupils but not by whole ones: they stay closed.
        """
        self.barred |= short & self.doubtful
        self._look_wider(best_bundles(self.problem, self.prices).surplus, short & ~self.doubtful)
        self.doubtful |= short

    def decide(self, progress: Progress, *, tolerance: int) -> Verdict:
        """Bundles are added until programs and bound agree within `tolerance` micro-points; then what is still torn
        between open and closed is settled by branch and bound, at most `NODES` programs a part. When told to stop, only
        what was found too small is closed.
        """
        for turn in range(0 if progress.stopped else TURNS):
            self._arrange()
            self._at_once(OpeningProgram.solve)
            missing = self._price()
            if progress.report("openings", turn + 1, TURNS, bound=self.proof.bound) or missing <= tolerance:
                break
        if progress.stopped:
            return Verdict(frozenset(np.flatnonzero(self.barred).tolist()), frozenset())
        self._at_once(lambda program: program.branch(self.barred))
        keep = frozenset(group for program in self.programs for group in program.opened())
        self.prices = self._found()[0]
        # Nobody would sit in a group that is in no program.
        return Verdict(frozenset(np.flatnonzero(self.doubtful).tolist()) - keep, keep)

    def _at_once(self, work: Callable[[OpeningProgram], None]) -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(work, sorted(self.programs, key=lambda one: -len(one.ids))))

    def _look_wider(self, surplus: Ints, groups: Array) -> None:
        """Whoever could sit in a doubtful group may have to go elsewhere, or there."""
        options = np.flatnonzero(groups[self.problem.group])
        concerned = np.unique(np.searchsorted(self.problem.opt_ptr, options, side="right") - 1)
        self._join(near_bundles(self.problem, self.prices, surplus, WIDE, concerned))
        without = np.where(groups, NEVER, self.prices)
        self._join(near_bundles(self.problem, without, best_bundles(self.problem, without).surplus, SLACK, concerned))

    def _join(self, more: Columns) -> None:
        """New bundles go to the end: programs know the others by their places."""
        own = np.flatnonzero(np.isin(self.columns.agent, more.agent))
        known = set(zip(self.columns.agent[own].tolist(), map(bytes, self.columns.taken[own]), strict=True))
        pairs = zip(more.agent.tolist(), map(bytes, more.taken), strict=True)
        new = more.only(np.array([pair not in known for pair in pairs], np.bool_))
        self.columns = Columns(
            np.concatenate([self.columns.agent, new.agent]),
            np.concatenate([self.columns.taken, new.taken]),
            np.concatenate([self.columns.worth, new.worth]),
        )

    def _arrange(self) -> None:
        """A program for every part that shares no limit with another; one that only grew is kept warm."""
        problem, columns = self.problem, self.columns
        met = entries(problem, columns)
        most = np.zeros(len(self.need), np.int64)
        np.add.at(most, met.row, met.times)
        binding = (most > problem.seats) | self.doubtful
        met = met.only(binding[met.row])
        by_column = np.argsort(met.column, kind="stable")
        pointer = np.concatenate([[0], np.cumsum(np.bincount(met.column, minlength=len(columns)))])

        def of(ids: Ints) -> Entries:
            counts = pointer[ids + 1] - pointer[ids]
            within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
            return met.only(by_column[np.repeat(pointer[ids], counts) + within])

        part = parts_of(met, columns.agent, limits=len(binding), agents=problem.agents)
        seen = np.full(len(columns), -1, np.int64)
        for number, program in enumerate(self.programs):
            seen[program.ids] = number
        bounded = part < len(binding)  # a limit has the lowest number of its part
        programs = []
        for ids in split(np.flatnonzero(bounded), part[bounded]):
            rows = np.unique(of(ids).row)
            before = [self.programs[number] for number in np.unique(seen[ids]) if number >= 0]
            is_new = len(before) != 1 or not np.array_equal(before[0].rows, rows)
            if is_new:
                self.places.forget(columns.agent[ids], rows)
            program = OpeningProgram(problem, self.need, rows, self.places) if is_new else before[0]
            more = np.setdiff1d(ids, program.ids)
            program.add(more, columns, of(more))
            program.doubt(np.setdiff1d(rows[self.doubtful[rows]], program.doubtful))
            if is_new:
                program.start_from((columns.taken[ids] == self.taken[columns.agent[ids]]).all(axis=1))
            programs.append(program)
        self.programs = programs

    def _found(self) -> tuple[Ints, Ints, Ints]:
        """Prices of all limits, options with a charge, and the charges, as the programs have them."""
        prices = np.zeros(len(self.need), np.int64)
        option, charge = [NOBODY], [NOBODY]
        for program in self.programs:
            prices[program.rows], own, charges = program.duals()
            option.append(own)
            charge.append(charges)
        prices = np.where(self.doubtful, prices, np.maximum(0, prices))
        order = np.argsort(np.concatenate(option), kind="stable")
        return prices, np.concatenate(option)[order], np.concatenate(charge)[order]

    def _price(self) -> int:
        """All bundles at the prices found, those added that were missing; answers what they would have brought."""
        prices, option, charge = self._found()
        charged, choice, bound = choice_when_charged(self.problem, self.need, prices, option, charge)
        if bound < self.proof.bound:
            self.proof = Proof(prices, option, charge, bound)
        worth = worth_of(charged, self.columns.taken, self.columns.agent)
        known = np.zeros(self.problem.agents, np.int64)
        np.maximum.at(known, self.columns.agent, worth - paid(self.problem, self.columns, prices))
        lacking = np.flatnonzero(choice.surplus > known)
        more = near_bundles(charged, prices, choice.surplus, CLOSE, lacking)
        self._join(Columns(more.agent, more.taken, worth_of(self.problem, more.taken, more.agent)))
        return int((choice.surplus - known).sum())
