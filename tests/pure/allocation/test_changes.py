"""Later changes move nobody against the own wishes; "what if" tells the difference."""

import random
from dataclasses import replace

import pytest
from tests.pure.allocation.small import small_round

from vmeste.pure.allocation.changes import changed_round, continue_from, difference, read_changes
from vmeste.pure.allocation.checking import Checker, check
from vmeste.pure.allocation.errors import InvalidRound
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.model import Group, Meeting
from vmeste.pure.allocation.solving import allocate


def tight(seed):
    round_ = make_round(300, 20, seed=seed)
    groups = [replace(one, seats=max(2, one.seats // 2), reserves=()) for one in round_.groups]
    return replace(round_, groups=tuple(groups))


def worth(round_, outcome, pupil):
    judge = Checker(round_, outcome)
    own = [judge.groups[seat.group] for seat in outcome.seats if seat.pupil == pupil.id]
    return judge.worth([pupil], own)


@pytest.mark.parametrize("seed", range(4))
def test_who_is_placed_is_never_worse_after_a_pupil_leaves(seed):
    round_ = tight(seed)
    before = allocate(round_, "s").outcome
    chance = random.Random(seed)
    gainers = 0
    for pupil in chance.sample(list(round_.pupils), 12):
        changed = changed_round(round_, [{"change": "leave", "pupil": pupil.id}])

        after = continue_from(changed, before)

        assert check(changed, after).valid
        for moved in difference(before, after).moved:
            if moved.pupil == pupil.id:
                assert moved.after == ()
                continue
            one = round_.pupils[round_.pupils.find(moved.pupil)]
            assert worth(changed, after, one) > worth(round_, before, one)
            gainers += 1
    assert gainers > 0


def test_new_seats_and_a_new_group_only_add():
    round_ = tight(9)
    before = allocate(round_, "s").outcome
    group = round_.groups[0]
    data = {"id": "new", "course": group.course, "place": group.place, "meetings": [[6, 600, 60]], "seats": 9}
    changed = changed_round(
        round_, [{"change": "seats", "group": group.id, "seats": group.seats + 3}, {"change": "open", "group": data}]
    )

    after = continue_from(changed, before)

    compared = difference(before, after)
    assert check(changed, after).valid
    assert compared.objective > 0
    assert compared.moved
    assert Group("new", group.course, group.place, (Meeting(6, 600, 60),), 9) in changed.groups


def test_a_smaller_group_lets_go_as_few_as_must():
    round_ = tight(10)
    before = allocate(round_, "s").outcome
    full = max(round_.groups, key=lambda one: sum(seat.group == one.id for seat in before.seats))
    changed = changed_round(round_, [{"change": "seats", "group": full.id, "seats": full.seats - 1}])

    after = continue_from(changed, before)

    assert check(changed, after).valid
    lost = [
        moved for moved in difference(before, after).moved if full.id in moved.before and full.id not in moved.after
    ]
    assert len(lost) >= 1
    assert sum(seat.group == full.id for seat in after.seats) <= full.seats - 1


def test_what_if_from_the_last_solution_equals_a_new_round():
    round_ = tight(11)
    before = allocate(round_, "s").outcome
    changed = changed_round(round_, [{"change": "close", "group": round_.groups[1].id}])
    prices = dict(zip((group.id for group in round_.groups), before.certificate.prices, strict=False))

    warm, cold = allocate(changed, "s", warm=prices).outcome, allocate(changed, "s").outcome

    assert list(warm.seats) == list(cold.seats)
    assert difference(warm, cold).moved == ()
    assert difference(before, warm).objective < 0


def test_every_small_round_survives_every_departure():
    for number in range(60):
        round_ = small_round(number)
        before = allocate(round_, "s").outcome
        for pupil in round_.pupils:
            changed = changed_round(round_, [{"change": "leave", "pupil": pupil.id}])
            after = continue_from(changed, before)
            rules = {violation.rule for violation in check(changed, after).violations}
            # A pupil who leaves may take a reserve's demand or a group's minimum along; both are then asked anew.
            assert not rules - {"minimum"}, (number, pupil.id, rules)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "not JSON"),
        ("{}", "a list"),
        ('[{"change": "burn"}]', "a change is one of"),
        ('[{"change": "leave"}]', "needs pupil"),
        ('[{"change": "leave", "pupil": "x"}]', "unknown pupil"),
        ('[{"change": "seats", "group": "g000001", "seats": -1}]', "no number of seats"),
        ('[{"change": "open", "group": {"id": "g000001"}}]', "missing"),
        ('[{"change": "close", "group": "x"}]', "unknown group"),
    ],
)
def test_bad_changes_are_refused(text, what):
    with pytest.raises(InvalidRound, match=what):
        changed_round(tight(1), read_changes(text))
