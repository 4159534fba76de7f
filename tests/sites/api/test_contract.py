"""The contract is one committed document, and the page shows it without a line of inline code."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from vmeste.foundation.endpoints.endpoints import ENDPOINTS
from vmeste.sites.api.contract import contract_text
from vmeste.sites.api.root import api as root

COMMITTED = Path(__file__).parents[3] / "docs/api/v1.json"


def test_the_committed_contract_is_up_to_date():
    assert COMMITTED.read_text("utf-8") == contract_text(root), "manage.py api_contract > docs/api/v1.json"


@pytest.mark.django_db
def test_the_contract_is_served_as_committed_whatever_the_language():
    answers = []
    for code in ("ru", "en"):
        contract_text.cache_clear()
        answers.append(Client().get("/api/v1/openapi.json", headers={"Accept-Language": code}))

    assert [answer.content.decode() for answer in answers] == [COMMITTED.read_text("utf-8")] * 2
    assert json.loads(answers[0].content)["openapi"] == "3.1.0"


@pytest.mark.django_db
def test_the_contract_is_made_once_however_often_strangers_ask_for_it():
    contract_text.cache_clear()

    for _each in range(3):
        assert Client().get("/api/v1/openapi.json").status_code == 200

    assert contract_text.cache_info().misses == 1


def test_every_operation_of_every_endpoint_is_in_the_contract_and_asks_for_a_token():
    document = json.loads(contract_text(root))

    for path, endpoints in ENDPOINTS.items():
        whole = document["paths"][f"/api/v1/n/{{network}}/{path}/"]
        one = document["paths"][f"/api/v1/n/{{network}}/{path}/{{pk}}/"]
        assert set(whole) == {"get"} | ({"post"} if endpoints.create_command else set())
        assert ({"put", "patch"} <= set(one)) == bool(endpoints.update_command)
        for act in endpoints.acts:
            assert f"/api/v1/n/{{network}}/{path}/{{pk}}/{act.name}/" in document["paths"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all(operation["security"] == [{"Token": []}] for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_nothing_that_is_shown_or_taken_was_not_declared():
    document = json.loads(contract_text(root))
    inputs = [
        operation["requestBody"]["content"]["application/json"]["schema"]
        for path in document["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    names = {re.search(r"schemas/(\w+)", json.dumps(schema))[1] for schema in inputs}

    assert names
    assert all(document["components"]["schemas"][name]["additionalProperties"] is False for name in names)


@pytest.mark.django_db
def test_the_page_of_the_contract_needs_no_exception_from_the_content_security_policy():
    response = Client().get(reverse("api-docs"))
    html = response.content.decode()

    assert response.status_code == 200
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?://", html)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.django_db
def test_the_contract_is_only_read(method):
    assert getattr(Client(), method)("/api/v1/openapi.json").status_code == 405
