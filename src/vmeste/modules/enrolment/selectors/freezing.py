"""A choice round as the allocation reads it: numbers of pupils, never names."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date

import numpy as np

from vmeste.modules.courses.models import Meeting as MeetingRow
from vmeste.modules.courses.models import ReservedSeats, StudyGroup
from vmeste.modules.courses.selectors.travel import matrix
from vmeste.modules.enrolment.choices import HOLDING
from vmeste.modules.enrolment.models import ChoiceRound, Enrolment, Verdict, Wish, WishList
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass
from vmeste.pure.allocation.model import Array, Cause, Course, Group, Meeting, Policy, Pupil, Reserve, Round
from vmeste.pure.allocation.reading import make_canonical, read_policy

from .eligible import Standing, groups_for, standings

MOST_CREDIT = 5
TOGETHER = 2
ONLINE = "online"


def course_id(programme: int) -> str:
    return f"c{programme}"


def group_id(group: int) -> str:
    return f"g{group}"


def organisation_id(organisation: int) -> str:
    return f"o{organisation}"


def pk_of(name: str) -> int:
    """The row's key behind an id of the files."""
    return int(name[1:])


def round_from_rows(round_: ChoiceRound, *, on: date) -> Round:
    """The allocation's input as the rows stand now; about 15 queries for any number of pupils.

    Pupils who handed in no wishes are in it when the round places everybody. Lessons of the own class and seats held
    before the round are times that do not suit; a programme in which the child has a seat already is no wish any more.

    Raises:
        InvalidRound: rows contradict each other, such as more pupils enrolled than seats.
    """
    groups = list(groups_for(round_))
    known = standings(round_, on=on)
    handed_in = WishList.objects.filter(round=round_, submitted_at__isnull=False)
    lists = {row.pupil_id: row for row in handed_in.order_by("pk") if row.pupil_id in known}
    included = sorted(known if round_.places_everybody else lists)
    numbers = {pk: known[pk].number for pk in included}
    offered = {group.programme_id for group in groups}
    held = _held(known)
    wishes = _wishes(round_, offered)
    busy = _busy(round_, known, included, held)
    credit = _credits(round_)
    pupils = [
        _pupil(
            round_,
            numbers[pk],
            known[pk],
            lists.get(pk),
            [one for one in wishes.get(pk, ()) if one not in {programme for _group, programme in held.get(pk, ())}],
            busy.get(pk, []),
            credit.get(pk, 0),
        )
        for pk in included
    ]
    reserves = _reserves(groups)
    schools = {row.school_id for row in reserves if row.school_id}
    schools |= set(round_.school_rows.values_list("school_id", flat=True))
    names = [organisation_id(school) for school in schools]
    where = {group.pk: _place(group) for group in groups}
    places = sorted({*where.values(), *names})
    return make_canonical(
        pupils,
        _courses(groups),
        _groups(groups, where, reserves),
        schools={name: name for name in names},
        places=places,
        travel=_travel(places, on=on),
        parties=_parties(lists.values(), numbers, {pupil.id for pupil in pupils if pupil.wishes}),
        policy=policy_of(round_),
        commitment=round_.commitment,
    )


def policy_of(round_: ChoiceRound) -> Policy:
    """Raises InvalidRound for words the allocation does not know."""
    return read_policy(round_.policy)


def _pupil(
    round_: ChoiceRound,
    number: str,
    standing: Standing,
    wish_list: WishList | None,
    wished: list[int],
    busy: list[Meeting],
    credit: int,
) -> Pupil:
    blocked = [Meeting(*one) for one in wish_list.blocked] if wish_list else []
    key = wish_list.key_id if wish_list and wish_list.key_id in wished else None
    return Pupil(
        id=number,
        school=organisation_id(standing.school_id),
        grade=standing.grade,
        wishes=tuple(map(course_id, wished)),
        key=course_id(key) if key else "",
        max_courses=wish_list.most_courses if wish_list else 1,
        max_minutes=round_.most_minutes,
        blocked=tuple(sorted({*blocked, *busy}, key=lambda one: (one.day, one.start, one.minutes))),
        credit=credit,
        categories=(standing.profile,) if standing.profile else (),
        place_anyway=round_.places_everybody and not wished,
    )


def _wishes(round_: ChoiceRound, offered: set[int]) -> Mapping[int, list[int]]:
    wishes: dict[int, list[int]] = defaultdict(list)
    rows = Wish.objects.filter(wish_list__round=round_, wish_list__submitted_at__isnull=False)
    for pupil, programme in rows.order_by("rank", "pk").values_list("wish_list__pupil_id", "programme_id"):
        if programme in offered:
            wishes[pupil].append(programme)
    return wishes


def _held(pupils: Container[int]) -> Mapping[int, list[tuple[int, int]]]:
    """(group, programme) of the seats each child holds."""
    held: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Enrolment.objects.filter(state__in=HOLDING)
    for pupil, group, programme in rows.order_by("pk").values_list("pupil_id", "group_id", "group__programme_id"):
        if pupil in pupils:
            held[pupil].append((group, programme))
    return held


def _busy(
    round_: ChoiceRound, known: Mapping[int, Standing], pupils: list[int], held: Mapping[int, list[tuple[int, int]]]
) -> Mapping[int, list[Meeting]]:
    """Lessons of the class, if it is one of the round's year, and meetings of the groups held."""
    lessons: dict[int, list[Meeting]] = {}
    classes = SchoolClass.objects.filter(
        pk__in={known[pk].class_id for pk in pupils}, year=round_.year, first_lesson__isnull=False
    )
    for pk, first, last, days in classes.values_list("pk", "first_lesson", "last_lesson", "school_days"):
        assert first is not None
        assert last is not None  # the constraint of classes
        lessons[pk] = [Meeting(day, first, last - first) for day in range(1, days + 1)]
    meetings = _meetings({group for rows in held.values() for group, _programme in rows})
    return {
        pk: [
            *lessons.get(known[pk].class_id, []),
            *(meeting for group, _programme in held.get(pk, ()) for meeting in meetings.get(group, [])),
        ]
        for pk in pupils
    }


def _meetings(groups: Iterable[int]) -> Mapping[int, list[Meeting]]:
    """Weekly times of groups; what meets every other week keeps its time every week."""
    times: dict[int, set[Meeting]] = defaultdict(set)
    for row in MeetingRow.objects.filter(group__in=groups).order_by("pk"):
        times[row.group_id].add(Meeting(row.weekday, row.starts_at, row.minutes))
    return {pk: sorted(own, key=lambda one: (one.day, one.start, one.minutes)) for pk, own in times.items()}


def _credits(round_: ChoiceRound) -> Mapping[int, int]:
    """In how many earlier rounds a child asked and got nothing; such children come first among equals now."""
    refused: dict[int, set[int]] = defaultdict(set)
    granted: set[tuple[int, int]] = set()
    published = ChoiceRound.objects.filter(published_run__isnull=False).exclude(pk=round_.pk)
    rows = Verdict.objects.filter(run__in=published.values("published_run"))
    for pupil, run, cause in rows.order_by("pk").values_list("pupil_id", "run_id", "cause"):
        refused[pupil].add(run)
        if cause == Cause.GRANTED:
            granted.add((pupil, run))
    return {
        pupil: min(MOST_CREDIT, sum((pupil, run) not in granted for run in runs)) for pupil, runs in refused.items()
    }


def _place(group: StudyGroup) -> str:
    if group.venue is not None and group.venue.is_online:
        return ONLINE
    return organisation_id(group.venue.organisation_id if group.venue is not None else group.programme.organisation_id)


def _courses(groups: list[StudyGroup]) -> list[Course]:
    programmes = {group.programme_id: group.programme for group in groups}
    return [Course(course_id(pk), str(one.organisation), one.title) for pk, one in programmes.items()]


def _groups(groups: list[StudyGroup], where: Mapping[int, str], reserved: list[ReservedSeats]) -> list[Group]:
    meetings = _meetings([group.pk for group in groups])
    reserves: dict[int, list[ReservedSeats]] = defaultdict(list)
    for row in reserved:
        reserves[row.group_id].append(row)
    sitting = _sitting(list(reserves))
    return [
        Group(
            id=group_id(group.pk),
            course=course_id(group.programme_id),
            place=where[group.pk],
            meetings=tuple(meetings.get(group.pk, ())),
            seats=group.seats,
            minimum=group.fewest,
            target=group.target or 0,
            enrolled=group.taken,
            first_grade=group.from_grade,  # type: ignore[attr-defined]
            last_grade=group.to_grade,  # type: ignore[attr-defined]
            reserves=tuple(_still_reserved(group, reserves.get(group.pk, []), sitting.get(group.pk, []))),
        )
        for group in groups
    ]


def groups_as_read(pks: Iterable[int], *, on: date) -> tuple[dict[int, Group], list[str], Array]:
    """Groups by key with their weekly times, the places they meet at, and the minutes between these; 4 queries."""
    rows = list(StudyGroup.with_removed.filter(pk__in=list(pks)).select_related("programme", "venue"))
    meetings = _meetings([row.pk for row in rows])
    groups = {
        row.pk: Group(
            id=group_id(row.pk),
            course=course_id(row.programme_id),
            place=_place(row),
            meetings=tuple(meetings.get(row.pk, ())),
            seats=row.seats,
        )
        for row in rows
    }
    places = sorted({group.place for group in groups.values()})
    return groups, places, _travel(places, on=on)


def _reserves(groups: list[StudyGroup]) -> list[ReservedSeats]:
    return list(ReservedSeats.objects.filter(group__in=groups).order_by("pk"))


def _still_reserved(
    group: StudyGroup, reserves: list[ReservedSeats], sitting: list[tuple[int, str]]
) -> Iterable[Reserve]:
    """Less the seats that those they are reserved for have taken before the round, within what is free."""
    left = group.seats - group.taken
    for row in reserves:
        used = sum(row.school_id in {None, school} and row.profile in {"", profile} for school, profile in sitting)
        seats = min(left, max(0, row.seats - used))
        if seats:
            left -= seats
            yield Reserve(seats, organisation_id(row.school_id) if row.school_id else "", row.profile)


def _sitting(groups: list[int]) -> Mapping[int, list[tuple[int, str]]]:
    """School and class profile of those who have seats in the groups."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Enrolment.objects.filter(group__in=groups, state__in=HOLDING, pupil__attachments__ends_on=None)
    rows = rows.filter(pupil__attachments__kind="base", pupil__attachments__removed_at=None)
    for group, school, profile in rows.order_by("pk").values_list(
        "group_id", "pupil__attachments__organisation_id", "pupil__attachments__school_class__profile"
    ):
        found[group].append((school, profile or ""))
    return found


def _parties(lists: Iterable[WishList], numbers: Mapping[int, str], choosing: set[str]) -> list[tuple[str, ...]]:
    """Pairs both of whom handed in wishes; whoever is left alone goes alone."""
    together: dict[str, list[str]] = defaultdict(list)
    for row in lists:
        if row.party and numbers.get(row.pupil_id) in choosing:
            together[row.party].append(numbers[row.pupil_id])
    return [tuple(sorted(party)) for party in together.values() if len(party) == TOGETHER]


def _travel(places: list[str], *, on: date) -> Array:
    """Minutes between the places, the same both ways; online is nowhere, so no way leads there. 2 queries."""
    ways = matrix([pk_of(place) for place in places if place != ONLINE], on=on)
    return np.array(
        [[0 if ONLINE in {one, other} else ways[pk_of(one), pk_of(other)] for other in places] for one in places],
        np.int32,
    ).reshape(len(places), len(places))


def names_of_places(round_: Round) -> Mapping[str, str]:
    """The organisations behind the places of a round; 1 query."""
    rows = Organisation.with_removed.filter(pk__in=[pk_of(place) for place in round_.places if place != ONLINE])
    return {organisation_id(row.pk): str(row) for row in rows}
