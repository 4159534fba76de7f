"""Why each wish ended as it did: data that anyone can check from the round, the result and its prices.

A claim is what a free seat in a group would add to the best set a pupil could have at the published prices; the line of
a group is its price. At an optimum exactly those sit in a group whose claim reaches the line, so one published number a
group separates admitted from refused, and the waiting list is the claims in falling order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numba import njit

from .bundles import FORBIDDEN, extras, in_parts, nets, search_best, width
from .compiling import Problem, as_table, compile_round
from .errors import InvalidResult
from .model import Cause, Fact, Group, Meeting, Outcome, Pupil, Reason, Round
from .tables import Ints, PupilTable, SeatTable
from .unchosen import meets

FORCED = 2**51


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in a group's waiting list: who, and the claim in micro-points."""

    pupil: str
    claim: int


# The further a group came before it was refused, the more it says about the wish.
ORDER = (
    Cause.NO_SEATS, Cause.GRADE, Cause.TOO_FAR, Cause.LOAD, Cause.TIME, Cause.NOT_TOGETHER, Cause.NOT_OPENED,
    Cause.NOT_BETTER, Cause.LOAD_USED, Cause.COURSES_USED, Cause.TRAVEL, Cause.CLASH,
    Cause.QUOTA, Cause.RESERVED, Cause.SETTLED_WHOLE, Cause.CUT_OFF,
)  # fmt: skip


class Explainer:
    """Reasons and waiting lists of one result. Building it costs one compilation and one pass of claims.

    Raises:
        InvalidResult: the result has no prices (a baseline), so that nothing can be derived.
    """

    def __init__(self, round_: Round, outcome: Outcome) -> None:
        self.round, self.outcome, self.certificate = round_, outcome, outcome.certificate
        position = {group.id: index for index, group in enumerate(round_.groups)}
        self.position = position
        self.closed = frozenset(position[name] for name in self.certificate.closed)
        self.problem = compile_round(round_, self.certificate.seed, self.certificate.school_weights, self.closed)
        self.prices = np.array(self.certificate.prices, np.int64)
        if len(self.prices) != len(self.problem.seats):
            raise InvalidResult("the result has no prices for this round")
        self.table = as_table(round_)
        self.seats = (
            outcome.seats
            if isinstance(outcome.seats, SeatTable)
            else SeatTable.of(outcome.seats, pupils=self.table, groups=list(position))
        )
        self.place = {name: index for index, name in enumerate(round_.places)}
        self.by_course: dict[str, list[int]] = {}
        for index, group in enumerate(round_.groups):
            self.by_course.setdefault(group.course, []).append(index)

    @cached_property
    def claims(self) -> Ints:
        """Of every option [J]."""
        return claims(self.problem, self.prices)

    @cached_property
    def agent_of(self) -> Ints:
        agent = np.empty(len(self.table), np.int64)
        agent[self.problem.members] = np.repeat(np.arange(self.problem.agents), np.diff(self.problem.member_ptr))
        return agent

    @cached_property
    def used(self) -> Ints:
        """What the seats given ask of every limit [R]."""
        used = np.zeros(len(self.problem.seats), np.int64)
        np.add.at(used, self.seats.group, 1)
        limits, m = self.problem.limits, self.problem.groups
        for g in range(m):
            rows = limits.of_group[limits.of_group_ptr[g] : limits.of_group_ptr[g + 1]]
            if len(rows):
                kinds = limits.kind[self.seats.pupil[self.seats.group == g]]
                for row in rows:
                    used[m + row] += int(limits.meets[row, kinds].sum())
        return used

    def reasons(self, pupil_id: str) -> tuple[Reason, ...]:
        """One reason for every wish, best wish first. Raises KeyError for a pupil the round does not have."""
        index = self.table.find(pupil_id)
        pupil = self.table[index]
        held = [self.round.groups[g] for g in self.seats.of_pupil(index)]
        return tuple(self._reason(index, pupil, held, rank) for rank in range(len(pupil.wishes)))

    def all_reasons(self) -> Iterator[Reason]:
        """Of every pupil in order of ids."""
        for index in range(len(self.table)):
            yield from self.reasons(self.table.ids[index].decode())

    def waiting_list(self, group_id: str) -> tuple[Waiting, ...]:
        """Pupils who would gain by a seat of the group and have none in its course, greatest claim first."""
        g = self.position[group_id]
        options = self._by_group[0][self._by_group[1][g] : self._by_group[1][g + 1]]
        waiting = []
        for j in options.tolist():
            agent = int(np.searchsorted(self.problem.opt_ptr, j, side="right")) - 1
            for pupil in self.problem.members[
                self.problem.member_ptr[agent] : self.problem.member_ptr[agent + 1]
            ].tolist():
                has = any(
                    self.round.groups[h].course == self.round.groups[g].course for h in self.seats.of_pupil(pupil)
                )
                if not has and self.claims[j] > 0:
                    waiting.append(Waiting(self.table.ids[pupil].decode(), int(self.claims[j])))
        return tuple(sorted(waiting, key=lambda one: (-one.claim, one.pupil)))

    @cached_property
    def _by_group(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.problem.group, kind="stable")
        counts = np.bincount(self.problem.group, minlength=self.problem.groups)
        return order, np.concatenate([[0], np.cumsum(counts)])

    # One wish

    def _reason(self, index: int, pupil: Pupil, held: list[Group], rank: int) -> Reason:
        course = pupil.wishes[rank]
        for group in held:
            if group.course == course:
                return Reason(pupil.id, course, rank + 1, Cause.GRANTED, group.id, {})
        groups = self.by_course.get(course, [])
        if not groups:
            return Reason(pupil.id, course, rank + 1, Cause.NO_GROUP, "", {})
        found = [self._obstacle(index, pupil, held, rank, g) for g in groups]
        return max(found, key=lambda reason: (ORDER.index(reason.cause), -self.position[reason.group]))

    def _obstacle(self, index: int, pupil: Pupil, held: list[Group], rank: int, g: int) -> Reason:
        group = self.round.groups[g]
        cause, facts = self._never(index, pupil, group, g)
        if cause is None:
            cause, facts = self._lost(index, pupil, held, group, g)
        helps = self._would_help(index, pupil, cause, facts, rank, g)
        return Reason(pupil.id, pupil.wishes[rank], rank + 1, cause, group.id, facts, helps)

    def _never(self, index: int, pupil: Pupil, group: Group, g: int) -> tuple[Cause | None, dict[str, Fact]]:
        """What keeps the pupil out of the group whoever else there is."""
        if not group.first_grade <= pupil.grade <= group.last_grade:
            return Cause.GRADE, {"grade": pupil.grade, "first": group.first_grade, "last": group.last_grade}
        for mine in pupil.blocked:
            for meeting in group.meetings:
                if meets(mine, meeting):
                    return Cause.TIME, {**_when("", meeting), **_when("blocked_", mine)}
        way = int(self.round.travel[self.place[self.round.schools[pupil.school]], self.place[group.place]])
        if self.round.policy.max_travel and way > self.round.policy.max_travel:
            return Cause.TOO_FAR, {"minutes": way, "limit": self.round.policy.max_travel}
        if pupil.max_minutes and group.minutes > pupil.max_minutes:
            return Cause.LOAD, {"minutes": group.minutes, "limit": pupil.max_minutes}
        if pupil.max_courses < 1:
            return Cause.LOAD, {"minutes": group.minutes, "limit": 0}
        if g in self.closed:
            return Cause.NOT_OPENED, {"minimum": group.minimum, "enrolled": group.enrolled}
        if group.free <= 0:
            return Cause.NO_SEATS, {"seats": group.seats, "enrolled": group.enrolled}
        if self._option(index, g) is None:
            agent = self.agent_of[index]
            partners = self.problem.members[self.problem.member_ptr[agent] : self.problem.member_ptr[agent + 1]]
            return Cause.NOT_TOGETHER, {"partners": len(partners) - 1}
        return None, {}

    def _lost(self, index: int, pupil: Pupil, held: list[Group], group: Group, g: int) -> tuple[Cause, dict[str, Fact]]:
        """A group the pupil could have attended: what took the seat, or the room for it."""
        option = self._option(index, g)
        assert option is not None
        agent = int(self.agent_of[index])
        claim, line = int(self.claims[option]), self._price(agent, option)
        rows = [g, *self.problem.limit[self.problem.limit_ptr[option] : self.problem.limit_ptr[option + 1]].tolist()]
        size = int(self.problem.size[agent])
        tight = [
            row for row in rows if self.problem.seats[row] - self.used[row] < (size if row == g else rows.count(row))
        ]
        if tight and claim > 0:
            facts: dict[str, Fact] = {"claim": claim, "line": line}
            if claim > line:
                return Cause.SETTLED_WHOLE, facts
            facts["position"] = self._position(g, claim)
            row = max(tight, key=lambda one: (int(self.prices[one]), -one))
            if row == g:
                return Cause.CUT_OFF, facts
            quotas = len(self.problem.seats) - len(self.round.policy.quotas)
            if row >= quotas:
                return Cause.QUOTA, {**facts, "quota": self.round.policy.quotas[row - quotas].id}
            return Cause.RESERVED, {**facts, "reserved": group.free - int(self.problem.seats[row])}
        return self._own_set(pupil, held, group)

    def _own_set(self, pupil: Pupil, held: list[Group], group: Group) -> tuple[Cause, dict[str, Fact]]:
        """Even a free seat would not have made the pupil's set better: what in the set stands against it."""
        for other in held:
            for first in other.meetings:
                for second in group.meetings:
                    if meets(first, second):
                        return Cause.CLASH, {"with": other.id, **_when("", second), **_when("with_", first)}
        for other in held:
            needed = int(self.round.travel[self.place[other.place], self.place[group.place]]) + self.round.policy.margin
            back = int(self.round.travel[self.place[group.place], self.place[other.place]]) + self.round.policy.margin
            for first in other.meetings:
                for second in group.meetings:
                    if first.day == second.day and other.place != group.place:
                        gap, need = (
                            (second.start - first.end, needed)
                            if second.start >= first.end
                            else (first.start - second.end, back)
                        )
                        if gap < need:
                            return Cause.TRAVEL, {
                                "with": other.id,
                                "gap": gap,
                                "needed": need,
                                **_when("", second),
                                **_when("with_", first),
                            }
        if len(held) >= pupil.max_courses:
            return Cause.COURSES_USED, {"limit": pupil.max_courses}
        used = sum(one.minutes for one in held)
        if pupil.max_minutes and used + group.minutes > pupil.max_minutes:
            return Cause.LOAD_USED, {"used": used, "minutes": group.minutes, "limit": pupil.max_minutes}
        return Cause.NOT_BETTER, {"held": len(held)}

    def _position(self, g: int, claim: int) -> int:
        """How many claims for the group, of those who have no seat in its course, are greater, plus one."""
        return 1 + sum(1 for one in self._waiting(g) if one > claim)

    def _waiting(self, g: int) -> list[int]:
        if g not in self._lists:
            self._lists[g] = [one.claim for one in self.waiting_list(self.round.groups[g].id)]
        return self._lists[g]

    @cached_property
    def _lists(self) -> dict[int, list[int]]:
        return {}

    def _option(self, index: int, g: int) -> int | None:
        agent = int(self.agent_of[index])
        first, last = int(self.problem.opt_ptr[agent]), int(self.problem.opt_ptr[agent + 1])
        for option in range(first, last):
            if self.problem.group[option] == g:
                return option
        return None

    def _price(self, agent: int, option: int) -> int:
        rows = self.problem.limit[self.problem.limit_ptr[option] : self.problem.limit_ptr[option + 1]]
        return int(self.prices[self.problem.group[option]] * self.problem.size[agent] + self.prices[rows].sum())

    def _would_help(
        self, index: int, pupil: Pupil, cause: Cause, facts: Mapping[str, Fact], rank: int, g: int
    ) -> bool | None:
        """One pricing call with the change: would the claim have reached the line?"""
        if self.problem.size[self.agent_of[index]] > 1:
            return None
        if cause is Cause.TIME:
            blocked = Meeting(int(facts["blocked_day"]), int(facts["blocked_start"]), int(facts["blocked_minutes"]))
            changed = replace(pupil, blocked=tuple(one for one in pupil.blocked if one != blocked))
        elif cause is Cause.CUT_OFF and rank:
            course = pupil.wishes[rank]
            changed = replace(pupil, wishes=(course, *(one for one in pupil.wishes if one != course)))
        elif cause is Cause.LOAD and pupil.max_courses:
            changed = replace(pupil, max_minutes=0)
        elif cause is Cause.COURSES_USED:
            changed = replace(pupil, max_courses=pupil.max_courses + 1)
        elif cause is Cause.LOAD_USED:
            changed = replace(pupil, max_minutes=0)
        else:
            return None
        return self.reaches_line(index, changed, g)

    def reaches_line(self, index: int, changed: Pupil, g: int) -> bool:
        """Whether a changed report of the pupil at `index` would have had a claim at the group's line."""
        limits = replace(self.problem.limits, kind=self.problem.limits.kind[index : index + 1])
        alone = PupilTable.of([changed], schools=self.table.schools, courses=self.table.courses)
        round_ = replace(self.round, pupils=alone, parties=())
        problem = compile_round(round_, self.certificate.seed, self.certificate.school_weights, self.closed, limits)
        for option in range(len(problem.group)):
            if problem.group[option] == g:
                rows = problem.limit[problem.limit_ptr[option] : problem.limit_ptr[option + 1]]
                return bool(claims(problem, self.prices)[option] > self.prices[g] + self.prices[rows].sum())
        return False


def _when(prefix: str, meeting: Meeting) -> dict[str, Fact]:
    return {f"{prefix}day": meeting.day, f"{prefix}start": meeting.start, f"{prefix}minutes": meeting.minutes}


def claims(problem: Problem, prices: Ints) -> Ints:
    """What a free seat in the option's group adds to the agent's best set [J]. O(options · one search each)."""
    answer = np.zeros(len(problem.group), np.int64)

    def part(first: int, last: int) -> None:
        _claims(
            problem.opt_ptr, problem.group, problem.rank, problem.value, problem.mask_ptr, problem.mask,
            problem.limit_ptr,
            problem.limit, problem.minutes, problem.size, problem.most, problem.load, problem.placed_value,
            problem.weight,
            problem.first_value, problem.extra_value, prices, first, last, width(problem), answer,
        )  # fmt: skip

    in_parts(part, problem.agents)
    return answer


@njit(cache=True, nogil=True)
def _claims(  # type: ignore[no-untyped-def]
    opt_ptr, group, rank, value, mask_ptr, mask, limit_ptr, limit, minutes, size, most, load, placed_value, weight,
    first_value, extra_value, prices, first_agent, last_agent, wide, answer,
):  # fmt: skip
    longest = 1
    for a in range(first_agent, last_agent):
        longest = max(longest, opt_ptr[a + 1] - opt_ptr[a])
    net = np.empty(longest, np.int64)
    best_after = np.empty(longest + 1, np.int64)
    picked = np.empty(wide + 1, np.int64)
    kept = np.empty(wide + 1, np.int64)
    extra = np.empty(wide + 2, np.int64)
    for a in range(first_agent, last_agent):
        start = opt_ptr[a]
        count = opt_ptr[a + 1] - start
        if count == 0:
            continue
        nets(start, count, group, value, limit_ptr, limit, size[a], prices, net, best_after)
        allowed = min(most[a], count)
        extras(extra_value, weight[a], allowed, extra)
        for wanted in range(count):
            own = net[wanted]
            sums = np.zeros(2, np.int64)
            for turn in range(2):
                net[wanted] = value[start + wanted] + FORCED if turn == 0 else FORBIDDEN - 1
                best = np.int64(-(2**60))
                for i in range(count - 1, -1, -1):
                    best = max(best, net[i])
                    best_after[i] = best
                sums[turn] = search_best(
                    start, count, allowed, load[a], placed_value[a], weight[a], group, rank, mask_ptr, mask, minutes,
                    first_value, extra, net, best_after, picked, kept,
                )[0]  # fmt: skip
            net[wanted] = own
            answer[start + wanted] = sums[0] - FORCED - sums[1]
