"""What anybody may open."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.enrolment.models import Certificate
from vmeste.modules.enrolment.selectors.certificates import certificate_by_code
from vmeste.modules.networks.models import Network


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """alive/ – "ok" without session and database: the server answers. For monitoring, and the measure of all pages."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def verify_certificate(request: HttpRequest, network: str, code: str) -> HttpResponse:
    """verify/<network>/<code>/ – whether a certificate is genuine; the answer names no person.

    An unknown network and an unknown code are the same answer, so that neither can be found out.
    """
    found, certificate = Network.objects.filter(slug=network).first(), None
    if found is not None:
        with working_in(found):
            certificate = certificate_by_code(code)
    context = {
        "page_title": _("Check of a document"),
        "certificate": certificate,
        "rows": _said(certificate) if certificate else [],
    }
    response = render(request, "enrolment/verification.html", context, status=200 if certificate else 404)
    response["X-Robots-Tag"], response["Cache-Control"] = "noindex", "no-store"
    return response


def _said(certificate: Certificate) -> list[tuple[str, object]]:
    facts = certificate.facts
    first, after = date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"])
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in (first, after - timedelta(days=1))]
    return [
        (_("Document"), certificate.get_kind_display()),
        (_("Number"), certificate.number),
        (_("Issued on"), date_format(certificate.issued_on, "SHORT_DATE_FORMAT")),
        (_("Issued by"), facts["organisation"]),
        (_("Programme"), facts["programme"]),
        (_("Network form"), ", ".join(facts["parties"]) or _("no")),
        (_("Hours"), facts["hours"]),
        (_("Period"), " – ".join(days)),
    ]
