"""What people decide about an import. The work itself is `effects`, in the background."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.services import files_of, keep_file, safe_name
from vmeste.foundation.jobs.models import JobState
from vmeste.foundation.jobs.running import NetworkJob

from . import jobs, permissions
from .choices import LineState, RunState
from .errors import NotNow
from .events import ImportStarted
from .importers import IMPORTERS
from .models import ImportLine, ImportRun


@command(may=permissions.IMPORT)
def start_import(
    network: Any,
    *,
    actor: Actor,
    importer: str,
    data: bytes,
    name: str,
    does_empty: bool = False,
    in_background: bool = True,
) -> ImportRun:
    """Take a file in and have it checked; the register is not touched.

    Raises:
        UnwelcomeFile: it is empty, too large, or no table.
        PermissionDenied: the actor may not write such rows at all.
    """
    _require(actor, importer)
    run = ImportRun.objects.create(
        importer=importer,
        file_name=safe_name(name)[:200],
        does_empty=does_empty,
        started_by=actor.label,
        user_id=actor.user_id,
    )
    keep_file(run, data=data, name=name, kind=FileKind.TABLE, actor=actor)
    announce(ImportStarted(importer=importer), actor=actor, subject=run)
    if in_background:
        _hand_over(run, jobs.check, _("Check of the table %(file)s"), actor=actor)
    return run


@command(may=permissions.IMPORT)
def check_again(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Check the same file against the register as it is now; a new import."""
    _require(actor, run.importer)
    file = files_of(run).get()
    again = ImportRun.objects.create(
        importer=run.importer,
        file_name=run.file_name,
        does_empty=run.does_empty,
        started_by=actor.label,
        user_id=actor.user_id,
    )
    keep_file(again, data=file.read(), name=file.name, kind=FileKind.TABLE, actor=actor)
    announce(ImportStarted(importer=run.importer), actor=actor, subject=again)
    _hand_over(again, jobs.check, _("Check of the table %(file)s"), actor=actor)
    return again


@command(may=permissions.IMPORT)
def choose_lines(run: ImportRun, *, actor: Actor, numbers: Iterable[int], are_left_out: bool) -> int:
    """Leave lines out of the import, or take them in again; answers how many were meant.

    Raises:
        NotNow: the import no longer waits for a decision.
    """
    current = _locked(run, RunState.CHECKED)
    lines = ImportLine.objects.filter(run=current, number__in=list(numbers))
    changed = lines.filter(state__in=[LineState.ADDED, LineState.CHANGED]).update(is_left_out=are_left_out)
    current.counts = {**current.counts, "left_out": current.lines.filter(is_left_out=True).count()}
    current.save(update_fields=["counts"])
    return int(changed)


@command(may=permissions.IMPORT)
def confirm_import(run: ImportRun, *, actor: Actor, in_background: bool = True) -> ImportRun:
    """Agree to the difference: it is saved in the background.

    Raises:
        NotNow: it was saved already, or is being saved.
    """
    _require(actor, run.importer)
    current = _locked(run, RunState.CHECKED, RunState.APPLYING)
    current.state = RunState.APPLYING
    current.save(update_fields=["state"])
    if in_background:
        _hand_over(current, jobs.apply, _("Saving of the table %(file)s"), actor=actor)
    return current


@command(may=permissions.IMPORT)
def request_undo(run: ImportRun, *, actor: Actor, in_background: bool = True) -> ImportRun:
    """Have everything the import wrote taken back.

    Raises:
        NotNow: it was not saved, or is undone.
    """
    _require(actor, run.importer)
    current = _locked(run, RunState.APPLIED, RunState.UNDOING)
    current.state = RunState.UNDOING
    current.save(update_fields=["state"])
    if in_background:
        _hand_over(current, jobs.undo, _("Undoing of the table %(file)s"), actor=actor)
    return current


def has_failed(run: ImportRun) -> bool:
    """Whether the background work of a busy import has given up, so that a person decides anew."""
    return run.is_busy and run.job is not None and run.job.state == JobState.FAILED


def _locked(run: ImportRun, *states: RunState) -> ImportRun:
    """The import as it is now, when it is in the first state, or in the second after its work has failed."""
    current = ImportRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if current.state != states[0] and not (current.state in states[1:] and has_failed(current)):
        raise NotNow(current.get_state_display())
    return current


def _hand_over(run: ImportRun, job: NetworkJob, title: str, *, actor: Actor) -> None:
    job_row = job.enqueue(title=title % {"file": run.file_name}, actor=actor, run=run.pk)
    ImportRun.objects.filter(pk=run.pk).update(job=job_row)


def _require(actor: Actor, importer: str) -> None:
    if importer not in IMPORTERS or not IMPORTERS[importer].may.is_held_by(actor):
        raise PermissionDenied(importer)
