"""The three background works of an import. Each may be delivered twice: its state decides, and the end is one step."""

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import network_job
from vmeste.foundation.tenancy.links import link

from . import effects
from .models import ImportRun


@network_job(is_idempotent=True)
def check(progress: Progress, *, actor: Actor, run: int) -> str:
    """Read a file and compare it with the register."""
    url = link("import-detail", run)
    row = ImportRun.objects.get(pk=run)
    effects.check_table(row, actor=actor, tell=progress.tell, finish=lambda: progress.finish(url))
    return url


@network_job(is_idempotent=True)
def apply(progress: Progress, *, actor: Actor, run: int) -> str:
    """Save a checked import."""
    url = link("import-detail", run)
    row = ImportRun.objects.get(pk=run)
    now = timezone.now()
    effects.apply_import(row, actor=actor, at=now, tell=progress.tell, finish=lambda: progress.finish(url))
    return url


@network_job(is_idempotent=True)
def undo(progress: Progress, *, actor: Actor, run: int) -> str:
    """Take a saved import back."""
    url = link("import-detail", run)
    row = ImportRun.objects.get(pk=run)
    now = timezone.now()
    effects.undo_import(row, actor=actor, at=now, tell=progress.tell, finish=lambda: progress.finish(url))
    return url
