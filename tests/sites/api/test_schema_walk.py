"""Whatever the contract allows, and much that it does not, is answered as the contract says, for every role."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as search
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from tests.factories.agreements import make_agreement, make_amendment, make_obligation
from tests.factories.api import make_token
from tests.factories.organisations import make_alias, make_contact
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction, make_norm, make_territory, make_year

from vmeste.config.wsgi import application
from vmeste.foundation.access.actor import OF_ORGANISATION, Role

# Few in the fast suite; `VMESTE_API_EXAMPLES=20` before a release.
EXAMPLES = int(os.environ.get("VMESTE_API_EXAMPLES", "3"))
BOTH = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
NAMES = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]


def _world(school, plant):
    direction = make_direction()
    agreement = make_agreement(parties=[school, plant], directions=[direction])
    make_obligation(agreement)
    make_amendment(agreement)
    make_partnership(organisation=school, partner=plant, directions=[direction])
    for make in (make_alias, make_contact):
        make(school)
    for make in (make_territory, make_norm, make_year):
        make()


def _walk(operation, token, examples, modes):
    """Call one operation with input the contract allows or does not; the answers must be those it tells of."""
    counted = []
    for mode in modes:

        @search(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case):
            if "network" in case.path_parameters:
                case.path_parameters["network"] = "ours"
            if "pk" in case.path_parameters:
                case.path_parameters["pk"] = 1
            headers = {
                "Authorization": f"Bearer {token.secret}",
                "Accept-Encoding": "identity",
            }  # nothing unpacks it here
            response = case.call(headers=headers)
            counted.append(response.status_code)
            case.validate_response(response, checks=CHECKS.get_by_names(NAMES))

        call()
    return counted


@pytest.fixture
def kept_connection():
    """A request to the bare application ends the connection, and with it the test's transaction: keep it, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.stricter_engine
@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("role", list(Role))
def test_every_operation_answers_every_role_as_the_contract_says(network, school, plant, role, settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    _world(school, plant)
    token = make_token(network, role, organisation=school if role in OF_ORGANISATION else None)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    statuses = set()

    for result in schema.get_all_operations():
        # The whole walk for a role that may do most things; the others show that their refusals keep to the contract.
        examples, modes = (EXAMPLES, BOTH) if role is Role.CURATOR else (max(1, EXAMPLES // 5), BOTH[:1])
        statuses.update(_walk(result.ok(), token, examples, modes))

    assert 200 in statuses
    # Who may write nothing is refused before the values are looked at.
    assert 422 in statuses or role is not Role.CURATOR
    assert (403 in statuses) == (role is not Role.CURATOR)
