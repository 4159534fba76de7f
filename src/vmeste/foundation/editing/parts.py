"""The ordinary edits of rows that live on the page of another: its tasks, stages, contacts. One body for them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Max

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import PartAdded, PartChanged, PartMoved, PartRemoved, PartRestored

from .edits import apply_values, changes_between
from .uses import refuse_while_used

Part = TypeVar("Part", bound=models.Model)
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PartEdits(Generic[Part]):
    """The commands of one kind of part; the permission is asked of the whole, and its history tells of the part."""

    model: type[Part]
    of: str
    add: Callable[..., Part]
    change: Callable[..., Part]
    remove: Callable[..., Part]
    restore: Callable[..., Part]
    move: Callable[..., Part]


class _Plain(Generic[Part]):
    """The bodies of the commands."""

    def __init__(self, model: type[Part], of: str) -> None:
        self.model, self.of = model, of
        self.every: Any = model.with_removed  # type: ignore[attr-defined]
        self.is_ordered = any(field.name == "position" for field in model._meta.concrete_fields)

    def add(self, whole: Any, /, *, actor: Actor, **values: Any) -> Part:
        part = self.model()
        if self.is_ordered and values.get("position") is None:
            last = self.every.filter(**{self.of: whole}).aggregate(last=Max("position"))["last"]
            values["position"] = (last or 0) + 1
        apply_values(part, {self.of: whole, **values})
        announce(PartAdded(**self._about(part)), actor=actor, subject=whole)
        return part

    def change(self, whole: Any, /, *, part: Part, actor: Actor, version: int | None = None, **values: Any) -> Part:
        current = self._own(whole, part, version)
        if changes := changes_between(current, values):
            current.version += 1
            apply_values(current, values)
            announce(PartChanged(changes=changes, **self._about(current)), actor=actor, subject=whole)
        return current  # type: ignore[no-any-return]

    def remove(self, whole: Any, /, *, part: Part, actor: Actor, at: datetime) -> Part:
        current = self._own(whole, part)
        if current.removed_at is None:
            refuse_while_used(current)
            current.removed_at = at
            current.save(update_fields=["removed_at"])
            announce(PartRemoved(**self._about(current)), actor=actor, subject=whole)
        return current  # type: ignore[no-any-return]

    def restore(self, whole: Any, /, *, part: Part, actor: Actor) -> Part:
        current = self._own(whole, part)
        if current.removed_at is not None:
            current.removed_at = None
            current.full_clean(validate_unique=True)
            current.save(update_fields=["removed_at"])
            announce(PartRestored(**self._about(current)), actor=actor, subject=whole)
        return current  # type: ignore[no-any-return]

    def move(self, whole: Any, /, *, part: Part, by: int, actor: Actor) -> Part:
        present: Any = self.model._default_manager
        rows = list(present.filter(**{self.of: whole}).select_for_update(of=("self",)).order_by("position", "pk"))
        place = next(index for index, row in enumerate(rows) if row.pk == part.pk)
        wanted = min(max(place + by, 0), len(rows) - 1)
        if wanted != place:
            rows.insert(wanted, rows.pop(place))
            for position, row in enumerate(rows, start=1):
                row.position = position
            present.bulk_update(rows, ["position"])
            announce(PartMoved(**self._about(rows[wanted])), actor=actor, subject=whole)
        return rows[wanted]  # type: ignore[no-any-return]

    def _own(self, whole: Any, part: Part, version: int | None = None) -> Any:
        return locked(self.every.get(pk=part.pk, **{self.of: whole}), version=version)

    def _about(self, part: Any) -> dict[str, Any]:
        return {"part": self.model._meta.label, "part_id": part.pk, "what": str(part)[:_SHOWN]}


def parts_of(model: type[Part], *, of: str, may: Permission) -> PartEdits[Part]:
    """Make the commands of an `EditableModel` with a foreign key `of` to the whole and, mostly, a `position`.

    `add(whole, *, actor, **values)` puts the part last; `change(whole, *, part, actor, version=None, **values)`;
    `remove(whole, *, part, actor, at)`; `restore(whole, *, part, actor)`; `move(whole, *, part, by, actor)` takes it
    `by` places down (negative: up). Each answers the part; one of another whole is `DoesNotExist`.
    """
    plain = _Plain(model, of)
    module = model.__module__.replace(".models", ".services")

    def made(name: str, body: Callable[..., Part]) -> Callable[..., Part]:
        def run(whole: Any, /, **values: Any) -> Part:
            return body(whole, **values)

        run.__module__, run.__name__, run.__doc__ = module, f"{name}_{model._meta.model_name}", body.__doc__
        return command(may=may)(run)

    return PartEdits(
        model,
        of,
        add=made("add", plain.add),
        change=made("change", plain.change),
        remove=made("remove", plain.remove),
        restore=made("restore", plain.restore),
        move=made("move", plain.move),
    )
