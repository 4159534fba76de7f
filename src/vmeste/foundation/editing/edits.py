"""The ordinary edits of a row: add, change, remove, restore. One body for every plain model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowAdded, RowChanged, RowRemoved, RowRestored
from vmeste.foundation.tenancy.models import EditableModel

from .uses import GoneMeanwhile, hold_present, hold_targets_of_parts, refuse_while_used

Row = TypeVar("Row", bound=models.Model)


def changes_between(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What setting `values` would change, in words: field name → [before, after]. No query for plain fields."""
    changes = {}
    for name, value in values.items():
        field = row._meta.get_field(name)
        if field.many_to_many:
            before, after = _labels(getattr(row, name).all()), _labels(value)
        else:
            before, after = in_words(row, name), in_words(type(row)(**{name: value}), name)
        if before != after:
            changes[name] = [before, after]
    return changes


def in_words(row: models.Model, name: str) -> str:
    """A field's value as history and comparison show it; empty for no value."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _labels(rows: Any) -> str:
    return ", ".join(sorted(str(row) for row in rows))


def apply_values(row: models.Model, values: Mapping[str, Any]) -> None:
    """Set, check and save; many-to-many values after the row exists.

    Raises:
        ValidationError: the row would break its own rules; the messages name fields.
    """
    plain = {n: v for n, v in values.items() if not row._meta.get_field(n).many_to_many}
    targets = {name: value for name, value in plain.items() if _is_new_target(row, name, value)}
    for name, value in plain.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=True)
    _hold_targets(targets)
    is_new = row.pk is None
    row.save()
    for name in values.keys() - plain.keys():
        if not is_new or values[name]:
            getattr(row, name).set(values[name])


def _hold_targets(targets: Mapping[str, Any]) -> None:
    """Raises ValidationError under the name of the field whose row has gone meanwhile; 1 query for each model."""
    by_model: dict[type[models.Model], dict[int, str]] = {}
    for name, value in targets.items():
        by_model.setdefault(type(value), {}).setdefault(value.pk, name)
    for model, names in by_model.items():
        try:
            hold_present(model, list(names))
        except GoneMeanwhile as gone:
            raise ValidationError({names[gone.row.pk]: gone}) from gone


def _is_new_target(row: models.Model, name: str, value: Any) -> bool:
    """Whether the row would begin to point at a row that people may remove."""
    return isinstance(value, EditableModel) and (row.pk is None or getattr(row, f"{name}_id") != value.pk)


@dataclass(frozen=True, slots=True)
class Edits(Generic[Row]):
    """The four commands of a plain model, each permissioned and written to the history."""

    add: Callable[..., Row]
    change: Callable[..., Row]
    remove: Callable[..., Row]
    restore: Callable[..., Row]


def edits_of(model: type[Row], *, may: Permission) -> Edits[Row]:
    """Make the four commands of an `EditableModel`.

    `add(container, *, actor, **values)`; `change(row, *, actor, version=None, **values)`;
    `remove(row, *, actor, at=None)`; `restore(row, *, actor)`. `container` is the network, or a row of it that the
    new row hangs on (pass it among the values too). Each answers the row. A row on which others stand is not
    removed: `remove` raises StillUsed.
    """

    def add(container: Any, *, actor: Actor, **values: Any) -> Row:
        row = model()
        apply_values(row, values)
        announce(RowAdded(), actor=actor, subject=row)
        return row

    def change(row: Row, *, actor: Actor, version: int | None = None, **values: Any) -> Row:
        current = locked(row, version=version)
        changes = changes_between(current, values)
        if changes:
            current.version += 1  # type: ignore[attr-defined]
            apply_values(current, values)
            announce(RowChanged(changes=changes), actor=actor, subject=current)
        return current

    def remove(row: Row, *, actor: Actor, at: datetime | None = None) -> Row:
        current = locked(row)
        if current.removed_at is None:  # type: ignore[attr-defined]
            refuse_while_used(current)
            current.removed_at = at or timezone.now()  # type: ignore[attr-defined]
            current.save(update_fields=["removed_at"])
            announce(RowRemoved(), actor=actor, subject=current)
        return current

    def restore(row: Row, *, actor: Actor) -> Row:
        current = locked(row)
        if current.removed_at is not None:  # type: ignore[attr-defined]
            current.removed_at = None  # type: ignore[attr-defined]
            try:
                current.full_clean(validate_unique=True)
                hold_targets_of_parts(current)
            except ValidationError as error:
                raise ValidationError(error.messages) from error
            current.save(update_fields=["removed_at"])
            announce(RowRestored(), actor=actor, subject=current)
        return current

    made = []
    for function in (add, change, remove, restore):
        function.__module__ = model.__module__.replace(".models", ".services")
        function.__name__ = f"{function.__name__}_{model._meta.model_name}"
        made.append(command(may=may)(function))
    return Edits(*made)
