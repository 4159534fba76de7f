"""Any value of the kernel, for property tests."""

from hypothesis import strategies as st

from vmeste.pure.dates import CalendarUnit, Part, PartialDate, Precision, YearlyMoment, YearlyRecurrence

YEARS = st.integers(1000, 9990)
INDEXES = {Precision.MONTH: 12, Precision.QUARTER: 4, Precision.SEASON: 4, Precision.HALF_YEAR: 2}


def _or_none(build):
    def attempt(arguments):
        try:
            return build(*arguments)
        except ValueError:
            return None

    return attempt


def _valid(strategy, build):
    return strategy.map(_or_none(build)).filter(lambda value: value is not None)


days = (
    st.dates()
    .filter(lambda day: 1000 <= day.year <= 9990)
    .map(lambda day: CalendarUnit(Precision.DAY, day.year, day.month, day.day))
)
parts = st.none() | st.sampled_from(Part)
units = st.one_of(
    days,
    *(
        st.builds(CalendarUnit, st.just(precision), YEARS, st.integers(1, count), st.just(0), parts)
        for precision, count in INDEXES.items()
    ),
    *(
        st.builds(CalendarUnit, st.just(precision), YEARS, st.just(1), st.just(0), parts)
        for precision in (Precision.YEAR, Precision.ACADEMIC_YEAR)
    ),
)
odd_academic_years = st.builds(
    CalendarUnit,
    st.just(Precision.ACADEMIC_YEAR),
    YEARS,
    st.just(1),
    st.just(0),
    parts,
    st.tuples(st.integers(1, 12), st.integers(1, 28)),
)
near_units = st.tuples(units, units, st.integers(0, 3)).map(
    lambda given: (
        given[0],
        CalendarUnit(
            given[1].precision, given[0].year + given[2], given[1].index, min(given[1].day, 28), given[1].part
        ),
    )
)
alike_units = st.tuples(units, units, st.integers(0, 1)).map(
    lambda given: (
        given[0],
        CalendarUnit(
            given[0].precision,
            given[0].year + given[2],
            given[1].index if given[1].precision == given[0].precision else given[0].index,
            min(given[0].day, 28) if given[0].precision is Precision.DAY else 0,
            given[0].part,
        ),
    )
)
stretches = _valid(st.tuples(near_units | alike_units, st.booleans()), lambda pair, about: PartialDate(*pair, about))
partial_dates = st.one_of(
    st.builds(PartialDate.of, units, approximate=st.booleans()),
    stretches,
    st.builds(PartialDate, units, st.none(), st.booleans()),
    st.builds(PartialDate, st.none(), units, st.booleans()),
)
moments = st.one_of(
    days.map(lambda unit: YearlyMoment(Precision.DAY, unit.index, unit.day)),
    *(st.builds(YearlyMoment, st.just(precision), st.integers(1, count)) for precision, count in INDEXES.items()),
)
recurrences = st.lists(moments, max_size=5).map(lambda found: YearlyRecurrence(tuple(found)))
values = partial_dates | recurrences
