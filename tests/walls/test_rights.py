"""Rights end with the next click, and no other site can make a browser change anything (ASVS 8.3.2, 3.5.1)."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.factories.api import ApiClient, make_token
from tests.factories.networks import make_member, make_network

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.models import Membership

from .addresses import OF_PERSON, POST, PUBLIC, WORKSPACE
from .walking import ARGUMENTS, comparable, operations

ROUNDS, THREADS = 20, 4


def _asked_at_once(ask):
    """The statuses of the same question asked by several threads, each with a connection of its own."""
    statuses, ready = [], threading.Barrier(THREADS)

    def work():
        ready.wait()
        try:
            statuses.append(ask())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@pytest.mark.django_db(transaction=True)
def test_whoever_lost_a_role_is_refused_at_the_next_request_twenty_times_of_twenty():
    network = make_network(slug="ours")
    refused = []
    for _each in range(ROUNDS):
        user = make_member(network, Role.ADMINISTRATOR)
        client, token = Client(), make_token(network, user=user)
        client.force_login(user)
        api = ApiClient(token)
        assert (client.get("/n/ours/settings/network/").status_code, api.get("directions/").status_code) == (200, 200)

        Membership.objects.filter(user=user).update(ended_at=datetime.now(UTC))

        refused += _asked_at_once(lambda: client.get("/n/ours/settings/network/").status_code)  # noqa: B023 - runs now
        refused += _asked_at_once(lambda: api.get("directions/").status_code)  # noqa: B023 - runs now

    assert refused == [404] * (ROUNDS * THREADS * 2)


def test_whoever_got_a_smaller_role_is_refused_what_it_does_not_carry(network, client):
    user = make_member(network, Role.ADMINISTRATOR)
    client.force_login(user)
    assert client.get("/n/ours/settings/network/").status_code == 200

    Membership.objects.filter(user=user).update(role=Role.OBSERVER)

    assert client.get("/n/ours/settings/network/").status_code == 403
    assert client.get("/n/ours/agreements/").status_code == 200


def test_a_closed_account_and_a_revoked_token_open_nothing(network, client):
    user = make_member(network, Role.ADMINISTRATOR)
    token = make_token(network, user=user)
    api = ApiClient(token)
    client.force_login(user)
    assert (client.get("/n/ours/").status_code, api.get("directions/").status_code) == (200, 200)

    token.revoked_at = datetime.now(UTC)
    token.save()
    user.is_active = False
    user.save()

    assert (client.get("/n/ours/").status_code, api.get("directions/").status_code) == (302, 401)


def test_no_page_takes_a_change_without_the_token_of_its_form(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.members["administrator"])
    taken = []
    with working_in(world.ours.network):
        for name, address in WORKSPACE.items():
            if POST in address.methods:
                arguments = {"network": "ours", **address.arguments(world, "administrator", "own")}
                path = reverse(name, kwargs=arguments)
                if client.post(path).status_code != 403:
                    taken.append(path)
    for name in {**PUBLIC, **OF_PERSON}:
        if not name.startswith("api-"):
            path = reverse(name, kwargs=ARGUMENTS.get(name, {}))
            if client.post(path).status_code not in {403, 405}:
                taken.append(path)

    assert taken == []


def test_the_api_does_not_look_at_the_session_of_a_browser(world):
    """So no other site can make a browser call it, and it needs no token of a form."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.members["administrator"])

    statuses = {
        client.generic(method, path.replace("{network}", "ours").replace("{pk}", "1")).status_code
        for method, path, _name, _body in operations()
    }

    assert statuses == {401}


def test_the_token_and_the_role_of_somebody_else_are_like_missing_ones(network, client, foreign_network):
    mine, other = make_member(network), make_member(foreign_network)
    token = make_token(foreign_network, user=other)
    membership = Membership.objects.get(user=other)
    client.force_login(mine)

    for path, key in (("tokens/{}/revocation/", token.pk), ("networks/{}/departure/", membership.pk)):
        foreign = client.post(f"/account/{path.format(key)}")
        missing = client.post(f"/account/{path.format(10**9)}")

        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert comparable(foreign.content, "") == comparable(missing.content, "")
