"""What a template may ask for: a tree of named fields."""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EXAMPLE_RECORDS = 2
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    GROUP = "group"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Field:
    """One name a template may use. `fields` belong to a group (one record) or to each of a list of records."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    example: str | date | None = None
    fields: tuple["Field", ...] = ()

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or keyword.iskeyword(self.name) or self.name.startswith("_"):
            raise ValueError(f"{self.name!r} is no name for a field")
        if self.name == "loop":
            raise ValueError("'loop' belongs to the template language")
        if bool(self.fields) != (self.kind in {Kind.GROUP, Kind.RECORDS}):
            raise ValueError(f"{self.name!r}: groups and lists have fields, and nothing else has")
        _check_distinct(self.fields)

    def field(self, name: str) -> "Field | None":
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """All a template may use."""

    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        _check_distinct(self.fields)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def example(self) -> dict[str, object]:
        """Data of the right shape from the fields' examples; lists get two records."""
        return _example(self.fields)

    def names(self) -> tuple[tuple[str, Field], ...]:
        """Every field with its full name, as a help page lists them: `party.name`, in the order of the schema."""
        return tuple(_names(self.fields, ""))


def text(name: str, label: str, example: str = "") -> Field:
    return Field(name, label, Kind.TEXT, example)


def day(name: str, label: str, example: date | None = None) -> Field:
    return Field(name, label, Kind.DATE, example)


def group(name: str, label: str, *fields: Field) -> Field:
    return Field(name, label, Kind.GROUP, None, fields)


def records(name: str, label: str, *fields: Field) -> Field:
    return Field(name, label, Kind.RECORDS, None, fields)


def _check_distinct(fields: tuple[Field, ...]) -> None:
    names = [field.name for field in fields]
    if len(set(names)) < len(names):
        raise ValueError(f"a name stands twice: {sorted(names)}")


def _example(fields: tuple[Field, ...]) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in fields:
        if field.kind is Kind.GROUP:
            values[field.name] = _example(field.fields)
        elif field.kind is Kind.RECORDS:
            values[field.name] = [_example(field.fields) for _ in range(EXAMPLE_RECORDS)]
        else:
            values[field.name] = field.example
    return values


def _names(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield prefix + field.name, field
        yield from _names(field.fields, f"{prefix}{field.name}.")


def clean(data: Mapping[str, object], fields: tuple[Field, ...]) -> dict[str, object]:
    """The data cut to the schema: missing and empty values are None, text holds only what XML can hold.

    Raises `TypeError` naming the field where a value is of another kind than the schema says.
    """
    return {field.name: _clean_value(field, data.get(field.name)) for field in fields}


def _clean_value(field: Field, value: object) -> object:
    if field.kind is Kind.GROUP and isinstance(value, Mapping | None):
        return clean(value or {}, field.fields)
    if field.kind is Kind.RECORDS and isinstance(value, list | tuple | None):
        return [clean(record, field.fields) for record in value or ()]
    if field.kind is Kind.DATE and isinstance(value, date | None):
        return value
    if field.kind is Kind.TEXT and (value is None or isinstance(value, str | int)):
        return _printable(str(value)) or None if value is not None else None
    raise TypeError(f"{field.name}: {type(value).__name__} where {field.kind} was expected")


def _printable(value: str) -> str:
    """Without the characters that XML 1.0 forbids; every kind of line end becomes one."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    for line_end in ("\v", "\f", "\x85", "\u2028", "\u2029"):
        value = value.replace(line_end, "\n")
    return _NOT_IN_XML.sub("", value).strip("\n")
