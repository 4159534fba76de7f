"""The life of a choice round up to its input: prepared, opened with a sealed seed, closed, frozen."""

import secrets
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.access.permissions import require
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged, RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EDITABLE, UNDECIDED, RoundStage
from vmeste.modules.enrolment.errors import NothingToAllocate, WrongStage
from vmeste.modules.enrolment.events import RoundClosed, RoundDrafted, RoundOpened
from vmeste.modules.enrolment.models import ChoiceRound, RoundGroup, WishList
from vmeste.modules.networks.models import Network
from vmeste.pure.allocation.lottery import commitment_of

SEED_BYTES = 16
CHANGEABLE_WHEN_OPEN = frozenset({"title", "closes_at", "confirm_by"})
"""What families have been told may still be put off, and nothing else."""


@command(may=permissions.RUN_ROUNDS)
def draft_round(network: Network, /, *, actor: Actor, **values: Any) -> ChoiceRound:
    """Prepare a round; nobody but the curators is concerned before it opens."""
    round_ = ChoiceRound()
    apply_values(round_, values)
    announce(RoundDrafted(), actor=actor, subject=round_)
    return round_


@command(may=permissions.RUN_ROUNDS)
def edit_round(round_: ChoiceRound, /, *, actor: Actor, version: int | None = None, **values: Any) -> ChoiceRound:
    """Change what is prepared; of an open round only its title, its end and the day of confirmation.

    Raises:
        EditConflict: somebody saved the round after `version` was read.
        WrongStage: the round is past that.
        PermissionDenied: a school was added that is not the actor's to allocate for.
    """
    current = locked(round_, version=version)
    changes = changes_between(current, values)
    for name in ("schools", "groups"):
        # Groups of two programmes may bear one name, so words do not tell whether they are the same.
        before = set(getattr(current, name).values_list("pk", flat=True))
        if name in values and name not in changes and before != {row.pk for row in values[name]}:
            changes[name] = [str(len(before)), str(len(values[name]))]
    forbidden = changes.keys() - CHANGEABLE_WHEN_OPEN
    if current.stage not in EDITABLE or (forbidden and current.stage == RoundStage.OPEN):
        raise WrongStage(current.get_stage_display())
    if changes:
        current.version += 1
        apply_values(current, {name: values[name] for name in changes})
        require(actor, permissions.RUN_ROUNDS, current, is_written_here=True)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.RUN_ROUNDS)
def remove_round(round_: ChoiceRound, *, actor: Actor, at: datetime) -> ChoiceRound:
    """Take a round that nobody has chosen in out of the list; `restore_round` brings it back.

    Raises:
        WrongStage: it has been opened.
    """
    current = _in_stage(round_, RoundStage.DRAFT)
    if current.removed_at is None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.RUN_ROUNDS)
def restore_round(round_: ChoiceRound, *, actor: Actor) -> ChoiceRound:
    """Bring a removed round back."""
    current = locked(round_)
    if current.removed_at is not None:
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current


@command(may=permissions.RUN_ROUNDS)
def open_round(round_: ChoiceRound, *, actor: Actor, at: datetime) -> ChoiceRound:
    """Draw the seed of the lottery, publish its commitment and let families in from `opens_at` on.

    Nobody sees the seed before the result is published, and nobody can change it: the commitment would not fit.

    Raises:
        WrongStage: it has been opened.
        NothingToAllocate: no school or no group takes part, the end is over, or another round has one of the groups.
    """
    current = _in_stage(round_, RoundStage.DRAFT)
    if not current.school_rows.exists():
        raise NothingToAllocate(_("Say which schools take part."))
    groups = set(current.group_rows.values_list("group_id", flat=True))
    if not groups:
        raise NothingToAllocate(_("Say which groups can be chosen."))
    if current.closes_at <= at:
        raise NothingToAllocate(_("The end of the round is over."))
    rivals = RoundGroup.objects.filter(group__in=groups, round__stage__in=UNDECIDED, round__removed_at=None)
    if (rival := rivals.exclude(round=current).select_related("group", "round").first()) is not None:
        raise NothingToAllocate(
            _("“%(group)s” is in the round “%(round)s” at present.") % {"group": rival.group, "round": rival.round}
        )
    current.seed = secrets.token_hex(SEED_BYTES)
    current.commitment = commitment_of(current.seed)
    _move(current, RoundStage.OPEN, "seed", "commitment")
    announce(RoundOpened(commitment=current.commitment), actor=actor, subject=current)
    return current


@command(may=permissions.RUN_ROUNDS)
def close_round(round_: ChoiceRound, *, actor: Actor, at: datetime) -> ChoiceRound:
    """Take no more wishes; the end is now when it had been later.

    Raises:
        WrongStage: it is not open.
    """
    current = _in_stage(round_, RoundStage.OPEN)
    if current.opens_at < at < current.closes_at:
        current.closes_at = at
    lists = WishList.objects.filter(round=current, submitted_at__isnull=False).count()
    _move(current, RoundStage.CLOSED, "closes_at")
    announce(RoundClosed(lists=lists), actor=actor, subject=current)
    return current


@command(may=permissions.RUN_ROUNDS)
def close_rounds_in_time(network: Network, /, *, actor: Actor, at: datetime) -> int:
    """Close every open round whose end is over; answers how many."""
    late = list(ChoiceRound.objects.filter(stage=RoundStage.OPEN, closes_at__lte=at).order_by("closes_at", "pk"))
    for round_ in late:
        close_round(round_, actor=actor, at=at)
    return len(late)


def _in_stage(round_: ChoiceRound, *stages: RoundStage) -> ChoiceRound:
    current = locked(round_)
    if current.stage not in stages:
        raise WrongStage(current.get_stage_display())
    return current


def _move(round_: ChoiceRound, stage: RoundStage, *fields: str) -> None:
    round_.stage = stage
    round_.version += 1
    round_.save(update_fields=["version", "stage", *fields])
