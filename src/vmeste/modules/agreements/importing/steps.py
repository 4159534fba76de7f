"""Bringing an agreement to the parties and the stage that a table or a document says it has."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.services.parties import add_party, remove_party
from vmeste.modules.agreements.services.signing import bring_into_force, return_to_draft, send_for_signature
from vmeste.modules.organisations.models import Organisation

_STEPS = {
    (Stage.DRAFT, Stage.ON_SIGNATURE),
    (Stage.DRAFT, Stage.IN_FORCE),
    (Stage.ON_SIGNATURE, Stage.DRAFT),
    (Stage.ON_SIGNATURE, Stage.IN_FORCE),
}


def set_parties(row: Agreement, wanted: Iterable[Organisation], *, actor: Actor) -> None:
    """Give the agreement exactly these parties, new ones last."""
    present: dict[int, AgreementParty] = {party.organisation_id: party for party in row.parties.order_by("position")}
    for organisation in wanted:
        if present.pop(organisation.pk, None) is None:
            add_party(row, organisation=organisation, actor=actor)
    for party in present.values():
        remove_party(row, party=party, actor=actor)


def bring_to(row: Agreement, stage: str, *, actor: Actor) -> Agreement:
    """Bring the agreement to a stage by the steps that lead there.

    Raises:
        ValidationError: no step leads there, or the actor may not take it; the message stands at `stage`.
    """
    if row.stage == stage:
        return row
    try:
        if (row.stage, stage) not in _STEPS:
            words = _("An import cannot bring it from “%(now)s” to “%(stage)s”; do that on its page.")
            raise ValidationError(words % {"now": row.get_stage_display(), "stage": Stage(stage).label})
        if stage == Stage.ON_SIGNATURE:
            return send_for_signature(row, actor=actor)
        if stage == Stage.DRAFT:
            return return_to_draft(row, actor=actor)
        return bring_into_force(row, actor=actor, signed_on=row.signed_on)
    except PermissionDenied as refusal:
        raise ValidationError({"stage": _("You may not record signatures.")}) from refusal
    except ValidationError as refusal:
        if hasattr(refusal, "error_dict"):
            raise
        raise ValidationError({"stage": refusal.messages}) from refusal
