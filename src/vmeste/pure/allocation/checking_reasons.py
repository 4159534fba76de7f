"""Reasons checked: each is derived again from the round and the result by the checker's own loops.

Like `checking` it shares nothing with the solver or with what explains but the data classes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from .checking import Checker, Violation, check
from .model import Cause, Fact, Group, Meeting, Outcome, Pupil, Reason, Round, Seat

ROUNDING = 10  # micro-points: prices are whole numbers, one of them a limit
_OF_NUMBERS = frozenset({Cause.CUT_OFF, Cause.RESERVED, Cause.QUOTA, Cause.SETTLED_WHOLE})
_OF_OWN_SET = frozenset({Cause.CLASH, Cause.TRAVEL, Cause.COURSES_USED, Cause.LOAD_USED, Cause.NOT_BETTER})
_FIGURES = frozenset({"objective", "placed", "placed bound", "bound below the objective"})


def check_reasons(round_: Round, outcome: Outcome, reasons: Iterable[Reason]) -> tuple[Violation, ...]:
    """What is untrue among the reasons of all wishes of a round; empty when every wish has one and all are true.

    Two searches of a pupil's sets for each wish, and as many again for each wish that competes with it for a line.
    """
    return tuple(_Reasons(round_, outcome).check(reasons))


class _Reasons:
    def __init__(self, round_: Round, outcome: Outcome) -> None:
        self.round, self.outcome = round_, outcome
        self.checker = Checker(round_, outcome)
        self.pupils = {pupil.id: pupil for pupil in round_.pupils}
        self.groups = self.checker.groups
        self.party_of = {
            name: [self.pupils[one] for one in sorted(party, key=str.encode)]
            for party in round_.parties
            for name in party
        }
        self.held: dict[str, list[Group]] = defaultdict(list)
        for seat in outcome.seats:
            self.held[seat.pupil].append(self.groups[seat.group])
        self.known: dict[tuple[str, str], int] = {}

    def check(self, reasons: Iterable[Reason]) -> Iterator[Violation]:
        told: Counter[tuple[str, str, int]] = Counter()
        for reason in reasons:
            where = f"{reason.pupil} {reason.course} {reason.group}".rstrip()
            told[reason.pupil, reason.course, reason.rank] += 1
            if reason.pupil not in self.pupils or (reason.group and reason.group not in self.groups):
                yield Violation("reason of a stranger", where)
            elif not self._is_true(reason):
                yield Violation(f"reason “{reason.cause}”", where)
            elif reason.would_help != self._would_help(reason):
                yield Violation("what would have helped", where)
        wishes = {
            (pupil.id, course, rank): 1
            for pupil in self.round.pupils
            for rank, course in enumerate(pupil.wishes, start=1)
        }
        for pupil_id, course, _ in sorted({*wishes, *told}):
            if told[pupil_id, course, _] != wishes.get((pupil_id, course, _), 0):
                yield Violation("one reason a wish", f"{pupil_id} {course}")

    def _is_true(self, reason: Reason) -> bool:
        pupil, own = self.pupils[reason.pupil], self.held.get(reason.pupil, [])
        has = [group for group in own if group.course == reason.course]
        if reason.cause is Cause.GRANTED:
            return [group.id for group in has] == [reason.group]
        if has:
            return False
        if reason.cause is Cause.NO_GROUP:
            return reason.group == "" and reason.course not in self.checker.by_course
        group = self.groups.get(reason.group)
        if group is None or group.course != reason.course:
            return False
        facts = reason.facts or {}
        if reason.cause in _OF_NUMBERS:
            return self._is_beaten(reason, pupil, group, facts)
        if reason.cause in _OF_OWN_SET:
            return self._stands_against(reason.cause, pupil, own, group, facts) and self._is_worth_no_more(pupil, group)
        return self._is_kept_out(reason.cause, pupil, group, facts)

    # Whoever else there is

    def _is_kept_out(self, cause: Cause, pupil: Pupil, group: Group, facts: Mapping[str, Fact]) -> bool:
        refusals = set(self.checker.refusals(pupil, group))
        if cause is Cause.GRADE:
            told = {"grade": pupil.grade, "first": group.first_grade, "last": group.last_grade}
            return "grade" in refusals and facts == told
        if cause is Cause.TIME:
            meeting, mine = _meeting("", facts), _meeting("blocked_", facts)
            return meeting in group.meetings and mine in pupil.blocked and _meet(meeting, mine)
        if cause is Cause.TOO_FAR:
            limit = self.round.policy.max_travel
            way = self.round.travel[
                self.checker.place[self.round.schools[pupil.school]], self.checker.place[group.place]
            ]
            return facts == {"minutes": int(way), "limit": limit} and 0 < limit < way
        if cause is Cause.LOAD:
            if pupil.max_courses < 1:
                return facts == {"minutes": group.minutes, "limit": 0}
            told = {"minutes": group.minutes, "limit": pupil.max_minutes}
            return facts == told and 0 < pupil.max_minutes < group.minutes
        if cause is Cause.NOT_OPENED:
            is_empty = all(seat.group != group.id for seat in self.outcome.seats)
            told = {"minimum": group.minimum, "enrolled": group.enrolled}
            return facts == told and group.id in self.outcome.certificate.closed and is_empty
        if cause is Cause.NO_SEATS:
            return facts == {"seats": group.seats, "enrolled": group.enrolled} and group.free <= 0
        members = self._members(pupil)
        return facts == {"partners": len(members) - 1} and any(
            group.course not in member.wishes or set(self.checker.refusals(member, group)) for member in members
        )

    # Others

    def _is_beaten(self, reason: Reason, pupil: Pupil, group: Group, facts: Mapping[str, Fact]) -> bool:
        members = self._members(pupil)
        claim, line = self._claim(pupil, group), sum(self.checker.price(member, group) for member in members)
        if (facts.get("claim"), facts.get("line")) != (claim, line):
            return False
        if reason.cause is Cause.SETTLED_WHOLE:
            return claim > line
        ahead = sum(
            self._claim(rival, group) > claim
            for rival in self._asking_for[group.course]
            if self._could_attend(rival, group)
            and all(other.course != group.course for other in self.held.get(rival.id, []))
        )
        return 0 < claim <= line and facts.get("position") == ahead + 1 and self._is_there(reason.cause, group, facts)

    def _is_there(self, cause: Cause, group: Group, facts: Mapping[str, Fact]) -> bool:
        """A rule that is named must be there; that it is full follows from a line that refuses a claim."""
        if cause is Cause.QUOTA:
            return facts.get("quota") in {quota.id for quota in self.round.policy.quotas}
        kept = {group.free - seats for _, seats, _ in self.checker.reserve_rules(group)}
        return cause is Cause.CUT_OFF or facts.get("reserved") in kept

    @cached_property
    def _asking_for(self) -> Mapping[str, list[Pupil]]:
        asking: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self.round.pupils:
            for course in pupil.wishes:
                asking[course].append(pupil)
        return asking

    def _could_attend(self, pupil: Pupil, group: Group) -> bool:
        return all(
            group.course in member.wishes and not set(self.checker.refusals(member, group))
            for member in self._members(pupil)
        )

    # The own set

    def _stands_against(
        self, cause: Cause, pupil: Pupil, own: list[Group], group: Group, facts: Mapping[str, Fact]
    ) -> bool:
        if cause in {Cause.CLASH, Cause.TRAVEL}:
            return any(self._too_near(cause, group, other, facts) for other in own if other.id == facts.get("with"))
        if cause is Cause.COURSES_USED:
            return facts == {"limit": pupil.max_courses} and len(own) >= pupil.max_courses
        if cause is Cause.LOAD_USED:
            used = sum(other.minutes for other in own)
            told = {"used": used, "minutes": group.minutes, "limit": pupil.max_minutes}
            return facts == told and 0 < pupil.max_minutes < used + group.minutes
        return facts == {"held": len(own)}

    def _too_near(self, cause: Cause, group: Group, other: Group, facts: Mapping[str, Fact]) -> bool:
        mine, theirs = _meeting("", facts), _meeting("with_", facts)
        if mine not in group.meetings or theirs not in other.meetings or mine.day != theirs.day:
            return False
        if cause is Cause.CLASH:
            return _meet(mine, theirs)
        (first, place), (second, there) = sorted(
            [(mine, group.place), (theirs, other.place)], key=lambda one: one[0].start
        )
        way = self.round.travel[self.checker.place[place], self.checker.place[there]]
        told = (facts.get("gap"), facts.get("needed"))
        gap, needed = second.start - first.end, int(way) + self.round.policy.margin
        return place != there and told == (gap, needed) and 0 <= gap < needed

    def _is_worth_no_more(self, pupil: Pupil, group: Group) -> bool:
        """Even a free seat would bring nothing; where prices are not the last word, every set is tried."""
        if self._claim(pupil, group) <= ROUNDING:
            return True
        members = self._members(pupil)
        names = {member.id for member in members}
        others = [seat for seat in self.outcome.seats if seat.pupil not in names]
        now = self.checker.worth(members, self.held.get(pupil.id, []))
        for chosen in self._sets_with(group, members):
            if self.checker.worth(members, chosen) > now:
                seats = (*others, *(Seat(name, one.id) for name in names for one in chosen))
                found = check(self.round, replace(self.outcome, seats=seats), bound=False).violations
                if not {violation.rule for violation in found} - _FIGURES:
                    return False
        return True

    def _sets_with(self, group: Group, members: list[Pupil]) -> Iterator[list[Group]]:
        options = [
            other
            for other in self.round.groups
            if other.course != group.course and self._could_attend(members[0], other)
        ]
        most = min(member.max_courses for member in members)
        loads = [member.max_minutes for member in members if member.max_minutes]
        for many in range(most):
            for others in combinations(options, many):
                chosen = [group, *others]
                clashes = any(a.course == b.course or self.checker.clash(a, b) for a, b in combinations(chosen, 2))
                if not clashes and all(sum(one.minutes for one in chosen) <= load for load in loads):
                    yield chosen

    # What would have helped

    def _would_help(self, reason: Reason) -> bool | None:
        pupil, facts = self.pupils[reason.pupil], reason.facts or {}
        if len(self._members(pupil)) > 1:
            return None
        if reason.cause is Cause.TIME:
            mine = _meeting("blocked_", facts)
            changed = replace(pupil, blocked=tuple(one for one in pupil.blocked if one != mine))
        elif reason.cause is Cause.CUT_OFF and reason.rank > 1:
            rest = tuple(one for one in pupil.wishes if one != reason.course)
            changed = replace(pupil, wishes=(reason.course, *rest))
        elif reason.cause is Cause.COURSES_USED:
            changed = replace(pupil, max_courses=pupil.max_courses + 1)
        elif reason.cause is Cause.LOAD_USED or (reason.cause is Cause.LOAD and pupil.max_courses):
            changed = replace(pupil, max_minutes=0)
        else:
            return None
        group = self.groups[reason.group]
        if set(self.checker.refusals(changed, group)):
            return False
        return self.checker.claim([changed], group) > self.checker.price(changed, group)

    def _members(self, pupil: Pupil) -> list[Pupil]:
        return self.party_of.get(pupil.id, [pupil])

    def _claim(self, pupil: Pupil, group: Group) -> int:
        members = self._members(pupil)
        key = (members[0].id, group.id)
        if key not in self.known:
            self.known[key] = self.checker.claim(members, group)
        return self.known[key]


def _meeting(prefix: str, facts: Mapping[str, Fact]) -> Meeting:
    day, start, minutes = (int(facts.get(f"{prefix}{name}", 0)) for name in ("day", "start", "minutes"))
    return Meeting(day, start, minutes)


def _meet(first: Meeting, second: Meeting) -> bool:
    return first.day == second.day and first.start < second.end and second.start < first.end
