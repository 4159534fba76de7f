"""The independent checker: plain loops over the records, sharing nothing with the solver but the data classes.

It re-reads every rule from the round, recomputes worth, objective and bound by itself (the lottery included), and names
everything that is wrong. Keep it so: a mistake in the solver must not be able to hide here.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, zip_longest
from typing import TypeAlias

from .hashing import input_hash
from .model import Aim, Group, Meeting, Outcome, Pupil, Quota, Reserve, Round

MICRO = 1_000_000
BEFORE_OPENINGS = ("1", "2")  # versions of certificates without a proof of the groups chosen


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken, by a name that programs can test, and where."""

    rule: str
    where: str


@dataclass(frozen=True)
class Checked:
    """What the checker found: `violations`, and its own figures (micro-points); bounds are none where not asked for."""

    violations: tuple[Violation, ...]
    objective: int
    upper_bound: int | None
    placed: int
    opening_bound: int | None = None

    @property
    def valid(self) -> bool:
        return not self.violations


def check(round_: Round, outcome: Outcome, *, bound: bool = True) -> Checked:
    """Every rule against every seat, and every figure of the certificate against its own recomputation.

    O(seats + wishes · groups of a course); with `bound` also every clash-free set of every pupil's options.
    """
    return Checker(round_, outcome).check(bound=bound)


class Checker:
    """One round and one result, and every figure of them worked out anew when asked."""

    def __init__(self, round_: Round, outcome: Outcome) -> None:
        self.round, self.outcome = round_, outcome
        self.certificate = outcome.certificate
        self.policy = round_.policy
        self.groups = {group.id: group for group in round_.groups}
        self.place = {name: index for index, name in enumerate(round_.places)}
        self.by_course: dict[str, list[Group]] = defaultdict(list)
        for group in round_.groups:
            self.by_course[group.course].append(group)
        self.closed = set(self.certificate.closed)
        self.found: list[Violation] = []
        self.hashes: dict[str, bytes] = {}
        self.clash_cache: dict[tuple[str, str], bool] = {}

    def check(self, *, bound: bool) -> Checked:
        certificate = self.certificate
        self._expect(certificate.input_hash == input_hash(self.round), "input hash", "certificate")
        known = {pupil.id for pupil in self.round.pupils}
        held: dict[str, list[Group]] = defaultdict(list)
        for seat in self.outcome.seats:
            if seat.pupil not in known or seat.group not in self.groups:
                self._broken("unknown", f"{seat.pupil} {seat.group}")
                continue
            held[seat.pupil].append(self.groups[seat.group])
        parties = [list(party) for party in self.round.parties]
        in_party = {name for party in parties for name in party}
        optimal = certificate.mechanism == "optimal"
        objective = placed = 0
        upper = 0
        with_bound = bound and optimal
        in_parties: dict[str, Pupil] = {}
        for pupil in self.round.pupils:
            own = held.get(pupil.id, [])
            self._pupil(pupil, own)
            placed += bool(own) and bool(pupil.wishes)
            if pupil.id in in_party:
                in_parties[pupil.id] = pupil
                continue
            if pupil.wishes:
                objective += self.worth([pupil], own)
                if with_bound:
                    upper += self._best([pupil])
        for party in parties:
            members = [in_parties[name] for name in sorted(party, key=str.encode)]
            sets = {tuple(sorted(group.id for group in held.get(member.id, []))) for member in members}
            self._expect(len(sets) == 1, "together", " ".join(party))
            if len(sets) == 1:
                objective += self.worth(members, held.get(members[0].id, []))
            if with_bound:
                upper += self._best(members)
        self._seats(held)
        if optimal:
            self._expect(objective == certificate.objective, "objective", f"{objective} ≠ {certificate.objective}")
            self._expect(placed == certificate.placed, "placed", f"{placed} ≠ {certificate.placed}")
        self._expect(placed <= certificate.placed_bound, "placed bound", f"{placed} > {certificate.placed_bound}")
        for claimed in (certificate.upper_bound, certificate.searched_bound):
            if optimal and claimed is not None:
                self._expect(objective <= claimed, "bound below the objective", str(claimed))
        self._weights()
        whole = self._openings(objective) if with_bound else None
        computed = None
        if with_bound and self._prices_fit():
            computed = upper + sum(self._owed())
            self._expect(computed == certificate.upper_bound, "upper bound", f"{computed} ≠ {certificate.upper_bound}")
        return Checked(tuple(self.found), objective, computed, placed, whole)

    # Rules of one pupil

    def _pupil(self, pupil: Pupil, own: list[Group]) -> None:
        courses = Counter(group.course for group in own)
        for course, count in courses.items():
            self._expect(count == 1, "one group a course", f"{pupil.id} {course}")
            if pupil.wishes:
                self._expect(course in pupil.wishes, "not wished", f"{pupil.id} {course}")
        if own and not pupil.wishes:
            self._expect(pupil.place_anyway, "did not choose", pupil.id)
        self._expect(len(own) <= pupil.max_courses, "too many courses", pupil.id)
        if pupil.max_minutes:
            self._expect(sum(group.minutes for group in own) <= pupil.max_minutes, "too many hours", pupil.id)
        for group in own:
            for rule in self.refusals(pupil, group):
                self._broken(rule, f"{pupil.id} {group.id}")
        for first, second in combinations(own, 2):
            self._expect(not self.clash(first, second), "clash", f"{pupil.id} {first.id} {second.id}")

    def refusals(self, pupil: Pupil, group: Group) -> Iterator[str]:
        """Rules between a pupil and a group that do not depend on anybody else."""
        if not group.first_grade <= pupil.grade <= group.last_grade:
            yield "grade"
        if any(_overlap(one, other) for one in group.meetings for other in pupil.blocked):
            yield "time"
        if self.policy.max_travel and self._way(pupil, group) > self.policy.max_travel:
            yield "too far"
        if pupil.max_minutes and group.minutes > pupil.max_minutes:
            yield "too many hours"
        if group.id in self.closed or group.free <= 0:
            yield "closed"

    def _way(self, pupil: Pupil, group: Group) -> int:
        return int(self.round.travel[self.place[self.round.schools[pupil.school]], self.place[group.place]])

    def clash(self, first: Group, second: Group) -> bool:
        key = (first.id, second.id)
        if key not in self.clash_cache:
            self.clash_cache[key] = any(
                self._too_near(a, first, b, second) for a in first.meetings for b in second.meetings
            )
        return self.clash_cache[key]

    def _too_near(self, a: Meeting, first: Group, b: Meeting, second: Group) -> bool:
        if a.day != b.day:
            return False
        if b.start < a.start:
            return self._too_near(b, second, a, first)
        needed = 0
        if first.place != second.place:
            needed = int(self.round.travel[self.place[first.place], self.place[second.place]]) + self.policy.margin
        if a.start == b.start or b.start < a.end:
            return True
        return b.start - a.end < needed

    # Rules of groups

    def _seats(self, held: Mapping[str, list[Group]]) -> None:
        sitting: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self.round.pupils:
            for group in held.get(pupil.id, []):
                sitting[group.id].append(pupil)
        for group in self.round.groups:
            pupils = sitting.get(group.id, [])
            if not pupils:
                continue
            self._expect(len(pupils) <= group.free, "capacity", group.id)
            self._expect(len(pupils) + group.enrolled >= group.minimum, "minimum", group.id)
            for rule, seats, counted in self.reserve_rules(group):
                self._expect(sum(map(counted, pupils)) <= seats, "reserved", f"{group.id} {rule}")
        for quota in self.policy.quotas:
            count = sum(
                _in_quota(quota, pupil, group)
                for group_id, ps in sitting.items()
                for pupil in ps
                for group in [self.groups[group_id]]
            )
            self._expect(count <= quota.most, "quota", quota.id)
        for name in self.certificate.kept_open:
            group = self.groups[name]
            self._expect(len(sitting.get(name, [])) + group.enrolled >= group.minimum, "kept open", name)

    @cached_property
    def _asking(self) -> Mapping[tuple[str, str, tuple[str, ...], int], int]:
        counts: Counter[tuple[str, str, tuple[str, ...], int]] = Counter()
        reserved = {group.course for group in self.round.groups if group.reserves}
        for pupil in self.round.pupils:
            for course in pupil.wishes:
                if course in reserved:
                    counts[course, pupil.school, pupil.categories, pupil.grade] += 1
        return counts

    @cached_property
    def _asking_by_course(self) -> Mapping[str, list[tuple[str, tuple[str, ...], int, int]]]:
        by_course: dict[str, list[tuple[str, tuple[str, ...], int, int]]] = defaultdict(list)
        for (course, school, categories, grade), count in self._asking.items():
            by_course[course].append((school, categories, grade, count))
        return by_course

    def reserve_rules(self, group: Group) -> Iterator[tuple[str, int, "_Outside"]]:
        """Hall's conditions: those who may use none of some reserves must leave them their seats."""
        kept = []
        for reserve in group.reserves:
            asking = sum(
                count
                for school, categories, grade, count in self._asking_by_course.get(group.course, [])
                if group.first_grade <= grade <= group.last_grade and _of_reserve(reserve, school, categories)
            )
            if seats := min(reserve.seats, asking):
                kept.append((seats, reserve))
        for many in range(1, len(kept) + 1):
            for chosen in combinations(kept, many):
                seats = max(0, group.free - sum(one[0] for one in chosen))
                yield str(many), seats, _Outside(tuple(one[1] for one in chosen))

    # Worth

    def worth(self, members: list[Pupil], own: list[Group]) -> int:
        if not own:
            return 0
        if not all(group.course in member.wishes for group in own for member in members):
            return 0
        ranks = {group.id: max(member.wishes.index(group.course) for member in members) for group in own}
        return self._base(members, min(ranks.values()), len(own)) + sum(
            self._value(members, group, ranks[group.id]) for group in own
        )

    def _base(self, members: list[Pupil], best_rank: int, count: int) -> int:
        """What a bundle counts beyond its single wishes."""
        weight = sum(self._weight(member) for member in members)
        placed = self.policy.placed * MICRO * len(members) if Aim.PLACED in self.policy.aims else 0
        extra = sum(self.policy.extra[index] * MICRO for index in range(min(count - 1, len(self.policy.extra))))
        return placed + self._points[1][best_rank] * weight // MICRO + extra * weight // MICRO

    def _value(self, members: list[Pupil], group: Group, rank: int) -> int:
        """One wish of a pupil; of a party, each member's own, brought to the party's rank."""
        total = 0
        for member in members:
            own = member.wishes.index(group.course)
            key = self.policy.key * MICRO if member.key == group.course and Aim.RANKS in self.policy.aims else 0
            weight = self._weight(member)
            minutes = min(self._way(member, group), self.policy.travel_cap) if Aim.TRAVEL in self.policy.aims else 0
            total += (self._points[0][own] + key) * weight // MICRO - minutes * (
                self.policy.travel_milli * MICRO // 1000
            )
            total += self._grain(member, group)
            total += (self._points[0][rank] - self._points[0][own]) * weight // MICRO
        return total

    @cached_property
    def _points(self) -> tuple[list[int], list[int]]:
        spread, first = (100 - self.policy.floor) * MICRO, self.policy.first * MICRO
        wishes, firsts = [], []
        ranked = Aim.RANKS in self.policy.aims
        for rank in range(1, 2 + max((len(pupil.wishes) for pupil in self.round.pupils), default=0)):
            wishes.append(self.policy.floor * MICRO + (spread - 1000 * rank if ranked else 0))
            firsts.append(first if ranked else 0)
            spread, first = spread * self.policy.decay // 1000, first * self.policy.first_decay // 1000
        return wishes, firsts

    def _weight(self, pupil: Pupil) -> int:
        number = int.from_bytes(self._hash(pupil.id)[:4], "big")
        weight = MICRO + pupil.priority * self.policy.priority_gain + pupil.credit * self.policy.credit_gain
        weight += number * self.policy.lottery_width >> 32
        if self.certificate.school_weights:
            weight = weight * self.certificate.school_weights.get(pupil.school, MICRO) // MICRO
        return weight

    def _grain(self, pupil: Pupil, group: Group) -> int:
        prime = 2**31 - 1
        a = int.from_bytes(self._hash(pupil.id)[8:12], "big") % (prime - 1) + 1
        b = int.from_bytes(self._hash(group.id + "|group")[8:12], "big") % (prime - 1) + 1
        return a * b % prime % 10_007

    def _hash(self, name: str) -> bytes:
        if name not in self.hashes:
            self.hashes[name] = hashlib.sha256(f"{self.certificate.seed}|{name}".encode()).digest()
        return self.hashes[name]

    # Bounds

    def _openings(self, objective: int) -> int | None:
        """No choice of groups is worth more: everybody's best set at the prices and charges of the opening."""
        certificate, opening = self.certificate, self.certificate.opening
        if opening is None:
            chosen = certificate.version not in BEFORE_OPENINGS and (certificate.closed or certificate.kept_open)
            self._expect(not chosen, "opening", "groups were chosen without a proof")
            return None
        charged: dict[str, dict[str, int]] = defaultdict(dict)
        for pupil, group, charge in opening.charges:
            self._expect(charge >= 0 and group in self.groups, "charge", f"{pupil} {group}")
            charged[pupil][group] = -charge
        all_open = replace(certificate, closed=(), kept_open=(), prices=opening.prices)
        judge = Checker(self.round, replace(self.outcome, certificate=all_open))
        self._expect(judge._fits_prices, "opening", "as many prices as limits")
        if not judge._fits_prices:
            return None
        parties = {min(party, key=str.encode): sorted(party, key=str.encode) for party in self.round.parties}
        by_id = {pupil.id: pupil for pupil in self.round.pupils if pupil.id in charged or parties}
        in_party = {name for party in parties.values() for name in party}
        total = sum(
            judge._best([pupil], gift=charged.get(pupil.id))
            for pupil in self.round.pupils
            if pupil.wishes and pupil.id not in in_party
        )
        total += sum(
            judge._best([by_id[name] for name in members], gift=charged.get(first))
            for first, members in parties.items()
        )
        brings = Counter[str]()
        for _, group, charge in opening.charges:
            brings[group] += charge
        for limit, group_of, price in zip_longest(judge._limits(), self.round.groups, opening.prices):
            needed = max(0, group_of.minimum - group_of.enrolled) if group_of else 0
            sold = price * (needed if price < 0 else limit[1]) + (brings[group_of.id] if group_of else 0)
            total += max(0, sold) if needed else sold
        self._expect(total == opening.bound, "opening bound", f"{total} ≠ {opening.bound}")
        self._expect(objective <= opening.bound, "bound below the objective", str(opening.bound))
        return total

    def _prices_fit(self) -> bool:
        fits = len(self.certificate.prices) == sum(1 for _ in self._limits())
        self._expect(fits, "prices", "as many as limits")
        return fits

    def _limits(self) -> Iterator[tuple[str, int]]:
        """Names and seats of all limits, in the order of the prices."""
        for group in self.round.groups:
            yield "", 0 if group.id in self.closed else max(0, group.free)
        for group in self.round.groups:
            for rule, seats, _ in self.reserve_rules(group):
                yield rule, seats
        for quota in self.policy.quotas:
            yield quota.id, quota.most

    def _owed(self) -> Iterator[int]:
        kept = set(self.certificate.kept_open)
        names = [group.id for group in self.round.groups]
        for index, ((_, seats), price) in enumerate(zip(self._limits(), self.certificate.prices, strict=True)):
            if price < 0:
                if index >= len(names) or names[index] not in kept:
                    self._broken("negative price", str(index))
                    continue
                group = self.groups[names[index]]
                yield price * max(0, group.minimum - group.enrolled)
            else:
                yield price * seats

    @cached_property
    def _limits_of_group(self) -> "Mapping[str, list[tuple[int, _Limit]]]":
        met: dict[str, list[tuple[int, _Limit]]] = {
            group.id: [(index, None)] for index, group in enumerate(self.round.groups)
        }
        row = len(self.round.groups)
        for group in self.round.groups:
            for _, _, outside in self.reserve_rules(group):
                met[group.id].append((row, outside))
                row += 1
        for quota in self.policy.quotas:
            for group in self.round.groups:
                met[group.id].append((row, quota))
            row += 1
        return met

    def price(self, pupil: Pupil, group: Group) -> int:
        total = 0
        for row, rule in self._limits_of_group[group.id]:
            # Three kinds of limits: the group's own seats, a reserve's rule, a quota.
            counts = rule(pupil) if isinstance(rule, _Outside) else _counts(rule, pupil, group)
            if counts:
                total += self.certificate.prices[row]
        return total

    def claim(self, members: list[Pupil], group: Group) -> int:
        """How much more the best set is worth with a free seat in `group` than without one."""
        gift = 1 << 52
        with_it = self._best(members, gift={group.id: gift + sum(self.price(member, group) for member in members)})
        return with_it - gift - self._best(members, without=group.id)

    def _best(self, members: list[Pupil], gift: Mapping[str, int] | None = None, without: str = "") -> int:
        """The greatest surplus of any set of groups at the published prices."""
        if not self._fits_prices:
            return 0
        options: list[tuple[int, Group, int]] = []
        for course in members[0].wishes:
            if not all(course in member.wishes for member in members):
                continue
            rank = max(member.wishes.index(course) for member in members)
            for group in self.by_course.get(course, []):
                if group.id != without and not any(rule for member in members for rule in self.refusals(member, group)):
                    net = self._value(members, group, rank) - sum(self.price(member, group) for member in members)
                    options.append((rank, group, net + (gift or {}).get(group.id, 0)))
        options.sort(key=lambda option: option[0])
        most = min(member.max_courses for member in members)
        limits = [member.max_minutes for member in members if member.max_minutes]
        load = min(limits) if limits else None
        bases = {
            (rank, count): self._base(members, rank, count)
            for rank in {o[0] for o in options}
            for count in range(1, most + 1)
        }
        after = [0] * (len(options) + 1)
        for index in range(len(options) - 1, -1, -1):
            after[index] = max(after[index + 1], options[index][2])
        best = 0

        def extend(start: int, chosen: list[Group], first: int, total: int, minutes: int) -> None:
            nonlocal best
            for index in range(start, len(options)):
                rank, group, net = options[index]
                top = rank if not chosen else first
                if bases[top, most] + total + (most - len(chosen)) * after[index] <= best:
                    break
                if load is not None and minutes + group.minutes > load:
                    continue
                if any(group.course == other.course or self.clash(group, other) for other in chosen):
                    continue
                best = max(best, bases[top, len(chosen) + 1] + total + net)
                if len(chosen) + 1 < most:
                    extend(index + 1, [*chosen, group], top, total + net, minutes + group.minutes)

        if most > 0:
            extend(0, [], 0, 0, 0)
        return best

    @cached_property
    def _fits_prices(self) -> bool:
        return len(self.certificate.prices) == sum(1 for _ in self._limits())

    def _weights(self) -> None:
        for school, weight in self.certificate.school_weights.items():
            inside = abs(weight - MICRO) <= self.policy.school_band
            self._expect(inside and Aim.SCHOOLS in self.policy.aims, "school weight", school)

    def _expect(self, holds: bool, rule: str, where: str) -> None:
        if not holds:
            self._broken(rule, where)

    def _broken(self, rule: str, where: str) -> None:
        self.found.append(Violation(rule, where))


@dataclass(frozen=True)
class _Outside:
    """Counts the pupils who may use none of some reserves."""

    reserves: tuple[Reserve, ...]

    def __call__(self, pupil: Pupil) -> bool:
        return not any(_of_reserve(reserve, pupil.school, pupil.categories) for reserve in self.reserves)


_Limit: TypeAlias = _Outside | Quota | None


def _counts(quota: Quota | None, pupil: Pupil, group: Group) -> bool:
    return quota is None or _in_quota(quota, pupil, group)


def _of_reserve(reserve: Reserve, school: str, categories: Iterable[str]) -> bool:
    return reserve.school in {"", school} and (not reserve.category or reserve.category in categories)


def _in_quota(quota: Quota, pupil: Pupil, group: Group) -> bool:
    everyone = not quota.schools and not quota.categories
    concerned = everyone or pupil.school in quota.schools or any(one in quota.categories for one in pupil.categories)
    return concerned and (not quota.courses or group.course in quota.courses)


def _overlap(first: Meeting, second: Meeting) -> bool:
    return first.day == second.day and first.start < second.end and second.start < first.end
