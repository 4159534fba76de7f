"""The background works of rounds and seats."""

import logging
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.jobs.clock import every_minute
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import network_job
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.foundation.text.letters import send_letter
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.networks.models import Network

from .choices import EnrolmentState, RoundStage
from .models import AllocationRun, ChoiceRound, Enrolment
from .selectors.letters import readers_of
from .services import rounds, runs, seats

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


@every_minute
def close_and_expire(at: datetime) -> None:
    """Close rounds whose end is over, and pass on seats whose last day to confirm is; 2 queries when there are none."""
    today = timezone.localdate(at)
    late_rounds = ChoiceRound.objects.filter(stage=RoundStage.OPEN, closes_at__lte=at)
    late_offers = Enrolment.objects.filter(state=EnrolmentState.OFFERED, offered_until__lt=today)
    if not late_rounds.exists() and not late_offers.exists():
        return
    network = Network.objects.get(pk=current_network_id())
    actor = Actor.system(_("By the calendar"), network.pk)
    rounds.close_rounds_in_time(network, actor=actor, at=at)
    seats.expire_offers(network, actor=actor, at=at)
