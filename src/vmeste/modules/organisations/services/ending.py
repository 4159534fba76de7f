"""Organisations end, go on as others, and come back."""

from datetime import date

from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.choices import OrganisationStatus
from vmeste.modules.organisations.errors import AlreadyEnded, NotEnded, WrongEnd
from vmeste.modules.organisations.events import (
    OrganisationDissolved,
    OrganisationReactivated,
    OrganisationReorganised,
)
from vmeste.modules.organisations.models import Organisation

_ENDING = ["status", "ended_on", "successor", "version"]


@command(may=permissions.END)
def dissolve_organisation(
    organisation: Organisation,
    *,
    actor: Actor,
    ended_on: date,
    today: date,
    successor: Organisation | None = None,
    version: int | None = None,
) -> Organisation:
    """Record that an organisation ceased to exist on a day, with or without one that goes on for it.

    Raises:
        AlreadyEnded: it has ended before.
        WrongEnd: the day is in the future, or the successor cannot be one; the messages name the fields.
    """
    current = _ended(
        organisation,
        status=OrganisationStatus.DISSOLVED,
        ended_on=ended_on,
        today=today,
        successor=successor,
        version=version,
    )
    event = OrganisationDissolved(
        organisation_id=current.pk, ended_on=ended_on, successor=str(successor) if successor else ""
    )
    announce(event, actor=actor, subject=current)
    return current


@command(may=permissions.END)
def reorganise_organisation(
    organisation: Organisation,
    *,
    actor: Actor,
    ended_on: date,
    today: date,
    successor: Organisation,
    version: int | None = None,
) -> Organisation:
    """Record that an organisation goes on as another one since a day.

    Raises:
        AlreadyEnded: it has ended before.
        WrongEnd: the day is in the future, or the successor cannot be one; the messages name the fields.
    """
    current = _ended(
        organisation,
        status=OrganisationStatus.REORGANISED,
        ended_on=ended_on,
        today=today,
        successor=successor,
        version=version,
    )
    event = OrganisationReorganised(organisation_id=current.pk, ended_on=ended_on, successor=str(successor))
    announce(event, actor=actor, subject=current)
    return current


@command(may=permissions.END)
def reactivate_organisation(organisation: Organisation, *, actor: Actor) -> Organisation:
    """Take back that an organisation has ended.

    Raises:
        NotEnded: it is active.
    """
    current = locked(organisation)
    if current.status == OrganisationStatus.ACTIVE:
        raise NotEnded(current)
    current.status, current.ended_on, current.successor = OrganisationStatus.ACTIVE, None, None
    current.version += 1
    current.save(update_fields=_ENDING)
    announce(OrganisationReactivated(organisation_id=current.pk), actor=actor, subject=current)
    return current


def _ended(
    organisation: Organisation,
    *,
    status: OrganisationStatus,
    ended_on: date,
    today: date,
    successor: Organisation | None,
    version: int | None,
) -> Organisation:
    current = locked(organisation, version=version)
    if current.status != OrganisationStatus.ACTIVE:
        raise AlreadyEnded(current)
    wrong = {}
    if ended_on > today:
        wrong["ended_on"] = _("This day is in the future.")
    if successor is not None and (objection := _objection(current, successor)):
        wrong["successor"] = objection
    if wrong:
        raise WrongEnd(wrong)
    current.status, current.ended_on, current.successor = status, ended_on, successor
    current.version += 1
    current.save(update_fields=_ENDING)
    return current


def _objection(organisation: Organisation, successor: Organisation) -> str:
    """Why one cannot go on for the other, or nothing; 1 query for each successor of the successor."""
    if successor.pk == organisation.pk:
        return _("An organisation is no successor of itself.")
    seen = {organisation.pk}
    after: Organisation | None = Organisation.objects.get(pk=successor.pk)  # as it is now, not as the caller read it
    while after is not None:
        if after.pk in seen:
            return _("“%(name)s” ended in favour of this organisation.") % {"name": successor}
        seen.add(after.pk)
        after = after.successor
    return ""
