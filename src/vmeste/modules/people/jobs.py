"""The background works of lists of pupils. Each may be delivered twice: its state decides, and the end is one step."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.jobs.clock import every_minute
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import network_job
from vmeste.foundation.tenancy.links import link

from .choices import RetentionOf
from .importing.checking import check_list
from .models import RosterRun
from .selectors.retention import overdue_openings, rules_on
from .selectors.rosters import overdue_lists
from .services import opening, roster_undoing, roster_writing, rosters


@network_job(is_idempotent=True)
def check(progress: Progress, *, actor: Actor, run: int) -> str:
    """Read a list and compare it with what is there."""
    url, row = link("roster-detail", run), RosterRun.objects.select_related("organisation", "year").get(pk=run)
    check_list(row, actor=actor, tell=progress.tell, finish=lambda: progress.finish(url))
    return url


@network_job(is_idempotent=True)
def write(progress: Progress, *, actor: Actor, run: int) -> str:
    """Write a list that was agreed to."""
    url, row = link("roster-detail", run), RosterRun.objects.get(pk=run)
    roster_writing.write_roster(
        row, actor=actor, at=timezone.now(), tell=progress.tell, finish=lambda: progress.finish(url)
    )
    return url


@network_job(is_idempotent=True)
def take_back(progress: Progress, *, actor: Actor, run: int) -> str:
    """Take a written list back."""
    url, row = link("roster-detail", run), RosterRun.objects.get(pk=run)
    roster_undoing.take_back(
        row, actor=actor, at=timezone.now(), tell=progress.tell, finish=lambda: progress.finish(url)
    )
    return url


@every_minute
def delete_overdue_lines(at: datetime) -> None:
    """Delete the lines of lists whose term of undoing is over."""
    for run in overdue_lists(at):
        rosters.delete_lines(run, actor=Actor.system(_("Term of keeping"), run.network_id), at=at)


@every_minute
def delete_overdue_openings(at: datetime) -> None:
    """Delete the records of who opened names when the term of keeping them is over; 2 queries when none is."""
    today = timezone.localdate(at)
    rule = rules_on(today).get(RetentionOf.OPENING.value)
    if rule is not None and overdue_openings(rule, today=today).exists():
        actor = Actor.system(_("Term of keeping"), rule.network_id)
        opening.delete_overdue_openings(rule, actor=actor, today=today)
