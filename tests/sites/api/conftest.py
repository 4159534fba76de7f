import pytest
from django.core.cache import caches
from tests.factories.api import ApiClient, make_token

from vmeste.foundation.access.actor import Role


@pytest.fixture(autouse=True)
def _fresh_counters():
    caches["calls"].clear()


@pytest.fixture
def api(network):
    """A program with a curator's token and every scope."""
    return ApiClient(make_token(network, Role.CURATOR))


@pytest.fixture
def api_of(network):
    """`api_of(role, scopes=…)` answers a program with a new member's token."""

    def api_of(role=Role.CURATOR, **values):
        return ApiClient(make_token(network, role, **values))

    return api_of
