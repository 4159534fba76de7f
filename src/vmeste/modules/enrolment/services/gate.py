"""The gate to seats, which one transaction at a time enters: who may have one, and where a freed one goes.

A freed seat goes to the waiting list at once, in order, within the same transaction. Who gets a seat from the list
gives up the one named for it, and that seat flows on. Where those who wait hold what the others wait for, and said that
they would leave it, the seats change hands among them. Nobody else is moved.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, combinations

from django.db.models import QuerySet
from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.modules.courses.models import ReservedSeats, StudyGroup
from vmeste.modules.enrolment.choices import ADMITTING, HOLDING, UNDECIDED, EnrolmentState, Origin, WaitingState
from vmeste.modules.enrolment.events import LineLeft, SeatOffered, SeatTaken, SeatWithdrawn
from vmeste.modules.enrolment.models import AllocationRun, Enrolment, RoundGroup, WaitingPlace
from vmeste.modules.enrolment.selectors.swaps import still_waits
from vmeste.modules.networks.models import Network
from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.models import PupilAttachment

from .telling import tell

ANSWER_DAYS = 3
"""So many days a family has to answer when the day of confirmation is over or near."""


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

    def admits(self, group: StudyGroup, pupil: int, *, instead_of: int | None = None) -> bool:
        """Whether a seat is free for this child: reserved seats stay for those they are reserved for.

        With `instead_of` the seat that child leaves counts as free. Hall's condition: those who may use none of some
        reserves must leave these their seats. Before a round has decided about the group its reserves stand whole;
        afterwards for so many as sit there or wait, as in the round.
        """
        if group.removed_at is not None or group.taken - (instead_of is not None) >= group.seats:
            return False
        reserves = self._reserves_of(group)
        if not reserves:
            return True
        sitting = Enrolment.objects.filter(group=group, state__in=HOLDING).exclude(pupil=instead_of)
        asking = [*sitting.order_by("pk").values_list("pupil_id", flat=True), pupil]
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
            if not self._gives_seats(group):
                continue
            for pk in _waiting().filter(group=group).order_by("position", "pk").values_list("pk", flat=True):
                if group.taken >= group.seats:
                    break
                # What came to others may have changed what this one gives, or ended its waiting.
                place = _waiting().filter(pk=pk).first()
                if place is None:
                    continue
                if self.holds(group, place.pupil_id):
                    self.settle(place)
                elif self.admits(group, place.pupil_id):
                    given += 1
                    queue.extend(self._serve([place], Origin.WAITING, actor=actor))
                    group = self.group(group.pk)
        return given

    def exchange(self, place: WaitingPlace, *, actor: Actor) -> bool:
        """Let seats change hands in a ring through `place`; whether there was one.

        Each in the ring waits for the seat that the next one leaves for another. All of them get what they wait for at
        the price they named, and nobody outside gains or loses a seat. Source: Shapley & Scarf (1974), "On Cores and
        Indivisibility", whose trading cycles these are.
        """
        ring = self._ring_through(place)
        self._serve(ring, Origin.EXCHANGE, actor=actor)
        return bool(ring)

    def _ring_through(self, start: WaitingPlace) -> list[WaitingPlace]:
        """The shortest ring, among equals of those who stand first in their lines; empty where there is none."""
        givers: dict[int, list[WaitingPlace]] = defaultdict(list)
        for place in _waiting().filter(gives_up__state__in=HOLDING).order_by("position", "pk"):
            givers[_group_left(place)].append(place)
        paths = deque([place] for places in givers.values() for place in places if place.pk == start.pk)
        seen = {start.pk}
        while paths:
            path = paths.popleft()
            taker = path[-1]
            group = self.group(taker.group_id)
            if not self._gives_seats(group) or self.holds(group, taker.pupil_id):
                continue
            left_already = {_group_left(place) for place in path[1:]}
            for giver in givers[group.pk] if group.pk not in left_already else ():
                if (giver.pk in seen and giver.pk != start.pk) or (
                    not self.admits(group, taker.pupil_id, instead_of=giver.pupil_id)
                ):
                    continue
                if giver.pk == start.pk:
                    return path
                seen.add(giver.pk)
                paths.append([*path, giver])
        return []

    def _gives_seats(self, group: StudyGroup) -> bool:
        return group.stage in ADMITTING and not self.is_held_by_round(group)

    def _serve(self, places: Sequence[WaitingPlace], origin: Origin, *, actor: Actor) -> list[int]:
        """Give each the seat it waits for, when all have left what they give up; answers the groups left."""
        given_up = [place.gives_up for place in places if place.gives_up and place.gives_up.state in HOLDING]
        # Who has confirmed another seat and stands in this line has said yes to this one.
        confirmed = {left.pk for left in given_up if left.state != EnrolmentState.OFFERED}
        for left in given_up:
            leave(left, on=self.today)
            tell(SeatWithdrawn(**about(left)), actor=actor, subject=left)
        for place in places:
            self.settle(place)
            self._seat(place, origin, is_confirmed=place.gives_up_id in confirmed, actor=actor)
        for place in places:
            self._reconsider(place.pupil_id, actor=actor)
        return [left.group_id for left in given_up]

    def _reconsider(self, pupil: int, *, actor: Actor) -> None:
        """What the child waits for besides costs what it holds now, or is waited for no longer."""
        for place in _waiting().filter(pupil=pupil).order_by("pk"):
            makes_sense, seat = still_waits(place, on=self.today)
            if not makes_sense:
                self.leave_line(place, actor=actor)
            elif seat != place.gives_up:
                place.gives_up = seat
                place.save(update_fields=["gives_up"])
                self.exchange(place, actor=actor)

    def _seat(self, place: WaitingPlace, origin: Origin, *, is_confirmed: bool, actor: Actor) -> None:
        until = None if is_confirmed else answer_until(place.run, on=self.today)
        enrolment = Enrolment(
            pupil_id=place.pupil_id,
            group=place.group,
            state=EnrolmentState.ENROLLED if until is None else EnrolmentState.OFFERED,
            origin=origin,
            run=place.run,
            offered_until=until,
            starts_on=max(self.today, place.group.starts_on or self.today),
        )
        enrolment.save()
        event = (
            SeatTaken(**about(enrolment), origin=origin)
            if until is None
            else SeatOffered(**about(enrolment), origin=origin, offered_until=until)
        )
        tell(event, actor=actor, subject=enrolment)

    def leave_line(self, place: WaitingPlace, *, actor: Actor) -> None:
        """End the waiting of somebody who got nothing by it."""
        self.settle(place, WaitingState.LEFT)
        tell(LineLeft(group_id=place.group_id, pupil_id=place.pupil_id), actor=actor, subject=place)

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


def leave(enrolment: Enrolment, *, on: date, order: str = "") -> None:
    """Give a seat back before the teaching ends."""
    end(enrolment, on=on)
    if order:
        enrolment.completion_order = order
    move(enrolment, EnrolmentState.WITHDRAWN, "ends_on", "starts_on", "completion_order")


def end(enrolment: Enrolment, *, on: date) -> None:
    """The last day is the day before `on`; a seat that never began has no days."""
    if enrolment.starts_on is not None and enrolment.starts_on >= on:
        enrolment.starts_on = None
    enrolment.ends_on = on


def move(enrolment: Enrolment, state: EnrolmentState, *fields: str) -> None:
    enrolment.state = state
    enrolment.version += 1
    enrolment.save(update_fields=["version", "state", *fields])


def _waiting() -> QuerySet[WaitingPlace]:
    """Everybody who waits, with what is needed to serve them."""
    rows = WaitingPlace.objects.filter(state=WaitingState.WAITING)
    return rows.select_related("group", "gives_up", "run__round")


def _group_left(place: WaitingPlace) -> int:
    assert place.gives_up is not None
    return place.gives_up.group_id
