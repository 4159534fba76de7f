"""Guessing is slowed for strangers and never locks the owner out for good (goal S14)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from allauth.core.internal import ratelimit
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.factories.accounts import PASSWORD, make_user

WRONG = "not the right phrase"
PER_ACCOUNT, PER_ADDRESS, PER_CODE = 10, 30, 5


@pytest.fixture(autouse=True)
def no_tries_yet(db):
    cache.clear()


def try_password(email, password=WRONG, *, client=None, address="10.0.0.1", **headers):
    client = client or Client()
    client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address, headers=headers)
    return get_user(client).is_authenticated


def test_the_eleventh_try_at_an_account_is_refused_even_with_the_right_password():
    make_user(email="anna@example.org")
    for number in range(PER_ACCOUNT):
        try_password("anna@example.org", address=f"10.0.1.{number}")

    assert not try_password("anna@example.org", PASSWORD, address="10.0.2.1")


def test_the_tenth_try_is_still_looked_at():
    make_user(email="anna@example.org")
    for number in range(PER_ACCOUNT - 1):
        try_password("anna@example.org", address=f"10.0.1.{number}")

    assert try_password("anna@example.org", PASSWORD, address="10.0.2.1")


@pytest.mark.parametrize("variant", ["ANNA@example.org", " anna@example.org", "anna@EXAMPLE.org", "Anna@Example.Org "])
def test_another_spelling_is_the_same_account(variant):
    make_user(email="anna@example.org")
    for number in range(PER_ACCOUNT):
        try_password(variant if number % 2 else "anna@example.org", address=f"10.0.1.{number}")

    assert not try_password("anna@example.org", PASSWORD, address="10.0.2.1")


def test_an_address_has_thirty_tries_over_all_accounts():
    make_user(email="anna@example.org")
    for number in range(PER_ADDRESS):
        try_password(f"nobody{number}@example.org")

    assert not try_password("anna@example.org", PASSWORD)
    assert try_password("anna@example.org", PASSWORD, address="10.0.2.1")


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip", "cf-connecting-ip"])
def test_forwarded_headers_do_not_change_the_address(header):
    make_user(email="anna@example.org")
    for number in range(PER_ADDRESS):
        try_password(f"nobody{number}@example.org", **{header: f"192.0.2.{number}"})

    assert not try_password("anna@example.org", PASSWORD, **{header: "192.0.2.200"})


def test_a_proxy_the_operator_names_is_believed(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user(email="anna@example.org")
    for number in range(PER_ADDRESS):
        try_password(f"nobody{number}@example.org", **{"x-forwarded-for": f"1.2.3.4, 192.0.2.{number % 2}"})

    assert try_password("anna@example.org", PASSWORD, **{"x-forwarded-for": "1.2.3.4, 192.0.2.77"})


def test_a_stranger_does_not_lock_the_owner_out_of_a_known_device():
    make_user(email="anna@example.org")
    own = Client()
    assert try_password("anna@example.org", PASSWORD, client=own)
    own.post(reverse("account_logout"))
    for number in range(PER_ACCOUNT + 5):
        try_password("anna@example.org", address=f"10.0.1.{number}")

    assert not try_password("anna@example.org", PASSWORD, address="10.0.2.1")
    assert try_password("anna@example.org", PASSWORD, client=own, address="10.0.2.2")


def test_a_known_device_has_ten_tries_as_well():
    make_user(email="anna@example.org")
    own = Client()
    try_password("anna@example.org", PASSWORD, client=own)
    own.post(reverse("account_logout"))
    for number in range(PER_ACCOUNT):
        try_password("anna@example.org", client=own, address=f"10.0.1.{number}")

    assert not try_password("anna@example.org", PASSWORD, client=own, address="10.0.2.1")


def test_a_device_cookie_of_another_account_helps_nobody():
    make_user(email="anna@example.org")
    make_user(email="mallory@example.org")
    mallory = Client()
    try_password("mallory@example.org", PASSWORD, client=mallory)
    mallory.post(reverse("account_logout"))
    for number in range(PER_ACCOUNT):
        try_password("anna@example.org", address=f"10.0.1.{number}")

    assert not try_password("anna@example.org", PASSWORD, client=mallory, address="10.0.2.1")


def test_signing_in_to_an_own_account_gives_no_fresh_tries():
    make_user(email="anna@example.org")
    make_user(email="mallory@example.org")
    for number in range(PER_ADDRESS):
        if number % 9 == 8:
            try_password("mallory@example.org", PASSWORD)
        try_password(f"nobody{number}@example.org")

    assert not try_password("anna@example.org", PASSWORD)


def test_tries_come_back_after_a_quarter_of_an_hour(monkeypatch):
    make_user(email="anna@example.org")
    for number in range(PER_ACCOUNT):
        try_password("anna@example.org", address=f"10.0.1.{number}")
    real = ratelimit.time.time

    monkeypatch.setattr(ratelimit.time, "time", lambda: real() + 15 * 60 + 1)

    assert try_password("anna@example.org", PASSWORD, address="10.0.2.1")


def test_asking_for_letters_is_limited_alike_for_known_and_unknown(client):
    make_user(email="anna@example.org")
    answers = {}
    for email in ("anna@example.org", "nobody@example.org"):
        answers[email] = [
            client.post(reverse("account_reset_password"), {"email": email}, REMOTE_ADDR=f"10.0.3.{number}").status_code
            for number in range(7)
        ]

    assert answers["anna@example.org"] == answers["nobody@example.org"] == [302] * 5 + [429] * 2


@pytest.fixture
def shared_database(tmp_path):
    """What a thread calls first: SQLite's test database in memory knows no waiting, so a file takes its place."""

    def use():
        wrapper = connections["default"]
        if wrapper.vendor == "sqlite":
            wrapper.settings_dict = {**wrapper.settings_dict, "NAME": str(tmp_path / "tries.sqlite3")}

    def make_table():
        use()
        call_command("createcachetable", verbosity=0)
        connections.close_all()

    maker = threading.Thread(target=make_table)
    maker.start()
    maker.join()
    return use


def _spend_tries(count, key, shared_database):
    """How many of `count` simultaneous tries the counter lets through."""
    start = threading.Barrier(count)

    def one(number):
        shared_database()
        request = RequestFactory().post("/", REMOTE_ADDR=f"10.9.{number}.1")
        start.wait()
        try:
            return ratelimit.consume(request, app="allauth.account", action="password", key=key) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_simultaneous_tries_are_counted_one_by_one(shared_database):
    allowed = _spend_tries(32, "anna@example.org", shared_database)

    assert 0 < allowed <= PER_ACCOUNT


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_simultaneous_tries_would_slip_through(monkeypatch, shared_database):
    """The control: the test above can fail."""

    @contextmanager
    def no_lock(key):
        yield True

    gate = threading.Barrier(32)
    real = ratelimit.apply_rate

    def slowly(*args, **kwargs):
        gate.wait(timeout=30)
        return real(*args, **kwargs)

    monkeypatch.setattr(ratelimit, "cache_lock", no_lock)
    monkeypatch.setattr(ratelimit, "apply_rate", slowly)

    assert _spend_tries(32, "anna@example.org", shared_database) > PER_ACCOUNT
