"""The API as ninja knows it, and its contract: one OpenAPI document, the same for everybody."""

import functools
import json
from http import HTTPStatus
from typing import Any, NoReturn

import ninja
from django.http import HttpRequest
from django.urls import reverse
from ninja.parser import Parser
from ninja.security import HttpBearer

from vmeste.foundation.endpoints.problems import PROBLEM_JSON

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
        problems: dict[str, Any] = {}
        for operations in document["paths"].values():
            for operation in operations.values():
                for status in [s for s in operation["responses"] if int(s) >= HTTPStatus.BAD_REQUEST]:
                    answer = operation["responses"][status]
                    name = f"Problem{status}"
                    problems[name] = {
                        "description": answer["description"],
                        "content": {PROBLEM_JSON: answer["content"]["application/json"]},
                    }
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
        document["components"]["responses"] = problems
        return document


@functools.cache
def contract_text(api: ninja.NinjaAPI) -> str:
    """The contract as it is committed in docs/api/v1.json.

    Made once in a process: it takes seconds, and anybody may ask for it.
    """
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
