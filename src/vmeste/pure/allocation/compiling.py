"""A round as the arrays the solver reads: who could take which group, what it is worth, which limits it meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numba import njit

from .lottery import GRAIN, PRIME, draw
from .model import POINT, SHARE, Aim, Policy, Pupil, Reserve, Round
from .tables import Array, Ints, PupilTable

DAY = 24 * 60


@dataclass(frozen=True, eq=False)
class Problem:
    """A agents (single pupils, then parties), J options, m groups, R limits.

    Options of agent a are `opt_ptr[a]:opt_ptr[a+1]`, best rank first. `value` in micro-points; `mask` holds, bit
    by bit,
    with which of the agent's own options an option clashes, `mask_ptr[j]` is where its words begin. An option meets the
    limit of its group `size[a]` times and the limits `limit[limit_ptr[j]:limit_ptr[j+1]]` once each. `seats` [R].
    """

    members: Ints
    member_ptr: Ints
    size: Ints
    most: Ints
    load: Ints
    placed_value: Ints
    first_value: Array
    extra_value: Array
    opt_ptr: Ints
    group: Array
    rank: Array
    value: Ints
    mask_ptr: Ints
    mask: Array
    limit_ptr: Ints
    limit: Array
    minutes: Ints
    seats: Ints
    weight: Ints
    limits: "Limits"

    @property
    def agents(self) -> int:
        return len(self.size)

    @property
    def groups(self) -> int:
        return len(self.minutes)


def points_by_rank(policy: Policy, ranks: int) -> tuple[Ints, Ints]:
    """Micro-points of a wish, and of the best wish, at rank 1 … `ranks`; strictly falling, whole arithmetic
    throughout.
    """
    wish, first = [], []
    spread, best = (100 - policy.floor) * POINT, policy.first * POINT
    for rank in range(1, ranks + 1):
        wish.append(policy.floor * POINT + spread - rank * 1000 if Aim.RANKS in policy.aims else policy.floor * POINT)
        first.append(best if Aim.RANKS in policy.aims else 0)
        spread = spread * policy.decay // 1000
        best = best * policy.first_decay // 1000
    return np.array(wish, np.int64), np.array(first, np.int64)


def weights_of(round_: Round, seed: str, school_weights: Mapping[str, int]) -> tuple[Ints, Array, Array]:
    """The weight of each pupil in millionths, the lottery number and the grain behind it. O(n)."""
    table, policy = as_table(round_), round_.policy
    numbers, grains = draw(seed, table.ids)
    # The top 32 bits: a share of the width without fractions.
    lottery = ((numbers >> np.uint64(32)).astype(np.int64) * policy.lottery_width) >> 32
    weight = (
        SHARE
        + table.priority.astype(np.int64) * policy.priority_gain
        + table.credit.astype(np.int64) * policy.credit_gain
    )
    weight += lottery
    if school_weights:
        by_school = np.array([school_weights.get(name, SHARE) for name in table.schools], np.int64)
        weight = weight * by_school[table.school] // SHARE
    return weight, numbers, grains


def as_table(round_: Round) -> PupilTable:
    assert isinstance(round_.pupils, PupilTable), "a canonical round holds a table"
    return round_.pupils


def compile_round(
    round_: Round,
    seed: str,
    school_weights: Mapping[str, int] | None = None,
    closed: frozenset[int] = frozenset(),
    limits: "Limits | None" = None,
) -> Problem:
    """Everything admissible, valued; groups at the positions `closed` are left out. Given `limits` hold
    instead of those the round's own pupils would make. Time and memory O(J · options of a pupil / 64 + limits ·
    kinds of pupils).
    """
    table, policy = as_table(round_), round_.policy
    weight, _, grains = weights_of(round_, seed, school_weights or {})
    _, group_grains = draw(seed, (group.id.encode() for group in round_.groups), b"|group")
    longest = int(np.max(np.diff(table.wish_ptr), initial=0))
    wish_value, first_value = points_by_rank(policy, longest + 1)
    groups = _Groups.of(round_)
    groups.free[sorted(closed)] = 0
    limits = limits or Limits.of(round_, table)
    place_of = {name: index for index, name in enumerate(round_.places)}
    school_place = np.array([place_of[round_.schools[name]] for name in table.schools], np.int64)

    constants = (
        table.wish_ptr, table.wish, table.school, table.grade, table.blocked_ptr, table.blocked, table.max_minutes,
        table.key, school_place, round_.travel, groups.of_course_ptr, groups.of_course, groups.place,
        groups.first_grade,
        groups.last_grade, groups.free, groups.minutes, groups.meeting_ptr, groups.meeting, policy.max_travel,
        limits.of_group_ptr, limits.of_group, limits.kind, limits.meets,
        weight, grains, group_grains, wish_value, policy.key * POINT if Aim.RANKS in policy.aims else 0,
        policy.travel_milli * POINT // 1000 if Aim.TRAVEL in policy.aims else 0, policy.travel_cap,
    )  # fmt: skip
    opt_count, limit_count = _options(*constants, *_NOTHING)
    opt_ptr = _running(opt_count)
    total, crossings = int(opt_ptr[-1]), int(limit_count.sum())
    options = _Options(
        opt_ptr, np.empty(total, np.int32), np.empty(total, np.int16), np.empty(total, np.int64),
        np.zeros(total + 1, np.int64), np.empty(crossings, np.int32),
    )  # fmt: skip
    _options(
        *constants,
        True,
        opt_ptr,
        _running(limit_count),
        options.group,
        options.rank,
        options.value,
        options.limit_ptr,
        options.limit,
    )
    size = np.ones(len(table), np.int64)
    most, load = table.max_courses.astype(np.int64), table.max_minutes.astype(np.int64)
    members, member_ptr = np.arange(len(table), dtype=np.int64), np.arange(len(table) + 1, dtype=np.int64)
    if round_.parties:
        options, size, most, load, weight, members, member_ptr = _joined(
            round_, table, options, size, most, load, weight
        )

    mask_ptr, mask = clashes(
        options.opt_ptr,
        options.group,
        groups.course,
        groups.place,
        groups.meeting_ptr,
        groups.meeting,
        round_.travel,
        policy.margin,
    )
    extras = np.zeros(int(most.max(initial=0)) + 1, np.int64)
    for index in range(2, len(extras)):
        extras[index] = extras[index - 1] + (policy.extra[index - 2] * POINT if index - 2 < len(policy.extra) else 0)
    return Problem(
        members=members, member_ptr=member_ptr, size=size, most=most, load=load,
        placed_value=size * (policy.placed * POINT if Aim.PLACED in policy.aims else 0),
        first_value=first_value, extra_value=extras, weight=weight,
        opt_ptr=options.opt_ptr, group=options.group, rank=options.rank, value=options.value,
        mask_ptr=mask_ptr, mask=mask, limit_ptr=options.limit_ptr, limit=options.limit,
        minutes=groups.minutes, seats=np.concatenate([groups.free, limits.seats]), limits=limits,
    )  # fmt: skip


@dataclass(frozen=True)
class _Options:
    opt_ptr: Ints
    group: Array
    rank: Array
    value: Ints
    limit_ptr: Ints
    limit: Array


@dataclass(frozen=True)
class _Groups:
    course: Ints
    place: Ints
    free: Ints
    minutes: Ints
    first_grade: Ints
    last_grade: Ints
    meeting_ptr: Ints
    meeting: Array
    of_course_ptr: Ints
    of_course: Ints

    @classmethod
    def of(cls, round_: Round) -> "_Groups":
        course_of = {course.id: index for index, course in enumerate(round_.courses)}
        place_of = {name: index for index, name in enumerate(round_.places)}
        course = np.array([course_of[group.course] for group in round_.groups], np.int64)
        meetings = [(m.day * DAY + m.start, m.day * DAY + m.end) for group in round_.groups for m in group.meetings]
        return cls(
            course=course,
            place=np.array([place_of[group.place] for group in round_.groups], np.int64),
            free=np.array([max(0, group.free) for group in round_.groups], np.int64),
            minutes=np.array([group.minutes for group in round_.groups], np.int64),
            first_grade=np.array([group.first_grade for group in round_.groups], np.int64),
            last_grade=np.array([group.last_grade for group in round_.groups], np.int64),
            meeting_ptr=_running(np.array([len(group.meetings) for group in round_.groups], np.int64)),
            meeting=np.array(meetings, np.int64).reshape(-1, 2),
            of_course_ptr=_running(np.bincount(course, minlength=len(round_.courses))),
            of_course=np.argsort(course, kind="stable").astype(np.int64),
        )


@dataclass(frozen=True)
class Limits:
    """Limits beyond a group's seats: Hall's conditions of reserved seats, and quotas, over kinds of pupils."""

    of_group_ptr: Ints
    of_group: Ints
    kind: Ints
    meets: Array
    seats: Ints
    names: tuple[str, ...]

    @classmethod
    def of(cls, round_: Round, table: PupilTable) -> "Limits":
        kinds, kind = _kinds(table)
        found: list[list[int]] = [[] for _ in round_.groups]
        meets: list[Array] = []
        seats: list[int] = []
        names: list[str] = []
        demand = _Demand(round_, table, kinds, kind)
        for index, group in enumerate(round_.groups):
            reserves = demand.reserves_in_use(index)
            for many in range(1, len(reserves) + 1):
                for chosen in combinations(reserves, many):
                    # Whoever belongs to none of these may only use what they leave.
                    outside = np.array([not any(_belongs(one, *of) for one in chosen) for of in kinds], np.bool_)
                    found[index].append(len(round_.groups) + len(seats))
                    meets.append(outside)
                    seats.append(max(0, group.free - sum(one.seats for one in chosen)))
                    names.append(f"reserve {group.id} {many}")
        for quota in round_.policy.quotas:
            row = len(round_.groups) + len(seats)
            for index, group in enumerate(round_.groups):
                if not quota.courses or group.course in quota.courses:
                    found[index].append(row)
            everyone = not quota.schools and not quota.categories
            inside = [
                everyone or school in quota.schools or any(c in quota.categories for c in own) for school, own in kinds
            ]
            meets.append(np.array(inside, np.bool_))
            seats.append(quota.most)
            names.append(f"quota {quota.id}")
        return cls(
            of_group_ptr=_running(np.array([len(rows) for rows in found], np.int64)),
            of_group=np.array([row - len(round_.groups) for rows in found for row in rows], np.int64),
            kind=kind,
            meets=np.array(meets, np.bool_).reshape(len(seats), len(kinds)),
            seats=np.array(seats, np.int64),
            names=tuple(names),
        )


class _Demand:
    """How many pupils who could use a reserve ask for the course: what nobody asks for is released beforehand."""

    def __init__(self, round_: Round, table: PupilTable, kinds: list[tuple[str, tuple[str, ...]]], kind: Ints) -> None:
        self.round, self.table, self.kinds = round_, table, kinds
        if any(group.reserves for group in round_.groups):
            of_pupil = np.repeat(kind, np.diff(table.wish_ptr))
            asked = table.wish.astype(np.int64) * len(kinds) + of_pupil
            grades = np.repeat(table.grade, np.diff(table.wish_ptr)).astype(np.int64)
            self.cells, self.counts = np.unique(asked * 1000 + np.clip(grades, 0, 999), return_counts=True)
            self.course_of = {course.id: index for index, course in enumerate(round_.courses)}

    def reserves_in_use(self, index: int) -> list[Reserve]:
        group = self.round.groups[index]
        answer = []
        for reserve in group.reserves:
            asking = 0
            course = self.course_of[group.course]
            first = np.searchsorted(self.cells, course * len(self.kinds) * 1000)
            last = np.searchsorted(self.cells, (course + 1) * len(self.kinds) * 1000)
            for cell, count in zip(self.cells[first:last].tolist(), self.counts[first:last].tolist(), strict=True):
                kind, grade = cell // 1000 % len(self.kinds), cell % 1000
                if group.first_grade <= grade <= group.last_grade and _belongs(reserve, *self.kinds[kind]):
                    asking += count
            if kept := min(reserve.seats, asking):
                answer.append(Reserve(kept, reserve.school, reserve.category))
        return answer


def _kinds(table: PupilTable) -> tuple[list[tuple[str, tuple[str, ...]]], Ints]:
    """The different (school, categories) there are, and which one each pupil is."""
    if not len(table.category):
        return [(name, ()) for name in table.schools], table.school.astype(np.int64)
    numbers: dict[tuple[int, tuple[int, ...]], int] = {}
    kind = np.empty(len(table), np.int64)
    for index in range(len(table)):
        own = tuple(table.category[table.category_ptr[index] : table.category_ptr[index + 1]].tolist())
        kind[index] = numbers.setdefault((int(table.school[index]), own), len(numbers))
    return [(table.schools[school], tuple(table.categories[c] for c in own)) for school, own in numbers], kind


def _belongs(reserve: Reserve, school: str, categories: tuple[str, ...]) -> bool:
    return (not reserve.school or reserve.school == school) and (not reserve.category or reserve.category in categories)


def belongs(reserve: Reserve, pupil: Pupil) -> bool:
    """Whether a pupil may sit on a reserved seat."""
    return _belongs(reserve, pupil.school, pupil.categories)


def _joined(
    round_: Round, table: PupilTable, options: _Options, size: Ints, most: Ints, load: Ints, weight: Ints
) -> tuple[_Options, Ints, Ints, Ints, Ints, Ints, Ints]:
    """Agents with parties: single pupils keep their options, a party has those that all its members have.

    A party's rank of a wish is the worst among its members, so that nobody gains a better claim by joining.
    """
    parties = [sorted(table.find(name) for name in party) for party in round_.parties]
    inside = {pupil for party in parties for pupil in party}
    single = np.array([index not in inside for index in range(len(table))], np.bool_)
    counts = np.diff(options.opt_ptr)
    kept = np.repeat(single, counts)
    group, rank, value = [options.group[kept]], [options.rank[kept]], [options.value[kept]]
    crossing = np.diff(options.limit_ptr)
    limit_counts, limits = [crossing[kept]], [options.limit[np.repeat(kept, crossing)]]
    opt_counts = counts[single].tolist()
    members, member_counts = np.flatnonzero(single).tolist(), [1] * int(single.sum())
    of_size, of_most, of_load, of_weight = (
        size[single].tolist(),
        most[single].tolist(),
        load[single].tolist(),
        weight[single].tolist(),
    )
    for party in parties:
        own = [{int(options.group[j]): j for j in range(*options.opt_ptr[p : p + 2])} for p in party]
        common = set.intersection(*map(set, own))
        ranked = sorted((max(int(options.rank[one[g]]) for one in own), g) for g in common)
        wish_value, _ = points_by_rank(round_.policy, int(np.max(np.diff(table.wish_ptr), initial=0)) + 1)
        for worst, g in ranked:
            worth = 0
            for pupil, one in zip(party, own, strict=True):
                j = one[g]
                shift = int(wish_value[worst] - wish_value[options.rank[j]]) * int(weight[pupil]) // SHARE
                worth += int(options.value[j]) + shift
            group.append(np.array([g], np.int32))
            rank.append(np.array([worst], np.int16))
            value.append(np.array([worth], np.int64))
            rows = [options.limit[options.limit_ptr[one[g]] : options.limit_ptr[one[g] + 1]] for one in own]
            limit_counts.append(np.array([sum(map(len, rows))], np.int64))
            limits.extend(rows)
        opt_counts.append(len(ranked))
        members.extend(party)
        member_counts.append(len(party))
        of_size.append(len(party))
        of_most.append(min(int(most[p]) for p in party))
        of_load.append(min((int(load[p]) for p in party if load[p]), default=0))
        of_weight.append(sum(int(weight[p]) for p in party))
    joined = _Options(
        _running(np.array(opt_counts, np.int64)), np.concatenate(group), np.concatenate(rank), np.concatenate(value),
        _running(np.concatenate(limit_counts)), np.concatenate(limits),
    )  # fmt: skip
    numbers = [np.array(x, np.int64) for x in (of_size, of_most, of_load, of_weight, members)]
    return joined, *numbers, _running(np.array(member_counts, np.int64))  # type: ignore[return-value]


def _running(counts: Ints) -> Ints:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


_NO_INTS = np.zeros(0, np.int64)
_NOTHING = (
    False,
    _NO_INTS,
    _NO_INTS,
    np.zeros(0, np.int32),
    np.zeros(0, np.int16),
    _NO_INTS,
    _NO_INTS,
    np.zeros(0, np.int32),
)


@njit(cache=True, nogil=True)
def _options(  # type: ignore[no-untyped-def]
    wish_ptr, wish, school, grade, blocked_ptr, blocked, max_minutes, key, school_place, travel, of_course_ptr,
    of_course,
    place, first_grade, last_grade, free, minutes, meeting_ptr, meeting, max_travel, rows_ptr, rows, kind, meets,
    weight, grains, group_grains, wish_value, key_value, minute_cost, travel_cap,
    fill, opt_ptr, crossing_ptr, out_group, out_rank, out_value, out_limit_ptr, out_limit,
):  # fmt: skip
    """Two passes of one loop: count what there will be, then fill it in."""
    n = len(wish_ptr) - 1
    opt_count = np.zeros(n, np.int64)
    limit_count = np.zeros(n, np.int64)
    for s in range(n):
        home = school_place[school[s]]
        for w in range(wish_ptr[s], wish_ptr[s + 1]):
            rank = w - wish_ptr[s]
            for position in range(of_course_ptr[wish[w]], of_course_ptr[wish[w] + 1]):
                g = of_course[position]
                if free[g] <= 0 or grade[s] < first_grade[g] or grade[s] > last_grade[g]:
                    continue
                if max_minutes[s] > 0 and minutes[g] > max_minutes[s]:
                    continue
                way = travel[home, place[g]]
                if max_travel > 0 and way > max_travel:
                    continue
                meets_blocked = False
                for b in range(blocked_ptr[s], blocked_ptr[s + 1]):
                    start = blocked[b, 0] * 1440 + blocked[b, 1]
                    end = start + blocked[b, 2]
                    for t in range(meeting_ptr[g], meeting_ptr[g + 1]):
                        if meeting[t, 0] < end and start < meeting[t, 1]:
                            meets_blocked = True
                if meets_blocked:
                    continue
                if fill:
                    j = opt_ptr[s] + opt_count[s]
                    worth = wish_value[rank] + (key_value if key[s] == rank else 0)
                    cost = minute_cost * min(way, travel_cap)
                    grain = ((grains[s] * group_grains[g]) % PRIME) % GRAIN
                    out_group[j] = g
                    out_rank[j] = rank
                    out_value[j] = worth * weight[s] // SHARE - cost + grain
                for r in range(rows_ptr[g], rows_ptr[g + 1]):
                    if meets[rows[r], kind[s]]:
                        if fill:
                            out_limit[crossing_ptr[s] + limit_count[s]] = len(minutes) + rows[r]
                        limit_count[s] += 1
                if fill:
                    out_limit_ptr[j + 1] = crossing_ptr[s] + limit_count[s]
                opt_count[s] += 1
    return opt_count, limit_count


@njit(cache=True, nogil=True)
def groups_clash(  # type: ignore[no-untyped-def]
    g, h, place, meeting_ptr, meeting, travel, margin
):
    """Whether nobody can attend both: an overlap, or too little time between for the way and its margin."""
    for a in range(meeting_ptr[g], meeting_ptr[g + 1]):
        for b in range(meeting_ptr[h], meeting_ptr[h + 1]):
            if meeting[a, 0] // 1440 != meeting[b, 0] // 1440:
                continue
            if place[g] == place[h]:
                there, back = 0, 0
            else:
                there = travel[place[g], place[h]] + margin
                back = travel[place[h], place[g]] + margin
            if meeting[b, 0] < meeting[a, 1] + there and meeting[a, 0] < meeting[b, 1] + back:
                return True
    return False


@njit(cache=True, nogil=True)
def clashes(  # type: ignore[no-untyped-def]
    opt_ptr, group, course, place, meeting_ptr, meeting, travel, margin
):
    """For each option the words of its clashes within the agent's own options."""
    agents = len(opt_ptr) - 1
    mask_ptr = np.zeros(len(group) + 1, np.int64)
    for a in range(agents):
        words = (opt_ptr[a + 1] - opt_ptr[a] + 63) // 64
        for j in range(opt_ptr[a], opt_ptr[a + 1]):
            mask_ptr[j + 1] = mask_ptr[j] + words
    mask = np.zeros(mask_ptr[-1], np.uint64)
    for a in range(agents):
        start = opt_ptr[a]
        for j in range(start, opt_ptr[a + 1]):
            for i in range(start, j):
                g, h = group[i], group[j]
                if course[g] == course[h] or groups_clash(g, h, place, meeting_ptr, meeting, travel, margin):
                    mask[mask_ptr[j] + (i - start) // 64] |= np.uint64(1) << np.uint64((i - start) % 64)
                    mask[mask_ptr[i] + (j - start) // 64] |= np.uint64(1) << np.uint64((j - start) % 64)
    return mask_ptr, mask
