"""Portable documents (.pdf) with a text layer: lines, paragraphs, tables, tables and rows a page break cuts.

A .pdf knows letters and their places only. Lines become paragraphs by the rule of a typesetter: a line that had room
for the first word of the next one ended on purpose.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from vmeste.pure.reading.containers.alignment import Aligned, Laid, Stretch, column_gap, column_of, find_aligned
from vmeste.pure.reading.containers.drafts import BULLETS, CellDraft, Draft, DraftBlock, TableDraft
from vmeste.pure.reading.containers.grids import Grid, Ruled, find_grids
from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Kind

MAX_PAGES = 500
_MAX_LINES_DRAWN = 4_000
_THIN = 3.0
_SAME_LINE = 0.5
_GAP = 0.25
_WIDE_GAP = 1.9
_SLACK = 4.0
_BLANK = 0.12
_COLUMN_TOLERANCE = 6.0
_HYPHENS = "-\u00ad\ufffe\u2010\x02"
_LINE_ENDS = frozenset({0, 10, 13})
_LINKING_VOWEL = re.compile(r"[оеё]$")
_ITEM = re.compile(rf"\s*(?:[{re.escape(BULLETS)}]\s*\S|(?:\d{{1,3}}\.){{1,4}}\s|\d{{1,3}}\)|[а-я]\))")
_OPEN_END = re.compile(r"[\w,\-–(]$")
_SMALL = re.compile(r"[а-яёa-z(]")
_PASSWORD_ERROR = 4


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class _Line:
    """Letters in one line; its edges grow with them."""

    letters: list[_Letter] = field(default_factory=list)
    top: float = -float("inf")
    bottom: float = float("inf")

    def add(self, letter: _Letter) -> None:
        self.letters.append(letter)
        self.top, self.bottom = max(self.top, letter.top), min(self.bottom, letter.bottom)

    @property
    def left(self) -> float:
        return self.letters[0].left

    @property
    def right(self) -> float:
        return self.letters[-1].right

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    def text(self) -> str:
        """The letters with a blank wherever the gap says so and the file does not."""
        pieces: list[str] = []
        before: _Letter | None = None
        for letter in self.letters:
            if before and letter.left - before.right > _GAP * self.height and not pieces[-1].isspace():
                pieces.append(" ")
            pieces.append(letter.text)
            before = letter
        return "".join(pieces).rstrip()

    def stretches(self) -> list[list[_Letter]]:
        """The letters between blanks wide enough to part columns."""
        solid = [letter for letter in self.letters if not letter.text.isspace()]
        whites = [after.left - before.right for before, after in pairwise(solid)]
        least = column_gap([white for white in whites if white > _BLANK * self.height], self.height)
        found = [solid[:1]]
        for letter, white in zip(solid[1:], whites, strict=True):
            if white > least:
                found.append([])
            found[-1].append(letter)
        return found

    def first_word_width(self) -> float:
        """How wide the first word is."""
        end = next((place for place, letter in enumerate(self.letters) if letter.text.isspace()), len(self.letters))
        return self.letters[max(end - 1, 0)].right - self.left


def read_portable(data: bytes) -> Iterator[DraftBlock]:
    """The blocks of all pages; tables that go on over a page break are one. Raises `FileRefused`."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower()
        raise FileRefused(Code.ENCRYPTED if is_locked else Code.DAMAGED, str(error)) from error
    try:
        if len(document) > MAX_PAGES:
            raise FileRefused(Code.TOO_LARGE, f"more than {MAX_PAGES} pages")
        pages = [list(_page(document, number)) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise FileRefused(Code.DAMAGED, str(error)) from error
    finally:
        document.close()
    yield from _across_pages(_without_running_heads(pages))


@dataclass(slots=True)
class _Table:
    """A table of one page with the places of its columns, by which its continuation is known."""

    draft: TableDraft
    columns: tuple[float, ...]


def _page(document: pdfium.PdfDocument, number: int) -> Iterator[Draft | _Table]:
    page = document[number]
    letters = _letters(page)
    grids = find_grids(*_ruled_lines(page))
    page.close()
    inside: dict[int, list[_Letter]] = {}
    outside: list[_Letter] = []
    for letter in letters:
        place = _grid_of(letter, grids)
        (outside if place is None else inside.setdefault(place, [])).append(letter)
    edge = max((letter.right for letter in letters if not letter.text.isspace()), default=0.0)
    bottom_before = float("inf")
    for place, grid in enumerate(grids):
        above = [letter for letter in outside if grid.top <= letter.bottom < bottom_before]
        yield from _unruled(above, number + 1, edge)
        bottom_before = grid.bottom
        yield _table(grid, inside.get(place, []), number + 1)
    yield from _unruled([letter for letter in outside if letter.bottom < bottom_before], number + 1, edge)


def _unruled(letters: list[_Letter], page: int, edge: float) -> Iterator[Draft | _Table]:
    """Paragraphs, and tables that only the white between their columns shows."""
    lines = _lines(letters)
    laid = [Laid(line.top, line.bottom, tuple(_edges(part) for part in line.stretches())) for line in lines]
    done = 0
    for table in find_aligned(laid):
        yield from _paragraphs(lines[done : table.first], page, edge)
        yield _aligned_table(table, lines, page)
        done = table.last
    yield from _paragraphs(lines[done:], page, edge)


def _edges(letters: list[_Letter]) -> Stretch:
    return letters[0].left, max(letter.right for letter in letters)


def _aligned_table(table: Aligned, lines: list[_Line], page: int) -> _Table:
    cells = []
    for number, row in enumerate(table.rows):
        parts: dict[int, list[_Line]] = {}
        for at in row:
            for letters in lines[at].stretches():
                part = _Line()
                for letter in _with_blanks(lines[at], letters):
                    part.add(letter)
                parts.setdefault(column_of(_edges(letters), table.columns), []).append(part)
        for column, (_, right) in enumerate(table.columns):
            cell = CellDraft(number, column)
            cell.drafts.extend(_paragraphs(parts.get(column, []), page, right))
            cells.append(cell)
    return _Table(TableDraft(cells, page), tuple(left for left, _ in table.columns))


def _with_blanks(line: _Line, letters: list[_Letter]) -> list[_Letter]:
    """The letters of a stretch with the blanks between them."""
    left, right = _edges(letters)
    return [letter for letter in line.letters if left <= letter.left and letter.right <= right]


def _letters(page: pdfium.PdfPage) -> list[_Letter]:
    text = page.get_textpage()
    box = raw.FS_RECTF()
    letters: list[_Letter] = []
    for place in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, place)
        # The loose box has the height of the font, so a comma stands in the line of its letters.
        if code in _LINE_ENDS or not raw.FPDFText_GetLooseCharBox(text.raw, place, ctypes.byref(box)):
            continue
        letters.append(_Letter(chr(code), box.left, box.bottom, box.right, box.top))
    text.close()
    return letters


def _ruled_lines(page: pdfium.PdfPage) -> tuple[list[Ruled], list[Ruled]]:
    level: list[Ruled] = []
    upright: list[Ruled] = []
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        if len(level) + len(upright) > _MAX_LINES_DRAWN:
            break
        left, bottom, right, top = shape.get_bounds()
        if top - bottom <= _THIN:
            level.append(Ruled((top + bottom) / 2, left, right))
        elif right - left <= _THIN:
            upright.append(Ruled((left + right) / 2, bottom, top))
        else:
            level += [Ruled(top, left, right), Ruled(bottom, left, right)]
            upright += [Ruled(left, bottom, top), Ruled(right, bottom, top)]
    return level, upright


def _grid_of(letter: _Letter, grids: list[Grid]) -> int | None:
    x, y = (letter.left + letter.right) / 2, (letter.bottom + letter.top) / 2
    for place, grid in enumerate(grids):
        if grid.left <= x <= grid.right and grid.bottom <= y <= grid.top:
            return place
    return None


def _table(grid: Grid, letters: list[_Letter], page: int) -> _Table:
    cells = []
    for box in grid.boxes:
        mine = [
            letter
            for letter in letters
            if box.left <= (letter.left + letter.right) / 2 <= box.right
            and box.bottom <= (letter.bottom + letter.top) / 2 <= box.top
        ]
        cell = CellDraft(box.row, box.column, box.rows, box.columns)
        cell.drafts.extend(_paragraphs(_lines(mine), page, box.right - _SLACK))
        cells.append(cell)
    return _Table(TableDraft(cells, page), grid.columns)


def _lines(letters: Iterable[_Letter]) -> list[_Line]:
    """Letters that share a height, from the top; blanks at line ends are dropped."""
    lines: list[_Line] = []
    for letter in letters:
        middle = (letter.bottom + letter.top) / 2
        for line in reversed(lines[-6:]):
            size = max(line.height, letter.top - letter.bottom)
            if abs((line.top + line.bottom) / 2 - middle) <= _SAME_LINE * size:
                line.add(letter)
                break
        else:
            if not letter.text.isspace():
                lines.append(_Line())
                lines[-1].add(letter)
    for line in lines:
        line.letters.sort(key=lambda letter: letter.left)
    return sorted(lines, key=lambda line: -line.top)


def _paragraphs(lines: list[_Line], page: int, edge: float) -> Iterator[Draft]:
    texts = [line.text() for line in lines[:1]]
    for before, line in pairwise(lines):
        if _breaks(before, line, edge):
            texts.append(line.text())
        else:
            texts[-1] = _joined(texts[-1], line.text())
    for text in texts:
        yield Draft(text, page=page)


def _breaks(before: _Line, line: _Line, edge: float) -> bool:
    """Whether a new paragraph begins with this line."""
    if before.bottom - line.top > _WIDE_GAP * line.height or _ITEM.match(line.text()):
        return True
    had_room = before.right + line.first_word_width() + _GAP * line.height < edge - _SLACK
    return had_room and not (_SMALL.match(line.text()) and _OPEN_END.search(before.text()))


def _joined(text: str, more: str) -> str:
    """Two lines as one; a hyphen at the line's end stays in «инженерно-технический» and goes from «тех-ника»."""
    stem = text[:-1]
    if text[-1:] in _HYPHENS and stem[-1:].isalpha() and more[:1].islower():
        return f"{stem}-{more}" if _LINKING_VOWEL.search(stem) else stem + more
    return f"{text} {more}"


def _without_running_heads(pages: list[list[Draft | _Table]]) -> list[list[Draft | _Table]]:
    """Page numbers, alone in the first or last line of a page, are no text."""
    kept = []
    for page in pages:
        blocks = list(page)
        for place in (0, -1):
            if len(blocks) > 1 and isinstance(block := blocks[place], Draft) and block.text.strip(" -–").isdigit():
                del blocks[place]
        kept.append(blocks)
    return kept


def _across_pages(pages: list[list[Draft | _Table]]) -> Iterator[DraftBlock]:
    """Blocks of the whole document: a table that opens a page goes on with the one that ended the page before."""
    waiting: _Table | None = None
    for blocks in pages:
        for place, block in enumerate(blocks):
            if isinstance(block, Draft):
                if waiting:
                    yield _rejoined(waiting.draft)
                    waiting = None
                yield block
            elif waiting and place == 0 and _same_columns(waiting.columns, block.columns):
                _append(waiting.draft, block.draft)
            else:
                if waiting:
                    yield _rejoined(waiting.draft)
                waiting = block
    if waiting:
        yield _rejoined(waiting.draft)


def _same_columns(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(
        abs(mine - yours) <= _COLUMN_TOLERANCE for mine, yours in zip(one, other, strict=True)
    )


def _append(table: TableDraft, more: TableDraft) -> None:
    height = max(cell.row + cell.rows for cell in table.cells)
    for cell in more.cells:
        cell.row += height
    table.cells += more.cells


def _rejoined(table: TableDraft) -> TableDraft:
    """Rows that a page break cut, joined again."""
    rows: dict[int, list[CellDraft]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    kept: list[list[CellDraft]] = []
    for _, row in sorted(rows.items()):
        if kept and _is_cut(kept[-1], row):
            _join_rows(kept[-1], row)
        elif any(draft.text.strip() for cell in row for draft in cell.drafts) or any(cell.rows > 1 for cell in row):
            kept.append(row)
    for number, row in enumerate(kept):
        for cell in row:
            cell.row = number
    return TableDraft([cell for row in kept for cell in row], table.page)


def _is_cut(before: list[CellDraft], row: list[CellDraft]) -> bool:
    """Whether the first cell breaks off, with an open quote or in the middle of a phrase, and goes on here."""
    if [cell.column for cell in before] != [cell.column for cell in row] or any(cell.rows > 1 for cell in before):
        return False
    first, second = _text(before[0]), _text(row[0])
    if not second:
        # The first cell was short and stands whole on the page before; another cell went on here.
        return bool(first) and _pages(row).isdisjoint(_pages(before))
    if not first:
        return False
    is_open = first.count("«") > first.count("»") or first.count("(") > first.count(")")
    closes = second.count("»") > second.count("«") or second.count(")") > second.count("(")
    goes_on = bool(_SMALL.match(second)) and bool(_OPEN_END.search(first))
    return goes_on or (is_open and (closes or (second.startswith("«") and second.endswith("»"))))


def _pages(row: list[CellDraft]) -> set[int | None]:
    return {draft.page for cell in row for draft in cell.drafts}


def _join_rows(before: list[CellDraft], row: list[CellDraft]) -> None:
    for above, cell in zip(before, row, strict=True):
        if above.drafts and cell.drafts and not _ITEM.match(cell.drafts[0].text):
            last = above.drafts.pop()
            above.drafts.append(Draft(_joined(last.text, cell.drafts[0].text), Kind.PARAGRAPH, page=last.page))
            above.drafts.extend(cell.drafts[1:])
        else:
            above.drafts.extend(cell.drafts)


def _text(cell: CellDraft) -> str:
    return " ".join(draft.text for draft in cell.drafts).strip()
