"""Between the inputs of a receiver, as JSON, and the fields of a model."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from vmeste.modules.documents.choices.receiving import ROW, Input, InputKind
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading.forms.practice import one_line, tidy


def written(model: type[models.Model], inputs: Iterable[Input], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields to set for those inputs that have a field of their name.

    Raises:
        ValidationError: a number or a day is none; the messages name inputs.
    """
    fields: dict[str, Any] = {}
    for one in inputs:
        if one.name in values and _has_field(model, one.name):
            fields[one.name] = _written(model._meta.get_field(one.name), one, values[one.name])
    return fields


def _has_field(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _written(field: Any, one: Input, value: Any) -> Any:
    if one.kind is InputKind.NUMBER:
        number = as_number(one.name, value)
        return int(number) if number is not None and isinstance(field, models.IntegerField) else number
    if one.kind is InputKind.DATE:
        return as_day(one.name, value)
    if one.kind is InputKind.LINES:
        return "\n".join(line.strip() for line in value or () if line.strip())
    if one.kind is InputKind.LINK:
        return value
    return "" if value is None else value


def as_number(name: str, value: Any) -> Decimal | None:
    text = str(value or "").replace(",", ".").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise ValidationError({name: _("A number, please.")}) from error


def as_day(name: str, value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ValidationError({name: _("A day, please.")}) from error


def told(row: models.Model, inputs: Iterable[Input]) -> dict[str, Any]:
    """A row's values in the JSON form, for those inputs that have a field of their name."""
    values: dict[str, Any] = {}
    for one in inputs:
        if _has_field(type(row), one.name):
            is_link = one.kind is InputKind.LINK
            raw = getattr(row, f"{one.name}_id" if is_link else one.name)
            values[one.name] = _told(one.kind, raw)
    return values


def _told(kind: InputKind, raw: Any) -> Any:
    if raw is None:
        return ""
    if kind is InputKind.LINK:
        return f"{ROW}{raw}"
    if kind is InputKind.LINES:
        return raw.splitlines()
    if kind is InputKind.NUMBER:
        return number_text(raw)
    if kind is InputKind.DATE:
        return raw.isoformat()
    return raw


def number_text(number: Decimal | float) -> str:
    """A number as JSON keeps it: plain digits, a point, nothing superfluous."""
    return f"{Decimal(str(number)).normalize():f}"


_PLAIN_QUOTES = str.maketrans(dict.fromkeys("«»„“”", '"'))


def says_the_same(kind: InputKind, present: Any, stated: Any) -> bool:
    """Whether a value that was printed, read and is stated again is the one that is there.

    Quotes of either kind are the same: a name that is printed inside another is put into the second kind.
    """
    if kind is InputKind.TEXT:
        return _plainly_quoted(tidy(present or "")) == _plainly_quoted(tidy(stated or ""))
    if kind is InputKind.LINE:
        return _plainly_quoted(one_line(present or "")) == _plainly_quoted(one_line(stated or ""))
    if kind is InputKind.LINES:
        first, second = ([_plainly_quoted(one_line(line)) for line in lines or ()] for lines in (present, stated))
        return first == second
    return bool(present == stated)


def _plainly_quoted(text: str) -> str:
    return text.translate(_PLAIN_QUOTES)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1; texts with other numbers in them are never nearly the same."""
    first, second = normalise_name(one), normalise_name(other)
    if first == second:
        return 1.0
    score = fuzz.ratio(first, second) / 100
    return score if re.findall(r"\d+", first) == re.findall(r"\d+", second) else min(score, 0.7)
