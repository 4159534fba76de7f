"""Blank tables to fill in: headings, a line of help, an example, drop-down lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_ROWS_WITH_LISTS = 12_000
_LISTS = "lists"
_HEADER: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "bottom": 1}
_REQUIRED: dict[str, Any] = {**_HEADER, "bg_color": "#FCE4B8"}
_HELP: dict[str, Any] = {"italic": True, "text_wrap": True, "valign": "top", "font_color": "#555555", "font_size": 9}
_EXAMPLE: dict[str, Any] = {"text_wrap": True, "valign": "top", "font_color": "#777777", "num_format": "@"}


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """One column; `choices` become a drop-down list, `width` is in characters."""

    title: str
    help: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_date: bool = False
    width: float = 20


def write_blank(title: str, columns: Sequence[BlankColumn]) -> bytes:
    """A workbook with headings, help and an example in its first three rows. Equal input gives equal bytes.

    Columns are formatted as text or dates, so that numbers with leading zeros stay as they are typed. The lists
    stand on a hidden sheet: a list inside the rule itself may have 255 characters only.
    """
    target = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        book.set_properties({"created": _CREATED.replace(tzinfo=None)})
        sheet, lists = book.add_worksheet(title[:31]), book.add_worksheet(_LISTS)
        lists.hide()
        formats = {name: book.add_format(look) for name, look in (("help", _HELP), ("example", _EXAMPLE))}
        headers = {False: book.add_format(_HEADER), True: book.add_format(_REQUIRED)}
        cells = {False: book.add_format({"num_format": "@"}), True: book.add_format({"num_format": "dd.mm.yyyy"})}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, cells[column.is_date])
            sheet.write_string(0, index, column.title, headers[column.is_required])
            sheet.write_string(1, index, column.help, formats["help"])
            sheet.write_string(2, index, column.example, formats["example"])
            if column.choices:
                for row, choice in enumerate(column.choices):
                    lists.write_string(row, index, choice)
                name = xl_col_to_name(index)
                source = f"={_LISTS}!${name}$1:${name}${len(column.choices)}"
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(2, index, _ROWS_WITH_LISTS, index, rule)
        sheet.freeze_panes(1, 0)
    return target.getvalue()
