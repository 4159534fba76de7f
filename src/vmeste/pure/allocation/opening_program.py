"""The linear program of openings for one part of a round, kept in the solver while bundles and charges come to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import highspy
import numpy as np

from .bundles import Columns
from .compiling import Problem
from .master import INFINITE, Entries
from .model import POINT
from .tables import Array, Ints

NODES, FEWEST, WORK = 60, 8, 6_000_000  # programs of one part: fewer where it has more bundles
TINY = 1e-6
ENOUGH = 1e-6  # of the objective: nobody goes on for less
HALF = 0.5
FEW = 60
DUAL, PRIMAL = 1, 4  # strategies of HiGHS
NOBODY: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Places:
    """Where agents and limits stand in the programs, -1 for nowhere; each is in one program at most.

    `choice` [A] the row of an agent with more than one bundle, `bundle` [A] the column of the first; `opening` [R] the
    column of a group's share of opening, `need` [R] the row of what it needs.
    """

    choice: Ints
    bundle: Ints
    opening: Ints
    need: Ints

    @classmethod
    def none(cls, problem: Problem) -> "Places":
        agents, limits = problem.agents, len(problem.seats)
        return cls(*(np.full(many, -1, np.int64) for many in (agents, agents, limits, limits)))

    def forget(self, agents: Ints, limits: Ints) -> None:
        """Their program is given up."""
        self.choice[agents] = self.bundle[agents] = -1
        self.opening[limits] = self.need[limits] = -1


class OpeningProgram:
    """The linear program of one part, kept in the solver: bundles and charges come to it, shares of opening are fixed.

    Rows: limits first, then what doubtful groups need, agents with a choice, and charges, as they come. Columns: shares
    of opening and bundles, as they come.
    """

    def __init__(self, problem: Problem, need: Ints, rows: Ints, places: Places) -> None:
        self.problem, self.need, self.rows, self.places = problem, need, rows, places
        self.ids = self.agents = self.doubtful = NOBODY
        self.charged: dict[int, int] = {}
        self.options = self.of_option = NOBODY
        self.met = Entries(NOBODY, NOBODY, NOBODY)
        self.fresh = 0
        self.changed = False
        self.objective = 0.0
        self.engine = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("parallel", "off"),
            ("solver", "simplex"),
        ):
            self.engine.setOptionValue(name, value)
        self._add_rows(np.full(len(rows), -INFINITE), problem.seats[rows].astype(np.float64))

    def doubt(self, groups: Ints) -> None:
        """Shares of opening for groups (sorted; limits of this program) that were taken as open before."""
        many = len(groups)
        if not many:
            return
        self.changed = True
        self.places.opening[groups] = self.engine.getNumCol() + np.arange(many)
        self.places.need[groups] = self.engine.getNumRow() + np.arange(many)
        own = self.met.only(np.isin(self.met.row, groups))
        self._add_rows(np.zeros(many), np.full(many, INFINITE), np.searchsorted(groups, own.row), own.column, own.times)
        limit = np.searchsorted(self.rows, groups)
        row = np.column_stack([limit, self.places.need[groups]]).ravel()
        value = np.column_stack([-self.problem.seats[groups], -self.need[groups]]).ravel()
        self._add_columns(np.zeros(many), np.repeat(np.arange(many), 2), row, value)
        for one in limit.tolist():
            self.engine.changeRowBounds(one, -INFINITE, 0.0)
        self.doubtful = np.concatenate([self.doubtful, groups])

    def add(self, ids: Ints, columns: Columns, met: Entries) -> None:
        """Bundles at places `ids` of `columns`, with their entries."""
        if not len(ids):
            return
        self.changed, self.fresh = True, len(ids)
        first, agents = self.engine.getNumCol(), columns.agent[ids]
        self._tell_apart(agents, first)
        shared = self.places.choice[agents] >= 0
        within = np.searchsorted(ids, met.column)
        bound = self.places.need[met.row] >= 0
        taken = columns.taken[ids]
        place, slot = np.nonzero(taken >= 0)
        option = taken[place, slot].astype(np.int64)
        met_charge = np.array([self.charged.get(one, -1) for one in option.tolist()], np.int64)
        known = met_charge >= 0
        self._add_columns(
            -columns.worth[ids] / POINT,
            np.concatenate([np.flatnonzero(shared), within, within[bound], place[known]]),
            np.concatenate(
                [
                    self.places.choice[agents[shared]],
                    np.searchsorted(self.rows, met.row),
                    self.places.need[met.row[bound]],
                    met_charge[known],
                ]
            ),
            np.concatenate([np.ones(int(shared.sum())), met.times, met.times[bound], np.ones(int(known.sum()))]),
        )
        self.ids = np.concatenate([self.ids, ids])
        self.agents = np.concatenate([self.agents, agents])
        self.options = np.concatenate([self.options, option])
        self.of_option = np.concatenate([self.of_option, first + place])
        self.met = self.met.joined(Entries(met.row, first + within, met.times))

    def _tell_apart(self, agents: Ints, first: int) -> None:
        """A row for each agent who comes to have a choice; `agents` are those of the bundles that come, from column
        `first` on.
        """
        agent, at, many = np.unique(agents, return_index=True, return_counts=True)
        before = self.places.bundle[agent]
        fresh = (self.places.choice[agent] < 0) & (many + (before >= 0) > 1)
        self.places.choice[agent[fresh]] = self.engine.getNumRow() + np.arange(int(fresh.sum()))
        held = np.flatnonzero(before[fresh] >= 0)
        self._add_rows(
            np.full(int(fresh.sum()), -INFINITE), np.ones(int(fresh.sum())), held, before[fresh][held],
            np.ones(len(held)),
        )  # fmt: skip
        self.places.bundle[agent] = np.where(before >= 0, before, first + at)

    def start_from(self, held: Array) -> None:
        """Begin where agents have the bundles `held` [ids]: what is left to find are prices. Once, after all came."""
        basic, lower, upper = (getattr(highspy.HighsBasisStatus, name) for name in ("kBasic", "kLower", "kUpper"))
        columns, rows = [lower] * self.engine.getNumCol(), [basic] * self.engine.getNumRow()
        choice = self.places.choice[self.agents]
        for column in np.flatnonzero(held).tolist():
            if (row := int(choice[column])) < 0:
                columns[column] = upper
            else:
                columns[column], rows[row] = basic, upper
        used = np.zeros(len(self.need), np.int64)
        own = self.met.only(held[self.met.column])
        np.add.at(used, own.row, own.times)
        for group in self.doubtful.tolist():
            filled = used[group] >= self.need[group]
            columns[self.places.opening[group]] = upper if filled else basic
            if not filled:
                rows[self.places.need[group]] = lower
        basis = highspy.HighsBasis()
        basis.col_status, basis.row_status, basis.valid = columns, rows, True
        self.engine.setBasis(basis)

    def solve(self) -> None:
        """To the optimum, with every charge that is missing."""
        if self.changed:
            self._fix(())
            # What was best stays possible when bundles come, and stays dear enough when charges do.
            self.engine.setOptionValue("simplex_strategy", PRIMAL if self.objective and self.fresh < FEW else DUAL)
            self._run()
        self.changed = False

    def branch(self, barred: Array) -> None:
        """Fix the shares of opening, the most torn one first and on its nearer side first; the best whole ones stay.

        Each way is gone to its end; the next one begins where most was still possible. Before, one way is gone in long
        steps, so that there is an answer. `barred` [R] groups stay closed.
        """
        self.engine.setOptionValue("simplex_strategy", DUAL)
        root = tuple((np.flatnonzero(barred[self.doubtful]) * 2).tolist())
        best, whole = self._dive(root)
        less = ENOUGH * abs(best) if np.isfinite(best) else TINY
        waiting: list[tuple[float, tuple[int, ...]]] = []
        node: tuple[int, ...] | None = root
        for _ in range(min(NODES, max(FEWEST, WORK // max(1, len(self.ids))))):
            if node is None:
                if not waiting or -waiting[0][0] <= best + less:
                    break
                node = heappop(waiting)[1]
            self._fix(node)
            there, node = node, None
            if not self._run() or self.objective <= best + less:
                continue
            shares = self.shares()[self.places.opening[self.doubtful]]
            torn = np.abs(shares - np.rint(shares))
            if torn.max(initial=0) <= TINY:
                best, whole = self.objective, np.rint(shares)
                continue
            where = int(np.argmax(torn))
            near = int(shares[where] >= HALF)
            node = (*there, where * 2 + near)
            heappush(waiting, (-self.objective, (*there, where * 2 + 1 - near)))
        self._fix([where * 2 + int(share) for where, share in enumerate(whole)])
        self._run()

    def _dive(self, node: tuple[int, ...]) -> tuple[float, Array]:
        """Fix the less torn half again and again until all are whole; answers the objective and the shares."""
        nothing = -np.inf, np.zeros(len(self.doubtful))
        self._fix(node)
        if not self._run():
            return nothing
        while True:
            shares = self.shares()[self.places.opening[self.doubtful]]
            torn = np.abs(shares - np.rint(shares))
            where = np.flatnonzero(torn > TINY)
            if not len(where):
                return self.objective, np.rint(shares)
            less = where[np.argsort(torn[where], kind="stable")][: (len(where) + 1) // 2]
            sides = np.rint(shares[less]).astype(np.int64)
            # Groups may want the same pupils to fill them; one that stays closed is always possible.
            for some in (less * 2 + sides, less[sides == 0] * 2, less[:1] * 2 + 1, less[:1] * 2):
                self._fix((*node, *some.tolist()))
                if len(some) and self._run():
                    node = (*node, *some.tolist())
                    break
            else:
                return nothing

    def opened(self) -> Iterator[int]:
        """Groups (positions) that the shares found open."""
        return iter(self.doubtful[self.shares()[self.places.opening[self.doubtful]] > HALF].tolist())

    def duals(self) -> tuple[Ints, Ints, Ints]:
        """Prices of the part's limits in whole micro-points; options with a charge, and the charges."""
        dual = -np.asarray(self.engine.getSolution().row_dual) * POINT
        prices = dual[: len(self.rows)].copy()
        prices[np.searchsorted(self.rows, self.doubtful)] += dual[self.places.need[self.doubtful]]
        option = np.fromiter(self.charged, np.int64, len(self.charged))
        charge = np.rint(dual[np.fromiter(self.charged.values(), np.int64, len(self.charged))]).astype(np.int64)
        return np.rint(prices).astype(np.int64), option[charge > 0], charge[charge > 0]

    def shares(self) -> Array:
        """Of every column."""
        return np.asarray(self.engine.getSolution().col_value)

    def _run(self) -> bool:
        """To the optimum with every charge that is missing; whether there is one."""
        again = False
        while True:
            if self.engine.run() == highspy.HighsStatus.kError:
                raise RuntimeError("the solver refused a program of openings")
            status = self.engine.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return False
            if status != highspy.HighsModelStatus.kOptimal:
                if again:
                    return False
                # A warm start may lead astray: once more from nothing.
                self.engine.clearSolver()
                again = True
                continue
            self.objective = -self.engine.getInfo().objective_function_value
            if not self._charge():
                return True
            self.engine.setOptionValue("simplex_strategy", DUAL)

    def _charge(self) -> bool:
        """A row for every option of which more is taken than its group is open; answers whether there was one."""
        shares = self.shares()
        bound = self.places.opening[self.problem.group[self.options]] >= 0
        option, which = np.unique(self.options[bound], return_inverse=True)
        of_option = self.of_option[bound]
        taken = np.bincount(which, weights=shares[of_option], minlength=len(option))
        opening = self.places.opening[self.problem.group[option]]
        over = np.flatnonzero(taken > shares[opening] + TINY)
        over = over[[one not in self.charged for one in option[over].tolist()]] if len(over) else over
        if not len(over):
            return False
        number = np.full(len(option), -1, np.int64)
        number[over] = np.arange(len(over))
        inside = number[which] >= 0
        row = np.concatenate([number[which[inside]], np.arange(len(over))])
        column = np.concatenate([of_option[inside], opening[over]])
        value = np.concatenate([np.ones(int(inside.sum())), -np.ones(len(over))])
        first = self.engine.getNumRow()
        self.charged |= {int(one): first + place for place, one in enumerate(option[over])}
        self._add_rows(np.full(len(over), -INFINITE), np.zeros(len(over)), row, column, value)
        return True

    def _fix(self, node: Sequence[int]) -> None:
        """Shares of opening in a node of the tree: twice the place, and one more where it opens."""
        many = len(self.doubtful)
        low, high = np.zeros(many), np.ones(many)
        for one in node:
            low[one // 2] = high[one // 2] = one % 2
        for where, column in enumerate(self.places.opening[self.doubtful].tolist()):
            self.engine.changeColBounds(column, low[where], high[where])

    def _add_rows(
        self, low: Array, high: Array, row: Ints = NOBODY, column: Ints = NOBODY, value: Array = NOBODY
    ) -> None:
        order = np.lexsort((column, row))
        start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(low)))])[: len(low)]
        self.engine.addRows(
            len(low), low, high, len(row), start.astype(np.int32), column[order].astype(np.int32),
            value[order].astype(np.float64),
        )  # fmt: skip

    def _add_columns(self, cost: Array, column: Ints, row: Ints, value: Array) -> None:
        order = np.lexsort((row, column))
        start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(cost)))])[: len(cost)]
        self.engine.addCols(
            len(cost), cost, np.zeros(len(cost)), np.ones(len(cost)), len(row), start.astype(np.int32),
            row[order].astype(np.int32), value[order].astype(np.float64),
        )  # fmt: skip
