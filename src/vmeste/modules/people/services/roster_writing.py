"""Writing a list that was agreed to: one command, one transaction, rows written together by the thousand.

The difference is worked out anew against the rows as they are. A line that would now do something else than what the
person has seen is left alone and told. What was there before is kept in pages for `roster_undoing`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.search.finding import SOURCES, index_rows
from vmeste.foundation.tenancy.inserting import insert_rows
from vmeste.foundation.tenancy.models import EditableModel
from vmeste.foundation.tenancy.statistics import refresh_statistics
from vmeste.foundation.text.sorting import sort_key
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import Attachment, ClassKind, Kinship, RosterPart, RosterState
from vmeste.modules.people.events import RosterWritten
from vmeste.modules.people.models import (
    Guardian,
    Guardianship,
    Pupil,
    PupilAttachment,
    RosterRun,
    SchoolClass,
)
from vmeste.modules.people.selectors.rosters import in_chunks, lines_of, present_rows
from vmeste.pure.rosters import (
    ClassEntry,
    Difference,
    GuardianAct,
    GuardianEntry,
    LineAct,
    LineState,
    PupilEntry,
    Roster,
    Source,
    compare,
)
from vmeste.pure.rosters.reading import line_from_data
from vmeste.pure.rosters.rows import FieldChange

from .numbers import new_numbers
from .rosters import Finish, Tell, keep_pages, moved_on

AT_ONCE = 1000
CHANGED, ELSEWHERE, GONE = "changed", "elsewhere", "gone"
"""Why a line was left alone, as the page of lines says it in words."""
_NAMED = {"sex": "gender"}
_PERSON = ("last_name", "first_name", "patronymic", "email", "phone", "external_id", "sort_key")
_SORT_LENGTH = 120
_ATTACHMENT = ("pupil_id", "organisation_id", "school_class_id", "kind", "starts_on", "ends_on")


@command(may=permissions.KEEP_ROSTERS)
def write_roster(run: RosterRun, *, actor: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
    """Write what the person agreed to; done once, with the word that it is done."""
    if not moved_on(run, RosterState.APPLYING, RosterState.APPLIED, applied_at=at):
        return
    run.refresh_from_db()
    # Two lists of one organisation are written one after the other; readers and other rows are not held up.
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=run.organisation_id)
    tell(_("Comparing with what is there"), 2)
    seen = [
        line_from_data(data)
        for _part, data in lines_of(run, RosterPart.NEW, RosterPart.CHANGED, RosterPart.SAME, RosterPart.WRONG)
    ]
    found = _difference_now(run, organisation, seen)
    writing = _Writing(run, organisation, found, at)
    agreed = [line for line in seen if line.state in (LineState.NEW, LineState.CHANGED)]
    now = {(line.entry.sheet, line.entry.line): line for line in found.lines}
    fresh = [line for line in agreed if now.get((line.entry.sheet, line.entry.line)) == line]
    writing.leave_alone((line for line in agreed if now.get((line.entry.sheet, line.entry.line)) != line), CHANGED)
    writing.make_classes({line.entry.class_key for line in fresh})
    done = 0
    for some in in_chunks(fresh, AT_ONCE):
        writing.write(some)
        done += len(some)
        tell(
            _("Writing: line %(done)s of %(total)s") % {"done": done, "total": len(fresh)}, 5 + 85 * done // len(fresh)
        )
    if run.does_end:
        ended = [pk for _part, (pk, _number) in lines_of(run, RosterPart.ENDED)]
        still_meant = {line.pk for line in found.lines if line.pk is not None}
        for chunk in in_chunks([pk for pk in ended if pk not in still_meant], AT_ONCE):
            writing.end(chunk)
    tell(_("Writing down what was there before"), 95)
    keep_pages(run, RosterPart.KEPT, writing.kept)
    run.counts = {**run.counts, **writing.counts, RosterPart.KEPT.value: len(writing.kept)}
    run.save(update_fields=["counts"])
    refresh_statistics(Pupil, PupilAttachment, SchoolClass, Guardian, Guardianship, new_rows=len(fresh))
    announce(RosterWritten(organisation_id=organisation.pk, **writing.counts), actor=actor, subject=run)
    finish()


def _difference_now(run: RosterRun, organisation: Organisation, seen: Collection[LineAct]) -> Difference:
    pupils, guardians, classes = present_rows(organisation, run.year, run.on)
    entries = [ClassEntry(*values) for values in run.classes]
    # Who is gone was agreed to by name; here it is only asked what the lines do.
    roster = Roster(
        Source(run.source), False, {entry.key: entry for entry in entries}, tuple(line.entry for line in seen)
    )
    return compare(roster, pupils=pupils, guardians=guardians, classes=classes)


@dataclass
class _Writing:
    """Writes chunks of lines and remembers what was there before."""

    run: RosterRun
    organisation: Organisation
    found: Difference
    at: datetime
    kept: list[list[Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("added", "altered", "moved", "left"), 0))
    class_pks: dict[str, int] = field(default_factory=dict)
    new_guardians: dict[str, int] = field(default_factory=dict)
    written_guardians: set[int] = field(default_factory=set)
    place: int = 0

    def leave_alone(self, lines: Iterable[LineAct], reason: str) -> None:
        self.kept += [[line.entry.sheet, line.entry.line, reason, line.pk] for line in lines]

    # Classes

    def make_classes(self, keys: Collection[str]) -> None:
        """The classes these lines name and the organisation has not yet."""
        self.class_pks = dict(self.found.class_pks)
        rows = [
            SchoolClass(
                organisation=self.organisation,
                year=self.run.year,
                kind=ClassKind.CLASS if entry.grade else ClassKind.GROUP,
                name=entry.name,
                grade=entry.grade,
                letter=entry.letter,
                external_id=entry.external_id,
            )
            for entry in self.found.classes
            if entry.key in keys
        ]
        if not rows:
            return
        made = SchoolClass.objects.bulk_create(rows, batch_size=AT_ONCE)
        by_name = {row.name: row.pk for row in made}
        self.class_pks |= {entry.key: by_name[entry.name] for entry in self.found.classes if entry.name in by_name}
        if (source := SOURCES.get(SchoolClass._meta.label)) is not None:
            index_rows(source, made)
        self._remember({SchoolClass._meta.label: [row.pk for row in made]}, {})

    # Lines

    def write(self, lines: list[LineAct]) -> None:
        """One chunk: everything is read, worked out, and written with one statement for each sort of row and act."""
        locked = _locked(Pupil, [line.pk for line in lines if line.pk is not None])
        lines = self._still_there(lines, locked)
        made: dict[str, list[int]] = {}
        before: dict[str, list[Any]] = {}
        pupils = self._pupils(lines, locked, made, before)
        self._guardians(lines, pupils, made, before)
        self._attachments(lines, pupils, made, before)
        self._remember(made, before)

    def _still_there(self, lines: list[LineAct], locked: dict[int, Any]) -> list[LineAct]:
        returning = [line.pk for line in lines if line.returns]
        elsewhere = set(
            PupilAttachment.objects.filter(pupil__in=returning, kind=Attachment.BASE, ends_on=None)
            .order_by()
            .values_list("pupil_id", flat=True)
            if self.run.kind == Attachment.BASE and returning
            else ()
        )
        gone = [line for line in lines if line.pk is not None and line.pk not in locked]
        taken = [line for line in lines if line.returns and line.pk in elsewhere]
        self.leave_alone(gone, GONE)
        self.leave_alone(taken, ELSEWHERE)
        left = {id(line) for line in (*gone, *taken)}
        return [line for line in lines if id(line) not in left]

    def _pupils(
        self, lines: list[LineAct], locked: dict[int, Any], made: dict[str, list[int]], before: dict[str, list[Any]]
    ) -> list[int]:
        """The pupil of each line, in the order of the lines."""
        new = [line for line in lines if line.pk is None]
        keys = insert_rows(
            Pupil,
            (*_PERSON, "born_on", "gender", "number"),
            [
                (*_person(line.entry), line.entry.born_on, line.entry.sex, number)
                for line, number in zip(new, new_numbers(len(new)), strict=True)
            ],
        )
        made[Pupil._meta.label] = keys
        changed = [_changed(locked[line.pk], line.changes) for line in lines if line.pk is not None and line.changes]
        _write(Pupil, changed, before)
        self.counts["added"] += len(keys)
        self.counts["altered"] += sum(line.pk is not None and not line.moves for line in lines)
        pks = iter(keys)
        return [next(pks) if line.pk is None else line.pk for line in lines]

    def _guardians(
        self, lines: list[LineAct], pupils: list[int], made: dict[str, list[int]], before: dict[str, list[Any]]
    ) -> None:
        acts = [(pupil, act) for line, pupil in zip(lines, pupils, strict=True) for act in line.guardians]
        new = {act.key: act for _pupil, act in acts if act.pk is None and act.key not in self.new_guardians}
        keys = insert_rows(Guardian, _PERSON, [_person(act.entry) for act in new.values()])
        self.new_guardians |= zip(new, keys, strict=True)
        made[Guardian._meta.label] = keys
        changes = {
            act.pk: act.changes
            for _pupil, act in acts
            if act.pk is not None and act.changes and act.pk not in self.written_guardians
        }
        self.written_guardians |= changes.keys()
        locked = _locked(Guardian, changes)
        _write(Guardian, [_changed(row, changes[pk]) for pk, row in locked.items()], before)
        ties = {(pupil, self._guardian_pk(act)): act for pupil, act in acts if not act.is_tied}
        made[Guardianship._meta.label] = insert_rows(
            Guardianship,
            ("pupil_id", "guardian_id", "kinship"),
            [(pupil, guardian, act.entry.kinship or Kinship.OTHER) for (pupil, guardian), act in ties.items()],
        )

    def _guardian_pk(self, act: GuardianAct) -> int:
        return act.pk if act.pk is not None else self.new_guardians[act.key]

    def _attachments(
        self, lines: list[LineAct], pupils: list[int], made: dict[str, list[int]], before: dict[str, list[Any]]
    ) -> None:
        on = self.run.on
        moving = {pupil: line for line, pupil in zip(lines, pupils, strict=True) if line.moves}
        present = _present_attachments(self.organisation, moving, on)
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[EditableModel, dict[str, Any]]] = []
        for line, pupil in zip(lines, pupils, strict=True):
            class_pk = self.class_pks.get(line.entry.class_key)
            if line.pk is None or line.returns:
                new.append(self._attachment(pupil, class_pk, str(self.run.kind), None))
            elif (row := present.get(pupil)) is not None and row.school_class_id != class_pk:
                self.counts["moved"] += 1
                if row.school_class_id is None or row.starts_on >= on:
                    changed.append(_set(row, school_class_id=class_pk))
                else:
                    new.append(self._attachment(pupil, class_pk, row.kind, row.ends_on))
                    changed.append(_set(row, ends_on=on))
        # The old periods end before the new ones begin: a pupil has one open base attachment.
        _write(PupilAttachment, changed, before)
        made[PupilAttachment._meta.label] = insert_rows(PupilAttachment, _ATTACHMENT, new)

    def _attachment(self, pupil: int, class_pk: int | None, kind: str, ends_on: date | None) -> tuple[Any, ...]:
        """The values of `_ATTACHMENT`."""
        return pupil, self.organisation.pk, class_pk, kind, self.run.on, ends_on

    # Who is gone

    def end(self, pupil_pks: list[int]) -> None:
        """End the attachments of these pupils here; one that would have lasted no day is removed."""
        on = self.run.on
        present = _present_attachments(self.organisation, pupil_pks, on)
        changed = [
            _set(row, ends_on=on) if row.starts_on < on else _set(row, removed_at=self.at) for row in present.values()
        ]
        before: dict[str, list[Any]] = {}
        _write(PupilAttachment, changed, before)
        self.counts["left"] += len(changed)
        self._remember({}, before)

    def _remember(self, made: dict[str, list[int]], before: dict[str, list[Any]]) -> None:
        made = {label: pks for label, pks in made.items() if pks}
        before = {label: rows for label, rows in before.items() if rows}
        if made or before:
            keep_pages(self.run, RosterPart.WRITTEN, [{"made": made, "before": before}], first=self.place)
            self.place += 1


def _person(entry: PupilEntry | GuardianEntry) -> tuple[str, ...]:
    """The values of `_PERSON`."""
    name = " ".join(filter(None, (entry.last_name, entry.first_name, entry.patronymic)))
    return (
        entry.last_name,
        entry.first_name,
        entry.patronymic,
        entry.email,
        entry.phone,
        entry.external_id,
        sort_key(name)[:_SORT_LENGTH],
    )


def _present_attachments(organisation: Organisation, pupils: Iterable[int], on: date) -> dict[int, PupilAttachment]:
    """Pupil → the attachment here that has not ended, the latest of several, locked; 1 query."""
    rows = (
        PupilAttachment.objects.select_for_update(of=("self",))
        .filter(organisation=organisation, pupil__in=list(pupils))
        .order_by("starts_on", "pk")
    )
    return {row.pupil_id: row for row in rows if row.ends_on is None or row.ends_on > on}


def _locked(model: type[EditableModel], pks: Iterable[int]) -> dict[int, Any]:
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk")
    return {row.pk: row for row in rows}


def _changed(row: EditableModel, changes: Iterable[FieldChange]) -> tuple[EditableModel, dict[str, Any]]:
    """The row with the list's values; a day comes back from its ISO text."""
    values: dict[str, Any] = {_NAMED.get(change.field, change.field): change.after for change in changes}
    if "born_on" in values:
        values["born_on"] = date.fromisoformat(values["born_on"])
    return _set(row, **values)


def _set(row: EditableModel, **values: Any) -> tuple[EditableModel, dict[str, Any]]:
    """The row with new values, and the values before."""
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    return row, before


def _write(
    model: type[EditableModel], changed: list[tuple[EditableModel, dict[str, Any]]], before: dict[str, list[Any]]
) -> None:
    """Write changed rows with one statement, and note for each its version and what was there before."""
    if not changed:
        return
    rewrite(model, [row for row, _before in changed])
    before[model._meta.label] = [
        [row.pk, row.version, {name: _plain(value) for name, value in old.items()}] for row, old in changed
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def rewrite(model: type[EditableModel], rows: list[Any]) -> None:
    """Write all columns of rows that are there and locked.

    An insertion that meets itself is several times as fast as Django's bulk_update, which asks CASE for every value.
    """
    names = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "network")]
    manager: Any = model.objects
    manager.bulk_create(rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=names)
