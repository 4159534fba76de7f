"""A list as an official register: the rows and order on the screen, the columns of a register, a template of its own.

A module declares the columns once; the fields of the template, the original template and the data follow from them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.tables.registers import TooManyRows
from vmeste.pure.writing.tables.sheets import ColumnSpec, Kind, spoken
from vmeste.pure.writing.templates.language import in_digits
from vmeste.pure.writing.templates.schema import Schema, day, records, text

from .tables import Table, plain

UNKNOWN = "–"
MOST_ROWS = 2_000
"""Typesetting more would take over a gigabyte of memory; so long a list is for a spreadsheet."""
_LETTERS = 10
_NUMBER = ColumnSpec("", Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Printed:
    """A column on paper: `key` in templates, `width` in per cent.

    The value is that of the list's own column `of`, else what `value` answers for the row.
    """

    key: str
    heading: str
    width: int
    example: str
    of: str = ""
    value: Callable[[Any], Any] | None = None


def _attach_nothing(actor: Any, rows: Sequence[Any]) -> None:
    """The rows have all that the columns ask of them."""


@dataclass(frozen=True, slots=True)
class Register:
    """How a list is printed: `fill` makes the .docx of the data, `attach` puts on all rows at once what is missing."""

    columns: tuple[Printed, ...]
    fill: Callable[[Mapping[str, Any]], bytes]
    attach: Callable[[Any, Sequence[Any]], None] = _attach_nothing


_registers: dict[str, Register] = {}


def print_list_as(screen: str, register: Register) -> None:
    """From `ready()`: the list's documents are this register instead of the plain table."""
    _registers[screen] = register


def register_of(screen: str) -> Register | None:
    return _registers.get(screen)


def register_schema(columns: Iterable[Printed]) -> Schema:
    """The fields a template of the register may use."""
    return Schema(
        (
            text("network", "Чей реестр", "Сеть «Вместе»"),
            day("on", "По состоянию на", date(2026, 9, 1)),
            text("conditions", "Отбор: фильтры и поиск", "Состояние: действует"),
            text("count", "Число записей", "2"),
            records(
                "rows",
                "Записи реестра",
                text("number", "№ п/п", "1"),
                *(text(column.key, column.heading, column.example) for column in columns),
            ),
        )
    )


def register_template(title: str, columns: Sequence[Printed]) -> bytes:
    """The original template: a landscape table whose header stands on every page; the same bytes every time."""
    number_width = 100 - sum(column.width for column in columns)
    tag_row = [""] * len(columns)
    blocks: list[Block] = [
        Paragraph("{{ network }}", Align.CENTRE, 0),
        Heading(title, 1),
        Paragraph("по состоянию на {{ on|digits }}", Align.CENTRE, 0),
        Paragraph("{%p if conditions %}"),
        Paragraph("{{ conditions }}", Align.CENTRE, 0),
        Paragraph("{%p endif %}"),
        Paragraph("", indent_mm=0),
        Grid(
            (
                ("№ п/п", *(column.heading for column in columns)),
                ("{%tr for row in rows %}", *tag_row),
                (
                    Cell("{{ row.number }}", Align.CENTRE),
                    *(f"{{{{ row.{column.key} }}}}" for column in columns),
                ),
                ("{%tr endfor %}", *tag_row),
            ),
            (number_width, *(column.width for column in columns)),
            has_borders=True,
            header_rows=1,
            size_pt=_LETTERS,
        ),
        Paragraph("", indent_mm=0),
        Paragraph("Всего записей: {{ count }}", Align.LEFT, 0),
        Paragraph("", indent_mm=0),
        Grid((("Ответственный за ведение реестра", "____________________ / ____________________ /"),), (40, 60)),
    ]
    return build_docx(blocks, title=title, is_landscape=True)


def register_facts(
    register: Register,
    table: Table,
    rows: Iterable[Any],
    *,
    actor: Any,
    network: str,
    on: date,
    conditions: Sequence[str] = (),
) -> dict[str, Any]:
    """The data of a register in the shape of its schema; what `attach` asks comes on top of reading the rows.

    Raises:
        TooManyRows: so many rows are for a spreadsheet.
    """
    shown = list(islice(rows, MOST_ROWS + 1))
    if len(shown) > MOST_ROWS:
        raise TooManyRows(f"more than {MOST_ROWS} rows")
    register.attach(actor, shown)
    return {
        "network": network,
        "on": on,
        "conditions": "; ".join(conditions),
        "count": str(len(shown)),
        "rows": [
            {"number": str(number), **{column.key: _said(_value(column, table, row)) for column in register.columns}}
            for number, row in enumerate(shown, start=1)
        ],
    }


def _value(printed: Printed, table: Table, row: Any) -> Any:
    if printed.value is not None:
        return printed.value(row)
    column = table.column(printed.of or printed.key)
    if column is None:
        raise LookupError(f"the list has no column {printed.of or printed.key!r}")
    return (column.full_value or column.value_of)(row)


def _said(value: Any) -> str:
    """A value as a Russian register says it; a dash for what is not known."""
    said = plain(value)
    if isinstance(said, bool):
        return "да" if said else "нет"
    if isinstance(said, datetime):
        said = said.date()
    if isinstance(said, date):
        return str(in_digits(said))
    if said is not None and not isinstance(said, str):
        return spoken(said, _NUMBER)
    return said or UNKNOWN
