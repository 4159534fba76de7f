"""Lists of pupils that were brought in, and the rows they are compared with."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.jobs.models import JobState
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import Attachment, RetentionOf, RosterPart
from vmeste.modules.people.models import (
    Guardian,
    Guardianship,
    Pupil,
    PupilAttachment,
    RetentionRule,
    RosterRun,
    SchoolClass,
)
from vmeste.modules.reference.models import AcademicYear
from vmeste.pure.rosters import GuardianEntry, ListRow, PresentClass, PresentGuardian, PresentPupil

from .headcounts import in_force

Item = TypeVar("Item")

LINES_ON_PAGE = 100
UNDO_MONTHS = 1
"""How long lines are kept for undoing where no rule of retention says."""
_DAYS_OF_MONTH = 30
_PUPILS_AT_ONCE = 1000


def runs_for_list(actor: Actor) -> QuerySet[RosterRun]:
    """The lists brought in for the actor's organisations, newest first; 1 query when read."""
    return (
        rows_for(actor, permissions.KEEP_ROSTERS, RosterRun)
        .select_related("organisation", "year", "job")
        .order_by("-id")
    )


def organisations_of_keeper(actor: Actor) -> QuerySet[Organisation]:
    """The organisations for which the actor brings lists in, by name; 1 query when read."""
    if not permissions.KEEP_ROSTERS.is_held_by(actor):
        return Organisation.objects.none()
    own = actor.narrowed_to(permissions.KEEP_ROSTERS.roles).organisation_ids
    return Organisation.objects.filter(Q(pk__in=own) | Q(parent__in=own)).order_by("sort_key", "pk")


# Where a list stands


def has_failed(run: RosterRun) -> bool:
    """Whether the background work of a busy list has given up, so that a person decides anew."""
    return run.is_busy and run.job is not None and run.job.state == JobState.FAILED


def undone_until(run: RosterRun) -> date:
    """The last day on which the lines of a list are still there; 1 query."""
    rule = (
        RetentionRule.objects.filter(of=RetentionOf.ROSTER, valid_from__lte=run.brought_at.date())
        .order_by("-valid_from")
        .first()
    )
    months = rule.months if rule is not None else UNDO_MONTHS
    return run.brought_at.date() + timedelta(days=_DAYS_OF_MONTH * months)


def overdue_lists(at: datetime) -> list[RosterRun]:
    """Lists whose lines are still there though their term is over; 1 query when there is none."""
    old = at - timedelta(days=_DAYS_OF_MONTH)
    kept = RosterRun.objects.filter(purged_at=None, brought_at__lt=old).order_by("brought_at")
    return [run for run in kept if not run.is_busy and undone_until(run) < at.date()]


# Pages


def in_chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size` items."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some


def packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpacked(body: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(bytes(body)))


def lines_of(run: RosterRun, *parts: RosterPart) -> Iterator[tuple[RosterPart, Any]]:
    """Every line of these parts in the order of the file, with its part; 1 query for each part."""
    for part in parts:
        for body in (
            run.pages.filter(part=part).order_by("place").values_list("body", flat=True).iterator(chunk_size=20)
        ):
            for line in unpacked(body):
                yield part, line


def page_of_lines(run: RosterRun, part: RosterPart, place: int) -> tuple[list[Any], bool]:
    """The lines of one page and whether another one follows; 2 queries."""
    page = run.pages.filter(part=part, place=place).first()
    return (unpacked(page.body) if page else []), run.pages.filter(part=part, place__gt=place).exists()


# What is there


def present_rows(
    organisation: Organisation, year: AcademicYear, on: date
) -> tuple[list[PresentPupil], list[PresentGuardian], list[PresentClass]]:
    """The pupils who are or were at an organisation, their guardians, and its classes of the year.

    Of a pupil whose file another organisation keeps today, guardians and contacts are none of ours. 2 queries, and 4
    for each thousand pupils.
    """
    placed: dict[int, tuple[bool, int | None]] = {}
    attachments = PupilAttachment.objects.filter(organisation=organisation).order_by("starts_on", "pk")
    for pupil_id, class_id, ends_on in attachments.values_list("pupil_id", "school_class_id", "ends_on").iterator():
        is_here = ends_on is None or ends_on > on
        if is_here or not placed.get(pupil_id, (False, None))[0]:
            placed[pupil_id] = is_here, class_id if is_here else None
    pupils: list[PresentPupil] = []
    guardians: dict[int, PresentGuardian] = {}
    # By keys and not by one query with a subquery: PostgreSQL knows nothing yet of a hundred thousand rows that were
    # written a minute ago, and would look for each of them anew. Values and not rows: it is done for every list.
    for some in in_chunks(sorted(placed), _PUPILS_AT_ONCE):
        elsewhere = set(
            PupilAttachment.objects.filter(in_force(on), kind=Attachment.BASE, pupil__in=some)
            .exclude(organisation=organisation)
            .order_by()
            .values_list("pupil_id", flat=True)
        )
        ties: dict[int, list[int]] = defaultdict(list)
        kept = [pk for pk in some if pk not in elsewhere]
        of_pupils = Guardianship.objects.filter(pupil__in=kept).order_by("pk")
        for pupil_id, guardian_id in of_pupils.values_list("pupil_id", "guardian_id"):
            ties[pupil_id].append(guardian_id)
        unread = {guardian for known in ties.values() for guardian in known} - guardians.keys()
        people = Guardian.objects.filter(pk__in=unread, erased_at=None).order_by("pk")
        for values in people.values_list("pk", *_NAMES, "phone", "email", "external_id"):
            guardians[values[0]] = PresentGuardian(*values)
        children = Pupil.objects.filter(pk__in=some, erased_at=None).order_by("pk")
        for pk, *said in children.values_list("pk", "number", *_NAMES, "born_on", "gender", *_CONTACTS):
            is_here, class_pk = placed[pk]
            known = tuple(guardian for guardian in ties.get(pk, ()) if guardian in guardians)
            row: list[Any] = [pk, *said, class_pk, is_here, pk not in elsewhere, known]
            pupils.append(PresentPupil(*row))
    classes = [
        PresentClass(*values)
        for values in SchoolClass.objects.filter(organisation=organisation, year=year)
        .order_by("pk")
        .values_list("pk", "name", "external_id")
    ]
    return pupils, list(guardians.values()), classes


_NAMES = ("last_name", "first_name", "patronymic")
_CONTACTS = ("email", "phone", "external_id")


# Writing a list out


def list_rows(pupils: Iterable[Pupil], organisation: Organisation, *, on: date) -> list[ListRow]:
    """The rows of a class list for these pupils, by class and name; 2 queries. The caller has opened their names."""
    opened = {pupil.pk: pupil for pupil in pupils}
    classes = {
        row.pupil_id: row.school_class
        for row in PupilAttachment.objects.filter(in_force(on), organisation=organisation, pupil__in=opened)
        .select_related("school_class")
        .order_by("starts_on", "pk")
    }
    guardians: dict[int, list[GuardianEntry]] = defaultdict(list)
    for tie in (
        Guardianship.objects.filter(pupil__in=opened, guardian__removed_at=None, guardian__erased_at=None)
        .select_related("guardian")
        .order_by("pk")
    ):
        person = tie.guardian
        guardians[tie.pupil_id].append(
            GuardianEntry(
                person.last_name, person.first_name, person.patronymic, tie.kinship, person.phone, person.email
            )
        )

    def order(pupil: Pupil) -> tuple[str, str, int]:
        class_ = classes.get(pupil.pk)
        return class_.sort_key if class_ else "", pupil.sort_key, pupil.pk

    return [
        ListRow(
            str(classes.get(pupil.pk) or ""),
            pupil.last_name,
            pupil.first_name,
            pupil.patronymic,
            pupil.born_on,
            pupil.gender,
            pupil.number,
            pupil.external_id,
            tuple(guardians[pupil.pk][:2]),
        )
        for pupil in sorted(opened.values(), key=order)
    ]
