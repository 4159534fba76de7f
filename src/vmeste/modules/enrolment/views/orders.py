"""Orders of a group, its results, and the certificates made of them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.screens.acts import CONFLICT, UNPROCESSABLE, require_role, row_or_404
from vmeste.foundation.screens.forms import DateField
from vmeste.foundation.screens.screens import place_errors
from vmeste.foundation.screens.submissions import SENT_BEFORE, Refused, once, submission_of
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import CertificateKind, OrderStep
from vmeste.modules.enrolment.models import Enrolment
from vmeste.modules.enrolment.selectors.orders import enrolments_for_orders, groups_with_orders
from vmeste.modules.enrolment.services.certificates import issue_certificate
from vmeste.modules.enrolment.services.orders import order_group, record_result, return_result
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.services.opening import open_names

_GROUPS_SHOWN = 200


class _ChosenPupils(forms.Form):
    """Base of forms beside a table whose boxes choose the pupils."""

    enrolments = forms.ModelMultipleChoiceField(
        Enrolment.objects.none(),
        label=gettext_lazy("Pupils"),
        error_messages={"required": gettext_lazy("Choose at least one pupil.")},
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].queryset = rows  # type: ignore[attr-defined]


class OrderForm(_ChosenPupils):
    step = forms.ChoiceField(label=gettext_lazy("Order"), choices=OrderStep.choices)
    order = forms.CharField(label=gettext_lazy("Number and date of the order"), max_length=120)
    on = DateField(label=gettext_lazy("From the day"))


class CertificateForm(_ChosenPupils):
    kind = forms.ChoiceField(label=gettext_lazy("Document"), choices=CertificateKind.choices)
    on = DateField(label=gettext_lazy("Issued on"))


class ResultForm(forms.Form):
    assessment = forms.CharField(label=gettext_lazy("Result"), max_length=200, required=False)
    hours_done = forms.IntegerField(label=gettext_lazy("Hours done"), min_value=0, max_value=9999, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_GET
def list_orders(request: Any) -> HttpResponse:
    """orders/ – groups with pupils of one's own school, or of one's own programmes."""
    require_role(request, permissions.VIEW_ORDERS)
    groups = list(groups_with_orders(request.actor)[:_GROUPS_SHOWN])
    return render(request, "enrolment/orders/groups.html", {"page_title": _("Orders and results"), "groups": groups})


@require_http_methods(["GET", "POST"])
def show_orders(request: Any, pk: int) -> HttpResponse:
    """orders/<pk>/ – the pupils of a group with their orders; one order for those chosen."""
    group, rows = _group(request, pk, permissions.KEEP_ORDERS)
    form = OrderForm(request.POST or None, rows=rows, initial={"on": timezone.localdate()})

    def run() -> int:
        values = form.cleaned_data
        return order_group(group, actor=request.actor, **{**values, "enrolments": list(values["enrolments"])})

    return _bulk(request, group, rows, form, run, page="group-orders", title=_("Orders of the group"))


@require_http_methods(["GET", "POST"])
def issue(request: Any, pk: int) -> HttpResponse:
    """orders/<pk>/certificates/ – certificates for those chosen, each with its number in the register."""
    group, rows = _group(request, pk, permissions.ISSUE_CERTIFICATES)
    form = CertificateForm(request.POST or None, rows=rows, initial={"on": timezone.localdate()})

    def run() -> int:
        kind, on = CertificateKind(form.cleaned_data["kind"]), form.cleaned_data["on"]
        chosen = list(form.cleaned_data["enrolments"])
        for enrolment in chosen:
            issue_certificate(enrolment, actor=request.actor, kind=kind, on=on)
        return len(chosen)

    title = _("Certificates for the group")
    return _bulk(request, group, rows, form, run, page="group-certificates", title=title)


def _bulk(
    request: Any, group: StudyGroup, rows: Any, form: Any, run: Callable[[], int], *, page: str, title: str
) -> HttpResponse:
    """A table of pupils with boxes and a form beside it; all of those chosen or none."""

    def perform() -> str:
        try:
            with transaction.atomic():
                run()
        except ValidationError as refusal:
            place_errors(form, refusal)
            raise Refused from refusal
        return link(page, group.pk)

    if request.method == "POST" and form.is_valid():
        try:
            url, is_new = once(request, perform)
        except Refused:
            pass
        else:
            count = len(form.cleaned_data["enrolments"])
            said = ngettext("Recorded for %(count)s pupil.", "Recorded for %(count)s pupils.", count)
            done = said % {"count": count} if is_new else SENT_BEFORE
            messages.add_message(request, messages.SUCCESS if is_new else messages.INFO, done)
            return redirect(url)
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    chosen = {str(pk) for pk in form.data.getlist("enrolments")} if form.is_bound else set()
    context = {
        **_page(request, group, rows, title),
        "form": form,
        "chosen": chosen,
        "submission": submission_of(request),
        "page": page,
    }
    return render(request, "enrolment/orders/orders.html", context, status=status)


@require_http_methods(["GET", "POST"])
def show_results(request: Any, pk: int) -> HttpResponse:
    """orders/<pk>/results/ – what each pupil achieved; saved together, and returned to the base schools."""
    group, rows = _group(request, pk, permissions.KEEP_ORDERS)
    enrolments = list(rows)
    made = [
        ResultForm(
            request.POST or None,
            prefix=str(row.pk),
            initial={"assessment": row.assessment, "hours_done": row.hours_done, "version": row.version},
        )
        for row in enrolments
    ]
    status = 200
    if request.method == "POST" and _are_valid(made):
        try:
            with transaction.atomic():
                for row, form in zip(enrolments, made, strict=True):
                    record_result(row, actor=request.actor, **form.cleaned_data)
                    if "return" in request.POST and (
                        form.cleaned_data["assessment"] or form.cleaned_data["hours_done"]
                    ):
                        return_result(row, actor=request.actor, on=timezone.localdate())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            status = UNPROCESSABLE
        except EditConflict:
            messages.error(request, _("Somebody else saved results of this group meanwhile. Look again, then save."))
            status = CONFLICT
        else:
            messages.success(request, _("The results are saved."))
            return redirect(link("group-results", pk))
    elif request.method == "POST":
        status = UNPROCESSABLE
    context = _page(request, group, rows, _("Results of the group"))
    by_row = {row.pk: form for row, form in zip(enrolments, made, strict=True)}
    context["lines"] = [(*line, by_row[line[0].pk]) for line in context["lines"]]
    return render(request, "enrolment/orders/results.html", context, status=status)


def _are_valid(made: list[ResultForm]) -> bool:
    """Whether all are; every one is looked at, so that each shows what is wrong with it."""
    return not [form for form in made if not form.is_valid()]


def _group(request: Any, pk: int, does: Permission) -> tuple[StudyGroup, Any]:
    group: StudyGroup = row_or_404(request, permissions.VIEW_ORDERS, StudyGroup, pk)
    require_role(request, does)
    return group, enrolments_for_orders(request.actor, group)


def _page(request: Any, group: StudyGroup, rows: Any, title: str) -> dict[str, Any]:
    enrolments = list(rows)
    names = open_names(
        request.network,
        actor=request.actor,
        pupils=[row.pupil for row in enrolments],
        purpose=OpeningPurpose.ENROLMENT,
        what=str(group),
        at=timezone.now(),
    )
    enrolments.sort(key=lambda row: names[row.pupil_id].sort_key if row.pupil_id in names else "")
    lines = [
        (row, names[row.pupil_id].short, names[row.pupil_id].class_name)
        if row.pupil_id in names
        else (row, str(row.pupil), "")
        for row in enrolments
    ]
    return {
        "page_title": title,
        "group": group,
        "lines": lines,
        "tabs": [
            {"label": label, "url": link(name, group.pk), "active": request.path == link(name, group.pk)}
            for label, name, may in (
                (_("Orders"), "group-orders", permissions.KEEP_ORDERS),
                (_("Results"), "group-results", permissions.KEEP_ORDERS),
                (_("Certificates"), "group-certificates", permissions.ISSUE_CERTIFICATES),
            )
            if may.is_held_by(request.actor)
        ],
        "breadcrumbs": [{"label": _("Orders and results"), "url": link("order-list")}, {"label": str(group)}],
    }
