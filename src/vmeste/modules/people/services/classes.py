"""Keeping classes, and carrying them over to the next year."""

from collections.abc import Mapping

from django.db.models import F, ProtectedError, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.access.permissions import require
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import edits_of
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.errors import NothingToRollOver, RolledOverNoLonger
from vmeste.modules.people.events import ClassesRolledOver, RollOverUndone
from vmeste.modules.people.models import PupilAttachment, SchoolClass
from vmeste.modules.people.selectors.rollover import Step, last_roll_over, plan_of
from vmeste.modules.reference.models import AcademicYear

CLASSES = edits_of(SchoolClass, may=permissions.EDIT_CLASSES)


@command(may=permissions.EDIT_CLASSES)
def roll_over(
    organisation: Organisation, *, actor: Actor, year: AcademicYear, to_year: AcademicYear, goes_on: Mapping[int, bool]
) -> list[SchoolClass]:
    """Carry the classes of an organisation over to another year: 8и becomes 9и, its pupils follow.

    `goes_on` says of each class whether it goes on or has finished; one that is not named does what the plan
    proposes. Whoever finishes leaves on the last day of the old year. Done twice, it does nothing the second time.

    Raises:
        NothingToRollOver: every class has been carried over already, or nobody is left in it.
        PermissionDenied: the actor keeps no classes of this organisation.
    """
    locked(organisation)
    made: list[SchoolClass] = []
    moved, ended = 0, []
    for step in plan_of(organisation, year=year, to_year=to_year):
        if step.is_done:
            continue
        if goes_on.get(step.school_class.pk, step.goes_on):
            new = _next_class(step, to_year)
            require(actor, permissions.EDIT_CLASSES, new, is_written_here=True)
            made.append(new)
            moved += _move_pupils(step.school_class, new, to_year)
        else:
            ended += _end_pupils(step.school_class, to_year)
    if not made and not ended:
        raise NothingToRollOver
    event = ClassesRolledOver(
        year_id=year.pk,
        to_year_id=to_year.pk,
        year=str(to_year),
        classes=len(made),
        pupils=moved,
        graduated=len(ended),
        class_ids=[row.pk for row in made],
        ended=ended,
    )
    announce(event, actor=actor, subject=organisation)
    return made


@command(may=permissions.EDIT_CLASSES)
def undo_roll_over(organisation: Organisation, *, actor: Actor, year: AcademicYear, to_year: AcademicYear) -> None:
    """Take the last carrying over between these years back: the new classes go, the pupils are where they were.

    Raises:
        RolledOverNoLonger: there is none, or a new class has been changed or got other pupils since.
        PermissionDenied: the actor keeps no classes of this organisation.
    """
    locked(organisation)
    facts = last_roll_over(organisation, year=year, to_year=to_year)
    if facts is None:
        raise RolledOverNoLonger
    made = list(SchoolClass.objects.filter(pk__in=facts["class_ids"]).select_related("previous"))
    for row in made:
        require(actor, permissions.EDIT_CLASSES, row)
    before = {row.pk: row.previous_id for row in made}
    left = {
        (row.pupil_id, row.school_class_id, row.kind): row
        for row in PupilAttachment.objects.filter(school_class__in=before.values(), ends_on=to_year.starts_on)
    }
    followed = PupilAttachment.with_removed.filter(school_class__in=made)
    came = {(row.pupil_id, before[row.school_class_id or 0], row.kind): row for row in followed}
    is_as_made = all(row.version == 1 and row.starts_on == to_year.starts_on for row in came.values())
    if (
        len(made) < len(facts["class_ids"])
        or any(row.version > 1 for row in made)
        or not (is_as_made and came.keys() <= left.keys() and len(came) == followed.count())
    ):
        raise RolledOverNoLonger
    followed.delete()
    for key, new in came.items():
        left[key].ends_on = new.ends_on
        left[key].version += 1
        left[key].save(update_fields=["ends_on", "version"])
    PupilAttachment.objects.filter(pk__in=facts["ended"], ends_on=to_year.starts_on).update(
        ends_on=None, version=F("version") + 1
    )
    try:
        SchoolClass.objects.filter(pk__in=before).delete()
    except ProtectedError as used:
        raise RolledOverNoLonger from used
    event = RollOverUndone(year_id=year.pk, to_year_id=to_year.pk, year=str(to_year))
    announce(event, actor=actor, subject=organisation)


def _next_class(step: Step, to_year: AcademicYear) -> SchoolClass:
    old = step.school_class
    # One that was made before and removed gives its place free.
    SchoolClass.with_removed.filter(previous=old).exclude(removed_at=None).update(previous=None)
    new = SchoolClass(
        organisation_id=old.organisation_id,
        year=to_year,
        kind=old.kind,
        name=step.new_name,
        grade=step.new_grade,
        letter=old.letter,
        profile=old.profile,
        stated_size=old.stated_size,
        shift=old.shift,
        first_lesson=old.first_lesson,
        last_lesson=old.last_lesson,
        school_days=old.school_days,
        previous=old,
    )
    new.full_clean()
    new.save()
    return new


def _move_pupils(old: SchoolClass, new: SchoolClass, to_year: AcademicYear) -> int:
    """Those of the old class whose time there goes beyond the old year; answers how many."""
    staying = list(_still_there(old, to_year))
    PupilAttachment.objects.filter(pk__in=[row.pk for row in staying]).update(
        ends_on=to_year.starts_on, version=F("version") + 1
    )
    PupilAttachment.objects.bulk_create(
        PupilAttachment(
            pupil_id=row.pupil_id,
            organisation_id=row.organisation_id,
            school_class=new,
            kind=row.kind,
            starts_on=to_year.starts_on,
            ends_on=row.ends_on,
        )
        for row in staying
    )
    return len(staying)


def _end_pupils(old: SchoolClass, to_year: AcademicYear) -> list[int]:
    """End what was open; an end that somebody set beyond the year stays."""
    ending = list(_still_there(old, to_year).filter(ends_on=None).values_list("pk", flat=True))
    PupilAttachment.objects.filter(pk__in=ending).update(ends_on=to_year.starts_on, version=F("version") + 1)
    return ending


def _still_there(old: SchoolClass, to_year: AcademicYear) -> QuerySet[PupilAttachment]:
    rows = PupilAttachment.objects.filter(school_class=old, starts_on__lt=to_year.starts_on)
    return rows.exclude(ends_on__lte=to_year.starts_on)
