"""Which organisation answers for the data of a child."""

from collections.abc import Collection
from datetime import date

from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.models import PupilAttachment


def controllers_of(pupil_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Pupil id → the organisation that keeps the file; 1 query.

    That is the base organisation of the day, else the latest one, else whoever teaches the child besides.
    """
    rows = PupilAttachment.objects.filter(pupil__in=pupil_ids).values_list(
        "pupil_id", "organisation_id", "kind", "starts_on", "ends_on", "pk"
    )
    best: dict[int, tuple[tuple[bool, bool, date, int], int]] = {}
    for pupil_id, organisation_id, kind, starts_on, ends_on, pk in rows:
        holds = starts_on <= on and (ends_on is None or ends_on > on)
        rank = (kind == Attachment.BASE, holds, starts_on, pk)
        if pupil_id not in best or rank > best[pupil_id][0]:
            best[pupil_id] = (rank, organisation_id)
    return {pupil_id: organisation_id for pupil_id, (_rank, organisation_id) in best.items()}
