"""What people decide about a document that was read: everything between bringing it and taking its review back."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import EditConflict, command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.services import keep_file, safe_name
from vmeste.foundation.jobs.models import Job
from vmeste.foundation.jobs.running import JOBS
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.receiving import Input, InputKind, key_of_row
from vmeste.modules.documents.choices.reviewing import Decision, ReviewState
from vmeste.modules.documents.errors import DecidedAlready, NotNow, StillAtWork
from vmeste.modules.documents.events import (
    DocumentBrought,
    FindingCorrected,
    FindingMatched,
    FindingsAccepted,
    FindingsDropped,
    FindingsReconsidered,
    ReviewClosed,
    ReviewReopened,
    ReviewUndone,
)
from vmeste.modules.documents.models import Candidate, ReadDocument, Trace

from .accepting import Acceptance, Outcome
from .proposing import WRITTEN, Pass
from .reading import read_file
from .undoing import TakenBack, Undoing

__all__ = ["Outcome", "TakenBack"]

MANY = 20
"""Findings that are accepted while somebody waits; more of them are work for the background."""
_UNDECIDED = frozenset({Decision.OPEN, Decision.SAME})
_AT_ONCE = 200
Tell = Callable[[str, int], None]
Finish = Callable[[], None]


def _say_nothing(*_args: Any) -> None:
    """Progress where nobody watches."""


# Bringing


@command(may=permissions.REVIEW)
def bring_document(
    network: Any,
    *,
    actor: Actor,
    data: bytes,
    name: str,
    about: models.Model | None = None,
    in_background: bool = True,
) -> ReadDocument:
    """Take a file in and have it read; the register is not touched.

    `about` is the row the document speaks of, where a person says so; one the actor sees.

    Raises:
        TooLargeFile: nothing else is refused here, what cannot be read says so as the review's state.
        PermissionDenied: `about` is of another network.
    """
    if about is not None and getattr(about, "network_id", None) != current_network_id():
        raise PermissionDenied
    document = ReadDocument(
        file_name=safe_name(name)[:200],
        about_type=about._meta.label if about is not None else "",
        about_id=about.pk if about is not None else None,
        brought_by=actor.label[:200],
        user_id=actor.user_id,
    )
    document.save()
    keep_file(document, data=data, name=name, kind=FileKind.TO_READ, actor=actor)
    announce(DocumentBrought(file_name=document.file_name), actor=actor, subject=document)
    if in_background:
        _hand_over(document, "read", _("Reading of the document %(file)s"), actor=actor)
    else:
        read_file(document, actor=actor, tell=_say_nothing, finish=_say_nothing)
        document.refresh_from_db()
    return document


@command(may=permissions.REVIEW)
def read_again(document: ReadDocument, *, actor: Actor) -> ReadDocument:
    """Have a document read whose reading has failed on our side.

    Raises:
        NotNow: it is read, or refused; StillAtWork: it is being read.
    """
    current = _locked(document, ReviewState.READING)
    _hand_over(current, "read", _("Reading of the document %(file)s"), actor=actor)
    return current


# Deciding


@command(may=permissions.REVIEW)
def accept(document: ReadDocument, *, candidates: Iterable[int], actor: Actor, at: datetime) -> Outcome:
    """Take findings over into the network, and before them the open ones they lead to.

    Each is written by its module's own commands. A refusal of one leaves the others; those that were accepted
    already are passed by.

    Raises:
        NotNow: the review is not open; StillAtWork: the background works on it.
    """
    return _accept(_locked(document, ReviewState.OPEN), candidates, actor=actor, at=at, tell=_say_nothing)


@command(may=permissions.REVIEW)
def accept_above(
    document: ReadDocument,
    *,
    confidence: float,
    kinds: Iterable[str] | None = None,
    actor: Actor,
    at: datetime,
    in_background: bool = True,
) -> Outcome | Job:
    """Accept everything open that is at least so sure, of these kinds or of all; many of them in the background.

    Answers the outcome, or the job that will know it.

    Raises:
        NotNow: the review is not open; StillAtWork: the background works on it.
    """
    current = _locked(document, ReviewState.OPEN)
    chosen = current.candidates.filter(decision=Decision.OPEN, confidence__gte=confidence)
    if kinds is not None:
        chosen = chosen.filter(kind__in=list(kinds))
    pks = list(chosen.values_list("pk", flat=True))
    if in_background and len(pks) > MANY:
        title = _("Taking over from the document %(file)s")
        return _hand_over(current, "accept_many", title, actor=actor, candidates=pks)
    return _accept(current, pks, actor=actor, at=at, tell=_say_nothing)


@command(may=permissions.REVIEW)
def accept_chosen(
    document: ReadDocument, *, candidates: Iterable[int], actor: Actor, at: datetime, tell: Tell, finish: Finish
) -> Outcome:
    """What the background does of `accept_above`: everything and the word that it is done, or nothing."""
    current = _locked(document, ReviewState.OPEN, is_the_work=True)
    outcome = _accept(current, candidates, actor=actor, at=at, tell=tell)
    finish()
    return outcome


def _accept(current: ReadDocument, candidates: Iterable[int], *, actor: Actor, at: datetime, tell: Tell) -> Outcome:
    acceptance = Acceptance(current, current.candidates.all(), actor=actor, at=at)

    def telling(done: int, total: int) -> None:
        tell(_("Taken over: %(done)s of %(total)s") % {"done": done, "total": total}, 95 * done // max(total, 1))

    outcome = acceptance.carry_out(candidates, tell=telling)
    _keep(current, acceptance.look)
    if outcome.accepted:
        happened = FindingsAccepted(accepted=outcome.accepted, brought_along=outcome.brought_along)
        announce(happened, actor=actor, subject=current)
    return outcome


@command(may=permissions.REVIEW)
def drop(document: ReadDocument, *, candidates: Iterable[int], actor: Actor, at: datetime) -> int:
    """Leave findings out; answers how many of them were undecided till now."""
    current, pks = _locked(document, ReviewState.OPEN), set(candidates)
    look = _look_of(current, actor)
    meant = [one for one in look.candidates if one.pk in pks and one.decision in _UNDECIDED]
    for one in meant:
        _decide(look, one, Decision.DROPPED, actor=actor, at=at)
    look.settle(one.key for one in meant)
    _keep(current, look)
    if meant:
        announce(FindingsDropped(dropped=len(meant)), actor=actor, subject=current)
    return len(meant)


@command(may=permissions.REVIEW)
def reconsider(document: ReadDocument, *, candidates: Iterable[int], actor: Actor) -> int:
    """Have findings that were left out to decide again; answers how many these are."""
    current, pks = _locked(document, ReviewState.OPEN), set(candidates)
    look = _look_of(current, actor)
    meant = [one for one in look.candidates if one.pk in pks and one.decision == Decision.DROPPED]
    for one in meant:
        _decide(look, one, Decision.OPEN)
        look.match(one)
    look.settle(one.key for one in meant)
    _keep(current, look)
    if meant:
        announce(FindingsReconsidered(reconsidered=len(meant)), actor=actor, subject=current)
    return len(meant)


@command(may=permissions.REVIEW)
def correct(
    document: ReadDocument, *, candidate: int, version: int, values: Mapping[str, Any], actor: Actor
) -> Candidate:
    """Set some values of an undecided finding otherwise than the document says, and compare it anew.

    Raises:
        ValidationError: by input, what is wrong with its value.
        EditConflict: somebody has worked on the finding since.
        DecidedAlready: it is no longer open; NotNow, StillAtWork: as for the review.
    """
    current = _locked(document, ReviewState.OPEN)
    look = _look_of(current, actor)
    found = _undecided(look, candidate, version)
    cleaned = _cleaned(look, found, values)
    if any(found.values.get(name) != value for name, value in cleaned.items()):
        found.values = {**found.values, **cleaned}
        found.title, found.refusal = look.title_of(found), ""
        found.version += 1
        look.touched[found.key] = found
        look.match(found)
        look.settle([found.key])
        _keep(current, look)
        announce(FindingCorrected(what=found.title), actor=actor, subject=current)
    return found


@command(may=permissions.REVIEW)
def match(document: ReadDocument, *, candidate: int, version: int, row_id: int | None, actor: Actor) -> Candidate:
    """Say which row an undecided finding means; None: that it is new.

    Raises:
        ValidationError: there is no such row that the actor sees.
        EditConflict: somebody has worked on the finding since.
        DecidedAlready: it is no longer open; NotNow, StillAtWork: as for the review.
    """
    current = _locked(document, ReviewState.OPEN)
    look = _look_of(current, actor)
    found = _undecided(look, candidate, version)
    row = look.row(found.kind, row_id)
    if row_id is not None and row is None:
        raise ValidationError(_("The row is no longer in the register."))
    found.row_id, found.is_matched_by_hand = row_id, True
    found.reason, found.refusal = _("chosen by hand") if row_id is not None else "", ""
    found.version += 1
    look.touched[found.key] = found
    look.match(found)
    look.settle([found.key])
    _keep(current, look)
    announce(FindingMatched(what=found.title, row=str(row or "")), actor=actor, subject=current)
    return found


# The end, and back


@command(may=permissions.REVIEW)
def close_review(document: ReadDocument, *, actor: Actor, at: datetime) -> ReadDocument:
    """Say that the review is finished, whatever is still open."""
    current = _locked(document, ReviewState.OPEN)
    current.state, current.closed_at = ReviewState.CLOSED, at
    current.save(update_fields=["state", "closed_at"])
    announce(ReviewClosed(), actor=actor, subject=current)
    return current


@command(may=permissions.REVIEW)
def reopen_review(document: ReadDocument, *, actor: Actor) -> ReadDocument:
    """Go on with a review that was finished or taken back; what was taken back is to be decided again."""
    current = _locked(document, ReviewState.CLOSED, ReviewState.UNDONE)
    look = _look_of(current, actor)
    for one in look.candidates:
        if one.decision == Decision.UNDONE:
            _decide(look, one, Decision.OPEN)
    for one in look.candidates:
        if one.decision in _UNDECIDED:
            look.match(one)
    current.state, current.closed_at, current.undone_at = ReviewState.OPEN, None, None
    current.save(update_fields=["state", "closed_at", "undone_at"])
    _keep(current, look)
    announce(ReviewReopened(), actor=actor, subject=current)
    return current


@command(may=permissions.REVIEW)
def undo_review(document: ReadDocument, *, actor: Actor, at: datetime, in_background: bool = True) -> ReadDocument:
    """Have everything taken back that accepting wrote; rows that somebody has worked on since stay, and say so.

    Raises:
        NotNow: the document is not read, or taken back; StillAtWork: the background works on it.
    """
    current = _locked(document, ReviewState.OPEN, ReviewState.CLOSED)
    if in_background and Trace.objects.filter(candidate__document=current, undone_at=None).exists():
        _hand_over(current, "undo", _("Taking back of the document %(file)s"), actor=actor)
        return current
    return _undo(current, actor=actor, at=at, tell=_say_nothing)


@command(may=permissions.REVIEW)
def take_back(document: ReadDocument, *, actor: Actor, at: datetime, tell: Tell, finish: Finish) -> ReadDocument:
    """What the background does of `undo_review`: everything and the word that it is done, or nothing."""
    current = _locked(document, ReviewState.OPEN, ReviewState.CLOSED, is_the_work=True)
    current = _undo(current, actor=actor, at=at, tell=tell)
    finish()
    return current


def _undo(current: ReadDocument, *, actor: Actor, at: datetime, tell: Tell) -> ReadDocument:
    undoing = Undoing(current, actor=actor, at=at)

    def telling(done: int, total: int) -> None:
        tell(_("Taken back: %(done)s of %(total)s") % {"done": done, "total": total}, 95 * done // max(total, 1))

    result = undoing.carry_out(tell=telling)
    current.state, current.undone_at = ReviewState.UNDONE, at
    current.save(update_fields=["state", "undone_at"])
    _keep(current, undoing.look)
    announce(ReviewUndone(undone=result.undone, kept=result.kept), actor=actor, subject=current)
    return current


# Inside


def _locked(document: ReadDocument, *states: ReviewState, is_the_work: bool = False) -> ReadDocument:
    """The document as it is now and nobody else's till the transaction ends, without its text.

    `is_the_work`: the background itself asks.

    Raises:
        NotNow: it is in none of these states; StillAtWork: the background has not finished with it.
    """
    rows = ReadDocument.objects.select_for_update(of=("self",)).select_related("job").defer("tree", "reading")
    current = rows.get(pk=document.pk)
    if current.state not in states:
        raise NotNow(current.get_state_display())
    if not is_the_work and current.job is not None and not current.job.is_over:
        raise StillAtWork
    return current


def _look_of(current: ReadDocument, actor: Actor) -> Pass:
    return Pass(current, current.candidates.all(), actor=actor, today=localdate(current.brought_at))


def _decide(
    look: Pass, candidate: Candidate, decision: Decision, *, actor: Actor | None = None, at: datetime | None = None
) -> None:
    candidate.decision, candidate.decided_at, candidate.refusal = decision, at, ""
    candidate.decided_by = actor.label[:200] if actor else ""
    candidate.version += 1
    look.touched[candidate.key] = candidate


def _undecided(look: Pass, pk: int, version: int) -> Candidate:
    found = next((one for one in look.candidates if one.pk == pk), None)
    if found is None:
        raise Candidate.DoesNotExist
    if found.version != version:
        raise EditConflict(found)
    if found.decision not in _UNDECIDED:
        raise DecidedAlready(found.title, found.get_decision_display())
    return found


def _cleaned(look: Pass, candidate: Candidate, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the JSON form.

    Raises:
        ValidationError: by input.
    """
    receiver = look.receiver(candidate.kind)
    assert receiver is not None
    inputs, cleaned, wrong = {one.name: one for one in receiver.inputs}, {}, {}
    for name, value in values.items():
        try:
            if name not in inputs:
                raise ValidationError(_("There is no such value."))
            cleaned[name] = inputs[name].clean(value)
            _require_links(look, candidate, inputs[name], cleaned[name])
        except ValidationError as refusal:
            wrong[name] = refusal.messages
    if wrong:
        raise ValidationError(wrong)
    return cleaned


def _require_links(look: Pass, candidate: Candidate, one: Input, value: Any) -> None:
    """Raises ValidationError unless every link leads to a finding of that kind, or to a row the actor sees."""
    if one.kind not in {InputKind.LINK, InputKind.LINKS}:
        return
    for reference in [value] if isinstance(value, str) else value:
        target, pk = look.by_key.get(reference), key_of_row(reference)
        leads = (target is not None and target.kind == one.to) or look.row(one.to, pk) is not None
        if reference and not leads:
            raise ValidationError(_("The row is no longer in the register."))


def _keep(current: ReadDocument, look: Pass) -> None:
    """Write the candidates that have changed, and how many there are of each decision."""
    # An insertion that meets itself is several times as fast as Django's bulk_update.
    Candidate.objects.bulk_create(
        look.touched.values(), batch_size=_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )
    counts = Counter(one.decision for one in look.candidates)
    current.counts = {str(decision): counts[decision] for decision in Decision}
    current.save(update_fields=["counts"])


def _hand_over(document: ReadDocument, job: str, title: str, *, actor: Actor, **arguments: Any) -> Job:
    work = JOBS[f"modules.documents.jobs.{job}"]
    row = work.enqueue(title=title % {"file": document.file_name}, actor=actor, document=document.pk, **arguments)
    document.job = row
    document.save(update_fields=["job"])
    return row
