"""The door of the API: whose token, which network, how much; and every trouble in one shape."""

import functools
import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from vmeste.foundation.endpoints.problems import Refused, problem_of, problem_response
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import TOKEN_PREFIX, ApiToken
from vmeste.modules.accounts.selectors import live_token
from vmeste.modules.accounts.services import note_token_use
from vmeste.modules.networks.models import Network
from vmeste.modules.networks.selectors import actor_in

from . import throttling

View = Callable[..., HttpResponse]
_LONGEST_LABEL = 200
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def entrance(view: View) -> View:
    """Let a call through to `view` with `request.network`, `request.actor`, `request.api_client` and the scope.

    Only a token opens the door: session cookies are not looked at, so no other site can make a browser call the
    API. Costs 3 queries: token with owner, network, memberships.
    """

    @functools.wraps(view)
    def enter(request: HttpRequest, **where: Any) -> HttpResponse:
        language = _language_of(request)
        with translation.override(language):
            try:
                response = _inside(view, request, where)
                if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                    allowed = {"Allow": ", ".join(sorted(response.headers["Allow"].split(", ")))}
                    response = problem_response(Refused(HTTPStatus.METHOD_NOT_ALLOWED, headers=allowed))
            except Exception as error:  # noqa: BLE001 - the one place that turns trouble into an answer
                response = problem_response(problem_of(error))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return response

    enter.csrf_exempt = True  # type: ignore[attr-defined]
    return enter


def nothing_here(request: HttpRequest, **where: Any) -> NoReturn:
    raise Http404


def _inside(view: View, request: Any, where: dict[str, Any]) -> HttpResponse:
    now = timezone.now()  # noqa: TID251 - the clock of an entry point
    token = _token_of(request, now)
    throttling.count_request(token.pk)
    network = Network.objects.filter(pk=token.network_id).first()
    if network is None or where.get("network", network.slug) != network.slug:
        # One comparison for a foreign and for a missing network: same answer, same time.
        raise Http404
    label = f"{token.user} · {token.label}"[:_LONGEST_LABEL]
    actor = actor_in(network, user_id=token.user_id, label=label, scopes=frozenset(token.scopes))
    if actor is None:
        raise Http404
    if token.last_used_on != now.date():
        # At most one write a day, so that reading stays reading.
        note_token_use(token, on=now.date())
    request.network, request.actor, request.api_client = network, actor, f"token:{token.pk}"
    with working_in(network), timezone.override(ZoneInfo(network.time_zone)):
        request.json = _body_of(request)
        response = view(request, **where)
    throttling.count_rows(token.pk, getattr(request, "rows_shown", 0))
    return response


def _token_of(request: HttpRequest, now: datetime) -> ApiToken:
    """Raises Refused unless the call carries a token that is good at this moment."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    is_ours = scheme.lower() == "bearer" and secret.startswith(TOKEN_PREFIX)
    if is_ours and (token := live_token(secret.strip(), at=now)) is not None:
        return token
    raise Refused(
        HTTPStatus.UNAUTHORIZED,
        "token_needed",
        _("Send a token of yours that has neither expired nor been revoked: “Authorization: Bearer vm_…”."),
        headers={"WWW-Authenticate": 'Bearer realm="Vmeste"'},
    )


def _body_of(request: HttpRequest) -> Any:
    """The JSON of the body, read once and strictly; an empty body is an empty object.

    Raises:
        Refused: too large, no JSON by its own word, or not readable as such.
    """
    if request.method not in _WITH_BODY:
        return {}
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.API_MAX_BODY_BYTES:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("Send less at a time."))
    if not request.body:
        return {}
    if request.content_type != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        return json.loads(request.body.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "malformed_json", _("The body is no JSON in UTF-8.")) from error


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Which of two equal names would count is a matter of the reader, so neither does."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _language_of(request: HttpRequest) -> str:
    """The best language of Accept-Language; cookies of a browser have no say here."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
