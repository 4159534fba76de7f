"""What is done with seats: taking, answering, leaving, finishing. Everything goes through the gate."""

from datetime import date, datetime

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import ADMITTING, HOLDING, EnrolmentState, Origin, WaitingState
from vmeste.modules.enrolment.errors import GroupClosed, InRound, NoSeat, SeatedAlready, TooLate, WrongState
from vmeste.modules.enrolment.events import (
    SeatCompleted,
    SeatConfirmed,
    SeatDeclined,
    SeatExpired,
    SeatTaken,
    SeatWithdrawn,
)
from vmeste.modules.enrolment.models import Enrolment, WaitingPlace
from vmeste.modules.networks.models import Network
from vmeste.modules.people.models import Pupil

from .gate import about, end, enter_gate, leave, move
from .telling import tell


@command(may=permissions.ENROL)
def take_seat(
    group: StudyGroup, /, *, pupil: Pupil, actor: Actor, at: datetime, starts_on: date | None = None, order: str = ""
) -> Enrolment:
    """Enrol a child directly, from `starts_on` (today, when not told) on.

    Raises:
        GroupClosed: the group takes nobody any more.
        InRound: a choice round gives its seats at present.
        SeatedAlready: the child has a seat in it.
        NoSeat: it is full, or what is free is reserved for others.
    """
    gate = enter_gate(at)
    current = gate.group(group.pk)
    if current.stage not in ADMITTING:
        raise GroupClosed(current.get_stage_display())
    if gate.is_held_by_round(current):
        raise InRound
    if gate.holds(current, pupil.pk):
        raise SeatedAlready
    if not gate.admits(current, pupil.pk):
        raise NoSeat
    for place in WaitingPlace.objects.filter(group=current, pupil=pupil, state=WaitingState.WAITING):
        gate.settle(place)
    enrolment = Enrolment(
        pupil=pupil,
        group=current,
        state=EnrolmentState.ENROLLED,
        origin=Origin.DIRECT,
        starts_on=starts_on or gate.today,
        enrolment_order=order,
    )
    enrolment.full_clean()
    enrolment.save()
    tell(SeatTaken(**about(enrolment), origin=Origin.DIRECT), actor=actor, subject=enrolment)
    return enrolment


@command(may=permissions.ANSWER)
def confirm_seat(enrolment: Enrolment, /, *, actor: Actor, at: datetime) -> Enrolment:
    """Say yes to an offer, up to and including its last day.

    Raises:
        WrongState: it is no offer (any more).
        TooLate: the last day is over.
    """
    current = _in_state(enrolment, EnrolmentState.OFFERED)
    if current.offered_until is not None and timezone.localdate(at) > current.offered_until:
        raise TooLate
    move(current, EnrolmentState.ENROLLED)
    tell(SeatConfirmed(**about(current)), actor=actor, subject=current)
    return current


@command(may=permissions.ANSWER)
def decline_seat(enrolment: Enrolment, /, *, actor: Actor, at: datetime) -> Enrolment:
    """Say no to an offer; the seat goes to the waiting list.

    Raises:
        WrongState: it is no offer (any more).
    """
    gate = enter_gate(at)
    current = _in_state(enrolment, EnrolmentState.OFFERED)
    move(current, EnrolmentState.DECLINED)
    tell(SeatDeclined(**about(current)), actor=actor, subject=current)
    gate.pass_on([current.group_id], actor=actor)
    return current


@command(may=permissions.ANSWER)
def withdraw(enrolment: Enrolment, /, *, actor: Actor, at: datetime, order: str = "") -> Enrolment:
    """Leave a group before its end; the seat goes to the waiting list.

    Raises:
        WrongState: no seat is held (any more).
    """
    gate = enter_gate(at)
    current = _in_state(enrolment, *HOLDING)
    leave(current, on=gate.today, order=order)
    tell(SeatWithdrawn(**about(current)), actor=actor, subject=current)
    gate.pass_on([current.group_id], actor=actor)
    return current


@command(may=permissions.KEEP_ORDERS)
def complete(
    enrolment: Enrolment,
    /,
    *,
    actor: Actor,
    on: date,
    order: str = "",
    assessment: str = "",
    hours_done: int | None = None,
) -> Enrolment:
    """Write down that the child has finished the programme. The seat is not given again: the teaching is over.

    Raises:
        WrongState: the child does not study there.
    """
    current = _in_state(enrolment, EnrolmentState.ENROLLED, EnrolmentState.TRANSFERRED)
    current.completion_order, current.assessment, current.hours_done = order, assessment, hours_done
    end(current, on=on)
    current.full_clean()
    move(current, EnrolmentState.COMPLETED, "completion_order", "assessment", "hours_done", "starts_on", "ends_on")
    tell(SeatCompleted(**about(current), completed_on=on), actor=actor, subject=current)
    return current


@command(may=permissions.RUN_ROUNDS)
def expire_offers(network: Network, /, *, actor: Actor, at: datetime) -> int:
    """Pass on the seats whose last day to confirm is over; answers how many offers ended."""
    gate = enter_gate(at)
    late = list(
        Enrolment.objects.select_for_update()
        .filter(state=EnrolmentState.OFFERED, offered_until__lt=gate.today)
        .order_by("offered_until", "pk")
    )
    for enrolment in late:
        move(enrolment, EnrolmentState.EXPIRED)
        tell(SeatExpired(**about(enrolment)), actor=actor, subject=enrolment)
    gate.pass_on([enrolment.group_id for enrolment in late], actor=actor)
    return len(late)


@command(may=permissions.RUN_ROUNDS)
def pass_free_seats_on(group: StudyGroup, /, *, actor: Actor, at: datetime) -> int:
    """Give the free seats of a group, such as newly added ones, to its waiting list; answers how many were given."""
    return enter_gate(at).pass_on([group.pk], actor=actor)


def _in_state(enrolment: Enrolment, *states: EnrolmentState) -> Enrolment:
    current = locked(enrolment)
    if current.removed_at is not None or current.state not in states:
        raise WrongState(current.get_state_display())
    return current
