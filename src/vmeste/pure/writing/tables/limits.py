"""How large a table may be, and why a file is no table we read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """All are checked before the values are read; `max_unpacked` and `max_text` are bytes and characters in memory."""

    max_bytes: int = 20 << 20
    max_rows: int = 20_000
    max_columns: int = 200
    max_cells: int = 250_000
    max_text: int = 20_000_000
    max_members: int = 2_000
    max_unpacked: int = 100 << 20
    max_ratio: int = 200


class TableRefused(ValueError):
    """The file is not read; the subclass says why."""


class NotATable(TableRefused):
    """Another kind of file: neither .xlsx, .ods nor text with columns."""


class TooLarge(TableRefused):
    """Beyond one of the limits."""


class Encrypted(TableRefused):
    """Protected by a password."""


class Damaged(TableRefused):
    """Cut off, contradictory or deceptive."""
