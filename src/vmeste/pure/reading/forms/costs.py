"""Tables of costs: each line with its sum, what it buys and where the money comes from."""

import re
from collections.abc import Iterator

from vmeste.pure.reading.candidates import FoundSum
from vmeste.pure.reading.forms.columns import columns_of, lines_of
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.money import number_of
from vmeste.pure.reading.tree import Cell, Table

_ROLES = {
    "number": (r"^№", r"^п/п"),
    "sum": (r"об[ъь]ем", r"объём", r"сумма", r"стоимость", r"затраты?, ", r"бюджет,", r"размер"),
    "item": (r"статья", r"наименование", r"направлени", r"расход"),
    "source": (r"источник",),
}
_SUM = re.compile(
    r"(?P<number>\d{1,3}(?:[ ]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s?"
    r"(?P<scale>тыс\.?|млн\.?)?\s?(?:руб\w*\.?|₽|р\.)?"
)
_TOTAL = re.compile(r"\s*(?:итого|всего)", re.IGNORECASE)
_SCALES = {"тыс": 10**3, "млн": 10**6}


def costs_of(table: Table, flow: Flow) -> Iterator[FoundSum]:
    """The lines of a table of costs in order, without its totals; nothing for other tables."""
    columns = columns_of(table, _ROLES)
    if columns is None or not {"sum", "item"} <= columns.roles.keys():
        return
    header = next((cell for cell in table.cells if cell.row == 0 and cell.column == columns.roles["sum"]), None)
    scale = _scale(fold(header.text).lower() if header else "")
    source = ""
    for row in columns.rows:
        source = "\n".join(lines_of(columns.cell(row, "source"))) or source
        cell = columns.cell(row, "sum")
        found = _sum(cell, scale)
        item = " ".join(lines_of(columns.cell(row, "item")))
        if cell is None or found is None or not item or _TOTAL.match(item):
            continue
        passage = next(one for one in cell.passages if one.text.strip() or one.label)
        place = flow.place(*flow.passage_span(passage.number))
        yield FoundSum(passage.text or passage.label, place, 0.96, found, item, source, assumed=not _has_currency(cell))


def _scale(header: str) -> int:
    return next((worth for stem, worth in _SCALES.items() if stem in header), 1)


def _sum(cell: Cell | None, scale: int) -> float | None:
    match = _SUM.fullmatch(fold(cell.text).strip()) if cell else None
    if match is None:
        return None
    own = (match["scale"] or "").rstrip(".")
    return number_of(match["number"]) * (_SCALES[own] if own else scale)


def _has_currency(cell: Cell) -> bool:
    return bool(re.search(r"руб|₽", cell.text))
