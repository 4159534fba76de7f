"""Every reason is true: derived again from the round by the checker's own loops."""

from dataclasses import replace

import pytest
from tests.pure.allocation.small import _sets, small_round

from vmeste.pure.allocation.baselines import Mechanism, allocate_by
from vmeste.pure.allocation.checking import _Checker, check
from vmeste.pure.allocation.errors import InvalidResult
from vmeste.pure.allocation.explaining import Explainer
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.model import Cause, Seat
from vmeste.pure.allocation.solving import allocate

CLAIMS = {Cause.CUT_OFF, Cause.RESERVED, Cause.QUOTA, Cause.SETTLED_WHOLE}


def rounds():
    return [make_round(250, 20, seed=9, minimums=True), *(small_round(number) for number in range(120))]


def test_all_reasons_are_derived_again():
    seen = set()
    for round_ in rounds():
        outcome = allocate(round_, "s").outcome
        explainer = Explainer(round_, outcome)
        checker = _Checker(round_, outcome)
        pupils = {pupil.id: pupil for pupil in round_.pupils}
        groups = {group.id: group for group in round_.groups}
        party_of = {name: [pupils[one] for one in sorted(party)] for party in round_.parties for name in party}
        held = {}
        for seat in outcome.seats:
            held.setdefault(seat.pupil, []).append(groups[seat.group])
        reasons = list(explainer.all_reasons())
        assert [(r.pupil, r.course) for r in reasons] == [(p.id, c) for p in round_.pupils for c in p.wishes]
        for reason in reasons:
            seen.add(reason.cause)
            members = party_of.get(reason.pupil, [pupils[reason.pupil]])
            assert holds(reason, members, pupils[reason.pupil], groups, held, checker, outcome), reason
    assert seen >= set(Cause) - {Cause.NO_SEATS, Cause.SETTLED_WHOLE, Cause.TRAVEL}


def holds(reason, members, pupil, groups, held, checker, outcome):  # noqa: C901, PLR0912 - a case for each cause
    own, facts = held.get(pupil.id, []), reason.facts
    if reason.cause is Cause.GRANTED:
        return any(group.course == reason.course for group in own)
    if any(group.course == reason.course for group in own):
        return False
    if reason.cause is Cause.NO_GROUP:
        return all(group.course != reason.course for group in groups.values())
    group = groups[reason.group]
    assert group.course == reason.course
    refusals = set(checker._refusals(pupil, group))
    others = [one for one in own if one.id == facts.get("with")]
    match reason.cause:
        case Cause.GRADE:
            return "grade" in refusals
        case Cause.TIME:
            return "time" in refusals
        case Cause.TOO_FAR:
            return "too far" in refusals
        case Cause.LOAD:
            return group.minutes > facts["limit"] and facts["limit"] in {pupil.max_minutes, 0}
        case Cause.NOT_OPENED:
            return group.id in outcome.certificate.closed and not any(s.group == group.id for s in outcome.seats)
        case Cause.NO_SEATS:
            return group.free <= 0
        case Cause.NOT_TOGETHER:
            return any(group.course not in m.wishes or list(checker._refusals(m, group)) for m in members)
        case Cause.CLASH | Cause.TRAVEL:
            return bool(others) and checker._clash(others[0], group) and worth_no_more(checker, members, group)
        case Cause.COURSES_USED:
            return len(own) >= min(m.max_courses for m in [pupil]) and worth_no_more(checker, members, group)
        case Cause.LOAD_USED:
            used = sum(one.minutes for one in own)
            return used + group.minutes > pupil.max_minutes > 0 and worth_no_more(checker, members, group)
        case Cause.NOT_BETTER:
            return worth_no_more(checker, members, group)
    claim = checker.claim(members, group)
    line = sum(checker._price(member, group) for member in members)
    assert (claim, line) == (facts["claim"], facts["line"])
    return claim > line if reason.cause is Cause.SETTLED_WHOLE else 0 < claim <= line


def worth_no_more(checker, members, group):
    """Even a free seat would bring nothing at the prices; where these are not the last word, every free set is tried."""
    if checker.claim(members, group) <= 10:
        return True
    round_, outcome = checker.round, checker.outcome
    names = {member.id for member in members}
    others = [seat for seat in outcome.seats if seat.pupil not in names]
    own = [group_ for group_ in round_.groups if Seat(members[0].id, group_.id) in list(outcome.seats)]
    now = checker._worth(members, own)
    for chosen, worth in _sets(checker, round_, members):
        if group in chosen and worth > now:
            seats = (*others, *(Seat(name, one.id) for name in names for one in chosen))
            rules = {
                violation.rule for violation in check(round_, replace(outcome, seats=seats), bound=False).violations
            }
            if not rules - {"objective", "placed", "placed bound", "bound below the objective"}:
                return False
    return True


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
