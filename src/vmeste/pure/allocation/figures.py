"""What a result amounts to: placed, ranks, schools and categories, envy, travel, load."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .compiling import as_table
from .model import Outcome, Round
from .tables import SeatTable

TOP = 12


def figures(round_: Round, outcome: Outcome) -> Mapping[str, Any]:
    """Whole numbers only, ready for JSON. O(seats + wishes).

    `ranks` counts pupils by their best granted wish (last: none although asked), `wishes` all granted wishes by rank.
    `envy` counts pupils for whom someone of the same school, class and credit, asking for the same first course, got it
    while they did not. `travel` and `load` are minutes a week over all seats.
    """
    table, seats = as_table(round_), outcome.seats
    if not isinstance(seats, SeatTable):
        seats = SeatTable.of(seats, pupils=table, groups=[group.id for group in round_.groups])
    course_of = {course.id: index for index, course in enumerate(round_.courses)}
    course = np.array([course_of[group.course] for group in round_.groups], np.int64)
    asked = np.diff(table.wish_ptr) > 0
    rank = np.full(len(seats), TOP, np.int64)
    width = int(np.diff(table.wish_ptr).max(initial=0))
    for position in range(width):
        place = table.wish_ptr[seats.pupil] + position
        inside = place < table.wish_ptr[seats.pupil + 1]
        same = np.zeros(len(seats), np.bool_)
        same[inside] = table.wish[place[inside]] == course[seats.group[inside]]
        rank[same] = min(position, TOP)
    best = np.full(len(table), TOP + 1, np.int64)
    np.minimum.at(best, seats.pupil, rank)
    held = np.bincount(seats.pupil, minlength=len(table))
    placed = (held > 0) & asked
    school_names = [round_.schools[name] for name in table.schools]
    place_of = {name: index for index, name in enumerate(round_.places)}
    home = np.array([place_of[name] for name in school_names], np.int64)
    where = np.array([place_of[group.place] for group in round_.groups], np.int64)
    meetings = np.array([len(group.meetings) for group in round_.groups], np.int64)
    minutes = np.array([group.minutes for group in round_.groups], np.int64)
    travel = 0
    if len(seats):
        travel = int(
            (
                round_.travel[home[table.school[seats.pupil]], where[seats.group]].astype(np.int64)
                * 2
                * meetings[seats.group]
            ).sum()
        )
    return {
        "pupils": len(table),
        "asked": int(asked.sum()),
        "placed": int(placed.sum()),
        "seats": len(seats),
        "ranks": np.bincount(best[asked], minlength=TOP + 2).tolist(),
        "wishes": np.bincount(rank, minlength=TOP + 1).tolist(),
        "schools": {name: _share(asked & (table.school == index), placed, best) for index, name in
        enumerate(table.schools)}
        if len(table.schools) <= 500 else {},
        "categories": {
            name: _share(_in_category(table.category_ptr, table.category, index, len(table)) & asked, placed, best)
            for index, name in enumerate(table.categories)
        },
        "envy": _envy(table, asked, best),
        "travel_minutes": travel,
        "load_minutes": int(minutes[seats.group].sum()),
    }  # fmt: skip


def _share(members: Any, placed: Any, best: Any) -> Mapping[str, int]:
    return {
        "asked": int(members.sum()),
        "placed": int((members & placed).sum()),
        "first": int((members & (best == 0)).sum()),
    }


def _in_category(pointers: Any, values: Any, index: int, count: int) -> Any:
    answer = np.zeros(count, np.bool_)
    answer[np.repeat(np.arange(count), np.diff(pointers))[values == index]] = True
    return answer


def _envy(table: Any, asked: Any, best: Any) -> int:
    """Pupils without their first wish beside an equal who has it."""
    who = np.flatnonzero(asked)
    first = table.wish[table.wish_ptr[who]].astype(np.int64)
    keys = np.stack([first, table.school[who], table.priority[who], table.credit[who]], axis=1)
    _, number = np.unique(keys, axis=0, return_inverse=True)
    number = number.ravel()
    lucky = np.bincount(number, weights=best[who] == 0, minlength=1) > 0
    return int((lucky[number] & (best[who] > 0)).sum())
