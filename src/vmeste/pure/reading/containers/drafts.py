"""What the readers of containers hand over, and how it becomes a tree: marks off, cut lines joined, all numbered."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Block, Cell, Document, Kind, Origin, Passage, Table

MAX_CELLS = 10_000
"""A table this large is no table of a document but a trap, or a register for the import of tables."""
MAX_CHARACTERS = 3_000_000
MAX_PASSAGES = 60_000

BULLETS = "•◦▪■□●○·‣–—*➢✓→\uf0b7\uf0a7-"
_BOOKMARK = r"(?:\[bookmark: [^\]]{0,60}\]\s*)?"
_NUMBER = r"(?:\d{1,3}\.){1,5}(?:\d{1,3}\.?)?|\d{1,3}\)|[а-яa-z]\)"
_LABEL = re.compile(
    rf"\s*{_BOOKMARK}(?P<label>[{re.escape(BULLETS)}](?!\d)|(?:{_NUMBER})(?!\d))[\s\xa0]*", re.IGNORECASE
)
_DATE_AHEAD = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}|\d{1,2}\.\d{1,2}\s")
_GOES_ON = re.compile(r"[а-яёa-z]")
_UNFINISHED = re.compile(r"[\w»\"”,\-–)]$")
_LONG_ENOUGH = 25


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage without its number; `page` from 1."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    label: str = ""
    page: int | None = None


@dataclass(slots=True)
class CellDraft:
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    drafts: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class TableDraft:
    cells: list[CellDraft]
    page: int | None = None


DraftBlock = Draft | TableDraft


def assemble(container: str, blocks: Iterable[DraftBlock]) -> Document:
    """The tree; linear in the text. Raises `FileRefused` for documents without text or beyond the limits."""
    numbering = _Numbering()
    built: list[Block] = []
    running: list[Draft] = []
    for block in blocks:
        if isinstance(block, Draft):
            running.append(block)
            continue
        built.extend(numbering.passages(_tidied(running, may_join=True)))
        running = []
        built.append(numbering.table(block))
    built.extend(numbering.passages(_tidied(running, may_join=True)))
    if not any(passage.text.strip() for passage in Document(container, tuple(built)).passages()):
        raise FileRefused(Code.NO_TEXT)
    return Document(container, tuple(built))


class _Numbering:
    def __init__(self) -> None:
        self.passage_count = self.table_count = self.characters = 0

    def passages(self, drafts: Iterable[Draft], table: int | None = None, at: CellDraft | None = None) -> list[Passage]:
        return [self._passage(draft, table, at) for draft in drafts]

    def _passage(self, draft: Draft, table: int | None, at: CellDraft | None) -> Passage:
        self.characters += len(draft.text)
        if self.characters > MAX_CHARACTERS or self.passage_count >= MAX_PASSAGES:
            raise FileRefused(Code.TOO_LARGE, "characters")
        number = self.passage_count
        self.passage_count += 1
        row, column = (at.row, at.column) if at else (None, None)
        origin = Origin(draft.page, number + 1, table, row, column)
        return Passage(number, draft.kind, draft.text, origin, draft.level, draft.label)

    def table(self, draft: TableDraft) -> Table:
        height = max((cell.row + cell.rows for cell in draft.cells), default=0)
        width = max((cell.column + cell.columns for cell in draft.cells), default=0)
        if height * width >= MAX_CELLS:
            raise FileRefused(Code.TOO_LARGE, f"a table of {height} × {width} cells")
        self.table_count += 1
        cells = [
            Cell(
                cell.row,
                cell.column,
                cell.rows,
                cell.columns,
                tuple(self.passages(_tidied(_lines(cell.drafts), may_join=False), self.table_count, cell)),
            )
            for cell in sorted(draft.cells, key=lambda cell: (cell.row, cell.column))
        ]
        return Table(self.table_count, height, width, tuple(cells))


def _lines(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Values stacked with line breaks inside one paragraph of a cell, one by one."""
    for draft in drafts:
        for place, line in enumerate(draft.text.split("\n")):
            yield replace(draft, text=line, label=draft.label if place == 0 else "")


def _tidied(drafts: Iterable[Draft], *, may_join: bool) -> list[Draft]:
    tidied: list[Draft] = []
    waiting: Draft | None = None
    for raw in drafts:
        draft = _labelled(raw)
        if waiting is not None:
            draft, waiting = replace(draft, kind=Kind.ITEM, level=max(draft.level, 1), label=waiting.label), None
        if not draft.text.strip():
            waiting = draft if draft.label else None
        elif may_join and tidied and _continues(tidied[-1], draft):
            tidied[-1] = replace(tidied[-1], text=f"{tidied[-1].text.rstrip()} {draft.text.strip()}")
        else:
            tidied.append(draft)
    if waiting is not None:
        tidied.append(waiting)
    return tidied


def _labelled(draft: Draft) -> Draft:
    """A typed mark goes from the text into the label: «- родители», «1) развитие», a lone «•» on a line of its own."""
    label, text = ("", "") if draft.label or draft.kind is Kind.HEADING else split_mark(draft.text)
    if not label:
        return replace(draft, text=draft.text.strip(" \t\n"))
    return replace(draft, kind=Kind.ITEM, level=max(draft.level, 1), label=label, text=text)


def split_mark(text: str) -> tuple[str, str]:
    """The mark of an item typed at the beginning of a line, empty where there is none, and the words behind it."""
    match = _LABEL.match(text)
    if match is None or _DATE_AHEAD.match(text.lstrip()):
        return "", text
    return match["label"], text[match.end() :]


def _continues(before: Draft, draft: Draft) -> bool:
    """A line that some program cut in two: the first part ends nowhere, the second begins small."""
    return (
        not draft.label
        and draft.kind is Kind.PARAGRAPH
        and len(before.text) >= _LONG_ENOUGH
        and bool(_GOES_ON.match(draft.text.lstrip()))
        and bool(_UNFINISHED.search(before.text.rstrip()))
    )
