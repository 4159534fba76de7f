"""Plain text (.txt): lines, tables drawn with «|» or tabulators, headings of Markdown, and the marks HTML leaves behind."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from vmeste.pure.reading.containers.drafts import CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.tree import Kind

_SEPARATORS = ("|", "\t")
_RULE = re.compile(r"[\s|:+=-]+")
_HEADING = re.compile(r"(?P<signs>#{1,6})\s+(?P<text>.+)")
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
    """Lines as paragraphs; two or more lines with equally many columns as a table."""
    lines = _MARKS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    place = 0
    while place < len(lines):
        separator, end = _table_from(lines, place)
        if separator:
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


def _table(lines: list[str], separator: str) -> TableDraft:
    rows = [_columns(line, separator) for line in lines if not _RULE.fullmatch(line)]
    return TableDraft(
        [
            CellDraft(number, column, drafts=[Draft(text)])
            for number, row in enumerate(rows)
            for column, text in enumerate(row)
        ]
    )
