"""Commands of partnerships."""

from datetime import date
from typing import Any

from django.db.models import Q

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.editing.edits import apply_values, changes_between, edits_of
from vmeste.modules.networks.models import Network
from vmeste.modules.organisations.models import Organisation

from . import errors, permissions
from .choices import SYMMETRIC
from .events import (
    MaturityAdvanced,
    MaturityStepTakenBack,
    PartnershipEnded,
    PartnershipRecorded,
    PartnershipResumed,
)
from .models import MaturityStep, Partnership

EDITS = edits_of(Partnership, may=permissions.EDIT)


@command(may=permissions.EDIT)
def record_partnership(
    network: Network,
    /,
    *,
    actor: Actor,
    organisation: Organisation,
    partner: Organisation,
    maturity: int | None = None,
    ends_on: date | None = None,
    end_reason: str = "",
    **values: Any,
) -> Partnership:
    """Write down that two organisations work together; with `maturity`, also how far they have come.

    With `ends_on` they did so before that day: another partnership of the two may go on beside it.

    Members of an organisation may record only what their organisation takes part in.

    Raises:
        SameOrganisation: an organisation is named as its own partner.
        AlreadyRecorded: the two already work together in this way.
        ImpossibleDay: it would have ended before it began.
        PermissionDenied: the actor's organisation is on neither side.
    """
    partnership = Partnership(ends_on=ends_on, end_reason=end_reason)
    if ends_on and values.get("starts_on") and ends_on <= values["starts_on"]:
        raise errors.ended_before_start(values["starts_on"])
    values = {"organisation": organisation, "partner": partner, **values}
    _check_sides(partnership, values)
    apply_values(partnership, values)
    announce(
        PartnershipRecorded(organisation_id=organisation.pk, partner_id=partner.pk), actor=actor, subject=partnership
    )
    if maturity is not None:
        _add_step(partnership, actor=actor, stage=maturity, reached_on=None, note="")
    if ends_on is not None:
        announce(PartnershipEnded(ends_on=ends_on, reason=end_reason), actor=actor, subject=partnership)
    return partnership


@command(may=permissions.EDIT)
def edit_partnership(
    partnership: Partnership, /, *, actor: Actor, version: int | None = None, **values: Any
) -> Partnership:
    """Correct what is written down.

    Raises:
        EditConflict: somebody saved the partnership after `version` was read.
        ImpossibleDay: it would begin after a stage was reached, or after it ended.
    """
    current = locked(partnership, version=version)
    _check_sides(current, values)
    _check_start(current, values.get("starts_on", current.starts_on))
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def advance_maturity(
    partnership: Partnership, *, actor: Actor, stage: int, reached_on: date | None = None, note: str = ""
) -> Partnership:
    """Record that the partners have come to a further stage.

    Raises:
        NotAnAdvance: the stage is not later than the present one.
        ImpossibleDay: the day lies before the stage before it, before the beginning or after the end.
    """
    current = locked(partnership)
    _add_step(current, actor=actor, stage=stage, reached_on=reached_on, note=note)
    return current


@command(may=permissions.EDIT)
def take_back_maturity_step(partnership: Partnership, *, actor: Actor) -> Partnership:
    """Strike the latest stage out: it was recorded by mistake.

    Raises:
        NoStepToTakeBack: there is none.
    """
    current = locked(partnership)
    steps = list(current.steps.order_by("-stage"))
    if not steps:
        raise errors.NoStepToTakeBack
    latest, *earlier = steps
    latest.delete()
    current.maturity = earlier[0].stage if earlier else None
    current.version += 1
    current.save(update_fields=["maturity", "version"])
    announce(MaturityStepTakenBack(stage=latest.stage), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def end_partnership(partnership: Partnership, *, actor: Actor, ends_on: date, reason: str) -> Partnership:
    """Record that the partners no longer work together from `ends_on` on.

    Raises:
        AlreadyEnded: it has ended.
        ImpossibleDay: the day lies before the beginning or before a stage was reached.
    """
    current = locked(partnership)
    if current.ends_on is not None:
        raise errors.AlreadyEnded
    if current.starts_on and ends_on <= current.starts_on:
        raise errors.ended_before_start(current.starts_on)
    if (day := _latest_day(current)) and ends_on < day:
        raise errors.ended_before_step(day)
    current.ends_on, current.end_reason = ends_on, reason
    current.version += 1
    current.save(update_fields=["ends_on", "end_reason", "version"])
    announce(PartnershipEnded(ends_on=ends_on, reason=reason), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def resume_partnership(partnership: Partnership, *, actor: Actor) -> Partnership:
    """Take the end back.

    Raises:
        StillGoesOn: it has not ended.
        AlreadyRecorded: a new partnership of the same kind has taken its place.
    """
    current = locked(partnership)
    if current.ends_on is None:
        raise errors.StillGoesOn
    current.ends_on, current.end_reason = None, ""
    _check_sides(current, {})
    current.version += 1
    current.save(update_fields=["ends_on", "end_reason", "version"])
    announce(PartnershipResumed(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def restore_partnership(partnership: Partnership, *, actor: Actor) -> Partnership:
    """Bring a removed partnership back.

    Raises:
        AlreadyRecorded: the same was recorded anew meanwhile.
    """
    _check_sides(locked(partnership), {})
    return EDITS.restore(partnership, actor=actor)


def _add_step(partnership: Partnership, *, actor: Actor, stage: int, reached_on: date | None, note: str) -> None:
    if partnership.maturity is not None and stage <= partnership.maturity:
        raise errors.NotAnAdvance(partnership.get_maturity_display())
    if reached_on is not None:
        _check_reached(partnership, reached_on)
    step = MaturityStep(partnership=partnership)
    apply_values(step, {"stage": stage, "reached_on": reached_on, "note": note})
    partnership.maturity = stage
    partnership.version += 1
    partnership.save(update_fields=["maturity", "version"])
    announce(MaturityAdvanced(stage=stage, reached_on=reached_on), actor=actor, subject=partnership)


def _check_reached(partnership: Partnership, day: date) -> None:
    if partnership.starts_on and day < partnership.starts_on:
        raise errors.reached_before_start(partnership.starts_on)
    if partnership.ends_on and day >= partnership.ends_on:
        raise errors.reached_after_end(partnership.ends_on)
    if (before := _latest_day(partnership)) and day < before:
        raise errors.reached_before_last_step(before)


def _check_start(partnership: Partnership, starts_on: date | None) -> None:
    if starts_on is None:
        return
    if partnership.ends_on and starts_on >= partnership.ends_on:
        raise errors.starts_after_end(partnership.ends_on)
    days = [day for day in _days_of_steps(partnership) if day < starts_on]
    if days:
        raise errors.starts_after_step(min(days))


def _days_of_steps(partnership: Partnership) -> list[date]:
    return [day for day in partnership.steps.order_by("stage").values_list("reached_on", flat=True) if day]


def _latest_day(partnership: Partnership) -> date | None:
    return max(_days_of_steps(partnership), default=None)


def _check_sides(partnership: Partnership, values: dict[str, Any]) -> None:
    """Two different organisations, and not a second record of what they already do together.

    Cooperation has no first side; mentoring and support with money have a giver, so both ways may stand side by side.
    """
    organisation = values.get("organisation") or partnership.organisation
    partner = values.get("partner") or partnership.partner
    kind = values.get("kind") or partnership.kind
    if organisation == partner:
        raise errors.SameOrganisation
    if partnership.ends_on is not None:
        return
    sides = Q(organisation=organisation, partner=partner)
    if kind in SYMMETRIC:
        sides |= Q(organisation=partner, partner=organisation)
    if Partnership.objects.filter(sides, kind=kind, ends_on=None).exclude(pk=partnership.pk).exists():
        raise errors.AlreadyRecorded
