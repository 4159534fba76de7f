"""The rows of the lists of people."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import Permission, rows_for
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.models import (
    DestructionAct,
    Disclosure,
    Guardianship,
    NameOpening,
    Pupil,
    PupilAttachment,
    SchoolClass,
    StaffMember,
    StaffPost,
)

from .headcounts import day_in, in_force
from .placements import placements


def classes_for_list(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes of the organisations the actor sees, each with organisation and year; 1 query when read."""
    return (
        rows_for(actor, permissions.VIEW_CLASSES, SchoolClass)
        .select_related("organisation", "year", "previous__year", "following__year")
        .order_by("sort_key", "pk")
    )


def attach_sizes(classes: Iterable[SchoolClass], *, on: date) -> None:
    """Put `size` and `is_stated` on the classes: how many stand on the list, else what is stated; 1 query."""
    rows: list[Any] = list(classes)
    by_day: dict[date, list[Any]] = {}
    for row in rows:
        by_day.setdefault(day_in(row.year, on), []).append(row)
    listed: dict[int, int] = {}
    condition = Q(pk__in=())
    for day, group in by_day.items():
        condition |= in_force(day) & Q(school_class__in=[row.pk for row in group])
    counted = PupilAttachment.objects.filter(condition, pupil__removed_at=None).values("school_class_id")
    for found in counted.annotate(children=Count("pupil", distinct=True)).order_by():
        listed[found["school_class_id"]] = found["children"]
    for row in rows:
        row.is_stated = row.pk not in listed
        row.size = row.stated_size if row.is_stated else listed[row.pk]


def organisations_kept(actor: Actor, permission: Permission = permissions.EDIT_CLASSES) -> QuerySet[Organisation]:
    """The organisations for which the actor keeps lists: own ones and their units, or all of a territory or network."""
    rows = Organisation.objects.all()
    if not permission.is_held_by(actor):
        return rows.none()
    powers = actor.narrowed_to(permission.roles)
    if actor.is_system or powers.is_network_wide:
        return rows
    return rows.filter(
        Q(pk__in=powers.organisation_ids)
        | Q(parent__in=powers.organisation_ids)
        | Q(territory__in=powers.territory_ids)
    )


def pupils_for_list(actor: Actor) -> QuerySet[Pupil]:
    """Children of organisations the actor sees, by number; 1 query when read."""
    return rows_for(actor, permissions.VIEW_NUMBERS, Pupil).order_by("number", "pk")


def attach_placements(pupils: Iterable[Pupil], *, on: date) -> None:
    """Put `placement` on pupils, None for one who studies nowhere that day; 1 query."""
    rows: list[Any] = list(pupils)
    found = placements([row.pk for row in rows], on=on)
    for row in rows:
        row.placement = found.get(row.pk)


def guardianships_of(pupil: Pupil) -> QuerySet[Guardianship]:
    """Who stands for a child, each with the person; 1 query when read."""
    return Guardianship.objects.filter(pupil=pupil).select_related("guardian").order_by("pk")


def attachments_of(pupil: Pupil) -> QuerySet[PupilAttachment]:
    """Where a child has studied, the latest first; 1 query when read."""
    rows = PupilAttachment.objects.filter(pupil=pupil).select_related("organisation", "school_class")
    return rows.order_by("-starts_on", "-pk")


def openings_for_list(actor: Actor) -> QuerySet[NameOpening]:
    """Openings of names of the actor's organisations, the latest first; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_OPENINGS, NameOpening)
    return rows.select_related("controller").order_by("-opened_at", "-pk")


def disclosures_for_list(actor: Actor) -> QuerySet[Disclosure]:
    """Lists disclosed by or to the actor's organisations, with `count`; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_DISCLOSURES, Disclosure).select_related("controller", "recipient")
    return rows.annotate(count=Count("lines")).order_by("-disclosed_on", "-pk")


def attach_force(disclosures: Iterable[Disclosure], *, on: date) -> None:
    """Put `is_in_force` on disclosures: whether the recipient sees the names on that day; no query."""
    rows: list[Any] = list(disclosures)
    for row in rows:
        has_ended = row.withdrawn_on is not None or (row.valid_until is not None and row.valid_until <= on)
        row.is_in_force = row.disclosed_on <= on and not has_ended


def staff_for_list(actor: Actor) -> QuerySet[StaffMember]:
    """Members of staff the actor sees, with their posts; 2 queries when read."""
    return (
        rows_for(actor, permissions.VIEW_STAFF, StaffMember)
        .prefetch_related("posts__organisation")
        .order_by("sort_key", "pk")
    )


def staff_to_choose(actor: Actor) -> QuerySet[StaffMember]:
    """Members of staff at work, for a group or an order: names and posts only. 2 queries when read."""
    rows = rows_for(actor, permissions.CHOOSE_STAFF, StaffMember).filter(erased_at=None)
    return rows.prefetch_related("posts__organisation").order_by("sort_key", "pk")


def posts_of(member: StaffMember) -> QuerySet[StaffPost]:
    """Where somebody works, 1 query when read."""
    return StaffPost.objects.filter(member=member).select_related("organisation").order_by("-starts_on", "pk")


def posts_in_words(member: StaffMember) -> str:
    """Positions and organisations on one line, from rows already fetched."""
    return "; ".join(f"{post.post}, {post.organisation}" for post in member.posts.all())


def clearances_ending(actor: Actor, *, until: date) -> QuerySet[StaffPost]:
    """Posts of today whose clearance to work with children ends by a day, the earliest first; 1 query when read."""
    if not permissions.EDIT_STAFF.is_held_by(actor):
        return StaffPost.objects.none()
    own = rows_for(actor, permissions.EDIT_STAFF, StaffMember)
    rows = StaffPost.objects.filter(member__in=own, cleared_until__lte=until, member__erased_at=None)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gt=until)).select_related("member").order_by("cleared_until", "pk")


def destructions_for_list(actor: Actor) -> QuerySet[DestructionAct]:
    """Acts of destruction of the actor's organisations, the latest first; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_DESTRUCTIONS, DestructionAct).select_related("organisation")
    return rows.order_by("-destroyed_at", "-pk")
