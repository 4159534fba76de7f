"""Conditions worked out in Python say what the database says, for every rule of every model."""

from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.sql import Query
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from vmeste.foundation.tenancy import verdicts
from vmeste.foundation.tenancy.verdicts import UnknownHere, verdict_on
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships.models import Partnership

pytestmark = pytest.mark.django_db
ONCE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 3))
MOMENTS = st.sampled_from(
    [datetime(2024, 1, 1, hour, microsecond=part, tzinfo=UTC) for hour in (0, 9) for part in (0, 5)]
)
# The longest day of a rule is 1440 minutes; the small numbers alone would never break it.
NUMBERS = st.integers(0, 3) | st.sampled_from([10, 1430, 1440])


def _rules():
    for model in apps.get_models():
        if model.__module__.startswith("vmeste."):
            for constraint in model._meta.constraints:
                if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint) and constraint.condition:
                    yield pytest.param(model, constraint.condition, id=constraint.name)


OTHERS = [
    (Partnership, ~(~Q(ends_on=date(2024, 1, 2)))),
    (Partnership, ~Q(ends_on=F("starts_on"))),
    (Partnership, ~Q(ends_on__gt=F("starts_on")) | Q(kind="mentoring")),
    (Partnership, ~(Q(ends_on__gt=F("starts_on")) & ~Q(maturity=2))),
    (Partnership, ~Q(maturity__in=[1, None, 2])),
    (Partnership, Q(maturity__in=[])),
    (Partnership, ~Q(maturity__in=[])),
    (Partnership, Q(maturity__gte=2, starts_on__lte=date(2024, 1, 2))),
    (Partnership, ~Q(starts_on__lt=date(2024, 1, 2))),
    (Partnership, ~Q(starts_on__isnull=False)),
    (Partnership, Q(organisation_id__lt=F("partner_id")) | ~Q(note="") & Q(removed_at=None)),
    (Organisation, ~Q(parent=F("successor"))),
    (Organisation, ~(Q(parent=1) | ~Q(is_legal_entity=False))),
]


def _names(node):
    if isinstance(node, Q):
        return {name for child in node.children for name in _names(child)}
    path, value = node
    return {path.partition("__")[0], *_columns(value)}


def _columns(value):
    if isinstance(value, CombinedExpression):
        return _columns(value.lhs) | _columns(value.rhs)
    return {value.name} if isinstance(value, F) else set()


def _texts(node):
    """Values the condition itself names: they must come up."""
    if isinstance(node, Q):
        return {text for child in node.children for text in _texts(child)}
    values = node[1] if isinstance(node[1], list | tuple | set) else [node[1]]
    return {str(value) for value in values if isinstance(value, str)}


def _values(field, condition):
    kind = verdicts._kind(field)
    if kind == "BooleanField":
        values = st.booleans()
    elif kind == "DateField":
        values = DAYS
    elif kind == "DateTimeField":
        values = MOMENTS
    elif kind in verdicts._ORDERED:
        values = NUMBERS
    else:
        values = st.sampled_from(sorted({"", "x", *_texts(condition)}))
    # NULL also where the column forbids it: the row is looked at before the database sees it.
    return st.none() | values


def _values_of_rows(model, condition):
    fields = [model._meta.get_field(name) for name in sorted(_names(condition))]
    return st.fixed_dictionaries({field.attname: _values(field, condition) for field in fields})


def _said_by_database(row, condition):
    """The condition as the database reads it in a constraint: True, False or None."""
    query = Query(model=type(row), alias_cols=False)
    compiler = query.get_compiler(connection=connection)
    try:
        sql, parameters = query.build_where(condition).as_sql(compiler, connection)
    except EmptyResultSet:
        return False
    except FullResultSet:
        return True
    columns, values = [], []
    for name in sorted(_names(condition)):
        field = row._meta.get_field(name)
        is_typed = connection.vendor == "postgresql"
        shown = f"CAST(%s AS {field.rel_db_type(connection) if field.is_relation else field.db_type(connection)})"
        columns.append(f'{shown if is_typed else "%s"} AS "{field.column}"')
        values.append(field.get_db_prep_value(getattr(row, field.attname), connection))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CASE WHEN {sql} THEN 1 WHEN NOT ({sql}) THEN 0 END FROM (SELECT {', '.join(columns)}) AS r",
            [*parameters, *parameters, *values],
        )
        (said,) = cursor.fetchone()
    return None if said is None else bool(said)


def _check(model, condition):
    @ONCE
    @given(_values_of_rows(model, condition))
    def agrees(values):
        row = model(**values)
        assert verdict_on(row, condition) is _said_by_database(row, condition)

    agrees()


@pytest.mark.parametrize(("model", "condition"), list(_rules()))
def test_every_rule_of_the_house_is_judged_as_the_database_does(model, condition):
    _check(model, condition)


@pytest.mark.parametrize(("model", "condition"), OTHERS, ids=str)
def test_what_rules_may_say_is_judged_as_the_database_does(model, condition):
    _check(model, condition)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("_not", lambda verdict: not verdict),
        ("_all", all),
        ("_of_pair", lambda lookup, field, value, other: value == other),
    ],
)
def test_a_judge_who_knows_no_null_is_found_out(monkeypatch, name, wrong):
    monkeypatch.setattr(verdicts, name, wrong)

    def differs(model, condition, values):
        row = model(**values)
        return verdict_on(row, condition) is not _said_by_database(row, condition)

    found = []
    for model, condition in OTHERS:
        with suppress(NoSuchExample):
            found.append(find(_values_of_rows(model, condition), partial(differs, model, condition), settings=ONCE))
    assert found


@pytest.mark.parametrize(
    "condition",
    [
        Q(name__icontains="x"),
        Q(name__gt="x"),
        Q(inn="1") ^ Q(kpp="1"),
        Q(parent__inn="1"),
        Q(sort_key="x"),
        Q(inn=F("id") + 1),
        Q(created_on=None),
        Q(inn=F("id")),
        Q(),
    ],
    ids=str,
)
def test_what_is_not_surely_known_is_left_to_the_database(condition):
    with pytest.raises(UnknownHere):
        verdict_on(Organisation(inn="1"), condition)
