"""One decorator for background work: scope, actor, progress, retry."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import PERMISSIONS
from vmeste.foundation.tenancy.scope import NetworkRef, active_network, working_in

from .models import Job, JobState
from .progress import LeaseLost, Progress, is_lost, unheard_since
from .rights import actor_now

logger = logging.getLogger("vmeste.jobs")
MAX_ATTEMPTS = 3
_PLACE_OF_JOB = 2  # among the arguments of `run_job`

JobFunction = Callable[..., str]


@dataclass(frozen=True, slots=True)
class NetworkJob:
    """A function `(progress, *, actor, **arguments) -> result_url`, callable in the background."""

    kind: str
    function: JobFunction
    is_idempotent: bool

    def enqueue(self, *, title: str, actor: Actor, **arguments: Any) -> Job:
        """Write the job row and its queue entry in the caller's transaction: both exist, or neither."""
        job = Job.objects.create(
            kind=self.kind,
            title=title[:200],
            arguments=arguments,
            actor=actor.as_data(),
            actor_label=actor.label,
            user_id=actor.user_id,
        )
        network = active_network()
        run_job.enqueue(network.pk, network.slug, job.pk, translation.get_language())
        return job


JOBS: dict[str, NetworkJob] = {}


def network_job(*, is_idempotent: bool) -> Callable[[JobFunction], NetworkJob]:
    """Make a function a background job of the active network.

    It gets a `Progress`, the `actor` who asked and the plain keyword arguments of `enqueue`, runs in that
    network's scope and answers the path of its result (or ""). Its effect is one command, so that a killed worker
    leaves nothing half-written; `progress.finish` inside that command's transaction makes effect and
    acknowledgement one. `is_idempotent` says whether it may run again after its worker was lost.
    """

    def register(function: JobFunction) -> NetworkJob:
        kind = f"{function.__module__.removeprefix('vmeste.')}.{function.__name__}"
        JOBS[kind] = NetworkJob(kind, function, is_idempotent)
        return JOBS[kind]

    return register


@task()
def run_job(network_id: int, slug: str, job_id: int, language: str | None) -> None:
    """What a worker executes: claim, work, finish; a second delivery of the same job does nothing."""
    network = NetworkRef(network_id, slug)
    with working_in(network), translation.override(language):
        claimed = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
            state=JobState.RUNNING, claimed_at=timezone.now(), attempts=F("attempts") + 1
        )
        job = Job.objects.get(pk=job_id) if claimed else None
    if job is not None:
        with translation.override(language):
            _work(network, job)


def _work(network: NetworkRef, job: Job) -> None:
    progress = Progress(job.pk, job.attempts)
    try:
        with working_in(network):
            progress.tell("")
            actor = actor_now(Actor.from_data(job.actor))
            result = JOBS[job.kind].function(progress, actor=actor, **job.arguments)
            if not progress.is_over:
                progress.finish(result)
    except LeaseLost:
        logger.warning("job was handed to another worker", extra={"job_id": job.pk})
    except PermissionDenied as refusal:
        _end_in(network, progress, message=_spoken(refusal) or _("You may not do this."))
    except ValidationError as refusal:
        _end_in(network, progress, message="; ".join(refusal.messages)[:500])
    except Exception:
        logger.exception("job failed", extra={"job_id": job.pk})
        _end_in(network, progress, message=_("Something went wrong on our side; nothing was changed."))


def _spoken(refusal: PermissionDenied) -> str:
    """The refusal's own words; the name of a permission is none."""
    words = str(refusal)
    return "" if words in PERMISSIONS else words


def _end_in(network: NetworkRef, progress: Progress, *, message: str) -> None:
    with working_in(network):
        progress.end(state=JobState.FAILED, message=message)


def rescue_lost_jobs() -> int:
    """Hand lost jobs of the active network out again, or say that they failed; answers how many there were."""
    network, now = active_network(), timezone.now()
    rescued = _hand_out_forgotten(now)
    for job in Job.objects.filter(state=JobState.RUNNING).order_by("pk"):
        if not is_lost(job, now=now):
            continue
        again = job.kind in JOBS and JOBS[job.kind].is_idempotent and job.attempts < MAX_ATTEMPTS
        values = (
            {"state": JobState.WAITING}
            if again
            else {
                "state": JobState.FAILED,
                "finished_at": now,
                "message": _("The work was interrupted; please start it again."),
            }
        )
        # The condition repeats what was read: another reaper may have been faster.
        if Job.objects.filter(pk=job.pk, state=JobState.RUNNING, claimed_at=job.claimed_at).update(**values):
            rescued += 1
            if again:
                run_job.enqueue(network.pk, network.slug, job.pk, translation.get_language())
    return rescued


def _hand_out_forgotten(now: datetime) -> int:
    """Queue waiting jobs again that no entry of the queue will ever bring; 1 query when nothing waits.

    A worker takes an entry first and the job a moment later; killed in between it leaves a job that waits for ever. An
    entry too many does no harm: who comes second finds the job taken.
    """
    network, since = active_network(), unheard_since(now)
    waiting = Job.objects.filter(state=JobState.WAITING, created_at__lt=since).order_by("pk")
    forgotten = set(waiting.values_list("pk", flat=True))
    if not forgotten:
        return 0
    still_to_come = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gte=since)
    entries = DBTaskResult.objects.filter(still_to_come, task_path=run_job.module_path)
    for arguments in entries.values_list("args_kwargs", flat=True).iterator():
        forgotten.discard(arguments["args"][_PLACE_OF_JOB])
    for pk in sorted(forgotten):
        run_job.enqueue(network.pk, network.slug, pk, translation.get_language())
    return len(forgotten)
