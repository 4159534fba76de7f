"""Runs of a round: how far, what came out, who got nothing and why, what would help, publishing."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.files.responses import download, download_stored
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.jobs.progress import last_beat
from vmeste.foundation.screens.acts import act_with_form, act_without_form, row_or_404
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import jobs, permissions
from vmeste.modules.enrolment.choices import RoundStage, RunState
from vmeste.modules.enrolment.forms.rounds import WhatIfForm
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound
from vmeste.modules.enrolment.selectors import runs as selected
from vmeste.modules.enrolment.selectors.freezing import names_of_places, pk_of
from vmeste.modules.enrolment.services import publishing, runs
from vmeste.modules.enrolment.tables.rounds import run_badge
from vmeste.pure.allocation.model import POINT, Round
from vmeste.pure.writing.tables import sheets
from vmeste.pure.writing.tables.sheets import ColumnSpec, Sheet
from vmeste.pure.writing.tables.xlsx import write_xlsx

from .rounds import FILES, crumbs_of, file_of, round_for

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE = 50
_MOVED = 200
_PARTS_OF_MILLION = 1_000_000


def _run(request: Any, pk: int, run_pk: int) -> AllocationRun:
    """A run for whoever sees results; 404 for a missing one and for one of another round."""
    run: AllocationRun = row_or_404(request, permissions.VIEW_RUNS, AllocationRun, run_pk)
    if run.round_id != pk:
        raise Http404
    return run


def _run_to_change(request: Any, pk: int, run_pk: int) -> tuple[ChoiceRound, AllocationRun]:
    run = _run(request, pk, run_pk)
    return round_for(request, pk), run


@require_POST
def start(request: Any, pk: int) -> HttpResponse:
    """POST rounds/<pk>/runs/new/ – `anew` in the form freezes the input as it is now."""
    round_ = round_for(request, pk)
    try:
        run = runs.start_run(round_, actor=request.actor, at=timezone.now(), freeze_anew=bool(request.POST.get("anew")))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(link("round-detail", pk))
    return redirect(link("round-run", pk=pk, run_pk=run.pk))


@require_GET
def show(request: Any, pk: int, run_pk: int) -> HttpResponse:
    """rounds/<pk>/runs/<run_pk>/ – how far it is, then what came out."""
    run = _run(request, pk, run_pk)
    state = _state(run)
    may = holds(request.actor, permissions.RUN_ROUNDS, run.round)
    context: dict[str, Any] = {
        "page_title": run.title or _("Allocation of %(when)s") % {"when": _moment(run)},
        "breadcrumbs": crumbs_of(run.round),
        "run": run,
        "round": run.round,
        "badge": run_badge(state["run"]),
        "job": state,
        "may_run": may,
        "poll_url": request.path,
        "stop_url": link("round-run-stop", pk=pk, run_pk=run_pk) if may else "",
    }
    if request.htmx:
        return render(request, "enrolment/rounds/run.html#progress", context)
    if run.state == RunState.DONE:
        context |= _result(run, may=may)
    return render(request, "enrolment/rounds/run.html", context)


def _moment(run: AllocationRun) -> str:
    return timezone.localtime(run.started_at).strftime("%d.%m.%Y %H:%M")


def _state(run: AllocationRun) -> dict[str, Any]:
    """How the run stands; while it has not ended its job tells, because what a job writes shows at its end. 1 query."""
    if run.state in {RunState.DONE, RunState.FAILED}:
        return {"run": RunState(run.state), "is_over": True, "stage": "", "percent": None, "problem": run.problem}
    job = Job.objects.filter(pk=run.job_id or 0).first()
    if job is None or job.state == JobState.FAILED:
        problem = job.message if job else ""
        return {"run": RunState.FAILED, "is_over": True, "stage": "", "percent": None, "problem": problem}
    beat = last_beat(job.pk) if job.state == JobState.RUNNING else None
    return {
        "run": RunState.RUNNING if job.state == JobState.RUNNING else RunState.WAITING,
        "is_over": False,
        "stage": beat.stage if beat else _("Waiting for its turn"),
        "percent": beat.percent if beat else None,
        "problem": "",
    }


def _result(run: AllocationRun, *, may: bool) -> dict[str, Any]:
    figures = run.figures
    ranks = figures["ranks"]
    width = max((index for index, count in enumerate(ranks[:-1]) if count), default=0) + 1
    labels = [_("Wish %(rank)s") % {"rank": rank} for rank in range(1, width + 1)] + [_("nothing")]
    schools = selected.by_school(run)
    stage = run.round.stage
    base = {"pk": run.round_id, "run_pk": run.pk}
    context = {
        "asked": figures["asked"],
        "placed": figures["placed"],
        "unplaced": figures["asked"] - figures["placed"],
        "first": ranks[0],
        "seats": figures["seats"],
        "bound": run.certificate["placed_bound"],
        "gap": f"{figures['gap'] * 100:.4f}",
        "is_proven": figures["gap"] * _PARTS_OF_MILLION < 1,
        "finished": figures["finished"],
        "ranks": {
            "categories": labels,
            "series": [{"name": _("Pupils"), "values": [*ranks[:width], ranks[-1]]}],
        },
        "schools": schools,
        "schools_chart": {
            "categories": [row["school"] for row in schools],
            "series": [
                {"name": _("placed"), "values": [row["placed"] for row in schools]},
                {"name": _("without a seat"), "values": [row["asked"] - row["placed"] for row in schools]},
            ],
        },
        "files": [
            {"name": name, "url": link("round-run-file", **base, file=name)}
            for name, field in FILES.items()
            if getattr(run, f"{field}_id")
        ]
        if may
        else [],
    }
    if run.base is None:
        context |= {
            "remedies": selected.remedies_of(run),
            "unplaced_url": link("round-unplaced", **base),
            "what_if_url": link("round-what-if-new", **base) if may else "",
            "publish_url": link("round-publication", **base) if may and stage == RoundStage.DECIDED else "",
            "what_ifs": [_beside(one, run) for one in run.what_ifs.order_by("pk")],
        }
    else:
        context |= {"beside": _beside(run, run.base), "moved": _moved(run)}
    return context


def _beside(run: AllocationRun, base: AllocationRun) -> dict[str, Any]:
    """The figures of a what-if as differences to its base."""
    told: dict[str, Any] = {
        "run": run,
        "url": link("round-run", pk=run.round_id, run_pk=run.pk),
        "badge": run_badge(RunState(run.state)),
    }
    if run.state != RunState.DONE:
        return told
    own, other = run.figures, base.figures
    pairs = [
        (_("Placed"), own["placed"], other["placed"]),
        (_("First wish"), own["ranks"][0], other["ranks"][0]),
        (_("Without a seat"), own["asked"] - own["placed"], other["asked"] - other["placed"]),
        (_("Seats given"), own["seats"], other["seats"]),
        (_("Minutes on the way a week"), own["travel_minutes"], other["travel_minutes"]),
    ]
    return {
        **told,
        "figures": [(label, before, after, f"{after - before:+d}") for label, after, before in pairs],
    }


def _moved(run: AllocationRun) -> dict[str, Any]:
    """Who would sit elsewhere, the first of them with their groups; the files tell, so no query but for the names."""
    told = runs.compared(run)
    shown = told.moved[:_MOVED]
    names = _names_of_groups({name for one in shown for name in (*one.before, *one.after)})
    return {
        "count": len(told.moved),
        "objective": f"{told.objective / POINT:+.2f}",
        "lines": [
            {
                "number": one.pupil,
                "before": ", ".join(names[name] for name in one.before),
                "after": ", ".join(names[name] for name in one.after),
            }
            for one in shown
        ],
        "more": max(0, len(told.moved) - _MOVED),
    }


def _names_of_groups(ids: set[str]) -> dict[str, str]:
    """Programme and name of groups by their ids in the files; 1 query. What is only tried has a plus."""
    rows = StudyGroup.with_removed.select_related("programme").in_bulk([pk_of(name.rstrip("+")) for name in ids])
    names = {}
    for name in ids:
        row = rows.get(pk_of(name.rstrip("+")))
        words = f"{row.programme} · {row.name}" if row else name
        names[name] = _("%(group)s (one more)") % {"group": words} if name.endswith("+") else words
    return names


@require_POST
def stop(request: Any, pk: int, run_pk: int) -> HttpResponse:
    """POST rounds/<pk>/runs/<run_pk>/stop/"""
    round_, run = _run_to_change(request, pk, run_pk)
    return act_without_form(
        request,
        lambda: runs.stop_run(round_, run=run, actor=request.actor),
        done=_("The search ends with the best it has found."),
        back=link("round-run", pk=pk, run_pk=run_pk),
    )


@require_GET
def list_unplaced(request: Any, pk: int, run_pk: int) -> HttpResponse:
    """rounds/<pk>/runs/<run_pk>/unplaced/?page= – number, class, school, and why, wish by wish."""
    run = _run(request, pk, run_pk)
    page = Paginator(selected.unplaced_pupils(run), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Pupils without a seat"),
        "breadcrumbs": [*crumbs_of(run.round), {"label": _moment(run), "url": link("round-run", pk=pk, run_pk=run_pk)}],
        "refusals": selected.refusals_of(run, list(page.object_list)),
        "total": page.paginator.count,
        "export_url": link("round-unplaced-table", pk=pk, run_pk=run_pk),
        "page": {
            "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
            "total_label": "",
        }
        if page.has_other_pages()
        else None,
    }
    return render(request, "enrolment/rounds/unplaced.html", context)


@require_GET
def export_unplaced(request: Any, pk: int, run_pk: int) -> HttpResponse:
    """rounds/<pk>/runs/<run_pk>/unplaced/export/ – the same for everybody without a seat, as a spreadsheet."""
    run = _run(request, pk, run_pk)
    refusals = selected.refusals_of(run, list(selected.unplaced_pupils(run)))
    columns = tuple(
        ColumnSpec(label, sheets.Kind.TEXT) for label in (_("Number"), _("School"), _("Class"), _("Wish"), _("Why"))
    )
    rows = (
        (one.number, one.school, one.class_name, str(rank), sentence)
        for one in refusals
        for rank, sentence in enumerate(one.sentences, start=1)
    )
    target = BytesIO()
    write_xlsx([Sheet(_("Without a seat"), columns, rows)], target)
    return download(target.getvalue(), name=f"{_('Without a seat')}.xlsx", mime=_XLSX)


@require_GET
def download_file(request: Any, pk: int, run_pk: int, file: str) -> HttpResponse:
    """rounds/<pk>/runs/<run_pk>/files/<file>/ – before publishing only for those who run rounds: the seed is inside."""
    _round, run = _run_to_change(request, pk, run_pk)
    return download_stored(file_of(run, file))


@require_http_methods(["GET", "POST"])
def try_change(request: Any, pk: int, run_pk: int) -> HttpResponse:
    """rounds/<pk>/runs/<run_pk>/what-ifs/new/"""
    round_, run = _run_to_change(request, pk, run_pk)
    if run.state != RunState.DONE or run.base_id is not None:
        raise Http404
    frozen = runs.outcome_of(run)[0]
    form = WhatIfForm(
        request.POST or None, round_=frozen, groups=_group_choices(frozen), places=names_of_places(frozen)
    )
    return act_with_form(
        request,
        form,
        lambda form: runs.start_what_if(
            round_, base=run, actor=request.actor, at=timezone.now(), title=form.title, changes=[form.change]
        ),
        title=_("What if…"),
        intro=_("The same wishes with one change, allocated beside the first. Nothing of the round changes."),
        done=_("The comparison is under way; it appears below the result."),
        back=link("round-run", pk=pk, run_pk=run_pk),
        breadcrumbs=crumbs_of(round_),
        submit=_("Try it"),
    )


def _group_choices(frozen: Round) -> dict[str, str]:
    return _names_of_groups({group.id for group in frozen.groups})


@require_http_methods(["GET", "POST"])
def publish(request: Any, pk: int, run_pk: int) -> HttpResponse:
    """rounds/<pk>/runs/<run_pk>/publication/"""
    round_, run = _run_to_change(request, pk, run_pk)
    back = link("round-run", pk=pk, run_pk=run_pk)
    if request.method == "GET":
        context = {
            "page_title": _("Publish the result?"),
            "breadcrumbs": crumbs_of(round_),
            "text": _(
                "Seats are offered to the families, waiting lists begin, the seed is opened. From then on seats move "
                "only by answers and waiting lists: it cannot be taken back."
            ),
            "submit_label": _("Publish"),
            "cancel_url": back,
        }
        return render(request, "screens/confirm.html", context)
    try:
        publishing.publish_result(round_, run=run, actor=request.actor, at=timezone.now())
        site = request.build_absolute_uri("/").rstrip("/")
        jobs.notify.enqueue(title=_("Letters about the result"), actor=request.actor, round_pk=pk, site=site)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    messages.success(request, _("The result is published; letters are on their way."))
    return redirect(link("round-detail", pk))
