"""Writing an agreement down and correcting it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged, RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.editing.uses import hold_present, hold_targets_of_parts
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.errors import ends_before_start
from vmeste.modules.agreements.events import AgreementDrafted
from vmeste.modules.agreements.models import Agreement, AgreementDirection, AgreementParty
from vmeste.modules.agreements.selectors.grammar import as_signatory
from vmeste.modules.networks.models import Network
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.registers import signatories_for
from vmeste.modules.reference.models import Direction


@command(may=permissions.DRAFT)
def draft_agreement(
    network: Network, /, *, actor: Actor, organisations: Iterable[Organisation] = (), **values: Any
) -> Agreement:
    """Write down a new agreement with its first parties in the given order, each with who signs for it.

    Members of an organisation may draft only what their organisation is a party of.

    Raises:
        ImpossibleTerm: the term ends before it begins.
        GoneMeanwhile: one of the organisations has just been removed.
        PermissionDenied: the actor's organisation is not among the parties.
    """
    _check_term(values)
    agreement = Agreement()
    apply_values(agreement, values)
    organisations = list(organisations)
    hold_present(Organisation, [organisation.pk for organisation in organisations])
    signatories = signatories_for(actor, organisations)
    AgreementParty.objects.bulk_create(
        AgreementParty(
            agreement=agreement,
            organisation=organisation,
            position=position,
            **as_signatory(signatories.get(organisation.pk)),
        )
        for position, organisation in enumerate(organisations, start=1)
    )
    announce(AgreementDrafted(), actor=actor, subject=agreement)
    return agreement


@command(may=permissions.DRAFT)
def edit_agreement(agreement: Agreement, /, *, actor: Actor, version: int | None = None, **values: Any) -> Agreement:
    """Correct what is written down, in any stage: registers are kept by people who find mistakes later.

    Raises:
        EditConflict: somebody saved the agreement after `version` was read.
        ImpossibleTerm: the term ends before it begins.
    """
    current = locked(agreement, version=version)
    _check_term({"starts_on": current.starts_on, "ends_on": current.ends_on, **values})
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.DRAFT)
def set_directions(agreement: Agreement, /, *, actor: Actor, directions: Sequence[tuple[Direction, str]]) -> Agreement:
    """Give the agreement exactly these directions in this order, each with its wording in the document, or "".

    Raises:
        GoneMeanwhile: one of the directions has just been removed.
    """
    current = locked(agreement)
    rows = {row.direction_id: row for row in current.direction_rows.select_related("direction")}
    wanted = {direction.pk: (direction, wording) for direction, wording in directions}
    hold_present(Direction, [pk for pk in wanted if pk not in rows])
    before = sorted(str(row.direction) for row in rows.values())
    gone = [row for pk, row in rows.items() if pk not in wanted]
    written = []
    for position, (direction, wording) in enumerate(wanted.values(), start=1):
        row = rows.get(direction.pk) or AgreementDirection(agreement=current, direction=direction)
        if row.pk is None or (row.position, row.wording) != (position, wording):
            row.position, row.wording = position, wording
            row.full_clean()
            written.append(row)
    for row in gone:
        row.delete()
    for row in written:
        row.save()
    if gone or written:
        current.version += 1
        current.save(update_fields=["version"])
        after = sorted(str(direction) for direction, _wording in wanted.values())
        if before != after:
            changes = {"directions": [", ".join(before), ", ".join(after)]}
            announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.DRAFT)
def remove_agreement(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """Take an agreement out of the register; `restore_agreement` brings it back."""
    current = locked(agreement)
    if current.removed_at is None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.DRAFT)
def restore_agreement(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Bring a removed agreement back.

    Raises:
        GoneMeanwhile: a party or a direction of it has been removed since.
    """
    current = locked(agreement)
    if current.removed_at is not None:
        hold_targets_of_parts(current)
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current


def _check_term(values: dict[str, Any]) -> None:
    starts_on, ends_on = values.get("starts_on") or values.get("signed_on"), values.get("ends_on")
    if starts_on and ends_on and ends_on <= starts_on:
        raise ends_before_start(starts_on)
