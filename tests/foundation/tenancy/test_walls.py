import pytest
from django.db import connection, transaction
from tests.factories.organisations import make_organisation

from vmeste.foundation.tenancy.scope import NoNetwork, active_network, working_in
from vmeste.modules.organisations.models import Alias, Organisation


def test_rows_of_another_network_are_invisible(network, foreign_network):
    with working_in(foreign_network):
        make_organisation(name="Theirs")
    ours = make_organisation(name="Ours")

    assert list(Organisation.objects.all()) == [ours]


@pytest.mark.django_db
def test_a_query_without_a_network_raises():
    with pytest.raises(NoNetwork):
        list(Organisation.objects.all())


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.update(name="x"),
        lambda rows: rows.delete(),
        lambda rows: rows.first(),
        lambda rows: rows.in_bulk([1]),
        lambda rows: list(rows.values("pk")),
        lambda rows: list(Alias.objects.filter(organisation__in=rows)),
    ],
)
@pytest.mark.django_db
def test_no_kind_of_query_runs_without_a_network(ask):
    rows = Organisation.objects.filter(name="x")  # building it is fine

    with pytest.raises(NoNetwork):
        ask(rows)


def test_a_row_of_another_network_is_not_saved(network, foreign_network):
    with working_in(foreign_network):
        foreign = make_organisation()

    with pytest.raises(NoNetwork):
        foreign.save()


def test_bulk_creation_stamps_and_checks_the_network(network, foreign_network):
    with pytest.raises(NoNetwork):
        Organisation.objects.bulk_create([Organisation(name="x", kind="school", network=foreign_network)])

    (row,) = Organisation.objects.bulk_create([Organisation(name="Школа № 10", kind="school")])

    assert (row.network_id, row.sort_key) == (network.pk, "школа 00000010")


def test_a_reference_into_another_network_is_refused(network, foreign_network):
    with working_in(foreign_network):
        foreign = make_organisation()

    with pytest.raises(NoNetwork):
        make_organisation(parent=foreign)


def test_the_scope_ends_with_its_block_also_after_an_exception(network, foreign_network):
    with pytest.raises(ZeroDivisionError), working_in(foreign_network), transaction.atomic():
        raise ZeroDivisionError

    assert active_network().slug == "ours"
    assert make_organisation().network_id == network.pk


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row security is PostgreSQL's")
def test_the_database_itself_hides_other_networks(network, foreign_network):
    with working_in(foreign_network):
        make_organisation(name="Theirs")
    make_organisation(name="Ours")

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM organisations_organisation")
        assert cursor.fetchall() == [("Ours",)]
        cursor.execute("SELECT set_config('vmeste.network', '', true)")
        cursor.execute("SELECT name FROM organisations_organisation")
        assert cursor.fetchall() == []
