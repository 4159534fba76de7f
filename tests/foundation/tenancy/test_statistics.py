import pytest
from django.db import connection
from tests.factories.organisations import make_organisation

from vmeste.foundation.tenancy.statistics import MANY, refresh_statistics
from vmeste.modules.organisations.models import Alias, Organisation


def known_rows(model):
    """How many rows the planner takes a table for; -1 before anybody looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [model._meta.db_table])
        return cursor.fetchone()[0]


def test_the_planner_knows_the_rows_of_this_very_transaction(network):
    if connection.vendor != "postgresql":
        pytest.skip("statistics of the planner are PostgreSQL's")
    for number in range(30):
        make_organisation(name=f"School {number}")
    before, of_organisations = known_rows(Alias), known_rows(Organisation)

    refresh_statistics(Organisation, new_rows=MANY - 1)
    assert known_rows(Organisation) == of_organisations
    refresh_statistics(Organisation, new_rows=MANY)

    assert known_rows(Organisation) >= 30
    assert known_rows(Alias) == before
