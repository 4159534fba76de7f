"""Codes on paper, and the page on which their owners type them in."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.acts import require_early, require_role, row_or_404
from vmeste.foundation.screens.screens import place_errors
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions
from vmeste.modules.people.errors import CodeNotGood
from vmeste.modules.people.forms import CodeForm, CodesForm, MailboxForm
from vmeste.modules.people.models import Pupil, StaffMember
from vmeste.modules.people.reports.papers import CODES_SHEET
from vmeste.modules.people.selectors.claims import code_is_open
from vmeste.modules.people.services import claims

from . import doors
from .classes import class_for, pupils_now
from .classes import crumbs_of as class_crumbs
from .files import paper
from .pupils import crumbs_of, pupil_for

_UNPROCESSABLE = 422
_KEPT = "people_code"


# On paper


def _sheet(request: Any, rows: list[dict[str, str]], *, place: str, kind: str, name: str) -> HttpResponse:
    until = timezone.localdate() + claims.CODE_LIFE
    facts = {
        "network": str(request.network),
        "place": place,
        "address": request.build_absolute_uri(reverse("claim")),
        "until": until.strftime("%d.%m.%Y"),
        "codes": rows,
    }
    return paper(CODES_SHEET, facts, kind=kind, name=name, title=str(CODES_SHEET.label))


def _ask(request: Any, form: CodesForm, *, crumbs: list[dict[str, Any]], back: str) -> HttpResponse:
    context = {
        "page_title": _("Print codes"),
        "page_subtitle": _(
            "Each code opens an account for one person: once, within 30 days. Codes printed before stop working."
        ),
        "form": form,
        "breadcrumbs": crumbs,
        "cancel_url": back,
        "submit_label": _("Print codes"),
    }
    return render(request, "screens/form.html", context, status=_UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
def print_codes_of_class(request: Any, pk: int) -> HttpResponse:
    """classes/<pk>/codes/ – a sheet to cut up, a code for every guardian without an account."""
    require_role(request, permissions.EDIT_PUPILS)
    school_class = class_for(request, pk)
    require_early(request, permissions.EDIT_CLASSES, school_class)
    back = link("school-class-detail", pk)
    ids = [pupil.pk for pupil in pupils_now(school_class)]
    pupils = list(rows_for(request.actor, permissions.EDIT_PUPILS, Pupil).filter(pk__in=ids, erased_at=None))
    what = f"{school_class}, {school_class.organisation}"
    if (asked := doors.gate(request, pupils, what=what, back=back)) is not None:
        return asked
    form = CodesForm(request.POST if "kind" in request.POST else None)
    if not (form.is_bound and form.is_valid()):
        return _ask(request, form, crumbs=class_crumbs(school_class), back=back)
    pupils.sort(key=lambda pupil: (pupil.sort_key, pupil.pk))
    sheets = claims.make_codes_of_class(
        school_class,
        actor=request.actor,
        pupils=pupils,
        with_pupils=form.cleaned_data["with_pupils"],
        at=doors.moment(),
    )
    rows = [
        {"person": person.full_name, "child": f"{pupil.last_name} {pupil.first_name}", "code": code}
        for pupil, codes in sheets
        for person, code in codes
    ]
    if not rows:
        messages.info(request, _("Nobody needs a code: no guardian is recorded, or all have accounts."))
        return redirect(back)
    return _sheet(request, rows, place=what, kind=form.cleaned_data["kind"], name=f"codes-class-{pk}")


@require_http_methods(["GET", "POST"])
def print_codes_of_pupil(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/codes/ – for the guardians of one child."""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    back = link("pupil-detail", pk)
    if (asked := doors.gate(request, [pupil], what=str(pupil), back=back)) is not None:
        return asked
    form = CodesForm(request.POST if "kind" in request.POST else None)
    if not (form.is_bound and form.is_valid()):
        return _ask(request, form, crumbs=crumbs_of(pupil), back=back)
    codes = claims.make_codes_of_pupil(
        pupil, actor=request.actor, with_pupil=form.cleaned_data["with_pupils"], at=doors.moment()
    )
    child = f"{pupil.last_name} {pupil.first_name}"
    rows = [{"person": person.full_name, "child": child, "code": code} for person, code in codes]
    if not rows:
        messages.info(request, _("Nobody needs a code: no guardian is recorded, or all have accounts."))
        return redirect(back)
    return _sheet(request, rows, place=str(pupil), kind=form.cleaned_data["kind"], name=f"codes-{pupil.number}")


@require_POST
def show_code_of_staff(request: Any, pk: int) -> HttpResponse:
    """POST staff/<pk>/code/ – a code for a member of staff, shown this once."""
    member = row_or_404(request, permissions.VIEW_STAFF, StaffMember, pk)
    require_early(request, permissions.EDIT_STAFF, member)
    back = link("staff-detail", pk)
    try:
        code = claims.make_code_of_staff(member, actor=request.actor, at=doors.moment())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    context = {
        "page_title": _("Code for %(who)s") % {"who": member},
        "code": code,
        "address": request.build_absolute_uri(reverse("claim")),
        "until": timezone.localdate() + claims.CODE_LIFE,
        "back": back,
        "breadcrumbs": [{"label": _("Staff"), "url": link("staff-list")}, {"label": str(member), "url": back}],
    }
    response = render(request, "people/code.html", context)
    response["Cache-Control"] = "no-store"
    return response


# Typed in


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def claim(request: Any) -> HttpResponse:
    """account/claim/ – the code of the sheet: taken over at once by who is signed in, kept for who is not yet."""
    form = CodeForm(request.POST or None, initial={"code": request.session.get(_KEPT, "")})
    if request.method == "POST":
        if not ratelimit.consume(request, action="claim_code"):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        if form.is_valid():
            code = form.cleaned_data["code"]
            if not request.user.is_authenticated:
                return _remember(request, form, code)
            try:
                membership = claims.take_over(request.user, code=code, at=doors.moment())
            except ValidationError as refused:
                place_errors(form, refused)
            else:
                request.session.pop(_KEPT, None)
                messages.success(request, _("Welcome to «%(network)s»!") % {"network": membership.network})
                return redirect("overview", network=membership.network.slug)
    return _claim_page(request, form)


@never_cache
@require_http_methods(["GET", "POST"])
def open_account(request: Any) -> HttpResponse:
    """account/claim/account/ – whoever has a code and no account: a letter opens one."""
    code = request.session.get(_KEPT, "")
    if not code or request.user.is_authenticated:
        return redirect("claim")
    form = MailboxForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="claim_code"):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        if form.is_valid():
            try:
                claims.ask_for_account(
                    code,
                    email=form.cleaned_data["email"],
                    at=doors.moment(),
                    site=request.build_absolute_uri("/").rstrip("/"),
                    language=translation.get_language() or "ru",
                )
            except ValidationError as refused:
                messages.error(request, " ".join(refused.messages))
                return redirect("claim")
            return render(request, "people/claim_sent.html")
    status = _UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "people/claim_account.html", {"form": form, "here": reverse("claim")}, status=status)


def _remember(request: Any, form: CodeForm, code: str) -> HttpResponse:
    """A good code waits in the session until its owner is signed in or has an account."""
    if not code_is_open(code, at=doors.moment()):
        place_errors(form, CodeNotGood())
        return _claim_page(request, form)
    request.session[_KEPT] = code
    return redirect("claim-account")


def _claim_page(request: Any, form: CodeForm) -> HttpResponse:
    status = _UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "people/claim.html", {"form": form, "here": reverse("claim")}, status=status)
