"""The entry wall: who comes into which network, and nothing larger than the door."""

import re
import uuid
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone

from vmeste.foundation.activity.announcing import request_id
from vmeste.foundation.endpoints.problems import too_large_for_api
from vmeste.foundation.screens.moved import Moved, answer_to
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.models import Network
from vmeste.modules.networks.selectors import actor_in

from .refusals import not_found, too_large

_WORKSPACE = re.compile(r"^/n/([-a-zA-Z0-9_]+)/")
_PERSONAL = re.compile(r"^/(account/|$)")

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLimit:
    """Refuse a body that is too large before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.MAX_REQUEST_BYTES:
            return too_large_for_api() if request.path_info.startswith("/api/") else too_large(request)
        return self.get_response(request)


class Compression(GZipMiddleware):
    """Pages and data compressed; downloads are packed by their own formats already.

    What BREACH (CVE-2013-3587) guesses at is not there: the CSRF token is masked anew in every answer, and Django
    adds a random length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed when it is text."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind.startswith("text/") or kind.endswith(("json", "+xml")):
            return super().process_response(request, response)
        return response


class EntryWall:
    """Turn `/n/<network>/…` into `request.network`, `request.actor` and the network's scope.

    A stranger to the network gets the same 404 as for a network that does not exist; somebody not signed in is
    asked to sign in. Costs 2 queries: the network, the memberships.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        token = request_id.set(str(uuid.uuid4()))
        try:
            response = self._answer(request)
            if request.path_info.startswith("/n/"):
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        finally:
            request_id.reset(token)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        # Views work inside the scope and have no use for the network's name in the address.
        if hasattr(request, "network"):
            kwargs.pop("network", None)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        return answer_to(request, exception) if isinstance(exception, Moved) else None

    def _answer(self, request: Any) -> HttpResponse:
        match = _WORKSPACE.match(request.path_info)
        if match is None:
            response = self.get_response(request)
            if _PERSONAL.match(request.path_info):
                response.headers["Cache-Control"] = "private, no-store"
            return response
        if not request.user.is_authenticated:
            target = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
            return redirect_to_login(_path_only(target))
        network = Network.objects.filter(slug=match[1]).first()
        actor = network and actor_in(network, user_id=request.user.pk, label=str(request.user))
        if network is None or actor is None:
            return not_found(request, Http404())
        request.network, request.actor = network, actor
        with working_in(network), timezone.override(ZoneInfo(network.time_zone)):
            return self.get_response(request)


def _path_only(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url) or "/"
