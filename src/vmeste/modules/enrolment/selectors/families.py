"""What a family sees: rounds, seats, waiting places and results of its child, and what a round offers to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from vmeste.modules.courses.models import Meeting, Programme, StudyGroup, TravelTime
from vmeste.modules.enrolment.choices import HOLDING, EnrolmentState, RoundStage, WaitingState
from vmeste.modules.enrolment.models import ChoiceRound, Enrolment, Verdict, WaitingPlace, WishList
from vmeste.modules.people.models import Pupil, SchoolClass
from vmeste.pure.allocation.model import Cause

from .eligible import Standing, groups_for, standing_of, standings, takes_wishes
from .reasons import sentences_of
from .weeks import (
    Span,
    SpanKind,
    spans_of_busy_times,
    spans_of_lessons,
    spans_of_meetings,
)

_MINUTES_OF_HOUR = 45
TOGETHER = 2


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """A group as a family sees it: when, where, how far from the school, how many seats, what is in the way."""

    group: StudyGroup
    times: tuple[Span, ...]
    place: str
    travel: int | None
    notes: tuple[str, ...]

    @property
    def free(self) -> int:
        return max(0, self.group.seats - self.group.taken)


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with its groups; `minutes` a week of one of them, `asked` and `had` wishes and seats of last time."""

    programme: Programme
    groups: tuple[GroupOffer, ...]
    minutes: int
    asked: int | None
    had: int | None

    @property
    def seats(self) -> int:
        return sum(offered.group.seats for offered in self.groups)

    @property
    def hours(self) -> float:
        """Academic hours a week."""
        return round(self.minutes / _MINUTES_OF_HOUR * 2) / 2

    @property
    def spans(self) -> list[Span]:
        return [span for offered in self.groups for span in offered.times]

    def is_apart_from(self, spans: Sequence[Span]) -> bool:
        """Whether at least one group leaves all these times alone."""
        return any(
            not any(mine.overlaps(other) for mine in offered.times for other in spans) for offered in self.groups
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A child's page of a round: what is offered, and what binds the child already."""

    round: ChoiceRound
    standing: Standing
    wish_list: WishList | None
    offers: tuple[Offer, ...]
    bound: tuple[Span, ...]
    busy: tuple[Span, ...]
    together: int
    is_open: bool

    def offer_of(self, programme_id: int) -> Offer | None:
        return next((offer for offer in self.offers if offer.programme.pk == programme_id), None)


@dataclass(slots=True)
class Affairs:
    """Everything of one child that waits or is settled."""

    rounds: list[ChoiceRound] = field(default_factory=list)
    lists: dict[int, WishList] = field(default_factory=dict)
    results: list[ChoiceRound] = field(default_factory=list)
    offered: list[Enrolment] = field(default_factory=list)
    seats: list[Enrolment] = field(default_factory=list)
    waiting: list[tuple[WaitingPlace, int]] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


def affairs_of(pupils: Collection[Pupil], *, at: datetime, on: date) -> dict[int, Affairs]:
    """Pupil id → open rounds, results, offers, seats, places in lines with how many stand before, weekly times.

    8 queries and 1 for each round that is open.
    """
    ids = [pupil.pk for pupil in pupils]
    affairs: dict[int, Affairs] = {pk: Affairs() for pk in ids}
    for round_ in open_rounds(at):
        for pupil_id in standings(round_, on=on, pupils=ids):
            affairs[pupil_id].rounds.append(round_)
    lists = WishList.objects.filter(pupil__in=ids).annotate(count=Count("wishes"))
    for wish_list in lists:
        affairs[wish_list.pupil_id].lists[wish_list.round_id] = wish_list
    for enrolment in seats_of(ids):
        mine = affairs[enrolment.pupil_id]
        (mine.offered if enrolment.state == EnrolmentState.OFFERED else mine.seats).append(enrolment)
    for place, ahead in waiting_of(ids):
        affairs[place.pupil_id].waiting.append((place, ahead))
    for pupil_id, round_ in _published_rounds(ids):
        affairs[pupil_id].results.append(round_)
    meetings = meetings_of({e.group_id for a in affairs.values() for e in (*a.seats, *a.offered)})
    for mine in affairs.values():
        mine.meetings = [m for e in (*mine.offered, *mine.seats) for m in meetings.get(e.group_id, ())]
    return affairs


def open_rounds(at: datetime) -> list[ChoiceRound]:
    """Rounds that take wishes at this moment, the next to close first; 1 query."""
    rows = ChoiceRound.objects.filter(stage=RoundStage.OPEN, opens_at__lte=at, closes_at__gt=at)
    return list(rows.select_related("year").order_by("closes_at", "pk"))


def seats_of(pupil_ids: Iterable[int]) -> list[Enrolment]:
    """Seats held or offered, by programme; 1 query."""
    rows = Enrolment.objects.filter(pupil__in=list(pupil_ids), state__in=HOLDING)
    return list(
        rows.select_related("group__programme__organisation", "group__venue", "group__year").order_by(
            "group__programme__sort_key", "pk"
        )
    )


def waiting_of(pupil_ids: Iterable[int]) -> list[tuple[WaitingPlace, int]]:
    """Places in lines with how many stand before; 2 queries."""
    rows = WaitingPlace.objects.filter(pupil__in=list(pupil_ids), state=WaitingState.WAITING)
    mine = list(rows.select_related("group__programme__organisation", "gives_up__group__programme").order_by("pk"))
    lines: dict[int, list[int]] = defaultdict(list)
    others = WaitingPlace.objects.filter(group__in={p.group_id for p in mine}, state=WaitingState.WAITING)
    for group_id, position in others.order_by().values_list("group_id", "position"):
        lines[group_id].append(position)
    return [(place, sum(other < place.position for other in lines[place.group_id])) for place in mine]


def _published_rounds(pupil_ids: Sequence[int]) -> list[tuple[int, ChoiceRound]]:
    """Published rounds in which a child has a list that counted; 2 queries."""
    rounds = ChoiceRound.objects.filter(published_run__isnull=False).order_by("-published_at")
    by_id = {round_.pk: round_ for round_ in rounds}
    handed_in = WishList.objects.filter(pupil__in=pupil_ids, round__in=by_id, submitted_at__isnull=False).values_list(
        "pupil_id", "round_id"
    )
    return [(pupil_id, by_id[round_id]) for pupil_id, round_id in handed_in]


def meetings_of(group_ids: Iterable[int]) -> dict[int, list[Meeting]]:
    """Group id → weekly meetings with programme and venues; 1 query."""
    found: dict[int, list[Meeting]] = defaultdict(list)
    rows = Meeting.objects.filter(group__in=list(group_ids)).select_related(
        "venue", "group__programme__organisation", "group__venue"
    )
    for meeting in rows.order_by("weekday", "starts_at", "pk"):
        found[meeting.group_id].append(meeting)
    return found


def choice_of(pupil: Pupil, round_: ChoiceRound, *, at: datetime, on: date) -> Choice | None:
    """What the round offers to the child; None when it is not for it; about 9 queries."""
    standing = standing_of(round_, pupil.pk, on=on)
    if standing is None:
        return None
    wish_list = WishList.objects.filter(round=round_, pupil=pupil).first()
    school_class = SchoolClass.objects.filter(pk=standing.class_id).first()
    held = seats_of([pupil.pk])
    lessons = spans_of_lessons(school_class, _("Lessons"))
    seats = [
        span
        for enrolment in held
        for span in spans_of_meetings(meetings_of([enrolment.group_id]).get(enrolment.group_id, ()), SpanKind.HELD)
    ]
    busy = spans_of_busy_times(wish_list.blocked if wish_list else (), _("Does not suit"))
    together = 0
    if wish_list and wish_list.party:
        together = WishList.objects.filter(round=round_, party=wish_list.party).exclude(pk=wish_list.pk).count()
    offers = offers_of(round_, standing, bound=(*lessons, *seats))
    is_open = takes_wishes(round_, at=at)
    return Choice(round_, standing, wish_list, tuple(offers), (*lessons, *seats), tuple(busy), together, is_open)


def offers_of(round_: ChoiceRound, standing: Standing, *, bound: Sequence[Span]) -> list[Offer]:
    """The programmes of the round for the child's grade, by title; 4 queries."""
    groups = list(groups_for(round_, standing.grade))
    meetings = meetings_of(group.pk for group in groups)
    ways = _ways_from(standing.school_id)
    asked = _asked_last_time(round_, {group.programme_id for group in groups})
    by_programme: dict[int, list[GroupOffer]] = defaultdict(list)
    for group in groups:
        times = tuple(spans_of_meetings(meetings.get(group.pk, ()), SpanKind.WISH))
        by_programme[group.programme_id].append(
            GroupOffer(group, times, place_of(group), _way_to(group, standing, ways), tuple(_notes(times, bound)))
        )
    programmes = {group.programme_id: group.programme for group in groups}
    return [
        Offer(
            programmes[pk],
            tuple(offered),
            max(sum(_weekly_minutes(span) for span in one.times) for one in offered),
            *asked.get(pk, (None, None)),
        )
        for pk, offered in by_programme.items()
    ]


def place_of(group: StudyGroup) -> str:
    """Room and organisation in words, read with `venue` and `programme__organisation`."""
    organisation = group.programme.organisation.shown_name
    return f"{organisation}, {group.venue}" if group.venue else organisation


def _weekly_minutes(span: Span) -> int:
    return (span.end - span.start) if span.weeks == "every" else (span.end - span.start) // 2


def _notes(times: Sequence[Span], bound: Sequence[Span]) -> list[str]:
    """What is in the way of a group, each thing once."""
    notes = []
    for other in bound:
        if any(mine.overlaps(other) for mine in times):
            if other.kind is SpanKind.LESSONS:
                notes.append(_("overlaps with lessons"))
            elif other.programme_id == times[0].programme_id:
                notes.append(_("the child attends it already"))
            else:
                notes.append(_("overlaps with “%(other)s”") % {"other": other.label})
    return list(dict.fromkeys(notes))


def _ways_from(school_id: int) -> dict[int, int]:
    """Organisation id → minutes from the school; 1 query."""
    rows = TravelTime.objects.filter(Q(one=school_id) | Q(other=school_id)).values_list("one", "other", "minutes")
    return {other if one == school_id else one: minutes for one, other, minutes in rows}


def _way_to(group: StudyGroup, standing: Standing, ways: Mapping[int, int]) -> int | None:
    if group.venue is not None and group.venue.is_online:
        return 0
    place = group.venue.organisation_id if group.venue else group.programme.organisation_id
    return 0 if place == standing.school_id else ways.get(place)


def _asked_last_time(round_: ChoiceRound, programme_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Programme id → (lists that wished for it, seats it had) in the round published before; 3 queries."""
    earlier = (
        ChoiceRound.objects.filter(published_at__isnull=False, opens_at__lt=round_.opens_at)
        .order_by("-opens_at", "-pk")
        .first()
    )
    if earlier is None:
        return {}
    asked = dict(
        Programme.objects.filter(
            pk__in=programme_ids, wishes__wish_list__round=earlier, wishes__wish_list__submitted_at__isnull=False
        )
        .annotate(asked=Count("wishes"))
        .values_list("pk", "asked")
    )
    had = dict(
        StudyGroup.objects.filter(round_rows__round=earlier, programme__in=programme_ids)
        .order_by()
        .values_list("programme")
        .annotate(seats=Sum("seats"))
    )
    return {pk: (asked.get(pk, 0), seats) for pk, seats in had.items()}


@dataclass(frozen=True, slots=True)
class Result:
    """One wish: whether it came true, why not in words, and groups in which something can still be done."""

    programme: Programme
    rank: int
    is_granted: bool
    group: StudyGroup | None
    sentence: str
    open_groups: tuple[StudyGroup, ...]


def results_of(round_: ChoiceRound, pupil: Pupil, *, on: date) -> list[Result]:
    """What the published result says about each wish of the child, by rank; about 6 queries."""
    run = round_.published_run
    standing = standing_of(round_, pupil.pk, on=on)
    if run is None:
        return []
    groups: dict[int, list[StudyGroup]] = defaultdict(list)
    for group in groups_for(round_, standing.grade if standing else None):
        groups[group.programme_id].append(group)
    rows = Verdict.objects.filter(run=run, pupil=pupil).select_related("programme__organisation", "group__programme")
    verdicts = list(rows.order_by("rank", "pk"))
    return [
        Result(
            verdict.programme,
            verdict.rank,
            verdict.cause == Cause.GRANTED,
            verdict.group,
            sentence,
            () if verdict.cause == Cause.GRANTED else tuple(groups[verdict.programme_id]),
        )
        for verdict, sentence in zip(verdicts, sentences_of(verdicts), strict=True)
    ]
