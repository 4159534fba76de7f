"""Realistic rounds of any size: correlated wishes, popular courses, several places in a town, shifts.

Schools and organisations lie in a few quarters; a pupil's liking of a course is its popularity, the pupil's leaning to
one of six subjects, nearness, and chance; some courses are wanted two to four times over. 40 % of the groups meet twice
a week, pupils of the second shift cannot come in the afternoon's first hours, a third are allowed one course.
"""

import numpy as np

from .model import Course, Group, Meeting, Policy, Reserve, Round
from .tables import Array, PupilTable

SUBJECTS = 6
NEARBY = 50
CHUNK = 50_000


def make_round(
    pupils: int,
    groups: int,
    *,
    seed: int = 0,
    minimums: bool = False,
    reserves: bool = True,
    policy: Policy | None = None,
) -> Round:
    """A round of so many pupils and groups. O(pupils). The same seed and numpy give the same round."""
    chance = np.random.default_rng([seed, pupils, groups])
    n_schools = max(2, round(pupils / 600))
    n_courses = max(2, round(groups / 2.3))
    n_hosts = max(2, groups // 12)
    towns = max(1, min(40, groups // 900 + 1))
    town_at = chance.uniform(0, 60 * np.sqrt(towns), (towns, 2))

    n_sites = n_schools + max(1, n_hosts // 2)
    site_town = np.concatenate([np.arange(n_schools) % towns, np.arange(n_sites - n_schools) % towns])
    site_at = town_at[site_town] + chance.normal(0, 3.5, (n_sites, 2))

    host = np.sort(chance.integers(0, n_hosts, n_courses))
    host_site = np.where(
        np.arange(n_hosts) % 2 == 0, (np.arange(n_hosts) // 2) % n_schools, n_schools + np.arange(n_hosts) // 2
    )
    host_site %= n_sites
    course_of_group = np.sort(
        np.concatenate([np.arange(n_courses), chance.integers(0, n_courses, groups - n_courses)])
    )[:groups]
    popularity = chance.lognormal(0, 0.55, n_courses)
    subject = chance.integers(0, SUBJECTS, n_courses)
    course_site = host_site[host[:n_courses]]

    limit = chance.choice([1, 2, 3, 4], pupils, p=[0.33, 0.4, 0.2, 0.07])
    wanted = 1.2 * limit.sum() / groups
    seats = np.maximum(6, chance.normal(wanted, wanted * 0.3, groups)).astype(int)
    hot = popularity[course_of_group] > np.quantile(popularity, 0.9)
    seats[hot] = np.maximum(5, seats[hot] * 0.7).astype(int)

    names = [f"c{index:06d}" for index in range(n_courses)]
    school_names = [f"s{index:05d}" for index in range(n_schools)]
    place_names = [f"p{index:05d}" for index in range(n_sites)]
    made = []
    for index in range(groups):
        course = int(course_of_group[index])
        days = chance.permutation(6)[: 2 if chance.random() < 0.4 else 1] + 1
        start = int(chance.choice([840, 900, 930, 960, 990, 1020, 1050, 1080]))
        length = int(chance.choice([60, 90, 120], p=[0.3, 0.5, 0.2]))
        site = int(course_site[course])
        first = int(chance.choice([1, 3, 5, 7]))
        own = (Reserve(max(1, int(seats[index] * 0.2)), school=school_names[site % n_schools]),)
        made.append(
            Group(
                id=f"g{index:06d}",
                course=names[course],
                place=place_names[site],
                meetings=tuple(Meeting(int(day), start, length) for day in sorted(days)),
                seats=int(seats[index]),
                minimum=int(seats[index] * 0.3) if minimums else 0,
                target=int(seats[index] * 0.8),
                first_grade=first,
                last_grade=min(11, first + int(chance.integers(3, 7))),
                reserves=own if reserves and site < n_schools and chance.random() < 0.3 else (),
            )
        )
    first_grade = np.full(n_courses, 12)
    last_grade = np.zeros(n_courses, int)
    np.minimum.at(first_grade, course_of_group, [group.first_grade for group in made])
    np.maximum.at(last_grade, course_of_group, [group.last_grade for group in made])

    distance = np.hypot(*(site_at[:, None, :] - site_at[None, :, :]).transpose(2, 0, 1)) if n_sites <= 6000 else None
    if distance is None:
        raise ValueError("too many places for a table of travel")
    travel = np.minimum(600, np.rint(6 + 3 * distance)).astype(np.int16)
    np.fill_diagonal(travel, 0)

    table = _pupils(
        chance, pupils, limit, names, school_names, popularity, subject, course_site, distance, first_grade, last_grade
    )
    return Round(
        pupils=table,
        courses=tuple(Course(name, organisation=f"o{int(host[index]):05d}") for index, name in enumerate(names)),
        groups=tuple(made),
        schools={name: place_names[index] for index, name in enumerate(school_names)},
        places=tuple(place_names),
        travel=travel,
        policy=policy or Policy(),
    )


def _pupils(
    chance: np.random.Generator,
    count: int,
    limit: Array,
    names: list[str],
    schools: list[str],
    popularity: Array,
    subject: Array,
    site: Array,
    distance: Array,
    first_grade: Array,
    last_grade: Array,
) -> PupilTable:
    """Pupils with wishes, drawn school by school so that only the courses near a school are weighed."""
    school = np.sort(chance.integers(0, len(schools), count)).astype(np.int32)
    grade = chance.integers(1, 12, count).astype(np.int16)
    lengths = np.clip(np.rint(chance.normal(6.1, 2.0, count)), 3, 12).astype(np.int64)
    near = min(len(names), NEARBY * 2)
    lists: list[Array] = []
    for number in range(len(schools)):
        members = (
            np.flatnonzero(school == number)
            if len(schools) < 50
            else np.arange(*np.searchsorted(school, [number, number + 1]))
        )
        if not len(members):
            continue
        away = distance[number][site]
        # The near ones and, among those a little farther, the popular ones.
        pool = np.argsort(away / 14 - np.log(popularity) + chance.gumbel(0, 0.6, len(names)), kind="stable")[:near]
        leaning = chance.normal(0, 1, (len(members), SUBJECTS))
        liking = (
            np.log(popularity[pool])[None, :] * 0.9
            + leaning[:, subject[pool]]
            - away[pool][None, :] / 16
            + chance.gumbel(0, 0.8, (len(members), len(pool)))
        )
        fits = (first_grade[pool][None, :] <= grade[members][:, None]) & (
            grade[members][:, None] <= last_grade[pool][None, :]
        )
        liking[~fits] = -1e9
        order = np.argsort(-liking, axis=1, kind="stable")[:, :12]
        counts = np.minimum(lengths[members], fits.sum(axis=1))
        lengths[members] = counts
        chosen = pool[order]
        mask = np.arange(chosen.shape[1])[None, :] < counts[:, None]
        lengths[members] = mask.sum(axis=1)
        lists.append(chosen[mask].astype(np.int32))
    wish_ptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    blocked_count = chance.choice([0, 1, 2], count, p=[0.5, 0.35, 0.15])
    blocked_ptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(blocked_count, dtype=np.int64)])
    total = int(blocked_ptr[-1])
    blocked = np.stack(
        [chance.integers(1, 7, total), chance.choice([840, 960, 1020], total), chance.choice([60, 90, 120], total)],
        axis=1,
    ).astype(np.int32)
    # Canonical order within a pupil.
    owner = np.repeat(np.arange(count), blocked_count)
    blocked = blocked[np.lexsort((blocked[:, 2], blocked[:, 1], blocked[:, 0], owner))]
    digits = max(6, len(str(count)))
    return PupilTable(
        schools=tuple(schools),
        courses=tuple(names),
        categories=(),
        ids=np.char.add("u", np.char.zfill(np.arange(count).astype(f"U{digits}"), digits)).astype(f"S{digits + 1}"),
        school=school,
        grade=grade,
        max_courses=limit.astype(np.int16),
        max_minutes=chance.choice([240, 390, 540], count).astype(np.int32),
        priority=chance.choice([0, 1, 2], count, p=[0.8, 0.15, 0.05]).astype(np.int32),
        credit=chance.choice([0, 1, 2], count, p=[0.85, 0.1, 0.05]).astype(np.int32),
        anyway=np.zeros(count, np.bool_),
        key=np.where(chance.random(count) < 0.3, 0, -1).astype(np.int32) * (lengths > 0) - (lengths == 0),
        wish_ptr=wish_ptr,
        wish=np.concatenate(lists) if lists else np.zeros(0, np.int32),
        blocked_ptr=blocked_ptr,
        blocked=blocked.reshape(-1, 3),
        category_ptr=np.zeros(count + 1, np.int64),
        category=np.zeros(0, np.int32),
    )
