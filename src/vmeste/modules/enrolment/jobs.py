"""The background works of rounds and seats."""

import logging

from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import network_job
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.text.letters import send_letter
from vmeste.modules.courses.models import StudyGroup

from .models import AllocationRun, ChoiceRound
from .selectors.letters import readers_of
from .services import runs, seats

logger = logging.getLogger("vmeste.jobs")


@network_job(is_idempotent=True)
def allocate(progress: Progress, *, actor: Actor, run: int) -> str:
    """Allocate a frozen round. Lost workers do no harm: nothing is written before the answer is checked."""
    row = AllocationRun.objects.select_related("round", "base", "round_file").get(pk=run)
    url = link("round-run", pk=row.round_id, run_pk=row.pk)
    solved = runs.solve(row, tell=progress.tell, stopped=lambda: progress.is_asked_to_stop)
    runs.keep_result(
        row.round,
        run=row,
        solved=solved,
        actor=actor,
        at=timezone.now(),
        tell=progress.tell,
        finish=lambda: progress.finish(url),
    )
    return url


@network_job(is_idempotent=False)
def notify(progress: Progress, *, actor: Actor, round_pk: int, site: str) -> str:
    """Write to the accounts of the families that chose; a letter names no child. `site`: «https://example.org».

    An address that the mail server refuses keeps no other family from its letter.
    """
    round_ = ChoiceRound.objects.get(pk=round_pk)
    readers = readers_of(round_)
    context = {"round": round_, "url": site + link("family-home")}
    for number, reader in enumerate(readers):
        progress.tell(_("Letters"), 100 * number // len(readers))
        try:
            send_letter("enrolment/letters/result", to=reader.email, language=reader.language, context=context)
        except OSError:
            logger.exception("letter about a result failed", extra={"user_id": reader.pk})
    return link("round-detail", round_pk)


@network_job(is_idempotent=True)
def pass_seats_on(progress: Progress, *, actor: Actor, group: int) -> str:
    """Give newly added seats of a group to its waiting list."""
    seats.pass_free_seats_on(StudyGroup.objects.get(pk=group), actor=actor, at=timezone.now())
    return ""
