"""Handing a list to a partner: a recorded act with its ground, and its withdrawal."""

from collections.abc import Collection
from datetime import date
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import apply_values
from vmeste.modules.networks.models import Network
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import ConsentPurpose
from vmeste.modules.people.errors import ConsentsMissing, NobodyToDisclose, NotOurPupils, WithdrawnAlready
from vmeste.modules.people.events import DisclosureWithdrawn, ListDisclosed
from vmeste.modules.people.models import DisclosedPupil, Disclosure, Pupil
from vmeste.modules.people.selectors.consents import allows
from vmeste.modules.people.selectors.controllers import controllers_of


@command(may=permissions.DISCLOSE)
def disclose_list(
    network: Network, /, *, actor: Actor, pupils: Collection[Pupil], rests_on_consents: bool, **values: Any
) -> Disclosure:
    """Hand the names of pupils to a partner. From `disclosed_on` until it ends the partner sees exactly these.

    `rests_on_consents`: every child needs a consent in force to the disclosure to this partner; else the `ground`
    names the agreement or law.

    Raises:
        NobodyToDisclose: the list is empty.
        NotOurPupils: another organisation answers for the data of some of them.
        ConsentsMissing: it rests on consents, and some are missing.
        ValidationError: recipient or term do not fit; messages name fields.
        PermissionDenied: the actor does not act for the controller.
    """
    ids = sorted({pupil.pk for pupil in pupils})
    if not ids:
        raise NobodyToDisclose
    disclosure = Disclosure()
    on = values["disclosed_on"]
    controllers = controllers_of(ids, on=on)
    if strangers := sum(1 for pk in ids if controllers.get(pk) != values["controller"].pk):
        raise NotOurPupils(strangers)
    if rests_on_consents:
        given = allows(ids, ConsentPurpose.TRANSFER, on=on, recipient=values["recipient"])
        if missing := len(ids) - len(given):
            raise ConsentsMissing(missing, len(ids))
    apply_values(disclosure, values)
    DisclosedPupil.objects.bulk_create(DisclosedPupil(disclosure=disclosure, pupil_id=pk) for pk in ids)
    event = ListDisclosed(
        disclosure_id=disclosure.pk,
        recipient_id=disclosure.recipient_id,
        recipient=str(disclosure.recipient),
        count=len(ids),
    )
    announce(event, actor=actor, subject=disclosure)
    return disclosure


@command(may=permissions.DISCLOSE)
def withdraw_disclosure(disclosure: Disclosure, *, actor: Actor, withdrawn_on: date) -> Disclosure:
    """End a disclosure: at once the partner sees the numbers only.

    Raises:
        WithdrawnAlready: it was withdrawn before.
    """
    current = locked(disclosure)
    if current.withdrawn_on is not None:
        raise WithdrawnAlready
    current.withdrawn_on = withdrawn_on
    current.version += 1
    current.save(update_fields=["withdrawn_on", "version"])
    announce(DisclosureWithdrawn(withdrawn_on=withdrawn_on), actor=actor, subject=current)
    return current
