"""One look through a workbook's own XML before its values are read: how far it reaches, and where formulas stand.

A few bytes can claim a cell at XFD1048576 or repeat a row a million times; a reader that lays out a full grid would
take all memory. Nothing here keeps more than counters, the lengths of shared texts and the places of formulas.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from vmeste.pure.writing.packages import declares_document_type
from vmeste.pure.writing.tables.limits import Damaged, Limits, NotATable, TooLarge

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LETTERS = 26

Place = tuple[int, int]


@dataclass(slots=True)
class Scan:
    """Counted from zero; `rows` and `columns` reach to the last cell that holds anything."""

    limits: Limits
    rows: int = 0
    columns: int = 0
    text: int = 0
    formulas: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)

    def take(self, row: int, column: int, *, times: Place = (1, 1), length: int = 0) -> None:
        self.rows, self.columns = max(self.rows, row + times[0]), max(self.columns, column + times[1])
        self.text += length * times[0] * times[1]
        limits = self.limits
        if self.rows > limits.max_rows:
            raise TooLarge(f"more than {limits.max_rows} rows")
        if self.columns > limits.max_columns:
            raise TooLarge(f"more than {limits.max_columns} columns")
        if self.rows * self.columns > limits.max_cells:
            raise TooLarge(f"more than {limits.max_cells} cells")
        if self.text > limits.max_text:
            raise TooLarge(f"more than {limits.max_text} characters")


def address(row: int, column: int) -> str:
    """The place as a spreadsheet writes it: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def scan_xlsx(data: bytes, sheet: str, limits: Limits) -> Scan:
    with ZipFile(BytesIO(data)) as file:
        names = set(file.namelist())
        parts = {name: file.read(name) for name in _needed(file, names, sheet)}
    for content in parts.values():
        if declares_document_type(content):
            raise Damaged("the workbook declares a document type")
    shared = _shared_lengths(parts.pop("xl/sharedStrings.xml", b""))
    scan = Scan(limits)
    for content in parts.values():
        _scan_cells(content, shared, scan)
    return scan


def _needed(file: ZipFile, names: set[str], sheet: str) -> list[str]:
    """The parts of one worksheet: itself and the shared texts."""
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        raise NotATable("the workbook has no list of sheets")
    targets = {node.get("Id", ""): node.get("Target", "") for node in _root(file.read("xl/_rels/workbook.xml.rels"))}
    for node in _root(file.read("xl/workbook.xml")).iter(f"{_MAIN}sheet", f"{_STRICT}sheet"):
        if node.get("name") == sheet:
            relation = next((value for key, value in node.attrib.items() if str(key).endswith("}id")), "")
            part = posixpath.normpath(posixpath.join("/xl", targets.get(str(relation), ""))).lstrip("/")
            return [name for name in (part, "xl/sharedStrings.xml") if name in names]
    raise NotATable(f"there is no sheet «{sheet}»")


def _root(content: bytes) -> etree._Element:
    if declares_document_type(content):
        raise Damaged("the workbook declares a document type")
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Damaged(str(error)) from error


def _events(content: bytes, *tags: str) -> Iterator[etree._Element]:
    """Elements as they end; each is emptied after use, so memory does not grow."""
    if not content:
        return
    try:
        for _, node in etree.iterparse(
            BytesIO(content), events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield node
            node.clear(keep_tail=False)
            while node.getprevious() is not None:
                del node.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise Damaged(str(error)) from error


def _shared_lengths(content: bytes) -> list[int]:
    return [
        sum(len(text) for text in node.itertext())  # one text may be several runs
        for node in _events(content, f"{_MAIN}si", f"{_STRICT}si")
    ]


def _scan_cells(content: bytes, shared: list[int], scan: Scan) -> None:
    row, column = 0, 0
    for node in _events(content, *(prefix + name for prefix in (_MAIN, _STRICT) for name in ("c", "row"))):
        if node.tag.endswith("}row"):
            row, column = _number(node.get("r"), row + 1), 0
            if row > scan.limits.max_rows and len(node):
                raise TooLarge(f"more than {scan.limits.max_rows} rows")
            continue
        place = _ADDRESS.fullmatch(node.get("r", ""))
        if place is not None:
            row_here, column = int(place[2]) - 1, _column(place[1])
        else:
            row_here = row
        content_here = {etree.QName(inner).localname: inner for inner in node if isinstance(inner.tag, str)}
        if content_here.keys() & {"v", "f", "is"}:
            text = "".join(str(piece) for piece in node.itertext())
            is_shared = node.get("t") == "s" and text.isdigit() and int(text) < len(shared)
            scan.take(row_here, column, length=shared[int(text)] if is_shared else len(text))
        if "f" in content_here:
            scan.formulas.add((row_here, column))
        elif node.get("t") == "e":
            scan.errors.add((row_here, column))
        column += 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < len("10000000") else default


def scan_ods(data: bytes, limits: Limits) -> dict[str, Scan]:
    """Every sheet by name: the reader of .ods lays out all of them at once."""
    with ZipFile(BytesIO(data)) as file:
        content = file.read("content.xml")
    if declares_document_type(content):
        raise Damaged("the workbook declares a document type")
    scans: dict[str, Scan] = {}
    rows: dict[str, int] = {}
    for line in _events(content, f"{_TABLE}table-row"):
        name = next(line.iterancestors(f"{_TABLE}table"), line).get(f"{_TABLE}name", "")
        row, times = rows.get(name, 0), max(_number(line.get(f"{_TABLE}number-rows-repeated"), 1), 1)
        _scan_line(line, row, times, scans.setdefault(name, Scan(limits)))
        rows[name] = row + times
    return scans


def _scan_line(line: etree._Element, row: int, times: int, scan: Scan) -> None:
    column = 0
    for cell in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        repeated = max(_number(cell.get(f"{_TABLE}number-columns-repeated"), 1), 1)
        attributes: Mapping[str, str] = {str(key): str(value) for key, value in cell.attrib.items()}
        has_value = any(key.endswith("}value-type") for key in attributes) or cell.find(f"{_TEXT}p") is not None
        is_formula = f"{_TABLE}formula" in attributes
        if has_value or is_formula:
            length = sum(len(str(text)) for text in cell.itertext())
            scan.take(row, column, times=(times, repeated), length=length)
        if is_formula:
            scan.formulas.update((row + down, column + right) for down in range(times) for right in range(repeated))
        column += repeated
