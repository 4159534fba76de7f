"""A round from JSON text: every entry checked, every refusal with its line."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from .errors import InvalidRound
from .model import Aim, Array, Course, Group, Meeting, Policy, Pupil, Quota, Reserve, Round
from .tables import PupilTable

ROUND_FORMAT = "vmeste.allocation.round/1"
DAYS, DAY_MINUTES = 7, 24 * 60
MOST = 10**6
LARGEST_SUM = 2**61
Thing = TypeVar("Thing")


def read_round(text: str) -> Round:
    """The round a JSON text tells; canonical order. O(size · log).

    Raises:
        InvalidRound: not JSON, another format, an unknown name, or an entry that contradicts itself; with its line.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidRound(f"not JSON: {error.msg}", f"line {error.lineno}") from None
    except RecursionError:
        raise InvalidRound("not JSON: nested too deeply") from None
    if not isinstance(data, dict) or data.get("format") != ROUND_FORMAT:
        raise InvalidRound(f'the format is not "{ROUND_FORMAT}"', "line 1")
    return _Reader(data, text).round()


class _Reader:
    def __init__(self, data: dict[str, Any], text: str) -> None:
        self.data, self.text = data, text

    def round(self) -> Round:
        known = {
            "format",
            "policy",
            "places",
            "travel",
            "schools",
            "courses",
            "groups",
            "pupils",
            "together",
            "commitment",
            "note",
        }
        for name in self.data:
            if name not in known:
                raise InvalidRound(f"unknown part “{name}”", self._line_of_key(name))
        places = self._each("places", _text)
        schools = dict(self._each("schools", lambda entry: (_text(_get(entry, "id")), _text(_get(entry, "place")))))
        courses = self._each("courses", _course)
        groups = self._each("groups", read_group)
        pupils = self._each("pupils", read_pupil)
        parties = self._each("together", lambda entry: tuple(_texts(entry)))
        try:
            policy = read_policy(self.data.get("policy", {}))
        except InvalidRound as error:
            raise InvalidRound(error.what, f"policy, {self._line_of_key('policy')}") from None
        return make_canonical(
            pupils, courses, groups, schools=schools, places=places, travel=self._travel(len(places)), parties=parties,
            policy=policy, commitment=_text(self.data.get("commitment", "")), where=self._where,
        )  # fmt: skip

    def _each(self, part: str, read: Callable[[Any], Thing]) -> list[Thing]:
        entries = self.data.get(part, [])
        if not isinstance(entries, list):
            raise InvalidRound("is no list", f"{part}, {self._line_of_key(part)}")
        answer = []
        for index, entry in enumerate(entries):
            try:
                answer.append(read(entry))
            except InvalidRound as error:
                raise InvalidRound(error.what, self._where(part, index)) from None
        return answer

    def _travel(self, count: int) -> Array:
        rows = self.data.get("travel", [])
        if not isinstance(rows, list):
            raise InvalidRound("is no list", f"travel, {self._line_of_key('travel')}")
        if len(rows) != count:
            raise InvalidRound(f"{len(rows)} rows for {count} places", f"travel, {self._line_of_key('travel')}")
        for index, row in enumerate(rows):
            whole = isinstance(row, list) and all(type(cell) is int and 0 <= cell <= DAY_MINUTES for cell in row)
            if not whole or len(row) != count:
                raise InvalidRound(f"needs {count} whole minutes from 0 to {DAY_MINUTES}", self._where("travel", index))
        return np.array(rows, np.int32).reshape(count, count)

    def _where(self, part: str, index: int) -> str:
        if not isinstance(self.data.get(part, []), list):
            return f"{part}, {self._line_of_key(part)}"
        return f"{part}[{index}], line {_line_of_entry(self.text, part, index)}"

    def _line_of_key(self, part: str) -> str:
        position = self.text.find(f'"{part}"')
        return f"line {self.text.count(chr(10), 0, max(0, position)) + 1}"


def _entry(part: str, index: int) -> str:
    return f"{part}[{index}]"


def make_canonical(
    pupils: Sequence[Pupil],
    courses: Sequence[Course],
    groups: Sequence[Group],
    *,
    schools: Mapping[str, str],
    places: Sequence[str],
    travel: Array,
    parties: Sequence[tuple[str, ...]] = (),
    policy: Policy | None = None,
    commitment: str = "",
    where: Callable[[str, int], str] = _entry,
) -> Round:
    """A round in canonical order, all names and numbers checked against each other. O(size · log).

    Raises:
        InvalidRound: a name is used twice or unknown, travel is not symmetric, or a sum could leave 64 bits.
    """
    policy = policy or Policy()
    for part, names in (
        ("places", list(places)), ("courses", [c.id for c in courses]), ("groups", [g.id for g in groups]),
        ("pupils", [p.id for p in pupils]),
    ):  # fmt: skip
        _refuse_twice(part, names, where)
    place_names, course_names = set(places), {course.id for course in courses}
    for index, (school, place) in enumerate(schools.items()):
        if place not in place_names:
            raise InvalidRound(f"unknown place “{place}” of school “{school}”", where("schools", index))
    for index, group in enumerate(groups):
        if group.course not in course_names:
            raise InvalidRound(f"unknown course “{group.course}”", where("groups", index))
        if group.place not in place_names:
            raise InvalidRound(f"unknown place “{group.place}”", where("groups", index))
        for reserve in group.reserves:
            if reserve.school and reserve.school not in schools:
                raise InvalidRound(f"seats reserved for an unknown school “{reserve.school}”", where("groups", index))
    for index, pupil in enumerate(pupils):
        if pupil.school not in schools:
            raise InvalidRound(f"unknown school “{pupil.school}”", where("pupils", index))
        for course in pupil.wishes:
            if course not in course_names:
                raise InvalidRound(f"a wish for an unknown course “{course}”", where("pupils", index))
    _check_travel(travel, len(places), where)
    parties = ordered_parties(parties, {pupil.id for pupil in pupils}, where)
    for index, quota in enumerate(policy.quotas):
        for wanted, known in ((quota.courses, course_names), (quota.schools, set(schools))):
            for name in wanted:
                if name not in known:
                    raise InvalidRound(f"quota “{quota.id}” names the unknown “{name}”", where("policy", index))
    longest = max((min(pupil.max_courses, len(pupil.wishes)) for pupil in pupils), default=0)
    heaviest = max((_weight(policy, pupil) for pupil in pupils), default=1)
    single = policy.placed + (policy.first + longest * (100 + policy.key + sum(policy.extra))) * heaviest
    if single * 1_000_000 * max(1, len(pupils)) > LARGEST_SUM:
        raise InvalidRound("weights, classes and credits are so great that sums leave 64 bits", where("policy", 0))
    ordered_courses = tuple(sorted(courses, key=lambda course: course.id.encode()))
    ordered_schools = dict(sorted(schools.items(), key=lambda item: item[0].encode()))
    table = PupilTable.of(pupils, schools=list(ordered_schools), courses=[course.id for course in ordered_courses])
    order = sorted(range(len(places)), key=lambda index: places[index].encode())
    return Round(
        pupils=table,
        courses=ordered_courses,
        groups=tuple(sorted(groups, key=lambda group: group.id.encode())),
        schools=ordered_schools,
        places=tuple(places[index] for index in order),
        travel=np.ascontiguousarray(travel[np.ix_(order, order)]) if len(places) else np.zeros((0, 0), np.int32),
        parties=parties,
        policy=policy,
        commitment=commitment,
    )


def ordered_parties(
    parties: Sequence[Sequence[str]], pupils: Collection[str], where: Callable[[str, int], str] = _entry
) -> tuple[tuple[str, ...], ...]:
    """Those who go together in canonical order. Raises InvalidRound for a stranger, for one in two parties or alone."""
    seen: set[str] = set()
    for index, party in enumerate(parties):
        for name in party:
            if name not in pupils:
                raise InvalidRound(f"unknown pupil “{name}”", where("together", index))
            if name in seen:
                raise InvalidRound(f"pupil “{name}” stands in two parties or twice", where("together", index))
            seen.add(name)
        if len(party) < 2:
            raise InvalidRound("a party needs two pupils at least", where("together", index))
    return tuple(sorted(tuple(sorted(party, key=str.encode)) for party in parties))


def read_policy(entry: Any) -> Policy:
    """A policy from its JSON object; what is missing has the default."""
    if not isinstance(entry, dict):
        raise InvalidRound("a policy is an object")
    names = {field.name for field in fields(Policy)}
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name not in names:
            raise InvalidRound(f"unknown word “{name}”")
        if name == "aims":
            values[name] = _aims(value)
        elif name == "extra":
            values[name] = tuple(_whole(one, "extra") for one in _list(value))
        elif name == "quotas":
            values[name] = tuple(_quota(one) for one in _list(value))
        else:
            values[name] = _whole(value, name)
    policy = Policy(**values)
    if not 0 <= policy.decay <= 1000 or not 0 <= policy.first_decay <= 1000:
        raise InvalidRound("a decay lies between 0 and 1000 thousandths")
    if not 0 < policy.floor <= 100 or policy.travel_milli * policy.travel_cap >= policy.floor * 1000 - 1000:
        raise InvalidRound(
            "travel could outweigh a wish: floor must exceed travel_milli·travel_cap/1000 by more than one"
        )
    if list(policy.extra) != sorted(policy.extra, reverse=True):
        raise InvalidRound("a third course must not count more than a second: extra falls")
    if policy.school_band >= 1_000_000:
        raise InvalidRound("school_band is a share below one, in millionths")
    return policy


def _aims(value: Any) -> tuple[Aim, ...]:
    try:
        aims = tuple(Aim(one) for one in _list(value))
    except ValueError:
        raise InvalidRound(f"aims are of {', '.join(Aim)}") from None
    order = [aim for aim in Aim if aim in aims]
    if list(aims) != order:
        raise InvalidRound(f"this order of aims has no weights that keep it; possible is {', '.join(order)}")
    return aims


def _weight(policy: Policy, pupil: Pupil) -> int:
    share = pupil.priority * policy.priority_gain + pupil.credit * policy.credit_gain + policy.lottery_width
    return 2 + 2 * share // 1_000_000


def _refuse_twice(part: str, names: Sequence[str], where: Callable[[str, int], str]) -> None:
    if len(set(names)) < len(names):
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                raise InvalidRound(f"“{name}” stands there twice", where(part, index))
            seen.add(name)


def _check_travel(travel: Array, count: int, where: Callable[[str, int], str]) -> None:
    if travel.shape != (count, count):
        raise InvalidRound(f"a table of {count} × {count} minutes is needed", where("travel", 0))
    for row, column in np.argwhere(travel != travel.T)[:1].tolist():
        raise InvalidRound(
            f"{travel[row, column]} minutes there and {travel[column, row]} back: not symmetric", where("travel", row)
        )
    for row in np.flatnonzero(np.diagonal(travel) != 0)[:1].tolist():
        raise InvalidRound("a place is not away from itself", where("travel", row))


def _line_of_entry(text: str, part: str, index: int) -> int:
    """The line on which an entry of a top-level list begins."""
    decoder = json.JSONDecoder()
    position = text.index("[", text.index(f'"{part}"')) + 1
    for _ in range(index):
        position = _skip(text, position)
        _, position = decoder.raw_decode(text, position)
    return text.count("\n", 0, _skip(text, position)) + 1


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n,":
        position += 1
    return position


def _get(entry: Any, name: str) -> Any:
    if not isinstance(entry, dict) or name not in entry:
        raise InvalidRound(f"“{name}” is missing")
    return entry[name]


def _known(entry: Any, names: set[str]) -> None:
    if not isinstance(entry, dict):
        raise InvalidRound("an entry is an object")
    for name in entry:
        if name not in names:
            raise InvalidRound(f"unknown word “{name}”")


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise InvalidRound("a text is expected")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidRound("a text with half a character") from None
    return value


def _name(value: Any) -> str:
    if not _text(value):
        raise InvalidRound("an empty name")
    return _text(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidRound("a list is expected")
    return value


def _texts(value: Any) -> list[str]:
    return [_name(one) for one in _list(value)]


def _whole(value: Any, name: str, *, most: int = MOST) -> int:
    if type(value) is not int:
        raise InvalidRound(f"“{name}” is no whole number")
    if not 0 <= value <= most:
        raise InvalidRound(f"“{name}” is {value}; 0 to {most} is possible")
    return value


def _meeting(value: Any) -> Meeting:
    if not isinstance(value, list) or len(value) != 3:
        raise InvalidRound("a time is [day, start, minutes]")
    meeting = Meeting(_whole(value[0], "day", most=DAYS), _whole(value[1], "start"), _whole(value[2], "minutes"))
    if meeting.day < 1 or meeting.minutes < 1 or meeting.end > DAY_MINUTES:
        raise InvalidRound(f"no time of one day: {value}")
    return meeting


def read_meetings(value: Any) -> list[Meeting]:
    """Weekly times from their JSON list. Raises InvalidRound."""
    return [_meeting(one) for one in _list(value)]


def _course(entry: Any) -> Course:
    _known(entry, {"id", "organisation", "title"})
    return Course(_name(_get(entry, "id")), _text(entry.get("organisation", "")), _text(entry.get("title", "")))


def read_group(entry: Any) -> Group:
    _known(entry, {"id", "course", "place", "meetings", "seats", "minimum", "target", "enrolled", "grades", "reserves"})
    grades = _list(entry.get("grades", [0, 99]))
    if len(grades) != 2:
        raise InvalidRound("grades are [first, last]")
    group = Group(
        id=_name(_get(entry, "id")),
        course=_name(_get(entry, "course")),
        place=_name(_get(entry, "place")),
        meetings=tuple(
            sorted((_meeting(one) for one in _list(_get(entry, "meetings"))), key=lambda m: (m.day, m.start, m.minutes))
        ),
        seats=_whole(_get(entry, "seats"), "seats"),
        minimum=_whole(entry.get("minimum", 0), "minimum"),
        target=_whole(entry.get("target", 0), "target"),
        enrolled=_whole(entry.get("enrolled", 0), "enrolled"),
        first_grade=_whole(grades[0], "grades", most=99),
        last_grade=_whole(grades[1], "grades", most=99),
        reserves=tuple(_reserve(one) for one in _list(entry.get("reserves", []))),
    )
    if group.minimum > group.seats:
        raise InvalidRound(f"minimum {group.minimum} above seats {group.seats}")
    if group.enrolled > group.seats:
        raise InvalidRound(f"{group.enrolled} enrolled on {group.seats} seats")
    if group.first_grade > group.last_grade:
        raise InvalidRound(f"grades from {group.first_grade} to {group.last_grade}")
    if len(group.reserves) > 4:
        raise InvalidRound("more than four reserves of one group")
    if sum(reserve.seats for reserve in group.reserves) > group.free:
        raise InvalidRound("more seats reserved than there are")
    return group


def _reserve(entry: Any) -> Reserve:
    _known(entry, {"seats", "school", "category"})
    reserve = Reserve(
        _whole(_get(entry, "seats"), "seats"), _text(entry.get("school", "")), _text(entry.get("category", ""))
    )
    if not reserve.school and not reserve.category:
        raise InvalidRound("a reserve names a school or a category")
    return reserve


def _quota(entry: Any) -> Quota:
    _known(entry, {"id", "most", "courses", "schools", "categories"})
    return Quota(
        _name(_get(entry, "id")),
        _whole(_get(entry, "most"), "most"),
        *(tuple(_texts(entry.get(name, []))) for name in ("courses", "schools", "categories")),
    )


def read_pupil(entry: Any) -> Pupil:
    _known(
        entry,
        {
            "id",
            "school",
            "grade",
            "wishes",
            "key",
            "max_courses",
            "max_minutes",
            "blocked",
            "priority",
            "credit",
            "categories",
            "place_anyway",
        },
    )
    anyway = entry.get("place_anyway", False)
    if type(anyway) is not bool:
        raise InvalidRound("“place_anyway” is true or false")
    pupil = Pupil(
        id=_name(_get(entry, "id")),
        school=_name(_get(entry, "school")),
        grade=_whole(_get(entry, "grade"), "grade", most=99),
        wishes=tuple(_texts(entry.get("wishes", []))),
        key=_text(entry.get("key", "")),
        max_courses=_whole(entry.get("max_courses", 1), "max_courses", most=1000),
        max_minutes=_whole(entry.get("max_minutes", 0), "max_minutes"),
        blocked=tuple(
            sorted(
                (_meeting(one) for one in _list(entry.get("blocked", []))), key=lambda m: (m.day, m.start, m.minutes)
            )
        ),
        priority=_whole(entry.get("priority", 0), "priority", most=1000),
        credit=_whole(entry.get("credit", 0), "credit", most=1000),
        categories=tuple(sorted(set(_texts(entry.get("categories", []))))),
        place_anyway=anyway,
    )
    if len(set(pupil.wishes)) < len(pupil.wishes):
        raise InvalidRound("a course is wished twice")
    if pupil.key and pupil.key not in pupil.wishes:
        raise InvalidRound(f"the key wish “{pupil.key}” is none of the wishes")
    return pupil
