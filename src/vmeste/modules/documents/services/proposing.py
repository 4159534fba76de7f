"""What a document proposes, which rows its findings mean, and what accepting them would change."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import files_of
from vmeste.foundation.tenancy.scope import active_network
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.receiving import (
    RECEIVERS,
    ROW,
    Input,
    InputKind,
    Likeness,
    Proposal,
    Receiver,
    Source,
    is_stated,
    receivers,
)
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.models import Candidate, ReadDocument, Trace
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import Document, Reading

WRITTEN = (
    *("title", "values", "decision", "row_id", "reason", "is_matched_by_hand", "differences", "version"),
    *("refusal", "decided_by", "decided_at"),
)
"""The columns of a candidate that reviewing changes."""
Tell = Callable[[int, int], None]
_TOLD_AFTER = 20
_UNDECIDED = frozenset({Decision.OPEN, Decision.SAME})
_LINKS = frozenset({InputKind.LINK, InputKind.LINKS})


class Pass:
    """The candidates of one document as one actor sees them, with one instance of each receiver.

    Nothing is written: `touched` are the candidates whose columns have changed.
    """

    def __init__(self, document: ReadDocument, candidates: Iterable[Candidate], *, actor: Actor, today: date) -> None:
        self.document, self.actor, self.today = document, actor, today
        self.candidates = sorted(candidates, key=lambda one: one.position)
        self.by_key = {one.key: one for one in self.candidates}
        self.touched: dict[str, Candidate] = {}
        self._of_kind = Counter(one.kind for one in self.candidates)
        self._receivers: dict[str, Receiver | None] = {}
        self._rows: dict[tuple[str, int], Any] = {}
        self._remembered: dict[tuple[str, str], tuple[Any, int]] | None = None

    @classmethod
    def over_reading(
        cls, document: ReadDocument, tree: Document, reading: Reading, *, actor: Actor, today: date, tell: Tell
    ) -> "Pass":
        """New candidates for everything a reading proposes, each compared with the register; unsaved.

        Kinds that the actor may not write are proposed as well: other findings lead to their rows. `tell` hears how
        many of how many are compared.
        """
        source = Source(tree, reading, document.file_name)
        made: list[Candidate] = []
        instances = {kind.key: kind(active_network(), actor, today=today) for kind in receivers()}
        for kind in receivers():
            receiver = instances[kind.key]
            for proposal in receiver.propose(source):
                source.keep(kind.key, proposal)
                made.append(_candidate(document, kind.key, proposal, position=len(made)))
        found = cls(document, made, actor=actor, today=today)
        found._receivers.update(instances)
        for done, candidate in enumerate(found.candidates):
            if done % _TOLD_AFTER == 0:
                tell(done, len(made))
            candidate.title = found.title_of(candidate)
            found.match(candidate)
        return found

    # Looking

    def receiver(self, kind: str) -> Receiver | None:
        """The pass's own instance; None when the house no longer knows the kind."""
        if kind not in self._receivers:
            known = RECEIVERS.get(kind)
            receiver = known(active_network(), self.actor, today=self.today) if known else None
            if receiver is not None:
                receiver.stated = [one.values for one in self.candidates if one.kind == kind]
            self._receivers[kind] = receiver
        return self._receivers[kind]

    def row(self, kind: str, pk: int | None) -> Any:
        """The row with this key that the actor sees, or None; asked for once."""
        receiver = self.receiver(kind)
        if pk is None or receiver is None:
            return None
        if (kind, pk) not in self._rows:
            self._rows[kind, pk] = receiver.look_up(pk)
        return self._rows[kind, pk]

    def keep_row(self, kind: str, row: Any) -> None:
        """Know a row as it is after it was written."""
        self._rows[kind, row.pk] = row

    def keys_linked(self, candidate: Candidate) -> Iterator[str]:
        """Keys of the candidates that a candidate leads to."""
        for _one, references in self._links(candidate.kind, candidate.values):
            yield from (reference for reference in references if reference in self.by_key)

    def resolved(self, candidate: Candidate) -> dict[str, Any]:
        """A candidate's values with links resolved to rows."""
        return self.with_rows(candidate.kind, candidate.values)

    def with_rows(self, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values with links resolved to those rows that are there."""
        found = dict(values)
        for one, references in self._links(kind, values):
            rows = [row for row in (self._linked(one, reference) for reference in references) if row is not None]
            found[one.name] = rows if one.kind is InputKind.LINKS else (rows[0] if rows else None)
        return found

    def title_of(self, candidate: Candidate) -> str:
        """What a candidate is called, with the names of what it leads to."""
        receiver = self.receiver(candidate.kind)
        assert receiver is not None
        values = dict(candidate.values)
        for one, references in self._links(candidate.kind, candidate.values):
            names = [self._name_of(one, reference) for reference in references]
            values[one.name] = names if one.kind is InputKind.LINKS else (names[0] if names else "")
        return receiver.title_of(values)[:300]

    def _name_of(self, one: Input, reference: str) -> str:
        if (target := self.by_key.get(reference)) is not None:
            return target.title
        row = self._linked(one, reference)
        return "" if row is None else str(row)

    def resolved_before(self, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values that a row had, with links resolved to rows.

        Raises:
            LookupError: a row it led to is no longer there.
        """
        receiver, found = self.receiver(kind), dict(values)
        assert receiver is not None
        for name, value in values.items():
            one = receiver.input(name)
            if one.kind in _LINKS:
                rows = [self._linked(one, reference) for reference in _references(value)]
                if None in rows:
                    raise LookupError(name)
                found[name] = rows if one.kind is InputKind.LINKS else (rows[0] if rows else None)
        return found

    def _links(self, kind: str, values: Mapping[str, Any]) -> Iterator[tuple[Input, list[str]]]:
        receiver = self.receiver(kind)
        for one in receiver.inputs if receiver else ():
            if one.kind in _LINKS and one.name in values:
                yield one, _references(values[one.name])

    def _linked(self, one: Input, reference: str) -> Any:
        if reference.startswith(ROW):
            return self.row(one.to, int(reference.removeprefix(ROW)))
        target = self.by_key.get(reference)
        return None if target is None else self.row(target.kind, target.row_id)

    # Matching

    def match(self, candidate: Candidate) -> None:
        """Look anew which row is meant, unless a person said so, and what would change."""
        if not candidate.is_matched_by_hand and not self.is_hidden(candidate):
            self.find(candidate)
        self.compare(candidate)

    def is_hidden(self, candidate: Candidate) -> bool:
        """Whether somebody who sees more has matched it to a row that this actor does not see; 1 query for such."""
        receiver = self.receiver(candidate.kind)
        if receiver is None or candidate.row_id is None or self.row(candidate.kind, candidate.row_id) is not None:
            return False
        return receiver.model._default_manager.filter(pk=candidate.row_id).exists()

    def find(self, candidate: Candidate) -> None:
        """Look anew which row is meant; one that is so beyond doubt, or none."""
        certain = next((one for one in self.likenesses(candidate) if one.is_certain), None)
        if certain is None:
            self._set(candidate, row_id=None, reason="")
        else:
            self._rows.setdefault((candidate.kind, certain.row.pk), certain.row)
            self._set(candidate, row_id=certain.row.pk, reason=certain.reason[:300])

    def likenesses(self, candidate: Candidate) -> list[Likeness]:
        """Rows that may be meant, those that are so beyond doubt first."""
        receiver = self.receiver(candidate.kind)
        if receiver is None:
            return []
        known = (self._about(candidate, receiver), self._from_before(candidate))
        found = [one for one in known if one is not None]
        pks = {one.row.pk for one in found}
        found += [one for one in receiver.likely(self.resolved(candidate)) if one.row.pk not in pks]
        return sorted(found, key=lambda one: not one.is_certain)

    def compare(self, candidate: Candidate) -> None:
        """Find out what accepting would change; a candidate that would change nothing is known already."""
        if self.is_hidden(candidate):
            return
        row = self.row(candidate.kind, candidate.row_id)
        if row is None:
            is_new = candidate.is_matched_by_hand and candidate.row_id is None
            self._set(candidate, row_id=None, reason="", is_matched_by_hand=is_new, differences=[])
        else:
            self._set(candidate, differences=self.differences(candidate, row))
        if candidate.decision in _UNDECIDED:
            is_same = row is not None and not candidate.differences
            self._set(candidate, decision=Decision.SAME if is_same else Decision.OPEN)

    def compare_afresh(self, candidate: Candidate) -> None:
        """Compare with the row as it is now, somebody having changed it."""
        self._rows.pop((candidate.kind, candidate.row_id or 0), None)
        self.compare(candidate)

    def differences(self, candidate: Candidate, row: Any) -> list[list[Any]]:
        """[[input, before, after], …] for what the candidate states otherwise than the row."""
        receiver = self.receiver(candidate.kind)
        assert receiver is not None
        present, found = _json(receiver.values_of(row)), []
        said = {one.name: self._pointing(one, candidate.values.get(one.name)) for one in receiver.inputs}
        target = _json(receiver.onto(present, {name: value for name, value in said.items() if is_stated(value)}))
        for one in receiver.inputs:
            before, after = present.get(one.name), target.get(one.name)
            if is_stated(after) and not receiver.is_same(one, before, after):
                found.append([one.name, before, after])
        return found

    def settle(self, moved: Iterable[str], *, rows: Iterable[tuple[str, int]] = ()) -> None:
        """Compare anew the undecided candidates that lead to `moved` keys, are called like them, or mean `rows`."""
        known, changed = set(moved), set(rows)
        named = {self._name_key(self.by_key[key]) for key in known}
        for candidate in self.candidates:
            if candidate.decision not in _UNDECIDED or candidate.key in known:
                continue
            is_namesake = candidate.row_id is None and self._name_key(candidate) in named
            if is_namesake or not known.isdisjoint(self.keys_linked(candidate)):
                before = candidate.row_id
                self.match(candidate)
                if candidate.row_id != before:
                    known.add(candidate.key)
            elif (candidate.kind, candidate.row_id) in changed:
                self.compare(candidate)

    @staticmethod
    def _name_key(candidate: Candidate) -> tuple[str, str]:
        return candidate.kind, normalise_name(candidate.title)

    def _pointing(self, one: Input, value: Any) -> Any:
        """A stated value as a row's would be: a link to a matched candidate leads to its row."""
        if one.kind not in _LINKS:
            return value
        references = [self._reference(reference) for reference in _references(value)]
        found = [reference for reference in references if reference]
        return found if one.kind is InputKind.LINKS else (found[0] if found else "")

    def _reference(self, reference: str) -> str:
        if reference.startswith(ROW):
            return reference
        target = self.by_key.get(reference)
        if target is not None and target.row_id is not None:
            return f"{ROW}{target.row_id}"
        return reference if target is not None and target.decision in _UNDECIDED else ""

    def _about(self, candidate: Candidate, receiver: Receiver) -> Likeness | None:
        """What a person said the document is about, where it proposes just one row of that kind."""
        document = self.document
        if receiver.model._meta.label != document.about_type or self._of_kind[candidate.kind] != 1:
            return None
        row = self.row(candidate.kind, document.about_id)
        return Likeness(row, _("the document was brought as one about it"), 1.0, is_certain=True) if row else None

    def _from_before(self, candidate: Candidate) -> Likeness | None:
        """The row that the same finding of the same file became, or was said to be, in an earlier review."""
        if self._remembered is None:
            self._remembered = self._memory()
        proposed, row_id = self._remembered.get((candidate.kind, candidate.key), (None, None))
        row = self.row(candidate.kind, row_id) if proposed == candidate.proposed else None
        return Likeness(row, _("taken over from the same file before"), 1.0, is_certain=True) if row else None

    def _memory(self) -> dict[tuple[str, str], tuple[Any, int]]:
        shas = files_of(self.document).values("sha256")
        label = ReadDocument._meta.label
        twins = StoredFile.objects.filter(subject_type=label, sha256__in=shas).exclude(subject_id=self.document.pk)
        seen = rows_for(self.actor, permissions.VIEW_REVIEWS, ReadDocument).filter(pk__in=twins.values("subject_id"))
        traces = Trace.objects.filter(candidate__document__in=seen, undone_at=None).order_by("pk")
        names = ("candidate__kind", "candidate__key", "candidate__proposed", "subject_id")
        chosen = Candidate.objects.filter(document__in=seen, is_matched_by_hand=True, row_id__isnull=False)
        found = [*chosen.order_by("pk").values_list("kind", "key", "proposed", "row_id"), *traces.values_list(*names)]
        return {(kind, key): (proposed, pk) for kind, key, proposed, pk in found}

    def _set(self, candidate: Candidate, **values: Any) -> None:
        for name, value in values.items():
            if getattr(candidate, name) != value:
                setattr(candidate, name, value)
                self.touched[candidate.key] = candidate


def _candidate(document: ReadDocument, kind: str, proposal: Proposal, *, position: int) -> Candidate:
    values = _json(proposal.values)
    return Candidate(
        document=document,
        kind=kind,
        key=proposal.key,
        position=position,
        proposed=values,
        values=values,
        places=[[place.passage, place.start, place.end] for place in proposal.places],
        confidence=proposal.confidence,
        note=proposal.note[:500],
    )


def _references(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or ())


def _json(value: Any) -> Any:
    """The same value with lists for tuples, as it comes back from the database."""
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, list | tuple) else value
