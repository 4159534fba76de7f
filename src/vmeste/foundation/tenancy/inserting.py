"""New rows by the hundred thousand: plain values in, keys out, without an object for each row.

`bulk_create` makes an object of every row and asks every field of it a dozen times; that is nine tenths of its time.
This is for one command that writes a whole register, of plain models whose values it has judged itself.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

from .models import DerivedField, NetworkModel
from .scope import current_network_id
from .together import active_unit

_ROWS_AT_ONCE = 1000
_MOST_PARAMETERS = 60_000
"""PostgreSQL counts the parameters of a statement in sixteen bits."""
_AS_THEY_ARE = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)


def insert_rows(model: type[NetworkModel], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Write new rows of the active network and answer their keys, in order; 1 statement for up to 1000 rows.

    `names` are columns (`pupil_id`, not `pupil`); each row has a value for every one of them. Other columns get their
    default. Nothing is validated but by the database, so rows that are pointed at must have been read in this network.

    Raises:
        TypeError: a derived column is not among `names`, or a unit of other rows waits to be written.
        IntegrityError: the database refuses a row.
    """
    if active_unit() is not None:
        raise TypeError("rows written together and inserted rows do not see each other")
    columns, constants = _columns_of(model, names)
    places = [(place, field) for place, field in enumerate(columns) if not isinstance(field, _AS_THEY_ARE)]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in (*columns, *(f for f, _v in constants)))
    head = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted})"
    tail = [field.get_db_prep_save(value, connection) for field, value in constants]
    write = _as_arrays if connection.vendor == "postgresql" else _as_values
    keys: list[int] = []
    with connection.cursor() as cursor:
        for some in _chunks(rows, len(columns) + len(tail)):
            prepared = [list(row) for row in some]
            for place, field in places:
                for values in prepared:
                    values[place] = field.get_db_prep_save(values[place], connection)
            body, parameters = write(columns, prepared, tail)
            cursor.execute(f"{head} {body} RETURNING id", parameters)
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def _as_values(columns: list[Any], rows: list[list[Any]], tail: list[Any]) -> tuple[str, list[Any]]:
    """A list of values for each row."""
    one = f"({', '.join(['%s'] * (len(columns) + len(tail)))})"
    return f"VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in (*row, *tail)]


def _as_arrays(columns: list[Any], rows: list[list[Any]], tail: list[Any]) -> tuple[str, list[Any]]:
    """An array for each column: PostgreSQL reads and the driver writes a few parameters instead of thousands."""
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in columns)
    constants = "".join(", %s" for _value in tail)
    names = ", ".join(f"c{place}" for place in range(len(columns)))
    text = f"SELECT {names}{constants} FROM unnest({arrays}) AS given({names})"  # noqa: S608 - names of ours
    return text, [*tail, *(list(column) for column in zip(*rows, strict=True))]


def _columns_of(model: type[NetworkModel], names: Sequence[str]) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """The fields with values, and those that have the same value in every row."""
    by_column: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    columns = [by_column.pop(name) for name in names]
    constants: list[tuple[Any, Any]] = [(by_column.pop("network_id"), current_network_id())]
    by_column.pop("id")
    for field in by_column.values():
        if isinstance(field, DerivedField):
            raise TypeError(f"{field.name} is derived: give its value")
        constants.append((field, field.get_default()))
    return columns, constants


def _chunks(rows: Sequence[Sequence[Any]], width: int) -> Iterator[list[Sequence[Any]]]:
    most = min(connection.features.max_query_params or _MOST_PARAMETERS, _MOST_PARAMETERS)
    size = max(1, min(_ROWS_AT_ONCE, most // width))
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some
