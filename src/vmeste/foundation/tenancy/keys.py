"""What may be there once in a table, as one row has it."""

from collections.abc import Collection
from typing import Any

from django.db import models

from .verdicts import verdict_on


def is_plain(constraint: models.UniqueConstraint) -> bool:
    """Whether it is about columns alone, and NULL differs from NULL."""
    return bool(constraint.fields) and not constraint.expressions and constraint.nulls_distinct is None


def key_of(row: Any, constraint: Any, *, exclude: Collection[str] = ()) -> tuple[Any, ...] | None:
    """What must be there once, as the row has it; None when the constraint is not about this row.

    Raises:
        UnknownHere: only the database can tell.
        FieldError: the condition needs one of the fields in `exclude`.
    """
    key = tuple(getattr(row, row._meta.get_field(name).attname) for name in constraint.fields)
    if None in key or any(hasattr(value, "resolve_expression") for value in key):
        return None
    if constraint.condition is not None and verdict_on(row, constraint.condition, exclude=exclude) is not True:
        return None
    return key


def twins_of(row: Any, constraint: Any, *, model: type[models.Model] | None = None) -> models.QuerySet[Any]:
    """Other rows that have what the row has and may be there once; 1 query when read."""
    model = model or type(row)
    names = [model._meta.get_field(name).attname for name in constraint.fields]  # type: ignore[union-attr]
    rows = model._default_manager.filter(**{name: getattr(row, name) for name in names})
    if constraint.condition is not None:
        rows = rows.filter(constraint.condition)
    return rows if row._state.adding or row.pk is None else rows.exclude(pk=row.pk)
