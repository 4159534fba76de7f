"""A document as one tree, whatever file it came in: passages of text and tables, each knowing where it stands.

Text is kept as it was written (no-break spaces, slips and all); readers of the text fold it themselves. A mark that
only says «here begins an item» is taken off the text and kept in `label`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a passage is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a piece stands in the file: page where the file knows pages, running number of the paragraph, both from 1.

    For text in a table also the number of the table from 1, and row and column of the cell from 0.
    """

    page: int | None
    paragraph: int
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of text. `number` counts the passages of the document from 0; `level` is depth from 1.

    `label` is what stands before the text of an item: «14.15.», «•», «1)».
    """

    number: int
    kind: Kind
    text: str
    origin: Origin
    level: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its upper left place from 0 and its size; merged cells are one cell."""

    row: int
    column: int
    rows: int
    columns: int
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        """All lines, labels included: «14.15.» in a numbering column is a label without text."""
        return "\n".join(f"{passage.label} {passage.text}".strip() for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in reading order; every place of the `height` × `width` grid belongs to at most one cell."""

    number: int
    height: int
    width: int
    cells: tuple[Cell, ...]

    def rows(self) -> list[list[Cell | None]]:
        """The grid, a merged cell repeated in every place it covers; O(height × width)."""
        grid: list[list[Cell | None]] = [[None] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rows, self.height)):
                for column in range(cell.column, min(cell.column + cell.columns, self.width)):
                    grid[row][column] = cell
        return grid


Block = Passage | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, in reading order. `container` is "docx", "odt", "pdf", "xlsx", "html" or "txt".

    `keywords` stand among the properties of a .docx or .odt; who wrote the file is not read.
    """

    container: str
    blocks: tuple[Block, ...]
    keywords: str = ""

    def passages(self) -> Iterator[Passage]:
        """Every passage, those of tables in the order of their cells; numbers are 0, 1, 2, …"""
        for block in self.blocks:
            if isinstance(block, Passage):
                yield block
            else:
                for cell in block.cells:
                    yield from cell.passages

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))
