"""Everything that can go wrong in a call, said in one shape: `application/problem+json`.

Source: RFC 9457 "Problem Details for HTTP APIs".
"""

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import ninja.errors
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    ValidationError,
)
from django.db import DataError, IntegrityError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from vmeste.foundation.access.commands import EditConflict

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
WHOLE = "__all__"
_MOST_ERRORS = 50
_LONGEST_NAME = 100


class ProblemAnswer(BaseModel):
    """What went wrong. `errors` maps a field, or `__all__`, to sentences for people."""

    type: str = Field(default="about:blank")
    title: str
    status: int
    code: str = Field(description="Stable word for programs.")
    detail: str | None = None
    errors: dict[str, list[str]] | None = None
    version: int | None = Field(default=None, description="With edit_conflict: the version the row has now.")
    changed: dict[str, Any] | None = Field(
        default=None, description="With edit_conflict: the fields that differ from what was sent, as they are now."
    )


def problem_answers(*statuses: int) -> dict[int, dict[str, str]]:
    """The `responses` of an operation in the contract, each by reference to its one description."""
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(set(statuses))}


class Refused(Exception):
    """A call that cannot be answered; becomes the problem it describes."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str = "",
        detail: str = "",
        *,
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail or status.phrase)
        self.status, self.code, self.detail = status, code or status.name.lower(), detail
        self.errors, self.headers, self.more = errors, headers or {}, more


def invalid(field: str, *messages: str) -> Refused:
    """One field of the input is at fault."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", errors={field: list(messages)})


def problem_response(problem: Refused) -> HttpResponse:
    """The answer for a refused call, in the active language."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": _title(problem.status),
        "status": problem.status.value,
        "code": problem.code,
    }
    if problem.detail:
        content["detail"] = problem.detail
    if problem.errors is not None:
        content["errors"] = problem.errors
    content.update(problem.more)
    # ASCII on purpose: a name somebody sent may hold halves of characters that no encoding can write.
    body = json.dumps(content, default=str)
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(body, status=problem.status, content_type=PROBLEM_JSON, headers=headers)


def problem_of(error: Exception) -> Refused:  # noqa: C901 - one line for each kind of trouble
    """What an exception means for the caller; an unexpected one is logged and says nothing about the inside."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, ninja.errors.ValidationError):
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", errors=_errors_of_shape(error.errors))
    if isinstance(error, ValidationError):
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", errors=_errors_of_rules(error))
    if isinstance(error, PermissionDenied):
        return Refused(HTTPStatus.FORBIDDEN, "forbidden", _("You may not do this here."))
    if isinstance(error, Http404 | ObjectDoesNotExist):
        return Refused(HTTPStatus.NOT_FOUND)
    if isinstance(error, EditConflict):
        return Refused(HTTPStatus.CONFLICT, "edit_conflict", _changed_meanwhile(), version=error.row.version)
    if isinstance(error, RequestDataTooBig):
        return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("Send less at a time."))
    if isinstance(error, SuspiciousOperation | TooManyFieldsSent | BadRequest | UnreadablePostError):
        return Refused(HTTPStatus.BAD_REQUEST)
    if isinstance(error, IntegrityError):
        # Two calls at once: the row's own check saw nothing wrong, the database did.
        return Refused(HTTPStatus.CONFLICT, "conflict", _("Another change came first. Read the row and try again."))
    if isinstance(error, DataError | OverflowError):
        logger.warning("a value the shapes let through cannot be stored", exc_info=error)
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", errors={WHOLE: [_("A value cannot be stored.")]})
    logger.error("the API failed", exc_info=error)
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", _("This is our fault. It has been recorded."))


def too_large_for_api() -> HttpResponse:
    """The answer for a body nobody has read."""
    return problem_response(problem_of(RequestDataTooBig()))


def edit_conflict(conflict: EditConflict, changed: Mapping[str, Any]) -> Refused:
    """Somebody saved first; `changed` shows their values of the fields the caller wanted to set."""
    return Refused(
        HTTPStatus.CONFLICT,
        "edit_conflict",
        _changed_meanwhile(),
        version=conflict.row.version,
        changed=dict(changed),
    )


def _changed_meanwhile() -> str:
    return _("Somebody changed this meanwhile. Read it again and repeat what you still want.")


def _title(status: HTTPStatus) -> str:
    titles = {
        HTTPStatus.BAD_REQUEST: _("The request cannot be read"),
        HTTPStatus.UNAUTHORIZED: _("A valid token is needed"),
        HTTPStatus.FORBIDDEN: _("Not allowed"),
        HTTPStatus.NOT_FOUND: _("There is nothing here"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This cannot be done with that method"),
        HTTPStatus.CONFLICT: _("It conflicts with another change"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Too much at once"),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("Only JSON is understood"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Some values are not right"),
        HTTPStatus.PRECONDITION_REQUIRED: _("Say which version you have seen"),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many requests"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong here"),
    }
    return titles.get(status, status.phrase)


def _errors_of_rules(error: ValidationError) -> dict[str, list[str]]:
    """Objections of commands and forms: already by field and in the active language."""
    if hasattr(error, "error_dict"):
        return {name: list(messages) for name, messages in error.message_dict.items()}
    return {WHOLE: list(error.messages)}


def _errors_of_shape(found: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Objections of the declared shape, by field and in the active language."""
    errors: dict[str, list[str]] = {}
    for line in list(found)[:_MOST_ERRORS]:
        # ("body", "values", field, …): the first two say where ninja found it.
        place = [str(part)[:_LONGEST_NAME] for part in line["loc"][2:]]
        messages = errors.setdefault(".".join(place) or WHOLE, [])
        if (message := _sentence(line)) not in messages:
            messages.append(message)
    return errors


def _sentence(line: Mapping[str, Any]) -> str:
    context = line.get("ctx") or {}
    sentences = {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is no such field."),
        "string_type": _("This must be text."),
        "string_unicode": _("This text holds characters that cannot be stored."),
        "string_too_long": _("At most %(number)s characters.") % {"number": context.get("max_length", "")},
        "string_too_short": _("This must not be empty."),
        "string_pattern_mismatch": _("This is not written as expected."),
        "int_type": _("This must be a whole number."),
        "bool_type": _("This must be true or false."),
        "list_type": _("This must be a list."),
        "too_long": _("At most %(number)s items.") % {"number": context.get("max_length", "")},
        "model_type": _("This must be an object."),
        "model_attributes_type": _("This must be an object."),
        "dict_type": _("This must be an object."),
        "literal_error": _("One of these is expected: %(values)s.") % {"values": context.get("expected", "")},
        "greater_than_equal": _("At least %(number)s.") % {"number": context.get("ge", "")},
        "less_than_equal": _("At most %(number)s.") % {"number": context.get("le", "")},
        "none_required": _("This must be empty."),
        "day": _("This must be a day as in 2026-09-01."),
        "characters": _("This text holds characters that cannot be stored."),
    }
    return sentences.get(str(line["type"]), _("This value does not fit."))
