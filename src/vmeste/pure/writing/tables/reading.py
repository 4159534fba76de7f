"""Tables people bring: .xlsx, .ods and text files, as plain values with the problems found on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from vmeste.pure.writing.archives import (
    Archive,
    ArchiveRefused,
    EncryptedArchive,
    OversizedArchive,
    inspect_archive,
)
from vmeste.pure.writing.packages import declares_document_type
from vmeste.pure.writing.tables.limits import Damaged, Encrypted, Limits, NotATable, TableRefused, TooLarge
from vmeste.pure.writing.tables.scanning import Place, Scan, address, scan_ods, scan_xlsx
from vmeste.pure.writing.tables.texts import read_text

Cell = str | int | float | bool | date | datetime | None

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHER_FORMATS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_BLANKS = " \t\n\r\u00a0\u202f\u2007\ufeff\u200b"
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that was not taken, at its address: a formula, or an error a formula left."""

    address: str
    is_formula: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by rows, all rows equally long, without empty rows and columns at the end; the first row is row 1.

    Whole numbers are `int`, so a tax number in a number column keeps its digits; texts keep their leading zeros and
    lose blanks at both ends. A merged cell's value stands in each of its places.
    """

    sheet: str
    sheets: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    problems: tuple[CellProblem, ...] = ()


def as_text(cell: Cell) -> str:
    """A cell as a person would write it into a text column: 7707083893 has no point and no exponent."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, datetime):
        return f"{as_text(cell.date())} {cell.hour:02}:{cell.minute:02}"
    if isinstance(cell, date):
        return f"{cell.day:02}.{cell.month:02}.{cell.year:04}"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".replace(".", ",")
    return str(cell)


def read_table(data: bytes, *, filename: str, limits: Limits = _DEFAULT_LIMITS, sheet: str | None = None) -> Table:
    """One sheet of a file: the named one, otherwise the first visible one.

    The contents decide what the file is; `filename` tells a text file from other bytes. Raises a subclass of
    `TableRefused`. Time and memory are bounded by `limits`, which are checked before any value is laid out.
    """
    if len(data) > limits.max_bytes:
        raise TooLarge(f"more than {limits.max_bytes} bytes")
    if data.startswith(_COMPOUND_FILE):
        if _ENCRYPTED_PACKAGE in data:
            raise Encrypted("protected by a password")
        raise NotATable("an old .xls file; save it as .xlsx")
    if data.startswith(b"PK"):
        return _read_workbook(data, limits, sheet)
    if not filename.lower().endswith(_TEXT_ENDINGS) or data.startswith(_OTHER_FORMATS):
        raise NotATable("neither .xlsx, .ods nor a text file")
    return Table("", (), _trimmed([[_clean(cell) for cell in row] for row in read_text(data, limits)]))


def _read_workbook(data: bytes, limits: Limits, wanted: str | None) -> Table:
    archive = _inspected(data, limits)
    is_ods = "content.xml" in archive.names and "mimetype" in archive.names
    if not is_ods and "xl/workbook.xml" not in archive.names:
        raise NotATable("an archive, but no .xlsx or .ods")
    _check_parts(data, archive, is_ods=is_ods)
    scans = scan_ods(data, limits) if is_ods else {}
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = tuple(
                meta.name
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            )
            name = wanted if wanted is not None else next(iter(sheets), None)
            if name is None or name not in sheets:
                raise NotATable(f"there is no sheet «{name or ''}»")
            scan = scans.get(name, Scan(limits)) if is_ods else scan_xlsx(data, name, limits)
            if not scan.rows:
                return Table(name, sheets, ())
            return _laid_out(book.get_sheet_by_name(name), sheets, scan)
    except TableRefused:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise Damaged(str(error)) from error


def _inspected(data: bytes, limits: Limits) -> Archive:
    try:
        return inspect_archive(
            data,
            max_members=limits.max_members,
            max_unpacked=limits.max_unpacked,
            max_ratio=limits.max_ratio,
            allow_inner_archives=True,
        )
    except OversizedArchive as refusal:
        raise TooLarge(str(refusal)) from refusal
    except EncryptedArchive as refusal:
        raise Encrypted(str(refusal)) from refusal
    except ArchiveRefused as refusal:
        raise Damaged(str(refusal)) from refusal


def _check_parts(data: bytes, archive: Archive, *, is_ods: bool) -> None:
    """Looks into the parts that are read, for document types, macros and protection."""
    with ZipFile(BytesIO(data)) as file:
        if is_ods:
            if file.read("mimetype") != _ODS_TYPE:
                raise NotATable("an OpenDocument file, but no table")
            if "META-INF/manifest.xml" in archive.names and b"encryption-data" in file.read("META-INF/manifest.xml"):
                raise Encrypted("protected by a password")
        for name in archive.names:
            if name.endswith("vbaProject.bin"):
                raise NotATable("the workbook carries macros; save it as .xlsx")
            if name.endswith((".xml", ".rels")) and declares_document_type(file.read(name)):
                raise Damaged(f"{name} declares a document type")


def _laid_out(sheet: CalamineSheet, sheets: tuple[str, ...], scan: Scan) -> Table:
    for place in (sheet.start or (0, 0), sheet.end or (0, 0)):
        scan.take(*place)  # the library lays out the whole grid; the scan must have foreseen it
    rows: list[list[Cell]] = [
        [_clean(cell) for cell in row[: scan.columns]] for row in sheet.to_python(skip_empty_area=False)[: scan.rows]
    ]
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([None] * (width - len(row)))
    _fill_merged(rows, width, sheet.merged_cell_ranges or ())
    for row_index, column in scan.formulas | scan.errors:
        if row_index < len(rows) and column < width:
            rows[row_index][column] = None
    problems = [CellProblem(address(*place), is_formula=True) for place in sorted(scan.formulas)]
    problems += [CellProblem(address(*place), is_formula=False) for place in sorted(scan.errors)]
    return Table(sheet.name, sheets, _trimmed(rows), tuple(problems))


def _fill_merged(rows: list[list[Cell]], width: int, ranges: Iterable[tuple[Place, Place]]) -> None:
    filled = 0
    for (top, left), (bottom, right) in ranges:
        last_row, last_column = min(bottom + 1, len(rows)), min(right + 1, width)
        filled += max(last_row - top, 0) * max(last_column - left, 0)
        if filled > len(rows) * width:
            raise Damaged("merged cells overlap")
        for row in range(top, last_row):
            for column in range(left, last_column):
                rows[row][column] = rows[top][left]


def _clean(cell: object) -> Cell:
    if isinstance(cell, str):
        return cell.strip(_BLANKS).replace("\r\n", "\n") or None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, date | int):
        return cell
    return str(cell) if isinstance(cell, time | timedelta) else None


def _trimmed(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Without empty rows and columns at the end, and all rows equally long."""
    height = max((index + 1 for index, row in enumerate(rows) if any(cell is not None for cell in row)), default=0)
    width = max((index + 1 for row in rows for index, cell in enumerate(row) if cell is not None), default=0)
    return tuple((*row[:width], *[None] * (width - len(row))) for row in map(tuple, rows[:height]))
