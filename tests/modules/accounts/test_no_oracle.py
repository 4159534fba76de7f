"""Whether an account exists is told to nobody (goal S17)."""

import re
from statistics import median
from time import perf_counter

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.accounts import make_user

from vmeste.modules.accounts import services

pytestmark = pytest.mark.django_db
ROUNDS = 200


def shape(answer, email):
    """Status, target and body without what differs by design: the token of the form and the typed address."""
    body = answer.content.decode().replace(email, "…")
    return answer.status_code, answer.headers.get("Location"), re.sub(r"[A-Za-z0-9]{64}", "token", body)


def sign_in(email):
    return Client().post(reverse("account_login"), {"login": email, "password": "not the right phrase"})


def ask_for_password(email):
    return Client().post(reverse("account_reset_password"), {"email": email})


@pytest.mark.parametrize("act", [sign_in, ask_for_password])
def test_status_and_body_are_the_same(act):
    make_user(email="known@example.org")
    closed = make_user(email="close@example.org")
    services.close_account(closed, at=timezone.now())
    kinds = {"known": "known@example.org", "unknown": "fremd@example.org", "closed": "close@example.org"}
    seen = {kind: set() for kind in kinds}

    for _ in range(ROUNDS // 10):
        cache.clear()
        for kind, email in kinds.items():
            seen[kind].add(shape(act(email), email))

    assert len(seen["known"]) == 1
    assert seen["known"] == seen["unknown"] == seen["closed"]


def test_the_password_is_hashed_once_for_everybody(monkeypatch):
    """The hash is the time: one hundred thousand times all else."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    make_user(email="known@example.org")
    hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or real(self, *a, **k))
    counts = {}
    for email in ("known@example.org", "fremd@example.org"):
        hashed.clear()
        sign_in(email)
        counts[email] = len(hashed)

    assert counts["known@example.org"] == counts["fremd@example.org"] == 1


@pytest.mark.parametrize("act", [sign_in, ask_for_password])
def test_the_same_statements_run_for_known_and_unknown(act, django_assert_max_num_queries, settings):
    """Queries are what differs in a fair measurement; their number cannot flake."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_user(email="known@example.org")
    kinds = {}
    for email in ("known@example.org", "fremd@example.org"):
        cache.clear()
        act(email)  # warm: content types, templates
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            act(email)
        kinds[email] = [re.sub(r"'[^']*'|\d+", "?", q["sql"])[:60] for q in queries if "accounts_tries" not in q["sql"]]

    assert kinds["known@example.org"] == kinds["fremd@example.org"]


def test_the_time_of_asking_for_a_letter_is_the_same(settings):
    """Medians of interleaved rounds; the bound is wide because the machine is shared, a sent letter breaks it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_user(email="known@example.org")
    times = {"known@example.org": [], "fremd@example.org": []}
    for _ in range(ROUNDS // 4):
        for email, spent in times.items():
            cache.clear()
            started = perf_counter()
            ask_for_password(email)
            spent.append(perf_counter() - started)

    known, unknown = (median(spent) for spent in times.values())
    assert known / unknown == pytest.approx(1, abs=0.25)
