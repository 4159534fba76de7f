"""Conflicts against every pair of every day of the year, and the rules one by one."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from vmeste.pure.timetable.conflicts import ClassHours, Conflict, ConflictKind, Site, Slot, Ways, find_conflicts
from vmeste.pure.timetable.recurring import Break, Calendar, Weekly, Weeks, days_of, monday_of

YEAR = date(2026, 9, 1), date(2026, 11, 20)
NO_WAY = Ways({}, 0)
SCHOOL = Calendar(*YEAR)


def slot(key, weekday=1, start=900, minutes=60, *, weeks=Weeks.EVERY, starts_on=None, ends_on=None, **bound):
    return Slot(key, Weekly(weekday, start, minutes, weeks, starts_on, ends_on), bound.pop("calendar", 1), **bound)


days = st.dates(YEAR[0] - timedelta(days=20), YEAR[1] + timedelta(days=20))
breaks = st.lists(
    st.builds(lambda day, length: Break(day, day + timedelta(days=length)), days, st.integers(1, 30)), max_size=2
)
calendars = st.fixed_dictionaries({key: st.builds(lambda b: Calendar(*YEAR, tuple(b)), breaks) for key in (1, 2)})
sites = st.one_of(st.none(), st.builds(Site, st.integers(1, 3), st.sampled_from(["", "High street", "Low street"])))
slots = st.lists(
    st.builds(
        Slot,
        st.just(0),
        st.builds(
            Weekly,
            st.integers(1, 3),
            st.integers(48, 60).map(lambda n: n * 15),
            st.sampled_from([30, 45, 90]),
            st.sampled_from(Weeks),
            st.one_of(st.none(), days),
            st.one_of(st.none(), days),
        ),
        st.sampled_from([1, 2]),
        st.one_of(st.none(), st.integers(1, 2)),
        st.one_of(st.none(), st.integers(1, 2)),
        sites,
        st.frozensets(st.integers(1, 3), max_size=2),
    ),
    max_size=7,
).map(lambda found: [Slot(n, s.time, s.calendar, s.teacher, s.venue, s.site, s.classes) for n, s in enumerate(found)])
hours = st.lists(
    st.builds(ClassHours, st.integers(1, 3), st.sampled_from([1, 2]), st.just(500), st.just(800), st.integers(1, 7)),
    unique_by=lambda row: row.key,
)


def of_pairs(met, way):
    """(what, minutes) of every two meetings of one day that get into each other's way."""
    for a, b in combinations(met, 2):
        one, other = sorted((a, b), key=lambda s: (s.time.start, s.time.end, s.key))
        overlap = one.time.start < other.time.end and other.time.start < one.time.end
        far = way(one.site, other.site) if one.site and other.site else 0
        shared = {("teacher", who) for who in {one.teacher} & {other.teacher} - {None}}
        shared |= {("class", who) for who in one.classes & other.classes}
        for kind, who in shared:
            if overlap:
                yield (kind, who, one.key, other.key), 0
            elif other.time.start - one.time.end < far:
                yield (f"{kind}_way", who, one.key, other.key), far
        if overlap and one.venue is not None and one.venue == other.venue:
            yield ("venue", one.venue, one.key, other.key), 0


def of_lessons(met, lessons, break_minutes):
    busy = set(range(lessons.start, lessons.end))
    near = set(range(lessons.start - break_minutes, lessons.end + break_minutes))
    for one in met:
        lasting = set(range(one.time.start, one.time.end))
        if lessons.key in one.classes and busy & lasting:
            yield ("lessons", lessons.key, one.key, None), 0
        elif lessons.key in one.classes and near & lasting:
            yield ("break", lessons.key, one.key, None), break_minutes


def brute_force(slots, calendars, way, hours, break_minutes):
    """Walk every day of the year and compare everything that happens on it."""
    first = {}
    for day in (YEAR[0] + timedelta(days=n) for n in range((YEAR[1] - YEAR[0]).days)):
        met = [s for s in slots if s.time.happens_on(day, calendars[s.calendar])]
        found = list(of_pairs(met, way))
        for lessons in hours:
            if day.isoweekday() <= lessons.days and calendars[lessons.calendar].is_open(day):
                found += of_lessons(met, lessons, break_minutes)
        for what, minutes in found:
            first.setdefault(what, (day, minutes))
    return {Conflict(ConflictKind(k), who, a, b, day, m) for (k, who, a, b), (day, m) in first.items()}


@settings(max_examples=150, deadline=None)
@given(slots, calendars, hours, st.sampled_from([0, 30]))
def test_conflicts_are_those_found_by_walking_every_day(slots, calendars, hours, break_minutes):
    way = Ways({(1, 2): 40}, 20)
    found = find_conflicts(slots, calendars, way, hours, break_minutes)

    assert len(found) == len(set(found))
    assert set(found) == brute_force(slots, calendars, way, hours, break_minutes)


def test_a_teacher_is_not_in_two_rooms_at_once():
    found = find_conflicts([slot(1, teacher=7), slot(2, start=930, teacher=7)], {1: SCHOOL}, NO_WAY)

    assert found == [Conflict(ConflictKind.TEACHER, 7, 1, 2, date(2026, 9, 7))]


def test_one_may_begin_when_the_other_ends():
    assert find_conflicts([slot(1, teacher=7), slot(2, start=960, teacher=7)], {1: SCHOOL}, NO_WAY) == []


def test_odd_and_even_weeks_share_a_room():
    odd, even = slot(1, venue=3, weeks=Weeks.ODD), slot(2, venue=3, weeks=Weeks.EVEN)

    assert find_conflicts([odd, even], {1: SCHOOL}, NO_WAY) == []
    assert len(find_conflicts([odd, slot(2, venue=3)], {1: SCHOOL}, NO_WAY)) == 1


def test_holidays_of_one_organisation_take_its_conflicts_away():
    off = Calendar(*YEAR, (Break(date(2026, 9, 1), date(2026, 10, 1)),))
    pair = [slot(1, teacher=7), slot(2, teacher=7, calendar=2, ends_on=date(2026, 9, 20))]

    assert find_conflicts(pair, {1: SCHOOL, 2: SCHOOL}, NO_WAY)
    assert find_conflicts(pair, {1: off, 2: SCHOOL}, NO_WAY) == []


def test_the_way_between_sites_takes_its_time():
    here, there = Site(1), Site(2)
    pair = [slot(1, teacher=7, site=here), slot(2, start=980, teacher=7, site=there)]

    (found,) = find_conflicts(pair, {1: SCHOOL}, Ways({(1, 2): 25}, 15))
    assert (found.kind, found.minutes) == (ConflictKind.TEACHER_WAY, 25)
    assert find_conflicts(pair, {1: SCHOOL}, Ways({(1, 2): 20}, 15)) == []


def test_ways_are_the_same_both_ways_and_nothing_at_one_address():
    way = Ways({(1, 2): 25}, 15)

    assert way(Site(2), Site(1)) == way(Site(1), Site(2)) == 25
    assert way(Site(1), Site(3)) == 15
    assert way(Site(1, "x"), Site(2, "x")) == 0
    assert way(Site(1, "x"), Site(1, "y")) == 15
    assert way(Site(1), Site(1, "y")) == 0


def test_the_first_week_of_the_year_is_odd():
    first = next(days_of(Weekly(2, 900, 45, Weeks.ODD), SCHOOL))

    assert first == YEAR[0]
    assert monday_of(next(days_of(Weekly(2, 900, 45, Weeks.EVEN), SCHOOL))) == date(2026, 9, 7)
