"""Ways between organisations."""

from collections.abc import Mapping

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import apply_values
from vmeste.modules.courses import permissions
from vmeste.modules.courses.events import TravelTimesSet
from vmeste.modules.courses.models import TravelTime
from vmeste.modules.networks.models import Network
from vmeste.modules.organisations.models import Organisation


@command(may=permissions.EDIT_TRAVEL)
def set_travel_times(
    network: Network, /, *, organisation: Organisation, minutes: Mapping[Organisation, int | None], actor: Actor
) -> int:
    """Write down how long it takes from one organisation to others, the same both ways; None forgets a way.

    Answers how many ways changed.
    """
    known = {
        (row.one_id, row.other_id): row
        for row in (TravelTime.objects.filter(one=organisation) | TravelTime.objects.filter(other=organisation))
    }
    changed = 0
    for other, wanted in minutes.items():
        if other.pk == organisation.pk:
            continue
        one, second = sorted((organisation, other), key=lambda row: row.pk)
        row = known.get((one.pk, second.pk))
        if (row.minutes if row else None) == wanted:
            continue
        changed += 1
        if wanted is None:
            assert row is not None  # else nothing would differ
            row.delete()
        else:
            apply_values(row or TravelTime(one=one, other=second), {"minutes": wanted})
    if changed:
        announce(TravelTimesSet(count=changed), actor=actor, subject=organisation)
    return changed
