"""A register as plain data: a title, columns and rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | float | Decimal | date | bool | None

# What a spreadsheet takes for the beginning of a formula, in ordinary and in full-width form (ASVS 5.0, 1.2.10).
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
YES, NO = "да", "нет"


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """`width` is in characters, as spreadsheets count it."""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows may be a generator; they are read once. Each row has a value, or None, for every column."""

    title: str
    columns: tuple[ColumnSpec, ...]
    rows: Iterable[Sequence[Value]]


class WrongValue(TypeError):
    """A value does not fit its column; the text says which."""


def checked(value: Value, column: ColumnSpec) -> Value:
    """The value as its column says, moments cut to days. Raises `WrongValue`."""
    if value is None or value == "":
        return None
    if column.kind is Kind.TEXT:
        return str(value)
    if column.kind is Kind.BOOLEAN and isinstance(value, bool):
        return value
    if column.kind is Kind.DATE and isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if column.kind in {Kind.NUMBER, Kind.MONEY} and is_number and Decimal(str(value)).is_finite():
        return value
    raise WrongValue(f"{column.title}: {type(value).__name__} where {column.kind} was expected")


def spoken(value: Value, column: ColumnSpec) -> str:
    """The value as a Russian reader expects it on paper: 17.11.2015, 1 234,50, да."""
    value = checked(value, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, str):
        return value
    number = f"{Decimal(str(value)):,.2f}" if column.kind is Kind.MONEY else f"{Decimal(str(value)).normalize():,f}"
    return number.replace(",", "\u00a0").replace(".", ",")
