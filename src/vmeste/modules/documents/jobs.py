"""The background works of a review. Each may be delivered twice: its state decides, and the end is one step."""

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import network_job
from vmeste.foundation.tenancy.links import link

from .models import ReadDocument
from .services import reading, reviewing


@network_job(is_idempotent=True)
def read(progress: Progress, *, actor: Actor, document: int) -> str:
    """Read a brought document and compare what it says with the register."""
    url, row = link("reading-detail", document), ReadDocument.objects.get(pk=document)
    reading.read_file(row, actor=actor, tell=progress.tell, finish=lambda: progress.finish(url))
    return url


@network_job(is_idempotent=True)
def accept_many(progress: Progress, *, actor: Actor, document: int, candidates: list[int]) -> str:
    """Take many findings over."""
    url, row = link("reading-detail", document), ReadDocument.objects.get(pk=document)
    reviewing.accept_chosen(
        row,
        candidates=candidates,
        actor=actor,
        at=timezone.now(),
        tell=progress.tell,
        finish=lambda: progress.finish(url),
    )
    return url


@network_job(is_idempotent=True)
def undo(progress: Progress, *, actor: Actor, document: int) -> str:
    """Take a review back."""
    url, row = link("reading-detail", document), ReadDocument.objects.get(pk=document)
    reviewing.take_back(row, actor=actor, at=timezone.now(), tell=progress.tell, finish=lambda: progress.finish(url))
    return url
