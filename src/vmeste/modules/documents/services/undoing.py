"""Taking back what a review wrote, as far as nobody has worked on it since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.search.finding import index_later
from vmeste.modules.documents.choices.reviewing import Decision, Deed
from vmeste.modules.documents.errors import REFUSALS, words_of
from vmeste.modules.documents.models import ReadDocument, Trace
from vmeste.modules.documents.selectors.reviews import versions_of

from .proposing import Pass

Tell = Callable[[int, int], None]
_Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many findings were taken back, and how many stay; each of these says why on its trace."""

    undone: int
    kept: int


class Undoing:
    """Takes the traces of one document back, the last first, in the caller's transaction."""

    def __init__(self, document: ReadDocument, *, actor: Actor, at: datetime) -> None:
        every = Trace.objects.filter(candidate__document=document, undone_at=None)
        self.traces = list(every.select_related("candidate").order_by("-pk"))
        self.look = Pass(document, document.candidates.all(), actor=actor, today=localdate(at))
        self.at = at
        self._versions: dict[_Subject, int] = {}

    def carry_out(self, *, tell: Tell) -> TakenBack:
        """Take back what can be; a row on which another one of the review stands goes after it."""
        self._versions = versions_of(map(_subject_of, self.traces))
        self._find_strange_hands()
        waiting, done = self.traces, 0
        with index_later() as index:
            while waiting:
                stuck = []
                for trace in waiting:
                    indexed = len(index)
                    try:
                        with transaction.atomic():
                            self._take_back(trace)
                    except REFUSALS as refusal:
                        while len(index) > indexed:  # rows that are not changed after all came last
                            index.popitem()
                        trace.kept_because = words_of(refusal)
                        stuck.append(trace)
                    else:
                        trace.undone_at, trace.kept_because = self.at, ""
                        done += 1
                        tell(done, len(self.traces))
                if len(stuck) == len(waiting):
                    break
                waiting = stuck
        self._follow_own_changes()
        Trace.objects.bulk_update(self.traces, ["undone_at", "kept_because", "version"], batch_size=500)
        self._mark_candidates()
        return TakenBack(done, len(self.traces) - done)

    def _find_strange_hands(self) -> None:
        """Rows that somebody else has worked on, before or between what this review did to them."""
        self._touched_by_others: set[_Subject] = set()
        later: dict[_Subject, Trace] = {}
        for trace in self.traces:
            subject = _subject_of(trace)
            if subject not in later:
                is_ours = self._versions.get(subject) == trace.version
            else:
                is_ours = trace.version in {later[subject].seen_version, later[subject].version}
            if not is_ours:
                self._touched_by_others.add(subject)
            later[subject] = trace

    def _take_back(self, trace: Trace) -> None:
        if trace.deed == Deed.FOUND:
            return
        kind, subject = trace.candidate.kind, _subject_of(trace)
        receiver, row = self.look.receiver(kind), self.look.row(kind, trace.subject_id)
        if row is None or receiver is None:
            raise ValidationError(_("The row is no longer in the register."))
        if subject in self._touched_by_others:
            raise ValidationError(_("Somebody has worked on the row since."))
        if trace.deed == Deed.ADDED:
            receiver.remove(row, at=self.at)
            return
        try:
            before = self.look.resolved_before(kind, trace.before)
        except LookupError as gone:
            raise ValidationError(_("What it named before is no longer in the register.")) from gone
        self.look.keep_row(kind, receiver.change(row, before, version=getattr(row, "version", None)))

    def _follow_own_changes(self) -> None:
        """What stays has moved on where another trace of its row was taken back; that was nobody else."""
        kept = [trace for trace in self.traces if trace.undone_at is None]
        versions = versions_of(map(_subject_of, kept))
        for trace in kept:
            if _subject_of(trace) not in self._touched_by_others:
                trace.version = versions.get(_subject_of(trace), trace.version)

    def _mark_candidates(self) -> None:
        kept = {trace.candidate_id for trace in self.traces if trace.undone_at is None}
        removed = {trace.candidate_id for trace in self.traces if trace.deed == Deed.ADDED}
        mine = {trace.candidate_id for trace in self.traces} - kept
        for candidate in self.look.candidates:
            if candidate.pk in mine:
                candidate.decision = Decision.UNDONE
                candidate.version += 1
                if candidate.pk in removed:
                    candidate.row_id, candidate.reason, candidate.is_matched_by_hand = None, "", False
                self.look.touched[candidate.key] = candidate


def _subject_of(trace: Trace) -> _Subject:
    return trace.subject_type, trace.subject_id
