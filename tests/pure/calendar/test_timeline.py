from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.calendar.timeline import LEAST_WIDTH, Term, Tick, lay_out

START, END, TODAY = date(2025, 1, 1), date(2027, 1, 1), date(2026, 1, 1)


def of(*terms):
    return lay_out(terms, starts_on=START, ends_on=END, today=TODAY, width=730)


def test_a_term_inside_the_span_is_one_unit_a_day():
    (bar,) = of(Term(7, date(2025, 1, 11), date(2025, 3, 2))).bars

    assert (bar.key, bar.row, bar.x, bar.width) == (7, 0, 10, 50)
    assert (bar.runs_out_left, bar.runs_out_right) == (False, False)


def test_open_and_longer_terms_run_out_of_the_picture():
    first, second = of(Term(1, None, None), Term(2, date(2020, 1, 1), date(2030, 1, 1))).bars

    assert (first.x, first.width, first.runs_out_left, first.runs_out_right) == (0, 730, True, True)
    assert (second.x, second.width, second.runs_out_left, second.runs_out_right) == (0, 730, True, True)


def test_years_are_named_and_quarters_marked():
    ticks = of().ticks

    assert (ticks[0], len(ticks), ticks[4]) == (Tick(0, "2025"), 8, Tick(365, "2026"))
    assert of().today_x == 365


def test_an_empty_span_is_refused():
    with pytest.raises(ValueError, match="empty"):
        lay_out([], starts_on=END, ends_on=START, today=TODAY, width=10)


days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(st.none() | days, st.none() | st.integers(1, 9000))
def test_every_bar_lies_in_the_picture_and_can_be_seen(starts_on, length):
    ends_on = starts_on and length and starts_on + timedelta(days=length)
    (bar,) = of(Term(1, starts_on, ends_on)).bars

    assert bar.x >= 0
    assert bar.width >= LEAST_WIDTH
    assert bar.x + bar.width <= 730 + 0.2
