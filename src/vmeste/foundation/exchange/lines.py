"""From a sheet to lines: where the header is, what each column means, what each cell says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from vmeste.pure.writing.tables.reading import Cell, CellProblem, Table, as_text
from vmeste.pure.writing.tables.scanning import address

from .columns import LANGUAGES, heading_key
from .errors import UnreadableTable
from .importers import ERRORS_HEADINGS, Importer, Objection

HEADER_WITHIN = 15
"""The header is looked for in so many rows from the top: registers often begin with a title."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headings, from 1; for every column of the sheet its heading and the key it means, or ""."""

    number: int
    headings: tuple[str, ...]
    columns: tuple[str, ...]

    def place(self, key: str, number: int) -> str:
        """Where the cell of column `key` in row `number` stands («C7»); empty when the file has no such column."""
        return address(number - 1, self.columns.index(key)) if key in self.columns else ""


@dataclass(slots=True)
class Line:
    """One row of the file below the header: its cells, the values they gave, what is wrong with them."""

    number: int
    cells: tuple[Cell, ...]
    values: dict[str, Any] = field(default_factory=dict)
    objections: list[Objection] = field(default_factory=list)


def header_of(table: Table, importer: type[Importer]) -> Header:
    """The row in which most cells are headings of the importer.

    Raises:
        UnreadableTable: no row of the first ones has a column that tells the rows apart, or one stands twice.
    """
    meaning = {name: column.key for column in importer.columns for name in column.names}
    best = Header(0, (), ())
    for number, row in enumerate(table.rows[:HEADER_WITHIN], start=1):
        headings = tuple(" ".join(as_text(cell).split()) for cell in row)
        columns = tuple(meaning.get(heading_key(heading), "") for heading in headings)
        if sum(map(bool, columns)) > sum(map(bool, best.columns)):
            best = Header(number, headings, columns)
    if not set(importer.identified_by) & set(best.columns):
        names = ", ".join(f"“{importer.column(key).label}”" for key in importer.identified_by)
        raise UnreadableTable(
            _("The table has no column that says which rows are meant. It needs one of: %(names)s.") % {"names": names}
        )
    twice = {key for key in best.columns if key and best.columns.count(key) > 1}
    if twice:
        names = ", ".join(f"“{importer.column(key).label}”" for key in sorted(twice))
        raise UnreadableTable(_("These columns stand in the table twice: %(names)s.") % {"names": names})
    return best


def unread_headings(header: Header) -> list[str]:
    """Headings of columns that mean nothing to the importer."""
    pairs = zip(header.headings, header.columns, strict=True)
    return [name for name, key in pairs if name and not key and heading_key(name) not in ERRORS_HEADINGS]


def lines_of(table: Table, header: Header, importer: type[Importer], *, does_empty: bool) -> Iterator[Line]:
    """The lines with their values; the help and the example of our own blank table are no lines."""
    refused = _problems_by_row(table.problems)
    unsaid = _words_of_blank(importer)
    for number, cells in enumerate(table.rows[header.number :], start=header.number + 1):
        said = {key: cell for key, cell in zip(header.columns, cells, strict=True) if key and cell is not None}
        if not said and not _has_problem(refused, number):
            continue
        if any({k: heading_key(as_text(c)) for k, c in said.items()}.items() <= words.items() for words in unsaid):
            continue
        yield parsed(Line(number, tuple(cells)), header, importer, refused.get(number, {}), does_empty=does_empty)


def parsed(
    line: Line,
    header: Header,
    importer: type[Importer],
    refused: Mapping[int, CellProblem],
    *,
    does_empty: bool,
) -> Line:
    """Fill a line's values from its cells."""
    for place, (key, cell) in enumerate(zip(header.columns, line.cells, strict=True)):
        if not key:
            continue
        if (problem := refused.get(place)) is not None:
            line.objections.append(Objection(key, _problem_words(problem)))
            continue
        column = importer.column(key)
        if cell is None:
            if does_empty and not column.is_for_finding:
                line.values[key] = column.empty
            continue
        try:
            line.values[key] = column.parse(cell)
        except ValidationError as mistake:
            line.objections.append(Objection(key, " ".join(mistake.messages)))
    return line


def _problem_words(problem: CellProblem) -> str:
    if problem.is_formula:
        return _("A formula: put its value here instead (copy, then paste values only).")
    return _("The cell holds an error of a formula.")


def _problems_by_row(problems: Sequence[CellProblem]) -> dict[int, dict[int, CellProblem]]:
    """Row from 1 → column from 0 → problem."""
    by_row: dict[int, dict[int, CellProblem]] = {}
    for problem in problems:
        letters = problem.address.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        by_row.setdefault(int(problem.address[len(letters) :]), {})[column - 1] = problem
    return by_row


def _has_problem(refused: Mapping[int, Mapping[int, CellProblem]], number: int) -> bool:
    return bool(refused.get(number))


def _words_of_blank(importer: type[Importer]) -> list[dict[str, str]]:
    """The help and example rows of the blank table in either language, as a person might leave them."""
    rows = []
    for language in LANGUAGES:
        with translation.override(language):
            rows.append({c.key: heading_key(str(c.help)) for c in importer.columns})
            rows.append({c.key: heading_key(str(c.example)) for c in importer.columns})
    return rows
