"""One pass over the lines of a file: the check, whose effects are rolled back, and the saving, whose effects stay.

Both run the real commands, row by row, each in a savepoint of its own, so the check finds exactly the errors that
saving would find, for every line. On SQLite a writing transaction keeps all other writers out; the check therefore
works in short chunks and rolls back each: nobody waits for it longer than about a second.
"""

import time
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.search.finding import Waiting, index_later

from .choices import LineState
from .encoding import encoded
from .importers import REGISTER_NUMBER, Importer, Match, Objection, Settled, ambiguity
from .lines import Line

CHUNK_SECONDS = 1.0
PAUSE_SECONDS = 0.02
TOLD_EVERY = 25

Tell = Callable[[int, int], None]


class _TakeBack(Exception):
    """Rolls a chunk of the check back."""


@dataclass(slots=True)
class Verdict:
    """What one line would do, or did."""

    line: Line
    state: LineState = LineState.UNCHANGED
    title: str = ""
    note: str = ""
    objections: list[Objection] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    row: Any = None
    row_id: int | None = None
    version: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


class Pass:
    """Carries the lines of one file out with one importer."""

    def __init__(self, importer: Importer, lines: Iterable[Line]) -> None:
        self.importer = importer
        self.lines = list(lines)
        self.names: dict[str, int] = {}
        self._by_number = {line.number: line for line in self.lines}
        self._verdicts: dict[int, Verdict] = {}
        self._under_way: set[int] = set()
        self._written: set[int] = set()
        self._owners: dict[Any, int] = {}
        for line in self.lines:
            for name in importer.own_names(line.values):
                self.names.setdefault(name, line.number)

    def check(self, tell: Tell) -> list[Verdict]:
        """What every line would do, in the order of the file; nothing stays written."""
        waiting = list(self.lines)
        while waiting:
            try:
                with transaction.atomic(), index_later() as self._index:
                    waiting = self._carry_out_for_a_while(waiting, tell)
                    raise _TakeBack
            except _TakeBack:
                self._written.clear()
                self.importer.forget()
            time.sleep(PAUSE_SECONDS if waiting else 0)
        return [self._verdicts[line.number] for line in self.lines]

    def save(self, expected: Container[int], *, accept: Callable[[Verdict], None], tell: Tell) -> list[Verdict]:
        """Carry out the lines whose numbers are in `expected`, in the caller's transaction.

        `accept` sees each verdict before it is written and may raise ValidationError, which leaves the row alone.
        """
        self._accept = accept
        self._by_number = {n: line for n, line in self._by_number.items() if n in expected}
        with index_later() as self._index:
            for done, line in enumerate(self._by_number.values(), start=1):
                self._carry_out(line)
                if done % TOLD_EVERY == 0:
                    tell(done, len(self._by_number))
        return [self._verdicts[number] for number in self._by_number]

    _accept: Callable[[Verdict], None] | None = None
    _index: Waiting

    def _carry_out_for_a_while(self, waiting: list[Line], tell: Tell) -> list[Line]:
        until = time.monotonic() + CHUNK_SECONDS
        for place, line in enumerate(waiting):
            if time.monotonic() > until:
                return waiting[place:]
            self._carry_out(line)
            done = len(self.lines) - len(waiting) + place + 1
            if done % TOLD_EVERY == 0:
                tell(done, len(self.lines))
        return []

    def _carry_out(self, line: Line) -> None:
        """Write one line, after those it refers to; a line carried out in an earlier chunk is written again."""
        is_done = line.number in self._verdicts
        if line.number in self._under_way or (is_done and line.number in self._written):
            return
        self._under_way.add(line.number)
        verdict = Verdict(line, title=self.importer.title_of(line.values)[:300], objections=list(line.objections))
        try:
            self._decide(verdict)
        finally:
            self._under_way.discard(line.number)
        if not is_done:
            self._verdicts[line.number] = verdict

    def _decide(self, verdict: Verdict) -> None:
        settled = self._settled(verdict)
        match = self._match(verdict, settled)
        self._say_twice(verdict, match, settled)
        if verdict.objections:
            verdict.state = LineState.WRONG
            return
        if match.row is None:
            verdict.state, verdict.note = LineState.ADDED, match.note
            settled.values = self.importer.for_new(settled.values)
            self._fill_added(verdict, settled)
        else:
            verdict.note = match.note
            self._compare(verdict, match.row, settled)
        if verdict.state is not LineState.UNCHANGED:
            self._write(verdict, settled)

    def _settled(self, verdict: Verdict) -> Settled:
        settled = self.importer.settle(dict(verdict.line.values), self.names)
        for name in settled.waits_for:
            other = self._by_number.get(self.names.get(name, 0))
            if other is not None and other is not verdict.line:
                self._carry_out(other)
        if settled.waits_for:
            # Now the rows they made are known, or it is known that they made none.
            settled = self.importer.settle(dict(verdict.line.values), {})
        verdict.objections += settled.objections
        return settled

    def _match(self, verdict: Verdict, settled: Settled) -> Match:
        number = settled.values.get(REGISTER_NUMBER)
        if number is not None:
            row = self.importer.look_up(number)
            if row is None:
                words = _("The register has no row with this number. Leave the cell empty for a new row.")
                verdict.objections.append(Objection(REGISTER_NUMBER, words))
            return Match(row)
        match = self.importer.find(settled.values)
        if match.candidates:
            verdict.objections.append(Objection("", ambiguity(match.candidates)))
        return match

    def _say_twice(self, verdict: Verdict, match: Match, settled: Settled) -> None:
        """Two lines of one file about the same thing: the second is wrong."""
        things = [("row", match.row.pk)] if match.row else list(self.importer.identities(settled.values))
        for thing in things:
            first = self._owners.setdefault(thing, verdict.line.number)
            if first != verdict.line.number:
                words = _("Line %(number)s of the file is about the same.") % {"number": first}
                verdict.objections.append(Objection("", words))
                return

    def _fill_added(self, verdict: Verdict, settled: Settled) -> None:
        for column in self.importer.columns:
            value = settled.values.get(column.key)
            if not column.is_for_finding and value not in (None, "", ()):
                verdict.changes.append([column.key, "", column.show(value)])

    def _compare(self, verdict: Verdict, row: Any, settled: Settled) -> None:
        present = self.importer.values_of(row)
        verdict.row, verdict.row_id, verdict.version = row, row.pk, row.version
        for column in self.importer.columns:
            if column.is_for_finding or column.key not in settled.values:
                continue
            before, after = present[column.key], settled.values[column.key]
            if not column.is_same(before, after):
                verdict.before[column.key] = encoded(before)
                verdict.changes.append([column.key, column.show(before), column.show(after)])
        verdict.state = LineState.CHANGED if verdict.changes else LineState.UNCHANGED

    def _write(self, verdict: Verdict, settled: Settled) -> None:
        values = {k: v for k, v in settled.values.items() if not self.importer.column(k).is_for_finding}
        indexed = set(self._index)
        try:
            with transaction.atomic():
                if self._accept is not None:
                    self._accept(verdict)
                if verdict.state is LineState.ADDED:
                    row = self.importer.add(values)
                    self.importer.learn(row, values)
                else:
                    changed = {key: values[key] for key in verdict.before}
                    row = self.importer.change(verdict.row, changed, version=verdict.version)
        except (ValidationError, PermissionDenied, EditConflict, DatabaseError) as refusal:
            for ghost in set(self._index) - indexed:
                del self._index[ghost]
            verdict.state = LineState.WRONG
            verdict.objections += objections_of(refusal, self.importer)
            return
        verdict.row = row
        self._written.add(verdict.line.number)


def objections_of(refusal: Exception, importer: Importer) -> list[Objection]:
    """A command's refusal at the columns it is about."""
    if isinstance(refusal, PermissionDenied):
        return [Objection("", _("You may not write this row."))]
    if isinstance(refusal, EditConflict):
        return [Objection("", _("Somebody has changed the row meanwhile."))]
    if not isinstance(refusal, ValidationError):
        return [Objection("", _("The row contradicts what the register holds."))]
    if not hasattr(refusal, "error_dict"):
        return [Objection("", message) for message in refusal.messages]
    found = []
    for name, messages in refusal.message_dict.items():
        column = "" if name == NON_FIELD_ERRORS else importer.column_of_field(name)
        found += [Objection(column, message) for message in messages]
    return found
