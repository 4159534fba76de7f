"""Every seeded corruption of a right result is caught."""

import random
from dataclasses import replace

import pytest
from tests.pure.allocation.small import small_round
from tests.pure.allocation.test_solving import again

from vmeste.pure.allocation.baselines import Mechanism, allocate_by
from vmeste.pure.allocation.checking import check
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.model import Certificate, Outcome, Reserve, Seat
from vmeste.pure.allocation.solving import allocate


@pytest.fixture(scope="module")
def right():
    """A tight round with reserves and minimum sizes, and its result."""
    round_ = make_round(300, 24, seed=8, minimums=True)
    groups = [
        replace(g, seats=max(2, g.seats // 2), minimum=2, reserves=(Reserve(1, school="s00000"),))
        for g in round_.groups
    ]
    round_ = again(round_, groups=groups)
    return round_, allocate(round_, "s").outcome


@pytest.fixture(scope="module")
def chosen():
    """A round in which some groups close and others are filled, and its result."""
    round_ = make_round(600, 40, seed=2, minimums=True)
    return round_, allocate(round_, "s").outcome


@pytest.mark.parametrize("result", ["right", "chosen"])
def test_the_right_result_is_right(result, request):
    round_, outcome = request.getfixturevalue(result)
    assert check(round_, outcome).valid


@pytest.mark.parametrize("mechanism", Mechanism)
def test_baselines_keep_every_rule(right, mechanism):
    round_, _ = right
    outcome = allocate_by(round_, "s", mechanism)

    assert check(round_, outcome).valid
    for number in range(150):
        small = small_round(number)
        assert check(small, allocate_by(small, "s", mechanism)).valid, number


@pytest.mark.parametrize("number", range(60))
def test_a_seat_more_less_or_elsewhere_is_caught(right, number):
    round_, outcome = right
    chance = random.Random(number)
    seats = list(outcome.seats)
    victim = chance.randrange(len(seats))
    how = ("drop", "double", "move", "give", "foreign")[number % 5]
    if how == "drop":
        del seats[victim]
    elif how == "double":
        seats.append(seats[victim])
    elif how == "move":
        others = [group.id for group in round_.groups if group.id != seats[victim].group]
        seats[victim] = replace(seats[victim], group=chance.choice(others))
    elif how == "give":
        seats.append(Seat(chance.choice(list(round_.pupils)).id, chance.choice(round_.groups).id))
    else:
        seats[victim] = replace(seats[victim], pupil="nobody")

    checked = check(round_, replace(outcome, seats=tuple(seats)), bound=False)

    assert not checked.valid


FALSE = {
    "input_hash": lambda c: "0" * 64,
    "seed": lambda c: "other",
    "objective": lambda c: c.objective + 1,
    "upper_bound": lambda c: c.upper_bound - 1,
    "placed": lambda c: c.placed + 1,
    "placed_bound": lambda c: c.placed - 1,
    "prices": lambda c: (c.prices[0] + 10**6, *c.prices[1:]),
    "closed": lambda c: (*c.closed, "g000003"),
    "school_weights": lambda c: {"s00000": 1_500_000},
    "searched_bound": lambda c: c.objective - 1,
}


@pytest.mark.parametrize("word", FALSE)
def test_a_false_word_in_the_certificate_is_caught(right, word):
    round_, outcome = right
    certificate = replace(outcome.certificate, **{word: FALSE[word](outcome.certificate)})

    assert not check(round_, replace(outcome, certificate=certificate)).valid


FALSE_OPENING = {
    "no proof": (lambda o: None, {"opening"}),
    "a higher bound": (lambda o: replace(o, bound=o.bound + 1), {"opening bound"}),
    "a bound below what was reached": (lambda o: replace(o, bound=0), {"opening bound", "bound below the objective"}),
    "another price": (lambda o: replace(o, prices=(o.prices[0] + 10**6, *o.prices[1:])), {"opening bound"}),
    "a price too few": (lambda o: replace(o, prices=o.prices[1:]), {"opening"}),
    "a negative charge": (
        lambda o: replace(o, charges=((*o.charges[0][:2], -1), *o.charges[1:])),
        {"charge", "opening bound"},
    ),
    "a charge for nothing": (lambda o: replace(o, charges=(("u000000", "nowhere", 5),)), {"charge", "opening bound"}),
}


@pytest.mark.parametrize("how", FALSE_OPENING)
def test_a_false_proof_of_the_groups_chosen_is_caught(chosen, how):
    round_, outcome = chosen
    spoil, rules = FALSE_OPENING[how]
    certificate = replace(outcome.certificate, opening=spoil(outcome.certificate.opening))

    violations = check(round_, replace(outcome, certificate=certificate)).violations

    assert {violation.rule for violation in violations} == rules


def test_every_single_rule_is_seen():
    """Small rounds, random seats: whatever the checker lets pass, trying everything would also have allowed."""
    rules = set()
    for number in range(400):
        round_ = small_round(number)
        chance = random.Random(number)
        if not round_.groups or not len(round_.pupils):
            continue
        seats = tuple(Seat(chance.choice(list(round_.pupils)).id, chance.choice(round_.groups).id) for _ in range(3))
        outcome = Outcome(seats, Certificate("1", "", "s", 0, 0, 0, 9, ()))
        rules |= {violation.rule for violation in check(round_, outcome, bound=False).violations}
    assert rules >= {
        "capacity", "clash", "closed", "did not choose", "grade", "minimum", "not wished", "one group a course",
        "quota", "reserved", "time", "together", "too far", "too many courses", "too many hours",
    }  # fmt: skip
