"""Places for the nodes of a graph: the same input is drawn the same way every time, in every browser."""

import math
import random
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

_RING = 120.0
_SPACING = 46.0
_GAP = 110.0
_LENGTH = 100.0
_REACH = 2 * _LENGTH
# In a small graph everything pushes everything: that costs little and opens it like a fan.
_SMALL, _REACH_OF_SMALL = 80, 8 * _LENGTH
_ROUNDS = 120
_FEWEST_ROUNDS = 40
_WORK = 9000


def places(
    nodes: Sequence[int], ties: Iterable[tuple[int, int]], *, seed: int = 1, centre: int | None = None
) -> dict[int, tuple[float, float]]:
    """A place (x, y) for each of `nodes`, tied ones near each other, no two on one spot.

    Each connected part begins on rings around its best-tied node (the part of `centre` around `centre`) and is then
    moved by forces; the parts stand in rows, that of `centre` first, then the largest. Ties to unknown nodes are
    ignored. `seed` decides the small shifts that keep forces from pulling in lines. Time O(m + n · neighbours in
    reach) for each of at most `_ROUNDS` rounds.

    Source: Fruchterman & Reingold, Graph Drawing by Force-directed Placement, Software: Practice and Experience 21
    (1991), with their grid; first places after Eades, Drawing Free Trees, Bull. Inst. Combinatorics 5 (1992).
    """
    known = set(nodes)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in ties:
        if first in known and second in known and first != second:
            neighbours[first].add(second)
            neighbours[second].add(first)
    shake = random.Random(seed)  # noqa: S311 - places, not secrets
    parts = [_relaxed(_rings(part, neighbours, shake), neighbours) for part in _parts(nodes, neighbours, centre)]
    return _side_by_side(parts)


def _parts(nodes: Sequence[int], neighbours: dict[int, set[int]], centre: int | None) -> list[list[list[int]]]:
    """Connected parts as levels of a breadth-first search; the largest first, the part of `centre` before all."""
    left = dict.fromkeys(sorted(nodes, key=lambda node: (node != centre, -len(neighbours[node]), node)))
    parts = []
    while left:
        root = next(iter(left))
        del left[root]
        levels, queue = [[root]], deque([(root, 0)])
        while queue:
            node, level = queue.popleft()
            for other in sorted(neighbours[node], key=lambda n: (-len(neighbours[n]), n)):
                if other in left:
                    del left[other]
                    if len(levels) == level + 1:
                        levels.append([])
                    levels[level + 1].append(other)
                    queue.append((other, level + 1))
        parts.append(levels)
    first, rest = parts[:1], parts[1:]
    return [*first, *sorted(rest, key=lambda levels: (-sum(map(len, levels)), levels[0][0]))]


Places = dict[int, tuple[float, float]]


def _rings(levels: list[list[int]], neighbours: dict[int, set[int]], shake: random.Random) -> Places:
    """Places around (0, 0), each level on its own ring, near the node that led to it."""
    placed = {levels[0][0]: (0.0, 0.0)}
    angle = {levels[0][0]: 0.0}
    radius = 0.0
    for level in levels[1:]:
        radius = max(radius + _RING, len(level) * _SPACING / (2 * math.pi))
        earlier = {node: min((angle[n] for n in neighbours[node] if n in angle), default=0.0) for node in level}
        for number, node in enumerate(sorted(level, key=lambda node: (earlier[node], node))):
            angle[node] = 2 * math.pi * (number + shake.uniform(-0.2, 0.2)) / len(level)
            placed[node] = (radius * math.cos(angle[node]), radius * math.sin(angle[node]))
    return placed


def _relaxed(start: Places, neighbours: dict[int, set[int]]) -> Places:
    """The same nodes after some rounds of springs along ties and of pushing apart whatever is in reach."""
    if len(start) < 3:  # noqa: PLR2004 - two nodes have nothing to arrange
        return start
    x = {node: place[0] for node, place in start.items()}
    y = {node: place[1] for node, place in start.items()}
    reach = _REACH_OF_SMALL if len(start) <= _SMALL else _REACH
    rounds = max(_FEWEST_ROUNDS, min(_ROUNDS, _WORK // len(start)))
    for number in range(rounds):
        push_x, push_y = dict.fromkeys(x, 0.0), dict.fromkeys(y, 0.0)
        _push_apart(x, y, push_x, push_y, reach)
        for node, here in x.items():
            for other in neighbours[node]:
                dx, dy = x[other] - here, y[other] - y[node]
                pull = math.hypot(dx, dy) / _LENGTH / _LENGTH * 6
                push_x[node] += dx * pull
                push_y[node] += dy * pull
        farthest = _LENGTH * 0.5 * (1 - number / rounds) + 1
        for node in x:
            step = math.hypot(push_x[node], push_y[node]) or 1.0
            share = min(step, farthest) / step
            x[node] += push_x[node] * share
            y[node] += push_y[node] * share
    return {node: (x[node], y[node]) for node in x}


def _push_apart(
    x: dict[int, float], y: dict[int, float], push_x: dict[int, float], push_y: dict[int, float], reach: float
) -> None:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for node in x:
        cells[int(x[node] // reach), int(y[node] // reach)].append(node)
    for node, here in x.items():
        column, row = int(here // reach), int(y[node] // reach)
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for other in cells.get((i, j), ()):
                    if other == node:
                        continue
                    dx, dy = here - x[other], y[node] - y[other]
                    near = dx * dx + dy * dy
                    if near < reach * reach:
                        # Two nodes on one spot part in the order of their numbers.
                        dx = dx or (0.1 if node > other else -0.1)
                        force = _LENGTH * _LENGTH / max(near, 1.0) * 0.9
                        push_x[node] += dx * force
                        push_y[node] += dy * force


def _side_by_side(parts: list[Places]) -> dict[int, tuple[float, float]]:
    """The parts in rows, the whole about as wide as tall."""
    boxes = [_box(part) for part in parts]
    row_width = max(
        [math.sqrt(sum((w + _GAP) * (h + _GAP) for _l, _t, w, h in boxes)) * 1.15, *(b[2] for b in boxes)], default=0
    )
    placed: dict[int, tuple[float, float]] = {}
    x = y = tallest = 0.0
    for part, (left, top, width, height) in zip(parts, boxes, strict=True):
        if x and x + width > row_width:
            x, y, tallest = 0.0, y + tallest + _GAP, 0.0
        for node, (at_x, at_y) in part.items():
            placed[node] = (round(x + at_x - left, 1), round(y + at_y - top, 1))
        x += width + _GAP
        tallest = max(tallest, height)
    return placed


def _box(part: Places) -> tuple[float, float, float, float]:
    """Left, top, width and height."""
    xs, ys = [place[0] for place in part.values()], [place[1] for place in part.values()]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
