"""Tables: columns declared once, shown on screen, sorted, printed and exported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from html import escape
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Text = str | Promise


class Kind(StrEnum):
    """How a value looks and how it is exported."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    BADGE = "badge"
    TAGS = "tags"
    BOOLEAN = "boolean"


_NOTHING = SafeString("")
_CLASSES = {
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.DATE: "date",
    Kind.MOMENT: "date",
    Kind.BADGE: "badge",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in words with a tone of the components: `success`, `warning`, `danger`, `info`, `neutral` …"""

    label: Text
    tone: str = "neutral"
    icon: str = ""

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its value comes from, how it sorts, how it looks.

    `value` is an attribute path («organisation.name») or a function of the row. `sort` is the model field that
    orders by it; without one the column does not sort. `is_link` makes the cell open the row. `full_value` goes into
    files where the cell on the screen is shortened.
    """

    key: str
    label: Text
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    kind: Kind = Kind.TEXT
    is_link: bool = False
    is_secondary: bool = False
    full_value: Callable[[Any], Any] | None = None

    @property
    def css_class(self) -> str:
        """The classes of the column's cells, as the list template gives them to its heading."""
        names = ("main" if self.is_link else _CLASSES.get(self.kind, ""), "secondary" if self.is_secondary else "")
        return " ".join(f"kind-{name}" for name in names if name)

    def value_of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        value = row
        for part in (self.value or self.key).split("."):
            value = getattr(value, part, None)
            if value is None:
                return None
        return value() if callable(value) else value


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a list and its order when nobody chose one (`-` for descending)."""

    columns: tuple[Column, ...]
    order: str

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)

    def sort_of(self, chosen: str) -> tuple[Column, bool]:
        """The column and direction (True: descending) for a `sort` parameter; the default for an unknown one."""
        for wanted in (chosen, self.order):
            column = self.column(wanted.removeprefix("-"))
            if column is not None and column.sort:
                return column, wanted.startswith("-")
        raise LookupError(f"the default order {self.order!r} names no sortable column")

    def export_rows(self, rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """Plain values of every column, in the order of the columns."""
        for row in rows:
            yield tuple(plain((column.full_value or column.value_of)(row)) for column in self.columns)


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that a higher module adds to a list; `annotate` puts its value on the rows without a query more."""

    column: Column
    annotate: Callable[[QuerySet[Any]], QuerySet[Any]]


_extensions: dict[str, list[ExtraColumn]] = {}


def extend(screen: str, column: Column, annotate: Callable[[QuerySet[Any]], QuerySet[Any]]) -> None:
    """Add a column to the list of a lower module: `extend("organisation", column, annotate)` from `ready()`."""
    known = _extensions.setdefault(screen, [])
    if all(extra.column.key != column.key for extra in known):
        known.append(ExtraColumn(column, annotate))


def extended(screen: str, table: Table) -> Table:
    """The table with what other modules add to it."""
    extra = tuple(extra.column for extra in _extensions.get(screen, ()))
    return replace(table, columns=(*table.columns, *extra)) if extra else table


def annotated(screen: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with the values of the added columns."""
    for extra in _extensions.get(screen, ()):
        rows = extra.annotate(rows)
    return rows


def plain(value: Any) -> Any:
    """A value a spreadsheet cell can hold."""
    if isinstance(value, list | tuple | set):
        return ", ".join(str(item) for item in value)
    if value is None or isinstance(value, int | float | Decimal | date | datetime | bool):
        return value
    return str(value)


def cell_html(value: Any, kind: Kind) -> SafeString:
    """A value as it stands in a table or a fact list; empty for nothing."""
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, str):
        return SafeString(value if hasattr(value, "__html__") else escape(value))
    if isinstance(value, Badge):
        return badge_html(value)
    if kind is Kind.TAGS:
        return SafeString(" ".join([f'<span class="tag">{conditional_escape(item)}</span>' for item in value]))
    if isinstance(value, datetime):
        return SafeString(f'<time datetime="{value.isoformat()}">{date_format(value, "SHORT_DATETIME_FORMAT")}</time>')
    if isinstance(value, date):
        return _day_html(value, get_language())
    if isinstance(value, bool):
        return conditional_escape(_("yes") if value else _("no"))
    if isinstance(value, int | float | Decimal):
        return conditional_escape(number_format(value, use_l10n=True, force_grouping=True))
    return conditional_escape(value)


def badge_html(badge: Badge) -> SafeString:
    """The same markup as the component `ui/badge.html`."""
    label = badge.label if isinstance(badge.label, str) else str(badge.label)
    return _badge_html(badge.tone, label)


# The same few days and badges stand in every row of a list, and writing them is a tenth of its time.


@lru_cache(maxsize=4096)
def _day_html(day: date, language: str | None) -> SafeString:
    return SafeString(f'<time datetime="{day.isoformat()}">{date_format(day, "SHORT_DATE_FORMAT")}</time>')


@lru_cache(maxsize=1024, typed=True)  # a text that is markup already equals one that is not, and is another type
def _badge_html(tone: str, label: str) -> SafeString:
    text = conditional_escape(label)
    return SafeString(f'<span class="badge tone-{escape(tone)}"><span class="badge-dot"></span>{text}</span>')


class RowWriter:
    """Writes the `<tr>` elements of one page; in Python and not in a template, because there a list's time goes.

    What all rows share – labels in the active language, classes, kinds – is put together once.
    """

    def __init__(self, table: Table) -> None:
        self._cells = [self._cell_of(column) for column in table.columns]

    def row(self, row: Model, url: str) -> str:
        """One row that opens `url`."""
        href = escape(url)
        return f'<tr data-href="{href}">{"".join([cell(row, href) for cell in self._cells])}</tr>'

    @staticmethod
    def _cell_of(column: Column) -> Callable[[Model, str], str]:
        value_of, kind = column.value_of, column.kind
        if column.is_link:
            return lambda row, href: (
                f'<th scope="row" class="cell-main"><a href="{href}">{cell_html(value_of(row), kind)}</a></th>'
            )
        label, classes = escape(str(column.label)), column.css_class
        filled = f'<td class="{classes}" data-label="{label}">'
        empty = f'<td class="{f"{classes} cell-empty".strip()}" data-label="{label}"></td>'

        def write(row: Model, href: str) -> str:
            html = cell_html(value_of(row), kind)
            return f"{filled}{html}</td>" if html else empty

        return write
