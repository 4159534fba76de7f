"""The solver against trying everything, and what must hold of any answer."""

import os
import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pure.allocation.small import best_by_trying, small_round

from vmeste.pure.allocation import openings, refining, solving
from vmeste.pure.allocation.bundles import best_bundles, near_bundles, usage, worth_of
from vmeste.pure.allocation.checking import check
from vmeste.pure.allocation.compiling import compile_round
from vmeste.pure.allocation.coverage import coverage
from vmeste.pure.allocation.errors import InvalidRound
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.lottery import commitment_of
from vmeste.pure.allocation.master import solve_master
from vmeste.pure.allocation.model import POINT, Aim, Policy
from vmeste.pure.allocation.prices import adjust_prices
from vmeste.pure.allocation.progress import Progress
from vmeste.pure.allocation.reading import make_canonical
from vmeste.pure.allocation.rounding import first_answer
from vmeste.pure.allocation.solving import Effort, allocate
from vmeste.pure.allocation.writing import outcome_to_json

ROUNDS = int(os.environ.get("VMESTE_ALLOCATION_ROUNDS", "2000"))
numbers = st.integers(0, 10**9)
few = settings(max_examples=40, deadline=None)


def again(round_, **changed):
    """The same round in canonical form with something else in it."""
    parts = {
        "pupils": list(round_.pupils),
        "courses": round_.courses,
        "groups": round_.groups,
        "schools": round_.schools,
        "places": round_.places,
        "travel": round_.travel,
        "parties": round_.parties,
        "policy": round_.policy,
        **changed,
    }
    return make_canonical(parts.pop("pupils"), parts.pop("courses"), parts.pop("groups"), **parts)


@pytest.mark.parametrize("batch", range(8))
def test_no_other_allocation_is_worth_more(batch):
    for number in range(batch * ROUNDS // 8, (batch + 1) * ROUNDS // 8):
        round_ = small_round(number)

        outcome = allocate(round_, "seed").outcome

        checked = check(round_, outcome)
        assert checked.valid, (number, checked.violations)
        assert outcome.certificate.objective == best_by_trying(round_, "seed"), number


def test_two_courses_of_one_bundle_under_one_quota_are_counted_together():
    """Once they were told to the solver apart, which it refused, and then never came back (round 458)."""
    round_ = small_round(458)

    assert allocate(round_, "s").outcome.certificate.objective == best_by_trying(round_, "s")


@few
@given(numbers)
def test_the_gap_is_zero_when_the_best_is_proven(number):
    certificate = allocate(small_round(number), "s").outcome.certificate

    bound = certificate.bound
    assert certificate.objective == bound


@few
@given(numbers, numbers)
def test_the_order_of_the_file_changes_nothing(number, order):
    round_ = small_round(number)
    pupils, groups, courses = list(round_.pupils), list(round_.groups), list(round_.courses)
    for entries in (pupils, groups, courses):
        random.Random(order).shuffle(entries)

    shuffled = again(round_, pupils=pupils, groups=groups, courses=courses)

    assert outcome_to_json(allocate(shuffled, "s").outcome) == outcome_to_json(allocate(round_, "s").outcome)


@few
@given(numbers)
def test_a_further_seat_never_makes_the_whole_worse(number):
    round_ = small_round(number, plain=True)
    if not round_.groups:
        return
    first = round_.groups[0]

    more = again(round_, groups=[replace(first, seats=first.seats + 1), *round_.groups[1:]])

    before, after = (allocate(one, "s").outcome.certificate for one in (round_, more))
    assert after.objective >= before.objective
    assert after.placed >= before.placed or Aim.PLACED not in round_.policy.aims


def test_nobody_prefers_a_set_that_is_free():
    round_ = make_round(400, 30, seed=5)
    solution = allocate(round_, "s")
    problem, taken = solution.problem, solution.taken
    left = problem.seats - usage(problem, taken, np.arange(problem.agents))

    for agent in range(problem.agents):
        own = taken[agent : agent + 1]
        spare = left + usage(problem, own, np.array([agent]))
        prices = (spare <= 0) * (10**15)
        best = best_bundles(problem, prices).surplus[agent]
        assert best <= worth_of(problem, own, np.array([agent]))[0]


def test_as_many_are_placed_as_can_be():
    round_ = make_round(1500, 60, seed=3)
    tight = again(round_, groups=[replace(g, seats=max(1, g.seats // 4), reserves=()) for g in round_.groups])

    certificate = allocate(tight, "s").outcome.certificate

    assert certificate.placed == certificate.placed_bound == coverage(compile_round(tight, "s")).bound
    assert certificate.placed < 1500


def test_minimum_sizes_are_kept_and_cost_little():
    round_ = make_round(1500, 80, seed=2, minimums=True)

    outcome = allocate(round_, "s").outcome

    assert check(round_, outcome).valid
    assert outcome.certificate.closed
    assert outcome.certificate.kept_open
    assert outcome.certificate.opening.charges
    assert outcome.certificate.gap_beyond(2000 * POINT) < 1e-4


def test_no_choice_of_groups_exceeds_what_is_proven(monkeypatch):
    """The way of big rounds, on rounds small enough to try everything: the bound holds, and mostly it is reached."""
    monkeypatch.setattr(solving, "solve_exactly", lambda problem, need: None)
    decided = best = 0
    for number in range(ROUNDS // 4):
        round_ = small_round(number)
        outcome = allocate(round_, "seed").outcome
        certificate = outcome.certificate
        checked = check(round_, outcome)
        assert checked.valid, (number, checked.violations)
        if certificate.opening is None:
            continue
        optimum = best_by_trying(round_, "seed")
        assert certificate.objective <= optimum <= certificate.bound, number
        decided += 1
        best += certificate.objective == optimum
    assert decided > ROUNDS // 40
    assert best > decided * 0.95


@pytest.mark.parametrize("seed", range(3))
def test_groups_that_come_into_doubt_later_are_decided_with_the_rest(seed, monkeypatch):
    round_ = make_round(900, 70, seed=seed, minimums=True)
    best = allocate(round_, "s").outcome.certificate
    monkeypatch.setattr(openings, "DOUBTFUL", 100)
    monkeypatch.setattr(openings, "SHORT", 100)
    turns = []

    narrow = allocate(round_, "s", listen=lambda step: turns.append(step) or False).outcome

    assert check(round_, narrow).valid
    assert narrow.certificate.bound >= best.objective
    assert best.bound >= narrow.certificate.objective
    assert narrow.certificate.gap_beyond(2000 * POINT) < 1e-3


def test_who_did_not_choose_takes_only_what_is_left():
    for number in range(200):
        round_ = small_round(number)
        outcome = allocate(round_, "s").outcome
        without = again(round_, pupils=[pupil for pupil in round_.pupils if pupil.wishes], parties=())
        if round_.parties:
            continue
        choosing = {pupil.id for pupil in without.pupils}
        alone = allocate(without, "s").outcome
        assert [seat for seat in outcome.seats if seat.pupil in choosing] == list(alone.seats), number


def test_stopping_gives_the_best_so_far_with_its_gap():
    round_ = make_round(3000, 150, seed=4)

    outcome = allocate(round_, "s", listen=lambda step: step.stage == "prices" and step.done >= 20).outcome

    certificate = outcome.certificate
    assert not certificate.finished
    assert check(round_, outcome).valid
    assert 0 < certificate.gap_beyond(2000 * POINT) < 0.2


def test_progress_tells_stage_and_bound():
    steps = []

    allocate(make_round(300, 20, seed=4), "s", listen=lambda step: bool(steps.append(step)))

    assert {step.stage for step in steps} == {"prices", "bundles"}
    assert all(step.bound > 0 for step in steps)


def test_a_foreign_seed_is_refused():
    round_ = again(small_round(3), commitment=commitment_of("announced"))

    allocate(round_, "announced")
    with pytest.raises(InvalidRound, match="committed"):
        allocate(round_, "another")


def test_schools_are_brought_nearer_within_the_band():
    policy = Policy(aims=(Aim.PLACED, Aim.RANKS, Aim.SCHOOLS, Aim.TRAVEL), school_band=50_000)
    round_ = make_round(1500, 80, seed=6, policy=policy)

    outcome = allocate(round_, "s").outcome

    weights = outcome.certificate.school_weights.values()
    assert check(round_, outcome, bound=False).valid
    assert all(950_000 <= weight <= 1_050_000 for weight in weights)
    assert len(set(weights)) > 1


@pytest.mark.parametrize("wishes", [200])
def test_two_hundred_wishes_are_read_to_the_last(wishes):
    courses = [f"c{index:03}" for index in range(wishes)]
    base = small_round(1)
    group = replace(base.groups[0], minimum=0, reserves=(), first_grade=0, last_grade=99, seats=1)
    last = replace(group, id="g", course=courses[-1], place="north")
    course = type(base.courses[0])
    pupil = replace(
        base.pupils[0], wishes=tuple(courses), key="", blocked=(), max_minutes=0, max_courses=4, school="s1"
    )
    round_ = again(
        base, pupils=[pupil], courses=[course(name) for name in courses], groups=[last], parties=(), policy=Policy()
    )

    outcome = allocate(round_, "s", effort=Effort()).outcome

    assert [seat.group for seat in outcome.seats] == ["g"]


@pytest.mark.parametrize("seed", range(3))
def test_many_turns_of_narrow_programs_reach_the_same_answer(seed, monkeypatch):
    """The way of rounds that one program does not settle: parts already good are left alone in the meantime."""
    round_ = make_round(900, 70, seed=seed)
    best = allocate(round_, "s").outcome
    monkeypatch.setattr(refining, "SLACK", POINT)
    monkeypatch.setattr(refining, "FIRST_REACH", POINT // 2)
    scopes, missing, steps = [], refining._missing, []

    def looked(problem, refined, *others, **named):
        scope = missing(problem, refined, *others, **named)
        scopes.append((int(scope.agents.sum()), problem.agents))
        return scope

    monkeypatch.setattr(refining, "_missing", looked)

    narrow = allocate(
        round_, "s", effort=Effort(passes=30), listen=lambda step: steps.append(step) or False
    ).outcome  # fmt: skip

    assert narrow.certificate.objective == best.certificate.objective
    assert list(narrow.seats) == list(best.seats)
    turns = [step for step in steps if step.stage == "bundles"]
    assert len(turns) > 2
    assert all(one.bound >= two.bound for one, two in pairwise(turns))
    assert all(one.objective <= two.objective for one, two in pairwise(turns))
    assert all(step.objective <= step.bound for step in turns)
    assert min(agents for agents, _ in scopes) < scopes[0][1]


def test_what_is_missing_is_what_agents_lose_and_seats_left_unsold():
    problem = compile_round(make_round(400, 30, seed=3), "s")
    everyone = np.arange(problem.agents, dtype=np.int64)
    priced = adjust_prices(problem, Progress(), passes=15)
    taken = first_answer(problem, priced.prices, priced.choice.surplus, everyone)
    refined = refining.Refined(priced, taken, int(worth_of(problem, taken, everyone).sum()), filled=True)
    columns = near_bundles(problem, priced.prices, priced.choice.surplus, 5 * POINT)
    nothing = np.zeros(len(problem.seats), np.int64)
    solved = solve_master(problem, columns, seats=problem.seats, least=nothing)

    whole = refining._missing(problem, refined, columns, solved, least=nothing, aim=refined.gap * problem.agents)
    exact = refining._missing(problem, refined, columns, solved, least=nothing, aim=0)

    assert refined.gap > 0
    assert not whole.agents.any()
    assert exact.agents.any()
    better = worth_of(problem, priced.choice.taken, everyone) > worth_of(problem, taken, everyone)
    assert exact.agents[better].all()
