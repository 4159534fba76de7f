"""A line's cells become an entry, with an objection for each cell that does not say what its column is for."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from vmeste.pure.writing.tables.reading import Cell

from . import cells
from .rows import GuardianEntry, Notebook, ProblemKind

_Value = TypeVar("_Value")


class LineReader:
    """Reads the cells of one line; `is_wrong` once an objection has been noted."""

    def __init__(self, book: Notebook, sheet: str, line: int, *, on: date) -> None:
        self.book, self.sheet, self.line, self.on = book, sheet, line, on
        self.is_wrong = False

    def object(self, kind: ProblemKind, column: str, value: object = "") -> None:
        self.book.note(kind, self.sheet, self.line, column, value)
        self.is_wrong = True

    def text(self, cell: Cell, column: str, longest: int) -> str:
        said = cells.plain(cell)
        if len(said) > longest:
            self.object(ProblemKind.TOO_LONG, column, said)
            return ""
        return said

    def name(self, cell: Cell, column: str) -> str:
        said = self.text(cell, column, cells.NAME_LENGTH)
        return self._parsed(cells.name_of, said, ProblemKind.BAD_NAME, column, "")

    def full_name(self, cell: Cell, column: str) -> tuple[str, str, str]:
        parts = cells.name_parts(self.text(cell, column, 3 * cells.NAME_LENGTH))
        last, first, rest = (self.name(part, column) for part in parts)
        return last, first, rest

    def birthday(self, cell: Cell, column: str) -> date | None:
        try:
            return cells.birthday(cell, on=self.on)
        except cells.Unlikely as unlikely:
            self.object(ProblemKind.UNLIKELY_DATE, column, unlikely)
        except cells.Unreadable as unreadable:
            self.object(ProblemKind.BAD_DATE, column, unreadable)
        return None

    def sex(self, cell: Cell, column: str) -> str:
        return self._parsed(cells.sex_of, cells.plain(cell), ProblemKind.BAD_SEX, column, "")

    def kinship(self, cell: Cell, column: str) -> str:
        return self._parsed(cells.kinship_of, cells.plain(cell), ProblemKind.BAD_KINSHIP, column, "")

    def email(self, cell: Cell, column: str) -> str:
        said = self.text(cell, column, cells.EMAIL_LENGTH)
        return self._parsed(cells.email_of, said, ProblemKind.BAD_EMAIL, column, "")

    def phone(self, cell: Cell, column: str) -> str:
        return self.text(cell, column, cells.PHONE_LENGTH)

    def _parsed(
        self, parse: Callable[[str], _Value], said: str, kind: ProblemKind, column: str, empty: _Value
    ) -> _Value:
        try:
            return parse(said)
        except cells.Unreadable:
            self.object(kind, column, said)
            return empty


def settled_kinship(guardian: GuardianEntry, sex: str = "") -> str:
    """What the list says, else what the sex or the patronymic tells of a parent."""
    return guardian.kinship or {"f": "mother", "m": "father"}.get(sex, "") or cells.kinship_by_name(guardian.patronymic)
