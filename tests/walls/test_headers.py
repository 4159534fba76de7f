"""What every answer tells the browser: on every address, on every status, on files and on what broke (ASVS 3.4)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpResponse
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.api import ApiClient, make_token
from tests.factories.networks import make_member

from vmeste.foundation.access.actor import Role
from vmeste.sites.workspace import views

from .headers import missing_headers
from .world import PlainClient

SEEN_WHILE_READING = {200, 302, 401, 403, 404, 405}
SEEN_WHILE_CHANGING = {302, 401, 403, 404, 422}


@pytest.mark.django_db
def test_every_answer_to_reading_says_what_it_must(read):
    assert {lack: sorted(where)[:5] for lack, where in read.headers.items()} == {}
    assert read.statuses >= SEEN_WHILE_READING


@pytest.mark.django_db
def test_every_answer_to_changing_says_what_it_must(changed):
    assert {lack: sorted(where)[:5] for lack, where in changed.headers.items()} == {}
    assert changed.statuses >= SEEN_WHILE_CHANGING


@pytest.fixture
def curator_client(network):
    client = PlainClient()
    client.force_login(make_member(network, Role.CURATOR))
    return client


def test_a_bad_request_says_so_too(curator_client):
    response = curator_client.get("/n/ours/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert missing_headers("/n/ours/", response) == []


@pytest.mark.parametrize("path", ["/n/ours/agreements/new/", "/api/v1/n/ours/agreements/", "/account/login/"])
def test_a_request_that_is_too_large_says_so_too(path, curator_client):
    response = curator_client.post(path, CONTENT_LENGTH=str(settings.MAX_REQUEST_BYTES + 1))

    assert response.status_code == 413
    assert missing_headers(path, response) == []


def test_a_page_that_broke_says_so_too(curator_client, monkeypatch, caplog):
    monkeypatch.setattr(views, "due_items", lambda *_: 1 / 0)

    response = curator_client.get("/n/ours/")

    assert response.status_code == 500
    assert missing_headers("/n/ours/", response) == []
    assert "ZeroDivisionError" not in response.content.decode()


def test_an_api_call_that_broke_says_so_too(network, monkeypatch, caplog):
    monkeypatch.setattr("vmeste.foundation.endpoints.endpoints.list_page", lambda *_, **__: 1 / 0)

    response = ApiClient(make_token(network)).get("directions/")

    assert response.status_code == 500
    assert missing_headers("/api/v1/n/ours/directions/", response) == []


def test_who_calls_too_often_hears_so_too(network, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    caches["calls"].clear()
    api = ApiClient(make_token(network))

    answers = [api.get("directions/") for _each in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert [missing_headers("/api/v1/n/ours/directions/", answer) for answer in answers] == [[], []]


def test_who_tries_too_many_passwords_hears_so_too(db):
    cache.clear()
    typed = {"login": "nobody@example.org", "password": "not the right phrase"}
    client = PlainClient()

    answers = [client.post("/account/login/", typed) for _each in range(12)]
    cache.clear()

    assert {answer.status_code for answer in answers} <= {200, 429}
    assert [missing_headers("/account/login/", answer) for answer in answers] == [[]] * 12


def test_a_form_from_elsewhere_hears_so_too(network):
    client = PlainClient(enforce_csrf_checks=True)
    client.force_login(make_member(network, Role.CURATOR))

    response = client.post("/n/ours/agreements/new/", {})

    assert response.status_code == 403
    assert missing_headers("/n/ours/agreements/new/", response) == []


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(db):
    make_user(email="anna@example.org")
    client = PlainClient()

    client.get("/account/login/")
    client.post("/account/login/", {"login": "anna@example.org", "password": PASSWORD})

    assert {"session", "csrf"} <= set(client.cookies)
    said = {name: (cookie["httponly"], cookie["samesite"], cookie["domain"]) for name, cookie in client.cookies.items()}
    assert said == dict.fromkeys(said, (True, "Lax", ""))


def test_a_static_file_says_so_too(db):
    Path(settings.STATIC_ROOT, "probe.txt").write_text("x")

    response = PlainClient().get("/static/probe.txt")

    assert response.status_code == 200
    assert missing_headers("/static/probe.txt", response) == []
    response.close()


def test_a_file_of_somebody_runs_nothing_when_it_is_opened(world):
    row = world.row("agreement", "own", "curator")
    file = world.row("agreement_file", "own", "curator")

    response = world.clients["curator"].get(f"/n/ours/agreements/{row.pk}/files/{file.pk}/")

    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["Content-Disposition"].startswith("attachment;")
    assert missing_headers("/n/ours/", response) == []


@pytest.mark.parametrize(
    ("header", "value", "lack"),
    [
        ("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'", "an unsafe policy"),
        ("Content-Security-Policy", "default-src *; frame-ancestors 'none'", "an unsafe policy"),
        ("Content-Security-Policy", "default-src 'self'", "may be framed"),
        ("X-Content-Type-Options", "", "nosniff"),
        ("Referrer-Policy", "unsafe-url", "referrer policy"),
        ("Cross-Origin-Opener-Policy", "", "opener policy"),
        ("Cache-Control", "public, max-age=60", "may be stored"),
    ],
)
def test_the_look_sees_what_is_missing(header, value, lack):
    good = {
        "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    assert missing_headers("/n/ours/", HttpResponse(headers=good)) == []

    (found,) = missing_headers("/n/ours/", HttpResponse(headers={**good, header: value}))

    assert found.startswith(lack)


_SHIPPED = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("check", "--deploy", "--fail-level", "WARNING")
client = Client()
answers = [client.get("/alive/", secure=secure, headers={"host": "localhost"}) for secure in (True, False)]
cookies = {
    name: [getattr(settings, f"{name}_COOKIE_{part}") for part in ("SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")]
    for name in ("SESSION", "CSRF", "LANGUAGE")
}
print(json.dumps({
    "hsts": answers[0].headers.get("Strict-Transport-Security"),
    "status": [answer.status_code for answer in answers],
    "location": answers[1].headers.get("Location"),
    "silenced": settings.SILENCED_SYSTEM_CHECKS,
    "headers": [dict(answer.headers) for answer in answers],
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "cookies": cookies,
    "debug": settings.DEBUG,
}))
"""


def test_the_shipped_settings_pass_the_check_for_deployment(tmp_path):
    """The settings as they are, with https, in a process of their own: nothing silenced, HSTS for a year."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("VMESTE_", "DJANGO_"))}
    environ |= {
        "VMESTE_HTTPS": "1",
        "VMESTE_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "vmeste.config.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
        "PYTHONPATH": str(settings.PACKAGE.parent),
        "PYTHONWARNINGS": "ignore",
    }
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _SHIPPED], env=environ, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "System check identified no issues (0 silenced)" in done.stdout + done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert [missing_headers("/alive/", SimpleNamespace(headers=headers)) for headers in said.pop("headers")] == [[], []]
    assert said == {
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "status": [200, 301],
        "location": "https://localhost/alive/",
        "silenced": [],
        "names": ["__Host-session", "__Host-csrf"],
        "cookies": {name: [True, True, "Lax", "/", None] for name in ("SESSION", "CSRF", "LANGUAGE")},
        "debug": False,
    }
