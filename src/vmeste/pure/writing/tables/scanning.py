"""One look through a workbook's own XML before its values are read: how far it reaches, and where formulas stand.

A few bytes can claim a cell at XFD1048576 or repeat a row a million times; a reader that lays out a full grid would
take all memory. Nothing here keeps more than counters, the lengths of shared texts and the places of formulas.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from lxml import etree

from vmeste.pure.writing.packages import declares_document_type
from vmeste.pure.writing.tables.limits import Damaged, Limits, NotATable, TooLarge

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS, _ROWS, _FORMULAS = (frozenset(space[1:] + name for space in (_MAIN, _STRICT)) for name in ("c", "row", "f"))
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LETTERS = 26
_MOST_DIGITS = 9

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
    """A cell stands where its own address says, or its row's number, or after the one before: readers differ, so the
    farthest of these counts.
    """
    cells = _Cells(shared, scan)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = cells.start
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Damaged(str(error)) from error


class _Cells:
    """Hears the elements of a worksheet; keeps the current cell only."""

    def __init__(self, shared: list[int], scan: Scan) -> None:
        self.shared, self.scan = shared, scan
        self.row, self.column, self.next_row = 0, 0, 0
        self.kind: str | None = None
        self.is_open = self.is_formula = self.has_content = False
        self.letters: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            if place := _ADDRESS.fullmatch(attributes.get("r", "")):
                self.column = _column(place[1])
                self.row = max(self.row, int(place[2]) - 1)
            self.kind = attributes.get("t")
            self.is_open, self.is_formula, self.has_content = True, False, self.kind is not None
            self.letters = []
        elif self.is_open:
            self.has_content = True
            self.is_formula = self.is_formula or name in _FORMULAS
        elif name in _ROWS:
            self.row = max(_number(attributes.get("r"), self.next_row + 1) - 1, 0)
            self.column = 0

    def text(self, letters: str) -> None:
        if self.is_open:
            self.letters.append(letters)

    def end(self, name: str) -> None:
        if name in _CELLS:
            if self.has_content:
                self.scan.take(self.row, self.column, length=_length("".join(self.letters), self.kind, self.shared))
            if self.is_formula:
                self.scan.formulas.add((self.row, self.column))
            elif self.kind == "e":
                self.scan.errors.add((self.row, self.column))
            self.column += 1
            self.is_open = False
        elif name in _ROWS:
            self.next_row = self.row + 1


def _length(text: str, kind: str | None, shared: list[int]) -> int:
    if kind == "s" and text.isdecimal() and int(text[:_MOST_DIGITS]) < len(shared):
        return shared[int(text[:_MOST_DIGITS])]
    return len(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def _number(text: str | None, default: int) -> int:
    return int(text[:_MOST_DIGITS]) if text and text.isascii() and text.isdecimal() else default


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
