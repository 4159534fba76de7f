"""Groups: their seats, their meetings, the stages of their life."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowAdded, RowChanged, RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.editing.parts import parts_of
from vmeste.foundation.editing.uses import hold_targets_of_parts, refuse_while_used
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import NEXT_STAGES, GroupStage
from vmeste.modules.courses.errors import SeatsTaken, TooManyReserved, WrongStage
from vmeste.modules.courses.events import MeetingsSet, StageChanged
from vmeste.modules.courses.models import Meeting, ReservedSeats, StudyGroup
from vmeste.modules.networks.models import Network

MeetingValues = Mapping[str, Any]
"""weekday, starts_at, minutes, weeks, venue; with `id` the row it corrects."""

_RESERVED = parts_of(ReservedSeats, of="group", may=permissions.EDIT_GROUPS)


@command(may=permissions.EDIT_GROUPS)
def plan_group(
    network: Network, /, *, actor: Actor, meetings: Iterable[MeetingValues] = (), **values: Any
) -> StudyGroup:
    """Write a group down with its weekly meetings; only for a programme the actor's organisation keeps."""
    group = StudyGroup()
    apply_values(group, values)
    for meeting in meetings:
        apply_values(Meeting(), {**_plain(meeting), "group": group})
    announce(RowAdded(), actor=actor, subject=group)
    return group


@command(may=permissions.EDIT_GROUPS)
def edit_group(
    group: StudyGroup,
    /,
    *,
    actor: Actor,
    version: int | None = None,
    meetings: Iterable[MeetingValues] | None = None,
    **values: Any,
) -> StudyGroup:
    """Correct a group; with `meetings` it has exactly these afterwards.

    Raises:
        EditConflict: somebody saved the group after `version` was read.
        SeatsTaken: there would be fewer seats than pupils who hold one.
        TooManyReserved: there would be fewer seats than are reserved.
    """
    current = locked(group, version=version)
    _check_seats(current, values.get("seats", current.seats))
    changes = changes_between(current, values)
    before = after = ""
    if meetings is not None:
        before, after = _write_meetings(current, meetings)
    if changes or before != after:
        current.version += 1
        apply_values(current, values)
    if changes:
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    if before != after:
        announce(MeetingsSet(before=before, after=after), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_GROUPS)
def set_meetings(group: StudyGroup, /, *, meetings: Iterable[MeetingValues], actor: Actor) -> StudyGroup:
    """Give the group exactly these weekly meetings; those with an `id` keep their row."""
    current = locked(group)
    before, after = _write_meetings(current, meetings)
    if before != after:
        current.version += 1
        current.save(update_fields=["version"])
        announce(MeetingsSet(before=before, after=after), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_GROUPS)
def remove_group(group: StudyGroup, *, actor: Actor, at: datetime) -> StudyGroup:
    """Take a group out of the lists.

    Raises:
        StillUsed: pupils are or were in it.
    """
    current = locked(group)
    if current.removed_at is None:
        refuse_while_used(current)
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_GROUPS)
def restore_group(group: StudyGroup, *, actor: Actor) -> StudyGroup:
    """Bring a removed group back."""
    current = locked(group)
    if current.removed_at is not None:
        hold_targets_of_parts(current)
        current.removed_at = None
        current.full_clean(validate_unique=True)
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_GROUPS)
def change_stage(group: StudyGroup, *, stage: GroupStage, actor: Actor, reason: str = "") -> StudyGroup:
    """Take a group a step further: open it for enrolment, let it run, finish it, cancel it, or one step back.

    Raises:
        WrongStage: the step does not follow from where the group is.
    """
    stage = GroupStage(stage)  # the API says it as a word
    current = locked(group)
    if stage not in NEXT_STAGES[current.stage]:
        raise WrongStage(current)
    current.stage = stage
    current.version += 1
    current.save(update_fields=["stage", "version"])
    told = f"({reason})" if reason else ""
    announce(StageChanged(stage=str(stage), said=str(stage.label), reason=told), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT_GROUPS)
def reserve_seats(group: StudyGroup, /, *, actor: Actor, **values: Any) -> ReservedSeats:
    """Keep seats for pupils of a school or of classes with a profile.

    Raises:
        TooManyReserved: more would be reserved than there are seats.
    """
    current = locked(group)
    _check_reserved(current, values["seats"])
    return _RESERVED.add(current, actor=actor, **values)


@command(may=permissions.EDIT_GROUPS)
def change_reserved(
    group: StudyGroup, /, *, part: ReservedSeats, actor: Actor, version: int | None = None, **values: Any
) -> ReservedSeats:
    """Raises TooManyReserved when more would be reserved than there are seats."""
    current = locked(group)
    _check_reserved(current, values.get("seats", part.seats), besides=part)
    return _RESERVED.change(current, part=part, actor=actor, version=version, **values)


@command(may=permissions.EDIT_GROUPS)
def restore_reserved(group: StudyGroup, /, *, part: ReservedSeats, actor: Actor) -> ReservedSeats:
    """Raises TooManyReserved when more would be reserved than there are seats."""
    current = locked(group)
    _check_reserved(current, part.seats, besides=part)
    return _RESERVED.restore(current, part=part, actor=actor)


RESERVED = type(_RESERVED)(
    ReservedSeats,
    "group",
    add=reserve_seats,
    change=change_reserved,
    remove=_RESERVED.remove,
    restore=restore_reserved,
    move=_RESERVED.move,
)


def _check_seats(group: StudyGroup, seats: int) -> None:
    if seats < group.taken:
        raise SeatsTaken(group.taken)
    reserved = _reserved(group)
    if seats < reserved:
        raise TooManyReserved("seats", reserved)


def _check_reserved(group: StudyGroup, seats: int, besides: ReservedSeats | None = None) -> None:
    reserved = seats + _reserved(group, besides)
    if reserved > group.seats:
        raise TooManyReserved("seats", reserved)


def _reserved(group: StudyGroup, besides: ReservedSeats | None = None) -> int:
    rows = group.reserved.exclude(pk=besides.pk) if besides else group.reserved.all()
    return rows.aggregate(total=Sum("seats"))["total"] or 0


def _write_meetings(group: StudyGroup, meetings: Iterable[MeetingValues]) -> tuple[str, str]:
    """Answers the meetings before and afterwards, in words."""
    rows = {row.pk: row for row in group.meetings.all()}
    before = _in_words(rows.values())
    kept = []
    for meeting in meetings:
        row = rows.pop(meeting.get("id") or 0, None) or Meeting(group=group)
        apply_values(row, _plain(meeting))
        kept.append(row)
    for row in rows.values():
        row.delete()
    return before, _in_words(kept)


def _plain(meeting: MeetingValues) -> dict[str, Any]:
    return {name: value for name, value in meeting.items() if name != "id"}


def _in_words(meetings: Iterable[Meeting]) -> str:
    told = sorted(meetings, key=lambda row: (row.weekday, row.starts_at, row.pk))
    return ", ".join(
        " ".join(
            filter(None, (str(row), row.get_weeks_display() if row.weeks != "every" else "", str(row.venue or "")))
        )
        for row in told
    )
