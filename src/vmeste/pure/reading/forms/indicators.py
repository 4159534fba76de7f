"""Tables of indicators: values by period, one below the other in a cell or one in each row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmeste.pure.reading.candidates import FoundIndicator, Place
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.moments import read_moment
from vmeste.pure.reading.recognising.money import number_of
from vmeste.pure.reading.tree import Cell, Passage, Table

_VALUE = re.compile(
    r"(?:(?P<qualifier>более|свыше|около|не менее)\s)?(?P<number>\d{1,3}(?:[ ]\d{3})+|\d+(?:[.,]\d+)?)"
    r"\s?(?P<unit>%|[а-я.]{0,8})",
    re.IGNORECASE,
)
_UNIT_IN_NAME = re.compile(
    r"[(,]\s?(?P<unit>%|чел\.?|человек|шт\.?|балл\w*|ч\.?|час\w*|ед\.?|тыс\. ?руб\.?|руб\.?)\s?\)?\s*$", re.IGNORECASE
)
_UNITS = {"чел": "чел.", "человек": "чел.", "шт": "шт.", "ед": "шт.", "балл": "балл", "баллов": "балл", "балла": "балл",
          "ч": "ч", "час": "ч", "часов": "ч", "%": "%"}  # fmt: skip
_HEADING = ("показател", "индикатор", "наименование", "критери")
_BY_GROUP = (("балл", "балл"), ("процент", "%"), ("доля", "%"), ("охват", "%"), ("качество", "%"), ("числ", "чел."),
             ("количеств", "чел."))  # fmt: skip
_CONFIDENCE = 0.93
_BELOW = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?")
UNIT_BEHIND = ",\N{NO-BREAK SPACE}"
"""How the house's own documents join a name and its unit, so that any unit comes back."""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator: its name without the unit, and its value in each period of its group, None where none stands."""

    name: str
    unit: str
    place: Place
    values: tuple[FoundIndicator | None, ...]


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators that stand under one title and are compared over the same periods, as the table writes them."""

    title: str
    place: Place | None
    periods: tuple[str, ...]
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    title: Passage
    names: tuple[Passage, ...]
    periods: dict[int, str]


def groups_of(table: Table, flow: Flow) -> list[IndicatorGroup]:
    """The groups of a table of indicators in order; nothing for other tables."""
    rows = table.rows()
    return list(_stacked(rows, flow)) or list(_plain(rows, flow))


def indicators_of(table: Table, flow: Flow) -> list[FoundIndicator]:
    """Every value of a table of indicators with its own period and group; nothing for other tables."""
    rows = (row for group in groups_of(table, flow) for row in group.rows)
    return [value for row in rows for value in row.values if value is not None]


def _stacked(rows: list[list[Cell | None]], flow: Flow) -> Iterator[IndicatorGroup]:
    """A row with names below each other and periods, then a row with values below each other."""
    group: _Group | None = None
    for row in rows:
        periods = {column: period for column, cell in enumerate(row) if (period := _period(cell))}
        names = [
            passage for cell in row if cell and len(cell.passages) > 1 for passage in cell.passages if passage.label
        ]
        if len(periods) > 1 and names:
            title = next(cell.passages[0] for cell in row if cell and names[0] in cell.passages)
            group = _Group(title, tuple(names), periods)
        if group is None:
            continue
        # Periods and values meet in their order: where cells are merged or lost, column numbers do not agree.
        columns = [values for cell in dict.fromkeys(row) if len(values := _values(cell)) == len(group.names)]
        if len(columns) != len(group.periods):
            continue
        title_text, periods_told = group.title.text.strip(" :"), tuple(group.periods.values())
        found = [
            (
                name,
                tuple(
                    _found(flow, values[place], name, period, title_text)
                    for values, period in zip(columns, periods_told, strict=True)
                ),
            )
            for place, name in enumerate(group.names)
        ]
        yield IndicatorGroup(
            title_text, _whole(group.title), periods_told, tuple(_row(name, values) for name, values in found)
        )


def _row(name: Passage, values: tuple[FoundIndicator | None, ...]) -> IndicatorRow:
    told = next((value for value in values if value is not None), None)
    plain, unit = _name_and_unit(name.text)
    return IndicatorRow(plain, told.unit if told else unit, _whole(name), values)


def _whole(passage: Passage) -> Place:
    return Place(passage.number, 0, len(passage.text))


def _values(cell: Cell | None) -> list[Passage]:
    lines = [passage for passage in cell.passages if passage.text.strip() or passage.label] if cell else []
    return lines if lines and all(_VALUE.fullmatch(_plain_text(line)) for line in lines) else []


def _plain_text(passage: Passage) -> str:
    """A number that looked like the label of an item is a value here."""
    return fold(f"{passage.label}{passage.text}").strip()


def _period(cell: Cell | None) -> str:
    text = " ".join(passage.text.strip() for passage in cell.passages) if cell else ""
    if not 4 <= len(text) <= 40 or not re.search(r"(?:19|20)\d\d", text):  # noqa: PLR2004
        return ""
    plain = re.sub(r"^(?:за|на|в)\s", "", fold(text).strip())
    return text if read_moment(plain) else ""


def _plain(rows: list[list[Cell | None]], flow: Flow) -> Iterator[IndicatorGroup]:
    """A header with periods or «значение», then a row for each indicator."""
    for number, header in enumerate(rows[:3]):
        titles = [fold(cell.text).lower() if cell else "" for cell in header]
        named = next((place for place, title in enumerate(titles) if any(stem in title for stem in _HEADING)), None)
        periods = {place: period for place, cell in enumerate(header) if (period := _period(cell))}
        values = {
            place: "" for place, title in enumerate(titles) if title.startswith(("значение", "факт", "план", "итог"))
        }
        columns = periods or {place: title for place, title in values.items() if place != named}
        if not columns or (named is None and not periods):
            continue
        name_at = named if named is not None else next((p for p in range(len(header)) if p not in columns), None)
        unit_at = next((place for place, title in enumerate(titles) if title.startswith(("ед", "единиц"))), None)
        if name_at is None:
            continue
        groups = _rows(rows[number + 1 :], flow, name_at, unit_at, columns)
        if any(value is not None for group in groups for row in group.rows for value in row.values):
            yield from groups
        return


def _rows(
    rows: list[list[Cell | None]], flow: Flow, name_at: int, unit_at: int | None, columns: dict[int, str]
) -> list[IndicatorGroup]:
    """A row without values opens a group, with periods of its own where they stand beside its title."""
    groups: list[IndicatorGroup] = []
    title, place, periods = "", None, columns
    under: list[IndicatorRow] = []

    def close() -> None:
        if under:
            groups.append(IndicatorGroup(title, place, tuple(periods.values()), tuple(under)))
            under.clear()

    for row, following in zip(rows, [*rows[1:], []], strict=False):
        name = row[name_at] if name_at < len(row) else None
        if name is None or not name.passages:
            continue
        said = {
            column: values[0]
            for column in columns
            if column < len(row) and not _is_worded_period(row[column]) and len(values := _values(row[column])) == 1
        }
        if _heads(row, following, name_at) or (not said and not _is_below(row, name_at)):
            close()
            title, place = name.text.strip(" :"), _whole(name.passages[0])
            own = {column: period for column in columns if column < len(row) and (period := _period(row[column]))}
            periods = {column: own.get(column, "") for column in columns} if own else columns
            continue
        unit = row[unit_at].text.strip() if unit_at is not None and row[unit_at] is not None else ""  # type: ignore[union-attr]
        found = tuple(
            _found(flow, said[column], name.passages[0], period, title, unit) if column in said else None
            for column, period in periods.items()
        )
        under.append(_row(name.passages[0], found))
    close()
    return groups


def _heads(row: Sequence[Cell | None], following: Sequence[Cell | None], name_at: int) -> bool:
    """Whether the numbers say that the next row stands under this one: «1», then «1.1»."""
    numbers = [next((cell.text.strip() for cell in one[:name_at] if cell), "") for one in (row, following)]
    own = numbers[0].rstrip(".")
    return own.isdecimal() and numbers[1].startswith(f"{own}.") and bool(_BELOW.fullmatch(numbers[1]))


def _is_worded_period(cell: Cell | None) -> bool:
    """«2025 год» is a period; a bare «2025» may as well be a value."""
    return bool(_period(cell)) and cell is not None and not cell.text.strip().isdecimal()


def _is_below(row: Sequence[Cell | None], name_at: int) -> bool:
    """Whether a row's own number says that it stands under another: «1.2»."""
    return any(cell is not None and _BELOW.fullmatch(cell.text.strip()) for cell in row[:name_at])


def _found(flow: Flow, value: Passage, name: Passage, period: str, group: str, unit: str = "") -> FoundIndicator:
    match = _VALUE.fullmatch(_plain_text(value))
    assert match
    start, end = flow.passage_span(value.number)
    plain, own_unit = _name_and_unit(name.text)
    told = unit or match["unit"] or own_unit or _unit_of_group(group)
    return FoundIndicator(
        value.text or value.label, flow.place(start, end), _CONFIDENCE, plain,
        number_of(match["number"]), _usual(told), period, group, match["qualifier"] or "",
    )  # fmt: skip


def _usual(unit: str) -> str:
    return _UNITS.get(unit.lower().rstrip("."), unit)


def _name_and_unit(text: str) -> tuple[str, str]:
    plain, joined, unit = text.rpartition(UNIT_BEHIND)
    if joined:
        return plain.strip(" ;:"), unit.strip()
    match = _UNIT_IN_NAME.search(text)
    return _UNIT_IN_NAME.sub("", text).strip(" ;:"), _usual(match["unit"].lower()) if match else ""


def _unit_of_group(group: str) -> str:
    """What the heading of a group says it counts: «среднего балла», «числа победителей»."""
    lowered = group.lower()
    return next((unit for stem, unit in _BY_GROUP if stem in lowered), "")


def head_counts(table: Table, flow: Flow, group: str) -> Sequence[FoundIndicator]:
    """A header of «Количество граждан, …» columns over bare numbers: each column is a count of its own."""
    rows = table.rows()
    if len(rows) < 2 or not all(cell and "количество" in cell.text.lower() for cell in rows[0]):  # noqa: PLR2004
        return ()
    found = []
    for name, cell in zip(rows[0], rows[1], strict=True):
        values = _values(cell)
        if name and len(values) == 1:
            found.append(_found(flow, values[0], name.passages[0], "", group, "чел."))
    return found
