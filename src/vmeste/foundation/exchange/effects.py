"""What the background does with an import: read and check it, save it, undo it. Each is one step, done once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import EditConflict, command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.files.services import files_of
from vmeste.foundation.search.finding import index_later
from vmeste.foundation.tenancy.scope import active_network
from vmeste.foundation.tenancy.statistics import refresh_statistics
from vmeste.foundation.tenancy.together import active_unit, writing_together
from vmeste.pure.writing.tables.reading import Table

from . import permissions
from .choices import LineState, Outcome, RunState
from .encoding import decoded, decoded_row, encoded
from .errors import EXHAUSTED, REFUSALS, UnreadableTable
from .events import ImportApplied, ImportUndone
from .importers import IMPORTERS, Importer
from .lines import Header, Line, header_of, lines_of, parsed
from .models import ImportLine, ImportRun
from .passes import Pass, Verdict, objections_of
from .reading import LIMITS, read_apart
from .sandbox import Crashed, Exhausted, Refused

Tell = Callable[[str, int], None]
Finish = Callable[[], None]

_LINES_AT_ONCE = 500
_UNDONE_TOGETHER = 200


# Reading and checking


def check_table(run: ImportRun, *, actor: Actor, tell: Tell, finish: Finish) -> None:
    """Read the file and find out what every line would do. Writes nothing but the import's own lines.

    A second delivery of the same work does nothing: the lines and the new state are written together.
    """
    if run.state != RunState.READING:
        return
    tell(_("Reading the file"), 0)
    try:
        table = read_file(run)
        header = header_of(table, IMPORTERS[run.importer])
        lines = list(lines_of(table, header, IMPORTERS[run.importer], does_empty=run.does_empty))
        if not lines:
            raise UnreadableTable(_("There is no line below the headings."))
    except UnreadableTable as refusal:
        _refuse(run, " ".join(refusal.messages), actor=actor, finish=finish)
        return
    importer = IMPORTERS[run.importer](active_network(), actor)
    verdicts = Pass(importer, lines).check(_telling(tell, _("Checking: line %(done)s of %(total)s"), 5, 95))
    tell(_("Writing down what was found"), 96)
    _keep(run, table, header, verdicts, actor=actor, finish=finish)


def read_file(run: ImportRun) -> Table:
    """The table in the run's file.

    Raises:
        UnreadableTable: in words that say what to do.
    """
    file = files_of(run).get()
    try:
        return read_apart(file.read(), filename=file.name)
    except Refused as refusal:
        words = REFUSALS.get(refusal.kind, REFUSALS["Damaged"])
        raise UnreadableTable(str(words) % {"rows": LIMITS.max_rows - 1}) from refusal
    except (Exhausted, Crashed) as stopped:
        raise UnreadableTable(str(EXHAUSTED)) from stopped


@command(may=permissions.IMPORT)
def _refuse(run: ImportRun, message: str, *, actor: Actor, finish: Finish) -> None:
    if _moved_on(run, RunState.READING, RunState.REFUSED, message=message[:500]):
        finish()


@command(may=permissions.IMPORT)
def _keep(
    run: ImportRun, table: Table, header: Header, verdicts: list[Verdict], *, actor: Actor, finish: Finish
) -> None:
    counts = Counter(verdict.state for verdict in verdicts)
    values = {
        "sheet": table.sheet[:100],
        "headings": list(header.headings),
        "columns": list(header.columns),
        "counts": {state.value: counts[state] for state in LineState},
    }
    if not _moved_on(run, RunState.READING, RunState.CHECKED, **values):
        return
    ImportLine.objects.bulk_create((_line_of(run, header, verdict) for verdict in verdicts), batch_size=_LINES_AT_ONCE)
    finish()


def _line_of(run: ImportRun, header: Header, verdict: Verdict) -> ImportLine:
    number = verdict.line.number
    return ImportLine(
        run=run,
        number=number,
        title=verdict.title,
        cells=[encoded(cell) for cell in verdict.line.cells],
        state=verdict.state,
        note=verdict.note[:500],
        errors=[
            {"column": o.column, "address": header.place(o.column, number), "message": o.message}
            for o in verdict.objections
        ],
        changes=verdict.changes,
        row_id=verdict.row_id,
        version=verdict.version,
    )


def _moved_on(run: ImportRun, seen: RunState, state: RunState, **values: Any) -> bool:
    """Take the step unless somebody was faster; the condition and the change are one statement."""
    return bool(ImportRun.objects.filter(pk=run.pk, state=seen).update(state=state, **values))


def _telling(tell: Tell, words: str, first: int, last: int) -> Callable[[int, int], None]:
    def tell_line(done: int, total: int) -> None:
        tell(words % {"done": done, "total": total}, first + (last - first) * done // max(total, 1))

    return tell_line


# Saving


@command(may=permissions.IMPORT)
def apply_import(run: ImportRun, *, actor: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
    """Save what the person agreed to, in one transaction with the word that it is done; done once.

    A line whose row, or whose difference, is no longer what the check showed is left alone and says so.
    """
    if not _moved_on(run, RunState.APPLYING, RunState.APPLIED, applied_at=at):
        return
    run.refresh_from_db()
    kept = {line.number: line for line in run.lines.filter(is_left_out=False, state__in=_WRITTEN_STATES)}
    importer = IMPORTERS[run.importer](active_network(), actor)

    def accept(verdict: Verdict) -> None:
        line = kept[verdict.line.number]
        seen = (line.state, line.row_id, line.version, line.changes)
        if seen != (verdict.state.value, verdict.row_id, verdict.version, verdict.changes):
            raise ValidationError(_("The register has changed since the check."))

    telling = _telling(tell, _("Saving: line %(done)s of %(total)s"), 0, 95)
    verdicts = Pass(importer, _lines_again(run, kept)).save(kept, accept=accept, tell=telling)
    traces = _last_traces(importer, [v.row.pk for v in verdicts if _is_written(v)])
    for verdict in verdicts:
        _note_saved(kept[verdict.line.number], verdict, traces)
    _keep_outcomes(run, list(kept.values()))
    refresh_statistics(importer.model, ImportLine, new_rows=len(kept))
    counts = run.counts
    announce(
        ImportApplied(importer=run.importer, added=counts["saved_added"], changed=counts["saved_changed"]),
        actor=actor,
        subject=run,
    )
    finish()


_WRITTEN_STATES = (LineState.ADDED, LineState.CHANGED)


def _lines_again(run: ImportRun, kept: dict[int, ImportLine]) -> list[Line]:
    """The kept lines as the file had them, parsed anew."""
    header, importer = Header(0, tuple(run.headings), tuple(run.columns)), IMPORTERS[run.importer]
    lines = (Line(line.number, decoded_row(line.cells)) for line in kept.values())
    return [parsed(line, header, importer, {}, does_empty=run.does_empty) for line in lines]


def _is_written(verdict: Verdict) -> bool:
    return verdict.row is not None and verdict.state in _WRITTEN_STATES


def _last_traces(importer: Importer, ids: list[int]) -> dict[int, int]:
    """Row → the newest line of its history; what comes later is somebody else's."""
    traces: dict[int, int] = {}
    for start in range(0, len(ids), _LINES_AT_ONCE):
        lines = Activity.objects.filter(
            subject_type=importer.model._meta.label, subject_id__in=ids[start : start + _LINES_AT_ONCE]
        )
        traces |= {subject_id: pk for pk, subject_id in lines.order_by("pk").values_list("pk", "subject_id")}
    return traces


def _note_saved(line: ImportLine, verdict: Verdict, traces: dict[int, int]) -> None:
    if _is_written(verdict):
        line.outcome, line.row_id = Outcome.SAVED, verdict.row.pk
        line.before, line.trace = verdict.before, traces.get(verdict.row.pk)
    elif verdict.state is LineState.UNCHANGED:
        line.outcome, line.outcome_note = Outcome.MOVED, _("The register says the same by now.")
    else:
        line.outcome = Outcome.MOVED
        line.outcome_note = "; ".join(objection.message for objection in verdict.objections)[:500]


def _write_lines(lines: list[ImportLine], names: list[str]) -> None:
    """Write some columns of many lines that are there.

    An insertion that meets itself is six times as fast as Django's bulk_update, which asks CASE for every value.
    """
    ImportLine.objects.bulk_create(
        lines, batch_size=_LINES_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=names
    )


def _keep_outcomes(run: ImportRun, lines: list[ImportLine]) -> None:
    _write_lines(lines, ["outcome", "outcome_note", "row_id", "before", "trace"])
    counts = Counter((line.outcome, line.state) for line in lines)
    run.counts = {
        **run.counts,
        "saved_added": counts[Outcome.SAVED, LineState.ADDED],
        "saved_changed": counts[Outcome.SAVED, LineState.CHANGED],
        "moved": sum(n for (outcome, _state), n in counts.items() if outcome == Outcome.MOVED),
        "left_out": run.lines.filter(is_left_out=True).count(),
    }
    run.save(update_fields=["counts"])


# Undoing


@command(may=permissions.IMPORT)
def undo_import(run: ImportRun, *, actor: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
    """Take back everything the import wrote, by commands, in one transaction; done once.

    A row to which something has happened since stays as it is, and the line says so.
    """
    if not _moved_on(run, RunState.UNDOING, RunState.UNDONE, undone_at=at):
        return
    run.refresh_from_db()
    importer = IMPORTERS[run.importer](active_network(), actor)
    lines = list(run.lines.filter(outcome=Outcome.SAVED).order_by("-number"))
    traces = _last_traces(importer, [line.row_id for line in lines if line.row_id is not None])
    telling = _telling(tell, _("Taking back: line %(done)s of %(total)s"), 0, 95)
    with index_later():
        waiting, done = lines, 0
        # A row on which another one of the same import stands goes after it, whatever the order of the file.
        while waiting:
            stuck = []
            for start in range(0, len(waiting), _UNDONE_TOGETHER):
                some = waiting[start : start + _UNDONE_TOGETHER]
                left = _take_back_together(importer, some, traces, at=at)
                stuck += left
                done += len(some) - len(left)
                telling(done, len(lines))
            if len(stuck) == len(waiting):
                break
            waiting = [line for line in stuck if line.state == LineState.ADDED]
    _write_lines(lines, ["outcome", "outcome_note"])
    undone = sum(line.outcome == Outcome.UNDONE for line in lines)
    run.counts = {**run.counts, "undone": undone, "kept": len(lines) - undone}
    run.save(update_fields=["counts"])
    announce(ImportUndone(importer=run.importer, undone=undone, kept=len(lines) - undone), actor=actor, subject=run)
    finish()


class _Spoilt(Exception):
    """Rolls lines back that cannot be told apart any more."""


def _take_back_together(
    importer: Importer, lines: list[ImportLine], traces: dict[int, int], *, at: datetime
) -> list[ImportLine]:
    """Take lines back in one unit, or each for itself where one of them fails halfway; answers those that stay."""
    try:
        with transaction.atomic(), writing_together() as unit:
            added = [line.row_id for line in lines if line.state == LineState.ADDED]
            rows = [importer.look_up(pk) for pk in added if pk is not None]
            importer.foresee_removal([row for row in rows if row is not None])
            stuck = [line for line in lines if not _take_back(importer, line, traces, at=at)]
            if unit.is_spoilt:
                raise _Spoilt
            return stuck
    except (_Spoilt, DatabaseError):
        return [line for line in lines if not _take_back(importer, line, traces, at=at)]


def _take_back(importer: Importer, line: ImportLine, traces: dict[int, int], *, at: datetime) -> bool:
    """Take one line back; False when its row stays, with the reason on the line."""
    row = importer.look_up(line.row_id) if line.row_id is not None else None
    try:
        if row is None:
            raise ValidationError(_("The row is no longer in the register."))
        if traces.get(row.pk) != line.trace:
            raise ValidationError(_("Somebody has worked on the row since."))
        unit = active_unit()
        with transaction.atomic() if unit is None else unit.part():
            if line.state == LineState.ADDED:
                importer.remove(row, at=at)
            else:
                importer.change(row, {key: decoded(value) for key, value in line.before.items()}, version=row.version)
    except LookupError:
        line.outcome, line.outcome_note = Outcome.KEPT, _("What it named before is no longer in the register.")
        return False
    except (ValidationError, PermissionDenied, EditConflict, DatabaseError) as refusal:
        line.outcome = Outcome.KEPT
        line.outcome_note = "; ".join(o.message for o in objections_of(refusal, importer))[:500]
        return False
    line.outcome, line.outcome_note = Outcome.UNDONE, ""
    return True
