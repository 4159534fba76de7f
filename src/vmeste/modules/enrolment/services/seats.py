"""The one gate to seats: every way into a group and out of it goes through here, one at a time.

A freed seat goes to the waiting list at once, in order, within the same transaction. Who gets a seat from the list
gives up the one named for it, and that seat flows on; nobody else is moved.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, combinations

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.modules.courses.models import ReservedSeats, StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import ADMITTING, HOLDING, UNDECIDED, EnrolmentState, Origin, WaitingState
from vmeste.modules.enrolment.errors import GroupClosed, InRound, NoSeat, SeatedAlready, TooLate, WrongState
from vmeste.modules.enrolment.events import (
    SeatCompleted,
    SeatConfirmed,
    SeatDeclined,
    SeatExpired,
    SeatOffered,
    SeatTaken,
    SeatWithdrawn,
)
from vmeste.modules.enrolment.models import AllocationRun, Enrolment, RoundGroup, WaitingPlace
from vmeste.modules.networks.models import Network
from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.models import Pupil, PupilAttachment

from .telling import tell

ANSWER_DAYS = 3
"""So many days a family has to answer when the day of confirmation is over or near."""


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
    _move(current, EnrolmentState.ENROLLED)
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
    _move(current, EnrolmentState.DECLINED)
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
    _leave(current, on=gate.today, order=order)
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
    _end(current, on=on)
    current.full_clean()
    _move(current, EnrolmentState.COMPLETED, "completion_order", "assessment", "hours_done", "starts_on", "ends_on")
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
        _move(enrolment, EnrolmentState.EXPIRED)
        tell(SeatExpired(**about(enrolment)), actor=actor, subject=enrolment)
    gate.pass_on([enrolment.group_id for enrolment in late], actor=actor)
    return len(late)


@command(may=permissions.RUN_ROUNDS)
def pass_free_seats_on(group: StudyGroup, /, *, actor: Actor, at: datetime) -> int:
    """Give the free seats of a group, such as newly added ones, to its waiting list; answers how many were given."""
    return enter_gate(at).pass_on([group.pk], actor=actor)


# The gate


@dataclass(frozen=True, slots=True)
class _Place:
    school: int
    profile: str


class Gate:
    """Seats of the active network, for as long as the transaction lasts; nobody else is inside meanwhile."""

    def __init__(self, at: datetime) -> None:
        self.at, self.today = at, timezone.localdate(at)
        self._reserves: dict[int, list[ReservedSeats]] = {}
        self._places: dict[int, _Place | None] = {}

    def group(self, pk: int) -> StudyGroup:
        """The group with the count of this moment, locked against a change of its seats."""
        return StudyGroup.with_removed.select_for_update(of=("self",)).get(pk=pk)

    def holds(self, group: StudyGroup, pupil: int) -> bool:
        return Enrolment.objects.filter(group=group, pupil=pupil, state__in=HOLDING).exists()

    def is_held_by_round(self, group: StudyGroup) -> bool:
        """Whether a round is about to give the group's seats; until then nobody else does."""
        return RoundGroup.objects.filter(group=group, round__stage__in=UNDECIDED, round__removed_at=None).exists()

    def admits(self, group: StudyGroup, pupil: int) -> bool:
        """Whether a seat is free for this child: reserved seats stay for those they are reserved for.

        Hall's condition: those who may use none of some reserves must leave these their seats. Before a round has
        decided about the group its reserves stand whole; afterwards for so many as sit there or wait, as in the round.
        """
        if group.removed_at is not None or group.taken >= group.seats:
            return False
        reserves = self._reserves_of(group)
        if not reserves:
            return True
        sitting = list(
            Enrolment.objects.filter(group=group, state__in=HOLDING).order_by("pk").values_list("pupil_id", flat=True)
        )
        asking = [*sitting, pupil]
        if RoundGroup.objects.filter(group=group, round__published_at__isnull=False).exists():
            waiting = WaitingPlace.objects.filter(group=group, state=WaitingState.WAITING)
            known = {*asking, *waiting.values_list("pupil_id", flat=True)}
            self._look_up(known)
            kept = [(min(r.seats, sum(self._may_use(r, one) for one in known)), r) for r in reserves]
        else:
            self._look_up(asking)
            kept = [(reserve.seats, reserve) for reserve in reserves]
        for chosen in chain.from_iterable(combinations(kept, many) for many in range(1, len(kept) + 1)):
            outside = sum(not any(self._may_use(r, one) for _seats, r in chosen) for one in asking)
            if outside > max(0, group.seats - sum(seats for seats, _r in chosen)) and not any(
                self._may_use(r, pupil) for _seats, r in chosen
            ):
                return False
        return True

    def pass_on(self, groups: Iterable[int], *, actor: Actor) -> int:
        """Serve the waiting lists of groups until nothing flows any more; answers how many seats were given.

        Every turn uses up a place in a line, so it ends.
        """
        queue, given = deque(dict.fromkeys(groups)), 0
        while queue:
            group = self.group(queue.popleft())
            if group.stage not in ADMITTING or self.is_held_by_round(group):
                continue
            line = WaitingPlace.objects.filter(group=group, state=WaitingState.WAITING).select_related(
                "gives_up", "run__round"
            )
            for place in line.order_by("position", "pk"):
                if group.taken >= group.seats:
                    break
                if self.holds(group, place.pupil_id):
                    self.settle(place)
                elif self.admits(group, place.pupil_id):
                    given += 1
                    queue.extend(self._serve(group, place, actor=actor))
                    group = self.group(group.pk)
        return given

    def _serve(self, group: StudyGroup, place: WaitingPlace, *, actor: Actor) -> list[int]:
        """Give a seat to who waits; answers the groups in which a seat became free by it."""
        left = place.gives_up if place.gives_up is not None and place.gives_up.state in HOLDING else None
        until = answer_until(place.run, on=self.today)
        # Who has confirmed another seat and stands in this line has said yes to this one.
        is_offer = until is not None and (left is None or left.state == EnrolmentState.OFFERED)
        if left is not None:
            _leave(left, on=self.today)
            tell(SeatWithdrawn(**about(left)), actor=actor, subject=left)
        self.settle(place)
        enrolment = Enrolment(
            pupil_id=place.pupil_id,
            group=group,
            state=EnrolmentState.OFFERED if is_offer else EnrolmentState.ENROLLED,
            origin=Origin.WAITING,
            run=place.run,
            offered_until=until if is_offer else None,
            starts_on=max(self.today, group.starts_on or self.today),
        )
        enrolment.save()
        event = (
            SeatOffered(**about(enrolment), origin=Origin.WAITING, offered_until=until)
            if is_offer
            else SeatTaken(**about(enrolment), origin=Origin.WAITING)
        )
        tell(event, actor=actor, subject=enrolment)
        return [] if left is None else [left.group_id]

    def settle(self, place: WaitingPlace, state: WaitingState = WaitingState.SERVED) -> None:
        """Take somebody out of a line."""
        place.state, place.settled_at = state, self.at
        place.save(update_fields=["state", "settled_at"])

    def _reserves_of(self, group: StudyGroup) -> list[ReservedSeats]:
        if group.pk not in self._reserves:
            self._reserves[group.pk] = list(ReservedSeats.objects.filter(group=group).order_by("pk"))
        return self._reserves[group.pk]

    def _look_up(self, pupils: Iterable[int]) -> None:
        unknown = set(pupils) - self._places.keys()
        if not unknown:
            return
        self._places.update(dict.fromkeys(unknown))
        rows = PupilAttachment.objects.filter(pupil__in=unknown, kind=Attachment.BASE, ends_on=None)
        for pupil, school, profile in rows.order_by("pk").values_list(
            "pupil_id", "organisation_id", "school_class__profile"
        ):
            self._places[pupil] = _Place(school, profile or "")

    def _may_use(self, reserve: ReservedSeats, pupil: int) -> bool:
        place = self._places.get(pupil)
        if place is None:
            return False
        return reserve.school_id in {None, place.school} and reserve.profile in {"", place.profile}


def enter_gate(at: datetime) -> Gate:
    """Wait until nobody else gives or frees seats in this network.

    One lock for all groups: a freed seat may flow through several of them, and locks taken one by one in the order of
    that flow would meet each other head-on. NO KEY: whatever else is written in the network goes on.
    """
    Network.objects.select_for_update(no_key=True).get(pk=current_network_id())
    return Gate(at)


def answer_until(run: AllocationRun | None, *, on: date) -> date | None:
    """The last day to confirm a seat given on a day; None where the round asks for no confirmation."""
    if run is None or run.round.confirm_by is None:
        return None
    return max(run.round.confirm_by, on + timedelta(days=ANSWER_DAYS))


def about(enrolment: Enrolment) -> dict[str, int]:
    return {"group_id": enrolment.group_id, "pupil_id": enrolment.pupil_id}


def _in_state(enrolment: Enrolment, *states: EnrolmentState) -> Enrolment:
    current = locked(enrolment)
    if current.removed_at is not None or current.state not in states:
        raise WrongState(current.get_state_display())
    return current


def _leave(enrolment: Enrolment, *, on: date, order: str = "") -> None:
    _end(enrolment, on=on)
    if order:
        enrolment.completion_order = order
    _move(enrolment, EnrolmentState.WITHDRAWN, "ends_on", "starts_on", "completion_order")


def _end(enrolment: Enrolment, *, on: date) -> None:
    """The last day is the day before `on`; a seat that never began has no days."""
    if enrolment.starts_on is not None and enrolment.starts_on >= on:
        enrolment.starts_on = None
    enrolment.ends_on = on


def _move(enrolment: Enrolment, state: EnrolmentState, *fields: str) -> None:
    enrolment.state = state
    enrolment.version += 1
    enrolment.save(update_fields=["version", "state", *fields])
