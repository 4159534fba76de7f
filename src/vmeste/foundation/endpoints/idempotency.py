"""One effect for a repeated creating call.

Source: draft-ietf-httpapi-idempotency-key-header-07.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.tenancy.scope import current_network_id

from .models import IdempotentAnswer
from .problems import Refused

HEADER = "Idempotency-Key"
_LONGEST_KEY = 255
_CLEANED_EVERY_S = 3600


def once(request: HttpRequest, perform: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a creating call; the same key of the same client gets the first answer again.

    The key is claimed before the effect and in its transaction: a second call with the key waits for the first
    at the unique constraint, then reads the answer. A refused call leaves nothing, so it may be repeated with
    the key once its cause is gone. Costs 2 statements and a savepoint; nothing without the header.

    Raises:
        Refused: the key is no key, or was used for another call.
    """
    if (key := request.headers.get(HEADER)) is None:
        return perform()
    claim = {"client": _client(request), "digest": _digest(_checked(key).encode())}
    fingerprint = _fingerprint(request)
    _forget_old_answers()
    with transaction.atomic():
        answer = _claimed(claim, fingerprint)
        if answer is None:
            return _answer_again(IdempotentAnswer.objects.get(**claim), fingerprint)
        response = perform()
        answer.status = response.status_code
        answer.location = response.headers.get("Location", "")
        answer.etag = response.headers.get("ETag", "")
        answer.body = response.content.decode()
        answer.save(update_fields=["status", "location", "etag", "body"])
        return response


def _claimed(claim: dict[str, str], fingerprint: str) -> IdempotentAnswer | None:
    """The new claim, or None when the key is taken; waits while another transaction holds it."""
    try:
        with transaction.atomic():
            answer = IdempotentAnswer(**claim, fingerprint=fingerprint, created_at=timezone.now())  # noqa: TID251 - the clock of an entry point
            answer.save()
            return answer
    except IntegrityError:
        return None


def _answer_again(answer: IdempotentAnswer, fingerprint: str) -> HttpResponse:
    if answer.fingerprint != fingerprint:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            _("This Idempotency-Key was used for another call."),
        )
    headers = {name: value for name, value in (("Location", answer.location), ("ETag", answer.etag)) if value}
    return HttpResponse(answer.body, status=answer.status, content_type="application/json", headers=headers)


def _checked(key: str) -> str:
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Refused(
            HTTPStatus.BAD_REQUEST,
            "bad_idempotency_key",
            _("An Idempotency-Key has 1 to %(number)s characters.") % {"number": _LONGEST_KEY},
        )
    return key


def _client(request: Any) -> str:
    return str(request.api_client)


def _fingerprint(request: HttpRequest) -> str:
    """Method, path and body: what makes two calls the same call."""
    call = f"{request.method} {request.get_full_path()}\n".encode()
    return _digest(call + request.body)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _forget_old_answers() -> None:
    """Delete the network's expired answers, once an hour: they hold what people entered."""
    if caches["calls"].add(f"api-answers-cleaned-{current_network_id()}", 1, _CLEANED_EVERY_S):
        oldest = timezone.now() - timedelta(hours=settings.API_ANSWERS_KEPT_HOURS)  # noqa: TID251 - as above
        IdempotentAnswer.objects.filter(created_at__lt=oldest).delete()
