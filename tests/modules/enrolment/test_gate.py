"""The one gate: taking, answering, leaving and waiting keep their promises in every order."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.factories.enrolment import (
    MOMENT,
    make_enrolment,
    make_place,
    make_round,
    make_run,
    make_teaching,
    make_wishes,
)
from tests.factories.people import make_class, make_pupil

from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.activity.models import Activity
from vmeste.modules.courses.models import ReservedSeats, StudyGroup
from vmeste.modules.enrolment.choices import HOLDING, EnrolmentState, WaitingState
from vmeste.modules.enrolment.errors import InRound, NoSeat, SeatedAlready, TooLate, WrongState
from vmeste.modules.enrolment.models import Enrolment, WaitingPlace
from vmeste.modules.enrolment.services import seats, waiting

DAY = timedelta(days=1)
STATE = EnrolmentState


@pytest.fixture
def class_(network, school):
    return make_class(school)


def test_a_direct_enrolment_takes_the_last_seat_and_the_next_is_told_to_wait(class_, coordinator):
    group = make_teaching(seats=1)
    first, second = make_pupil(class_), make_pupil(class_)

    seat = seats.take_seat(group, pupil=first, actor=coordinator, at=MOMENT, order="12 of 2 March")

    assert (seat.state, seat.starts_on, seat.enrolment_order) == (STATE.ENROLLED, MOMENT.date(), "12 of 2 March")
    with pytest.raises(SeatedAlready):
        seats.take_seat(group, pupil=first, actor=coordinator, at=MOMENT)
    with pytest.raises(NoSeat):
        seats.take_seat(group, pupil=second, actor=coordinator, at=MOMENT)
    assert StudyGroup.objects.get(pk=group.pk).taken == 1


def test_a_stranger_enrols_nobody(class_, coordinator, partner):
    group, foreign = make_teaching(), make_pupil(make_class())

    for actor, pupil in ((partner, make_pupil(class_)), (coordinator, foreign)):
        with pytest.raises(PermissionDenied):
            seats.take_seat(group, pupil=pupil, actor=actor, at=MOMENT)

    assert not Enrolment.objects.exists()


def test_while_a_round_gives_the_seats_nobody_is_enrolled_past_it(class_, curator):
    group = make_teaching()
    make_round(groups=[group])

    with pytest.raises(InRound):
        seats.take_seat(group, pupil=make_pupil(class_), actor=curator, at=MOMENT)


def test_a_declined_seat_goes_to_the_first_in_line_who_gives_up_the_other_which_flows_on(class_, curator):
    run = make_run(make_round(stage="published"))
    wanted, held = make_teaching(seats=1), make_teaching(seats=1)
    first, second, third = (make_pupil(class_) for _each in range(3))
    offer = make_enrolment(wanted, first, state=STATE.OFFERED, run=run)
    other = make_enrolment(held, second)
    make_place(wanted, second, gives_up=other, run=run, position=1)
    last = make_place(held, third, run=run, position=1)

    seats.decline_seat(offer, actor=curator, at=MOMENT)

    now = {(e.group_id, e.pupil_id): e.state for e in Enrolment.objects.all()}
    assert now == {
        (wanted.pk, first.pk): STATE.DECLINED,
        (wanted.pk, second.pk): STATE.ENROLLED,  # the seat given up was confirmed
        (held.pk, second.pk): STATE.WITHDRAWN,
        (held.pk, third.pk): STATE.OFFERED,
    }
    last.refresh_from_db()
    assert (last.state, last.settled_at) == (WaitingState.SERVED, MOMENT)
    assert {line.facts["pupil_id"] for line in Activity.objects.all()} == {first.pk, second.pk, third.pk}


def test_an_offer_is_confirmed_on_its_last_day_and_not_a_day_later(class_, curator):
    offers = [
        make_enrolment(make_teaching(), make_pupil(class_), state=STATE.OFFERED, offered_until=MOMENT.date())
        for _each in range(2)
    ]

    confirmed = seats.confirm_seat(offers[0], actor=curator, at=MOMENT)
    with pytest.raises(TooLate):
        seats.confirm_seat(offers[1], actor=curator, at=MOMENT + DAY)

    assert confirmed.state == STATE.ENROLLED
    with pytest.raises(WrongState):
        seats.decline_seat(confirmed, actor=curator, at=MOMENT)


def test_offers_end_with_their_day_and_the_seat_is_offered_on(network, class_, curator):
    group = make_teaching(seats=1)
    offer = make_enrolment(group, make_pupil(class_), state=STATE.OFFERED, offered_until=MOMENT.date())
    place = make_place(group, make_pupil(class_), run=make_run(make_round(stage="published")))

    assert seats.expire_offers(network, actor=curator, at=MOMENT) == 0
    assert seats.expire_offers(network, actor=curator, at=MOMENT + DAY) == 1

    offer.refresh_from_db()
    taken = Enrolment.objects.get(pupil=place.pupil)
    assert (offer.state, taken.state) == (STATE.EXPIRED, STATE.OFFERED)
    assert taken.offered_until == place.run.round.confirm_by


def test_completion_frees_no_seat_for_the_line(class_, curator):
    group = make_teaching(seats=1)
    seat = make_enrolment(group, make_pupil(class_))
    place = make_place(group, make_pupil(class_))

    done = seats.complete(seat, actor=curator, on=MOMENT.date(), order="7", assessment="passed", hours_done=34)

    place.refresh_from_db()
    assert (done.state, done.ends_on, done.completion_order) == (STATE.COMPLETED, MOMENT.date(), "7")
    assert place.state == WaitingState.WAITING


def test_reserved_seats_stay_for_those_they_are_reserved_for(class_, school, curator):
    group = make_teaching(seats=2)
    ReservedSeats.objects.create(group=group, seats=1, school=school)
    strange = make_class()

    seats.take_seat(group, pupil=make_pupil(strange), actor=curator, at=MOMENT)
    with pytest.raises(NoSeat):
        seats.take_seat(group, pupil=make_pupil(strange), actor=curator, at=MOMENT)
    seats.take_seat(group, pupil=make_pupil(class_), actor=curator, at=MOMENT)

    assert StudyGroup.objects.get(pk=group.pk).taken == 2


def test_after_a_round_a_reserve_nobody_asks_for_is_free_for_all(class_, school, curator):
    group = make_teaching(seats=1)
    ReservedSeats.objects.create(group=group, seats=1, school=school)
    make_round(groups=[group], stage="published", published_at=MOMENT)

    assert seats.take_seat(group, pupil=make_pupil(make_class()), actor=curator, at=MOMENT).state == STATE.ENROLLED


def test_who_joins_a_line_with_a_free_seat_sits_at_once(class_, coordinator):
    group = make_teaching(seats=1)

    place = waiting.join_line(make_pupil(class_), actor=coordinator, group=group, at=MOMENT)

    assert place.state == WaitingState.SERVED
    assert Enrolment.objects.get().origin == "waiting"


def test_two_who_would_leave_what_the_other_waits_for_are_exchanged_and_nobody_else_moves(class_, coordinator):
    left, right = make_teaching(seats=2), make_teaching(seats=1)
    one, other, neighbour, first_in_line = (make_pupil(class_) for _each in range(4))
    bystander = make_enrolment(left, neighbour)
    held_by_one, held_by_other = make_enrolment(left, one), make_enrolment(right, other)
    make_place(left, other, gives_up=held_by_other, position=2)
    waits = make_place(right, first_in_line, position=1)

    place = waiting.join_line(one, actor=coordinator, group=right, at=MOMENT, gives_up=held_by_one)

    assert place.state == WaitingState.SERVED
    held = Enrolment.objects.filter(state__in=HOLDING).order_by("pk").values_list("group_id", "pupil_id", "origin")
    assert set(held) == {
        (left.pk, neighbour.pk, bystander.origin),
        (right.pk, one.pk, "exchange"),
        (left.pk, other.pk, "exchange"),
    }
    waits.refresh_from_db()
    assert waits.state == WaitingState.WAITING
    assert [StudyGroup.objects.get(pk=group.pk).taken for group in (left, right)] == [2, 1]


def test_a_ring_of_three_goes_round_and_an_offer_stays_an_offer(class_, coordinator):
    run = make_run(make_round(stage="published"))
    groups = [make_teaching(seats=1) for _each in range(3)]
    pupils = [make_pupil(class_) for _each in range(3)]
    states = (STATE.ENROLLED, STATE.OFFERED, STATE.TRANSFERRED)
    held = [
        make_enrolment(group, pupil, state=state, run=run)
        for group, pupil, state in zip(groups, pupils, states, strict=True)
    ]
    make_place(groups[2], pupils[1], gives_up=held[1], run=run)
    make_place(groups[0], pupils[2], gives_up=held[2], run=run)

    waiting.join_line(pupils[0], actor=coordinator, group=groups[1], at=MOMENT, gives_up=held[0])

    now = Enrolment.objects.filter(state__in=HOLDING).values_list("pupil_id", "group_id", "state")
    assert set(now) == {
        (pupils[0].pk, groups[1].pk, STATE.ENROLLED),
        (pupils[1].pk, groups[2].pk, STATE.OFFERED),
        (pupils[2].pk, groups[0].pk, STATE.ENROLLED),
    }


def test_of_two_who_could_exchange_the_first_in_line_does(class_, coordinator):
    left, right = make_teaching(seats=2), make_teaching(seats=1)
    late, early, newcomer = (make_pupil(class_) for _each in range(3))
    make_place(right, late, gives_up=make_enrolment(left, late), position=2)
    make_place(right, early, gives_up=make_enrolment(left, early), position=1)

    waiting.join_line(newcomer, actor=coordinator, group=left, at=MOMENT, gives_up=make_enrolment(right, newcomer))

    assert Enrolment.objects.get(group=right, state__in=HOLDING).pupil == early
    assert Enrolment.objects.filter(group=left, state__in=HOLDING, pupil=late).exists()


@pytest.mark.parametrize("obstacle", ["reserve", "round", "finished", "not named"])
def test_no_exchange_into_a_seat_the_child_could_not_have(class_, school, curator, obstacle):
    left, right = make_teaching(seats=1), make_teaching(seats=1)
    one, other = make_pupil(class_), make_pupil(make_class())
    held_by_one, held_by_other = make_enrolment(left, one), make_enrolment(right, other)
    make_place(left, other, gives_up=None if obstacle == "not named" else held_by_other)
    if obstacle == "reserve":
        ReservedSeats.objects.create(group=left, seats=1, school=school)
    elif obstacle == "round":
        make_round(groups=[left])
    elif obstacle == "finished":
        StudyGroup.objects.filter(pk=left.pk).update(stage="finished")

    place = waiting.join_line(one, actor=curator, group=right, at=MOMENT, gives_up=held_by_one)

    assert place.state == WaitingState.WAITING
    assert set(Enrolment.objects.filter(state__in=HOLDING)) == {held_by_one, held_by_other}


@pytest.fixture
def third_choice(class_):
    """A child that may have one course, holds its third choice and waits for the first two, all of one round."""
    first, second, third = groups = [make_teaching(seats=1, name=name) for name in ("First", "Second", "Third")]
    run = make_run(make_round(stage="published", groups=groups, confirm_by=None, published_at=MOMENT))
    child = make_pupil(class_)
    make_wishes(run.round, child, programmes=[group.programme for group in groups])
    held = make_enrolment(third, child, run=run)
    for group in (first, second):
        make_place(group, child, gives_up=held, run=run, entered_at=MOMENT)
    sitting = [make_enrolment(group, make_pupil(class_)) for group in (first, second)]
    return child, groups, sitting


def held_by(child):
    return [row.group.name for row in Enrolment.objects.filter(pupil=child, state__in=HOLDING).order_by("pk")]


def test_who_moved_up_waits_on_for_what_is_better_still_and_then_leaves_the_new_seat(third_choice, curator):
    child, (first, second, _third), (in_first, in_second) = third_choice

    seats.withdraw(in_second, actor=curator, at=MOMENT)
    assert held_by(child) == ["Second"]
    place = WaitingPlace.objects.get(pupil=child, group=first)
    assert (place.state, place.gives_up.group) == (WaitingState.WAITING, second)
    seats.withdraw(in_first, actor=curator, at=MOMENT)

    assert held_by(child) == ["First"]
    assert StudyGroup.objects.get(pk=second.pk).taken == 0


def test_who_got_the_best_waits_for_nothing_worse(third_choice, curator):
    child, (_first, second, _third), (in_first, in_second) = third_choice

    seats.withdraw(in_first, actor=curator, at=MOMENT)
    assert WaitingPlace.objects.get(pupil=child, group=second).state == WaitingState.LEFT
    seats.withdraw(in_second, actor=curator, at=MOMENT)

    assert held_by(child) == ["First"]


def test_what_a_family_said_itself_stands_as_long_as_the_seat_is_held(third_choice, curator):
    child, (first, _second, _third), (_in_first, in_second) = third_choice
    WaitingPlace.objects.filter(pupil=child, group=first).update(entered_at=MOMENT + DAY, gives_up=None)

    seats.withdraw(in_second, actor=curator, at=MOMENT)

    place = WaitingPlace.objects.get(pupil=child, group=first)
    assert (place.state, place.gives_up) == (WaitingState.WAITING, None)


def test_seats_that_are_added_go_to_the_line(class_, curator):
    group = make_teaching(seats=1)
    make_enrolment(group, make_pupil(class_))
    place = make_place(group, make_pupil(class_))

    with TestCase.captureOnCommitCallbacks(execute=True):
        StudyGroup.objects.filter(pk=group.pk).update(seats=2)
        announce(RowChanged(changes={"seats": ["1", "2"]}), actor=curator, subject=group)

    place.refresh_from_db()
    assert place.state == WaitingState.SERVED


class Lives(RuleBasedStateMachine):
    """Random lives of six children and three groups; what is promised holds after every step."""

    network = curator = class_ = None

    def __init__(self):
        super().__init__()
        WaitingPlace.objects.all().delete()
        Enrolment.with_removed.all().delete()
        self.run = make_run(make_round(stage="published"))
        self.groups = [make_teaching(seats=n) for n in (1, 1, 2)]
        self.pupils = [make_pupil(self.class_) for _each in range(6)]
        self.moment = MOMENT

    def held(self, *states):
        return list(Enrolment.objects.filter(group__in=self.groups, state__in=states or HOLDING).order_by("pk"))

    @rule(group=st.integers(0, 2), pupil=st.integers(0, 5))
    def take(self, group, pupil):
        free = StudyGroup.objects.get(pk=self.groups[group].pk)
        try:
            seats.take_seat(self.groups[group], pupil=self.pupils[pupil], actor=self.curator, at=self.moment)
        except SeatedAlready:
            return
        except NoSeat:
            assert free.taken == free.seats
        else:
            assert free.taken < free.seats

    @rule(group=st.integers(0, 2), pupil=st.integers(0, 5), swap=st.booleans())
    def wait(self, group, pupil, swap):
        own = [e for e in self.held() if e.pupil_id == self.pupils[pupil].pk]
        try:
            waiting.join_line(
                self.pupils[pupil],
                actor=self.curator,
                group=self.groups[group],
                at=self.moment,
                gives_up=own[0] if own and swap else None,
            )
        except ValidationError:
            return

    @precondition(lambda self: self.held())
    @rule(which=st.integers(0, 9), other=st.integers(0, 9))
    def want_anothers_seat(self, which, other):
        held = self.held()
        own, theirs = held[which % len(held)], held[other % len(held)]
        others = {e.pk for e in held} - self.named() - {own.pk}
        try:
            waiting.join_line(own.pupil, actor=self.curator, group=theirs.group, at=self.moment, gives_up=own)
        except ValidationError:
            return
        self.nobody_else_lost_a_seat(others)

    @rule(group=st.integers(0, 2), pupil=st.integers(0, 5))
    def leave_the_line(self, group, pupil):
        waiting.leave_line(self.pupils[pupil], actor=self.curator, group=self.groups[group], at=self.moment)

    @precondition(lambda self: self.held(STATE.OFFERED))
    @rule(which=st.integers(0, 9), yes=st.booleans())
    def answer(self, which, yes):
        offers = self.held(STATE.OFFERED)
        act = seats.confirm_seat if yes else seats.decline_seat
        others = self.others_than(offers[which % len(offers)])
        act(offers[which % len(offers)], actor=self.curator, at=self.moment)
        self.nobody_else_lost_a_seat(others)

    @precondition(lambda self: self.held())
    @rule(which=st.integers(0, 9))
    def leave(self, which):
        held = self.held()
        others = self.others_than(held[which % len(held)])
        seats.withdraw(held[which % len(held)], actor=self.curator, at=self.moment)
        self.nobody_else_lost_a_seat(others)

    @rule()
    def a_day_passes(self):
        self.moment += DAY
        seats.expire_offers(self.network, actor=self.curator, at=self.moment)
        assert not [e for e in self.held(STATE.OFFERED) if e.offered_until < self.moment.date()]

    def others_than(self, enrolment):
        return {e.pk for e in self.held()} - self.named() - {enrolment.pk}

    def named(self):
        """The seats that those who wait would leave."""
        return set(WaitingPlace.objects.filter(state=WaitingState.WAITING).values_list("gives_up_id", flat=True))

    def nobody_else_lost_a_seat(self, others):
        assert others <= {e.pk for e in self.held()}

    @invariant()
    def the_count_is_true_and_within_the_seats(self):
        for group in StudyGroup.objects.filter(pk__in=[g.pk for g in self.groups]):
            assert group.taken == sum(e.group_id == group.pk for e in self.held()) <= group.seats

    @invariant()
    def nobody_waits_before_a_free_seat(self):
        for group in StudyGroup.objects.filter(pk__in=[g.pk for g in self.groups]):
            waits = WaitingPlace.objects.filter(group=group, state=WaitingState.WAITING).exists()
            assert not (waits and group.taken < group.seats)

    @invariant()
    def no_two_wait_for_what_the_other_would_leave(self):
        waits = WaitingPlace.objects.filter(state=WaitingState.WAITING, gives_up__state__in=HOLDING)
        edges = {(place.group_id, place.gives_up.group_id) for place in waits.select_related("gives_up")}
        assert not edges & {(left, wanted) for wanted, left in edges}

    @invariant()
    def who_was_served_gave_up_the_other(self):
        served = WaitingPlace.objects.filter(state=WaitingState.SERVED, gives_up__isnull=False)
        assert not served.filter(gives_up__state__in=HOLDING).exists()


def test_seats_in_every_order_of_events(network, school, curator):
    with_rows = type("LivesHere", (Lives,), {"network": network, "curator": curator, "class_": make_class(school)})

    run_state_machine_as_test(
        with_rows,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
