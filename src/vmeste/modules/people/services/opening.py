"""The second door: names, for the organisations that teach the child, with a purpose and on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.activity.announcing import announce, request_id
from vmeste.modules.networks.models import Network
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.events import OpeningsDeleted
from vmeste.modules.people.models import NameOpening, Pupil, RetentionRule
from vmeste.modules.people.selectors.controllers import controllers_of
from vmeste.modules.people.selectors.placements import placements
from vmeste.modules.people.selectors.retention import overdue_openings


@dataclass(frozen=True, slots=True)
class PupilName:
    """A name as it stands on a page; `short` is last and first name, `class_name` "" for no class that day."""

    full: str
    short: str
    class_name: str
    sort_key: str


@command(may=permissions.VIEW_CLASSES)  # everybody may ask; who may not see names gets none
def open_names(
    network: Network, *, actor: Actor, pupils: Iterable[Pupil], purpose: OpeningPurpose, what: str, at: datetime
) -> dict[int, PupilName]:
    """Pupil id → name, for those of `pupils` whose names the actor may see; the others are called by their number.

    Each controller gets one record: who, when, why, `what` was opened, whose names. Without a name to show there is
    no record. 4 queries beside the records.
    """
    if not permissions.VIEW_PUPILS.is_held_by(actor):
        return {}
    opened = open_files(network, actor=actor, pupils=pupils, purpose=purpose, what=what, at=at)
    places = placements([pupil.pk for pupil in opened], on=_day(at))
    return {
        pupil.pk: PupilName(
            full=pupil.full_name,
            short=f"{pupil.last_name} {pupil.first_name}".strip(),
            class_name=places[pupil.pk].class_name if pupil.pk in places else "",
            sort_key=pupil.sort_key,
        )
        for pupil in opened
    }


@command(may=permissions.VIEW_PUPILS)
def open_files(
    network: Network, *, actor: Actor, pupils: Iterable[Pupil], purpose: OpeningPurpose, what: str, at: datetime
) -> list[Pupil]:
    """Those of `pupils` whose files the actor may see, in the order of their names, on record as `open_names` tells."""
    wanted = {pupil.pk for pupil in pupils}
    if not wanted:
        return []
    allowed = rows_for(actor, permissions.VIEW_PUPILS, Pupil).filter(pk__in=wanted, erased_at=None)
    opened = list(allowed.order_by("sort_key", "pk"))
    by_controller: dict[int, list[int]] = {}
    for pupil_id, organisation_id in controllers_of([pupil.pk for pupil in opened], on=_day(at)).items():
        by_controller.setdefault(organisation_id, []).append(pupil_id)
    NameOpening.objects.bulk_create(
        NameOpening(
            controller_id=organisation_id,
            opened_at=at,
            actor_label=actor.label[:200],
            user_id=actor.user_id,
            purpose=purpose,
            what=what[:200],
            pupil_ids=sorted(pupil_ids),
            count=len(pupil_ids),
            request_id=request_id.get(),
        )
        for organisation_id, pupil_ids in sorted(by_controller.items())
    )
    return opened


@command(may=permissions.EDIT_RETENTION)
def delete_overdue_openings(rule: RetentionRule, *, actor: Actor, today: date) -> int:
    """Delete the records of openings whose term is over by this rule; answers how many."""
    count, _of_models = overdue_openings(rule, today=today).delete()
    announce(OpeningsDeleted(count=count), actor=actor, subject=rule)
    return count


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
