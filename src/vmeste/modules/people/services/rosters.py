"""What people decide about a list of pupils they bring in. The work itself is in the background: `importing`,
`services.roster_writing`, `services.roster_undoing`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.contents import check_content
from vmeste.foundation.files.errors import EmptyFile
from vmeste.foundation.files.services import safe_name
from vmeste.foundation.jobs.running import JOBS
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import Attachment, OpeningPurpose, RosterPart, RosterState
from vmeste.modules.people.events import RosterBrought, RosterRefused
from vmeste.modules.people.models import Pupil, RosterPage, RosterRun
from vmeste.modules.people.selectors.placements import pupils_of_class, pupils_of_organisation
from vmeste.modules.people.selectors.rosters import LINES_ON_PAGE, has_failed, in_chunks, list_rows, packed
from vmeste.modules.reference.selectors import academic_year_on
from vmeste.pure.rosters import Difference, LineState, Problem, Roster, write_list
from vmeste.pure.rosters.reading import class_as_data, line_as_data, problem_as_data

from .opening import open_files

Tell = Callable[[str, int], None]
Finish = Callable[[], None]

_PAGES_AT_ONCE = 50


class NotNow(ValidationError):
    """The step does not follow from where the list is."""

    def __init__(self, run: RosterRun) -> None:
        super().__init__(_("This cannot be done now: the list %(state)s.") % {"state": run.get_state_display()})


@command(may=permissions.KEEP_ROSTERS)
def bring_list(
    organisation: Organisation,
    *,
    actor: Actor,
    data: bytes,
    name: str,
    on: date,
    kind: Attachment = Attachment.BASE,
    at: datetime,
    in_background: bool = True,
) -> RosterRun:
    """Take a list in and have it checked; nothing of it is written before somebody agrees.

    `on` is the day the list holds from; it decides the academic year.

    Raises:
        UnwelcomeFile: the file is empty or too large. ValidationError: no academic year has that day.
    """
    if not data:
        raise EmptyFile
    check_content(data, name=name, kind=FileKind.TO_READ)
    year = academic_year_on(on)
    if year is None:
        raise ValidationError({"on": _("There is no academic year with this day.")})
    run = RosterRun.objects.create(
        organisation=organisation,
        year=year,
        kind=kind,
        on=on,
        file_name=safe_name(name)[:200],
        brought_by=actor.label[:200],
        user_id=actor.user_id,
        brought_at=at,
    )
    RosterPage.objects.create(run=run, part=RosterPart.FILE, place=0, count=1, body=data)
    announce(RosterBrought(organisation_id=organisation.pk), actor=actor, subject=run)
    if in_background:
        _hand_over(run, "check", _("Check of the list %(file)s"), actor=actor)
    return run


@command(may=permissions.KEEP_ROSTERS)
def confirm_list(run: RosterRun, *, actor: Actor, does_end: bool = False, in_background: bool = True) -> RosterRun:
    """Agree to the difference: it is written in the background.

    `does_end`: who is not on the list, or stands there as gone, no longer studies here from the list's day.

    Raises:
        NotNow: it was written already, is being written, or its lines are deleted.
    """
    current = _locked(run, RosterState.CHECKED, RosterState.APPLYING)
    current.state, current.does_end = RosterState.APPLYING, does_end
    current.save(update_fields=["state", "does_end"])
    if in_background:
        _hand_over(current, "write", _("Writing of the list %(file)s"), actor=actor)
    return current


@command(may=permissions.KEEP_ROSTERS)
def request_undo(run: RosterRun, *, actor: Actor, in_background: bool = True) -> RosterRun:
    """Have everything the list wrote taken back.

    Raises:
        NotNow: it was not written, is taken back, or its lines are deleted.
    """
    current = _locked(run, RosterState.APPLIED, RosterState.UNDOING)
    current.state = RosterState.UNDOING
    current.save(update_fields=["state"])
    if in_background:
        _hand_over(current, "take_back", _("Taking back of the list %(file)s"), actor=actor)
    return current


@command(may=permissions.KEEP_ROSTERS)
def read_again(run: RosterRun, *, actor: Actor) -> RosterRun:
    """Have a list checked whose check has failed on our side.

    Raises:
        NotNow: it is checked, or being checked.
    """
    current = _locked(run, RosterState.REFUSED, RosterState.READING)
    _hand_over(current, "check", _("Check of the list %(file)s"), actor=actor)
    return current


def _locked(run: RosterRun, *states: RosterState) -> RosterRun:
    """The list as it is now, when it is in the first state, or in the second after its work has failed."""
    current = RosterRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    is_ready = current.state == states[0] != RosterState.REFUSED
    if current.purged_at is not None or not (is_ready or (current.state in states[1:] and has_failed(current))):
        raise NotNow(current)
    return current


def _hand_over(run: RosterRun, job: str, title: str, *, actor: Actor) -> None:
    row = JOBS[f"modules.people.jobs.{job}"].enqueue(title=title % {"file": run.file_name}, actor=actor, run=run.pk)
    RosterRun.objects.filter(pk=run.pk).update(job=row)


# What the check has found


def moved_on(run: RosterRun, seen: RosterState, state: RosterState, **values: Any) -> bool:
    """Take the step unless somebody was faster; the condition and the change are one statement."""
    return bool(RosterRun.objects.filter(pk=run.pk, state=seen).update(state=state, **values))


@command(may=permissions.KEEP_ROSTERS)
def keep_refusal(run: RosterRun, *, actor: Actor, message: str, finish: Finish) -> None:
    """Say why a list is not read; nothing is kept of its file."""
    if moved_on(run, RosterState.READING, RosterState.REFUSED, message=message[:500]):
        run.pages.all().delete()
        announce(RosterRefused(reason=message[:500]), actor=actor, subject=run)
        finish()


@command(may=permissions.KEEP_ROSTERS)
def keep_difference(run: RosterRun, *, actor: Actor, roster: Roster, difference: Difference, finish: Finish) -> None:
    """Keep what the check has found, in pages; the file itself goes."""
    problems = [*roster.problems, *difference.problems]
    parts: dict[RosterPart, list[Any]] = {
        _PART_OF[state]: [line_as_data(line) for line in difference.lines if line.state is state]
        for state in (LineState.NEW, LineState.CHANGED, LineState.SAME, LineState.WRONG)
    }
    parts[RosterPart.ENDED] = [[row.pk, row.number] for row in difference.ended]
    parts[RosterPart.PROBLEM] = [problem_as_data(problem) for problem in sorted(problems, key=_place)]
    values = {
        "source": roster.source.value,
        "is_whole": roster.is_whole,
        "classes": [class_as_data(entry) for entry in roster.classes.values()],
        "counts": {
            **{part.value: len(lines) for part, lines in parts.items()},
            "new_classes": [entry.name for entry in difference.classes],
        },
    }
    if not moved_on(run, RosterState.READING, RosterState.CHECKED, **values):
        return
    run.pages.filter(part=RosterPart.FILE).delete()
    for part, lines in parts.items():
        keep_pages(run, part, lines)
    finish()


_PART_OF = {
    LineState.NEW: RosterPart.NEW,
    LineState.CHANGED: RosterPart.CHANGED,
    LineState.SAME: RosterPart.SAME,
    LineState.WRONG: RosterPart.WRONG,
}


def _place(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.line


def keep_pages(run: RosterRun, part: RosterPart, lines: Iterable[Any], *, first: int = 0) -> None:
    """Write lines as pages of a part, the first of them at place `first`."""
    RosterPage.objects.bulk_create(
        (
            RosterPage(run=run, part=part, place=place, count=len(some), body=packed(some))
            for place, some in enumerate(in_chunks(lines, LINES_ON_PAGE), start=first)
        ),
        batch_size=_PAGES_AT_ONCE,
    )


# The term


@command(may=permissions.KEEP_ROSTERS)
def delete_lines(run: RosterRun, *, actor: Actor, at: datetime) -> None:
    """Delete the lines of a list, and what was there before: the term of undoing is over."""
    if RosterRun.objects.filter(pk=run.pk, purged_at=None).update(purged_at=at):
        run.pages.all().delete()


# Taking a list out


def class_list(
    target: Any, *, actor: Actor, organisation: Organisation, at: datetime, on: date, language: str
) -> bytes:
    """The workbook of a class, or of a whole organisation, with its names; on record as an opening.

    Only pupils whose names the actor may open stand in it. Brought back on the same day it changes nothing.

    Raises:
        PermissionDenied: the actor keeps no lists of this organisation.
    """
    _require_keeper(actor, organisation)
    pupils: QuerySet[Pupil]
    if isinstance(target, Organisation):
        pupils = pupils_of_organisation(target, on=on)
        what = pgettext("opening of names", "List of all classes")
    else:
        pupils = pupils_of_class(target, on=on)
        what = pgettext("opening of names", "List of the class %(name)s") % {"name": target}
    opened = open_files(
        organisation.network, actor=actor, pupils=pupils, purpose=OpeningPurpose.ROSTER, what=what, at=at
    )
    return write_list(list_rows(opened, organisation, on=on), language=language)


def _require_keeper(actor: Actor, organisation: Organisation) -> None:
    """Raises PermissionDenied unless the actor brings in the lists of this organisation; no query."""
    own = actor.narrowed_to(permissions.KEEP_ROSTERS.roles).organisation_ids
    is_own = organisation.pk in own or organisation.parent_id in own
    if not (permissions.KEEP_ROSTERS.is_held_by(actor) and is_own):
        raise PermissionDenied(permissions.KEEP_ROSTERS.name)
