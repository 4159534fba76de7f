"""28 hostile words in every parameter a page reads and in every address: an answer, never a 5xx (ASVS 2.2.1)."""

import itertools
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.urls import reverse
from tests.factories.everything import MAKERS
from tests.factories.networks import make_member

from vmeste.foundation.access.actor import Role
from vmeste.foundation.screens.screens import SCREENS
from vmeste.foundation.tenancy.links import link
from vmeste.modules.agreements.forms import CalendarForm
from vmeste.modules.partnerships.forms import GraphForm, MapForm

from .addresses import WORKSPACE
from .world import PlainClient

pytestmark = pytest.mark.stricter_engine
HOSTILE = [
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e309",
    "NaN",
    "9" * 18,
    "9" * 19,
    "9" * 400,
    "٣",
    "²",
    "null",
    "None",
    "true",
    "[]",
    '{"a": 1}',
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "' OR 1=1 --",
    "%",
    "_\\",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "a\x00b",
    "\ud7ff\U0010ffff\u202e",
    "x" * 5000,
]
# What every list reads, as `ListPage` says; asked of one with a search of its own and of one with the usual one.
OF_LISTS = ("q", "sort", "size", "cursor")
# What the other pages read besides the fields of their forms, as their docstrings say.
OF_PAGES = {
    "search": ("q",),
    "row-choices": ("field", "q"),
    "import-list": (),
    "agreement-history": ("before",),
    "import-detail": ("show", "after"),
    "import-difference": ("show", "after"),
    "agreement-calendar": tuple(CalendarForm.base_fields),
    "direction-map": tuple(MapForm.base_fields),
    "tie-map": ("centre", "direction"),
    "tie-map-data": tuple(GraphForm.base_fields),
    "partnership-new": ("organisation", "starts_on", "directions"),
    "agreement-new": ("signed_on", "organisations"),
    "saved-filter-new": ("q", "label"),
}
MODELS = {"agreement-history": "agreements.Agreement", "import": "exchange.ImportRun"}

reverse("home")  # loads the addresses, which declare the screens


def test_there_are_28_of_them():
    assert len(set(HOSTILE)) == 28


@pytest.fixture
def client(network):
    client = PlainClient()
    client.force_login(make_member(network, Role.ADMINISTRATOR))
    return client


def _parameters(name: str) -> Iterator[str]:
    """Every name a list's filters read, with the endings of ranges and choosers."""
    filters = SCREENS[name].filters
    for field, one in (filters.base_filters if filters else {}).items():
        yield field
        widget = one.field_class.widget
        endings = getattr(widget, "suffixes", None) or ("min", "max", "after", "before", "q", "pick", "find")
        yield from (f"{field}_{ending}" for ending in endings if _reads(one, ending))


def _reads(one: object, ending: str) -> bool:
    kind = type(one).__name__
    return (ending in {"after", "before"} and "Date" in kind) or (
        ending in {"q", "pick", "find"} and "RowChoice" in kind
    )


def _broken(client: PlainClient, url: str, names: tuple[str, ...], **headers: str) -> list[tuple[str, str, int]]:
    found = []
    for name, word in itertools.product(names, HOSTILE):
        response = client.get(url, {name: word.encode("utf-8", "surrogatepass")}, headers=headers)
        if response.status_code >= 500:
            found.append((name, word[:40], response.status_code))
        response.close()
    return found


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_a_list_answers_whatever_it_is_asked(name, client):
    MAKERS[SCREENS[name].model._meta.label]()

    names = (*(OF_LISTS if name in {"organisation", "member"} else ()), *_parameters(name))

    assert _broken(client, SCREENS[name].url("list"), names, **{"hx-request": "true"}) == []


def test_an_export_answers_whatever_it_is_asked(client):
    MAKERS["agreements.Agreement"]()

    assert _broken(client, link("agreement-export", kind="csv"), ("q", "sort", "cursor", "state", "direction")) == []


@pytest.mark.parametrize("name", sorted(OF_PAGES))
def test_a_page_answers_whatever_it_is_asked(name, client):
    arguments = dict(WORKSPACE[name].fixed)
    if WORKSPACE[name].kind:
        label = MODELS["agreement-history" if name.startswith("agreement") else "import"]
        arguments["pk"] = MAKERS[label]().pk
    MAKERS["partnerships.Partnership"]()

    assert _broken(client, link(name, **arguments), OF_PAGES[name]) == []


def test_an_address_answers_whatever_stands_in_it(client):
    broken = []
    for name, address in WORKSPACE.items():
        numbers = [0, 2**31, 2**63 - 1, 2**63, 10**30] if address.kind or address.part else []
        for number in numbers:
            arguments = {**address.fixed, "pk": number}
            if address.part:
                arguments[address.part[0]] = number
            for method in address.methods:
                response = client.generic(method, link(name, **arguments))
                if response.status_code >= 500:
                    broken.append((method, name, number))

    assert broken == []


WITH_WORDS = [
    "/n/{}/",
    "/n/ours/{}/",
    "/n/ours/agreements/{}/",
    "/n/ours/agreements/export/{}/",
    "/n/ours/agreements/1/files/{}/",
    "/n/ours/choices/{}/",
    "/n/ours/filters/{}/new/",
    "/n/ours/documents/templates/{}/",
    "/n/ours/documents/templates/{}/preview/",
    "/n/ours/documents/issued/1/file/{}/",
    "/n/ours/imports/new/{}/",
    "/n/ours/imports/templates/organisations/{}/",
    "/n/ours/partnerships/by-direction/{}/",
    "/account/invitation/{}/",
    "/account/email/{}/",
    "/account/password/reset/key/1-{}/",
    "/account/tokens/{}/revocation/",
    "/api/v1/n/{}/agreements/",
    "/api/v1/n/ours/agreements/{}/",
    "/static/{}",
    "/{}",
]


@pytest.mark.parametrize("pattern", WITH_WORDS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_word_in_an_address_is_answered(pattern, method, client):
    broken = []
    for word in HOSTILE:
        response = client.generic(method, pattern.format(quote(word.encode("utf-8", "surrogatepass"), safe="")))
        if response.status_code >= 500:
            broken.append((word[:40], response.status_code))
        response.close()

    assert broken == []
