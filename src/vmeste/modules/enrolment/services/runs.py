"""Allocations of a closed round: frozen input, the search, an independent check of every answer, what-ifs beside it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import store_bytes
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.jobs.progress import ask_to_stop
from vmeste.foundation.jobs.running import JOBS
from vmeste.foundation.tenancy.statistics import refresh_statistics
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import RoundStage, RunState
from vmeste.modules.enrolment.errors import NothingToAllocate, WrongStage
from vmeste.modules.enrolment.events import InputFrozen, RunFailed, RunFinished, RunStarted
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound, Verdict
from vmeste.modules.enrolment.selectors.freezing import pk_of, round_from_rows
from vmeste.modules.people.models import Pupil
from vmeste.pure.allocation.changes import Difference, changed_round, difference
from vmeste.pure.allocation.checking import check
from vmeste.pure.allocation.errors import InvalidResult, InvalidRound
from vmeste.pure.allocation.explaining import Explainer
from vmeste.pure.allocation.figures import figures
from vmeste.pure.allocation.hashing import input_hash
from vmeste.pure.allocation.model import POINT, Aim, Outcome, Round
from vmeste.pure.allocation.progress import Step
from vmeste.pure.allocation.reading import read_round
from vmeste.pure.allocation.solving import allocate
from vmeste.pure.allocation.writing import (
    outcome_from_json,
    outcome_to_json,
    reasons_to_lines,
    round_to_json,
    waiting_to_lines,
)

_AT_ONCE = 2000
_SHOWN = 3
# Where each stage of the search stands on the bar: from, and how far, in per cent.
_SHARES = {"prices": (0, 40), "bundles": (40, 20), "openings": (60, 20)}
_STAGES = {
    "prices": gettext_lazy("Searching for prices"),
    "bundles": gettext_lazy("Giving seats"),
    "openings": gettext_lazy("Choosing which groups open"),
}
_JOB = "modules.enrolment.jobs.allocate"
JSON, JSON_LINES = "application/json", "application/jsonl"


@command(may=permissions.RUN_ROUNDS)
def start_run(round_: ChoiceRound, /, *, actor: Actor, at: datetime, freeze_anew: bool = False) -> AllocationRun:
    """Freeze the input unless it is, and put the allocation into the queue.

    `freeze_anew` takes groups and wishes as they are now instead; the new hash stands in the history.

    Raises:
        WrongStage: the round is not closed, or is published.
        NothingToAllocate: nobody handed in wishes, the rows contradict each other, or a run is under way.
    """
    current = _allocatable(round_)
    run = AllocationRun(round=current, started_at=at)
    run.save()
    if freeze_anew or not current.input_hash:
        text, hashed = _freeze(current, at)
        current.input_hash, current.frozen_at = hashed, at
        current.save(update_fields=["input_hash", "frozen_at"])
        announce(InputFrozen(input_hash=hashed), actor=actor, subject=current)
        run.round_file = _keep(run, text, "round.json", JSON)
    else:
        frozen = current.runs.filter(base=None, input_hash=current.input_hash, round_file__isnull=False)
        run.round_file = frozen.order_by("-pk")[0].round_file
    run.input_hash = current.input_hash
    return _hand_over(run, actor=actor, title=_("Allocation: %(round)s") % {"round": current})


@command(may=permissions.RUN_ROUNDS)
def start_what_if(
    round_: ChoiceRound,
    /,
    *,
    base: AllocationRun,
    actor: Actor,
    at: datetime,
    title: str,
    changes: Sequence[Mapping[str, Any]],
) -> AllocationRun:
    """Allocate the input of `base` with changes, beside it; nothing of the round changes.

    Raises:
        NothingToAllocate: a change names nothing the round has, or `base` is not finished.
    """
    current = locked(round_)
    if base.round_id != current.pk or base.base_id is not None or base.state != RunState.DONE:
        raise NothingToAllocate(_("Only a finished allocation can be compared."))
    assert base.round_file is not None
    try:
        changed = changed_round(read_round(base.round_file.read().decode()), changes)
    except InvalidRound as refusal:
        raise NothingToAllocate(str(refusal)) from refusal
    run = AllocationRun(round=current, base=base, title=title[:200], changes=list(changes), started_at=at)
    run.save()
    run.round_file = _keep(run, round_to_json(changed), "round.json", JSON)
    run.input_hash = input_hash(changed)
    return _hand_over(run, actor=actor, title=_("What if: %(title)s") % {"title": title})


@command(may=permissions.RUN_ROUNDS)
def stop_run(round_: ChoiceRound, /, *, run: AllocationRun, actor: Actor) -> None:
    """Ask a run to end with the best it has found; its certificate says that it was stopped."""
    if run.job_id is not None and run.round_id == round_.pk:
        ask_to_stop(run.job_id)


@dataclass(frozen=True, slots=True)
class Solved:
    """What a search brought, checked. `problem` says in words why the answer must not be used."""

    round: Round
    outcome: Outcome | None
    problem: str = ""


def solve(run: AllocationRun, *, tell: Callable[[str, int], None], stopped: Callable[[], bool]) -> Solved:
    """Search and check, by code that shares nothing with the search; writes no row.

    `tell` hears of stage and percent, `stopped` is asked at every step.
    """
    assert run.round_file is not None
    round_ = read_round(run.round_file.read().decode())
    seed = run.round.seed
    tell(_("Searching for prices"), 0)
    reached = 0

    def listen(step: Step) -> bool:
        nonlocal reached
        first, width = _SHARES[step.stage]
        # Seats are given again once it is known which groups open: the bar must not fall back.
        reached = max(reached, first + width * step.done // max(1, step.of))
        tell(str(_STAGES[step.stage]), reached)
        return stopped()

    try:
        if run.base is None:
            outcome = allocate(round_, seed, listen=listen).outcome
        else:
            before = outcome_of(run.base)[1].certificate
            groups = [group.id for group in outcome_of(run.base)[0].groups]
            outcome = allocate(
                round_,
                seed,
                listen=listen,
                school_weights=before.school_weights,
                warm=dict(zip(groups, before.prices, strict=False)),
            ).outcome
    except (InvalidRound, InvalidResult) as refusal:
        return Solved(round_, None, str(refusal))
    tell(_("Checking"), 80)
    checked = check(round_, outcome)
    if not checked.valid:
        found = "; ".join(f"{one.rule}: {one.where}" for one in checked.violations[:_SHOWN])
        return Solved(round_, outcome, _("The independent check objects: %(found)s") % {"found": found})
    return Solved(round_, outcome)


@command(may=permissions.RUN_ROUNDS)
def keep_result(
    round_: ChoiceRound,
    /,
    *,
    run: AllocationRun,
    solved: Solved,
    actor: Actor,
    at: datetime,
    tell: Callable[[str, int], None],
    finish: Callable[[], None],
) -> AllocationRun:
    """Write down what a search brought: files, figures, a verdict on every wish. An answer with a problem is a failure.

    Run again, it writes nothing: the first answer stands.
    """
    current = locked(round_)
    run = AllocationRun.objects.select_for_update(of=("self",)).select_related("base").get(pk=run.pk)
    if run.state in {RunState.DONE, RunState.FAILED}:
        return run
    run.finished_at = at
    if solved.problem or solved.outcome is None:
        run.state, run.problem = RunState.FAILED, solved.problem[:300]
        run.save()
        announce(RunFailed(run_id=run.pk, problem=run.problem), actor=actor, subject=current)
        finish()
        return run
    tell(_("Explaining"), 90)
    numbers = figures(solved.round, solved.outcome)
    run.result_file = _keep(run, outcome_to_json(solved.outcome, {"figures": numbers}), "result.json", JSON)
    run.certificate = asdict(solved.outcome.certificate)
    run.figures = {**numbers, "gap": _gap(solved), "finished": solved.outcome.certificate.finished}
    explainer = Explainer(solved.round, solved.outcome)
    run.reasons_file = _keep(run, "".join(reasons_to_lines(explainer)), "reasons.jsonl", JSON_LINES)
    run.waiting_file = _keep(run, "".join(waiting_to_lines(explainer)), "waiting.jsonl", JSON_LINES)
    run.state = RunState.DONE
    run.save()
    if run.base is None:
        _keep_verdicts(run, explainer)
        if current.stage == RoundStage.CLOSED:
            current.stage = RoundStage.DECIDED
            current.version += 1
            current.save(update_fields=["stage", "version"])
    announce(RunFinished(run_id=run.pk, placed=int(numbers["placed"])), actor=actor, subject=current)
    finish()
    return run


def outcome_of(run: AllocationRun) -> tuple[Round, Outcome]:
    """A finished run's round and result, from its files."""
    assert run.round_file is not None
    assert run.result_file is not None
    round_ = read_round(run.round_file.read().decode())
    return round_, outcome_from_json(run.result_file.read().decode(), round_)


def compared(run: AllocationRun) -> Difference:
    """What a what-if changes against its base: who sits elsewhere, under numbers; reads four files, no query."""
    assert run.base is not None
    return difference(outcome_of(run.base)[1], outcome_of(run)[1])


def _allocatable(round_: ChoiceRound) -> ChoiceRound:
    current = locked(round_)
    if current.stage not in {RoundStage.CLOSED, RoundStage.DECIDED}:
        raise WrongStage(current.get_stage_display())
    waiting = current.runs.filter(state=RunState.WAITING, base=None).values("job_id")
    if Job.objects.filter(pk__in=waiting, state__in=[JobState.WAITING, JobState.RUNNING]).exists():
        raise NothingToAllocate(_("An allocation of this round is under way."))
    return current


def _freeze(round_: ChoiceRound, at: datetime) -> tuple[str, str]:
    try:
        frozen = round_from_rows(round_, on=timezone.localdate(at))
        text = round_to_json(frozen)
        # What is solved and published is what the text says; whoever reads it must come to the same hash.
        hashed = input_hash(read_round(text))
    except InvalidRound as refusal:
        raise NothingToAllocate(str(refusal)) from refusal
    if not len(frozen.pupils):
        raise NothingToAllocate(_("Nobody has handed in wishes."))
    return text, hashed


def _hand_over(run: AllocationRun, *, actor: Actor, title: str) -> AllocationRun:
    run.save()
    announce(RunStarted(run_id=run.pk), actor=actor, subject=run.round)
    job = JOBS[_JOB].enqueue(title=title, actor=actor, run=run.pk)
    run.job_id = job.pk
    AllocationRun.objects.filter(pk=run.pk).update(job_id=job.pk)
    return run


def _keep(run: AllocationRun, text: str, name: str, mime: str) -> StoredFile:
    data = text.encode()
    file = StoredFile(
        sha256=store_bytes(data),
        name=name,
        mime=mime,
        size=len(data),
        uploaded_by=_("Allocation"),
        subject_type=run._meta.label,
        subject_id=run.pk,
    )
    file.save()
    return file


def _keep_verdicts(run: AllocationRun, explainer: Explainer) -> None:
    pupils = dict(Pupil.with_removed.values_list("number", "pk"))
    made = Verdict.objects.bulk_create(
        (
            Verdict(
                run=run,
                pupil_id=pupils[reason.pupil],
                programme_id=pk_of(reason.course),
                group_id=pk_of(reason.group) if reason.group else None,
                rank=reason.rank,
                cause=reason.cause,
                facts=dict(reason.facts or {}),
                would_help=reason.would_help,
            )
            for reason in explainer.all_reasons()
        ),
        batch_size=_AT_ONCE,
    )
    refresh_statistics(Verdict, new_rows=len(made))


def _gap(solved: Solved) -> float:
    assert solved.outcome is not None
    policy = solved.round.policy
    return solved.outcome.certificate.gap_beyond(policy.placed * POINT if Aim.PLACED in policy.aims else 0)


def told_waiting(run: AllocationRun) -> Mapping[int, Sequence[str]]:
    """The waiting lists of a finished run: group's key → numbers of pupils in order."""
    assert run.waiting_file is not None
    lines = (json.loads(line) for line in run.waiting_file.read().decode().splitlines())
    return {pk_of(line["group"]): [number for number, _claim in line["waiting"]] for line in lines}
