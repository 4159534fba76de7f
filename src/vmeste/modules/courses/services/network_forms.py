"""The switch into network form, and back."""

from datetime import datetime
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import PartyRole
from vmeste.modules.courses.events import NetworkFormClosed, NetworkFormOpened
from vmeste.modules.courses.models import NetworkForm, NetworkPart, Programme


@command(may=permissions.EDIT)
def open_network_form(programme: Programme, *, actor: Actor) -> NetworkForm:
    """From now on the programme is taught in network form; its organisation is the base.

    What was written down before the form was last closed is there again.
    """
    current = locked(programme)
    form: NetworkForm | None = NetworkForm.with_removed.filter(programme=current).first()
    if form is None:
        form = NetworkForm()
        apply_values(form, {"programme": current})
        base = {"network_form": form, "organisation": current.organisation, "role": PartyRole.BASE}
        apply_values(NetworkPart(), base)
    elif form.removed_at is not None:
        form.removed_at = None
        form.save(update_fields=["removed_at"])
    if not current.is_network_form:
        current.is_network_form = True
        current.version += 1
        current.save(update_fields=["is_network_form", "version"])
        announce(NetworkFormOpened(network_form_id=form.pk), actor=actor, subject=current)
    return form


@command(may=permissions.EDIT_FORMS)
def edit_network_form(form: NetworkForm, /, *, actor: Actor, version: int | None = None, **values: Any) -> NetworkForm:
    """Raises EditConflict when somebody saved the form after `version` was read."""
    current = locked(form, version=version)
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_FORMS)
def close_network_form(form: NetworkForm, *, actor: Actor, at: datetime) -> NetworkForm:
    """The programme is taught by its organisation alone; `restore_network_form` brings everything back."""
    current = locked(form)
    if current.removed_at is None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        programme = _switch(current, is_on=False)
        announce(NetworkFormClosed(network_form_id=current.pk), actor=actor, subject=programme)
    return current


@command(may=permissions.EDIT_FORMS)
def restore_network_form(form: NetworkForm, *, actor: Actor) -> NetworkForm:
    """Undo `close_network_form`."""
    current = locked(form)
    if current.removed_at is not None:
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        programme = _switch(current, is_on=True)
        announce(NetworkFormOpened(network_form_id=current.pk), actor=actor, subject=programme)
    return current


def _switch(form: NetworkForm, *, is_on: bool) -> Programme:
    programme = locked(Programme.with_removed.get(pk=form.programme_id))
    programme.is_network_form = is_on
    programme.version += 1
    programme.save(update_fields=["is_network_form", "version"])
    return programme
