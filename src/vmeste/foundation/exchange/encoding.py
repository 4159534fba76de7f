"""Values as JSON and back: cells of tables, and fields with the rows they point at. Knows no Django until asked."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

_DAY, _MOMENT, _ROW = "day", "moment", "row"


def encoded(value: Any) -> Any:
    """A JSON-ready form of text, number, truth, day, moment, a row of a model, or a sequence of those."""
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, list | tuple):
        return [encoded(item) for item in value]
    if hasattr(value, "_meta"):
        return {_ROW: [value._meta.label, value.pk]}
    return value


def decoded(value: Any) -> Any:
    """The inverse of `encoded`; sequences come back as tuples.

    Raises:
        LookupError: a row is gone from the active network.
    """
    if isinstance(value, list):
        return tuple(decoded(item) for item in value)
    if not isinstance(value, dict):
        return value
    ((kind, stored),) = value.items()
    if kind == _DAY:
        return date.fromisoformat(stored)
    return datetime.fromisoformat(stored) if kind == _MOMENT else _row(*stored)


def decoded_row(cells: Iterable[Any]) -> tuple[Any, ...]:
    """The cells of one line."""
    return tuple(map(decoded, cells))


def _row(label: str, pk: int) -> Any:
    from django.apps import apps  # late: the child process that encodes cells has no Django

    row = apps.get_model(label)._default_manager.filter(pk=pk).first()
    if row is None:
        raise LookupError(f"{label} {pk}")
    return row
