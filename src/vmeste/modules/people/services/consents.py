"""Consents: recorded as they were signed on paper, and withdrawn."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import apply_values
from vmeste.modules.networks.models import Network
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import ConsentPurpose
from vmeste.modules.people.errors import (
    SignatureOfPupilMissing,
    WithdrawnAlready,
    WithdrawnTooEarly,
    WrongSignatory,
)
from vmeste.modules.people.events import ConsentRecorded, ConsentWithdrawn
from vmeste.modules.people.models import Consent, Guardian, Pupil
from vmeste.modules.people.selectors.consents import signatories_of, signs_too


@command(may=permissions.EDIT_PUPILS)
def record_consent(pupil: Pupil, /, *, actor: Actor, **values: Any) -> Consent:
    """Write down a consent that lies signed with the organisation.

    Raises:
        SignatureOfPupilMissing: the pupil was 14 and has not signed.
        WrongSignatory: the guardian might not consent for this child on that day.
        ValidationError: the term, or the recipient of a disclosure, does not fit; messages name fields.
    """
    guardian, signed_on = values.get("guardian"), values["signed_on"]
    if signs_too(pupil, signed_on) and not values.get("is_signed_by_pupil"):
        raise SignatureOfPupilMissing
    signatories = signatories_of([pupil], on=signed_on).get(pupil.pk, ())
    if guardian is not None and guardian.pk not in {tie.guardian_id for tie in signatories}:
        raise WrongSignatory
    consent = Consent()
    apply_values(consent, {"pupil": pupil, **values})
    announce(ConsentRecorded(consent_id=consent.pk, purpose=consent.purpose), actor=actor, subject=pupil)
    return consent


@command(may=permissions.EDIT_PUPILS)
def record_consents(
    network: Network,
    /,
    *,
    actor: Actor,
    signed: Iterable[tuple[Pupil, Guardian | None]],
    purpose: ConsentPurpose,
    controller: Organisation,
    signed_on: date,
    is_signed_by_pupil: bool,
    valid_until: date | None = None,
    note: str = "",
) -> list[Consent]:
    """Write down the consents of many, all of one purpose and one day: each child with who signed for it.

    `is_signed_by_pupil` says that those who were 14 have signed, too; of younger ones it says nothing. All of them or
    none; refusals as of `record_consent`.
    """
    return [
        record_consent(
            pupil,
            actor=actor,
            purpose=purpose,
            controller=controller,
            guardian=guardian,
            is_signed_by_pupil=is_signed_by_pupil and signs_too(pupil, signed_on),
            signed_on=signed_on,
            valid_until=valid_until,
            note=note,
        )
        for pupil, guardian in signed
    ]


@command(may=permissions.EDIT_PUPILS)
def withdraw_consent(pupil: Pupil, *, actor: Actor, consent: Consent, withdrawn_on: date) -> Consent:
    """Write down that a consent was taken back; from that day it allows nothing.

    Raises:
        WithdrawnAlready: it was taken back before.
        WithdrawnTooEarly: the day lies before the signing.
    """
    current = locked(Consent.objects.get(pk=consent.pk, pupil=pupil))
    if current.withdrawn_on is not None:
        raise WithdrawnAlready
    if withdrawn_on < current.signed_on:
        raise WithdrawnTooEarly
    current.withdrawn_on = withdrawn_on
    current.version += 1
    current.save(update_fields=["withdrawn_on", "version"])
    event = ConsentWithdrawn(consent_id=current.pk, purpose=current.purpose, withdrawn_on=withdrawn_on)
    announce(event, actor=actor, subject=pupil)
    return current
