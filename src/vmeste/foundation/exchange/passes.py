"""One pass over the lines of a file: the check, whose effects are rolled back, and the saving, whose effects stay.

Both run the real commands, line by line, so the check finds exactly the errors that saving would find, for every line.
The commands of a chunk of lines write together (`foundation.tenancy.together`). When the database refuses something in
a chunk, or a line that has written fails, the chunk is rolled back and each of its lines carried out again in a
savepoint of its own. On SQLite a writing transaction keeps all other writers out; the check therefore rolls back each
chunk: nobody waits for it longer than about a second.
"""

import time
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.search.finding import Waiting, index_later
from vmeste.foundation.tenancy.together import active_unit, writing_together

from .choices import LineState
from .encoding import encoded
from .importers import REGISTER_NUMBER, Importer, Match, Objection, Settled, ambiguity
from .lines import Line

CHUNK_SECONDS = 1.0
CHUNK_LINES = 200
PAUSE_SECONDS = 0.02

Tell = Callable[[int, int], None]


class _TakeBack(Exception):
    """Rolls a chunk of the check back."""


class _Spoilt(Exception):
    """Rolls a chunk back whose lines cannot be told apart any more."""


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
        self._learnt: list[tuple[Any, Mapping[str, Any]]] = []
        self._decided: list[int] = []
        self._owners: dict[Any, int] = {}
        for line in self.lines:
            for name in importer.own_names(line.values):
                self.names.setdefault(name, line.number)

    def check(self, tell: Tell) -> list[Verdict]:
        """What every line would do, in the order of the file; nothing stays written."""
        waiting = list(self.lines)
        while waiting:
            done = 0
            try:
                with transaction.atomic(), index_later() as self._index:
                    done = self._carry_out_some(waiting)
                    raise _TakeBack
            except _TakeBack:
                self._take_back(set(), 0)
            waiting = waiting[done:]
            tell(len(self.lines) - len(waiting), len(self.lines))
            time.sleep(PAUSE_SECONDS if waiting else 0)
        return [self._verdicts[line.number] for line in self.lines]

    def save(self, expected: Container[int], *, accept: Callable[[Verdict], None], tell: Tell) -> list[Verdict]:
        """Carry out the lines whose numbers are in `expected`, in the caller's transaction.

        `accept` sees each verdict before it is written and may raise ValidationError, which leaves the row alone.
        """
        self._accept = accept
        self._by_number = {n: line for n, line in self._by_number.items() if n in expected}
        waiting = list(self._by_number.values())
        with index_later() as self._index:
            while waiting:
                waiting = waiting[self._carry_out_some(waiting) :]
                tell(len(self._by_number) - len(waiting), len(self._by_number))
        return [self._verdicts[number] for number in self._by_number]

    _accept: Callable[[Verdict], None] | None = None
    _index: Waiting

    def _carry_out_some(self, waiting: list[Line]) -> int:
        """Carry out the next chunk of lines; answers how many these were."""
        written, learnt, indexed = set(self._written), len(self._learnt), len(self._index)
        self._decided.clear()
        try:
            with transaction.atomic():
                return self._together(waiting[:CHUNK_LINES])
        except (_Spoilt, DatabaseError):
            for number in self._decided:
                del self._verdicts[number]
            self._drop_ghosts(indexed)
            self._take_back(written, learnt)
        return self._for_a_while(waiting[:CHUNK_LINES])

    def _together(self, lines: list[Line]) -> int:
        with writing_together() as unit:
            self.importer.foresee([line.values for line in lines])
            done = self._for_a_while(lines)
            if unit.is_spoilt:
                raise _Spoilt
        return done

    def _for_a_while(self, lines: list[Line]) -> int:
        until = time.monotonic() + CHUNK_SECONDS
        for done, line in enumerate(lines, start=1):
            self._carry_out(line)
            unit = active_unit()
            if time.monotonic() > until or (unit is not None and unit.is_spoilt):
                return done
        return len(lines)

    def _take_back(self, written: set[int], learnt: int) -> None:
        """A chunk was rolled back: know again what was known before it."""
        self._written = written
        del self._learnt[learnt:]
        self.importer.forget()
        for row, values in self._learnt:
            self.importer.learn(row, values)

    def _drop_ghosts(self, indexed: int) -> None:
        """Rows that were to be indexed and are not there after all; they came last."""
        while len(self._index) > indexed:
            self._index.popitem()

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
            self._decided.append(line.number)

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
        indexed, unit = len(self._index), active_unit()
        try:
            with transaction.atomic() if unit is None else unit.part():
                if self._accept is not None:
                    self._accept(verdict)
                if verdict.state is LineState.ADDED:
                    row = self.importer.add(values)
                    self.importer.learn(row, values)
                    self._learnt.append((row, values))
                else:
                    changed = {key: values[key] for key in verdict.before}
                    row = self.importer.change(verdict.row, changed, version=verdict.version)
        except (ValidationError, PermissionDenied, EditConflict, DatabaseError) as refusal:
            self._drop_ghosts(indexed)
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
