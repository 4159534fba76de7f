"""What a condition of the database says about one row, worked out without asking the database.

Django asks the database for every rule of every row it checks: two savepoints and a query each, which was half of what
an import costs. Here the same condition is worked out in Python with SQL's three values. Whatever is not known here
is left to Django; and the constraint in the database has the last word anyway.
"""

import operator
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable, CombinedExpression

Verdict = bool | None
"""True, False, or None: SQL's unknown. A check constraint holds unless it is False."""

_DATES = frozenset({"DateField", "DateTimeField"})
_NUMBERS = frozenset({"IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField"}) | {
    "PositiveSmallIntegerField",
    "PositiveBigIntegerField",
    "BigAutoField",
    "AutoField",
}
_ORDERED = _DATES | _NUMBERS
_COMPARED = _ORDERED | {"CharField", "TextField", "EmailField", "URLField", "SlugField", "BooleanField"}
_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
_SUMS: dict[str, Callable[[int, int], int]] = {Combinable.ADD: operator.add, Combinable.SUB: operator.sub}


class UnknownHere(Exception):
    """Only the database can tell."""


def verdict_on(row: models.Model, condition: Q, *, exclude: Collection[str] = ()) -> Verdict:
    """What `condition` says about the row as it stands in memory; no query.

    Conditions are read as Django writes them into a constraint: under a negation, a comparison with a column that may
    be NULL is joined with «and it is not NULL».

    Raises:
        UnknownHere: the condition has something that is not known here.
        FieldError: it needs one of the fields in `exclude`, as Django's own check does.
    """
    return _of_node(_Row(row, frozenset(exclude)), condition, is_negated=False)


class _Row:
    """Values of one row by the names conditions use."""

    def __init__(self, row: models.Model, exclude: frozenset[str]) -> None:
        self.row, self.exclude = row, exclude

    def field(self, name: str) -> Any:
        try:
            field: Any = self.row._meta.get_field(name)
        except FieldDoesNotExist as unknown:
            raise UnknownHere(name) from unknown
        if not field.concrete or field.many_to_many or getattr(field, "generated", False) or hasattr(field, "source"):
            raise UnknownHere(name)
        if field.name in self.exclude:
            raise FieldError(field.name)
        return field

    def is_null(self, field: Any) -> bool:
        value = getattr(self.row, field.attname)
        if hasattr(value, "resolve_expression"):
            raise UnknownHere(field.name)
        return value is None

    def value(self, field: Any) -> Any:
        return _as_stored(field, getattr(self.row, field.attname))


def _of_node(row: _Row, node: Any, *, is_negated: bool) -> Verdict:
    if isinstance(node, tuple):
        return _of_lookup(row, *node, is_negated=is_negated)
    if not isinstance(node, Q) or not node.children or node.connector == Q.XOR:
        raise UnknownHere(str(node))
    inside = is_negated ^ node.negated
    # All of them, whatever the first says: an excluded field anywhere means there is nothing to check.
    verdicts = [_of_node(row, child, is_negated=inside) for child in node.children]
    verdict = _all(verdicts) if node.connector == Q.AND else _any(verdicts)
    return _not(verdict) if node.negated else verdict


def _all(verdicts: Collection[Verdict]) -> Verdict:
    if any(verdict is False for verdict in verdicts):
        return False
    return None if None in verdicts else True


def _any(verdicts: Collection[Verdict]) -> Verdict:
    return _not(_all([_not(verdict) for verdict in verdicts]))


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _of_lookup(row: _Row, path: str, wanted: Any, *, is_negated: bool) -> Verdict:
    name, _separator, lookup = path.partition("__")
    field, lookup = row.field(name), lookup or "exact"
    if wanted is None and lookup == "exact":
        lookup, wanted = "isnull", True
    if lookup == "isnull" and isinstance(wanted, bool):
        return row.is_null(field) is wanted
    value = row.value(field)
    if lookup == "in":
        verdict = _of_list(field, value, wanted)
    elif lookup in _LOOKUPS and wanted is not None:
        if isinstance(wanted, CombinedExpression) and _kind(field) in _NUMBERS:
            verdict = _of_pair(lookup, field, value, _sum_of(row, wanted))
            return _all([verdict, value is not None]) if is_negated and field.null else verdict
        other_field = row.field(wanted.name) if type(wanted) is F else None  # type: ignore[attr-defined]
        other = row.value(other_field) if other_field is not None else _as_stored(field, wanted)
        verdict = _of_pair(lookup, field, value, other)
        if other_field is not None and _kind(other_field) not in _family(field):
            raise UnknownHere(path)
        if is_negated and other_field is not None and other_field.null:
            verdict = _all([verdict, other is not None])
    else:
        raise UnknownHere(path)
    return _all([verdict, value is not None]) if is_negated and field.null else verdict


def _sum_of(row: _Row, term: Any) -> int | None:
    """A sum or difference of whole numbers and of columns with whole numbers that are never NULL."""
    if isinstance(term, CombinedExpression) and term.connector in _SUMS:
        left, right = _sum_of(row, term.lhs), _sum_of(row, term.rhs)
        return None if left is None or right is None else _SUMS[term.connector](left, right)
    if isinstance(term, Value) and type(term.value) is int:
        return term.value
    if type(term) is F and _kind(field := row.field(term.name)) in _NUMBERS and not field.null:  # type: ignore[attr-defined]
        return row.value(field)  # type: ignore[no-any-return]
    raise UnknownHere(str(term))


def _of_pair(lookup: str, field: Any, value: Any, other: Any) -> Verdict:
    # The order of texts is a matter of the database's collation.
    if lookup != "exact" and _kind(field) not in _ORDERED:
        raise UnknownHere(lookup)
    if value is None or other is None:
        return None
    return _LOOKUPS[lookup](value, other)


def _of_list(field: Any, value: Any, wanted: Any) -> Verdict:
    if not isinstance(wanted, list | tuple | set | frozenset):
        raise UnknownHere("in")
    # Django leaves NULL out of such a list.
    known = [_as_stored(field, item) for item in wanted if item is not None]
    if not known:
        return False
    return None if value is None else value in known


def _kind(field: Any) -> str:
    """The internal type of what the column holds; a foreign key holds the key it points at."""
    while field.is_relation:
        field = field.target_field
    return str(field.get_internal_type())


def _family(field: Any) -> Collection[str]:
    """The types whose values compare in Python as they do in a database."""
    kind = _kind(field)
    if kind in _ORDERED:
        return {kind} if kind in _DATES else _NUMBERS
    return {"BooleanField"} if kind == "BooleanField" else _COMPARED - _ORDERED - {"BooleanField"}


def _as_stored(field: Any, value: Any) -> Any:
    """The value as the column would hold it."""
    if _kind(field) not in _COMPARED or isinstance(value, float) or hasattr(value, "resolve_expression"):
        raise UnknownHere(field.name)
    if isinstance(value, models.Model):
        value = value.pk
    if value is None:
        return None
    target = field
    while target.is_relation:
        target = target.target_field
    try:
        stored = target.to_python(value)
    except (ValidationError, TypeError, ValueError) as wrong:
        raise UnknownHere(field.name) from wrong
    if _kind(field) == "DateField" and type(stored) is not date:
        raise UnknownHere(field.name)
    if _kind(field) == "DateTimeField" and stored.utcoffset() is None:
        raise UnknownHere(field.name)
    return stored
