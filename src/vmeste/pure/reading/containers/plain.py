"""Plain text (.txt): lines, tables drawn with «|» or tabulators, headings of Markdown, and what HTML leaves behind."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from vmeste.pure.reading.containers.drafts import CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.tree import Kind

_SEPARATORS = ("|", "\t")
_RULE = re.compile(r"[\s|:+=-]+")
_HEADING = re.compile(r"(?P<signs>#{1,6})\s+(?P<text>.+)")
_VALUE_LINE = re.compile(r"\s*(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+(?:[.,]\d+)?)\s?(?:%|[а-яё.]{0,6})\s*")
_MARKS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\*\*|__")
_FEWEST_COLUMNS = 2
_CHARSETS = ["utf_8", "cp1251", "koi8_r", "utf_16", "cp866", "iso8859_5", "mac_cyrillic"]


def decode(data: bytes) -> str:
    """The text of bytes in whatever encoding a Russian office writes."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(data[: 1 << 18], cp_isolation=_CHARSETS).best()
    return data.decode(best.encoding if best else "cp1251", errors="replace")


def read_plain(text: str) -> Iterator[DraftBlock]:
    """Lines as paragraphs; lines with equally many columns, or cells that begin with a tabulator, as tables."""
    lines = _MARKS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    place = 0
    while place < len(lines):
        separator, end = _table_from(lines, place)
        stacked = _stacked_from(lines, place)
        if stacked > place:
            yield _stacked_table(lines[place:stacked])
            end = stacked
        elif separator:
            yield _table(lines[place:end], separator)
        elif lines[place].strip():
            yield _line(lines[place])
        place = end


def _line(line: str) -> Draft:
    if match := _HEADING.fullmatch(line.strip()):
        return Draft(match["text"], Kind.HEADING, len(match["signs"]))
    return Draft(line.strip(" \t"))


def _columns(line: str, separator: str) -> list[str]:
    return [cell.strip(" \t") for cell in line.strip(" \t").strip("|").split(separator)]


def _table_from(lines: list[str], start: int) -> tuple[str, int]:
    """The separator of the table that begins in this line and where it ends; no separator where none begins."""
    for separator in _SEPARATORS:
        width = len(_columns(lines[start], separator))
        if width < _FEWEST_COLUMNS:
            continue
        end = start + 1
        while end < len(lines) and len(_columns(lines[end], separator)) == width:
            end += 1
        if end - start > 1:
            return separator, end
    return "", start + 1


def _stacked_from(lines: list[str], start: int) -> int:
    """Where a table of stacked cells ends: a cell begins with a tabulator and goes on in the lines below it."""
    if not _begins_cell(lines[start]):
        return start
    end, cells = start, 0
    is_values = False
    for place in range(start, len(lines)):
        line = lines[place]
        if _begins_cell(line):
            cells += 1
            end = place + 1
            is_values = bool(_VALUE_LINE.fullmatch(line))
        elif line.strip():
            if end != place and not (is_values and _VALUE_LINE.fullmatch(line)):
                break
            end = place + 1
        elif not _goes_on(lines, place + 1, is_values=is_values):
            break
    return end if cells > 1 else start


def _goes_on(lines: list[str], place: int, *, is_values: bool) -> bool:
    """Whether a cell, or a value below values, follows the empty lines that end before `place`."""
    following = next((line for line in lines[place:] if line.strip() or _begins_cell(line)), "")
    is_next = bool(lines[place:]) and lines[place] == following
    return (is_next and _begins_cell(following)) or (is_values and bool(_VALUE_LINE.fullmatch(following)))


def _begins_cell(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") == 1


def _stacked_table(lines: list[str]) -> TableDraft:
    """Cells one below the other, an empty line between rows: what converters without a grid write.

    Empty lines between the values of one cell part nothing.
    """
    cells: list[CellDraft] = []
    row = column = 0
    is_gap = False
    for line in lines:
        if _begins_cell(line):
            row, column = (row + 1, 0) if is_gap else (row, column)
            cells.append(CellDraft(row, column, drafts=[Draft(line.strip(" \t"))]))
            column += 1
        elif line.strip() and cells:
            cells[-1].drafts.append(Draft(line.strip(" \t")))
        is_gap = not line.strip() and not _begins_cell(line)
    return TableDraft(cells)


def _table(lines: list[str], separator: str) -> TableDraft:
    rows = [_columns(line, separator) for line in lines if not _RULE.fullmatch(line)]
    return TableDraft(
        [
            CellDraft(number, column, drafts=[Draft(text)])
            for number, row in enumerate(rows)
            for column, text in enumerate(row)
        ]
    )
