"""Tables on a page from ruled lines: where the lines cross, which cells they leave whole, which letters stand in which.

Lengths are points; y grows upwards, as in .pdf files.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_TOLERANCE = 2.5
_SHORTEST = 6.0
_FEWEST_LINES = 2
_COVERED = 0.6


@dataclass(frozen=True, slots=True)
class Ruled:
    """A straight line: at `at` (y of a horizontal one, x of a vertical one) from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a grid, merged or not, with its rectangle."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its vertical lines from the left, and its cells in reading order."""

    columns: tuple[float, ...]
    boxes: tuple[Box, ...]
    left: float
    bottom: float
    right: float
    top: float


def find_grids(horizontal: Iterable[Ruled], vertical: Iterable[Ruled]) -> list[Grid]:
    """Every table the lines draw, from the top; frames and underlines are none. O(lines²)."""
    level, upright = _merged(horizontal), _merged(vertical)
    grids = [_grid(levels, uprights) for levels, uprights in _connected(level, upright)]
    return sorted((grid for grid in grids if grid), key=lambda grid: -grid.top)


def _merged(lines: Iterable[Ruled]) -> list[Ruled]:
    """Pieces of one line as one line: programs draw borders cell by cell."""
    merged: list[Ruled] = []
    for line in sorted(lines, key=lambda line: (round(line.at / _TOLERANCE), line.start)):
        for place, known in enumerate(merged[-40:], max(0, len(merged) - 40)):
            touches = line.start <= known.end + _TOLERANCE and line.end >= known.start - _TOLERANCE
            if abs(known.at - line.at) <= _TOLERANCE and touches:
                merged[place] = Ruled(known.at, min(known.start, line.start), max(known.end, line.end))
                break
        else:
            merged.append(line)
    return [line for line in merged if line.end - line.start >= _SHORTEST]


def _connected(level: list[Ruled], upright: list[Ruled]) -> list[tuple[list[Ruled], list[Ruled]]]:
    """Groups of lines that cross each other."""
    groups: list[tuple[list[Ruled], list[Ruled]]] = []
    free_level, free_upright = list(level), list(upright)
    while free_level:
        levels, uprights = [free_level.pop()], list[Ruled]()
        grew = True
        while grew:
            more_upright = [line for line in free_upright if any(_cross(other, line) for other in levels)]
            free_upright = [line for line in free_upright if line not in more_upright]
            uprights += more_upright
            more_level = [line for line in free_level if any(_cross(line, other) for other in uprights)]
            free_level = [line for line in free_level if line not in more_level]
            levels += more_level
            grew = bool(more_upright or more_level)
        groups.append((levels, uprights))
    return groups


def _cross(level: Ruled, upright: Ruled) -> bool:
    return (
        level.start - _TOLERANCE <= upright.at <= level.end + _TOLERANCE
        and upright.start - _TOLERANCE <= level.at <= upright.end + _TOLERANCE
    )


def _places(lines: Iterable[Ruled]) -> list[float]:
    places: list[float] = []
    for at in sorted(line.at for line in lines):
        if not places or at - places[-1] > _TOLERANCE:
            places.append(at)
    return places


def _grid(level: list[Ruled], upright: list[Ruled]) -> Grid | None:
    xs, ys = _places(upright), _places(level)[::-1]
    if len(xs) <= _FEWEST_LINES or len(ys) < _FEWEST_LINES:
        return None
    owner = {(row, column): (row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)}

    def root(slot: tuple[int, int]) -> tuple[int, int]:
        while owner[slot] != slot:
            slot = owner[slot]
        return slot

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((root(one), root(other)))
        owner[second] = first

    for row, column in owner.copy():
        if (row, column + 1) in owner and not _is_ruled(upright, xs[column + 1], ys[row + 1], ys[row]):
            join((row, column), (row, column + 1))
        if (row + 1, column) in owner and not _is_ruled(level, ys[row + 1], xs[column], xs[column + 1]):
            join((row, column), (row + 1, column))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for slot in owner:
        members.setdefault(root(slot), []).append(slot)
    return Grid(
        tuple(xs), tuple(_box(slots, xs, ys) for _, slots in sorted(members.items())), xs[0], ys[-1], xs[-1], ys[0]
    )


def _box(slots: list[tuple[int, int]], xs: list[float], ys: list[float]) -> Box:
    top, bottom = min(row for row, _ in slots), max(row for row, _ in slots) + 1
    left, right = min(column for _, column in slots), max(column for _, column in slots) + 1
    return Box(top, left, bottom - top, right - left, xs[left], ys[bottom], xs[right], ys[top])


def _is_ruled(lines: list[Ruled], at: float, start: float, end: float) -> bool:
    """Whether a line stands between two neighbouring slots."""
    covered = sum(
        max(0.0, min(line.end, end) - max(line.start, start)) for line in lines if abs(line.at - at) <= _TOLERANCE
    )
    return covered >= _COVERED * (end - start)
