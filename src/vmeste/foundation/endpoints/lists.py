"""One page of a list for programs: the filters of the screen, keyset paging, no surprise parameters."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from vmeste.foundation.screens.keyset import Cursor, capped_count, page_of
from vmeste.foundation.search.finding import SOURCES, matching_ids

from .problems import invalid

PAGE_SIZE = 50
LARGEST_PAGE = 200
_LONGEST_QUERY = 200
_LONGEST_CURSOR = 2000


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What one call asks of a list, checked.

    `sort` is one of the declared names; `after` continues behind a row of the same order.
    """

    limit: int
    sort: str
    is_descending: bool
    after: Cursor | None
    query: str
    wants_total: bool

    @classmethod
    def of(cls, request: HttpRequest, endpoints: Any) -> "ListRequest":
        """A misspelt filter that is ignored would answer more than was asked for, so nothing is.

        Raises:
            Refused: a parameter is unknown or its value does not fit.
        """
        given = request.GET
        known = {parameter["name"] for parameter in list_parameters(endpoints)}
        if unknown := sorted(set(given) - known):
            raise invalid(unknown[0][:100], _("There is no such parameter."))
        sort = given.get("sort", next(iter(endpoints.sorts)))
        if sort.removeprefix("-") not in endpoints.sorts:
            raise invalid("sort", _("One of these is expected: %(values)s.") % {"values": ", ".join(endpoints.sorts)})
        return cls(
            limit=_limit(given.get("limit", str(PAGE_SIZE))),
            sort=sort.removeprefix("-"),
            is_descending=sort.startswith("-"),
            after=_cursor(given["after"], sort) if "after" in given else None,
            query=_query(given.get("q", "")),
            wants_total=_boolean("count", given.get("count", "false")),
        )


def list_page(endpoints: Any, request: Any) -> dict[str, Any]:
    """One page as JSON-ready data: `items`, `next` and, when asked for, the capped `total`.

    Costs the selector's own queries and 1 more for `count=true`.
    """
    asked = ListRequest.of(request, endpoints)
    rows = _matching(endpoints, request, asked.query)
    page = page_of(
        rows,
        sort=endpoints.sorts[asked.sort],
        is_descending=asked.is_descending,
        size=asked.limit,
        cursor=asked.after,
    )
    total, is_capped = capped_count(rows) if asked.wants_total else (None, False)
    return {
        "items": [endpoints.schema_out.of(row) for row in page.rows],
        "next": _next_address(request, asked, page.after) if page.after else None,
        "total": total,
        "total_is_capped": is_capped,
    }


def _matching(endpoints: Any, request: Any, query: str) -> "QuerySet[Any]":
    rows = endpoints.rows(request.actor)
    if endpoints.filters is not None:
        for parameter in filter_parameters(endpoints.filters):
            if parameter["schema"].get("type") == "boolean" and parameter["name"] in request.GET:
                _boolean(parameter["name"], request.GET[parameter["name"]])
        filters = endpoints.filters(request.GET, queryset=rows, request=request)
        if not filters.form.is_valid():
            raise ValidationError(filters.form.errors.as_data())
        rows = filters.qs
    if query:
        found = endpoints.search(request.actor, query) if endpoints.search else _own_words(endpoints.model, query)
        rows = rows.none() if found is None else rows.filter(found)
    return rows  # type: ignore[no-any-return]


def _own_words(model: type[models.Model], query: str) -> models.Q | None:
    ids = matching_ids(model, query)
    return None if ids is None else models.Q(pk__in=ids)


def _next_address(request: HttpRequest, asked: ListRequest, after: Cursor) -> str:
    order = f"-{asked.sort}" if asked.is_descending else asked.sort
    kept = [(name, value) for name in request.GET if name != "after" for value in request.GET.getlist(name)]
    return f"{request.path}?{urlencode([*kept, ('after', f'{order}:{after.as_text()}')])}"


def _limit(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_PAGE)) and 1 <= int(text) <= LARGEST_PAGE:
        return int(text)
    raise invalid("limit", _("A whole number from 1 to %(number)s is expected.") % {"number": LARGEST_PAGE})


def _boolean(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise invalid(name, _("This must be true or false."))
    return text == "true"


def _query(text: str) -> str:
    if len(text) > _LONGEST_QUERY or "\0" in text:
        raise invalid("q", _("At most %(number)s characters.") % {"number": _LONGEST_QUERY})
    return text.strip()


def _cursor(text: str, sort: str) -> Cursor:
    """A cursor names the order it was made in: in another one its row would stand somewhere else."""
    order, _colon, rest = text.partition(":")
    cursor = Cursor.from_text(rest) if order == sort and len(rest) <= _LONGEST_CURSOR else None
    if cursor is None or cursor.is_backward or abs(cursor.pk) >= 2**63:
        raise invalid("after", _("This is not the end of an earlier page in this order."))
    return cursor


# The parameters as the contract shows them


def list_parameters(endpoints: Any) -> list[dict[str, Any]]:
    orders = [order for name in endpoints.sorts for order in (name, f"-{name}")]
    own: list[tuple[str, dict[str, Any], str]] = [
        ("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}, "Rows on a page."),
        ("after", {"type": "string", "maxLength": _LONGEST_CURSOR}, "Continue behind this row; taken from `next`."),
        ("sort", {"type": "string", "enum": orders}, "Order; a minus turns it round."),
        ("count", {"type": "string", "enum": ["true", "false"]}, "Tell how many rows there are, up to 1000."),
    ]
    if endpoints.model._meta.label in SOURCES:
        own.insert(3, ("q", {"type": "string", "maxLength": _LONGEST_QUERY}, "Words to look for."))
    shown = [_parameter(name, schema, description) for name, schema, description in own]
    return shown + (filter_parameters(endpoints.filters) if endpoints.filters is not None else [])


def filter_parameters(filters: type[django_filters.FilterSet]) -> list[dict[str, Any]]:
    """What a filter set reads from the address; ranges read two parameters."""
    found: list[dict[str, Any]] = []
    for name, declared in filters.base_filters.items():
        schema = _filter_schema(declared)
        widget = declared.extra.get("widget") or declared.field_class.widget
        names = [f"{name}_{suffix}" if suffix else name for suffix in getattr(widget, "suffixes", None) or [""]]
        found.extend(_parameter(each, schema, "") for each in names)
    return found


def _filter_schema(declared: Any) -> dict[str, Any]:
    field = declared.field_class
    if issubclass(field, forms.ModelMultipleChoiceField):
        return {"type": "array", "items": {"type": "integer", "minimum": 1}}
    if issubclass(field, forms.ModelChoiceField):
        return {"type": "integer", "minimum": 1}
    if issubclass(field, forms.MultipleChoiceField):
        return {"type": "array", "items": _choice_schema(declared)}
    if issubclass(field, forms.ChoiceField):
        return _choice_schema(declared)
    if issubclass(field, forms.NullBooleanField | forms.BooleanField):
        return {"type": "boolean"}
    if issubclass(field, forms.DateField | django_filters.fields.DateRangeField):
        return {"type": "string", "format": "date"}
    return {"type": "string"}


def _choice_schema(declared: Any) -> dict[str, Any]:
    choices = declared.extra.get("choices")
    if choices is None or (callable(choices) and not isinstance(choices, type)):
        return {"type": "string"}
    pairs = choices.choices if isinstance(choices, type) and issubclass(choices, models.Choices) else choices
    return {"type": "string", "enum": sorted({str(getattr(value, "value", value)) for value, _label in pairs})}


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    parameter = {"in": "query", "name": name, "required": False, "schema": schema}
    return {**parameter, "description": description} if description else parameter
