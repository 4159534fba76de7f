"""The API as ninja knows it, and its contract: one OpenAPI document, the same for everybody."""

import functools
import json
from http import HTTPStatus
from typing import Any, NoReturn

import ninja
from django.http import HttpRequest
from django.urls import reverse
from ninja.parser import Parser
from ninja.schema import NinjaGenerateJsonSchema
from ninja.security import HttpBearer

from vmeste.foundation.endpoints.problems import PROBLEM_JSON, ProblemAnswer

DESCRIPTION = """\
Everything the screens of a network do, for programs, through the same commands and permissions.

Every call carries a token of a person (`Authorization: Bearer vm_…`) made for one network; the program may do what \
the person may, within the scopes of the token. A row of another network and a missing row are the same 404. \
Changes say which `version` they have seen; creating calls may carry an `Idempotency-Key`. \
Days are `2026-09-01`; the end of a term is the first day after it.
"""


class Token(HttpBearer):
    """Named in the contract only: `entrance` has opened the door before ninja is asked."""

    def __call__(self, request: HttpRequest) -> Any:
        return request.actor  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, token: str) -> NoReturn:
        raise AssertionError("entrance authenticates")


class ReadOnce(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return request.json  # type: ignore[attr-defined]


class Api(ninja.NinjaAPI):
    """Ninja finds the operation and checks shapes; trouble goes up to `entrance` so that the scope closes on it."""

    def on_exception(self, request: HttpRequest, exc: Any) -> NoReturn:
        raise exc

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        document = super().get_openapi_schema(path_prefix=reverse("api-contract").removesuffix("openapi.json"))
        told = {int(s) for of_path in document["paths"].values() for one in of_path.values() for s in one["responses"]}
        problems = sorted(status for status in told if status >= HTTPStatus.BAD_REQUEST)
        schema = ProblemAnswer.model_json_schema(schema_generator=NinjaGenerateJsonSchema)
        document["components"]["schemas"]["ProblemAnswer"] = schema
        content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
        document["components"]["responses"] = {
            f"Problem{status}": {"description": HTTPStatus(status).phrase, "content": content} for status in problems
        }
        return document


@functools.cache
def contract_text(api: ninja.NinjaAPI) -> str:
    """The contract as it is committed in docs/api/v1.json.

    Made once in a process: it takes seconds, and anybody may ask for it.
    """
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
