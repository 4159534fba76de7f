"""Registers as text files with semicolons, which a Russian Excel opens by a double click.

A text that a spreadsheet would take for a formula gets an invisible sign, U+2060 WORD JOINER, in front: the cell then
begins with no formula sign, looks the same, and prints the same. `plain` takes exactly one such sign away again, and a
text that begins with one of its own gets a second, so what is read back is identical to what was written. Quotation
marks around a cell would not help (they are gone before the spreadsheet looks), and an apostrophe becomes part of the
text. Signs of numbers and telephones are safe in the same way: «+7 …» is text. Columns of numbers and dates carry no
text and are written bare, negative numbers included.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

from vmeste.pure.writing.tables.sheets import FORMULA_SIGNS, NO, YES, Kind, Sheet, Value, checked

SHIELD = "\u2060"
_DELIMITER = ";"
_ROWS_AT_A_TIME = 200
_MARK = b"\xef\xbb\xbf"


def write_csv(sheet: Sheet) -> Iterator[bytes]:
    """The register in pieces of a text file: UTF-8 with a byte order mark, CRLF, the header first.

    Memory is a few hundred rows. Raises `WrongValue` while it is being read.
    """
    yield _MARK
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=_DELIMITER, lineterminator="\r\n")
    writer.writerow([shielded(column.title) for column in sheet.columns])
    for number, row in enumerate(sheet.rows, start=1):
        cells = zip(sheet.columns, row, strict=True)
        writer.writerow([_cell(checked(value, column), column.kind) for column, value in cells])
        if number % _ROWS_AT_A_TIME == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def shielded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    begin = text.lstrip(" \u00a0")[:1] or text[:1]
    return SHIELD + text if text.startswith(SHIELD) or (begin and begin in FORMULA_SIGNS) else text


def plain(text: str) -> str:
    """The inverse of `shielded`."""
    return text.removeprefix(SHIELD)


def _cell(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, str):
        return shielded(value.replace("\0", ""))
    number = Decimal(str(value))
    return (f"{number:.2f}" if kind is Kind.MONEY else f"{number:f}").replace(".", ",")


def _emptied(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
