"""Every page and every list of the API costs the same number of statements for one row and for three (P5)."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.api import ApiClient, make_token
from tests.factories.everything import MAKERS
from tests.factories.networks import make_member

from vmeste.foundation.access.actor import Role
from vmeste.foundation.endpoints.endpoints import ENDPOINTS
from vmeste.foundation.screens.screens import SCREENS
from vmeste.foundation.tenancy.links import link
from vmeste.modules.networks.models import Membership
from vmeste.modules.organisations.models import Organisation

from .recorded import compare_with_json

RECORDED = Path(__file__).with_name("query_counts.json")

# Above these the page was built wrongly. What the door asks is told apart: session, person, network, roles.
DOOR = 4
DOOR_OF_API = 3
MOST = {"list": 8, "detail": 12, "overview": 22, "api list": 6, "api detail": 6}
# On its page stand panels of five other modules, each at its own price.
MOST_OF_ORGANISATION = 16

reverse("home")  # loads the addresses, which declare the screens and the endpoints
SCREEN_NAMES = sorted(SCREENS)
ENDPOINT_PATHS = sorted(ENDPOINTS)


@pytest.fixture
def curator_client(network, client):
    client.force_login(make_member(network, Role.ADMINISTRATOR))
    return client


def statements_of(client, url):
    """How many statements one answer takes, without savepoints; the second answer, when everything is warm."""
    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"] and "set_config" not in q["sql"]])


def acts_everywhere(screen):
    """What no administrator sees belongs to organisations: the person becomes the head of each of them."""
    if Role.ADMINISTRATOR not in screen.may_view.roles:
        (known,) = Membership.objects.filter(role=Role.ADMINISTRATOR)[:1]
        heads = Membership.objects.filter(role=Role.HEAD)
        for organisation in Organisation.objects.exclude(pk__in=heads.values("organisation_id")):
            heads.create(network=known.network, user=known.user, role=Role.HEAD, organisation_id=organisation.pk)


def made(model, number):
    return [MAKERS[model._meta.label]() for _each in range(number)]


@pytest.mark.parametrize("name", SCREEN_NAMES)
def test_a_list_costs_the_same_for_any_number_of_rows(name, curator_client):
    screen = SCREENS[name]
    made(screen.model, 1)
    acts_everywhere(screen)
    for_one = statements_of(curator_client, screen.url("list"))
    made(screen.model, 2)
    acts_everywhere(screen)
    for_three = statements_of(curator_client, screen.url("list"))

    assert for_three == for_one
    compare_with_json(RECORDED, f"list {name}", {"statements": for_one - DOOR})
    assert for_one - DOOR <= MOST["list"]


@pytest.mark.parametrize("name", SCREEN_NAMES)
def test_a_page_of_one_row_is_not_dear(name, curator_client):
    screen = SCREENS[name]
    (row,) = made(screen.model, 1)
    acts_everywhere(screen)
    for_one = statements_of(curator_client, screen.url("detail", row))
    made(screen.model, 2)
    acts_everywhere(screen)

    assert statements_of(curator_client, screen.url("detail", row)) == for_one
    compare_with_json(RECORDED, f"detail {name}", {"statements": for_one - DOOR})
    assert for_one - DOOR <= (MOST_OF_ORGANISATION if name == "organisation" else MOST["detail"])


def test_the_page_of_an_organisation_is_not_dear_for_its_own_head_either(network, client):
    organisation = MAKERS["organisations.Organisation"]()
    client.force_login(make_member(network, Role.HEAD, organisation=organisation))

    assert statements_of(client, link("organisation-detail", organisation.pk)) - DOOR <= MOST_OF_ORGANISATION


def test_the_overview_costs_the_same_for_any_number_of_rows(curator_client):
    url = link("overview")
    for screen in SCREENS.values():
        made(screen.model, 1)
    for_one = statements_of(curator_client, url)
    for screen in SCREENS.values():
        made(screen.model, 2)

    assert statements_of(curator_client, url) == for_one
    compare_with_json(RECORDED, "overview", {"statements": for_one - DOOR})
    assert for_one - DOOR <= MOST["overview"]


@pytest.mark.parametrize("path", ENDPOINT_PATHS)
def test_a_list_of_the_api_costs_the_same_for_any_number_of_rows(path, network):
    endpoints = ENDPOINTS[path]
    api = ApiClient(make_token(network, Role.ADMINISTRATOR))
    (row,) = made(endpoints.model, 1)
    for_one, one = statements_of(api, f"{path}/"), statements_of(api, f"{path}/{row.pk}/")
    made(endpoints.model, 2)

    assert (statements_of(api, f"{path}/"), statements_of(api, f"{path}/{row.pk}/")) == (for_one, one)
    compare_with_json(RECORDED, f"api {path}", {"list": for_one - DOOR_OF_API, "detail": one - DOOR_OF_API})
    assert for_one - DOOR_OF_API <= MOST["api list"]
    assert one - DOOR_OF_API <= MOST["api detail"]
