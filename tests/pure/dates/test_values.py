"""Intervals, refusals and words of single values."""

from datetime import date

import pytest

from vmeste.pure.dates import (
    CalendarUnit,
    Part,
    PartialDate,
    Precision,
    UnreadableCode,
    YearlyMoment,
    YearlyRecurrence,
    from_code,
    in_words,
)


@pytest.mark.parametrize(
    ("code", "starts_on", "last_day"),
    [
        ("2022-03-24", date(2022, 3, 24), date(2022, 3, 24)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-21", date(2022, 3, 1), date(2022, 5, 31)),
        ("2022-24", date(2021, 12, 1), date(2022, 2, 28)),
        ("2024-35", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-41", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2015-AY", date(2015, 9, 1), date(2016, 8, 31)),
        ("2015-AY0115", date(2015, 1, 15), date(2016, 1, 14)),
        ("2025-05-B", date(2025, 5, 1), date(2025, 5, 10)),
        ("2025-05-M", date(2025, 5, 11), date(2025, 5, 20)),
        ("2025-05-E", date(2025, 5, 21), date(2025, 5, 31)),
        ("2025-E", date(2025, 9, 1), date(2025, 12, 31)),
        ("2024-08/2027-10", date(2024, 8, 1), date(2027, 10, 31)),
        ("2024-09-01/..", date(2024, 9, 1), None),
        ("../2025-12-31", None, date(2025, 12, 31)),
    ],
)
def test_a_value_covers_these_days(code, starts_on, last_day):
    value = from_code(code)

    assert (value.starts_on, value.last_day) == (starts_on, last_day)


@pytest.mark.parametrize(
    "arguments",
    [
        (Precision.YEAR, 999),
        (Precision.YEAR, 9998),
        (Precision.MONTH, 2022, 0),
        (Precision.MONTH, 2022, 13),
        (Precision.QUARTER, 2022, 5),
        (Precision.DAY, 2022, 2, 30),
        (Precision.DAY, 2022, 2, 3, Part.END),
        (Precision.MONTH, 2022, 2, 3),
        (Precision.YEAR, 2022, 1, 0, None, (10, 1)),
        (Precision.ACADEMIC_YEAR, 2022, 1, 0, None, (13, 1)),
        (Precision.ACADEMIC_YEAR, 2022, 1, 0, None, (9, 29)),
    ],
)
def test_there_is_no_such_unit(arguments):
    with pytest.raises(ValueError):
        CalendarUnit(*arguments)


def test_a_date_is_not_open_on_both_sides_and_does_not_end_before_it_starts():
    may, june = (CalendarUnit(Precision.MONTH, 2022, month) for month in (5, 6))

    for sides in ((None, None), (june, may)):
        with pytest.raises(ValueError):
            PartialDate(*sides)
    assert PartialDate(may, june).is_stretch


def test_a_report_for_2022_flags_february_2023():
    report = PartialDate.year(2022)
    february = PartialDate.month(2023, 2)

    assert not february.overlaps(report)
    assert PartialDate.on(date(2022, 5, 27)).is_within(report)
    academic_year = PartialDate.academic_year(2021)
    assert academic_year.overlaps(report)
    assert not academic_year.is_within(report)


def test_what_a_list_sorts_by():
    codes = ["../2020", "2022", "2022-01", "2022-03-24", "2022-21", "2022-05", "2021-AY", "2022-01-01/.."]
    expected = ["../2020", "2021-AY", "2022-01", "2022", "2022-01-01/..", "2022-21", "2022-03-24", "2022-05"]

    assert [code for _, code in sorted((from_code(code), code) for code in codes)] == expected


def test_a_date_does_not_compare_with_other_things():
    with pytest.raises(TypeError):
        assert PartialDate.year(2022) < 2022


def test_precision_and_part_speak_of_the_vaguer_side():
    mixed = from_code("2024-09-01/2025-05")

    assert (mixed.precision, mixed.part) == (Precision.MONTH, None)
    assert from_code("2025-05-E").part is Part.END
    assert from_code("../2025").part is None


def test_a_habit_of_two_months_shows_in_a_period():
    habit = from_code("{XXXX-04,XXXX-10}")

    assert list(habit.within(PartialDate.academic_year(2021))) == [
        PartialDate.month(2021, 10),
        PartialDate.month(2022, 4),
    ]
    assert habit.in_year(2022) == (PartialDate.month(2022, 4), PartialDate.month(2022, 10))


def test_winter_habits_reach_over_the_new_year():
    winter = YearlyRecurrence((YearlyMoment(Precision.SEASON, 4),))

    assert list(winter.within(PartialDate.month(2021, 12))) == [from_code("2022-24")]


def test_the_29th_of_february_is_skipped_in_common_years():
    habit = from_code("{XXXX-02-29}")

    assert habit.in_year(2023) == ()
    assert habit.in_year(2024) == (PartialDate.on(date(2024, 2, 29)),)


def test_some_time_in_every_year():
    assert YearlyRecurrence().in_year(2022) == (PartialDate.year(2022),)


def test_an_open_period_has_no_end_of_occurrences():
    for code in ("2022/..", "../2022"):
        with pytest.raises(ValueError):
            list(YearlyRecurrence().within(from_code(code)))


def test_a_year_is_no_moment_of_a_year():
    with pytest.raises(ValueError):
        YearlyMoment(Precision.YEAR, 1)


def test_moments_are_a_set():
    april, october = (YearlyMoment(Precision.MONTH, month) for month in (4, 10))

    assert YearlyRecurrence((october, april, october)) == YearlyRecurrence((april, october))


@pytest.mark.parametrize(
    "code",
    ["", "22", "2022-13", "2022-20", "2022-25", "2022-42", "2022-2", "2022-02-30", "../..", "..", "2022/2022", "2023/2022", "2022~~",
     "2022-AY0901", "XXXX", "XXXX-05", "{}", "{2022}", "{XXXX-05", "{XXXX-10,XXXX-04}", "{XXXX,XXXX-04}", "2022-03-24-E", "2022-00"],
)  # fmt: skip
def test_a_foreign_code_is_refused(code):
    with pytest.raises(UnreadableCode):
        from_code(code)


@pytest.mark.parametrize(
    ("code", "russian", "english"),
    [
        ("2022-03-24", "24 марта 2022 г.", "24 March 2022"),
        ("2022-05", "май 2022 г.", "May 2022"),
        ("2022-24", "зима 2021/22 г.", "winter 2021/22"),
        ("2024-35", "III квартал 2024 г.", "Q3 2024"),
        ("2024-40", "I полугодие 2024 г.", "first half of 2024"),
        ("2024", "2024 г.", "2024"),
        ("2015-AY", "2015/16 уч. г.", "2015/16 academic year"),
        ("1999-AY", "1999/00 уч. г.", "1999/00 academic year"),
        ("2025-05-E", "конец мая 2025 г.", "end of May 2025"),
        ("2015/2018", "2015–2018 гг.", "2015–2018"),
        ("2015-AY/2017-AY", "2015/16 – 2017/18 уч. гг.", "2015/16 – 2017/18 academic years"),
        ("2025-05-12/2025-05-15", "12–15 мая 2025 г.", "12–15 May 2025"),
        ("2025-04-28/2025-05-03", "28 апреля – 3 мая 2025 г.", "28 April – 3 May 2025"),
        ("2024-08/2024-10", "август – октябрь 2024 г.", "August – October 2024"),
        ("2024-08/2027-10", "август 2024 г. – октябрь 2027 г.", "August 2024 – October 2027"),
        ("2024-33/2024-34", "I квартал – II квартал 2024 г.", "Q1 – Q2 2024"),
        ("2024-40/2024-41", "I полугодие – II полугодие 2024 г.", "first half of 2024 – second half of 2024"),
        ("2024-09-01/2025-05", "с 1 сентября 2024 г. по май 2025 г.", "from 1 September 2024 to May 2025"),
        ("2024-09-01/..", "с 1 сентября 2024 г.", "since 1 September 2024"),
        ("2024-09/..", "с сентября 2024 г.", "since September 2024"),
        ("2024-24/..", "с зимы 2023/24 г.", "since winter 2023/24"),
        ("2024-33/..", "с I квартала 2024 г.", "since Q1 2024"),
        ("../2024-21", "по весну 2024 г.", "until spring 2024"),
        ("../2025-M", "по середину 2025 г.", "until middle of 2025"),
        ("2024-40-E/..", "с конца I полугодия 2024 г.", "since end of first half of 2024"),
        ("2022-05~", "примерно май 2022 г.", "approximately May 2022"),
        ("{XXXX-04,XXXX-10}", "ежегодно в апреле и в октябре", "every year in April and in October"),
        (
            "{XXXX-02-23,XXXX-05-09,XXXX-33}",
            "ежегодно 23 февраля, 9 мая и в I квартале",
            "every year on 23 February, on 9 May and in Q1",
        ),
        ("{XXXX-23,XXXX-40}", "ежегодно осенью и в I полугодии", "every year in autumn and in first half"),
        ("{XXXX}", "ежегодно", "every year"),
    ],
)
def test_words_of_a_value(code, russian, english):
    value = from_code(code)

    assert in_words(value, "ru").replace("\N{NO-BREAK SPACE}", " ") == russian
    assert in_words(value, "en").replace("\N{NO-BREAK SPACE}", " ") == english


def test_no_words_in_other_languages():
    with pytest.raises(KeyError):
        in_words(PartialDate.year(2022), "fr")
