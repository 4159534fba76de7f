"""Word documents (.docx): paragraphs with the labels Word computes, tables with merged cells, text boxes, footnotes."""

from collections.abc import Iterator

from lxml import etree

from vmeste.pure.reading.containers.drafts import CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.containers.packages import Package
from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Kind
from vmeste.pure.writing.packages import W
from vmeste.pure.writing.pages.grids import merged_rows, placed_cells
from vmeste.pure.writing.pages.numbering import Numbering
from vmeste.pure.writing.pages.styles import Styles, attribute, child

_MARKUP_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CONTAINERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "smartTag")}
_NOT_TEXT = {f"{W}{name}" for name in ("del", "moveFrom", "txbxContent", "pPr", "rPr")} | {f"{_MARKUP_CHOICE}Fallback"}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_TITLE_STYLES = ("title", "название", "заголовок")
_MAX_DEPTH = 12


def read_word(package: Package) -> Iterator[DraftBlock]:
    """The blocks of the body, then those of footnotes."""
    root = package.xml("word/document.xml")
    body = child(root, "body")
    if body is None:
        raise FileRefused(Code.DAMAGED, "word/document.xml has no body")
    reader = _Reader(Styles(package.xml("word/styles.xml")), Numbering(package.xml("word/numbering.xml")))
    yield from reader.blocks(body)
    notes = package.xml("word/footnotes.xml")
    for note in () if notes is None else notes:
        if attribute(note, "type") not in {"separator", "continuationSeparator"}:
            yield from reader.blocks(note)


class _Reader:
    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.page = 1

    def blocks(self, holder: etree._Element, depth: int = 0) -> Iterator[DraftBlock]:
        if depth > _MAX_DEPTH:
            raise FileRefused(Code.DECEPTIVE, "nested too deeply")
        for node in holder:
            if node.tag == f"{W}p":
                yield from self._paragraph(node, depth)
            elif node.tag == f"{W}tbl":
                yield self._table(node, depth)
            elif node.tag in _CONTAINERS:
                yield from self.blocks(node, depth + 1)

    def _paragraph(self, node: etree._Element, depth: int) -> Iterator[DraftBlock]:
        properties = child(node, "pPr")
        self.page += _page_breaks(node)
        text = "".join(_pieces(node))
        number_id, level_text, style_id = self.styles.numbering(properties)
        label = None
        if number_id and text.strip():
            level_text = level_text or self.numbering.level_of_style(number_id, style_id)
            label = self.numbering.next_label(number_id, level_text)
        heading = self._heading_level(properties)
        if heading:
            marked = f"{label.text} {text}" if label and label.text not in "•◦▪" else text
            yield Draft(marked, Kind.HEADING, heading, page=self.page)
        elif label:
            yield Draft(text, Kind.ITEM, label.level + 1, label.text, self.page)
        else:
            yield Draft(text, page=self.page)
        for box in node.iter(f"{W}txbxContent"):
            if not any(parent.tag == f"{_MARKUP_CHOICE}Fallback" for parent in box.iterancestors()):
                yield from self.blocks(box, depth + 1)

    def _heading_level(self, properties: etree._Element | None) -> int:
        if level := self.styles.heading_level(properties):
            return level
        style = self.styles.paragraph_style(properties).lower()
        if style.startswith("heading") and style[-1:].isdigit():
            return max(int(style[-1]), 1)
        return int(style.startswith(_TITLE_STYLES))

    def _table(self, table: etree._Element, depth: int) -> TableDraft:
        rows = [placed_cells(row) for row in _rows(table)]
        cells = []
        page = self.page
        for index, row in enumerate(merged_rows(rows)):
            for column, span, height, node in row:
                cell = CellDraft(index, column, height, span)
                cell.drafts.extend(flattened(self.blocks(node, depth + 1)))
                cells.append(cell)
        return TableDraft(cells, page)


def flattened(blocks: Iterator[DraftBlock]) -> Iterator[Draft]:
    """The paragraphs of a cell, those of a table inside it one after the other."""
    for block in blocks:
        if isinstance(block, Draft):
            yield block
        else:
            for cell in block.cells:
                yield from cell.drafts


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for node in table:
        if node.tag == f"{W}tr":
            yield node
        elif node.tag in _CONTAINERS:
            yield from _rows(node)


def _pieces(node: etree._Element) -> Iterator[str]:
    for part in node:
        if part.tag in _NOT_TEXT:
            continue
        if part.tag == f"{W}t":
            yield part.text or ""
        elif part.tag == f"{W}br" and attribute(part, "type") in {"page", "column"}:
            continue
        elif part.tag in _SIGNS:
            yield _SIGNS[part.tag]
        elif isinstance(part.tag, str):
            yield from _pieces(part)


def _page_breaks(node: etree._Element) -> int:
    """Where Word itself broke the page when it last saved, and where the author did."""
    breaks = [*node.iter(f"{W}lastRenderedPageBreak")]
    return len(breaks) or sum(attribute(part, "type") == "page" for part in node.iter(f"{W}br"))
