"""Laws every value obeys."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pure.dates.strategies import odd_academic_years, partial_dates, recurrences, units, values

from vmeste.pure.dates import (
    MAXIMUM_CODE_LENGTH,
    PartialDate,
    UnreadableCode,
    UnreadableDate,
    from_code,
    in_words,
    parse,
    to_code,
)

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines are no failure


@PATIENT
@given(values | odd_academic_years.map(PartialDate.of))
def test_a_code_gives_the_value_back(value):
    assert from_code(to_code(value)) == value


@PATIENT
@given(
    partial_dates | st.tuples(odd_academic_years, st.booleans()).map(lambda pair: PartialDate(pair[0], None, pair[1]))
)
def test_a_code_fits_its_column(value):
    assert len(to_code(value)) <= MAXIMUM_CODE_LENGTH


@PATIENT
@given(values, st.sampled_from(["ru", "en"]))
def test_words_are_read_back(value, lang):
    assert parse(in_words(value, lang), lang=lang) == value


@PATIENT
@given(partial_dates, partial_dates, partial_dates)
def test_order_is_total_and_agrees_with_the_intervals(a, b, c):
    assert (a < b) + (b < a) + (a == b) == 1
    assert a < c or not a < b or not b < c
    for value, other in ((a, b), (b, c)):
        starts = [one.starts_on or date.min for one in (value, other)]
        ends = [one.ends_on or date.max for one in (value, other)]
        if starts[0] < starts[1] or (starts[0] == starts[1] and ends[0] < ends[1]):
            assert value < other


@PATIENT
@given(partial_dates, partial_dates, st.dates())
def test_intervals_agree_with_their_days(a, b, day):
    if a.contains(day) and b.contains(day):
        assert a.overlaps(b)
        assert b.overlaps(a)
    if a.is_within(b) and a.contains(day):
        assert b.contains(day)


@PATIENT
@given(units)
def test_a_unit_is_not_empty_and_parts_tile_the_whole(unit):
    assert unit.starts_on < unit.ends_on
    assert unit.whole().starts_on <= unit.starts_on
    assert unit.ends_on <= unit.whole().ends_on


@PATIENT
@given(recurrences, st.integers(1001, 9990))
def test_a_year_of_a_habit_is_sorted_and_inside(habit, year):
    found = habit.in_year(year)
    assert list(found) == sorted(found)
    assert len(found) <= max(1, len(habit.moments))


@PATIENT
@given(st.text(alphabet="0123456789.-/ гоуч§сmay майоктябрьIVежегодно~и", max_size=30), st.sampled_from(["ru", "en"]))
def test_any_text_is_read_or_refused(text, lang):
    try:
        value = parse(text, lang=lang)
    except UnreadableDate:
        return
    assert from_code(to_code(value)) == value


@PATIENT
@given(st.text(alphabet="0123456789X-/.~{},BMEAY", max_size=20))
def test_any_code_is_the_one_way_or_refused(code):
    try:
        value = from_code(code)
    except UnreadableCode:
        return
    assert to_code(value) == code
