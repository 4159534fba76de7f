"""The cast: two networks; in the first a school's head and coordinator, a partner, a curator; a stranger in the second."""

import os
import tempfile

# Before Django reads its settings: tests write nothing into the checkout and need no worker.
os.environ.setdefault("VMESTE_VAR", tempfile.mkdtemp(prefix="vmeste-tests-"))
os.environ.setdefault("VMESTE_HTTPS", "0")
os.environ.setdefault("VMESTE_TASKS", "django_tasks.backends.immediate.ImmediateBackend")
os.environ.setdefault("VMESTE_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

import pytest
from django.test import Client

from tests.factories.networks import actor_of, make_member, make_network
from tests.factories.organisations import make_organisation
from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.scope import working_in


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


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
