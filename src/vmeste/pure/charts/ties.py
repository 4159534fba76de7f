"""First places for the nodes of a graph, so that a drawing of forces comes out the same every time."""

import math
import random
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

_RING = 120.0
_SPACING = 46.0
_GAP = 90.0


def first_places(
    nodes: Sequence[int], ties: Iterable[tuple[int, int]], *, seed: int = 1, centre: int | None = None
) -> dict[int, tuple[float, float]]:
    """A place (x, y) for each of `nodes`, no two the same.

    Each connected part stands on rings around its best-tied node (the part of `centre` around `centre`), neighbours
    near the node that leads to them; the parts stand in rows, the largest first. Ties to unknown nodes are ignored.
    `seed` decides the small shifts that keep forces from pulling in lines. Time O(n log n + m).

    Source: radial drawing of a breadth-first tree, Eades, Drawing Free Trees, Bull. Inst. Combinatorics 5 (1992).
    """
    known = set(nodes)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in ties:
        if first in known and second in known and first != second:
            neighbours[first].add(second)
            neighbours[second].add(first)
    shake = random.Random(seed)  # noqa: S311 - places, not secrets
    parts = [_rings(part, neighbours, shake) for part in _parts(nodes, neighbours, centre)]
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


Part = tuple[dict[int, tuple[float, float]], float]


def _rings(levels: list[list[int]], neighbours: dict[int, set[int]], shake: random.Random) -> Part:
    """Places around (0, 0) and the radius they need."""
    places = {levels[0][0]: (0.0, 0.0)}
    angle = {levels[0][0]: 0.0}
    radius = 0.0
    for level in levels[1:]:
        radius = max(radius + _RING, len(level) * _SPACING / (2 * math.pi))
        earlier = {node: min((angle[n] for n in neighbours[node] if n in angle), default=0.0) for node in level}
        for number, node in enumerate(sorted(level, key=lambda node: (earlier[node], node))):
            angle[node] = 2 * math.pi * (number + shake.uniform(-0.2, 0.2)) / len(level)
            places[node] = (radius * math.cos(angle[node]), radius * math.sin(angle[node]))
    return places, radius + _SPACING


def _side_by_side(parts: list[Part]) -> dict[int, tuple[float, float]]:
    """The parts in rows about as wide as the whole is tall."""
    area = sum((2 * radius + _GAP) ** 2 for _places, radius in parts)
    row_width = math.sqrt(area) * 1.3
    placed: dict[int, tuple[float, float]] = {}
    x = y = tallest = 0.0
    for places, radius in parts:
        if x and x + 2 * radius > row_width:
            x, y, tallest = 0.0, y + tallest + _GAP, 0.0
        for node, (dx, dy) in places.items():
            placed[node] = (round(x + radius + dx, 1), round(y + radius + dy, 1))
        x += 2 * radius + _GAP
        tallest = max(tallest, 2 * radius)
    return placed
