"""What hangs on a row: asked before it is removed, merged or renamed away."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from vmeste.foundation.tenancy.together import active_unit


@dataclass(frozen=True, slots=True)
class Use:
    """How many rows of one model point at the row through one foreign key."""

    field: models.ForeignKey
    count: int

    @property
    def model(self) -> type[models.Model]:
        return self.field.model

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name_plural}: {self.count}"


class StillUsed(ValidationError):
    """Other rows stand on this one, so it cannot go."""

    def __init__(self, row: models.Model, uses: list[Use]) -> None:
        self.uses = uses
        words = ngettext_lazy(
            "“%(row)s” cannot be removed: %(uses)s stands on it.",
            "“%(row)s” cannot be removed: these stand on it: %(uses)s.",
            len(uses),
        )
        super().__init__(words, "still_used", {"row": str(row), "uses": "; ".join(dict.fromkeys(map(str, uses)))})


def foreign_keys_to(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    """Every foreign key of the house that points at `model`, hidden ones too; no query."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield cast("models.ForeignKey", relation.field)  # type: ignore[union-attr]


def protecting_keys_to(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys that keep a row of `model` from going; no query."""
    return [key for key in foreign_keys_to(model) if key.remote_field.on_delete is models.PROTECT]


def look_up_uses(model: type[models.Model], pks: Collection[int]) -> None:
    """Ask at once what stands on many rows that are about to be removed together; 1 query for each such key."""
    if (unit := active_unit()) is not None:
        for key in protecting_keys_to(model):
            unit.look_up_uses(key, pks)


def _owning_keys_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys by which its rows are parts of rows that people may remove; no query."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.CASCADE
        and hasattr(field.remote_field.model, "with_removed")
    ]


def uses_of(row: models.Model) -> list[Use]:
    """The present rows that keep `row` from going (foreign keys that protect it); 1 query for each such key.

    A part of a removed row is gone with it: the party of a removed agreement holds no organisation.
    """
    found = []
    unit = active_unit()
    for key in protecting_keys_to(type(row)):
        if unit is not None and unit.knows_unused(key, row.pk):
            continue
        owners = {f"{owner.name}__removed_at": None for owner in _owning_keys_of(key.model)}
        rows: Any = key.model._default_manager.filter(**{key.name: row, **owners})
        if count := rows.count():
            found.append(Use(key, count))
    return found


def refuse_while_used(row: models.Model) -> None:
    """Raises StillUsed when present rows stand on `row`."""
    if uses := uses_of(row):
        raise StillUsed(row, uses)


def hold_targets_of_parts(row: models.Model) -> None:
    """Before a removed row comes back: its parts may point at rows that have been removed in the meantime.

    1 query for each model that such a part points at, and 1 more for its rows.

    Raises:
        GoneMeanwhile: one of them is removed.
    """
    for key in foreign_keys_to(type(row)):
        if key.remote_field.on_delete is not models.CASCADE:
            continue
        for target in key.model._meta.concrete_fields:
            if isinstance(target, models.ForeignKey) and target in protecting_keys_to(target.remote_field.model):
                parts: Any = key.model._default_manager.filter(**{key.name: row})
                pks = parts.exclude(**{target.name: None}).values_list(target.attname, flat=True)
                if hasattr(target.remote_field.model, "with_removed"):
                    hold_present(target.remote_field.model, sorted(set(pks)))


class GoneMeanwhile(ValidationError):
    """Somebody removed the row, or merged it into another, before the new row could point at it."""

    def __init__(self, row: models.Model) -> None:
        self.row = row
        super().__init__(_("“%(row)s” has just been removed; choose again."), "gone_meanwhile", {"row": str(row)})


def hold_present(model: type[models.Model], pks: Collection[int]) -> None:
    """Keep rows that a new row will point at from being removed until the transaction ends; 1 query.

    The check of a foreign key is of no help: it is made at the end of the transaction, and a removed row is still
    there. Readers and other new rows are not held up (PostgreSQL manual, "Explicit Locking": FOR KEY SHARE).

    Raises:
        GoneMeanwhile: one of them is removed already.
    """
    if (unit := active_unit()) is not None:
        pks = [pk for pk in pks if not unit.is_new(model, pk) and not unit.holds(model, pk)]
    if not pks:
        return
    rows: Any = model.with_removed.filter(pk__in=pks).order_by("pk")  # type: ignore[attr-defined]
    query, parameters = rows.query.sql_with_params()
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    for row in rows.model.with_removed.raw(query + lock, parameters):
        if row.removed_at is not None:
            raise GoneMeanwhile(row)
        if unit is not None:
            unit.hold(model, row.pk)
