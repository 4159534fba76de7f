"""Network forms: parties, mandatory points, the contract, the list of places."""

from io import BytesIO
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import Permission, holds, rows_for
from vmeste.foundation.files.responses import attachment_headers, download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, require_role
from vmeste.foundation.screens.forms import UploadForm
from vmeste.foundation.screens.panels import Panel, facts, files, history
from vmeste.foundation.screens.parts import Parts
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Column, Kind
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses import forms, permissions, tables
from vmeste.modules.courses.models import NetworkForm, StudyGroup
from vmeste.modules.courses.reports.contract import NETWORK_CONTRACT, contract_facts
from vmeste.modules.courses.reports.registers import places_sheet
from vmeste.modules.courses.selectors import network_forms as selectors
from vmeste.modules.courses.selectors.groups import alive, groups_for_choice
from vmeste.modules.courses.services import network_forms, papers, plain
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Organisation
from vmeste.pure.writing.tables.xlsx import write_xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _acts(request: Any, form: NetworkForm) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = [
        {
            "label": _("Programme"),
            "url": link("programme-detail", form.programme_id),
            "icon": "book",
            "is_rare": True,
        }
    ]
    if holds(request.actor, permissions.EDIT_FORMS, form):
        contract = {"label": _("Make the contract"), "url": link("network-form-contract", form.pk), "icon": "file-plus"}
        acts.insert(0, {**contract, "post": True})
    return acts


def _checklist(request: Any, form: NetworkForm) -> dict[str, Any]:
    may_edit = holds(request.actor, permissions.EDIT_FORMS, form)
    agreement = link("network-form-edit", form.pk)
    if form.agreement_id is not None:
        agreement = link("agreement-detail", form.agreement_id)
    where = {
        "form": link("network-form-edit", form.pk),
        "part": "#parts",
        "programme": link("programme-edit", form.programme_id),
        "agreement": agreement,
    }
    points = selectors.points_of(form, list(form.parts.all()))
    return {
        "points": [{"point": point, "url": where[point.where] if may_edit else ""} for point in points],
        "missing": sum(not point.is_there for point in points),
    }


class NetworkPartParts(Parts):
    whole, name, path = "network-form", "network-part", "parties"
    edits = plain.NETWORK_PARTS
    rows = selectors.parts_of_form
    form_class = forms.NetworkPartForm
    columns = (
        Column("organisation", gettext_lazy("Organisation"), is_link=True),
        Column("role", gettext_lazy("Role"), value="get_role_display"),
        Column("title", gettext_lazy("Part of the programme")),
        Column("hours", gettext_lazy("Hours"), kind=Kind.NUMBER),
        Column("place", gettext_lazy("Place of teaching")),
        Column("resources", gettext_lazy("Resources")),
        Column("licence_number", gettext_lazy("Licence")),
    )
    title = gettext_lazy("Parties")
    add_label = gettext_lazy("Add a party")
    empty_text = gettext_lazy("The base organisation, those who teach with it, those who give resources.")


class NetworkFormScreens(Screens):
    model = NetworkForm
    name = "network-form"
    path = "network-forms"
    icon = "network"
    may_view = permissions.VIEW_FORMS
    rows = selectors.forms_for_list
    table = tables.NETWORK_FORMS
    form_class = forms.NetworkFormForm
    update_command = network_forms.edit_network_form
    remove_command = network_forms.close_network_form
    restore_command = network_forms.restore_network_form
    title = gettext_lazy("Network forms")
    empty_text = gettext_lazy("Open a programme and switch it to network form: it appears here with its parties.")
    badges = lambda form: [tables.completeness(form)]  # noqa: E731 - a declaration
    subtitle = lambda form: str(form.programme.organisation)  # noqa: E731 - a declaration
    list_actions = lambda request: [  # noqa: E731 - a declaration
        {"label": _("Places of teaching (.xlsx)"), "url": link("network-form-places"), "icon": "file-spreadsheet"}
    ]
    detail_actions = _acts
    panels: ClassVar = (
        Panel(gettext_lazy("Mandatory points"), "courses/panels/checklist.html", _checklist),
        NetworkPartParts.panel(),
        files(upload="network-form-file-new", open_file="network-form-file", may_add=permissions.EDIT_FORMS),
        facts(
            *("programme", "agreement", "is_developed_jointly", "starts_on", "ends_on", "fewest_pupils"),
            *("most_pupils", "list_days", "results_days", "schedule_by", "assessment", "final_assessment"),
            *("documents", "is_free_of_charge", "payment"),
        ),
        history("network-form-history"),
    )


def _form_for(request: Any, pk: int, permission: Permission) -> NetworkForm:
    try:
        form = selectors.forms_for_list(request.actor).get(pk=pk)
    except (NetworkForm.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    require_early(request, permission, form)
    return form


@require_POST
def make_contract(request: Any, pk: int) -> HttpResponse:
    """POST network-forms/<pk>/contract/ – .docx and .pdf with five annexes; what nobody knows stays a blank."""
    form = _form_for(request, pk, permissions.EDIT_FORMS)

    def make() -> None:
        parts = list(selectors.parts_of_form(form))
        groups = list(groups_for_choice(alive(StudyGroup.objects.filter(programme=form.programme))))
        with translation.override("ru"):  # the form is Russian, its choices too
            signatories = selectors.signatories_of(request.actor, form, parts)
            told = contract_facts(form, parts, groups, signatories)
        title = f"{NETWORK_CONTRACT.label}: {form.programme}"
        papers.issue_contract(form, actor=request.actor, form=NETWORK_CONTRACT, title=title, facts=told)

    return act_without_form(
        request,
        make,
        done=_("The contract is made: Word and PDF are among the files."),
        back=link("network-form-detail", pk),
    )


@require_GET
def download_places(request: Any) -> HttpResponse:
    """network-forms/places/?organisation= – places of teaching in network form, for the site of a school."""
    require_role(request, permissions.VIEW_FORMS)
    organisation = _asked_organisation(request)
    target = BytesIO()
    with translation.override("ru"):
        write_xlsx([places_sheet(selectors.places_of_teaching(request.actor, organisation))], target)
    name = f"mesta-setevoy-formy-{timezone.localdate().isoformat()}.xlsx"
    return HttpResponse(target.getvalue(), content_type=_XLSX, headers=attachment_headers(name))


def _asked_organisation(request: Any) -> Organisation | None:
    key = request.GET.get("organisation", "")
    if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 - fits a bigint
        return None
    return rows_for(request.actor, organisation_permissions.VIEW, Organisation).filter(pk=int(key)).first()


@require_http_methods(["GET", "POST"])
def attach_file(request: Any, pk: int) -> HttpResponse:
    """network-forms/<pk>/files/new/"""
    network_form = _form_for(request, pk, permissions.EDIT_FORMS)
    return act_with_form(
        request,
        UploadForm(request.POST or None, request.FILES or None),
        lambda form: papers.attach_file(
            network_form,
            actor=request.actor,
            data=form.cleaned_data["file"].read(),
            name=form.cleaned_data["file"].name,
            note=form.cleaned_data["note"],
        ),
        title=_("Attach a file"),
        done=_("The file is kept."),
        back=link("network-form-detail", pk),
        breadcrumbs=[{"label": str(network_form), "url": link("network-form-detail", pk)}],
    )


@require_GET
def open_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """network-forms/<pk>/files/<file_pk>/"""
    network_form = _form_for(request, pk, permissions.VIEW_FORMS)
    file = files_of(network_form).filter(pk=file_pk).first()
    if file is None:
        raise Http404
    return download_stored(file)
