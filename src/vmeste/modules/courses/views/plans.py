"""Extracurricular plans: of a class, of a level, of an organisation."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.files.responses import attachment_headers, download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, require_role, row_or_404
from vmeste.foundation.screens.panels import Panel, facts
from vmeste.foundation.screens.parts import Parts
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Column, Kind
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses import forms, permissions, tables
from vmeste.modules.courses.choices import SchoolLevel
from vmeste.modules.courses.filters import PlanFilters
from vmeste.modules.courses.reports import plan as paper
from vmeste.modules.courses.selectors import plans
from vmeste.modules.courses.services import papers, plain
from vmeste.modules.courses.services.plans import copy_plan
from vmeste.modules.documents.services.issuing import fill
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.registers import signatories_for
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.models import AcademicYear
from vmeste.modules.reference.selectors import year_to_show
from vmeste.pure.grammar.persons import initials
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.tables.xlsx import write_xlsx

_RUSSIAN = "ru"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}
_LABELS = {"docx": gettext_lazy("Word (.docx)"), "pdf": gettext_lazy("PDF"), "xlsx": gettext_lazy("Excel (.xlsx)")}
_ICONS = {"docx": "file-text", "pdf": "printer", "xlsx": "file-spreadsheet"}


def _acts(request: Any, school_class: SchoolClass) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if holds(request.actor, permissions.EDIT_PLANS, school_class):
        document = link("class-plan-document", school_class.pk)
        acts.append({"label": _("Make the document"), "url": document, "icon": "file-plus"})
        if school_class.previous_id is not None:
            copy = link("class-plan-copy", school_class.pk)
            acts.append({"label": _("Take over last year's"), "url": copy, "icon": "copy", "post": True})
    whole = f"{link('organisation-plan', school_class.organisation_id)}?year={school_class.year_id}"
    acts.append({"label": _("Plan of the organisation"), "url": whole, "icon": "report", "is_rare": True})
    for kind, label in _LABELS.items():
        url = link("class-plan-file", pk=school_class.pk, kind=kind)
        acts.append({"label": label, "url": url, "icon": _ICONS[kind], "is_rare": True})
    return acts


def _check(request: Any, school_class: SchoolClass) -> dict[str, Any]:
    lines = list(plans.plan_of(school_class))
    norms = plans.plan_norms(school_class.year)
    on_time = plans.remarks_on_time(lines, school_class, on=school_class.year.starts_on)
    return {
        "lines": len(lines),
        "week_hours": plans.week_hours(lines),
        "year_hours": sum(plans.hours_in_year(line, school_class.grade, norms) for line in lines),
        "funding": plans.hours_by_funding(lines),
        "remarks": [*plans.remarks_on(school_class, lines, norms), *on_time],
    }


def _papers(request: Any, school_class: SchoolClass) -> dict[str, Any] | None:
    shown = [
        {
            "name": file.name,
            "url": link("class-plan-paper", pk=school_class.pk, file_pk=file.pk),
            "size": file.size,
            "when": file.uploaded_at,
            "note": file.note,
        }
        for file in files_of(school_class)
    ]
    return {"files": shown, "upload_url": ""} if shown else None


class PlanLineParts(Parts):
    whole, name, path = "class-plan", "plan-line", "lines"
    edits = plain.PLAN_LINES
    rows = plans.plan_of
    form_class = forms.PlanLineForm
    form_context = lambda school_class: {"school_class": school_class}  # noqa: E731 - a declaration
    columns = (
        Column("programme", gettext_lazy("Course"), is_link=True),
        Column("focus", gettext_lazy("Focus area"), value="programme.get_focus_display"),
        Column("organisation", gettext_lazy("Organisation"), value="programme.organisation"),
        Column("group", gettext_lazy("Study group")),
        Column("teacher", gettext_lazy("Teacher"), value="group.teacher"),
        Column("hours_a_week", gettext_lazy("Hours a week"), kind=Kind.NUMBER),
        Column("hours_a_year", gettext_lazy("Hours a year"), kind=Kind.NUMBER),
        Column("funding", gettext_lazy("Funding"), value="get_funding_display"),
        Column("basis", gettext_lazy("Basis")),
    )
    title = gettext_lazy("Extracurricular plan")
    add_label = gettext_lazy("Add a course")
    empty_text = gettext_lazy("Courses of the school and of its partners, with the hours they count with.")


class PlanScreens(Screens):
    """The plan of a class; the class itself is kept among people."""

    model = SchoolClass
    name = "class-plan"
    path = "extracurricular-plans"
    icon = "checklist"
    may_view = permissions.VIEW_PLANS
    rows = plans.classes_for_list
    table = tables.PLANS
    filters = PlanFilters
    title = gettext_lazy("Extracurricular plans")
    empty_text = gettext_lazy("Classes appear here as soon as schools have written them down.")
    subtitle = lambda school_class: f"{school_class.organisation}, {school_class.year}"  # noqa: E731 - a declaration
    detail_actions = _acts
    panels: ClassVar = (
        PlanLineParts.panel(),
        Panel(gettext_lazy("Hours and norms"), "courses/panels/plan_check.html", _check, area="side"),
        facts("organisation", "year", "grade", "shift"),
        Panel(gettext_lazy("Files"), "screens/panels/files.html", _papers, area="side", is_flush=True),
    )


def _class_for(request: Any, pk: int) -> SchoolClass:
    try:
        return plans.classes_for_list(request.actor).get(pk=pk)
    except (SchoolClass.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


def _stamp(request: Any, organisation: Organisation) -> str:
    """What the head approves by hand; 1 query."""
    signatory = signatories_for(request.actor, [organisation]).get(organisation.pk)
    post = signatory.post if signatory and signatory.post else "Руководитель"
    name = initials(signatory.full_name).surname_last if signatory else "____________________"
    return f"УТВЕРЖДАЮ\n{post[:1].upper()}{post[1:]}\n______________ {name}\n«___» __________ 20___ г."


def _class_facts(school_class: SchoolClass, approval: str) -> dict[str, Any]:
    with translation.override(_RUSSIAN):  # the form is Russian, its choices too
        return paper.plan_facts(
            school_class.organisation,
            school_class.year,
            [(school_class, list(plans.plan_of(school_class)))],
            scope=f"класс {school_class}",
            approval=approval,
            on=timezone.localdate(),
        )


def _file(kind: str, facts_: dict[str, Any], title: str) -> HttpResponse:
    if kind not in _TYPES:
        raise Http404
    if kind == "xlsx":
        target = BytesIO()
        write_xlsx([paper.plan_sheet(facts_)], target)
        data = target.getvalue()
    else:
        data = fill(paper.EXTRACURRICULAR_PLAN, facts_)
        data = docx_to_pdf(data, title=title, language=_RUSSIAN) if kind == "pdf" else data
    headers = attachment_headers(f"{slugify(title, allow_unicode=True)[:120]}.{kind}")
    return HttpResponse(data, content_type=_TYPES[kind], headers=headers)


@require_POST
def take_over(request: Any, pk: int) -> HttpResponse:
    """POST extracurricular-plans/<pk>/copy/ – the plan of the class of the year before."""
    school_class = _class_for(request, pk)
    require_early(request, permissions.EDIT_PLANS, school_class)
    return act_without_form(
        request,
        lambda: copy_plan(school_class, actor=request.actor),
        done=_("Last year's plan is taken over; groups are chosen anew."),
        back=link("class-plan-detail", pk),
    )


@require_GET
def download_class_plan(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """extracurricular-plans/<pk>/file/<kind>/ – the plan of a class as .docx, .pdf or .xlsx; keeps nothing."""
    school_class = _class_for(request, pk)
    facts_ = _class_facts(school_class, _stamp(request, school_class.organisation))
    return _file(kind, facts_, paper.title_of(school_class.organisation, school_class.year, str(school_class)))


@require_http_methods(["GET", "POST"])
def make_class_plan(request: Any, pk: int) -> HttpResponse:
    """extracurricular-plans/<pk>/document/ – .docx and .pdf, kept with the class."""
    school_class = _class_for(request, pk)
    require_early(request, permissions.EDIT_PLANS, school_class)
    title = paper.title_of(school_class.organisation, school_class.year, str(school_class))
    return act_with_form(
        request,
        forms.ApprovalForm(request.POST or None, initial={"approval": _stamp(request, school_class.organisation)}),
        lambda form: papers.issue_class_plan(
            school_class,
            actor=request.actor,
            form=paper.EXTRACURRICULAR_PLAN,
            title=title,
            facts=_class_facts(school_class, form.cleaned_data["approval"]),
        ),
        title=_("Make the extracurricular plan"),
        done=_("The plan is made: Word and PDF are among the files."),
        back=link("class-plan-detail", pk),
        breadcrumbs=[
            {"label": _("Extracurricular plans"), "url": link("class-plan-list")},
            {"label": str(school_class), "url": link("class-plan-detail", pk)},
        ],
        submit=_("Make the document"),
    )


@require_GET
def open_paper(request: Any, pk: int, file_pk: int) -> HttpResponse:
    """extracurricular-plans/<pk>/papers/<file_pk>/"""
    school_class = _class_for(request, pk)
    file = files_of(school_class).filter(pk=file_pk).first()
    if file is None:
        raise Http404
    return download_stored(file)


# Of an organisation


class _OfOrganisation:
    """The plan of an organisation in a year, of one level or of all."""

    def __init__(self, request: Any, pk: int) -> None:
        self.organisation: Organisation = row_or_404(request, organisation_permissions.VIEW, Organisation, pk)
        require_role(request, permissions.VIEW_PLANS)
        self.request = request
        asked = {"year": request.GET.get("year"), "level": request.GET.get("level", "")}
        self.form = forms.PlanChoiceForm(asked)
        is_valid = self.form.is_valid()
        self.year: AcademicYear | None = self.form.cleaned_data.get("year") if is_valid else None
        self.year = self.year or year_to_show(timezone.localdate())
        chosen = self.form.cleaned_data.get("level") if is_valid else ""
        self.level = SchoolLevel(chosen) if chosen else None
        if not is_valid and self.year is not None:
            self.form = forms.PlanChoiceForm({"year": self.year.pk, "level": ""})

    @property
    def classes(self) -> Sequence[paper.ClassPlan]:
        return plans.plans_of(self.organisation, self.year, self.level) if self.year else []

    @property
    def query(self) -> str:
        return f"?year={self.year.pk if self.year else ''}&level={self.level.value if self.level else ''}"

    def facts(self, approval: str) -> dict[str, Any]:
        """Raises Http404 when there is no academic year to tell of."""
        if self.year is None:
            raise Http404
        with translation.override(_RUSSIAN):
            return paper.plan_facts(
                self.organisation,
                self.year,
                self.classes,
                scope=paper.scope_of(self.level),
                approval=approval,
                on=timezone.localdate(),
            )

    @property
    def title(self) -> str:
        assert self.year is not None  # `facts` has looked
        return paper.title_of(self.organisation, self.year, paper.scope_of(self.level))


@require_GET
def show_plan(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/extracurricular-plan/?year=&level= – all classes with totals and remarks."""
    asked = _OfOrganisation(request, pk)
    classes = asked.classes
    norms = plans.plan_norms(asked.year) if asked.year else {}
    limit = norms.get(NormKind.EXTRACURRICULAR_WEEK_HOURS)
    every = [line for _class, lines in classes for line in lines]
    context = {
        "page_title": _("Extracurricular plan"),
        "page_subtitle": f"{asked.organisation}, {asked.year or ''}",
        "breadcrumbs": [{"label": _("Extracurricular plans"), "url": link("class-plan-list")}],
        "form": asked.form,
        "classes": [
            {
                "school_class": school_class,
                "url": link("class-plan-detail", school_class.pk),
                "lines": lines,
                "hours": plans.week_hours(lines),
                "is_over": limit is not None and plans.week_hours(lines) > limit.value,
            }
            for school_class, lines in classes
        ],
        "limit": limit,
        "funding": plans.hours_by_funding(every),
        "files": [
            {
                "label": label,
                "icon": _ICONS[kind],
                "url": f"{link('organisation-plan-file', pk=pk, kind=kind)}{asked.query}",
            }
            for kind, label in _LABELS.items()
        ],
        "document_url": f"{link('organisation-plan-document', pk)}{asked.query}"
        if classes and holds(request.actor, permissions.ISSUE_PLANS, asked.organisation)
        else "",
    }
    return render(request, "courses/organisation_plan.html", context)


@require_GET
def download_plan(request: Any, pk: int, kind: str) -> HttpResponse:
    """organisations/<pk>/extracurricular-plan/file/<kind>/?year=&level= – as .docx, .pdf or .xlsx; keeps nothing."""
    asked = _OfOrganisation(request, pk)
    return _file(kind, asked.facts(_stamp(request, asked.organisation)), asked.title)


@require_http_methods(["GET", "POST"])
def make_plan(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/extracurricular-plan/document/?year=&level= – kept with the organisation."""
    asked = _OfOrganisation(request, pk)
    require_early(request, permissions.ISSUE_PLANS, asked.organisation)
    return act_with_form(
        request,
        forms.ApprovalForm(request.POST or None, initial={"approval": _stamp(request, asked.organisation)}),
        lambda form: papers.issue_plan(
            asked.organisation,
            actor=request.actor,
            form=paper.EXTRACURRICULAR_PLAN,
            facts=asked.facts(form.cleaned_data["approval"]),
            title=asked.title,
        ),
        title=_("Make the extracurricular plan"),
        done=_("The plan is made: Word and PDF are among the files of the organisation."),
        back=f"{link('organisation-plan', pk)}{asked.query}",
        submit=_("Make the document"),
    )
