"""Pages for when something cannot be done: plain words, the right status, a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

# What was refused a minute ago may be answered now.
_NOT_KEPT = {"Cache-Control": "private, no-store"}


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Uses no database and no context processor: whatever broke must not break the message."""
    return HttpResponse(render_to_string("500.html"), status=500, headers=_NOT_KEPT)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than its session; what was typed waits as a draft in the browser."""
    return _page(request, 403)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    response = render(request, f"{status}.html", status=status)
    for name, value in _NOT_KEPT.items():
        response.headers[name] = value
    return response
