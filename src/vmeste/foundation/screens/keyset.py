"""Pages of a list by key instead of by number: the ten-thousandth page costs what the first does."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet

Row = TypeVar("Row", bound=models.Model)

PAGE_SIZES = (25, 50, 100, 200)
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row a page begins behind: the value of its sort field, its key, and whether we look backwards."""

    value: Any
    pk: int
    is_backward: bool = False

    def as_text(self) -> str:
        raw = json.dumps([_packed(self.value), self.pk, int(self.is_backward)], ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> "Cursor | None":
        """None for anything that is no cursor of ours: an old or odd link shows the first page."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            value, pk, backward = json.loads(raw)
            return cls(_as_scalar(value), int(pk), bool(backward))
        except (ValueError, TypeError, binascii.Error, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page and the cursors to its neighbours, None where there is none."""

    rows: list[Row]
    after: Cursor | None
    before: Cursor | None


def page_of(
    rows: "QuerySet[Row]", *, sort: str, is_descending: bool, size: int, cursor: Cursor | None = None
) -> Page[Row]:
    """One page of `rows` ordered by the field `sort` and then by key; rows without a value come last.

    Rows with and without a value are read as two ranges, so that each comes straight from an index that starts
    (network, sort, id): at most 2 queries, usually 1, each of at most `size` + 1 rows. A cursor that does not fit
    the field is ignored.
    """
    reader = _Reader(rows, sort, is_descending, size)
    try:
        return reader.page(cursor)
    except (ValueError, TypeError, ValidationError, OverflowError):
        return reader.page(None)


class _Reader(Generic[Row]):
    def __init__(self, rows: "QuerySet[Row]", sort: str, is_descending: bool, size: int) -> None:
        self.rows, self.sort, self.is_descending, self.size = rows.order_by(), sort, is_descending, size
        self.may_be_null = _may_be_null(rows.model, sort)

    def page(self, cursor: Cursor | None) -> Page[Row]:
        backward = cursor is not None and cursor.is_backward
        found = self._read(cursor, backward=backward)
        has_more, found = len(found) > self.size, found[: self.size]
        if backward:
            found.reverse()
        has_next = bool(found) and (has_more or backward)
        has_previous = bool(found) and cursor is not None and (has_more if backward else True)
        return Page(
            rows=found,
            after=self._cursor(found[-1], is_backward=False) if has_next else None,
            before=self._cursor(found[0], is_backward=True) if has_previous else None,
        )

    def _cursor(self, row: Row, *, is_backward: bool) -> Cursor:
        value: Any = row
        for part in self.sort.split("__"):
            value = getattr(value, part, None)
        return Cursor(value, row.pk, is_backward)

    def _read(self, cursor: Cursor | None, *, backward: bool) -> list[Row]:
        """`size` + 1 rows from the cursor on, in reading direction."""
        wanted = self.size + 1
        found: list[Row] = []
        at_null = cursor is not None and cursor.value is None
        for is_null in self._segments(backward=backward):
            if cursor is not None and at_null != is_null and is_null == backward:
                continue  # this range lies wholly on the other side of the cursor
            here = cursor if cursor is not None and at_null == is_null else None
            segment = self._null_rows(here, backward) if is_null else self._valued_rows(here, backward)
            found += segment[: wanted - len(found)]
            if len(found) == wanted:
                break
        return found

    def _segments(self, *, backward: bool) -> list[bool]:
        if not self.may_be_null:
            return [False]
        return [True, False] if backward else [False, True]

    def _null_rows(self, cursor: Cursor | None, backward: bool) -> "QuerySet[Row]":
        rows = self.rows.filter(**{f"{self.sort}__isnull": True})
        if cursor is not None:
            rows = rows.filter(**{"pk__lt" if backward else "pk__gt": cursor.pk})
        return rows.order_by("-pk" if backward else "pk")

    def _valued_rows(self, cursor: Cursor | None, backward: bool) -> "QuerySet[Row]":
        falling = self.is_descending != backward
        rows = self.rows.filter(**{f"{self.sort}__isnull": False}) if self.may_be_null else self.rows
        if cursor is not None:
            beyond, key_beyond = ("lt" if falling else "gt"), ("pk__lt" if falling else "pk__gt")
            # The first condition gives the index its starting point, the second leaves out equal rows before it.
            rows = rows.filter(
                Q(**{f"{self.sort}__{beyond}e": cursor.value}),
                Q(**{f"{self.sort}__{beyond}": cursor.value}) | Q(**{key_beyond: cursor.pk}),
            )
        order = F(self.sort).desc() if falling else F(self.sort).asc()
        return rows.order_by(order, "-pk" if falling else "pk")


def _may_be_null(model: type[models.Model], sort: str) -> bool:
    current: Any = model
    nullable = False
    for part in sort.split("__"):
        try:
            field = current._meta.get_field(part)
        except FieldDoesNotExist:
            return True  # an annotation
        nullable = nullable or field.null
        current = field.related_model
    return nullable


def capped_count(rows: "QuerySet[Any]") -> tuple[int, bool]:
    """How many rows there are, counting no further than `COUNT_CAP`: (number, whether there are more)."""
    number = rows.order_by().values("pk")[: COUNT_CAP + 1].count()
    return min(number, COUNT_CAP), number > COUNT_CAP


def _packed(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _as_scalar(value: Any) -> Any:
    if value is not None and not isinstance(value, str | int | float):
        raise TypeError
    return value
