"""Every reason is true: derived again from the round by the checker's own loops."""

from dataclasses import replace

import pytest
from tests.pure.allocation.small import small_round

from vmeste.pure.allocation.baselines import Mechanism, allocate_by
from vmeste.pure.allocation.checking_reasons import check_reasons
from vmeste.pure.allocation.errors import InvalidResult
from vmeste.pure.allocation.explaining import Explainer
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.model import Cause
from vmeste.pure.allocation.solving import allocate


def rounds():
    return [make_round(250, 20, seed=9, minimums=True), *(small_round(number) for number in range(120))]


def test_all_reasons_are_derived_again():
    seen = set()
    for round_ in rounds():
        outcome = allocate(round_, "s").outcome
        reasons = list(Explainer(round_, outcome).all_reasons())
        seen |= {reason.cause for reason in reasons}
        assert check_reasons(round_, outcome, reasons) == ()
    assert seen >= set(Cause) - {Cause.NO_SEATS, Cause.SETTLED_WHOLE, Cause.TRAVEL}


def test_an_untrue_reason_is_caught():
    """Each reason of a round, made untrue in every way its cause allows."""
    caught = set()
    for round_ in [make_round(60, 6, seed=2), *rounds()[1:60]]:
        outcome = allocate(round_, "s").outcome
        reasons = list(Explainer(round_, outcome).all_reasons())
        for index, reason in enumerate(reasons):
            for spoilt in spoil(reason):
                told = [*reasons[:index], spoilt, *reasons[index + 1 :]]
                assert check_reasons(round_, outcome, told), spoilt
                caught.add(reason.cause)
        if reasons:
            assert [one.rule for one in check_reasons(round_, outcome, reasons[1:])] == ["one reason a wish"]
            assert check_reasons(round_, outcome, [reasons[0], *reasons])
            assert check_reasons(round_, outcome, [replace(reasons[0], pupil="nobody"), *reasons[1:]])
    assert caught >= {Cause.GRANTED, Cause.CUT_OFF, Cause.GRADE, Cause.TIME, Cause.NOT_OPENED, Cause.COURSES_USED}


def spoil(reason):
    if reason.cause is not Cause.NO_GROUP:
        yield replace(reason, cause=Cause.NO_GROUP, facts={}, group="")
    yield replace(reason, rank=reason.rank + 7)
    for name, value in (reason.facts or {}).items():
        if isinstance(value, int):
            yield replace(reason, facts={**reason.facts, name: value + 1000})
    if reason.would_help is not None:
        yield replace(reason, would_help=not reason.would_help)
    if reason.cause is not Cause.GRANTED:
        yield replace(reason, cause=Cause.GRANTED)


def test_the_line_separates_admitted_from_refused():
    round_ = make_round(600, 40, seed=11)
    outcome = allocate(round_, "s").outcome
    explainer = Explainer(round_, outcome)
    problem = explainer.problem
    held = {(seat.pupil, seat.group) for seat in outcome.seats}
    wrong = 0
    for agent in range(problem.agents):
        for option in range(problem.opt_ptr[agent], problem.opt_ptr[agent + 1]):
            line = explainer._price(agent, option)
            pair = (round_.pupils[agent].id, round_.groups[problem.group[option]].id)
            claim = int(explainer.claims[option])
            # Prices are rounded to micro-points: one of them a limit.
            wrong += claim < line - 10 if pair in held else claim > line + 10
    assert outcome.certificate.gap == 0
    assert wrong == 0


def test_the_waiting_list_falls_and_holds_no_one_seated():
    round_ = make_round(600, 40, seed=11)
    outcome = allocate(round_, "s").outcome
    explainer = Explainer(round_, outcome)
    seated = {(seat.pupil, seat.group) for seat in outcome.seats}
    lists = {group.id: explainer.waiting_list(group.id) for group in round_.groups}

    for group, waiting in lists.items():
        assert [one.claim for one in waiting] == sorted((one.claim for one in waiting), reverse=True)
        assert not {(one.pupil, group) for one in waiting} & seated
    for reason in explainer.all_reasons():
        if reason.cause is Cause.CUT_OFF:
            assert lists[reason.group][reason.facts["position"] - 1].claim == reason.facts["claim"]


def test_help_is_told_truly_for_a_time_that_could_have_been_free():
    round_ = make_round(300, 20, seed=12)
    explainer = Explainer(round_, allocate(round_, "s").outcome)
    told = [reason for reason in explainer.all_reasons() if reason.cause is Cause.TIME]

    assert {reason.would_help for reason in told} == {True, False}


def test_a_baseline_has_no_prices_to_explain_with():
    round_ = make_round(50, 5, seed=1)
    with pytest.raises(InvalidResult, match="no prices"):
        Explainer(round_, allocate_by(round_, "s", Mechanism.FIRST_COME))
