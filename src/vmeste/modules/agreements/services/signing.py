"""The life of an agreement: draft → on signature → in force → renewed, ended or terminated."""

from datetime import date

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.errors import (
    AlreadySigned,
    TooFewParties,
    WrongStage,
    ends_before_start,
    renewed_backwards,
    terminated_before_start,
)
from vmeste.modules.agreements.events import (
    AgreementAmended,
    AgreementCameIntoForce,
    AgreementRenewed,
    AgreementReturnedToDraft,
    AgreementSentForSignature,
    AgreementTerminated,
    PartySigned,
)
from vmeste.modules.agreements.models import Agreement, AgreementParty, Amendment

FEWEST_PARTIES = 2


@command(may=permissions.DRAFT)
def send_for_signature(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Put a draft on signature.

    Raises:
        WrongStage: it is no draft.
        TooFewParties: it names fewer than two parties.
    """
    current = _in_stage(agreement, Stage.DRAFT)
    if current.parties.count() < FEWEST_PARTIES:
        raise TooFewParties
    _move(current, Stage.ON_SIGNATURE)
    announce(AgreementSentForSignature(), actor=actor, subject=current)
    return current


@command(may=permissions.DRAFT)
def return_to_draft(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Take an agreement back from signature; signatures already given lapse with the text they stood under.

    Raises:
        WrongStage: it is not on signature.
    """
    current = _in_stage(agreement, Stage.ON_SIGNATURE)
    current.parties.update(has_signed=False, signed_on=None)
    _move(current, Stage.DRAFT)
    announce(AgreementReturnedToDraft(), actor=actor, subject=current)
    return current


@command(may=permissions.SIGN)
def record_signature(agreement: Agreement, *, party: AgreementParty, actor: Actor, signed_on: date | None) -> Agreement:
    """Write down that one party has signed; with the last signature the agreement is in force.

    `signed_on` None: it is signed, the day is unknown.

    Raises:
        WrongStage: the agreement is not on signature.
        AlreadySigned: this party's signature is there.
        ImpossibleTerm: the day of the last signature is after the term ends.
    """
    current = _in_stage(agreement, Stage.ON_SIGNATURE)
    signing = locked(current.parties.get(pk=party.pk))
    if signing.has_signed:
        raise AlreadySigned
    signing.has_signed, signing.signed_on = True, signed_on
    signing.save(update_fields=["has_signed", "signed_on"])
    event = PartySigned(
        organisation_id=signing.organisation_id, organisation=str(signing.organisation), signed_on=signed_on
    )
    announce(event, actor=actor, subject=current)
    if not current.parties.filter(has_signed=False).exists():
        days = [day for day in current.parties.values_list("signed_on", flat=True) if day is not None]
        _come_into_force(current, actor=actor, signed_on=max(days, default=None))
    return current


@command(may=permissions.SIGN)
def bring_into_force(agreement: Agreement, *, actor: Actor, signed_on: date | None) -> Agreement:
    """Record an agreement that all parties have signed on paper; the day may be unknown.

    Raises:
        WrongStage: it is in force or terminated already.
        TooFewParties: it names fewer than two parties.
        ImpossibleTerm: it would end before it was signed.
    """
    current = _in_stage(agreement, Stage.DRAFT, Stage.ON_SIGNATURE)
    if current.parties.count() < FEWEST_PARTIES:
        raise TooFewParties
    current.parties.filter(has_signed=False).update(has_signed=True, signed_on=signed_on)
    _come_into_force(current, actor=actor, signed_on=signed_on)
    return current


@command(may=permissions.TERMINATE)
def renew_agreement(agreement: Agreement, *, actor: Actor, ends_on: date) -> Agreement:
    """Let the term run on until the day before `ends_on`.

    Raises:
        WrongStage: the agreement is not in force.
        ImpossibleTerm: the new end is not later than the present one.
    """
    current = _in_stage(agreement, Stage.IN_FORCE)
    if current.ends_on is not None and ends_on <= current.ends_on:
        raise renewed_backwards(current.ends_on)
    current.ends_on = ends_on
    _touch(current, "ends_on")
    announce(AgreementRenewed(ends_on=ends_on), actor=actor, subject=current)
    return current


@command(may=permissions.TERMINATE)
def terminate_agreement(agreement: Agreement, *, actor: Actor, terminated_on: date, reason: str) -> Agreement:
    """End an agreement before its term, from `terminated_on` on.

    Raises:
        WrongStage: the agreement is not in force.
        ImpossibleTerm: it had not begun by that day.
    """
    current = _in_stage(agreement, Stage.IN_FORCE)
    began_on = current.starts_on or current.signed_on
    if began_on is not None and terminated_on < began_on:
        raise terminated_before_start(began_on)
    current.terminated_on, current.termination_reason = terminated_on, reason
    _move(current, Stage.TERMINATED, "terminated_on", "termination_reason")
    announce(AgreementTerminated(terminated_on=terminated_on, reason=reason), actor=actor, subject=current)
    return current


@command(may=permissions.TERMINATE)
def amend_agreement(
    agreement: Agreement,
    *,
    actor: Actor,
    number: str,
    summary: str,
    signed_on: date | None = None,
    new_ends_on: date | None = None,
) -> Amendment:
    """Record a supplementary agreement; one that names a new end moves the term.

    Raises:
        WrongStage: the agreement is not in force.
        ValidationError: an amendment with this number exists.
        ImpossibleTerm: the new end lies before the beginning.
    """
    current = _in_stage(agreement, Stage.IN_FORCE)
    if new_ends_on is not None and current.starts_on is not None and new_ends_on <= current.starts_on:
        raise ends_before_start(current.starts_on)
    amendment = Amendment(
        agreement=current, number=number, summary=summary, signed_on=signed_on, new_ends_on=new_ends_on
    )
    amendment.full_clean()
    amendment.save()
    current.ends_on = new_ends_on or current.ends_on
    _touch(current, "ends_on")
    announce(AgreementAmended(amendment_id=amendment.pk, number=number), actor=actor, subject=current)
    return amendment


def _in_stage(agreement: Agreement, *stages: Stage) -> Agreement:
    current = locked(agreement)
    if current.stage not in stages:
        raise WrongStage(current.get_stage_display())
    return current


def _come_into_force(agreement: Agreement, *, actor: Actor, signed_on: date | None) -> None:
    agreement.signed_on = agreement.signed_on or signed_on
    starts_on = agreement.starts_on or agreement.signed_on
    if agreement.ends_on is not None and starts_on is not None and agreement.ends_on <= starts_on:
        raise ends_before_start(starts_on)
    agreement.starts_on = starts_on
    _move(agreement, Stage.IN_FORCE, "signed_on", "starts_on")
    announce(AgreementCameIntoForce(signed_on=agreement.signed_on), actor=actor, subject=agreement)


def _move(agreement: Agreement, stage: Stage, *fields: str) -> None:
    agreement.stage = stage
    _touch(agreement, "stage", *fields)


def _touch(agreement: Agreement, *fields: str) -> None:
    agreement.version += 1
    agreement.save(update_fields=["version", *fields])
