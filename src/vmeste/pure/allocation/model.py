"""The words of a round: what schools, organisations and pupils hand in, and what they are handed back.

Everything is frozen. Minutes are minutes after midnight or lengths in minutes; days are 1 (Monday) to 7. Points are
counted in whole micro-points (`POINT` of them make one), so that no sum depends on a machine's arithmetic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from numpy.typing import NDArray

POINT = 1_000_000
SHARE = 1_000_000  # weights of pupils are millionths
Array: TypeAlias = NDArray[Any]
Fact: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A weekly time: `day` 1–7, `start` after midnight, `minutes` long."""

    day: int
    start: int
    minutes: int

    @property
    def end(self) -> int:
        return self.start + self.minutes


@dataclass(frozen=True, slots=True)
class Reserve:
    """`seats` of a group that only pupils of a school, or of a category, may take."""

    seats: int
    school: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    id: str
    organisation: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One set of weekly meetings of a course. `seats` counts those `enrolled` before the round; so does `minimum`.

    `target` is the size the organisation would like; pupils who did not choose are spread by it.
    """

    id: str
    course: str
    place: str
    meetings: tuple[Meeting, ...]
    seats: int
    minimum: int = 0
    target: int = 0
    enrolled: int = 0
    first_grade: int = 0
    last_grade: int = 99
    reserves: tuple[Reserve, ...] = ()

    @property
    def free(self) -> int:
        """Seats this round may give."""
        return self.seats - self.enrolled

    @property
    def minutes(self) -> int:
        """Load of a week."""
        return sum(meeting.minutes for meeting in self.meetings)


@dataclass(frozen=True, slots=True)
class Pupil:
    """Wishes are courses, best first. `max_minutes` of 0 means no limit. No wishes: the pupil did not choose."""

    id: str
    school: str
    grade: int
    wishes: tuple[str, ...] = ()
    key: str = ""
    max_courses: int = 1
    max_minutes: int = 0
    blocked: tuple[Meeting, ...] = ()
    priority: int = 0
    credit: int = 0
    categories: tuple[str, ...] = ()
    place_anyway: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` seats of the named courses (all when empty) for pupils of the named schools or categories."""

    id: str
    most: int
    courses: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Aim(StrEnum):
    PLACED = "placed"
    RANKS = "ranks"
    SCHOOLS = "schools"
    TRAVEL = "travel"


@dataclass(frozen=True, slots=True)
class Policy:
    """Weights, in points, and limits; published before the round.

    A wish at rank r counts `floor + (100 - floor)·decay^(r-1)`, the best wish of a pupil `first·first_decay^(r-1)`
    more, the key wish `key` more, a second and third course `extra`. All of it is multiplied by the pupil's weight:
    1 + `priority_gain`·priority + `credit_gain`·credit + lottery·`lottery_width` (shares in millionths). A minute of
    travel from the school costs `travel`, up to `travel_cap` minutes, so that every wish is worth more than nothing.
    Decays are in thousandths. `aims` are in falling order; a missing aim weighs nothing.
    """

    aims: tuple[Aim, ...] = (Aim.PLACED, Aim.RANKS, Aim.TRAVEL)
    placed: int = 2000
    floor: int = 10
    decay: int = 700
    first: int = 300
    first_decay: int = 500
    key: int = 60
    extra: tuple[int, ...] = (30, 10)
    priority_gain: int = 100_000
    credit_gain: int = 50_000
    lottery_width: int = 20_000
    travel_milli: int = 50
    travel_cap: int = 120
    margin: int = 10
    max_travel: int = 0
    school_band: int = 100_000
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One allocation to make. In canonical order: courses, groups and pupils by id (`canonical` sees to it).

    `schools` tells the place of each school, `travel[i][j]` the minutes from `places[i]` to `places[j]`. `parties` are
    sets of pupils who go together, to the same groups, or not at all.
    """

    pupils: Sequence[Pupil]
    courses: tuple[Course, ...]
    groups: tuple[Group, ...]
    schools: Mapping[str, str]
    places: tuple[str, ...]
    travel: Array
    parties: tuple[tuple[str, ...], ...] = ()
    policy: Policy = field(default_factory=Policy)
    commitment: str = ""


class Cause(StrEnum):
    """Why a wish was granted or not; the words beside each are the facts of such a reason."""

    GRANTED = "granted"
    NO_GROUP = "no group"  # the course has none in this round
    GRADE = "grade"  # grade, first, last
    TIME = "time"  # day, start, minutes; blocked_day, blocked_start, blocked_minutes
    TOO_FAR = "too far"  # minutes, limit
    LOAD = "load"  # minutes, limit: the group alone is more than the pupil may have
    NOT_TOGETHER = "not together"  # partners: one of them cannot, or did not ask for it
    NOT_OPENED = "not opened"  # minimum, enrolled
    NO_SEATS = "no seats"  # seats, enrolled: full before the round
    CUT_OFF = "cut-off"  # claim, line, position
    RESERVED = "reserved"  # claim, line, position, reserved
    QUOTA = "quota"  # claim, line, position, quota
    SETTLED_WHOLE = "settled whole"  # claim, line: the claim reaches the line, but a whole set of seats did not fit
    CLASH = "clash"  # with; the two meetings
    TRAVEL = "travel"  # with, gap, needed; the two meetings
    COURSES_USED = "courses used"  # limit
    LOAD_USED = "load used"  # used, minutes, limit
    NOT_BETTER = "not better"  # held: a set with this wish would have been worth less


@dataclass(frozen=True)
class Reason:
    """Why wish number `rank` (1 is best) was granted or not. `facts` depend on the cause, see the format page.

    `would_help`: whether the claim would have reached the line without the named obstacle, or, for a cut-off, as the
    first wish; None where no such question makes sense.
    """

    pupil: str
    course: str
    rank: int
    cause: Cause
    group: str = ""
    facts: Mapping[str, Fact] | None = None
    would_help: bool | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    pupil: str
    group: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Proof that no other choice of groups would have given more than `bound`.

    Everybody takes their best set at `prices` (as those of a certificate, in micro-points), and pays a charge beyond
    for a seat in a group that `charges` name with them: (pupil, group, micro-points); of a party, its first by id. A
    group brings its price for as many seats as it has, or, below zero, for as many as it needs to open, and all its
    charges; with a minimum, nothing instead of a loss, because then it stays closed.
    """

    bound: int
    prices: tuple[int, ...]
    charges: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """What makes an answer checkable. Sums are micro-points.

    `upper_bound` bounds the objective of every allocation over the opened groups, those `kept_open` reaching their
    minimum; `prices`, one for each limit in the order of the format page, prove it in one pass. `searched_bound`, when
    there, is tighter and was proven by branch and bound over every choice of groups. `opening` bounds that by prices,
    and is there where groups had to be chosen. `placed_bound` is how many could get something at most. `finished` is
    false when the search was stopped.
    """

    version: str
    input_hash: str
    seed: str
    objective: int
    upper_bound: int
    placed: int
    placed_bound: int
    prices: tuple[int, ...]
    closed: tuple[str, ...] = ()
    kept_open: tuple[str, ...] = ()
    searched_bound: int | None = None
    school_weights: Mapping[str, int] = field(default_factory=dict)
    opening: Opening | None = None
    mechanism: str = "optimal"
    finished: bool = True

    @property
    def bound(self) -> int:
        """What no allocation exceeds, whatever groups it opens."""
        whole = self.upper_bound if self.opening is None else self.opening.bound
        return whole if self.searched_bound is None else min(whole, self.searched_bound)

    @property
    def gap(self) -> float:
        """Share of the objective that might still be missing; 0 is proven best."""
        return max(0, self.bound - self.objective) / max(1, self.bound)

    def gap_beyond(self, placed: int) -> float:
        """The same share of what is given beyond the first aim, each place of which counts `placed` micro-points."""
        return max(0, self.bound - self.objective) / max(1, self.bound - placed * self.placed_bound)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The seats, sorted by pupil and group, and the certificate."""

    seats: Sequence[Seat]
    certificate: Certificate
