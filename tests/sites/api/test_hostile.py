"""Odd input is refused with a reason or taken as it is; it never breaks anything (ASVS 2.2.1, 1.3.12)."""

import json
import time

import pytest
from tests.factories.agreements import make_agreement
from tests.factories.reference import make_direction

from vmeste.foundation.endpoints.endpoints import ENDPOINTS
from vmeste.foundation.endpoints.lists import list_parameters

pytestmark = pytest.mark.stricter_engine
SCALARS = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\u202eevil",
    "\ufeff",
    "e" + "\u0301" * 500,
    "🏫" * 100,
    "x" * 50_000,
    "'; DROP TABLE accounts_user; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "9" * 5000,
    -1,
    0,
    2**31,
    2**63,
    10**40,
    1.5,
    1e308,
    True,
    None,
    [],
    ["a"],
    {},
    {"$gt": ""},
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "２０２６-０１-０１",
    "٢٠٢٦-٠١-٠١",
]
NAMES = [repr(scalar)[:30] for scalar in SCALARS]


def _calls(agreement, school, plant):
    """Calls that would succeed, each with the fields of its shape: each kind of field once, or the time would be gone."""
    party = agreement.parties.first().pk
    good = {
        "directions/": {"name": "Robotics"},
        "territories/": {"name": "North", "kind": "region"},
        "academic-years/": {"name": "2031/2032", "starts_on": "2031-09-01", "ends_on": "2032-09-01"},
        "norms/": {
            "kind": "agreement_first_warning_days",
            "value": "90",
            "valid_from": "2031-01-01",
            "source": "Order",
        },
        "agreements/": {"title": "Together", "organisations": [school.pk]},
        "obligations/": {"agreement": agreement.pk, "text": "Lend a room", "party": party},
        "organisations/": {"name": "Plant", "kind": "enterprise"},
        "aliases/": {"organisation": school.pk, "name": "The school"},
        "contacts/": {"organisation": school.pk, "full_name": "Ivanova Anna"},
        "partnerships/": {"organisation": school.pk, "partner": plant.pk, "maturity": 1},
    }
    seen = set()
    for path, endpoints in sorted(ENDPOINTS.items()):
        if payload := good.get(f"{path}/"):
            yield f"{path}/", payload, _new_kinds(endpoints.schema_in, seen)
        for act in endpoints.acts:
            if path == "agreements":
                yield f"{path}/{agreement.pk}/{act.name}/", {"party": party}, _new_kinds(act.values, seen)


def _new_kinds(shape, seen):
    """The fields whose kind no shape before had."""
    for name, field in shape.model_fields.items():
        kind = (repr(field.annotation), *sorted(type(mark).__name__ for mark in field.metadata))
        if kind not in seen:
            seen.add(kind)
            yield name


@pytest.mark.parametrize("scalar", SCALARS, ids=NAMES)
def test_no_value_in_a_body_breaks_anything(api, school, plant, scalar):
    row = make_agreement(parties=[school])

    for url, payload, fields in _calls(row, school, plant):
        for field in fields:
            begun = time.monotonic()
            response = api.call("POST", url, raw=json.dumps({**payload, field: scalar}).encode())
            assert response.status_code < 500, (url, field, response.content)
            assert time.monotonic() - begun < 2

    response = api.call("PATCH", f"agreements/{row.pk}/", raw=json.dumps({"title": scalar, "version": 1}).encode())
    assert response.status_code < 500


@pytest.mark.parametrize("scalar", [s for s in SCALARS if isinstance(s, str | int)])
def test_no_value_in_an_address_breaks_anything(api, scalar):
    make_agreement(directions=[make_direction()])
    text = str(scalar).encode("utf-8", "surrogatepass").decode("latin-1")

    for path, endpoints in sorted(ENDPOINTS.items()):
        for parameter in list_parameters(endpoints):
            response = api.client.get(f"{api.root}{path}/", {parameter["name"]: text}, headers=api.headers)
            assert response.status_code < 500, (path, parameter["name"])


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (b"[" * 200_000, 400),
        (b'{"name":' * 100_000, 400),
        (b'{"name": NaN}', 400),
        (b'{"name": Infinity}', 400),
        (b'{"name": "a", "name": "b"}', 400),
        (b'{"name": ' + b"9" * 5000 + b"}", 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"name"', 422),
        (b"7", 422),
        (b"", 422),
        (b'{"name": "\\ud800"}', 422),
        (b'{"\\ud800": "name"}', 422),
        (b'{"name": {"name": {"name": {}}}}', 422),
        (b'{"name": "' + b"x" * (1 << 20) + b'"}', 413),
    ],
)
def test_a_body_that_is_no_plain_object_is_refused(api, raw, status):
    response = api.call("POST", "directions/", raw=raw)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_read(api, content_type):
    assert api.call("POST", "directions/", raw=b"name=x", content_type=content_type).status_code == 415


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x01b", "é" * 200])
def test_a_key_that_is_none_is_refused(api, key):
    response = api.client.generic(
        "POST",
        "/api/v1/n/ours/directions/",
        b'{"name": "x"}',
        "application/json",
        headers=api.headers,
        HTTP_IDEMPOTENCY_KEY=key,
    )

    assert response.status_code in (400, 201)
    assert (response.status_code == 201) == (key == "é" * 200)


@pytest.mark.parametrize("header", ['"x"', '"-1"', '"99999999999999999999"', 'W/"1"', "", '"1", "2"'])
def test_a_version_that_is_none_is_refused(api, header):
    row = make_direction()

    assert api.patch(f"directions/{row.pk}/", {"name": "New"}, **{"If-Match": header}).status_code == 422


@pytest.mark.parametrize("language", ["x" * 5000, "ru;q=x", "*", "\udce9", "../../ru", "ru" * 300])
def test_a_language_that_is_none_falls_back(api, language):
    assert (
        api.client.get(
            f"{api.root}directions/", HTTP_AUTHORIZATION=api.headers["Authorization"], HTTP_ACCEPT_LANGUAGE=language
        ).status_code
        == 200
    )


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 19, "9" * 100, "9" * 5000, "1e3", "٣", "%00"])
def test_an_id_that_is_none_is_not_there(api, pk):
    assert api.get(f"directions/{pk}/").status_code == 404


def test_the_calls_that_are_spoilt_above_would_succeed(api, school, plant):
    for url, payload, _fields in _calls(make_agreement(parties=[school]), school, plant):
        if len(url.split("/")) == 2:
            assert api.post(url, payload).status_code == 201, url


def test_a_body_nobody_would_read_is_refused_before_it_is_read(api, settings):
    settings.MAX_REQUEST_BYTES = 10

    response = api.post("directions/", {"name": "Robotics"})

    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
