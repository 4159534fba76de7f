"""The door of the family: the own children, by name, for their guardians and for themselves."""

from dataclasses import dataclass
from datetime import date

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.models import Guardianship, Pupil, SchoolClass

from .placements import placements


@dataclass(frozen=True, slots=True)
class Child:
    """A child as its family sees it; `may_choose` and `may_consent` are what this member of the family may do."""

    pupil: Pupil
    name: str
    grade: int | None
    school_class: SchoolClass | None
    school: Organisation | None
    may_choose: bool
    may_consent: bool
    is_self: bool = False


def children_of(actor: Actor, today: date) -> list[Child]:
    """The children the actor is a guardian of, and the actor's own row, by name; at most 3 queries.

    A pupil chooses for him- or herself; consents are the guardian's.
    """
    pupils = list(rows_for(actor, permissions.VIEW_FAMILY, Pupil).filter(erased_at=None).order_by("sort_key", "pk"))
    if not pupils or actor.user_id is None:
        return []
    ties = {
        tie.pupil_id: tie
        for tie in Guardianship.objects.filter(pupil__in=pupils, guardian__user_id=actor.user_id)
        if tie.ends_on is None or tie.ends_on > today
    }
    places = placements([pupil.pk for pupil in pupils], on=today)
    children = []
    for pupil in pupils:
        tie, place = ties.get(pupil.pk), places.get(pupil.pk)
        is_self = pupil.user_id == actor.user_id
        children.append(
            Child(
                pupil=pupil,
                name=pupil.full_name,
                grade=place.grade if place else None,
                school_class=place.school_class if place else None,
                school=place.organisation if place else None,
                may_choose=is_self or (tie is not None and tie.may_choose),
                may_consent=tie is not None and tie.may_consent,
                is_self=is_self,
            )
        )
    return children
