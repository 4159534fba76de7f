"""A list as a file: the same columns, rows and order as on the screen."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vmeste.foundation.files.responses import attachment_headers
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.tables import sheets
from vmeste.pure.writing.tables.delimited import write_csv
from vmeste.pure.writing.tables.registers import TooManyRows, write_docx_table, write_pdf_table
from vmeste.pure.writing.tables.sheets import ColumnSpec, Sheet
from vmeste.pure.writing.tables.xlsx import write_xlsx

from .registers import Register, register_facts
from .tables import Kind, Table, Text

Answer = HttpResponse | FileResponse

_OFFICE = "application/vnd.openxmlformats-officedocument"
_PAGES = {"docx": f"{_OFFICE}.wordprocessingml.document", "pdf": "application/pdf"}
_SHEET_KINDS = {
    Kind.NUMBER: sheets.Kind.NUMBER,
    Kind.MONEY: sheets.Kind.MONEY,
    Kind.DATE: sheets.Kind.DATE,
    Kind.BOOLEAN: sheets.Kind.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of file a list can be had as."""

    label: Text
    icon: str
    respond: Callable[[Sheet, date], Answer]


def sheet_of(title: str, table: Table, rows: Iterable[Any]) -> Sheet:
    """The list as a sheet: labels of the columns in the active language, plain values."""
    columns = tuple(ColumnSpec(str(c.label), _SHEET_KINDS.get(c.kind, sheets.Kind.TEXT)) for c in table.columns)
    return Sheet(title, columns, table.export_rows(rows))


# Rows of a spreadsheet go through a file on disk, so memory stays flat; the system removes it with the last handle.
# They are not streamed out of the database: when a server reads a stream, the request's network, language and time
# zone have ended, and a slow reader would hold a transaction open.


def _as_csv(sheet: Sheet, on: date) -> Answer:
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    target.writelines(write_csv(sheet))
    target.seek(0)
    return FileResponse(target, content_type="text/csv; charset=utf-8")


def _as_xlsx(sheet: Sheet, on: date) -> Answer:
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx([sheet], target, constant_memory=True)
    target.seek(0)
    return FileResponse(target, content_type=f"{_OFFICE}.spreadsheetml.sheet")


def _as_docx(sheet: Sheet, on: date) -> Answer:
    return HttpResponse(write_docx_table(sheet, on=on), content_type=_PAGES["docx"])


def _as_pdf(sheet: Sheet, on: date) -> Answer:
    return HttpResponse(write_pdf_table(sheet, on=on, language=get_language() or "ru"), content_type=_PAGES["pdf"])


EXPORTS: dict[str, Export] = {
    "xlsx": Export(gettext_lazy("Excel (.xlsx)"), "file-spreadsheet", _as_xlsx),
    "csv": Export(gettext_lazy("Table as text (.csv)"), "file-text", _as_csv),
    "docx": Export(gettext_lazy("Register in Word (.docx)"), "file-text", _as_docx),
    "pdf": Export(gettext_lazy("Register for print (.pdf)"), "printer", _as_pdf),
}


def export_response(kind: str, *, title: str, table: Table, rows: Iterator[Any], on: date) -> Answer:
    """The rows as a file to save.

    Raises:
        ValidationError: so many rows are for a spreadsheet and not for pages.
    """
    try:
        response = EXPORTS[kind].respond(sheet_of(title, table, rows), on)
    except TooManyRows as refusal:
        raise _too_long() from refusal
    return _to_save(response, kind, title=title, on=on)


def register_response(
    kind: str, register: Register, *, title: str, table: Table, rows: Iterable[Any], **said: Any
) -> Answer:
    """The rows as an official register, `docx` or `pdf`; `said` as `register_facts` wants it.

    Raises:
        ValidationError: so many rows are for a spreadsheet and not for pages.
    """
    try:
        data = register.fill(register_facts(register, table, rows, **said))
    except TooManyRows as refusal:
        raise _too_long() from refusal
    if kind == "pdf":
        data = docx_to_pdf(data, title=title, language="ru")
    return _to_save(HttpResponse(data, content_type=_PAGES[kind]), kind, title=title, on=said["on"])


def is_pages(kind: str) -> bool:
    """Whether this kind of file is a document and not data."""
    return kind in _PAGES


def _too_long() -> ValidationError:
    return ValidationError(_("The list is too long for a document; take the spreadsheet or narrow it."))


def _to_save(response: Answer, kind: str, *, title: str, on: date) -> Answer:
    name = f"{slugify(title, allow_unicode=True)}-{on.isoformat()}.{kind}"
    for header, value in attachment_headers(name).items():
        response[header] = value
    return response
