"""What the parties promised, and what came of it."""

from datetime import date

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.editing.edits import edits_of
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.events import ObligationFulfilled
from vmeste.modules.agreements.models import Obligation

OBLIGATIONS = edits_of(Obligation, may=permissions.EDIT_PARTS)


@command(may=permissions.EDIT_PARTS)
def fulfil_obligation(obligation: Obligation, *, actor: Actor, fulfilled_on: date, evidence: str = "") -> Obligation:
    """Tick a promise off, with a word on what proves it."""
    current = locked(obligation)
    current.fulfilled_on, current.evidence = fulfilled_on, evidence
    current.version += 1
    current.save(update_fields=["fulfilled_on", "evidence", "version"])
    event = ObligationFulfilled(obligation_id=current.pk, text=current.text, fulfilled_on=fulfilled_on)
    announce(event, actor=actor, subject=current.agreement)
    return current


@command(may=permissions.EDIT_PARTS)
def reopen_obligation(obligation: Obligation, *, actor: Actor) -> Obligation:
    """Take the tick back."""
    current = locked(obligation)
    if current.fulfilled_on is not None:
        changes = {"fulfilled_on": [current.fulfilled_on.isoformat(), ""]}
        current.fulfilled_on, current.evidence = None, ""
        current.version += 1
        current.save(update_fields=["fulfilled_on", "evidence", "version"])
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current
