"""Registers as .xlsx workbooks: real dates and numbers, text that stays text, ready to print."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vmeste.pure.writing.tables.sheets import Kind, Sheet, Value, checked

MAX_CELL_LETTERS = 32_767
_EARLIEST = date(1900, 3, 1)
_LARGEST_EXACT = 10**15
_NAME_LENGTH = 31
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@", "text_wrap": True},
    Kind.NUMBER: {"num_format": "General"},
    Kind.DATE: {"num_format": "dd.mm.yyyy"},
    Kind.MONEY: {"num_format": "#,##0.00"},
    Kind.BOOLEAN: {},
}
_LANDSCAPE_A4 = 9
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)


def write_xlsx(sheets: Iterable[Sheet], target: IO[bytes], *, constant_memory: bool = False) -> None:
    """Writes one worksheet for each sheet into an open binary file.

    The header row is frozen, filtered and repeated on each printed page; pages are landscape and as wide as the table.
    Text is stored as text whatever it begins with, so no cell is ever a formula or a link. With `constant_memory`
    rows go to a temporary file as they come, for registers of any length. Equal input gives equal bytes.
    Raises `WrongValue`. Dates before March 1900, which Excel does not know, are written as text.
    """
    options = {
        "constant_memory": constant_memory,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd.mm.yyyy",
    }
    with Workbook(target, options) as book:
        book.set_properties({"created": _CREATED.replace(tzinfo=None)})
        formats = {kind: book.add_format({"valign": "top", **_FORMATS[kind]}) for kind in Kind}
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEEEEE"})
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_free_name(sheet.title, taken)), sheet, formats, header)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: dict[Kind, Format], header: Format) -> None:
    for index, column in enumerate(sheet.columns):
        worksheet.set_column(index, index, column.width)
        worksheet.write_string(0, index, _storable(column.title), header)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(worksheet, last, index, checked(value, column), formats[column.kind])
    worksheet.freeze_panes(1, 0)
    if sheet.columns:
        worksheet.autofilter(0, 0, last, len(sheet.columns) - 1)
    worksheet.set_landscape()
    worksheet.set_paper(_LANDSCAPE_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_footer("&C&P / &N")


def _write_cell(worksheet: Worksheet, row: int, index: int, value: Value, style: Format) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        worksheet.write_boolean(row, index, value, style)
    elif isinstance(value, date) and value >= _EARLIEST:
        worksheet.write_datetime(row, index, value, style)
    elif isinstance(value, date):
        worksheet.write_string(row, index, f"{value.day:02}.{value.month:02}.{value.year:04}", style)
    elif isinstance(value, str) or Decimal(value) >= _LARGEST_EXACT or Decimal(value) <= -_LARGEST_EXACT:
        worksheet.write_string(row, index, _storable(str(value)), style)
    else:
        worksheet.write_number(row, index, float(value), style)


def _storable(text: str) -> str:
    """Cut to what a cell holds; Excel's limit counts UTF-16 units."""
    text = _NOT_IN_XML.sub("", text)
    while len(text.encode("utf-16-le")) > 2 * MAX_CELL_LETTERS:
        text = text[: len(text) - max(1, (len(text.encode("utf-16-le")) // 2 - MAX_CELL_LETTERS) // 2)]
    return text


def _free_name(title: str, taken: set[str]) -> str:
    """The title as a worksheet's name: without forbidden signs, short enough, not used yet."""
    name = _FORBIDDEN_IN_NAMES.sub(" ", title).strip(" '")[:_NAME_LENGTH].strip(" '") or "1"
    free, number = name, 1
    while free.casefold() in taken or free.casefold() == "history":
        number += 1
        ending = f" {number}"
        free = name[: _NAME_LENGTH - len(ending)] + ending
    taken.add(free.casefold())
    return free
