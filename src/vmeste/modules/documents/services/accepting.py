"""Taking findings over into the network: each by its module's own commands, each for itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.search.finding import index_later
from vmeste.modules.documents.choices.receiving import Receiver, is_stated
from vmeste.modules.documents.choices.reviewing import Decision, Deed
from vmeste.modules.documents.errors import (
    REFUSALS,
    DecidedAlready,
    MovedOn,
    SayFirst,
    StandsOnRefused,
    ThereByNow,
    words_of,
)
from vmeste.modules.documents.models import Candidate, ReadDocument, Trace
from vmeste.modules.documents.selectors.reviews import versions_of

from .proposing import Pass

Tell = Callable[[int, int], None]
_ACCEPTABLE = frozenset({Decision.OPEN, Decision.SAME})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What accepting did: findings that were asked for, others they needed, and what was refused, with the reason."""

    accepted: int
    brought_along: int
    refused: tuple[tuple[int, str], ...] = ()


class Acceptance:
    """Takes findings of one document over, in the caller's transaction."""

    def __init__(self, document: ReadDocument, candidates: Iterable[Candidate], *, actor: Actor, at: datetime) -> None:
        self.look = Pass(document, candidates, actor=actor, today=localdate(at))
        self.actor, self.at = actor, at
        self.refused: dict[str, tuple[int, str]] = {}
        self._traces: list[Trace] = []
        self._moved: set[str] = set()
        self._changed: set[tuple[str, int]] = set()

    def carry_out(self, wanted: Iterable[int], *, tell: Tell) -> Outcome:
        """Take the wanted findings over, and before them the open ones they lead to.

        Those that were taken over before are passed by, so that a second delivery of the same work does nothing.
        """
        pks = set(wanted)
        asked = {one.key for one in self.look.candidates if one.pk in pks and one.decision != Decision.ACCEPTED}
        needed = self._needed_by(asked)
        waiting = [one for one in self.look.candidates if one.key in needed]
        with index_later() as index:
            for done, candidate in enumerate(waiting, start=1):
                indexed = len(index)
                try:
                    with transaction.atomic():
                        self._take_over(candidate)
                except REFUSALS as refusal:
                    while len(index) > indexed:  # rows that are not there after all came last
                        index.popitem()
                    candidate.refusal = words_of(refusal)[:500]
                    self.refused[candidate.key] = candidate.pk, candidate.refusal
                    self.look.touched[candidate.key] = candidate
                    if isinstance(refusal, EditConflict):
                        self.look.compare_afresh(candidate)
                tell(done, len(waiting))
        self._leave_traces()
        self.look.settle(self._moved, rows=self._changed)
        accepted = [one.key for one in waiting if one.key not in self.refused]
        of_asked = sum(key in asked for key in accepted)
        return Outcome(of_asked, len(accepted) - of_asked, tuple(self.refused.values()))

    def _needed_by(self, asked: Iterable[str]) -> set[str]:
        """The asked keys and, from one to the next, open ones without a row that they lead to."""
        needed, waiting = set(asked), list(asked)
        while waiting:
            for key in self.look.keys_linked(self.look.by_key[waiting.pop()]):
                target = self.look.by_key[key]
                if key not in needed and target.decision == Decision.OPEN and target.row_id is None:
                    needed.add(key)
                    waiting.append(key)
        return needed

    def _take_over(self, candidate: Candidate) -> None:
        """Write one finding; raises what its command raises, and leaves the candidate as it was then."""
        receiver = self._receiver_for(candidate)
        self._require_fit(candidate, receiver)
        if self.look.is_hidden(candidate):
            raise PermissionDenied(candidate.kind)
        if candidate.row_id is None and not candidate.is_matched_by_hand:
            self._look_again(candidate)
        row = self.look.row(candidate.kind, candidate.row_id)
        if row is None and candidate.row_id is not None:
            self.look.match(candidate)
            raise MovedOn(candidate.title)
        if row is None:
            self._add(candidate, receiver)
        else:
            self._change(candidate, receiver, row)

    def _receiver_for(self, candidate: Candidate) -> Receiver:
        if candidate.decision not in _ACCEPTABLE:
            raise DecidedAlready(candidate.title, candidate.get_decision_display())
        receiver = self.look.receiver(candidate.kind)
        if receiver is None or not receiver.may.is_held_by(self.actor):
            raise PermissionDenied(candidate.kind)
        return receiver

    def _require_fit(self, candidate: Candidate, receiver: Receiver) -> None:
        for key in self.look.keys_linked(candidate):
            if key in self.refused:
                raise StandsOnRefused(self.look.by_key[key].title)
        values = self.look.resolved(candidate)
        for one in receiver.inputs:
            if one.is_required and candidate.row_id is None and not is_stated(values.get(one.name)):
                raise SayFirst(one.label)

    def _look_again(self, candidate: Candidate) -> None:
        """Whether the row was written since the person looked, by another document or another finding of this one."""
        self.look.find(candidate)
        row = self.look.row(candidate.kind, candidate.row_id)
        if row is not None:
            self.look.compare(candidate)
            if candidate.differences:
                raise ThereByNow(row)

    def _add(self, candidate: Candidate, receiver: Receiver) -> None:
        row = receiver.add(self.look.resolved(candidate))
        self._note(candidate, row, Deed.ADDED)

    def _change(self, candidate: Candidate, receiver: Receiver, row: Any) -> None:
        differences = self.look.differences(candidate, row)
        seen = [(name, before) for name, before, _after in candidate.differences]
        if any((name, before) not in seen for name, before, _after in differences):
            self.look.compare(candidate)
            raise MovedOn(candidate.title)
        version = getattr(row, "version", None)
        if not differences:
            self._note(candidate, row, Deed.FOUND, seen_version=version)
            return
        values = self.look.with_rows(candidate.kind, {name: after for name, _before, after in differences})
        changed = receiver.change(row, values, version=version)
        before = {name: value for name, value, _after in differences}
        self._changed.add((candidate.kind, changed.pk))
        self._note(candidate, changed, Deed.CHANGED, seen_version=version, before=before)

    def _note(self, candidate: Candidate, row: Any, deed: Deed, **more: Any) -> None:
        self._traces.append(
            Trace(candidate=candidate, deed=deed, subject_type=row._meta.label, subject_id=row.pk, **more)
        )
        self.look.keep_row(candidate.kind, row)
        self._moved.add(candidate.key)
        candidate.decision, candidate.row_id, candidate.differences = Decision.ACCEPTED, row.pk, []
        candidate.refusal = ""
        candidate.decided_by, candidate.decided_at = self.actor.label[:200], self.at
        candidate.version += 1
        self.look.touched[candidate.key] = candidate

    def _leave_traces(self) -> None:
        versions = versions_of((trace.subject_type, trace.subject_id) for trace in self._traces)
        for trace in self._traces:
            trace.version = versions.get((trace.subject_type, trace.subject_id))
        Trace.objects.bulk_create(self._traces)
