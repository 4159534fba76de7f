"""How far a job is and whether its worker lives; kept in the cache, outside every transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.utils import timezone

from .models import LEASE, Job, JobState

_KEEP_SECONDS = 24 * 3600
_CACHE = "beats"


@dataclass(frozen=True, slots=True)
class Beat:
    """The last thing a worker said: its stage in words, percent 0…100, when."""

    stage: str
    percent: int
    at: datetime


def last_beat(job_id: int) -> Beat | None:
    return caches[_CACHE].get(_key(job_id))  # type: ignore[no-any-return]


def is_lost(job: Job, *, now: datetime) -> bool:
    """Whether a running job's worker has been silent for longer than the lease."""
    beat = last_beat(job.pk)
    heard_at = beat.at if beat is not None and (job.claimed_at is None or beat.at > job.claimed_at) else job.claimed_at
    return job.state == JobState.RUNNING and heard_at is not None and now - heard_at > LEASE


def unheard_since(now: datetime) -> datetime:
    """Whoever took something up before this moment and has not been heard since is lost."""
    return now - LEASE


def ask_to_stop(job_id: int) -> None:
    """Ask a worker to come to an end with what it has; whether it listens is up to the work. No query."""
    caches[_CACHE].set(f"job-stop:{job_id}", True, _KEEP_SECONDS)


class LeaseLost(RuntimeError):
    """The job was handed to another worker meanwhile: this one has been silent for too long."""


class Progress:
    """What a job function speaks through while it works; `attempt` tells this worker from the one before it."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self._job_id, self._attempt = job_id, attempt

    def tell(self, stage: str, percent: int = 0) -> None:
        """Show where the work is and prove that its worker lives; no query."""
        caches[_CACHE].set(_key(self._job_id), Beat(stage, percent, timezone.now()), _KEEP_SECONDS)

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether somebody called `ask_to_stop`; no query."""
        return caches[_CACHE].get(f"job-stop:{self._job_id}") is not None

    def finish(self, result_url: str) -> None:
        """Mark the job done; call it inside the transaction of its effect, so that both happen or neither.

        Raises:
            LeaseLost: another worker has the job now; the caller's transaction must not be committed.
        """
        if not self.end(state=JobState.DONE, result_url=result_url):
            raise LeaseLost(self._job_id)

    @property
    def is_over(self) -> bool:
        """Whether this attempt has marked the job done; 1 query."""
        return Job.objects.filter(pk=self._job_id, attempts=self._attempt, state=JobState.DONE).exists()

    def end(self, **values: Any) -> bool:
        """End the job unless it belongs to a later attempt or is over; answers whether it did."""
        mine = Job.objects.filter(pk=self._job_id, state=JobState.RUNNING, attempts=self._attempt)
        return mine.update(finished_at=timezone.now(), **values) > 0


def _key(job_id: int) -> str:
    return f"job-beat:{job_id}"
