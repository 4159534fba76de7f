"""An uploaded table as plain values, read in a child process."""

from typing import Any

from vmeste.pure.writing.tables.limits import Limits
from vmeste.pure.writing.tables.reading import CellProblem, Table, read_table

from .encoding import decoded_row, encoded
from .sandbox import Bounds, run_apart

LIMITS = Limits(max_bytes=25 << 20, max_rows=12_000, max_cells=260_000)
"""As large as an upload may be; so many cells take 5 to 9 seconds of processor time."""

_FUNCTION = f"{__name__}:table_as_data"


def table_as_data(data: bytes, *, filename: str) -> dict[str, Any]:
    """The child's half: the table as JSON-ready values.

    Raises:
        TableRefused: as `read_table` does.
    """
    table = read_table(data, filename=filename, limits=LIMITS)
    return {
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "rows": [[encoded(cell) for cell in row] for row in table.rows],
        "problems": [[problem.address, problem.is_formula] for problem in table.problems],
    }


def read_apart(data: bytes, *, filename: str, bounds: Bounds | None = None) -> Table:
    """The table in a file, without opening the file in this process.

    Raises:
        Refused: `kind` is NotATable, TooLarge, Encrypted or Damaged.
        Exhausted, Crashed: the file tried to do harm, or is far too heavy.
    """
    answer = run_apart(_FUNCTION, data, bounds=bounds or Bounds(), filename=filename)
    return Table(
        answer["sheet"],
        tuple(answer["sheets"]),
        tuple(decoded_row(row) for row in answer["rows"]),
        tuple(CellProblem(address, is_formula=is_formula) for address, is_formula in answer["problems"]),
    )
