"""Work that outlives a request, with progress people can look at."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import NetworkModel

LEASE = timedelta(minutes=2)


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(NetworkModel):
    """One piece of background work.

    A worker beats in the cache while it works (`jobs.progress`): the row itself would be invisible, or locked,
    inside the job's own transaction. A running job without a beat for `LEASE` lost its worker; the reaper hands
    it out again when its function is idempotent, else marks it failed in words.
    """

    kind = models.CharField(max_length=100)
    title = models.CharField(_("title"), max_length=200)
    arguments = models.JSONField(default=dict)
    actor = models.JSONField()
    actor_label = models.CharField(_("started by"), max_length=200)
    user_id = models.BigIntegerField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    result_url = models.CharField(max_length=300, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes: ClassVar = [
            models.Index(fields=["network", "user_id", "-id"], name="jobs_of_user"),
            models.Index(fields=["network", "state", "claimed_at"], name="jobs_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED}
