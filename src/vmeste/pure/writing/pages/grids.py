"""Where the cells of a table stand, with cells merged across and down."""

from lxml import etree

from vmeste.pure.writing.packages import W
from vmeste.pure.writing.pages.styles import attribute, child, value

MAX_COLUMNS = 63

Placed = tuple[int, int, int, etree._Element]  # noqa: SLF001 - the library names its element class so


def placed_cells(row: etree._Element) -> list[Placed]:
    """Column, width in columns, height (0 = goes on from above) and element of each cell."""
    before = value(child(row, "trPr"), "gridBefore")
    column = min(int(before[:3]), MAX_COLUMNS) if before.isdecimal() else 0
    placed: list[Placed] = []
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr")) is not row:
            continue
        properties = child(cell, "tcPr")
        text = value(properties, "gridSpan")
        span = max(1, min(int(text[:3]), MAX_COLUMNS - column)) if text.isdecimal() else 1
        merge = child(properties, "vMerge")
        goes_on = merge is not None and attribute(merge, "val", "continue") != "restart"
        if column < MAX_COLUMNS:
            placed.append((column, span, 0 if goes_on else 1, cell))
        column += span
    return placed


def merged_rows(rows: list[list[Placed]]) -> list[list[Placed]]:
    """The same cells with their heights; cells that go on from above are gone."""
    heights: dict[tuple[int, int], int] = {}
    tops: dict[tuple[int, int], int] = {}
    for index, row in enumerate(rows):
        following: dict[tuple[int, int], int] = {}
        for column, span, height, _ in row:
            top = tops.get((column, span), index) if height == 0 else index
            heights[top, column] = heights.get((top, column), 0) + 1
            following[column, span] = top
        tops = following
    return [
        [(column, span, heights[index, column], cell) for column, span, _, cell in row if (index, column) in heights]
        for index, row in enumerate(rows)
    ]
