"""OpenDocument texts (.odt): headings, paragraphs, nested lists, tables with covered cells."""

from collections.abc import Iterator

from lxml import etree

from vmeste.pure.reading.containers.drafts import MAX_CELLS, CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.containers.packages import Package
from vmeste.pure.reading.containers.word import flattened
from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Kind

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SECTIONS = {f"{_TEXT}section", f"{_TEXT}numbered-paragraph", f"{_TEXT}index-body", f"{_TEXT}table-of-content"}
_ROW_GROUPS = {f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}
_NOT_TEXT = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note"}
_MAX_DEPTH = 12
_MAX_BLANKS = 200


def read_open_document(package: Package) -> Iterator[DraftBlock]:
    """The blocks of the text, in order."""
    root = package.xml("content.xml")
    text = None if root is None else root.find(f"{_OFFICE}body/{_OFFICE}text")
    if root is None or text is None:
        raise FileRefused(Code.UNKNOWN_KIND, "no office:text")
    yield from _Reader(_numbered_styles(root) | _numbered_styles(package.xml("styles.xml"))).blocks(text)


def _numbered_styles(root: etree._Element | None) -> dict[tuple[str, int], str]:
    """What follows the number, by list style and level, for levels that count."""
    found: dict[tuple[str, int], str] = {}
    for level in () if root is None else root.iter(f"{_TEXT}list-level-style-number"):
        holder = level.getparent()
        name = "" if holder is None else holder.get(f"{_STYLE}name", "")
        if level.get(f"{_STYLE}num-format", "1"):
            found[name, _number(level.get(f"{_TEXT}level"), 1)] = level.get(f"{_STYLE}num-suffix", ".")
    return found


class _Reader:
    def __init__(self, numbered: dict[tuple[str, int], str]) -> None:
        self.numbered = numbered
        self.page = 1

    def blocks(self, holder: etree._Element, depth: int = 0) -> Iterator[DraftBlock]:
        if depth > _MAX_DEPTH:
            raise FileRefused(Code.DECEPTIVE, "nested too deeply")
        for node in holder:
            self.page += sum(1 for _ in node.iter(f"{_TEXT}soft-page-break")) if node.tag != f"{_TABLE}table" else 0
            if node.tag == f"{_TEXT}h":
                level = _number(node.get(f"{_TEXT}outline-level"), 1)
                yield Draft("".join(_pieces(node)), Kind.HEADING, level, page=self.page)
            elif node.tag == f"{_TEXT}p":
                yield Draft("".join(_pieces(node)), page=self.page)
            elif node.tag == f"{_TEXT}list":
                yield from self._list(node, node.get(f"{_TEXT}style-name", ""), 1)
            elif node.tag == f"{_TABLE}table":
                yield self._table(node, depth)
            elif node.tag in _SECTIONS:
                yield from self.blocks(node, depth + 1)

    def _list(self, node: etree._Element, style: str, level: int) -> Iterator[DraftBlock]:
        if level > _MAX_DEPTH:
            raise FileRefused(Code.DECEPTIVE, "nested too deeply")
        count = 0
        for item in node.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            count = _number(item.get(f"{_TEXT}start-value"), count + 1)
            label = f"{count}{self.numbered[style, level]}" if (style, level) in self.numbered else "•"
            for part in item:
                if part.tag == f"{_TEXT}list":
                    yield from self._list(part, part.get(f"{_TEXT}style-name", style), level + 1)
                elif part.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                    kind = Kind.ITEM if part.tag == f"{_TEXT}p" else Kind.HEADING
                    yield Draft("".join(_pieces(part)), kind, level, label if kind is Kind.ITEM else "", self.page)
                    label = ""

    def _table(self, table: etree._Element, depth: int) -> TableDraft:
        cells: list[CellDraft] = []
        row_number = 0
        for row in _rows(table):
            times = _number(row.get(f"{_TABLE}number-rows-repeated"), 1)
            found = self._row(row, row_number, depth)
            if any(draft.text.strip() for cell in found for draft in cell.drafts):
                cells += found
                row_number += 1
                if times > 1 and (row_number + times) * len(found) >= MAX_CELLS:
                    raise FileRefused(Code.TOO_LARGE, f"{times} repeated rows")
        return TableDraft(cells, self.page)

    def _row(self, row: etree._Element, number: int, depth: int) -> list[CellDraft]:
        cells: list[CellDraft] = []
        column = 0
        for node in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            repeated = min(_number(node.get(f"{_TABLE}number-columns-repeated"), 1), MAX_CELLS)
            if node.tag == f"{_TABLE}table-cell":
                width = _number(node.get(f"{_TABLE}number-columns-spanned"), 1)
                height = _number(node.get(f"{_TABLE}number-rows-spanned"), 1)
                cell = CellDraft(number, column, min(height, MAX_CELLS), min(width, MAX_CELLS))
                cell.drafts.extend(flattened(self.blocks(node, depth + 1)))
                cells.append(cell)
            column += repeated
        return cells


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for node in table:
        if node.tag == f"{_TABLE}table-row":
            yield node
        elif node.tag in _ROW_GROUPS:
            yield from _rows(node)


def _pieces(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for part in node:
        if part.tag == f"{_TEXT}s":
            yield " " * min(_number(part.get(f"{_TEXT}c"), 1), _MAX_BLANKS)
        elif part.tag == f"{_TEXT}tab":
            yield "\t"
        elif part.tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(part.tag, str) and part.tag not in _NOT_TEXT:
            yield from _pieces(part)
        yield part.tail or ""


def _number(text: str | None, default: int) -> int:
    return int(text[:6]) if text and text.isascii() and text.isdecimal() else default
