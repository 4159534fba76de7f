from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.api import ApiClient, make_token
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.foundation.activity.models import Activity
from vmeste.modules.accounts.models import ApiToken
from vmeste.modules.networks.models import Membership


def test_a_call_without_a_token_is_refused(network):
    response = Client().get("/api/v1/n/ours/directions/", headers={"Accept-Language": "en"})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Vmeste"'
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "token_needed"


def test_a_session_alone_does_not_open_the_api(network, sign_in):
    client = sign_in(Role.CURATOR)

    assert client.get("/api/v1/n/ours/directions/").status_code == 401
    assert client.post("/api/v1/n/ours/directions/", {"name": "X"}, "application/json").status_code == 401


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer vm_",
        "Bearer vm_unknown",
        "Basic dm06dm0=",
        "Bearer \udce9",
        "vm_x",
        "Bearer " + "vm_" * 9000,
    ],
)
def test_what_is_no_token_is_refused(network, authorization):
    client = Client()

    response = client.get("/api/v1/n/ours/directions/", HTTP_AUTHORIZATION=authorization)

    assert response.status_code == 401


def test_an_expired_a_revoked_and_a_closed_account_s_token_are_refused(network):
    expired, revoked, closed, good = (make_token(network) for _ in range(4))
    now = datetime.now(UTC)
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=now - timedelta(seconds=1))
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=now)
    closed.user.is_active = False
    closed.user.save()

    statuses = [ApiClient(token).get("directions/").status_code for token in (expired, revoked, closed, good)]

    assert statuses == [401, 401, 401, 200]


def test_rights_taken_away_end_with_the_next_call(network):
    token = make_token(network)
    api = ApiClient(token)
    assert api.get("directions/").status_code == 200

    Membership.objects.filter(user=token.user).update(ended_at=datetime.now(UTC))

    assert api.get("directions/").status_code == 404


def test_a_foreign_network_and_a_missing_one_answer_the_same(network, foreign_network):
    token = make_token(network)

    foreign = ApiClient(token, slug="theirs").get("directions/")
    missing = ApiClient(token, slug="nowhere").get("directions/")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert foreign.headers.items() == missing.headers.items()


def test_a_member_of_both_networks_still_reaches_only_the_network_of_the_token(network, foreign_network):
    token = make_token(network)
    Membership.objects.create(network=foreign_network, user=token.user, role=Role.CURATOR)

    assert ApiClient(token, slug="theirs").get("directions/").status_code == 404


def test_a_program_learns_from_its_token_where_to_begin(network, api):
    listed = api.get("/api/v1/networks/").json()["items"]

    assert [(n["slug"], n["url"]) for n in listed] == [("ours", "/api/v1/n/ours/")]
    assert api.get("memberships/").json()["items"][0]["role"] == "curator"


def test_answers_are_not_stored_and_speak_the_language_asked_for(network, api):
    russian = api.get("nothing/", **{"Accept-Language": "de, ru;q=0.5"})
    english = api.get("nothing/", **{"Accept-Language": "en-GB"})

    assert russian.json()["title"] == "Здесь ничего нет"
    assert english.json()["title"] == "There is nothing here"
    assert russian.headers["Content-Language"] == "ru"
    assert russian.headers["Cache-Control"] == "no-store"


def test_the_use_of_a_token_is_written_once_a_day(network):
    token = make_token(network)
    ApiToken.objects.update(last_used_on=date(2020, 1, 1))
    api = ApiClient(token)

    with CaptureQueriesContext(connection) as first:
        api.get("directions/")
    with CaptureQueriesContext(connection) as second:
        api.get("directions/")

    writes = [sum(q["sql"].startswith("UPDATE") for q in captured) for captured in (first, second)]
    assert writes == [1, 0]

    token.refresh_from_db()
    assert token.last_used_on == datetime.now(UTC).date()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_undeclared_methods_are_refused_and_say_what_is_allowed(api, method):
    response = api.call(method, "directions/")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")
    assert response.headers["Content-Type"] == "application/problem+json"


def test_what_goes_wrong_inside_says_nothing_about_it(api, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("vmeste.foundation.endpoints.endpoints.list_page", fail)
    response = api.get("directions/")

    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert response.json()["code"] == "server_error"


def test_the_history_names_the_person_and_the_program(network, api):
    api.post("directions/", {"name": "Robotics"})

    line = Activity.objects.get()
    token = ApiToken.objects.get()
    assert (line.actor_label, line.actor_id) == (f"{token.user} · A program", token.user_id)


def test_forwarded_headers_do_not_reach_the_addresses_in_answers(api):
    for number in range(3):
        make_direction(name=f"D{number}")
    response = api.get("directions/?limit=1", **{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})

    assert response.json()["next"].startswith("/api/v1/n/ours/directions/?")
