"""Keeping the lists of pupils: who they are, where they study since when, who stands for them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.editing.uses import hold_present
from vmeste.foundation.text.sorting import sort_key
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.errors import AlreadyThere, MovedBackwards, NotThere, TooManyGuardians, WrongClass
from vmeste.modules.people.events import (
    AttachmentEnded,
    GuardianAdded,
    GuardianChanged,
    GuardianshipEnded,
    GuardianshipRestored,
    PupilAdded,
    PupilChanged,
    PupilMoved,
)
from vmeste.modules.people.models import Guardian, Guardianship, Pupil, PupilAttachment, SchoolClass
from vmeste.modules.people.selectors.headcounts import in_force
from vmeste.modules.people.services.numbers import new_numbers

MOST_GUARDIANS = 2
OF_TIE = ("kinship", "may_consent", "may_choose", "basis", "ends_on")


@command(may=permissions.EDIT_PUPILS)
def add_pupil(school_class: SchoolClass, /, *, actor: Actor, starts_on: date, order: str = "", **values: Any) -> Pupil:
    """Put a child on the list of a class, under a new number; the class's organisation becomes its base.

    Raises:
        ValidationError: the data break the row's rules, or the day is not in the class's year; messages name fields.
        PermissionDenied: the class is of another organisation.
    """
    pupil = Pupil()
    pupil.number = new_numbers(1)[0]
    apply_values(pupil, values)
    _attach(pupil, school_class.organisation, school_class, Attachment.BASE, starts_on, order=order)
    announce(PupilAdded(), actor=actor, subject=pupil)
    return pupil


@command(may=permissions.EDIT_PUPILS)
def change_pupil(pupil: Pupil, /, *, actor: Actor, version: int | None = None, **values: Any) -> Pupil:
    """Correct a child's data; the history tells which, never what they say.

    Raises:
        EditConflict: somebody saved the row after `version` was read.
        ValidationError: the data break the row's rules; messages name fields.
    """
    current = locked(pupil, version=version)
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(PupilChanged(fields=sorted(changes)), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_PUPILS)
def remove_pupil(pupil: Pupil, *, actor: Actor, at: datetime) -> Pupil:
    """Take a row off that was entered by mistake; `restore_pupil` brings it back. Data are destroyed elsewhere."""
    current = locked(pupil)
    if current.removed_at is None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_PUPILS)
def restore_pupil(pupil: Pupil, *, actor: Actor) -> Pupil:
    """Bring a removed row back."""
    current = locked(pupil)
    if current.removed_at is not None:
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current


# Where they study


@command(may=permissions.EDIT_PUPILS)
def transfer_pupil(
    pupil: Pupil,
    *,
    actor: Actor,
    organisation: Organisation,
    starts_on: date,
    school_class: SchoolClass | None = None,
    order: str = "",
) -> PupilAttachment:
    """Let a child study at another class or another organisation from a day on; what was, ends the day before.

    With the base the file goes: from that day the new organisation answers for the data.

    Raises:
        MovedBackwards: the present base begins on that day or later.
        WrongClass: the class is of another organisation or another year.
        AlreadyThere: nothing would change.
    """
    current = locked(pupil)
    base = PupilAttachment.objects.filter(in_force(starts_on), pupil=current, kind=Attachment.BASE).first()
    later = PupilAttachment.objects.filter(pupil=current, kind=Attachment.BASE, starts_on__gte=starts_on)
    if (base is not None and base.starts_on >= starts_on) or later.exists():
        raise MovedBackwards(max(row.starts_on for row in [*later, *([base] if base else [])]))
    if base is not None:
        if (base.organisation_id, base.school_class_id) == (organisation.pk, school_class and school_class.pk):
            raise AlreadyThere
        _end(base, starts_on)
    made = _attach(current, organisation, school_class, Attachment.BASE, starts_on, order=order)
    announce(_moved(made), actor=actor, subject=current)
    return made


@command(may=permissions.EDIT_PUPILS)
def attach_also(
    pupil: Pupil,
    *,
    actor: Actor,
    organisation: Organisation,
    starts_on: date,
    school_class: SchoolClass | None = None,
    order: str = "",
) -> PupilAttachment:
    """Let a child study at a second organisation besides its base; that one teaches it and sees its file as well.

    Raises:
        AlreadyThere: it studies there on that day.
        WrongClass: the class is of another organisation or another year.
    """
    current = locked(pupil)
    return _also(current, organisation, school_class, starts_on, order, actor)


@command(may=permissions.EDIT_CLASSES)
def join_by_number(
    school_class: SchoolClass, *, actor: Actor, number: str, last_name: str, starts_on: date, order: str = ""
) -> PupilAttachment:
    """Put a child of another organisation on the list of one's own class: the family tells number and last name.

    Raises:
        NotThere: no pupil has this number and this last name.
        AlreadyThere: the child is on the list already.
        WrongClass: the day is not in the class's year.
    """
    found = Pupil.objects.filter(number=number.strip(), erased_at=None).first()
    if found is None or sort_key(found.last_name) != sort_key(last_name):
        raise NotThere
    return _also(locked(found), school_class.organisation, school_class, starts_on, order, actor)


@command(may=permissions.EDIT_PUPILS)
def end_attachment(
    pupil: Pupil, *, actor: Actor, attachment: PupilAttachment, ends_on: date, order: str = ""
) -> PupilAttachment:
    """Write down that a child leaves; `ends_on` is the first day it is not there any more.

    Raises:
        ValidationError: it would end before it began.
        PermissionDenied: the attachment is to an organisation the actor does not act for, nor keeps the file.
    """
    current = locked(attachment)
    if current.pupil_id != pupil.pk:
        raise PermissionDenied(permissions.EDIT_PUPILS.name)
    if order:
        current.order = order
    _end(current, ends_on)
    event = AttachmentEnded(organisation_id=current.organisation_id, place=_place(current), ends_on=ends_on)
    announce(event, actor=actor, subject=pupil)
    return current


def _also(
    pupil: Pupil,
    organisation: Organisation,
    school_class: SchoolClass | None,
    starts_on: date,
    order: str,
    actor: Actor,
) -> PupilAttachment:
    there = PupilAttachment.objects.filter(in_force(starts_on), pupil=pupil, organisation=organisation)
    if any(row.school_class_id in {None, school_class and school_class.pk} for row in there):
        raise AlreadyThere
    made = _attach(pupil, organisation, school_class, Attachment.ADDITIONAL, starts_on, order=order)
    announce(_moved(made), actor=actor, subject=pupil)
    return made


def _attach(
    pupil: Pupil,
    organisation: Organisation,
    school_class: SchoolClass | None,
    kind: Attachment,
    starts_on: date,
    *,
    order: str = "",
) -> PupilAttachment:
    if school_class is not None:
        year = school_class.year
        if school_class.organisation_id != organisation.pk or not year.starts_on <= starts_on < year.ends_on:
            raise WrongClass
        hold_present(SchoolClass, [school_class.pk])
    hold_present(Organisation, [organisation.pk])
    attachment = PupilAttachment(
        pupil=pupil, organisation=organisation, school_class=school_class, kind=kind, starts_on=starts_on, order=order
    )
    attachment.full_clean()
    attachment.save()
    return attachment


def _end(attachment: PupilAttachment, ends_on: date) -> None:
    attachment.ends_on = ends_on
    attachment.version += 1
    attachment.full_clean()
    attachment.save(update_fields=["ends_on", "order", "version"])


def _moved(attachment: PupilAttachment) -> PupilMoved:
    return PupilMoved(
        organisation_id=attachment.organisation_id,
        school_class_id=attachment.school_class_id,
        place=_place(attachment),
        starts_on=attachment.starts_on,
    )


def _place(attachment: PupilAttachment) -> str:
    return ", ".join(str(part) for part in (attachment.school_class, attachment.organisation) if part)


# Who stands for them


@command(may=permissions.EDIT_PUPILS)
def add_guardian(
    pupil: Pupil, /, *, actor: Actor, sibling: Pupil | None = None, guardian: Guardian | None = None, **values: Any
) -> Guardianship:
    """Record a legal representative: a new person, or the `guardian` of a `sibling` whom the actor keeps as well.

    Raises:
        TooManyGuardians: two are recorded.
        ValidationError: the data break the row's rules; messages name fields.
        PermissionDenied: the actor does not keep the sibling's file.
    """
    locked(pupil)
    if Guardianship.objects.filter(pupil=pupil, ends_on=None).count() >= MOST_GUARDIANS:
        raise TooManyGuardians
    tie_values = {name: values.pop(name) for name in OF_TIE if name in values}
    if guardian is None:
        guardian = Guardian()
        apply_values(guardian, values)
    else:
        own = rows_for(actor, permissions.EDIT_PUPILS, Pupil)
        known = Guardianship.objects.filter(guardian=guardian, pupil__in=own)
        if sibling is None or not known.filter(pupil=sibling).exists():
            raise PermissionDenied(permissions.EDIT_PUPILS.name)
    tie = Guardianship()
    apply_values(tie, {"pupil": pupil, "guardian": guardian, **tie_values})
    announce(GuardianAdded(guardian_id=guardian.pk), actor=actor, subject=pupil)
    return tie


@command(may=permissions.EDIT_PUPILS)
def change_guardian(
    pupil: Pupil, /, *, actor: Actor, tie: Guardianship, version: int | None = None, **values: Any
) -> Guardianship:
    """Correct a guardian's data and what he or she may do for this child.

    Raises:
        EditConflict: somebody saved the guardian after `version` was read.
        ValidationError: the data break the row's rules; messages name fields.
    """
    current = locked(Guardianship.objects.get(pk=tie.pk, pupil=pupil))
    person = locked(current.guardian, version=version)
    tie_values = {name: values.pop(name) for name in OF_TIE if name in values}
    changed = [*changes_between(person, values), *changes_between(current, tie_values)]
    if changed:
        person.version += 1
        current.version += 1
        apply_values(person, values)
        apply_values(current, tie_values)
        announce(GuardianChanged(guardian_id=person.pk, fields=sorted(changed)), actor=actor, subject=pupil)
    return current


@command(may=permissions.EDIT_PUPILS)
def remove_guardian(pupil: Pupil, *, actor: Actor, tie: Guardianship, at: datetime) -> Guardianship:
    """Take a guardian off this child; the person stays for the other children, and it can be undone."""
    current = locked(Guardianship.with_removed.get(pk=tie.pk, pupil=pupil))
    if current.removed_at is None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(GuardianshipEnded(guardian_id=current.guardian_id), actor=actor, subject=pupil)
    return current


@command(may=permissions.EDIT_PUPILS)
def restore_guardian(pupil: Pupil, *, actor: Actor, tie: Guardianship) -> Guardianship:
    """Put a guardian back.

    Raises:
        TooManyGuardians: two are recorded meanwhile.
        ValidationError: the same guardian has been recorded anew.
    """
    locked(pupil)
    current = locked(Guardianship.with_removed.get(pk=tie.pk, pupil=pupil))
    if current.removed_at is not None:
        if Guardianship.objects.filter(pupil=pupil, ends_on=None).count() >= MOST_GUARDIANS:
            raise TooManyGuardians
        current.removed_at = None
        current.full_clean()
        current.save(update_fields=["removed_at"])
        announce(GuardianshipRestored(guardian_id=current.guardian_id), actor=actor, subject=pupil)
    return current
