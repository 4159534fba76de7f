"""What is done with a project besides adding and correcting: one address, one command."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.files.responses import download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.screens.acts import act_with_form, require_early, row_or_404
from vmeste.foundation.screens.forms import UploadForm
from vmeste.foundation.tenancy.links import link
from vmeste.modules.projects import forms, permissions
from vmeste.modules.projects.choices import Section, ValueKind, WorkState
from vmeste.modules.projects.models import Project
from vmeste.modules.projects.services import figures, keeping, papers, roadmap

_BASE, _TARGET = ValueKind.BASELINE, ValueKind.TARGET


def project_for(request: Any, pk: int, permission: Permission) -> Project:
    """404 for those who do not see it, 403 for those who may not do this."""
    project: Project = row_or_404(request, permissions.VIEW, Project, pk)
    require_early(request, permission, project)
    return project


def crumbs_of(project: Project) -> list[dict[str, Any]]:
    return [
        {"label": _("Projects"), "url": link("project-list")},
        {"label": str(project), "url": link("project-detail", project.pk)},
    ]


def _part(rows: Any, pk: int) -> Any:
    try:
        return rows.get(pk=pk)
    except (rows.model.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


@require_http_methods(["GET", "POST"])
def report_work(request: Any, pk: int, part_pk: int) -> HttpResponse:
    """projects/<pk>/roadmap/works/<part_pk>/report/"""
    project = project_for(request, pk, permissions.REPORT)
    work = _part(project.roadmap, part_pk)
    initial = {
        "state": WorkState.DONE if work.state == WorkState.UNDER_WAY else work.state,
        "done_on": work.done_on or timezone.localdate(),
        "evidence": work.evidence,
    }
    return act_with_form(
        request,
        forms.ReportForm(request.POST or None, initial=initial),
        lambda form: roadmap.report_work(project, part=work, actor=request.actor, **form.cleaned_data),
        title=str(work),
        done=_("The state of the work is recorded."),
        back=link("project-roadmap", pk),
        breadcrumbs=crumbs_of(project),
    )


@require_http_methods(["GET", "POST"])
def record_value(request: Any, pk: int, part_pk: int) -> HttpResponse:
    """projects/<pk>/indicators/rows/<part_pk>/value/?kind=&period="""
    project = project_for(request, pk, permissions.EDIT)
    indicator = _part(project.indicators.select_related("group"), part_pk)
    kind = request.GET.get("kind") if request.GET.get("kind") in ValueKind.values else ValueKind.ACTUAL
    period = {_BASE: indicator.group.base_period, _TARGET: indicator.group.target_period}.get(ValueKind(kind), "")
    known = indicator.values.filter(kind=kind, organisation=None, period=period).first()
    initial = {"kind": kind, "period": period, "value": known.value.normalize() if known else None}
    return act_with_form(
        request,
        forms.ValueForm(request.POST or None, initial=initial, actor=request.actor),
        lambda form: figures.record_value(project, indicator=indicator, actor=request.actor, **form.cleaned_data),
        title=f"{indicator.name}, {indicator.unit}" if indicator.unit else indicator.name,
        done=_("The value is recorded."),
        back=link("project-indicators", pk),
        breadcrumbs=crumbs_of(project),
    )


@require_http_methods(["GET", "POST"])
def write_section(request: Any, pk: int, section: str) -> HttpResponse:
    """projects/<pk>/sections/<section>/"""
    if section not in Section.values:
        raise Http404
    project = project_for(request, pk, permissions.EDIT)
    known = project.texts.filter(section=section).first()
    return act_with_form(
        request,
        forms.SectionForm(request.POST or None, instance=known, actor=request.actor),
        lambda form: keeping.write_section(
            project, section=Section(section), actor=request.actor, version=form.seen_version, **form.values
        ),
        title=Section(section).label,
        done=_("The text is saved."),
        back=link("project-passport", pk),
        breadcrumbs=crumbs_of(project),
    )


@require_http_methods(["GET", "POST"])
def continue_project(request: Any, pk: int) -> HttpResponse:
    """projects/<pk>/continuation/"""
    project = project_for(request, pk, permissions.EDIT)
    made: list[Project] = []
    answer = act_with_form(
        request,
        forms.ContinuationForm(request.POST or None),
        lambda form: made.append(keeping.continue_project(project, actor=request.actor, **form.cleaned_data)),
        title=_("Continue next year"),
        done=_("The plan is copied; costs, acts, roles and what came of the year stay with the year."),
        back=link("project-detail", pk),
        breadcrumbs=crumbs_of(project),
        submit=_("Copy"),
    )
    return redirect(link("project-detail", made[0].pk)) if made else answer


@require_http_methods(["GET", "POST"])
def attach_file(request: Any, pk: int) -> HttpResponse:
    """projects/<pk>/files/new/"""
    project = project_for(request, pk, permissions.EDIT)

    def attach(form: UploadForm) -> None:
        upload = form.cleaned_data["file"]
        papers.attach_file(
            project, actor=request.actor, data=upload.read(), name=upload.name, note=form.cleaned_data["note"]
        )

    return act_with_form(
        request,
        UploadForm(request.POST or None, request.FILES or None),
        attach,
        title=_("Attach a file"),
        done=_("The file is attached."),
        back=link("project-detail", pk),
        breadcrumbs=crumbs_of(project),
    )


@require_GET
def open_file(request: Any, pk: int, file_pk: int) -> HttpResponse:
    """projects/<pk>/files/<file_pk>/"""
    project = project_for(request, pk, permissions.VIEW)
    return download_stored(_part(files_of(project), file_pk))
