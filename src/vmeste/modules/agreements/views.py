"""Pages of agreements. CRUD is declared; every other verb is a resource of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.files.responses import download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, require_role, row_or_404
from vmeste.foundation.screens.forms import UploadForm
from vmeste.foundation.screens.panels import facts, files, history, related
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.search.finding import matching_ids
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.selectors.provenance import SOURCES
from vmeste.pure.calendar.timeline import Term, lay_out

from . import permissions
from .choices import Stage
from .filters import AgreementFilters
from .forms import (
    AgreementForm,
    AmendmentForm,
    CalendarForm,
    DocumentForm,
    FulfilmentForm,
    ObligationForm,
    PartyForm,
    RenewalForm,
    SignatureForm,
    TerminationForm,
)
from .models import Agreement
from .reports.facts import agreement_facts
from .reports.fields import COOPERATION_AGREEMENT
from .selectors.details import amendments_of, directions_of, obligations_of, parties_of
from .selectors.registers import agreements_for_list, agreements_in_span
from .selectors.states import attach_states
from .services import drafting, obligations, papers, parties, signing
from .tables import AGREEMENTS, state_badge

CALENDAR_ROWS = 200
CALENDAR_WIDTH = 720


def _attach_states_of_today(agreements: list[Agreement]) -> None:
    attach_states(agreements, today=timezone.localdate())


def _acts(request: Any, agreement: Agreement) -> list[dict[str, Any]]:
    """The next steps that the stage allows, for those who hold the permission."""
    steps: dict[str, list[tuple[str, str, str, Permission, bool]]] = {
        Stage.DRAFT: [
            (_("Send for signature"), "agreement-sending", "send", permissions.DRAFT, True),
            (_("Record as signed"), "agreement-force", "check", permissions.SIGN, False),
        ],
        Stage.ON_SIGNATURE: [
            (_("Record as signed by all"), "agreement-force", "check", permissions.SIGN, False),
            (_("Back to draft"), "agreement-withdrawal", "arrow-back-up", permissions.DRAFT, True),
        ],
        Stage.IN_FORCE: [
            (_("Renew"), "agreement-renewal", "refresh", permissions.TERMINATE, False),
            (_("Amend"), "amendment-new", "file-plus", permissions.TERMINATE, False),
            (_("Terminate"), "agreement-termination", "ban", permissions.TERMINATE, False),
        ],
    }
    always = [(_("Make the document"), "agreement-document", "file-certificate", permissions.DRAFT, False)]
    return [
        {"label": label, "url": link(name, agreement.pk), "icon": icon, "post": is_post}
        for label, name, icon, permission, is_post in [*steps.get(agreement.stage, []), *always]
        if permission.is_held_by(request.actor)
    ]


def _term(agreement: Agreement) -> str:
    parts = []
    if agreement.starts_on:
        parts.append(_("from %(day)s") % {"day": date_format(agreement.starts_on, "SHORT_DATE_FORMAT")})
    if agreement.ends_on:
        parts.append(_("until %(day)s") % {"day": date_format(agreement.ends_on, "SHORT_DATE_FORMAT")})
    return " ".join(parts) or _("not stated")


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not permissions.DRAFT.is_held_by(request.actor):
        return []
    return [{"label": _("Import"), "url": link("import-new", importer="agreements"), "icon": "upload"}]


class AgreementScreens(Screens):
    model = Agreement
    name = "agreement"
    path = "agreements"
    icon = "file-text"
    may_view = permissions.VIEW
    rows = agreements_for_list
    table = AGREEMENTS
    filters = AgreementFilters
    form_class = AgreementForm
    create_command = drafting.draft_agreement
    update_command = drafting.edit_agreement
    remove_command = drafting.remove_agreement
    restore_command = drafting.restore_agreement
    prepare = _attach_states_of_today
    title = gettext_lazy("Register of agreements")
    new_label = gettext_lazy("New agreement")
    empty_text = gettext_lazy("Write down the first agreement, or bring in the register you keep in a spreadsheet.")
    badges = lambda agreement: [state_badge(agreement.state)]  # noqa: E731 - a declaration
    subtitle = lambda agreement: agreement.get_kind_display()  # noqa: E731 - a declaration
    detail_actions = _acts
    list_actions = _list_actions
    panels = (
        related(
            gettext_lazy("Look at"),
            lambda request, agreement: agreement.warnings,
            "agreements/panels/warnings.html",
            is_flush=False,
        ),
        related(
            gettext_lazy("Parties"),
            lambda request, agreement: parties_of(agreement),
            "agreements/panels/parties.html",
            add=("party-new", gettext_lazy("Add a party")),
            may_add=permissions.DRAFT,
            may={"may_edit": permissions.DRAFT, "may_sign": permissions.SIGN},
        ),
        related(
            gettext_lazy("Directions"),
            lambda request, agreement: directions_of(agreement),
            "agreements/panels/directions.html",
            is_flush=False,
        ),
        related(
            gettext_lazy("Obligations"),
            lambda request, agreement: obligations_of(agreement),
            "agreements/panels/obligations.html",
            add=("obligation-new", gettext_lazy("Add an obligation")),
            may_add=permissions.EDIT_PARTS,
            may={"may_keep": permissions.EDIT_PARTS},
        ),
        related(
            gettext_lazy("Amendments"),
            lambda request, agreement: amendments_of(agreement),
            "agreements/panels/amendments.html",
        ),
        files(upload="agreement-file-new", open_file="agreement-file", may_add=permissions.DRAFT),
        facts(
            "number",
            "signed_on",
            "signed_note",
            (gettext_lazy("Term"), _term),
            "renewal",
            "renewal_months",
            "party_label",
            (gettext_lazy("Parties counted"), lambda agreement: agreement.party_count),
            "place",
            "is_paid",
            "responsible",
            "subject",
            "terminated_on",
            "termination_reason",
        ),
        SOURCES,
        history("agreement-history"),
    )


def _agreement(request: HttpRequest, pk: int, permission: Permission) -> Agreement:
    """The agreement for an act: 404 for those who do not see it, 403 for those who may not do this."""
    agreement: Agreement = row_or_404(request, permissions.VIEW, Agreement, pk)
    require_early(request, permission, agreement)
    return agreement


def _part(rows: Any, pk: int) -> Any:
    """A row that hangs on the agreement; 404 for one of another agreement."""
    try:
        return rows.get(pk=pk)
    except (rows.model.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


def _form_act(
    request: HttpRequest, agreement: Agreement, form: BaseForm, run: Callable[[Any], Any], *, title: str, done: str
) -> HttpResponse:
    back = link("agreement-detail", agreement.pk)
    crumbs = [
        {"label": _("Agreements"), "url": link("agreement-list")},
        {"label": str(agreement), "url": back},
    ]
    return act_with_form(request, form, run, title=title, done=done, back=back, breadcrumbs=crumbs)


@require_POST
def send_for_signature(request: Any, pk: int) -> HttpResponse:
    """POST agreements/<pk>/sending/"""
    agreement = _agreement(request, pk, permissions.DRAFT)
    return act_without_form(
        request,
        lambda: signing.send_for_signature(agreement, actor=request.actor),
        done=_("The agreement is on signature."),
        back=link("agreement-detail", pk),
    )


@require_POST
def return_to_draft(request: Any, pk: int) -> HttpResponse:
    """POST agreements/<pk>/withdrawal/"""
    agreement = _agreement(request, pk, permissions.DRAFT)
    return act_without_form(
        request,
        lambda: signing.return_to_draft(agreement, actor=request.actor),
        done=_("The agreement is a draft again."),
        back=link("agreement-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def bring_into_force(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/force/ – all parties have signed on paper."""
    agreement = _agreement(request, pk, permissions.SIGN)
    return _form_act(
        request,
        agreement,
        SignatureForm(request.POST or None, initial={"signed_on": agreement.signed_on}),
        lambda form: signing.bring_into_force(agreement, actor=request.actor, **form.cleaned_data),
        title=_("Record as signed by all"),
        done=_("The agreement is in force."),
    )


@require_http_methods(["GET", "POST"])
def sign(request: Any, pk: int, party_pk: int) -> HttpResponse:
    """agreements/<pk>/parties/<party_pk>/signature/"""
    agreement = _agreement(request, pk, permissions.SIGN)
    party = _part(parties_of(agreement), party_pk)
    return _form_act(
        request,
        agreement,
        SignatureForm(request.POST or None, initial={"signed_on": timezone.localdate()}),
        lambda form: signing.record_signature(agreement, party=party, actor=request.actor, **form.cleaned_data),
        title=_("Signature of %(party)s") % {"party": party},
        done=_("The signature is recorded."),
    )


@require_http_methods(["GET", "POST"])
def renew(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/renewal/"""
    agreement = _agreement(request, pk, permissions.TERMINATE)
    return _form_act(
        request,
        agreement,
        RenewalForm(request.POST or None),
        lambda form: signing.renew_agreement(agreement, actor=request.actor, **form.cleaned_data),
        title=_("Renew"),
        done=_("The term is longer now."),
    )


@require_http_methods(["GET", "POST"])
def terminate(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/termination/"""
    agreement = _agreement(request, pk, permissions.TERMINATE)
    return _form_act(
        request,
        agreement,
        TerminationForm(request.POST or None, initial={"terminated_on": timezone.localdate()}),
        lambda form: signing.terminate_agreement(agreement, actor=request.actor, **form.cleaned_data),
        title=_("Terminate"),
        done=_("The agreement is terminated."),
    )


@require_http_methods(["GET", "POST"])
def amend(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/amendments/new/"""
    agreement = _agreement(request, pk, permissions.TERMINATE)
    return _form_act(
        request,
        agreement,
        AmendmentForm(request.POST or None, actor=request.actor),
        lambda form: signing.amend_agreement(agreement, actor=request.actor, **form.values),
        title=_("Amend"),
        done=_("The amendment is recorded."),
    )


@require_http_methods(["GET", "POST"])
def add_party(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/parties/new/"""
    agreement = _agreement(request, pk, permissions.DRAFT)
    return _form_act(
        request,
        agreement,
        PartyForm(request.POST or None, actor=request.actor),
        lambda form: parties.add_party(agreement, actor=request.actor, **form.values),
        title=_("Add a party"),
        done=_("The party is added."),
    )


@require_http_methods(["GET", "POST"])
def edit_party(request: Any, pk: int, party_pk: int) -> HttpResponse:
    """agreements/<pk>/parties/<party_pk>/"""
    agreement = _agreement(request, pk, permissions.DRAFT)
    party = _part(parties_of(agreement), party_pk)
    return _form_act(
        request,
        agreement,
        PartyForm(request.POST or None, instance=party, actor=request.actor),
        lambda form: parties.edit_party(
            agreement, party=party, actor=request.actor, version=form.seen_version, **form.values
        ),
        title=str(party),
        done=_("The party is saved."),
    )


@require_POST
def remove_party(request: Any, pk: int, party_pk: int) -> HttpResponse:
    """POST agreements/<pk>/parties/<party_pk>/removal/"""
    agreement = _agreement(request, pk, permissions.DRAFT)
    party = _part(parties_of(agreement), party_pk)
    return act_without_form(
        request,
        lambda: parties.remove_party(agreement, party=party, actor=request.actor),
        done=_("The party is removed."),
        back=link("agreement-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def add_obligation(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/obligations/new/"""
    agreement = _agreement(request, pk, permissions.VIEW)
    require_role(request, permissions.EDIT_PARTS)
    return _form_act(
        request,
        agreement,
        ObligationForm(request.POST or None, actor=request.actor, agreement=agreement),
        lambda form: obligations.OBLIGATIONS.add(agreement, actor=request.actor, agreement=agreement, **form.values),
        title=_("Add an obligation"),
        done=_("The obligation is added."),
    )


@require_http_methods(["GET", "POST"])
def edit_obligation(request: Any, pk: int, obligation_pk: int) -> HttpResponse:
    """agreements/<pk>/obligations/<obligation_pk>/"""
    agreement = _agreement(request, pk, permissions.VIEW)
    obligation = _part(obligations_of(agreement), obligation_pk)
    require_early(request, permissions.EDIT_PARTS, obligation)
    return _form_act(
        request,
        agreement,
        ObligationForm(request.POST or None, instance=obligation, actor=request.actor, agreement=agreement),
        lambda form: obligations.OBLIGATIONS.change(
            obligation, actor=request.actor, version=form.seen_version, **form.values
        ),
        title=_("Obligation"),
        done=_("The obligation is saved."),
    )


@require_http_methods(["GET", "POST"])
def fulfil(request: Any, pk: int, obligation_pk: int) -> HttpResponse:
    """agreements/<pk>/obligations/<obligation_pk>/fulfilment/"""
    agreement = _agreement(request, pk, permissions.VIEW)
    obligation = _part(obligations_of(agreement), obligation_pk)
    require_early(request, permissions.EDIT_PARTS, obligation)
    return _form_act(
        request,
        agreement,
        FulfilmentForm(request.POST or None, initial={"fulfilled_on": timezone.localdate()}),
        lambda form: obligations.fulfil_obligation(obligation, actor=request.actor, **form.cleaned_data),
        title=obligation.text,
        done=_("The obligation is fulfilled."),
    )


@require_POST
def reopen(request: Any, pk: int, obligation_pk: int) -> HttpResponse:
    """POST agreements/<pk>/obligations/<obligation_pk>/reopening/"""
    agreement = _agreement(request, pk, permissions.VIEW)
    obligation = _part(obligations_of(agreement), obligation_pk)
    return act_without_form(
        request,
        lambda: obligations.reopen_obligation(obligation, actor=request.actor),
        done=_("The obligation is open again."),
        back=link("agreement-detail", pk),
    )


@require_POST
def remove_obligation(request: Any, pk: int, obligation_pk: int) -> HttpResponse:
    """POST agreements/<pk>/obligations/<obligation_pk>/removal/"""
    agreement = _agreement(request, pk, permissions.VIEW)
    obligation = _part(obligations_of(agreement), obligation_pk)
    return act_without_form(
        request,
        lambda: obligations.OBLIGATIONS.remove(obligation, actor=request.actor),
        done=_("The obligation is removed."),
        back=link("agreement-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def attach_file(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/files/new/"""
    agreement = _agreement(request, pk, permissions.DRAFT)
    return _form_act(
        request,
        agreement,
        UploadForm(request.POST or None, request.FILES or None),
        lambda form: papers.attach_file(
            agreement,
            actor=request.actor,
            data=form.cleaned_data["file"].read(),
            name=form.cleaned_data["file"].name,
            note=form.cleaned_data["note"],
        ),
        title=_("Attach a file"),
        done=_("The file is attached."),
    )


@require_GET
def open_file(request: Any, pk: int, file_pk: int) -> HttpResponse:
    """agreements/<pk>/files/<file_pk>/ – for whoever sees the agreement."""
    agreement = row_or_404(request, permissions.VIEW, Agreement, pk)
    return download_stored(_part(files_of(agreement), file_pk))


@require_GET
def show_calendar(request: Any) -> HttpResponse:
    """agreements/calendar/ – terms on a line of years, and the same as a table."""
    require_role(request, permissions.VIEW)
    today = timezone.localdate()
    form = CalendarForm({"first_year": today.year - 1, "years": 3, **request.GET.dict()})
    usual: dict[str, Any] = {"first_year": today.year - 1, "years": 3, "q": ""}
    asked = form.cleaned_data if form.is_valid() else usual
    starts_on = date(asked["first_year"], 1, 1)
    ends_on = date(asked["first_year"] + asked["years"], 1, 1)
    rows = agreements_in_span(request.actor, starts_on=starts_on, ends_on=ends_on)
    if (ids := matching_ids(Agreement, asked["q"])) is not None:
        rows = rows.filter(pk__in=ids)
    shown = list(rows[: CALENDAR_ROWS + 1])
    has_more, shown = len(shown) > CALENDAR_ROWS, shown[:CALENDAR_ROWS]
    _attach_states_of_today(shown)
    terms = [Term(a.pk, a.starts_on, a.terminated_on or a.ends_on) for a in shown]
    timeline = lay_out(terms, starts_on=starts_on, ends_on=ends_on, today=today, width=CALENDAR_WIDTH)
    lines = [
        {"agreement": a, "bar": bar, "url": link("agreement-detail", a.pk), "badge": state_badge(a.state)}  # type: ignore[attr-defined]
        for a, bar in zip(shown, timeline.bars, strict=True)
    ]
    context = {
        "page_title": _("Calendar of terms"),
        "form": form,
        "lines": lines,
        "timeline": timeline,
        "has_more": has_more,
        "earlier_url": f"?first_year={asked['first_year'] - 1}&years={asked['years']}",
        "later_url": f"?first_year={asked['first_year'] + 1}&years={asked['years']}",
    }
    return render(request, "agreements/calendar.html", context)


@require_http_methods(["GET", "POST"])
def make_document(request: Any, pk: int) -> HttpResponse:
    """agreements/<pk>/document/ – look over the declined forms, then make .docx and .pdf."""
    agreement = _agreement(request, pk, permissions.DRAFT)

    def make(form: DocumentForm) -> None:
        papers.correct_forms(agreement, actor=request.actor, corrections=form.corrections)
        facts = agreement_facts(agreement)
        papers.issue_agreement(agreement, actor=request.actor, form=COOPERATION_AGREEMENT, facts=facts)

    return _form_act(
        request,
        agreement,
        DocumentForm(request.POST or None, parties=parties_of(agreement)),
        make,
        title=_("Make the document"),
        done=_("The document is made: Word and PDF are among the files."),
    )
