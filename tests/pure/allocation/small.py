"""Small random rounds with every rule in them, and the best answer by trying everything."""

import random
from itertools import combinations

import numpy as np

from vmeste.pure.allocation.checking import Checker
from vmeste.pure.allocation.model import (
    Aim,
    Certificate,
    Course,
    Group,
    Meeting,
    Outcome,
    Policy,
    Pupil,
    Quota,
    Reserve,
    Round,
)
from vmeste.pure.allocation.reading import make_canonical

PLACES = ["north", "south"]


def small_round(number, *, pupils=5, groups=5, plain=False):
    """A round from a number; `plain` leaves out parties, quotas, reserves and minimum sizes."""
    chance = random.Random(number)
    courses = [Course(f"c{index}") for index in range(chance.randint(1, 4))]
    made = []
    for index in range(chance.randint(1, groups)):
        seats = chance.randint(0, 3)
        minimum = 0 if plain or chance.random() < 0.6 else chance.randint(0, seats)
        reserves = ()
        if not plain and seats and chance.random() < 0.4:
            reserves = (Reserve(1, school=chance.choice(["s1", "s2"])),)
            if seats > 1 and chance.random() < 0.5:
                reserves = (*reserves, Reserve(1, category="large family"))
        made.append(
            Group(
                f"g{index}",
                chance.choice(courses).id,
                chance.choice(PLACES),
                tuple(
                    Meeting(day, chance.choice([900, 960, 1000]), chance.choice([45, 60]))
                    for day in sorted(chance.sample([1, 2, 3], chance.randint(1, 2)))
                ),
                seats,
                minimum=minimum,
                first_grade=chance.choice([1, 5]),
                last_grade=chance.choice([7, 9]),
                reserves=reserves,
            )
        )
    wishing = []
    for index in range(chance.randint(0, pupils)):
        wishes = tuple(course.id for course in chance.sample(courses, chance.randint(0, len(courses))))
        wishing.append(
            Pupil(
                f"p{index}",
                chance.choice(["s1", "s2"]),
                chance.randint(4, 8),
                wishes,
                key=wishes[0] if wishes and chance.random() < 0.3 else "",
                max_courses=chance.randint(0, 3) if chance.random() < 0.5 else 2,
                max_minutes=chance.choice([0, 0, 120, 180]),
                blocked=(Meeting(chance.randint(1, 3), 930, 30),) if chance.random() < 0.3 else (),
                priority=chance.randint(0, 2),
                credit=chance.randint(0, 1),
                categories=("large family",) if chance.random() < 0.4 else (),
                place_anyway=chance.random() < 0.5,
            )
        )
    parties = []
    if not plain and len(wishing) > 3 and chance.random() < 0.4:
        parties = [tuple(pupil.id for pupil in wishing[:2])]
    quotas = ()
    if not plain and chance.random() < 0.4:
        quotas = (Quota("q", chance.randint(0, 3), courses=(courses[0].id,), schools=("s1",)),)
    aims = (Aim.PLACED, Aim.RANKS, Aim.TRAVEL) if chance.random() < 0.8 else (Aim.RANKS,)
    return make_canonical(
        wishing,
        courses,
        made,
        schools={"s1": "north", "s2": "south"},
        places=PLACES,
        travel=np.array([[0, 25], [25, 0]], np.int32),
        parties=parties,
        policy=Policy(aims=aims, quotas=quotas, margin=5, max_travel=chance.choice([0, 0, 20])),
    )


def best_by_trying(round_: Round, seed: str) -> int:
    """The greatest objective of any allocation: every set of every agent, cut only by what could still be won."""
    closing = [group.id for group in round_.groups if group.minimum]
    return max(
        (
            _best_with(round_, seed, set(closed))
            for many in range(len(closing) + 1)
            for closed in combinations(closing, many)
        ),
        default=0,
    )


def _best_with(round_, seed, closed):  # noqa: C901 - trying everything, rule by rule
    certificate = Certificate("1", "", seed, 0, 0, 0, 0, (), closed=tuple(closed))
    judge = Checker(round_, Outcome((), certificate))
    by_id = {pupil.id: pupil for pupil in round_.pupils}
    in_party = {name for party in round_.parties for name in party}
    agents = [[pupil] for pupil in round_.pupils if pupil.id not in in_party]
    agents += [[by_id[name] for name in sorted(party)] for party in round_.parties]
    choices = [_sets(judge, round_, members) for members in agents]
    ahead = [0]
    for sets in reversed(choices):
        ahead.append(ahead[-1] + max(worth for _, worth in sets))
    ahead.reverse()
    best = -1
    sitting = {group.id: [] for group in round_.groups}

    def fits(group):
        pupils = sitting[group.id]
        if len(pupils) > group.free:
            return False
        if any(sum(map(counts, pupils)) > seats for _, seats, counts in judge.reserve_rules(group)):
            return False
        for quota in round_.policy.quotas:
            count = sum(
                pupil.school in quota.schools
                for other in round_.groups
                if other.course in quota.courses
                for pupil in sitting[other.id]
            )
            if count > quota.most:
                return False
        return True

    def extend(index, total):
        nonlocal best
        if total + ahead[index] <= best:
            return
        if index == len(agents):
            short = any(
                len(sitting[group.id]) + group.enrolled < group.minimum
                for group in round_.groups
                if group.id not in closed and sitting[group.id]
            )
            if not short:
                best = total
            return
        for own, worth in choices[index]:
            for group in own:
                sitting[group.id].extend(agents[index])
            if all(fits(group) for group in own):
                extend(index + 1, total + worth)
            for group in own:
                del sitting[group.id][len(sitting[group.id]) - len(agents[index]) :]

    extend(0, 0)
    return best


def _sets(judge, round_, members):
    """All sets of groups an agent could attend, with their worth, best first."""
    options = [
        group
        for group in round_.groups
        if all(group.course in member.wishes and not list(judge.refusals(member, group)) for member in members)
    ]
    answer = [((), 0)]
    most = min(member.max_courses for member in members)
    for many in range(1, most + 1):
        for own in combinations(options, many):
            if any(a.course == b.course or judge.clash(a, b) for a, b in combinations(own, 2)):
                continue
            minutes = sum(group.minutes for group in own)
            if any(member.max_minutes and minutes > member.max_minutes for member in members):
                continue
            answer.append((own, judge.worth(members, list(own))))
    return sorted(answer, key=lambda entry: -entry[1])
