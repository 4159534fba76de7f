"""Choice rounds on the curator's side: the register, the page of one, its acts up to the closing."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from vmeste.foundation.access.permissions import holds, rows_for
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.responses import download_stored
from vmeste.foundation.screens.acts import act_without_form, require_early, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.tenancy.links import link
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EDITABLE, RoundStage, RunState
from vmeste.modules.enrolment.forms.rounds import RoundForm
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound
from vmeste.modules.enrolment.selectors import rounds as selected
from vmeste.modules.enrolment.selectors.runs import runs_of
from vmeste.modules.enrolment.services import publishing, rounds
from vmeste.modules.enrolment.tables.rounds import ROUNDS, run_badge, stage_badge

_ORDER = (
    RoundStage.DRAFT,
    RoundStage.OPEN,
    RoundStage.CLOSED,
    RoundStage.DECIDED,
    RoundStage.PUBLISHED,
    RoundStage.FINISHED,
)
FILES = {
    "round.json": "round_file",
    "result.json": "result_file",
    "reasons.jsonl": "reasons_file",
    "waiting.jsonl": "waiting_file",
}


def round_for(request: Any, pk: int) -> ChoiceRound:
    """A round for whoever runs rounds: 404 for those who do not see it, 403 for those who may not."""
    round_: ChoiceRound = row_or_404(request, permissions.VIEW_ROUNDS, ChoiceRound, pk)
    require_early(request, permissions.RUN_ROUNDS, round_)
    return round_


def crumbs_of(round_: ChoiceRound) -> list[dict[str, Any]]:
    return [
        {"label": _("Choice rounds"), "url": link("round-list")},
        {"label": str(round_), "url": link("round-detail", round_.pk)},
    ]


def _next(request: Any, round_: ChoiceRound) -> dict[str, Any]:
    """Where the round is and what comes next, with the button for it."""
    stage = RoundStage(round_.stage)
    may = holds(request.actor, permissions.RUN_ROUNDS, round_)
    done = runs_of(round_).filter(base=None, state=RunState.DONE).first() if stage == RoundStage.DECIDED else None
    acts: dict[RoundStage, tuple[str, str, str]] = {
        RoundStage.DRAFT: (
            "round-opening",
            _("Open the round"),
            _("Open the round? Families see it from its start on."),
        ),
        RoundStage.OPEN: ("round-closing", _("Close now"), _("Close the round? Nobody can change wishes any more.")),
        RoundStage.CLOSED: ("round-run-new", _("Freeze the input and allocate"), ""),
        RoundStage.PUBLISHED: ("round-finishing", _("Finish the round"), ""),
    }
    name, label, confirm = acts.get(stage, ("", "", ""))
    return {
        "steps": [one.label for one in _ORDER],
        "current": _ORDER.index(stage) + 1,
        "act": {"url": link(name, round_.pk), "label": label, "confirm": confirm} if may and name else None,
        "words": _WORDS[stage],
        "done_url": link("round-run", pk=round_.pk, run_pk=done.pk) if done and may else "",
        "again_url": link("round-run-new", round_.pk) if may and stage == RoundStage.DECIDED else "",
        "published_url": link("round-published", round_.pk) if round_.published_at else "",
    }


_WORDS = {
    RoundStage.DRAFT: gettext_lazy(
        "Check schools, groups and limits. When the round opens, the seed of the lottery is drawn and sealed."
    ),
    RoundStage.OPEN: gettext_lazy("Families and schools hand in wishes. The round closes by itself at its end."),
    RoundStage.CLOSED: gettext_lazy(
        "Wishes are in. Allocating freezes the input: its hash is shown, and everybody can check it later."
    ),
    RoundStage.DECIDED: gettext_lazy(
        "Look at the result, try what would help, publish. Until then nothing has happened to anybody."
    ),
    RoundStage.PUBLISHED: gettext_lazy("Seats are given. Declined seats go to the waiting lists by themselves."),
    RoundStage.FINISHED: gettext_lazy("The round is over; its waiting lists go on."),
}


def _progress(request: Any, round_: ChoiceRound) -> dict[str, Any] | None:
    if round_.stage == RoundStage.DRAFT:
        return None
    rows = selected.progress_by_school(round_, on=timezone.localdate())
    return {
        "rows": rows,
        "pupils": sum(row.pupils for row in rows),
        "begun": sum(row.begun for row in rows),
        "handed_in": sum(row.handed_in for row in rows),
    }


def _demand(request: Any, round_: ChoiceRound) -> dict[str, Any] | None:
    return {"rows": selected.demand_of(round_)}


def _answers(request: Any, round_: ChoiceRound) -> dict[str, Any] | None:
    return {"rows": list(selected.answers_of(round_).items())} if round_.published_at else None


def _runs(request: Any, round_: ChoiceRound) -> dict[str, Any] | None:
    rows = list(rows_for(request.actor, permissions.VIEW_RUNS, AllocationRun, within=runs_of(round_))[:20])
    lines = [
        {
            "run": run,
            "url": link("round-run", pk=round_.pk, run_pk=run.pk),
            "badge": run_badge(RunState(run.state)),
            "is_published": run.pk == round_.published_run_id,
        }
        for run in rows
    ]
    return {"lines": lines} if lines else None


def _is_open_to(round_: ChoiceRound, command: Any) -> bool:
    return round_.stage in (EDITABLE if command is rounds.edit_round else (RoundStage.DRAFT,))


class RoundScreens(Screens):
    model = ChoiceRound
    name = "round"
    path = "rounds"
    icon = "list-check"
    may_view = permissions.VIEW_ROUNDS
    rows = selected.rounds_for_list
    table = ROUNDS
    form_class = RoundForm
    create_command = rounds.draft_round
    update_command = rounds.edit_round
    remove_command = rounds.remove_round
    restore_command = rounds.restore_round
    title = gettext_lazy("Choice rounds")
    new_label = gettext_lazy("New round")
    empty_text = gettext_lazy("A round says who may choose, from what and until when; the allocation gives the seats.")
    badges = lambda round_: [stage_badge(round_)]  # noqa: E731 - a declaration
    is_open_to = _is_open_to
    panels = (
        Panel(gettext_lazy("What to do next"), "enrolment/rounds/next.html", _next, area="wide"),
        Panel(
            gettext_lazy("Wishes by school"),
            "enrolment/rounds/progress.html",
            _progress,
            is_flush=True,
        ),
        Panel(
            gettext_lazy("What is asked for"),
            "enrolment/rounds/demand.html",
            _demand,
            is_flush=True,
        ),
        Panel(
            gettext_lazy("Allocations"),
            "enrolment/rounds/runs.html",
            _runs,
            is_flush=True,
            may_view=permissions.VIEW_RUNS,
        ),
        Panel(gettext_lazy("Answers"), "enrolment/rounds/answers.html", _answers, area="side"),
        facts(
            *("year", "opens_at", "closes_at", "confirm_by", "first_grade", "last_grade", "most_wishes"),
            *("most_courses", "places_everybody"),
            *("policy", "commitment", "input_hash"),
        ),
        history("round-history"),
    )


@require_POST
def open_round(request: Any, pk: int) -> HttpResponse:
    """POST rounds/<pk>/opening/"""
    round_ = round_for(request, pk)
    return act_without_form(
        request,
        lambda: rounds.open_round(round_, actor=request.actor, at=timezone.now()),
        done=_("The round is open; the commitment to the seed is published."),
        back=link("round-detail", pk),
    )


@require_POST
def close_round(request: Any, pk: int) -> HttpResponse:
    """POST rounds/<pk>/closing/"""
    round_ = round_for(request, pk)
    return act_without_form(
        request,
        lambda: rounds.close_round(round_, actor=request.actor, at=timezone.now()),
        done=_("The round is closed."),
        back=link("round-detail", pk),
    )


@require_POST
def finish_round(request: Any, pk: int) -> HttpResponse:
    """POST rounds/<pk>/finishing/"""
    round_ = round_for(request, pk)
    return act_without_form(
        request,
        lambda: publishing.finish_round(round_, actor=request.actor),
        done=_("The round is finished."),
        back=link("round-detail", pk),
    )


@require_GET
def show_published(request: Any, pk: int) -> HttpResponse:
    """rounds/<pk>/published/ – what everybody may check: seed, hashes, files. No names, families see it too."""
    round_: ChoiceRound = row_or_404(request, permissions.VIEW_PUBLISHED, ChoiceRound, pk)
    run = round_.published_run
    assert run is not None
    files = [{"name": name, "file": getattr(run, field)} for name, field in FILES.items()]
    context = {
        "page_title": _("Published result"),
        "page_subtitle": str(round_),
        "round": round_,
        "run": run,
        "files": [
            {**one, "url": link("round-published-file", pk=pk, file=one["name"])} for one in files if one["file"]
        ],
    }
    return render(request, "enrolment/rounds/published.html", context)


@require_GET
def download_published(request: Any, pk: int, file: str) -> HttpResponse:
    """rounds/<pk>/published/<file>/"""
    round_: ChoiceRound = row_or_404(request, permissions.VIEW_PUBLISHED, ChoiceRound, pk)
    assert round_.published_run is not None
    return download_stored(file_of(round_.published_run, file))


def file_of(run: AllocationRun, name: str) -> StoredFile:
    """Raises Http404 for a name that is none, and for a run that has no such file (yet)."""
    file = getattr(run, FILES[name]) if name in FILES else None
    if not isinstance(file, StoredFile):
        raise Http404
    return file
