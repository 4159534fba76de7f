"""Web pages (.html): the parser repairs what is broken and fetches nothing."""

import re
from collections.abc import Iterator

from lxml import etree

from vmeste.pure.reading.containers.drafts import MAX_CELLS, CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Kind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARAGRAPHS = frozenset({"p", "dt", "dd", "pre", "address", "caption", "figcaption", "blockquote", "summary"})
_NOT_TEXT = frozenset(
    {"script", "style", "head", "noscript", "template", "svg", "iframe", "select", "option", "button"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "ins", "label", "mark", "q", "s",
     "small",
     "span", "strong", "sub", "sup", "time", "u", "wbr"}
)  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MAX_DEPTH = 80


def read_hypertext(text: str) -> Iterator[DraftBlock]:
    """Headings, paragraphs, list items and tables of a page, in order."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise FileRefused(Code.DAMAGED, str(error)) from error
    if root is not None:
        yield from _blocks(root, 0, 0)


def _blocks(holder: etree._Element, depth: int, list_level: int) -> Iterator[DraftBlock]:
    """Loose text between blocks becomes paragraphs of its own."""
    if depth > _MAX_DEPTH:
        raise FileRefused(Code.DECEPTIVE, "nested too deeply")
    loose: list[str] = [holder.text or ""]
    count = 0
    for node in holder:
        tag = node.tag
        if not isinstance(tag, str) or tag in _NOT_TEXT:
            loose.append(node.tail or "")
            continue
        if tag in _INLINE or tag == "br":
            loose.append("\n" if tag == "br" else "".join(_pieces(node)))
            loose.append(node.tail or "")
            continue
        yield from _paragraphs(loose)
        loose = [node.tail or ""]
        count += tag == "li"
        yield from _block(node, depth, list_level, f"{count}." if holder.tag == "ol" else "•")
    yield from _paragraphs(loose)


def _block(node: etree._Element, depth: int, list_level: int, label: str) -> Iterator[DraftBlock]:
    tag = str(node.tag)
    if tag in _HEADINGS:
        yield Draft(_spaced("".join(_pieces(node))), Kind.HEADING, _HEADINGS[tag])
    elif tag == "li":
        first = True
        for block in _blocks(node, depth + 1, list_level):
            if isinstance(block, Draft) and first and block.kind is Kind.PARAGRAPH:
                yield Draft(block.text, Kind.ITEM, max(list_level, 1), label)
            else:
                yield block
            first = False
    elif tag == "table":
        yield _table(node, depth)
    elif tag in _PARAGRAPHS and not any(child.tag in {"p", "table", "ul", "ol", "div"} for child in node):
        yield from _paragraphs(list(_pieces(node)))
    else:
        yield from _blocks(node, depth + 1, list_level + (tag in {"ul", "ol"}))


def _paragraphs(pieces: list[str]) -> Iterator[Draft]:
    for line in _split(pieces):
        if line.strip():
            yield Draft(_spaced(line))


def _split(pieces: list[str]) -> list[str]:
    """Lines parted by <br>; other line ends of the source are blanks."""
    lines = [""]
    for piece in pieces:
        if piece == "\n":
            lines.append("")
        else:
            lines[-1] += piece
    return lines


def _table(table: etree._Element, depth: int) -> TableDraft:
    cells: list[CellDraft] = []
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for number, row in enumerate(rows):
        column = 0
        for node in row.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            width, height = _span(node.get("colspan")), min(_span(node.get("rowspan")), len(rows) - number)
            if len(taken) + width * height >= MAX_CELLS:
                raise FileRefused(Code.TOO_LARGE, "a table of too many cells")
            taken.update((number + down, column + right) for down in range(height) for right in range(width))
            drafts = [draft for block in _blocks(node, depth + 1, 0) for draft in _drafts(block)]
            cells.append(CellDraft(number, column, height, width, drafts))
            column += width
    return TableDraft(cells)


def _drafts(block: DraftBlock) -> Iterator[Draft]:
    if isinstance(block, Draft):
        yield block
    else:
        for cell in block.cells:
            yield from cell.drafts


def _pieces(node: etree._Element) -> Iterator[str]:
    if node.tag in _NOT_TEXT:
        return
    yield node.text or ""
    for part in node:
        if part.tag == "br":
            yield "\n"
        elif isinstance(part.tag, str):
            yield from _pieces(part)
        yield part.tail or ""


def _spaced(text: str) -> str:
    """Blanks as a browser shows them; no-break spaces stay."""
    return _BLANKS.sub(" ", text).strip(" ")


def _span(text: str | None) -> int:
    return max(1, min(int(text[:5]), MAX_CELLS)) if text and text.isascii() and text.isdecimal() else 1
