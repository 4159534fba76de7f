"""Members of staff and their posts."""

from datetime import datetime
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.editing.parts import parts_of
from vmeste.foundation.editing.uses import refuse_while_used
from vmeste.modules.networks.models import Network
from vmeste.modules.people import permissions
from vmeste.modules.people.events import StaffAdded, StaffChanged
from vmeste.modules.people.models import StaffMember, StaffPost

POSTS = parts_of(StaffPost, of="member", may=permissions.EDIT_STAFF)
OF_POST = ("organisation", "post", "subject", "starts_on", "cleared_until")


@command(may=permissions.EDIT_STAFF)
def add_staff(network: Network, /, *, actor: Actor, **values: Any) -> StaffMember:
    """Write down somebody who works here, with the first post.

    Raises:
        ValidationError: the data break the row's rules; messages name fields.
        PermissionDenied: the post is at an organisation the actor does not keep.
    """
    of_post = {name: values.pop(name) for name in OF_POST if name in values}
    member = StaffMember()
    apply_values(member, values)
    apply_values(StaffPost(), {"member": member, **of_post})
    announce(StaffAdded(), actor=actor, subject=member)
    return member


@command(may=permissions.EDIT_STAFF)
def change_staff(member: StaffMember, /, *, actor: Actor, version: int | None = None, **values: Any) -> StaffMember:
    """Correct a name or a contact; the history tells which, never what they say.

    Raises:
        EditConflict: somebody saved the row after `version` was read.
        ValidationError: the data break the row's rules; messages name fields.
    """
    current = locked(member, version=version)
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(StaffChanged(fields=sorted(changes)), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_STAFF)
def remove_staff(member: StaffMember, *, actor: Actor, at: datetime) -> StaffMember:
    """Take somebody off the lists; `restore_staff` brings the row back.

    Raises:
        StillUsed: groups or orders name this person.
    """
    current = locked(member)
    if current.removed_at is None:
        refuse_while_used(current)
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_STAFF)
def restore_staff(member: StaffMember, *, actor: Actor) -> StaffMember:
    """Bring a removed member of staff back."""
    current = locked(member)
    if current.removed_at is not None:
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current
