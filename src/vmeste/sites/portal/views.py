"""What anybody may open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vmeste.modules.enrolment.published import verified_certificate


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """alive/ – "ok" without session and database: the server answers. For monitoring, and the measure of all pages."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@never_cache
@require_safe
def verify_certificate(request: HttpRequest, network: str, code: str) -> HttpResponse:
    """verify/<network>/<code>/ – whether a certificate is genuine; the answer names no person.

    An unknown network and an unknown code are the same answer, so that neither can be found out.
    """
    found = verified_certificate(network, code)
    context = {"page_title": _("Check of a document"), "certificate": found}
    response = render(request, "enrolment/verification.html", context, status=404 if found is None else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
