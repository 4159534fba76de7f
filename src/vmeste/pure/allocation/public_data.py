"""Readers of public data on real wishes, so that the engine is tried on what nobody here invented.

Each takes text and gives a round; what such data does not tell (seats, times) is an argument or left free.
"""

import csv
import io
import json
from collections.abc import Sequence

import numpy as np

from .errors import InvalidRound
from .model import Course, Group, Meeting, Policy, Pupil, Round
from .reading import make_canonical

SLOT_MINUTES = 1


def read_preflib(text: str, *, seats: int, max_courses: int = 1) -> Round:
    """Strict orders of PrefLib (.soc, .soi): every alternative a course with one group of `seats`.

    Raises InvalidRound for ties, which these formats do not have, and for numbers that are not alternatives.

    Source: N. Mattei, T. Walsh, PrefLib: a library for preferences, ADT 2013; the format of 2022.
    """
    names: dict[int, str] = {}
    pupils: list[Pupil] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# ALTERNATIVE NAME"):
            key, _, name = line.removeprefix("# ALTERNATIVE NAME").partition(":")
            names[int(key)] = name.strip()
        if line.startswith("#") or not line.strip():
            continue
        count, _, order = line.partition(":")
        try:
            wishes = tuple(f"c{int(one):03d}" for one in order.split(","))
            times = int(count)
        except ValueError:
            raise InvalidRound("neither “count: order” nor a strict order", f"line {number}") from None
        pupils += [
            Pupil(f"v{len(pupils) + copy:05d}", "school", 9, wishes, max_courses=max_courses) for copy in range(times)
        ]
    courses = [Course(f"c{key:03d}", title=name) for key, name in names.items()]
    groups = [Group(course.id, course.id, "place", (), seats) for course in courses]
    return _plain(pupils, courses, groups)


def read_new_haven(applications: str, vacancies: str) -> Round:
    """School choice of New Haven 2024: programmes are courses with one group, an applicant gets one at most.

    Seats are all vacancies of a programme, quotas included. Priorities of the data are left aside.

    Source: martinsielfeld/school-choice-assignment-algorithm, processed tables.
    """
    seats: dict[str, tuple[int, int]] = {}
    for row in csv.DictReader(io.StringIO(vacancies)):
        total = sum(int(row[name]) for name in row if name.startswith("quota_")) + int(row["regular_vacancies"])
        seats[row["program_id"]] = (total, int(row["grade_id"]))
    wishes: dict[str, list[tuple[int, str]]] = {}
    grades: dict[str, int] = {}
    for row in csv.DictReader(io.StringIO(applications)):
        wishes.setdefault(row["applicant_id"], []).append((int(row["ranking"]), row["program_id"]))
        grades[row["applicant_id"]] = int(row["grade_id"])
    pupils = []
    for applicant, ranked in wishes.items():
        order = tuple(dict.fromkeys(program for _, program in sorted(ranked)))
        pupils.append(Pupil(applicant, "school", grades[applicant], order))
    courses = [Course(program) for program in {*seats, *(one for order in wishes.values() for _, one in order)}]
    groups = [Group(program, program, "place", (), total) for program, (total, _) in seats.items()]
    return _plain(pupils, courses, groups)


def read_course_bids(text: str) -> Round:
    """Course points of fairpyx's Ariel file: falling points are the order of wishes, points of zero are no wish.

    Items in conflict get a common minute of the week, one for each pair, so that the same rule of times refuses them.

    Source: ariel-research/fairpyx, examples of 2022/23.
    """
    data = json.loads(text)
    capacities, conflicts = data["item_capacities"], data.get("item_conflicts", {})
    shared: dict[str, list[Meeting]] = {name: [] for name in capacities}
    pairs = sorted(
        {tuple(sorted((one, other))) for one, others in conflicts.items() for other in others if one != other}
    )
    for number, pair in enumerate(pairs):
        day, minute = divmod(number, 24 * 60 // SLOT_MINUTES)
        for name in pair:
            if name in shared:
                shared[name].append(Meeting(day + 1, minute * SLOT_MINUTES, SLOT_MINUTES))
    pupils = []
    for agent, points in data["valuations"].items():
        barred = set(data.get("agent_conflicts", {}).get(agent, []))
        ranked = sorted(
            (name for name, value in points.items() if value > 0 and name not in barred),
            key=lambda name: (-points[name], name),
        )
        pupils.append(Pupil(agent, "school", 9, tuple(ranked), max_courses=int(data["agent_capacities"][agent])))
    courses = [Course(name) for name in capacities]
    groups = [Group(name, name, "place", tuple(shared[name]), int(capacities[name])) for name in capacities]
    return _plain(pupils, courses, groups)


def _plain(pupils: Sequence[Pupil], courses: Sequence[Course], groups: Sequence[Group]) -> Round:
    return make_canonical(
        pupils,
        courses,
        groups,
        schools={"school": "place"},
        places=["place"],
        travel=np.zeros((1, 1), np.int32),
        policy=Policy(),
    )
