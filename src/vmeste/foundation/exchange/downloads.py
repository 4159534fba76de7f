"""Tables people take away to fill in and bring back: blank, as the register is, and with what is wrong."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from vmeste.pure.writing.tables.blanks import BlankColumn, write_blank
from vmeste.pure.writing.tables.delimited import write_csv
from vmeste.pure.writing.tables.reading import as_text
from vmeste.pure.writing.tables.sheets import ColumnSpec, Kind, Sheet
from vmeste.pure.writing.tables.xlsx import write_xlsx

from .choices import LineState
from .columns import Column
from .encoding import decoded
from .importers import Importer
from .models import ImportRun

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_ERRORS_WIDTH = 60


def blank_table(importer: type[Importer], kind: str) -> bytes:
    """An empty table; as .xlsx with help and drop-down lists, as .csv with headings and an example."""
    columns = [column for column in importer.columns if column.is_in_blank]
    if kind == "xlsx":
        return write_blank(str(importer.label), [_blank(column) for column in columns])
    specs = tuple(ColumnSpec(str(column.label)) for column in columns)
    return b"".join(write_csv(Sheet(str(importer.label), specs, [[str(column.example) for column in columns]])))


def _blank(column: Column) -> BlankColumn:
    choices = tuple(str(choice) for choice in column.choices()) if column.choices else ()
    return BlankColumn(
        str(column.label),
        str(column.help),
        str(column.example),
        choices,
        is_required=column.is_required,
        is_date=column.is_date,
        width=column.width,
    )


def register_table(importer: Importer, kind: str) -> bytes:
    """The register as the actor sees it, with every column an import reads; brought back, it changes nothing."""
    columns = [c for c in importer.columns if not c.is_for_finding or c.key == "pk"]
    specs = tuple(ColumnSpec(str(c.label), Kind.DATE if c.is_date else Kind.TEXT, c.width) for c in columns)
    sheet = Sheet(str(importer.label), specs, _register_rows(importer, columns))
    return _written(sheet, kind)


def _register_rows(importer: Importer, columns: list[Column]) -> Iterator[list[Any]]:
    for row in importer.rows():
        values = importer.values_of(row)
        yield [values[c.key] if c.is_date else c.show(values[c.key]) for c in columns]


def errors_table(run: ImportRun) -> bytes:
    """The file's own lines and columns as .xlsx, with one column more that says what is wrong with each line."""
    specs = (*(ColumnSpec(heading) for heading in run.headings), ColumnSpec(_("Errors"), width=_ERRORS_WIDTH))
    return _written(Sheet(run.file_name, specs, _error_rows(run)), "xlsx")


def _error_rows(run: ImportRun) -> Iterator[list[str]]:
    for line in run.lines.order_by("number").iterator(chunk_size=500):
        cells = [as_text(decoded(cell)) for cell in line.cells]
        yield [*cells, _error_words(line.errors) if line.state == LineState.WRONG else ""]


def _error_words(errors: Iterable[dict[str, str]]) -> str:
    return "\n".join(f"{e['address']}: {e['message']}" if e["address"] else e["message"] for e in errors)


def _written(sheet: Sheet, kind: str) -> bytes:
    if kind == "csv":
        return b"".join(write_csv(sheet))
    target = BytesIO()
    write_xlsx([sheet], target, constant_memory=True)
    return target.getvalue()
