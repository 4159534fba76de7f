"""What the columns of a table are for, told by its header row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vmeste.pure.reading.recognising.flow import fold
from vmeste.pure.reading.tree import Cell, Table

_LONGEST_HEADER = 90
_MAX_HEADER_ROW = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """Column numbers by role, and the rows below the header."""

    roles: Mapping[str, int]
    rows: tuple[tuple[Cell | None, ...], ...]

    def cell(self, row: Sequence[Cell | None], role: str) -> Cell | None:
        column = self.roles.get(role)
        return row[column] if column is not None and column < len(row) else None

    def text(self, row: Sequence[Cell | None], role: str) -> str:
        cell = self.cell(row, role)
        return cell.text.strip() if cell else ""


def columns_of(table: Table, stems: Mapping[str, Sequence[str]]) -> Columns | None:
    """The first of the upper rows in which at least two roles are named, each by one of its stems."""
    rows = table.rows()
    for number, row in enumerate(rows[: _MAX_HEADER_ROW + 1]):
        roles: dict[str, int] = {}
        for column, cell in enumerate(row):
            header = fold(cell.text).lower().strip() if cell else ""
            if not header or len(header) > _LONGEST_HEADER:
                continue
            role = next((role for role, words in stems.items() if role not in roles and _says(header, words)), None)
            if role and (not column or row[column - 1] is not cell):
                roles[role] = column
        if len(roles) > 1:
            below = tuple(tuple(one) for one in rows[number + 1 :])
            return Columns(roles, below)
    return None


def _says(header: str, stems: Sequence[str]) -> bool:
    return any(re.search(stem, header) for stem in stems)


def lines_of(cell: Cell | None) -> list[str]:
    """The lines of a cell that hold text; underscores alone are a place left to fill in."""
    lines = (passage.text.strip() for passage in cell.passages) if cell else ()
    return [line for line in lines if line.strip("_")]
