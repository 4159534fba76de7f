"""Imports and their lines as pages need them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for

from . import permissions
from .choices import LineState, Outcome
from .importers import IMPORTERS
from .models import ImportLine, ImportRun

LINES_SHOWN = 50


def imports_for_list(actor: Actor) -> QuerySet[ImportRun]:
    """The imports the actor may see, newest first; 1 query when read."""
    return rows_for(actor, permissions.VIEW, ImportRun).select_related("job").order_by("-id")


@dataclass(frozen=True, slots=True)
class LinesPage:
    """A page of lines; the numbers before and after it are None at the ends."""

    lines: list[ImportLine]
    after: int | None
    is_first: bool


SHOWS: dict[str, Q] = {
    "wrong": Q(state=LineState.WRONG),
    "added": Q(state=LineState.ADDED),
    "changed": Q(state=LineState.CHANGED),
    "unchanged": Q(state=LineState.UNCHANGED),
    "difference": Q(state__in=[LineState.ADDED, LineState.CHANGED]),
    "saved": Q(outcome=Outcome.SAVED),
    "moved": Q(outcome=Outcome.MOVED),
    "kept": Q(outcome=Outcome.KEPT),
    "undone": Q(outcome=Outcome.UNDONE),
}


def lines_of_run(run: ImportRun, show: str, *, after: int = 0) -> LinesPage:
    """Lines of one sort by their number in the file; 1 query."""
    rows = list(run.lines.filter(SHOWS[show], number__gt=after).order_by("number")[: LINES_SHOWN + 1])
    has_more = len(rows) > LINES_SHOWN
    rows = rows[:LINES_SHOWN]
    return LinesPage(rows, rows[-1].number if has_more else None, is_first=after == 0)


def details_of(run: ImportRun, line: ImportLine) -> list[dict[str, Any]]:
    """What a line says, column by column: errors at their cells, or before and after. No query."""
    importer = IMPORTERS[run.importer]
    labels = {column.key: column.label for column in importer.columns}
    if line.errors:
        return [
            {
                "label": labels.get(error["column"], ""),
                "address": error["address"],
                "error": error["message"],
                "value": _cell_words(run, line, error["column"]),
            }
            for error in line.errors
        ]
    return [
        {"label": labels.get(key, key), "before": before, "after": after, "is_new": line.state == LineState.ADDED}
        for key, before, after in line.changes
    ]


def _cell_words(run: ImportRun, line: ImportLine, column: str) -> str:
    if column not in run.columns:
        return ""
    place = run.columns.index(column)
    cell = line.cells[place] if place < len(line.cells) else None
    if isinstance(cell, dict):
        (cell,) = cell.values()
    return "" if cell is None else str(cell)[:120]
