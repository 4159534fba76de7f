"""From a result to seats: offers, waiting lists, the seed for everybody to check. There is no way back but the gate."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.tenancy.statistics import refresh_statistics
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import (
    HOLDING,
    EnrolmentState,
    Origin,
    RoundStage,
    RunState,
    WaitingState,
)
from vmeste.modules.enrolment.errors import NothingToAllocate, WrongStage
from vmeste.modules.enrolment.events import ResultPublished, RoundFinished
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound, Enrolment, WaitingPlace
from vmeste.modules.enrolment.selectors.freezing import group_id, pk_of
from vmeste.modules.enrolment.selectors.swaps import Swaps
from vmeste.modules.people.models import Pupil
from vmeste.pure.allocation.model import Group, Outcome, Round

from .gate import enter_gate
from .runs import outcome_of, told_waiting

_AT_ONCE = 2000


@command(may=permissions.RUN_ROUNDS)
def publish_result(round_: ChoiceRound, /, *, run: AllocationRun, actor: Actor, at: datetime) -> ChoiceRound:
    """Offer the seats of a checked run, or give them where the round asks for no confirmation; start the waiting lists.

    Until now the round could be run again; from now on seats move through the gate alone. The seed is open from now
    on. Children who have left meanwhile get nothing, and what they would have had goes to the waiting lists.

    Raises:
        WrongStage: the round is not decided.
        NothingToAllocate: the run is not a finished one of the frozen input, or a group has fewer seats than given.
    """
    gate = enter_gate(at)
    current = locked(round_)
    if current.stage != RoundStage.DECIDED:
        raise WrongStage(current.get_stage_display())
    if run.round_id != current.pk or run.base_id is not None or run.state != RunState.DONE:
        raise NothingToAllocate(_("Only a finished and checked allocation can be published."))
    if run.input_hash != current.input_hash:
        raise NothingToAllocate(_("This allocation is of an input that was replaced; run the round again."))
    frozen, outcome = outcome_of(run)
    pupils = _present_pupils()
    groups = _locked_groups(frozen)
    given = _seats(current, run, outcome, pupils, groups)
    _check_room(given, groups)
    Enrolment.objects.bulk_create(given, batch_size=_AT_ONCE)
    places = list(_places(run, frozen, outcome, pupils, given, at))
    WaitingPlace.objects.bulk_create(places, batch_size=_AT_ONCE)
    refresh_statistics(Enrolment, WaitingPlace, new_rows=len(given) + len(places))
    current.stage, current.published_at, current.published_run = RoundStage.PUBLISHED, at, run
    current.version += 1
    current.save(update_fields=["version", "stage", "published_at", "published_run"])
    event = ResultPublished(run_id=run.pk, seats=len(given), waiting=len(places))
    announce(event, actor=actor, subject=current)
    gate.pass_on(sorted(groups), actor=actor)
    return current


@command(may=permissions.RUN_ROUNDS)
def finish_round(round_: ChoiceRound, /, *, actor: Actor) -> ChoiceRound:
    """Put a published round away; its waiting lists go on.

    Raises:
        WrongStage: it is not published.
        NothingToAllocate: offers wait for an answer.
    """
    current = locked(round_)
    if current.stage != RoundStage.PUBLISHED:
        raise WrongStage(current.get_stage_display())
    if Enrolment.objects.filter(run__round=current, state=EnrolmentState.OFFERED).exists():
        raise NothingToAllocate(_("Some offers wait for an answer."))
    current.stage = RoundStage.FINISHED
    current.version += 1
    current.save(update_fields=["version", "stage"])
    announce(RoundFinished(), actor=actor, subject=current)
    return current


def _present_pupils() -> Mapping[str, int]:
    """Number → key of the children that are still here; 1 query."""
    return dict(Pupil.objects.filter(erased_at=None).values_list("number", "pk"))


def _locked_groups(frozen: Round) -> dict[int, StudyGroup]:
    keys = sorted(pk_of(group.id) for group in frozen.groups)
    return {row.pk: row for row in StudyGroup.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def _seats(
    round_: ChoiceRound,
    run: AllocationRun,
    outcome: Outcome,
    pupils: Mapping[str, int],
    groups: Mapping[int, StudyGroup],
) -> list[Enrolment]:
    is_offer = round_.confirm_by is not None
    held = set(Enrolment.objects.filter(group__in=groups, state__in=HOLDING).values_list("pupil_id", "group_id"))
    wanted = [(pupils[seat.pupil], pk_of(seat.group)) for seat in outcome.seats if seat.pupil in pupils]
    return [
        Enrolment(
            pupil_id=pupil,
            group_id=group,
            state=EnrolmentState.OFFERED if is_offer else EnrolmentState.ENROLLED,
            origin=Origin.ROUND,
            run=run,
            offered_until=round_.confirm_by,
            starts_on=groups[group].starts_on,
        )
        for pupil, group in wanted
        if group in groups and (pupil, group) not in held
    ]


def _check_room(given: Sequence[Enrolment], groups: Mapping[int, StudyGroup]) -> None:
    for pk, count in Counter(one.group_id for one in given).items():
        if count > groups[pk].seats - groups[pk].taken:
            raise NothingToAllocate(
                _("“%(group)s” has fewer free seats than the allocation gives; run the round again with a new input.")
                % {"group": groups[pk]}
            )


# Waiting lists


def _places(
    run: AllocationRun,
    frozen: Round,
    outcome: Outcome,
    pupils: Mapping[str, int],
    given: Sequence[Enrolment],
    at: datetime,
) -> Iterator[WaitingPlace]:
    """The lines of the run, behind those who wait already.

    Who has a better seat, or would have to give up two, does not wait.
    """
    swaps = Swaps(frozen.places, frozen.travel, frozen.policy.margin)
    offered = {group.id: group for group in frozen.groups}
    wishing = {pupil.id: pupil for pupil in frozen.pupils}
    held: dict[str, list[Group]] = defaultdict(list)
    for one in outcome.seats:
        held[one.pupil].append(offered[one.group])
    rows = {(one.pupil_id, one.group_id): one for one in given}
    lines = told_waiting(run)
    standing = set(
        WaitingPlace.objects.filter(group__in=lines, state=WaitingState.WAITING).values_list("group_id", "pupil_id")
    )
    last = dict(
        WaitingPlace.objects.filter(group__in=lines)
        .order_by()
        .values("group")
        .annotate(last=Max("position"))
        .values_list("group", "last")
    )
    for group, numbers in lines.items():
        position = last.get(group) or 0
        for number in numbers:
            pupil = pupils.get(number)
            if pupil is None or (group, pupil) in standing:
                continue
            left = swaps.left_for(
                offered[group_id(group)],
                held.get(number, ()),
                wishes=wishing[number].wishes,
                most_courses=wishing[number].max_courses,
                most_minutes=wishing[number].max_minutes,
            )
            if left is None:
                continue
            position += 1
            seat = rows.get((pupil, pk_of(left[0].id))) if left else None
            yield WaitingPlace(group_id=group, pupil_id=pupil, run=run, position=position, gives_up=seat, entered_at=at)
