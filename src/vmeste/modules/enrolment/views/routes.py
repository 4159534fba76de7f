"""The individual route of a pupil, for its family and for the organisations that teach it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vmeste.foundation.screens.acts import row_or_404
from vmeste.foundation.tenancy.links import link
from vmeste.modules.enrolment.models import Certificate
from vmeste.modules.enrolment.reports.routes import TITLE, route_facts, route_on_paper
from vmeste.modules.enrolment.selectors.routes import When, route_of
from vmeste.modules.people import permissions as people
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.models import Pupil
from vmeste.modules.people.services.opening import PupilName, open_names

from .certificates import PAPERS, paper_of, to_save
from .children import own_child


@require_GET
def show_own(request: Any, pk: int) -> HttpResponse:
    """family/<pk>/route/"""
    child = own_child(request, pk)
    crumbs = [{"label": _("Courses and choices"), "url": link("family-home")}]
    return _page(request, child.pupil, child.name, "family-route-paper", crumbs, is_family=True)


@require_GET
def show_own_paper(request: Any, pk: int, kind: str) -> HttpResponse:
    """family/<pk>/route/<kind>/"""
    child = own_child(request, pk)
    return _paper(child.pupil, child.name, kind)


@require_GET
def show_own_certificate(request: Any, pk: int, certificate_pk: int, kind: str) -> HttpResponse:
    """family/<pk>/certificates/<certificate_pk>/<kind>/ – the paper of the own child."""
    child = own_child(request, pk)
    rows = Certificate.objects.select_related("organisation").filter(enrolment__pupil=child.pupil)
    certificate = rows.filter(pk=certificate_pk).first()
    if certificate is None or kind not in PAPERS:
        raise Http404
    return paper_of(request, certificate, kind, name=child.name, class_name=str(child.school_class or ""))


@require_GET
def show(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/route/ – for those who may open the name; the opening is recorded."""
    pupil, name = _opened(request, pk)
    return _page(request, pupil, name.full, "pupil-route-paper", [], is_family=False)


@require_GET
def show_paper(request: Any, pk: int, kind: str) -> HttpResponse:
    """pupils/<pk>/route/<kind>/"""
    pupil, name = _opened(request, pk)
    return _paper(pupil, name.full, kind)


def _opened(request: Any, pk: int) -> tuple[Pupil, PupilName]:
    pupil: Pupil = row_or_404(request, people.VIEW_PUPILS, Pupil, pk)
    names = open_names(
        request.network,
        actor=request.actor,
        pupils=[pupil],
        purpose=OpeningPurpose.DOCUMENTS,
        what=_("individual route"),
        at=timezone.now(),
    )
    if pk not in names:
        raise PermissionDenied(people.VIEW_PUPILS.name)
    return pupil, names[pk]


def _page(
    request: Any, pupil: Pupil, name: str, paper: str, breadcrumbs: list[dict[str, Any]], *, is_family: bool
) -> HttpResponse:
    route = route_of(pupil, on=timezone.localdate())
    context = {
        "page_title": _("Individual route"),
        "page_subtitle": name,
        "pupil": pupil,
        "route": route,
        "parts": [
            (label, steps)
            for label, when in ((_("Now"), When.NOW), (_("Planned"), When.PLANNED), (_("Past"), When.PAST))
            if (steps := route.of(when))
        ],
        "papers": [
            (label, link(paper, pk=pupil.pk, kind=kind)) for label, kind in ((_("Word"), "docx"), (_("PDF"), "pdf"))
        ],
        "is_family": is_family,
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "enrolment/family/route.html", context)


def _paper(pupil: Pupil, name: str, kind: str) -> HttpResponse:
    if kind not in PAPERS:
        raise Http404
    today = timezone.localdate()
    data = route_on_paper(route_facts(route_of(pupil, on=today), name=name, on=today), kind=kind)
    return to_save(data, f"{TITLE}.{kind}", PAPERS[kind])
