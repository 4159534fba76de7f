"""What a child would have to leave for a seat in another group."""

from collections.abc import Sequence
from datetime import date

from vmeste.modules.enrolment.choices import HOLDING
from vmeste.modules.enrolment.models import Enrolment, WaitingPlace, WishList
from vmeste.pure.allocation.model import Array, Group, Meeting

from .freezing import course_id, groups_as_read, policy_of


class Swaps:
    """Which seats cannot be held together: `travel` are the minutes between `places` [n x n], `margin` is added."""

    def __init__(self, places: Sequence[str], travel: Array, margin: int) -> None:
        self.position = {place: index for index, place in enumerate(places)}
        self.travel, self.margin = travel, margin

    def left_for(
        self, wanted: Group, held: Sequence[Group], *, wishes: Sequence[str], most_courses: int, most_minutes: int
    ) -> list[Group] | None:
        """The groups left for the wanted one, none or one; None when two, or a better one, would have to go.

        `wishes` are courses, best first; `most_minutes` of 0 is no limit.
        """
        leaving = [own for own in held if self._clash(own, wanted)]
        if not leaving and held:
            minutes = sum(own.minutes for own in held) + wanted.minutes
            if len(held) >= most_courses or (most_minutes and minutes > most_minutes):
                leaving = [max(held, key=lambda own: _rank(wishes, own))]
        if len(leaving) > 1 or (leaving and _rank(wishes, leaving[0]) < _rank(wishes, wanted)):
            return None
        return leaving

    def _clash(self, one: Group, other: Group) -> bool:
        needed = 0
        if one.place != other.place:
            needed = int(self.travel[self.position[one.place], self.position[other.place]]) + self.margin
        pairs = ((a, b) for a in one.meetings for b in other.meetings if a.day == b.day)
        return any(_too_near(a, b, needed) for a, b in pairs)


def _rank(wishes: Sequence[str], group: Group) -> int:
    return wishes.index(group.course) if group.course in wishes else len(wishes)


def _too_near(a: Meeting, b: Meeting, needed: int) -> bool:
    first, second = sorted((a, b), key=lambda meeting: meeting.start)
    return second.start < first.end or second.start - first.end < needed


def still_waits(place: WaitingPlace, *, on: date) -> tuple[bool, Enrolment | None]:
    """Whether waiting still makes sense with the seats the child holds now, and the seat it would leave; 8 queries.

    What a family said itself when it joined a line stands, as long as the seat it named is held.
    """
    run = place.run
    has_price = place.gives_up is not None and place.gives_up.state in HOLDING
    if run is None or (place.entered_at != run.round.published_at and (has_price or place.gives_up is None)):
        return True, place.gives_up
    wish_list = WishList.objects.filter(round=run.round, pupil=place.pupil_id).first()
    wishes = [course_id(pk) for pk in wish_list.wishes.values_list("programme_id", flat=True)] if wish_list else []
    if wish_list is None or course_id(place.group.programme_id) not in wishes:
        return True, place.gives_up
    rows = Enrolment.objects.filter(pupil=place.pupil_id, state__in=HOLDING, run__round=run.round).order_by("pk")
    held = {row.group_id: row for row in rows}
    groups, places, travel = groups_as_read([*held, place.group_id], on=on)
    left = Swaps(places, travel, policy_of(run.round).margin).left_for(
        groups[place.group_id],
        [groups[pk] for pk in held],
        wishes=wishes,
        most_courses=wish_list.most_courses,
        most_minutes=run.round.most_minutes,
    )
    seats = {groups[pk].id: row for pk, row in held.items()}
    return left is not None, seats[left[0].id] if left else None
