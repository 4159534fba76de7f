"""Every statement on rows of a network names the network, besides what the database itself enforces."""

import pytest

from .statements import BY_KEY_ALONE, TENANT_TABLES, trouble_of

pytestmark = pytest.mark.django_db
FEWEST = 10_000


def test_every_statement_of_reading_names_the_network(read):
    assert read.unwalled == {}
    assert read.statements > FEWEST, "the walk saw too little to say anything"


def test_every_statement_of_changing_names_the_network(changed):
    assert changed.unwalled == {}
    assert changed.statements > FEWEST


def test_without_the_wall_the_look_finds_what_is_missing(read_without_the_wall):
    assert any(trouble.startswith("organisations_organisation") for trouble in read_without_the_wall.unwalled)


_T, _P = '"agreements_agreement"', '"agreements_agreementparty"'


@pytest.mark.parametrize(
    "sql",
    [
        f'SELECT {_T}."id" FROM {_T} WHERE {_T}."network_id" = (%s)',
        f'SELECT 1 FROM {_T} U0 WHERE (U0."network_id" = (%s) AND U0."id" = %s)',
        f'SELECT {_T}."id" FROM {_T} WHERE {_T}."id" = %s LIMIT 21',
        f'SELECT {_T}."id" FROM {_T} WHERE ({_T}."id") IN ((%s))',
        f'UPDATE {_T} SET "stage" = %s WHERE {_T}."id" = %s',
        f'DELETE FROM {_T} WHERE {_T}."id" IN (%s)',
        'SELECT "django_session"."session_key" FROM "django_session"',
        f'INSERT INTO {_T} ("network_id") VALUES (%s)',
    ],
)
def test_the_look_lets_pass(sql):
    assert trouble_of(sql) == ""


@pytest.mark.parametrize(
    "sql",
    [
        f'SELECT {_T}."id" FROM {_T}',
        f'SELECT {_T}."id" FROM {_T} WHERE {_T}."stage" = %s',
        f'SELECT COUNT(*) FROM {_T} WHERE {_T}."removed_at" IS NULL',
        f'UPDATE {_T} SET "stage" = %s WHERE {_T}."stage" = %s',
        f'DELETE FROM {_T} WHERE {_T}."stage" = %s',
        # The outer rows name the network, those of the inner question do not.
        f'SELECT 1 FROM {_T} WHERE ({_T}."network_id" = (%s) AND {_T}."id" IN (SELECT U0."id" FROM {_P} U0))',
        # … and the other way round.
        f'SELECT 1 FROM {_T} WHERE EXISTS(SELECT 1 FROM {_P} U0 WHERE U0."network_id" = (%s))',
    ],
)
def test_the_look_objects_to(sql):
    assert trouble_of(sql) != ""


def test_the_look_knows_the_tables_and_its_reasons():
    assert len(TENANT_TABLES) > 15
    assert set(BY_KEY_ALONE) == {"SELECT", "UPDATE", "DELETE"}
    assert all(BY_KEY_ALONE.values())
