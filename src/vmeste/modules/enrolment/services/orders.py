"""The network form on paper: enrolled by the base, transferred without withdrawal, completed, results returned."""

from collections.abc import Collection
from datetime import date

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EnrolmentState, OrderStep
from vmeste.modules.enrolment.errors import NoResultYet, NotNetworkForm, WrongState
from vmeste.modules.enrolment.events import OrderRecorded, ResultRecorded, ResultReturned, SeatTransferred
from vmeste.modules.enrolment.models import Enrolment

from .gate import about
from .seats import complete
from .telling import tell

_STUDYING = (EnrolmentState.ENROLLED, EnrolmentState.TRANSFERRED)


@command(may=permissions.KEEP_ORDERS)
def order_group(
    group: StudyGroup,
    /,
    *,
    actor: Actor,
    step: OrderStep,
    enrolments: Collection[Enrolment],
    order: str,
    on: date,
) -> int:
    """Record one order for many pupils of a group; answers for how many. All of them or none.

    Raises:
        WrongState, NotNetworkForm: the step does not follow for one of them.
        PermissionDenied: one of them is neither a pupil of the actor's school nor in a group of its.
    """
    for enrolment in enrolments:
        if step == OrderStep.ENROLMENT:
            record_enrolment_order(enrolment, actor=actor, order=order, on=on)
        elif step == OrderStep.TRANSFER:
            transfer(enrolment, actor=actor, order=order, on=on)
        else:
            complete(
                enrolment,
                actor=actor,
                on=on,
                order=order,
                assessment=enrolment.assessment,
                hours_done=enrolment.hours_done,
            )
    return len(enrolments)


@command(may=permissions.KEEP_ORDERS)
def record_enrolment_order(enrolment: Enrolment, /, *, actor: Actor, order: str, on: date) -> Enrolment:
    """Write down the order by which the base organisation enrolled the child, from `on`.

    Raises:
        WrongState: the child does not study there.
    """
    current = _in_state(enrolment, *_STUDYING)
    current.enrolment_order, current.starts_on = order, on
    _save(current, "enrolment_order", "starts_on")
    tell(OrderRecorded(**about(current), order=order), actor=actor, subject=current)
    return current


@command(may=permissions.KEEP_ORDERS)
def transfer(enrolment: Enrolment, /, *, actor: Actor, order: str, on: date) -> Enrolment:
    """The participating organisation takes the child over; it is not withdrawn from the base (order 882/391, p. 10).

    Raises:
        NotNetworkForm: the programme is not taught in the network form.
        WrongState: the base has not enrolled the child, or it is transferred already.
    """
    current = _in_state(enrolment, EnrolmentState.ENROLLED)
    if not current.group.programme.is_network_form:
        raise NotNetworkForm
    current.transfer_order, current.state = order, EnrolmentState.TRANSFERRED
    _save(current, "transfer_order", "state")
    tell(SeatTransferred(**about(current), order=order, transferred_on=on), actor=actor, subject=current)
    return current


@command(may=permissions.KEEP_ORDERS)
def record_result(
    enrolment: Enrolment, /, *, actor: Actor, assessment: str, hours_done: int | None, version: int | None = None
) -> Enrolment:
    """What the child achieved, and in how many hours.

    Raises:
        WrongState: the child does not study there and has not completed.
        EditConflict: somebody saved the enrolment after `version` was read.
    """
    current = _in_state(enrolment, *_STUDYING, EnrolmentState.COMPLETED, version=version)
    if (current.assessment, current.hours_done) == (assessment, hours_done):
        return current
    current.assessment, current.hours_done = assessment, hours_done
    _save(current, "assessment", "hours_done")
    tell(ResultRecorded(**about(current)), actor=actor, subject=current)
    return current


@command(may=permissions.KEEP_ORDERS)
def return_result(enrolment: Enrolment, /, *, actor: Actor, on: date) -> Enrolment:
    """Hand the result to the base organisation; from that day it counts as returned.

    Raises:
        NoResultYet: there is nothing to return.
    """
    current = _in_state(enrolment, *_STUDYING, EnrolmentState.COMPLETED)
    if not current.assessment and current.hours_done is None:
        raise NoResultYet
    current.returned_on = on
    _save(current, "returned_on")
    tell(ResultReturned(**about(current), returned_on=on), actor=actor, subject=current)
    return current


def _in_state(enrolment: Enrolment, *states: EnrolmentState, version: int | None = None) -> Enrolment:
    current = locked(enrolment, version=version)
    if current.removed_at is not None or current.state not in states:
        raise WrongState(current.get_state_display())
    return current


def _save(enrolment: Enrolment, *fields: str) -> None:
    enrolment.version += 1
    enrolment.full_clean()
    enrolment.save(update_fields=["version", *fields])
