"""A round solved: prices, bundles, seats, minimum sizes, those who did not choose, and the certificate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from .bundles import NONE, best_bundles, near_bundles, usage, width, worth_of
from .compiling import Problem, as_table, compile_round
from .coverage import coverage
from .errors import InvalidRound
from .hashing import input_hash
from .lottery import commitment_of
from .master import solve_master
from .minimums import minimums_of, solve_exactly
from .model import POINT, SHARE, Aim, Certificate, Opening, Outcome, Round
from .openings import Openings, Proof
from .prices import Priced, adjust_prices
from .progress import Progress, Step
from .refining import refine
from .rounding import first_answer
from .tables import Array, Ints, SeatTable
from .unchosen import seat_unchosen

VERSION = "3"
PASSES = 120
TIGHT = 1e-7
PROOF_BUNDLES = 6_000
PROOF_NODES = 100
SCHOOL_TURNS = 3


@dataclass(frozen=True, eq=False)
class Solution:
    """The outcome and what explanations and later changes start from."""

    outcome: Outcome
    problem: Problem
    taken: Array


@dataclass(frozen=True)
class Effort:
    """How near to the best the search must come, as a share of the objective beyond the first aim, and how long.

    Without a `gap` it is as good as zero up to 30 000 pupils, 10⁻⁴ up to 300 000, and 10⁻³ beyond.
    """

    gap: float | None = None
    turns: int = 40
    passes: int = PASSES


def allocate(
    round_: Round,
    seed: str,
    *,
    effort: Effort | None = None,
    listen: Callable[[Step], bool] | None = None,
    school_weights: Mapping[str, int] | None = None,
    warm: Mapping[str, int] | None = None,
) -> Solution:
    """Seats for a round by the declared aims, with bound and prices.

    Time grows with the options of all pupils times some hundred passes, and with the linear programs of what is
    contested; memory with the options (about 60 bytes each) and three bundles a pupil. `listen` hears of every step and
    stops the search by answering true: the answer is then the best so far with its gap. `warm` are prices of
    groups by id
    from a similar round; they save passes and change no optimum.

    Raises:
        InvalidRound: the seed is not the committed one.
    """
    if round_.commitment and round_.commitment != commitment_of(seed):
        raise InvalidRound("the seed is not the one that was committed to", "commitment")
    return _Run(
        round_, seed, effort or Effort(), Progress(listen), dict(school_weights or {}), dict(warm or {})
    ).solve()


def _gap_for(agents: int) -> float:
    return next((gap for most, gap in ((30_000, TIGHT), (300_000, 1e-4)) if agents <= most), 1e-3)


def _beyond(problem: Problem, bound: int) -> int:
    """What of a bound lies beyond the first aim."""
    return max(POINT, bound - int(problem.placed_value.sum()))


def _nearest(problem: Problem) -> int:
    """Prices are whole micro-points: nearer than this they cannot come."""
    return 10 * len(problem.seats)


@dataclass
class _Run:
    round: Round
    seed: str
    effort: Effort
    progress: Progress
    school_weights: dict[str, int]
    warm: dict[str, int]
    searched: int | None = field(default=None, init=False)
    opening: Opening | None = field(default=None, init=False)

    def solve(self) -> Solution:
        problem = compile_round(self.round, self.seed, self.school_weights)
        covered = coverage(problem)
        priced = self._first_prices(problem, covered.short)
        if Aim.SCHOOLS in self.round.policy.aims and not self.school_weights:
            problem, priced = self._balance_schools(problem, priced)
        order = self._order(problem)
        need = minimums_of(self.round, problem)
        nothing = np.zeros(len(problem.seats), np.int64)
        problem, priced, taken = self._answer(problem, priced, nothing, order)
        closed: frozenset[int] = frozenset()
        kept: frozenset[int] = frozenset()
        least = nothing
        if need.any():
            problem, priced, taken, closed, kept = self._open_groups(problem, priced, taken, need, order)
            least = np.zeros_like(need)
            least[sorted(kept)] = need[sorted(kept)]
        taken = self._proven(problem, priced, taken, least)
        return self._certified(problem, priced, taken, closed, kept, covered.bound, need)

    def _first_prices(self, problem: Problem, short: Array) -> Priced:
        start = np.zeros(len(problem.seats), np.int64)
        # Where seats are too few for everybody, a seat is worth as much as being placed at all.
        start[: problem.groups] = np.where(short, self.round.policy.placed * POINT, 0)
        if self.warm:
            start[: problem.groups] = [max(0, self.warm.get(group.id, 0)) for group in self.round.groups]
            return Priced(start, best_bundles(problem, start))
        return adjust_prices(problem, self.progress, passes=self.effort.passes, start=start)

    def _order(self, problem: Problem) -> Ints:
        """Agents by weight (classes, credit, lottery), heaviest first."""
        share = problem.weight // problem.size
        return np.lexsort((np.arange(problem.agents), -share)).astype(np.int64)

    def _balance_schools(self, problem: Problem, priced: Priced) -> tuple[Problem, Priced]:
        """Weights of schools within the published band, raised where pupils get less of what they could have at
        best.
        """
        table, band = as_table(self.round), self.round.policy.school_band
        ideal = best_bundles(problem, np.zeros(len(problem.seats), np.int64)).surplus
        school = table.school[problem.members[problem.member_ptr[:-1]]]
        weight = np.full(len(table.schools), SHARE, np.int64)
        for _ in range(SCHOOL_TURNS):
            everyone = np.arange(problem.agents, dtype=np.int64)
            got = worth_of(problem, priced.choice.taken, everyone)
            of_got, of_ideal = np.zeros(len(weight), np.int64), np.zeros(len(weight), np.int64)
            np.add.at(of_got, school, got // SHARE)
            np.add.at(of_ideal, school, ideal // SHARE)
            mean = int(of_got.sum()) * SHARE // max(1, int(of_ideal.sum()))
            own = of_got * SHARE // np.maximum(1, of_ideal)
            weight = np.clip(weight + np.where(of_ideal > 0, mean - own, 0), SHARE - band, SHARE + band)
            self.school_weights = dict(zip(table.schools, weight.tolist(), strict=True))
            problem = compile_round(self.round, self.seed, self.school_weights)
            priced = adjust_prices(problem, self.progress, passes=self.effort.passes // 2, start=priced.prices)
        return problem, priced

    def _answer(self, problem: Problem, priced: Priced, least: Ints, order: Ints) -> tuple[Problem, Priced, Array]:
        """Prices refined and seats given, with the groups that are open."""
        if self.progress.stopped:
            return problem, priced, first_answer(problem, priced.prices, priced.choice.surplus, order)
        bound = priced.choice.bound
        refined = refine(
            problem, priced, self.progress, least=least, order=order, turns=self.effort.turns,
            aim=self._aim(problem, bound), tolerance=_nearest(problem) + int(_beyond(problem, bound) * TIGHT),
        )  # fmt: skip
        return problem, refined.priced, refined.taken

    def _aim(self, problem: Problem, bound: int) -> int:
        """Micro-points that may be missing in the end."""
        gap = self.effort.gap if self.effort.gap is not None else _gap_for(problem.agents)
        return int(_beyond(problem, bound) * gap) if gap > TIGHT else _nearest(problem)

    def _proven(self, problem: Problem, best: Priced, taken: Array, least: Ints) -> Array:
        """Branch and bound over every bundle that an optimum can still hold: none may lose more than the whole gap."""
        objective = int(worth_of(problem, taken, np.arange(problem.agents, dtype=np.int64)).sum())
        if best.choice.bound <= objective or self.searched is not None or self.progress.stopped:
            return taken
        if np.count_nonzero(best.choice.surplus) > PROOF_BUNDLES:
            return taken  # everybody's best bundle is among the near ones
        near = near_bundles(problem, best.prices, best.choice.surplus, best.choice.bound - objective + 1)
        if len(near) > PROOF_BUNDLES:
            return taken
        solved = solve_master(problem, near, seats=problem.seats, least=least, whole=True, nodes=PROOF_NODES)
        chosen = solved.share > 0.5
        better = np.full((problem.agents, width(problem)), NONE, np.int32)
        better[near.agent[chosen]] = near.taken[chosen]
        everyone = np.arange(problem.agents, dtype=np.int64)
        used = usage(problem, better, everyone)
        reached = int(worth_of(problem, better, everyone).sum())
        if (used > problem.seats).any() or (used < least).any() or reached < objective or self._closes(used):
            return taken
        if solved.complete and self.opening is None:
            self.searched = reached
        return better

    def _closes(self, used: Ints) -> bool:
        """Whether seats given leave a group open below its minimum."""
        open_ = zip(used.tolist(), self.round.groups, strict=False)
        return any(count > 0 and count + group.enrolled < group.minimum for count, group in open_)

    def _open_groups(
        self, problem: Problem, priced: Priced, taken: Array, need: Ints, order: Ints
    ) -> tuple[Problem, Priced, Array, frozenset[int], frozenset[int]]:
        everyone = np.arange(problem.agents, dtype=np.int64)
        if (usage(problem, taken, everyone) >= need).all():
            return problem, priced, taken, frozenset(), frozenset()
        exact = solve_exactly(problem, need)
        if exact is not None and exact.proven:
            used = usage(problem, exact.taken, everyone)
            closed = frozenset(int(g) for g in np.flatnonzero((need > 0) & (used < need)))
            self.searched = int(worth_of(problem, exact.taken, everyone).sum())
            self.opening = Opening(priced.choice.bound, tuple(priced.prices.tolist()))
            smaller = compile_round(self.round, self.seed, self.school_weights, closed)
            start = priced.prices.copy()
            priced = Priced(start, best_bundles(smaller, start))
            return smaller, priced, _same_seats(problem, exact.taken, smaller), closed, frozenset()
        openings = Openings(problem, priced, need, taken)
        while True:
            verdict = openings.decide(self.progress, tolerance=self._aim(problem, openings.proof.bound))
            smaller = compile_round(self.round, self.seed, self.school_weights, verdict.close)
            least = np.zeros_like(need)
            least[sorted(verdict.keep)] = need[sorted(verdict.keep)]
            start = np.where(smaller.seats > 0, openings.prices, 0)
            start = np.where(least > 0, start, np.maximum(0, start))
            priced = Priced(start, best_bundles(smaller, start, least))
            smaller, priced, taken = self._answer(smaller, priced, least, order)
            used = usage(smaller, taken, everyone)
            short = (used < need) & ((used > 0) | (least > 0))
            if not short.any():
                break
            openings.doubt(short)
        self.opening = _told(self.round, problem, openings.proof)
        return smaller, priced, taken, verdict.close, verdict.keep

    def _certified(
        self, problem: Problem, priced: Priced, taken: Array, closed: frozenset[int], kept: frozenset[int],
        placed_bound: int, need: Ints,
    ) -> Solution:  # fmt: skip
        everyone = np.arange(problem.agents, dtype=np.int64)
        objective = int(worth_of(problem, taken, everyone).sum())
        pupil, group = seats_of(problem, taken)
        more = seat_unchosen(self.round, self.seed, problem, usage(problem, taken, everyone), closed)
        pupil, group = np.concatenate([pupil, more[0]]), np.concatenate([group, more[1]])
        order = np.lexsort((group, pupil))
        groups = tuple(one.id for one in self.round.groups)
        seats = SeatTable(
            as_table(self.round).ids, groups, pupil[order].astype(np.int32), group[order].astype(np.int32)
        )
        placed = int(problem.size[taken[:, 0] != NONE].sum())
        least = np.zeros_like(need)
        # Of those that were in doubt, the ones somebody is paid to fill.
        paying = [g for g in sorted(kept) if priced.prices[g] < 0]
        least[paying] = need[paying]
        certificate = Certificate(
            version=VERSION,
            input_hash=input_hash(self.round),
            seed=self.seed,
            objective=objective,
            upper_bound=best_bundles(problem, priced.prices, least).bound,
            searched_bound=self.searched,
            opening=self.opening,
            placed=placed,
            placed_bound=placed_bound,
            prices=tuple(priced.prices.tolist()),
            closed=tuple(groups[g] for g in sorted(closed)),
            kept_open=tuple(groups[g] for g in np.flatnonzero(least).tolist()),
            school_weights=dict(sorted(self.school_weights.items())),
            finished=not self.progress.stopped,
        )
        return Solution(Outcome(seats, certificate), problem, taken)


def _told(round_: Round, problem: Problem, proof: Proof) -> Opening:
    """The proof with names."""
    ids, agent = as_table(round_).ids, np.searchsorted(problem.opt_ptr, proof.option, side="right") - 1
    first = problem.members[problem.member_ptr[agent]]
    charges = tuple(
        (ids[pupil].decode(), round_.groups[group].id, charge)
        for pupil, group, charge in zip(
            first.tolist(), problem.group[proof.option].tolist(), proof.charge.tolist(), strict=True
        )
    )
    return Opening(proof.bound, tuple(proof.prices.tolist()), tuple(sorted(charges)))


def _same_seats(before: Problem, taken: Array, after: Problem) -> Array:
    """The same groups as options of a problem in which fewer groups are open."""
    moved = np.full((after.agents, width(after)), NONE, np.int32)
    for agent, slot in zip(*np.nonzero(taken >= 0), strict=True):
        first, last = int(after.opt_ptr[agent]), int(after.opt_ptr[agent + 1])
        group = before.group[taken[agent, slot]]
        moved[agent, slot] = first + int(np.flatnonzero(after.group[first:last] == group)[0])
    return moved


def seats_of(problem: Problem, taken: Array) -> tuple[Ints, Ints]:
    """(pupil, group) positions of every seat given. O(seats)."""
    agent, slot = np.nonzero(taken >= 0)
    option = taken[agent, slot]
    times = problem.size[agent]
    owner = np.repeat(agent, times)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
    pupil = problem.members[problem.member_ptr[owner] + within]
    return pupil, np.repeat(problem.group[option], times).astype(np.int64)
