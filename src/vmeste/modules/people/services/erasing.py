"""Destroying personal data, with the act that proves it; and the rules that say when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import edits_of
from vmeste.modules.networks.models import Network
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import RetentionOf
from vmeste.modules.people.errors import ErasedAlready, StillStudies
from vmeste.modules.people.events import DataDestroyed
from vmeste.modules.people.models import (
    Claim,
    Consent,
    DestructionAct,
    DisclosedPupil,
    Guardian,
    Guardianship,
    PersonModel,
    Pupil,
    PupilAttachment,
    RetentionRule,
    StaffMember,
)
from vmeste.modules.people.selectors.controllers import controllers_of
from vmeste.modules.people.selectors.files import kept_of_guardian, kept_of_pupil, kept_of_staff
from vmeste.modules.people.selectors.headcounts import in_force
from vmeste.modules.people.selectors.retention import log_of

RULES = edits_of(RetentionRule, may=permissions.EDIT_RETENTION)

FIRST_RULES: dict[RetentionOf, tuple[int, str]] = {
    RetentionOf.PUPIL: (36, "Значение по умолчанию; замените сроком из номенклатуры дел вашей организации"),
    RetentionOf.GUARDIAN: (36, "Значение по умолчанию: как личное дело ребёнка"),
    RetentionOf.STAFF: (36, "Значение по умолчанию; личные дела работников хранит кадровая служба"),
    RetentionOf.CONSENT: (36, "Значение по умолчанию: три года после окончания действия согласия"),
    RetentionOf.OPENING: (36, "Значение по умолчанию: три года"),
    RetentionOf.DESTRUCTION: (36, "Приказ Роскомнадзора от 28.10.2022 № 179: три года с даты уничтожения"),
}
"""Months by default; each network puts its own regulation in their place."""


@command(may=permissions.EDIT_RETENTION)
def seed_retention(network: Network, *, actor: Actor, today: date) -> None:
    """Give a network its first rules of retention; what is there already stays as it is."""
    known = set(RetentionRule.objects.values_list("of", flat=True))
    for of, (months, ground) in FIRST_RULES.items():
        if of.value not in known:
            RULES.add(network, actor=actor, of=of, months=months, ground=ground, valid_from=today)


@command(may=permissions.EDIT_PUPILS)
def erase_pupil(pupil: Pupil, *, actor: Actor, reason: str, at: datetime, on_demand: bool = False) -> DestructionAct:
    """Destroy what is kept of a child; number and periods stay, so that counts of the past stay right.

    Guardians who stand for no other child go with it. `on_demand`: the family demands it, although the child
    still studies.

    Raises:
        ErasedAlready: it was done before.
        StillStudies: the child studies somewhere today.
    """
    current = locked(pupil)
    _require_kept(current)
    if not on_demand and PupilAttachment.objects.filter(in_force(at.date()), pupil=current).exists():
        raise StillStudies
    data = kept_of_pupil(current)
    controller = controllers_of([current.pk], on=at.date())[current.pk]
    guardians = list(Guardian.with_removed.filter(guardianships__pupil=current).distinct())
    for model in (Guardianship, Consent):
        model.with_removed.filter(pupil=current).delete()
    for plain in (Claim, DisclosedPupil):
        plain.objects.filter(pupil=current).delete()
    for guardian in guardians:
        if not Guardianship.objects.filter(guardian=guardian).exists():
            data += [f"{item} (законный представитель)" for item in kept_of_guardian(guardian)]
            Claim.objects.filter(guardian=guardian).delete()
            _blank(guardian, at)
    current.born_on = None
    _blank(current, at)
    return _act(current, controller, actor=actor, data=data, reason=reason, at=at)


@command(may=permissions.EDIT_STAFF)
def erase_staff(member: StaffMember, *, actor: Actor, reason: str, at: datetime) -> DestructionAct:
    """Destroy name and contacts of a member of staff; the posts stay without a name.

    Raises:
        ErasedAlready: it was done before.
    """
    current = locked(member)
    _require_kept(current)
    data = kept_of_staff(current)
    post = current.posts.order_by("-starts_on", "-pk")[0]
    Claim.objects.filter(member=current).delete()
    number = current.pk
    _blank(current, at)
    return _act(current, post.organisation_id, actor=actor, data=data, reason=reason, at=at, subject=f"№ {number}")


def _require_kept(person: PersonModel) -> None:
    if person.erased_at is not None:
        raise ErasedAlready


def _blank(person: Any, at: datetime) -> None:
    for name in ("last_name", "first_name", "patronymic", "gender", "email", "phone", "external_id"):
        setattr(person, name, "")
    person.user = None
    person.erased_at = at
    person.version += 1
    person.save()


def _act(
    person: Any,
    organisation_id: int,
    *,
    actor: Actor,
    data: Iterable[str],
    reason: str,
    at: datetime,
    subject: str = "",
) -> DestructionAct:
    locked(Organisation.objects.get(pk=organisation_id))
    last = DestructionAct.objects.aggregate(last=Max("number"))["last"] or 0
    act = DestructionAct(
        number=last + 1,
        organisation_id=organisation_id,
        subject=subject or str(person),
        data=list(data),
        reason=reason,
        destroyed_at=at,
        executor=actor.label[:200],
    )
    act.full_clean(exclude={"data", "log_extract"})
    act.save()
    event = DataDestroyed(kind=person._meta.model_name, person_id=person.pk, act_id=act.pk, act_number=act.number)
    announce(event, actor=actor, subject=person)
    # Only now: the extract ends with the event of the destruction itself.
    act.log_extract = log_of(person)
    act.save(update_fields=["log_extract"])
    return act
