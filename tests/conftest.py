"""The cast: two networks; in the first a school's head and coordinator, a partner, a curator; a stranger in the second."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.browsing import browser  # noqa: F401 - a fixture of every test in the browser
from tests.factories.networks import actor_of, make_member, make_network
from tests.factories.organisations import make_organisation

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.scope import working_in

# What the scope itself says on PostgreSQL is not the page's cost, and the engines shall be counted alike.
BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SELECT set_config")


@pytest.fixture
def django_assert_max_num_queries():
    """`with django_assert_max_num_queries(9):` – at most so many statements that read or write rows."""

    @contextmanager
    def at_most(limit):
        with CaptureQueriesContext(connection) as caught:
            yield caught
        said = [query["sql"] for query in caught.captured_queries if not query["sql"].startswith(BOOKKEEPING)]
        assert len(said) <= limit, "\n".join([f"{len(said)} statements", *said])

    return at_most


# Fixtures of the test runner and of the suites that install the product themselves, each with a database behind it.
DATABASES = {"db", "transactional_db", "cast_template", "installation"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What takes long begins first. A test that asks no database anything runs once: on the engine of the first round."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        if item.get_closest_marker("stricter_engine"):
            continue
        if not DATABASES.intersection(item.fixturenames) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.one_engine)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.scheduling import TogetherScheduling  # late: only where xdist is at work

    return TogetherScheduling(config, log) if config.getvalue("dist") == "load" else None


@pytest.fixture
def network(db):
    """A network, with its scope open for the length of the test."""
    network = make_network(name="Network of the tests", slug="ours")
    with working_in(network):
        yield network


@pytest.fixture
def foreign_network(db):
    return make_network(name="Another network", slug="theirs")


@pytest.fixture
def school(network):
    return make_organisation(name="School A", short_name="School A")


@pytest.fixture
def plant(network):
    return make_organisation(name="Plant B", short_name="Plant B", kind="enterprise")


@pytest.fixture
def curator(network):
    return actor_of(network, Role.CURATOR)


@pytest.fixture
def coordinator(network, school):
    return actor_of(network, Role.COORDINATOR, organisation=school)


@pytest.fixture
def head(network, school):
    return actor_of(network, Role.HEAD, organisation=school)


@pytest.fixture
def partner(network, plant):
    return actor_of(network, Role.PARTNER, organisation=plant)


@pytest.fixture
def observer(network):
    return actor_of(network, Role.OBSERVER)


@pytest.fixture
def sign_in(network):
    """`sign_in(role, organisation=…)` answers a client of a new member with that role."""

    def sign_in(role=Role.CURATOR, *, of=None, **where):
        client = Client()
        client.force_login(make_member(of or network, role, **where))
        return client

    return sign_in


@pytest.fixture
def english():
    """Messages in the language of the code."""
    with translation.override("en"):
        yield
