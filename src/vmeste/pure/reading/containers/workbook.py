"""Workbooks (.xlsx): every visible sheet a heading and a table, merged cells as one."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from vmeste.pure.reading.containers.drafts import MAX_CELLS, CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Kind
from vmeste.pure.writing.tables.limits import Damaged, Limits, TableRefused, TooLarge
from vmeste.pure.writing.tables.reading import Cell, as_text
from vmeste.pure.writing.tables.scanning import scan_xlsx

_LIMITS = Limits(max_cells=MAX_CELLS - 1)
_MAX_SHEETS = 60


def read_workbook(data: bytes) -> Iterator[DraftBlock]:
    """The sheets in their order; empty ones are left out."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
        for name in names[:_MAX_SHEETS]:
            scan_xlsx(data, name, _LIMITS)
            yield from _sheet(book.get_sheet_by_name(name))
    except TableRefused as refusal:
        codes: dict[type[TableRefused], Code] = {TooLarge: Code.TOO_LARGE, Damaged: Code.DAMAGED}
        raise FileRefused(codes.get(type(refusal), Code.DAMAGED), str(refusal)) from refusal
    except CalamineError as error:
        raise FileRefused(Code.DAMAGED, str(error)) from error


def _sheet(sheet: CalamineSheet) -> Iterator[DraftBlock]:
    rows = sheet.to_python(skip_empty_area=False)
    if not any(value not in {"", None} for row in rows for value in row):
        return
    yield Draft(sheet.name, Kind.HEADING, 1)
    spans = {start: (end[0] - start[0] + 1, end[1] - start[1] + 1) for start, end in sheet.merged_cell_ranges or []}
    covered = {
        (start[0] + down, start[1] + right)
        for start, (height, width) in spans.items()
        for down in range(min(height, len(rows)))
        for right in range(min(width, len(rows[0])))
        if down or right
    }
    yield TableDraft(
        [
            CellDraft(number, column, *spans.get((number, column), (1, 1)), drafts=[Draft(_text(value))])
            for number, row in enumerate(rows)
            for column, value in enumerate(row)
            if (number, column) not in covered
        ]
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute):
        return as_text(value.date())
    known: Cell = value if isinstance(value, str | int | float | bool | datetime) else str(value or "")
    return as_text(known)
