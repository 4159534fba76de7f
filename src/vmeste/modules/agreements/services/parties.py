"""Who the parties are and who signs for them."""

from typing import Any

from django.db.models import Max

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.errors import PartyTwice, WrongStage
from vmeste.modules.agreements.events import PartyAdded, PartyRemoved
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.selectors.grammar import as_signatory
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.registers import signatories_for


@command(may=permissions.DRAFT)
def add_party(agreement: Agreement, /, *, organisation: Organisation, actor: Actor, **values: Any) -> AgreementParty:
    """Name one more party, last in order; who signs for it comes from its contacts unless said otherwise.

    Raises:
        WrongStage: the agreement is signed; parties change by an amendment or a new agreement.
        PartyTwice: the organisation is a party already.
    """
    current = _open(agreement)
    if current.parties.filter(organisation=organisation).exists():
        raise PartyTwice(organisation)
    last = current.parties.aggregate(last=Max("position"))["last"] or 0
    party = AgreementParty(agreement=current)
    if not values.get("signatory_name"):
        values |= as_signatory(signatories_for(actor, [organisation]).get(organisation.pk))
    apply_values(party, {"organisation": organisation, "position": last + 1, **values})
    announce(PartyAdded(organisation_id=organisation.pk, organisation=str(organisation)), actor=actor, subject=current)
    return party


@command(may=permissions.DRAFT)
def edit_party(
    agreement: Agreement, /, *, party: AgreementParty, actor: Actor, version: int | None = None, **values: Any
) -> AgreementParty:
    """Correct a party's role or signatory, in any stage; the organisation itself stays.

    Raises:
        EditConflict: somebody saved the party after `version` was read.
    """
    current = locked(agreement.parties.get(pk=party.pk), version=version)
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.DRAFT)
def remove_party(agreement: Agreement, *, party: AgreementParty, actor: Actor) -> Agreement:
    """Strike a party out of an agreement that is not yet signed.

    Raises:
        WrongStage: the agreement is signed.
    """
    current = _open(agreement)
    leaving = current.parties.get(pk=party.pk)
    name = str(leaving.organisation)
    leaving.obligations.update(party=None)
    leaving.delete()
    announce(PartyRemoved(organisation_id=leaving.organisation_id, organisation=name), actor=actor, subject=current)
    return current


def _open(agreement: Agreement) -> Agreement:
    current = locked(agreement)
    if current.stage not in {Stage.DRAFT, Stage.ON_SIGNATURE}:
        raise WrongStage(current.get_stage_display())
    return current
