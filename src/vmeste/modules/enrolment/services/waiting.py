"""Waiting lists: who stands in them by their own wish. The gate serves them."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from vmeste.foundation.access.actor import FAMILY, Actor
from vmeste.foundation.access.commands import command
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import ADMITTING, HOLDING, WaitingState
from vmeste.modules.enrolment.errors import GroupClosed, NotInRound, SeatedAlready, WaitsAlready, WrongState
from vmeste.modules.enrolment.events import LineEntered
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound, Enrolment, WaitingPlace
from vmeste.modules.enrolment.selectors.eligible import groups_for, standing_of
from vmeste.modules.people.models import Pupil

from .gate import enter_gate
from .telling import tell


@command(may=permissions.WAIT)
def join_line(
    pupil: Pupil, /, *, actor: Actor, group: StudyGroup, at: datetime, gives_up: Enrolment | None = None
) -> WaitingPlace:
    """Stand at the end of a group's waiting list; `gives_up` is the seat that is left when this one comes.

    Where a seat is free for the child it comes at once, and so it does where somebody would leave one for the seat the
    child gives up. A family may wait for groups of a published round that is for the child; a school, for any.

    Raises:
        GroupClosed: the group takes nobody any more.
        NotInRound: a family asks for a group of no round of its child.
        SeatedAlready, WaitsAlready: the child has a seat in the group, or stands in the line.
        WrongState: the seat to be given up is not the child's, or is held no longer.
    """
    gate = enter_gate(at)
    current = gate.group(group.pk)
    if current.stage not in ADMITTING or current.removed_at is not None:
        raise GroupClosed(current.get_stage_display())
    run = _run_for(pupil, current, at)
    if run is None and actor.roles <= FAMILY:
        raise NotInRound
    if gate.holds(current, pupil.pk):
        raise SeatedAlready
    line = WaitingPlace.objects.filter(group=current)
    if line.filter(pupil=pupil, state=WaitingState.WAITING).exists():
        raise WaitsAlready
    if gives_up is not None:
        held = Enrolment.objects.get(pk=gives_up.pk)
        if held.pupil_id != pupil.pk or held.state not in HOLDING:
            raise WrongState(held.get_state_display())
    position = (line.aggregate(last=Max("position"))["last"] or 0) + 1
    place = WaitingPlace(group=current, pupil=pupil, run=run, position=position, gives_up=gives_up, entered_at=at)
    place.save()
    event = LineEntered(group_id=current.pk, pupil_id=pupil.pk, position=position)
    tell(event, actor=actor, subject=place)
    gate.pass_on([current.pk], actor=actor)
    gate.exchange(place, actor=actor)
    place.refresh_from_db()
    return place


@command(may=permissions.WAIT)
def leave_line(pupil: Pupil, /, *, actor: Actor, group: StudyGroup, at: datetime) -> None:
    """Wait for a group no longer; nothing happens to who does not wait."""
    gate = enter_gate(at)
    for place in WaitingPlace.objects.filter(group=group, pupil=pupil, state=WaitingState.WAITING):
        gate.leave_line(place, actor=actor)
    # Seats reserved for those who wait are free for others when they wait no longer.
    gate.pass_on([group.pk], actor=actor)


def _run_for(pupil: Pupil, group: StudyGroup, at: datetime) -> AllocationRun | None:
    """The published result of the latest round that is for the child and has the group."""
    rounds = ChoiceRound.objects.filter(group_rows__group=group, published_run__isnull=False).select_related(
        "year", "published_run__round"
    )
    for round_ in rounds.order_by("-published_at"):
        standing = standing_of(round_, pupil.pk, on=timezone.localdate(at))
        if standing is not None and groups_for(round_, standing.grade).filter(pk=group.pk).exists():
            return round_.published_run
    return None
