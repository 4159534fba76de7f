"""Tables nobody ruled: columns that only the white between them tells, in lines of a page.

A river is white from the first line of a table to its last. Prose has none: its blanks stand elsewhere in each line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

Stretch = tuple[float, float]
"""Left and right edge of words without a wide blank between them, in points."""

_RIVER = 0.6
"""The narrowest river, in heights of a line."""
_FEWEST_ROWS = 3
_EDGE_TOLERANCE = 4.0
_ALIGNED_SHARE = 0.8
_FULL_SHARE = 0.6
_FARTHEST = 2.6
"""The widest step between two lines of one table, in heights of a line."""
_ROW_STEP = 1.25
_NARROW = 12.0
"""A column up to so many heights of a line wide is no column of prose."""
_STRETCHED = 1.8
"""How much wider than a blank between words the white between columns is."""
_MANY_WORDS = 7
_EVEN = 1.3


@dataclass(frozen=True, slots=True)
class Laid:
    """One line of a page: its edges and the stretches of words in it, from the left."""

    top: float
    bottom: float
    stretches: tuple[Stretch, ...]

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Lines `first` to `last` (exclusive) are a table: left edges of its columns, and its rows as numbers of lines."""

    first: int
    last: int
    columns: tuple[Stretch, ...]
    rows: tuple[tuple[int, ...], ...]


def column_gap(gaps: Sequence[float], height: float) -> float:
    """How wide the white between two columns of a line is at least, told from all its blanks.

    Justified prose has wide blanks too, but all of one width; there no white parts columns.
    """
    least = min(gaps, default=0.0)
    if len(gaps) >= _MANY_WORDS and max(gaps) <= _EVEN * least:
        return float("inf")
    return max(_RIVER * height, _STRETCHED * least) if least < _RIVER * height else _RIVER * height


def find_aligned(lines: Sequence[Laid]) -> Iterator[Aligned]:
    """Tables among the lines, from the top; O(lines × columns), as every line is tried once as a beginning."""
    first = 0
    while first < len(lines):
        table = _from(lines, first) if len(lines[first].stretches) > 1 else None
        if table:
            yield table
        first = table.last if table else first + 1


def _from(lines: Sequence[Laid], first: int) -> Aligned | None:
    """The table that begins with this line: it grows while its rivers stay open."""
    columns = list(lines[first].stretches)
    last = first + 1
    while last < len(lines) and lines[last - 1].top - lines[last].top <= _FARTHEST * lines[last].height:
        grown = _with(columns, lines[last])
        if len(grown) < 2 or (len(grown) != len(columns) and last - first >= _FEWEST_ROWS):  # noqa: PLR2004
            break
        columns = grown
        last += 1
    # Lines at the end that fill one column only are the text below the table.
    while last > first and len(lines[last - 1].stretches) < 2:  # noqa: PLR2004
        last -= 1
    rows = _rows(lines, first, last, columns)
    if len(rows) < _FEWEST_ROWS or not _is_table(lines[first:last], columns):
        return None
    return Aligned(first, last, tuple(columns), rows)


def _with(columns: Sequence[Stretch], line: Laid) -> list[Stretch]:
    """Columns with one more line: stretches that touch are one column, and white narrower than a river closes."""
    merged: list[Stretch] = []
    for left, right in sorted([*columns, *line.stretches]):
        if merged and left - merged[-1][1] < _RIVER * line.height:
            merged[-1] = merged[-1][0], max(merged[-1][1], right)
        else:
            merged.append((left, right))
    return merged


def column_of(stretch: Stretch, columns: Sequence[Stretch]) -> int:
    """The number of the column a stretch stands in."""
    middle = (stretch[0] + stretch[1]) / 2
    return min(range(len(columns)), key=lambda at: max(columns[at][0] - middle, middle - columns[at][1], 0.0))


def _rows(lines: Sequence[Laid], first: int, last: int, columns: Sequence[Stretch]) -> tuple[tuple[int, ...], ...]:
    """Lines of one row: a wider step begins a row; where steps are equal, one that fills the first column does."""
    steps = [one.top - other.top for one, other in pairwise(lines[first:last])]
    narrow = min(steps, default=0.0)
    is_stepped = any(step > _ROW_STEP * narrow for step in steps) and any(step <= _ROW_STEP * narrow for step in steps)
    rows: list[list[int]] = []
    for number in range(first, last):
        line = lines[number]
        if not rows:
            begins = True
        elif is_stepped:
            begins = lines[number - 1].top - line.top > _ROW_STEP * narrow
        else:
            begins = column_of(line.stretches[0], columns) == 0 and len(line.stretches) > 1
        if begins:
            rows.append([])
        rows[-1].append(number)
    return tuple(map(tuple, rows))


def _is_table(lines: Sequence[Laid], columns: Sequence[Stretch]) -> bool:
    """Most lines fill several columns, each column has an edge or a middle in common, and one is narrow."""
    if sum(len(line.stretches) > 1 for line in lines) < _FULL_SHARE * len(lines):
        return False
    if len(columns) == 2 and min(right - left for left, right in columns) > _NARROW * lines[0].height:  # noqa: PLR2004
        return False
    return all(_is_aligned([one for line in lines for one in line.stretches if column_of(one, columns) == at])
               for at in range(len(columns)))  # fmt: skip


def _is_aligned(stretches: Sequence[Stretch]) -> bool:
    """Whether the stretches share their left edge, their right edge or their middle."""
    if len(stretches) < 2:  # noqa: PLR2004
        return bool(stretches)
    for edges in ([one[0] for one in stretches], [one[1] for one in stretches], [sum(one) / 2 for one in stretches]):
        usual = median(edges)
        if sum(abs(edge - usual) <= _EDGE_TOLERANCE for edge in edges) >= _ALIGNED_SHARE * len(edges):
            return True
    return False
