import pytest
from tests.factories.api import ApiClient, make_token
from tests.factories.reference import make_direction


@pytest.fixture
def clock(monkeypatch):
    """The counters' clock, moved by hand."""

    class Clock:
        now = 1_000_000.0

    # The file cache has its own idea of the time; far-off expiry keeps the two apart.
    monkeypatch.setattr("vmeste.sites.api.throttling.time.time", lambda: Clock.now)
    monkeypatch.setattr("django.core.cache.backends.filebased.time.time", lambda: Clock.now)
    monkeypatch.setattr("django.core.cache.backends.base.time.time", lambda: Clock.now)
    return Clock


def test_a_burst_passes_and_the_next_call_learns_to_the_second_when_to_return(api, settings, clock):
    settings.API_REQUESTS_PER_MINUTE = 6

    statuses = [api.get("directions/").status_code for _ in range(7)]
    refused = api.get("directions/")

    assert statuses == [200] * 6 + [429]
    assert refused.headers["Retry-After"] == "10"
    assert refused.json()["code"] == "too_many_requests"
    clock.now += 9.9
    assert api.get("directions/").status_code == 429
    clock.now += 0.1
    assert api.get("directions/").status_code == 200
    assert api.get("directions/").status_code == 429


def test_each_token_has_a_measure_of_its_own(network, settings, clock):
    settings.API_REQUESTS_PER_MINUTE = 1
    one, other = ApiClient(make_token(network)), ApiClient(make_token(network))

    assert [one.get("directions/").status_code for _ in range(2)] == [200, 429]
    assert other.get("directions/").status_code == 200


def test_a_refused_token_is_not_counted_against_anybody(network, settings, clock):
    settings.API_REQUESTS_PER_MINUTE = 1
    api = ApiClient(make_token(network))

    assert api.get("directions/", Authorization="Bearer vm_wrong").status_code == 401
    assert api.get("directions/").status_code == 200


def test_who_has_carried_away_too_many_rows_waits(api, settings, clock):
    settings.API_ROWS_PER_HOUR = 10
    for number in range(8):
        make_direction(name=f"D{number}")

    statuses = [api.get("directions/").status_code for _ in range(3)]
    refused = api.get("directions/1/")

    assert statuses == [200, 200, 429]
    assert refused.headers["Retry-After"] == str(6 * 360)  # six rows too many at ten an hour
    clock.now += 6 * 360
    assert api.get("directions/").status_code == 200
