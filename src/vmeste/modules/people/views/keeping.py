"""How long data are kept; copies of one's own data; destroying data with an act."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.screens.acts import require_early, require_role, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history
from vmeste.foundation.screens.screens import Screens, place_errors
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.forms import CopyForm, ErasureForm, RetentionForm, StaffErasureForm
from vmeste.modules.people.models import DestructionAct, RetentionRule, StaffMember
from vmeste.modules.people.reports.papers import DATA_COPY, DESTRUCTION_ACT, copy_facts, destruction_facts
from vmeste.modules.people.selectors.files import copy_of_pupil, kept_of_pupil, kept_of_staff
from vmeste.modules.people.selectors.registers import destructions_for_list
from vmeste.modules.people.selectors.retention import overdue_pupils, overdue_staff, rules_for_list
from vmeste.modules.people.services.erasing import RULES, erase_pupil, erase_staff
from vmeste.modules.people.tables import DESTRUCTIONS, RETENTION

from . import doors
from .files import paper, private
from .pupils import crumbs_of, pupil_for

_UNPROCESSABLE = 422


def _overdue_action(request: Any) -> list[dict[str, Any]]:
    if not permissions.EDIT_PUPILS.is_held_by(request.actor):
        return []
    return [{"label": _("What is overdue"), "url": link("retention-overdue"), "icon": "hourglass"}]


class RetentionScreens(Screens):
    model = RetentionRule
    name = "retention-rule"
    path = "settings/retention"
    title = gettext_lazy("Terms of keeping")
    icon = "clock"
    may_view = permissions.VIEW_RETENTION
    rows = rules_for_list
    table = RETENTION
    form_class = RetentionForm
    create_command = RULES.add
    update_command = RULES.change
    remove_command = RULES.remove
    restore_command = RULES.restore
    new_label = gettext_lazy("Add a term")
    empty_text = gettext_lazy("How long which data are kept, by which regulation. A new regulation is a new row.")
    list_actions = _overdue_action
    panels = (facts("of", "months", "valid_from", "ground", area="main"), history("retention-rule-history"))


class DestructionScreens(Screens):
    model = DestructionAct
    name = "destruction"
    path = "destructions"
    title = gettext_lazy("Acts of destruction")
    icon = "file-certificate"
    may_view = permissions.VIEW_DESTRUCTIONS
    rows = destructions_for_list
    table = DESTRUCTIONS
    empty_text = gettext_lazy("Whoever destroys personal data keeps the act for three years.")
    detail_actions = lambda request, act: [  # noqa: E731 - a declaration
        {"label": _("Word (.docx)"), "url": link("destruction-paper", pk=act.pk, kind="docx"), "icon": "file-text"},
        {"label": _("PDF"), "url": link("destruction-paper", pk=act.pk, kind="pdf"), "icon": "printer"},
    ]
    panels = (
        facts("organisation", "subject", "destroyed_at", "reason", "executor", area="main"),
        Panel(
            gettext_lazy("What was destroyed"),
            "people/panels/destroyed.html",
            lambda request, act: {"data": act.data, "log": act.log_extract},
            "main",
        ),
    )


@require_GET
def show_overdue(request: Any) -> HttpResponse:
    """settings/retention/overdue/ – whose term is over, by number, with the way to destroy the data."""
    require_role(request, permissions.EDIT_PUPILS)
    today = timezone.localdate()
    context = {
        "page_title": _("What is overdue"),
        "breadcrumbs": [{"label": _("Terms of keeping"), "url": link("retention-rule-list")}],
        "pupils": overdue_pupils(request.actor, today=today),
        "staff": overdue_staff(request.actor, today=today),
    }
    return render(request, "people/overdue.html", context)


@require_GET
def print_destruction(request: Any, pk: int, kind: str) -> HttpResponse:
    """destructions/<pk>/paper/<kind>/ – the act as .docx or .pdf."""
    act: DestructionAct = row_or_404(request, permissions.VIEW_DESTRUCTIONS, DestructionAct, pk)
    facts_ = destruction_facts(act, network=str(request.network))
    name = f"destruction-{act.number}"
    return paper(DESTRUCTION_ACT, facts_, kind="pdf" if kind == "pdf" else "docx", name=name, title=str(act))


@require_http_methods(["GET", "POST"])
def copy_data(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/copy/ – everything that is kept of a child, for the family that asks."""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    back = link("pupil-detail", pk)
    if (asked := doors.gate(request, [pupil], what=str(pupil), back=back)) is not None:
        return asked
    form = CopyForm(request.POST if "kind" in request.POST else None)
    if form.is_bound and form.is_valid():
        doors.open_for(request, [pupil], purpose=OpeningPurpose.EXPORT, what=str(pupil))
        data = copy_of_pupil(pupil)
        kind = form.cleaned_data["kind"]
        if kind == "json":
            content = json.dumps(data, ensure_ascii=False, indent=2)
            return private(HttpResponse(content, content_type="application/json"), f"copy-{pupil.number}.json")
        told = copy_facts(pupil, data, network=str(request.network), on=timezone.localdate())
        return paper(DATA_COPY, told, kind=kind, name=f"copy-{pupil.number}", title=str(DATA_COPY.label))
    context = {
        "page_title": _("Copy of all data"),
        "page_subtitle": _("For the pupil or a legal representative who asks. That it was made is recorded."),
        "form": form,
        "breadcrumbs": crumbs_of(pupil),
        "cancel_url": back,
        "submit_label": _("Download"),
    }
    return render(request, "screens/form.html", context)


@require_http_methods(["GET", "POST"])
def destroy_pupil(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/erasure/ – what would be destroyed; then it is, and the act remains."""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act = erase_pupil(pupil, actor=request.actor, at=doors.moment(), **form.cleaned_data)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            return redirect(link("destruction-detail", act.pk))
    return _erasure_page(
        request,
        form,
        what=str(pupil),
        data=kept_of_pupil(pupil),
        crumbs=crumbs_of(pupil),
        back=link("pupil-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def destroy_staff(request: Any, pk: int) -> HttpResponse:
    """staff/<pk>/erasure/"""
    member: StaffMember = row_or_404(request, permissions.VIEW_STAFF, StaffMember, pk)
    require_early(request, permissions.EDIT_STAFF, member)
    form = StaffErasureForm(request.POST or None)
    back = link("staff-detail", pk)
    if request.method == "POST" and form.is_valid():
        try:
            erase_staff(member, actor=request.actor, at=doors.moment(), **form.cleaned_data)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            return redirect(link("staff-list"))
    crumbs = [{"label": _("Staff"), "url": link("staff-list")}, {"label": str(member), "url": back}]
    return _erasure_page(request, form, what=str(member), data=kept_of_staff(member), crumbs=crumbs, back=back)


def _erasure_page(
    request: Any, form: Any, *, what: str, data: list[str], crumbs: list[dict[str, Any]], back: str
) -> HttpResponse:
    context = {
        "page_title": _("Destroy the data: %(what)s") % {"what": what},
        "text": _("This cannot be undone. An act with the extract of the log is made and stays."),
        "consequences": [_("Destroyed: %(data)s.") % {"data": words} for words in data],
        "form": form,
        "submit_label": _("Destroy the data"),
        "danger": True,
        "cancel_url": back,
        "breadcrumbs": crumbs,
    }
    return render(request, "screens/confirm.html", context, status=_UNPROCESSABLE if form.errors else 200)
