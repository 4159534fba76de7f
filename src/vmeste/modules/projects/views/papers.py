"""The official documents of a project, and the report on partnership: made, downloaded, kept."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.files.responses import attachment_headers
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_role
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.services.issuing import fill
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Contact, Organisation
from vmeste.modules.organisations.selectors.registers import signatories_for
from vmeste.modules.partnerships import permissions as partnership_permissions
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import ActRelation, RoadmapLayout
from vmeste.modules.projects.forms import ChangedActForm, OrderForm, PeriodForm, RoadmapDocumentForm
from vmeste.modules.projects.models import Project, ProjectAct
from vmeste.modules.projects.reports import order as orders
from vmeste.modules.projects.reports.partnership import PARTNERSHIP_REPORT, report_facts
from vmeste.modules.projects.reports.passport import PRACTICE_PASSPORT, passport_facts
from vmeste.modules.projects.reports.roadmap import LAYOUTS, roadmap_facts, roadmap_sheet
from vmeste.modules.projects.reports.wording import approved_by, to_be_approved
from vmeste.modules.projects.selectors.reporting import Report, report_of
from vmeste.modules.projects.services import papers
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.tables.xlsx import write_xlsx

from .acts import crumbs_of, project_for

_RUSSIAN = "ru"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCX = f"{_OFFICE}.wordprocessingml.document"
_SHOWN = 10


def _signatory(request: Any, project: Project) -> Contact | None:
    """Who signs for the organisation that leads the project, as far as the actor may know; at most 1 query."""
    return signatories_for(request.actor, [project.lead]).get(project.lead.pk) if project.lead else None


@require_POST
def make_passport(request: Any, pk: int) -> HttpResponse:
    """POST projects/<pk>/passport/document/ – .docx and .pdf of what is known today, among the project's files."""
    project = project_for(request, pk, permissions.EDIT)

    def make() -> None:
        with translation.override(_RUSSIAN):  # the form is Russian, its numbers and choices too
            facts, title = passport_facts(project), f"{PRACTICE_PASSPORT.label}: {project}"
        papers.issue_document(project, actor=request.actor, form=PRACTICE_PASSPORT, title=title, facts=facts)

    return act_without_form(
        request,
        make,
        done=_("The passport is made: Word and PDF are among the files."),
        back=link("project-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def make_roadmap(request: Any, pk: int) -> HttpResponse:
    """projects/<pk>/roadmap/document/ – .docx and .pdf of the roadmap in one of its two layouts."""
    project = project_for(request, pk, permissions.EDIT)

    def make(form: RoadmapDocumentForm) -> None:
        asked = form.cleaned_data
        official = LAYOUTS[asked["layout"]]
        with translation.override(_RUSSIAN):
            facts = roadmap_facts(project, approval=asked["approval"], agreed=asked["agreed"])
        papers.issue_document(
            project, actor=request.actor, form=official, title=f"Дорожная карта: {project}", facts=facts
        )

    initial: dict[str, Any] = {"layout": RoadmapLayout.BY_STAGES}
    if request.method == "GET":
        initial["approval"] = _stamp(request, project)
    return act_with_form(
        request,
        RoadmapDocumentForm(request.POST or None, initial=initial),
        make,
        title=_("Make the roadmap"),
        done=_("The roadmap is made: Word and PDF are among the files."),
        back=link("project-detail", pk),
        breadcrumbs=crumbs_of(project),
        submit=_("Make the document"),
    )


def _stamp(request: Any, project: Project) -> str:
    """The latest dated act that was adopted for the project; else a stamp to sign by hand. 1 to 2 queries."""
    adopted = project.acts.filter(relation=ActRelation.ADOPTED).exclude(act__issued_on=None).select_related("act")
    latest = adopted.order_by("-act__issued_on", "pk").first()
    if latest is not None:
        return approved_by(latest.act)
    return to_be_approved(project.lead, _signatory(request, project))


@require_GET
def download_roadmap(request: Any, pk: int) -> HttpResponse:
    """projects/<pk>/roadmap/table/ – the roadmap as .xlsx, a row for each work."""
    project = project_for(request, pk, permissions.VIEW)
    target = BytesIO()
    with translation.override(_RUSSIAN):
        write_xlsx([roadmap_sheet(project)], target)
    headers = attachment_headers(f"{slugify(f'дорожная карта {project}', allow_unicode=True)[:120]}.xlsx")
    return HttpResponse(target.getvalue(), content_type=f"{_OFFICE}.spreadsheetml.sheet", headers=headers)


# Orders


@require_http_methods(["GET", "POST"])
def make_order(request: Any, pk: int) -> HttpResponse:
    """projects/<pk>/order/ – an order that approves the project; with `?changes=<id>` about changes to one."""
    project = project_for(request, pk, permissions.EDIT)
    changed = _changed(project, request.GET.get("changes", ""))
    signatory = _signatory(request, project)
    if changed is not None:
        proposal = orders.propose_change(project, changed, signatory=signatory)
    else:
        proposal = orders.propose_approval(project, signatory=signatory)

    def make(form: OrderForm) -> None:
        title = f"Приказ {form.cleaned_data['heading']}"
        facts = orders.order_facts(form.cleaned_data)
        papers.issue_document(project, actor=request.actor, form=orders.ORDER, title=title, facts=facts)

    return act_with_form(
        request,
        OrderForm(
            request.POST or None,
            initial=proposal.fields,
            changed=changed.act if changed else None,
            doubtful="; ".join(proposal.doubtful),
        ),
        make,
        title=_("Order about changes") if changed else _("Order of approval"),
        done=_("The order is made: Word and PDF are among the files."),
        back=link("project-detail", pk),
        breadcrumbs=crumbs_of(project),
        submit=_("Make the document"),
        intro=_("Proposed from what the project knows. Correct the words: they are printed as they stand here."),
    )


def _changed(project: Project, key: str) -> ProjectAct | None:
    """The act of the project that an order changes; 404 for one of another project or without a date."""
    if not key:
        return None
    found = [row for row in orders.changeable_acts(project) if str(row.pk) == key]
    if not found:
        raise Http404
    return found[0]


@require_http_methods(["GET", "POST"])
def choose_changed_order(request: Any, pk: int) -> HttpResponse:
    """projects/<pk>/order/changes/ – which order is to be changed."""
    project = project_for(request, pk, permissions.EDIT)
    form = ChangedActForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        return redirect(f"{link('project-order', pk)}?changes={form.cleaned_data['changed'].pk}")
    return act_with_form(
        request,
        form,
        lambda _form: None,
        title=_("Order about changes"),
        done="",
        back=link("project-detail", pk),
        breadcrumbs=crumbs_of(project),
        submit=_("Continue"),
        intro=_("An order about changes names the changed order by number and date, so only dated ones are offered."),
    )


# The report on partnership


def _asked(request: Any) -> tuple[PeriodForm, Report | None]:
    """The form, and the report when the form is in order; what the address leaves out is this year."""
    today = timezone.localdate()
    data = request.GET.copy()
    if not data:
        own = _own_organisation(request)
        data.update({"period": f"year-{today.year}", **({"organisation": str(own.pk)} if own else {})})
    form = PeriodForm(data, actor=request.actor, today=today)
    if not form.is_valid():
        return form, None
    try:
        return form, report_of(request.actor, form.asked, form.cleaned_data["organisation"])
    except ValidationError as refusal:
        form.add_error("organisation", refusal)
        return form, None


def _own_organisation(request: Any) -> Organisation | None:
    if request.actor.is_network_wide:
        return None
    visible = rows_for(request.actor, organisation_permissions.VIEW, Organisation)
    return visible.filter(pk__in=request.actor.organisation_ids).order_by("sort_key", "pk").first()


def _facts(request: Any, report: Report, *, leaves_room: bool) -> dict[str, Any]:
    with translation.override(_RUSSIAN):
        return report_facts(report, network=str(request.network), on=timezone.localdate(), leaves_room=leaves_room)


def _report_title(facts: dict[str, Any]) -> str:
    return f"Отчёт о развитии социального партнёрства {facts['of']} за {facts['period']}"


@require_GET
def show_report(request: Any) -> HttpResponse:
    """reports/partnership/?period=&since=&until=&organisation= – what the report will tell, and the ways to have it."""
    require_role(request, partnership_permissions.VIEW)
    form, report = _asked(request)
    query = request.GET.urlencode()
    context: dict[str, Any] = {
        "page_title": _("Partnership report"),
        "form": form,
        "report": report,
        "files": [
            {"label": label, "url": f"{link('partnership-report-file', kind=kind)}?{query}", "icon": icon}
            for kind, label, icon in (("docx", _("Word, to go on writing"), "file-text"), ("pdf", _("PDF"), "printer"))
        ],
        "keep_url": f"{link('partnership-report-document')}?{query}",
        "may_keep": permissions.ISSUE_REPORTS.is_held_by(request.actor),
    }
    if report is not None:
        facts = _facts(request, report, leaves_room=False)
        count = facts["count"]
        context |= {
            "sections": _sections(facts),
            "document_title": _report_title(facts),
            "key_facts": [
                (_("Partners"), count["partners"]),
                (_("New partners"), count["new_partners"]),
                (_("Agreements in force"), count["agreements"]),
                (_("Concluded in the period"), count["concluded"]),
                (_("Projects"), count["projects"]),
            ],
        }
    return render(request, "projects/partnership_report.html", context)


def _sections(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists of the report as tables of the page, each with at most `_SHOWN` rows."""
    number, partner, kind = _("No."), _("Partner"), _("Kind")
    agreements = ("kind", "parties", "number_and_date", "term", "state")
    agreement_heads = (kind, _("Parties"), _("Number and date"), _("Term"), _("State"))
    partners = ("name", "kind", "organisation", "since", "agreement")
    partner_heads = (partner, kind, _("Works with"), _("Since the year"), _("Agreement"))
    aside, aside_heads = ("kind", "what", "term"), (kind, _("Name"), _("Date or term"))
    by_direction = [{**row, "direction": part["name"]} for part in facts["directions"] for row in part["partners"]]
    wanted: list[tuple[str, Sequence[dict[str, Any]], Sequence[str], Sequence[str]]] = [
        (
            _("Partners by direction"),
            by_direction,
            ("direction", *partners),
            (_("Direction"), *partner_heads),
        ),
        (_("Agreements concluded earlier"), facts["earlier"], agreements, agreement_heads),
        (_("New partners"), facts["new_partners"], partners, partner_heads),
        (_("Agreements concluded in the period"), facts["concluded"], agreements, agreement_heads),
        (
            _("Projects"),
            facts["projects"],
            ("number", "name", "kind", "lead", "term"),
            (number, _("Project"), kind, _("Leads"), _("Term")),
        ),
        (_("Outside the period"), facts["outside"], aside, aside_heads),
        (_("Without a date"), facts["undated"], aside, aside_heads),
    ]
    return [
        {
            "title": title,
            "heads": heads,
            "rows": [list(zip(heads, [row[name] for name in names], strict=True)) for row in rows[:_SHOWN]],
            "count": len(rows),
            "others": max(len(rows) - _SHOWN, 0),
        }
        for title, rows, names, heads in wanted
        if rows
    ]


@require_GET
def download_report(request: Any, kind: str) -> HttpResponse:
    """reports/partnership/file/<docx|pdf>/ – Word has room for what is written by hand, PDF has not."""
    require_role(request, partnership_permissions.VIEW)
    if kind not in {"docx", "pdf"}:
        raise Http404
    _form, report = _asked(request)
    if report is None:
        return redirect(f"{link('partnership-report')}?{request.GET.urlencode()}")
    facts = _facts(request, report, leaves_room=kind == "docx")
    title, data = _report_title(facts), fill(PARTNERSHIP_REPORT, facts)
    headers = attachment_headers(f"{slugify(title, allow_unicode=True)[:150]}.{kind}")
    if kind == "pdf":
        pdf = docx_to_pdf(data, title=title, language=_RUSSIAN)
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)
    return HttpResponse(data, content_type=_DOCX, headers=headers)


@require_POST
def keep_report(request: Any) -> HttpResponse:
    """POST reports/partnership/document/ – the report as it is today, among the issued documents."""
    require_role(request, permissions.ISSUE_REPORTS)
    _form, report = _asked(request)
    if report is None:
        return redirect(f"{link('partnership-report')}?{request.GET.urlencode()}")
    facts = _facts(request, report, leaves_room=False)
    return act_without_form(
        request,
        lambda: papers.issue_report(
            request.network,
            actor=request.actor,
            form=PARTNERSHIP_REPORT,
            title=_report_title(facts),
            facts=facts,
        ),
        done=_("The report is kept: Word and PDF are among the issued documents."),
        back=link("issued-list"),
    )
