"""Organisations come into the register, change, leave it and come back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged, RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.editing.uses import refuse_while_used
from vmeste.foundation.text.identifiers import IdentifierField
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.errors import PeopleActForIt, WasMerged
from vmeste.modules.organisations.events import OrganisationRegistered
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.merges import members_of

OF_THE_REGISTER = frozenset({"is_shared", "partner_since", "note"})
"""What the keepers of the register say about an organisation; its own representative does not change these."""


@command(may=permissions.REGISTER)
def register_organisation(network: Any, /, *, actor: Actor, **values: Any) -> Organisation:
    """Add an organisation to the register of the active network.

    Whoever acts for one organisation is remembered as the one who registered it; whoever keeps one territory
    registers in that territory unless another is given.

    Raises:
        ValidationError: the values break a rule, or INN and KPP are registered already; the messages name fields.
    """
    organisation = Organisation(registered_by_id=_registering(actor))
    if values.get("territory") is None and (own := _only_territory(actor)) is not None:
        organisation.territory_id = own
        values = {name: value for name, value in values.items() if name != "territory"}
    apply_values(organisation, values)
    announce(OrganisationRegistered(), actor=actor, subject=organisation)
    return organisation


@command(may=permissions.EDIT)
def edit_organisation(
    organisation: Organisation, /, *, actor: Actor, version: int | None = None, **values: Any
) -> Organisation:
    """Change an organisation's own data.

    Raises:
        ValidationError: the values break a rule; the messages name fields.
        PermissionDenied: its representative tried to change what the keepers of the register say about it.
    """
    current = locked(organisation, version=version)
    changes = changes_between(current, _in_one_form(values))
    if changes:
        if changes.keys() & OF_THE_REGISTER and not permissions.REGISTER.is_held_by(actor):
            raise PermissionDenied(permissions.REGISTER.name)
        current.version += 1
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.REMOVE)
def remove_organisation(organisation: Organisation, *, actor: Actor, at: datetime | None = None) -> Organisation:
    """Take an organisation out of the register; `restore_organisation` brings it back.

    Raises:
        StillUsed: agreements, partnerships, units or others stand on it.
        PeopleActForIt: somebody has a role for it.
    """
    current = locked(organisation)
    if current.removed_at is None:
        refuse_while_used(current)
        if members_of(current).exists():
            raise PeopleActForIt(current)
        current.removed_at = at or timezone.now()  # noqa: TID251 - as plain rows do
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.REMOVE)
def restore_organisation(organisation: Organisation, *, actor: Actor) -> Organisation:
    """Bring a removed organisation back.

    Raises:
        WasMerged: it went into another one; undoing the merge brings it back.
        ValidationError: another one has its INN and KPP by now.
    """
    current = locked(organisation)
    if current.removed_at is not None:
        if current.merged_into is not None:
            raise WasMerged(current)
        current.removed_at = None
        try:
            current.full_clean(validate_unique=True)
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from refusal
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current


def _registering(actor: Actor) -> int | None:
    """The organisation for which the actor registers; None for keepers of the network or of a territory."""
    keeper = actor.narrowed_to(permissions.REGISTER.roles)
    return None if keeper.is_network_wide else min(keeper.organisation_ids, default=None)


def _only_territory(actor: Actor) -> int | None:
    keeper = actor.narrowed_to(permissions.REGISTER.roles)
    is_of_one = not keeper.is_network_wide and not keeper.organisation_ids and len(keeper.territory_ids) == 1
    return next(iter(keeper.territory_ids)) if is_of_one else None


def _in_one_form(values: dict[str, Any]) -> dict[str, Any]:
    """Registration numbers as they will be stored, so that other spaces are no change."""
    plain = dict(values)
    for name, value in values.items():
        field = Organisation._meta.get_field(name)
        if isinstance(field, IdentifierField):
            try:
                plain[name] = field.clean(value, None)
            except ValidationError:
                continue  # the row's own check says what is wrong
    return plain
