"""Columns in text files: the encoding, the sign between the columns, the cells."""

import csv
from collections import Counter
from io import StringIO

from charset_normalizer import from_bytes

from vmeste.pure.writing.tables.delimited import plain
from vmeste.pure.writing.tables.limits import Damaged, Limits, NotATable, TooLarge

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENCODINGS = ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5"]
_USUAL = "cp1251"
_SAMPLE = 16_384
_DELIMITERS = (";", "\t", ",")
_SAMPLE_LINES = 30
_CONTROL = frozenset(map(chr, (*range(9), *range(14, 27), *range(28, 32))))


def read_text(data: bytes, limits: Limits) -> list[list[str]]:
    """The cells of a text file, by rows. Raises a subclass of `TableRefused`."""
    text = decoded(data)
    if len(text) > limits.max_text:
        raise TooLarge(f"more than {limits.max_text} characters")
    first, _, rest = text.partition("\n")
    delimiter = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        delimiter, text = first.strip()[-1], rest
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter or _delimiter(text)):
            rows.append([plain(cell) for cell in row])
            cells += len(row)
            if len(row) > limits.max_columns:
                raise TooLarge(f"more than {limits.max_columns} columns")
            if len(rows) > limits.max_rows or cells > limits.max_cells:
                raise TooLarge(f"more than {limits.max_rows} rows or {limits.max_cells} cells")
    except csv.Error as error:
        raise Damaged(f"line {len(rows) + 1}: {error}") from error
    return rows


def decoded(data: bytes) -> str:
    """The text: by its byte order mark, as UTF-8, or in the Cyrillic encoding it most looks like."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        raise NotATable("not a text file")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _strictly(data, _cyrillic_encoding(data))
    if _CONTROL & set(text[:_SAMPLE]):
        raise NotATable("not a text file")
    return text


def _cyrillic_encoding(data: bytes) -> str:
    """Judged by the lines that are not plain ASCII, so that a long list of numbers does not hide the words."""
    lines, size = [], 0
    for line in data[: 64 * _SAMPLE].splitlines():
        if not line.isascii() and size < _SAMPLE:
            lines.append(line[:_SAMPLE])
            size += len(line)
    best = from_bytes(b"\n".join(lines)[:_SAMPLE], cp_isolation=_ENCODINGS).best()
    return best.encoding if best is not None else _USUAL


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Damaged(f"not text in {encoding}") from error


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines most evenly into most columns."""

    def evenness(delimiter: str) -> tuple[int, int]:
        lines = csv.reader(StringIO(text[: 4 * _SAMPLE], newline=""), delimiter=delimiter)
        widths: Counter[int] = Counter()
        try:
            for _, row in zip(range(_SAMPLE_LINES), lines, strict=False):
                widths[len(row)] += len(row) > 1
        except csv.Error:
            return (0, 0)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return (times, width)

    return max(_DELIMITERS, key=evenness)
