"""A list as a file: the same columns, rows and order as on the screen."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.files.responses import attachment_headers
from vmeste.pure.writing.tables.delimited import write_csv
from vmeste.pure.writing.tables.sheets import ColumnSpec, Sheet
from vmeste.pure.writing.tables.sheets import Kind as SheetKind
from vmeste.pure.writing.tables.xlsx import write_xlsx

from .tables import Kind, Table, Text

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SHEET_KINDS = {
    Kind.NUMBER: SheetKind.NUMBER,
    Kind.MONEY: SheetKind.MONEY,
    Kind.DATE: SheetKind.DATE,
    Kind.BOOLEAN: SheetKind.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Export:
    label: Text
    icon: str
    mime: str
    respond: Callable[[Sheet], HttpResponse | StreamingHttpResponse | FileResponse]


def sheet_of(title: str, table: Table, rows: Iterable[Any]) -> Sheet:
    """The list as a sheet: labels of the columns in the active language, plain values."""
    columns = tuple(ColumnSpec(str(c.label), _SHEET_KINDS.get(c.kind, SheetKind.TEXT)) for c in table.columns)
    return Sheet(title, columns, table.export_rows(rows))


def _as_csv(sheet: Sheet) -> StreamingHttpResponse:
    return StreamingHttpResponse(write_csv(sheet), content_type=CSV)


def _as_xlsx(sheet: Sheet) -> FileResponse:
    # Rows go through a file on disk, so memory stays flat; the system removes it with the last handle.
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx([sheet], target, constant_memory=True)
    target.seek(0)
    return FileResponse(target, content_type=XLSX)


EXPORTS: dict[str, Export] = {
    "xlsx": Export(_("Excel (.xlsx)"), "file-spreadsheet", XLSX, _as_xlsx),
    "csv": Export(_("CSV"), "file-text", CSV, _as_csv),
}


def export_response(
    kind: str, *, title: str, table: Table, rows: Iterator[Any], on: date
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    export = EXPORTS[kind]
    response = export.respond(sheet_of(title, table, rows))
    name = f"{slugify(title, allow_unicode=True)}-{on.isoformat()}.{kind}"
    for header, value in attachment_headers(name).items():
        response[header] = value
    return response
