"""The shipped worker with jobs for the tests and a lease of a second instead of minutes: `from tests.reliability.working import worker; worker.main()`.

`VMESTE_WEAKENED=fences` takes the fence out: a worker that lost its job finishes it all the same.
"""

# ruff: noqa: E402 - Django must be ready before its models are imported

import os
import time
from datetime import timedelta

import django

django.setup()

from vmeste.config import worker
from vmeste.foundation.jobs import progress as beats
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.jobs.running import network_job
from vmeste.modules.agreements.models import Agreement

beats.LEASE = timedelta(seconds=1)
worker.RESCUE_SECONDS = 0.3


def _write(progress, called, seconds):
    """The effect and its acknowledgement in one transaction, as every job of the product does it."""
    from django.db import transaction

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        progress.tell("writing")
        time.sleep(0.1)
    with transaction.atomic():
        Agreement.objects.create(title=called)
        time.sleep(0.02)
        progress.finish("/done/")
    return "/done/"


@network_job(is_idempotent=True)
def write(progress, *, actor, called, seconds=0.1):
    return _write(progress, called, seconds)


@network_job(is_idempotent=False)
def write_once(progress, *, actor, called, seconds=0.1):
    return _write(progress, called, seconds)


@network_job(is_idempotent=True)
def poison(progress, *, actor):
    """Takes its worker with it, each time."""
    os._exit(137)


@network_job(is_idempotent=True)
def need_role(progress, *, actor, called):
    from vmeste.modules.agreements.services.drafting import draft_agreement
    from vmeste.modules.networks.models import Network

    draft_agreement(Network.objects.get(), actor=actor, title=called)
    return "/done/"


if "fences" in os.environ.get("VMESTE_WEAKENED", ""):

    def end(self, **values):
        return Job.objects.filter(pk=self._job_id).exclude(state=JobState.WAITING).update(**values) > 0

    beats.Progress.end = end
