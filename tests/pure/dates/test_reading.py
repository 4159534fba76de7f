"""What documents say, and what it means; T13 and T14 of the data traps and their relatives."""

from datetime import date

import pytest

from vmeste.pure.dates import PartialDate, Unreadable, UnreadableDate, YearlyRecurrence, parse, to_code

RUSSIAN = [
    ("24 марта 2022", "2022-03-24"),
    ("24 марта 2022 г.", "2022-03-24"),
    ("«24» марта 2022 г.", "2022-03-24"),
    ("24.03.2022", "2022-03-24"),
    ("24.3.22", "2022-03-24"),
    ("01.09.95", "1995-09-01"),
    ("17 ноября 2015 года", "2015-11-17"),
    ("23 янв. 2018 г.", "2018-01-23"),
    ("12-го мая 2025", "2025-05-12"),
    ("2025-05-12", "2025-05-12"),
    ("май 2022 г.", "2022-05"),
    ("май 2022 г", "2022-05"),
    ("Май\N{NO-BREAK SPACE}2022", "2022-05"),
    ("в мае 2022 года", "2022-05"),
    ("сент. 2021", "2021-09"),
    ("05.2025", "2025-05"),
    ("2025-05", "2025-05"),
    ("Весной 2022г", "2022-21"),
    ("летом 2019", "2019-22"),
    ("осень 2024 года", "2024-23"),
    ("зима 2021/22", "2022-24"),
    ("зимой 2022 г.", "2022-24"),
    ("III квартал 2024", "2024-35"),
    ("Ⅲ квартал 2024", "2024-35"),
    ("3-й квартал 2024 г.", "2024-35"),
    ("в четвёртом квартале 2024 года", "2024-36"),
    ("2 кв. 2023", "2023-34"),
    ("первое полугодие 2024", "2024-40"),
    ("II полугодие 2024 г.", "2024-41"),
    ("2022", "2022"),
    ("в 2022 году", "2022"),
    ("2015-2016 уч. г.", "2015-AY"),
    ("2015-2016уч.г.", "2015-AY"),
    ("2015/16 учебный год", "2015-AY"),
    ("2015 – 16 уч. год", "2015-AY"),
    ("1999-00 уч. г.", "1999-AY"),
    ("В 2018-2019 учебном году", "2018-AY"),
    ("2017/2018 учебного года", "2017-AY"),
    ("учебный год 2015/16", "2015-AY"),
    ("2015/16", "2015-AY"),
    ("2015-2016 - 2017-2018 уч. гг.", "2015-AY/2017-AY"),
    ("2015-2018 уч. гг.", "2015-AY/2017-AY"),
    ("с 2015/16 по 2017/18 уч. г.", "2015-AY/2017-AY"),
    ("2015-2018 гг", "2015/2018"),
    ("2015–2018", "2015/2018"),
    ("3 года: 2015-2018 гг", "2015/2018"),
    ("август 2024г. – октябрь 2027 г.", "2024-08/2027-10"),
    ("август — октябрь 2024", "2024-08/2024-10"),
    ("с августа по октябрь 2024", "2024-08/2024-10"),
    ("осень 2024 - весна 2025", "2024-23/2025-21"),
    ("с 12 по 15 мая 2025 года", "2025-05-12/2025-05-15"),
    ("12-15 мая 2025", "2025-05-12/2025-05-15"),
    ("12.05-15.05.2025", "2025-05-12/2025-05-15"),
    ("28 апреля – 3 мая 2025 г.", "2025-04-28/2025-05-03"),
    ("01.09.2024-31.05.2025", "2024-09-01/2025-05-31"),
    ("2024-09-01/2025-05-31", "2024-09-01/2025-05-31"),
    ("2024-08/2027-10", "2024-08/2027-10"),
    ("с 1 сентября 2024 по май 2025", "2024-09-01/2025-05"),
    ("конец мая 2025", "2025-05-E"),
    ("в конце мая 2025 года", "2025-05-E"),
    ("начало 2024 г.", "2024-B"),
    ("середина III квартала 2024", "2024-35-M"),
    ("до 31.12.2025", "../2025-12-31"),
    ("по 31 декабря 2025 г.", "../2025-12-31"),
    ("не позднее мая 2025", "../2025-05"),
    ("с 01.09.2024", "2024-09-01/.."),
    ("c 01.09.2024", "2024-09-01/.."),  # the letter is Latin, as on many keyboards
    ("начиная с 2021 года", "2021/.."),
    ("с 2016 г. по настоящее время", "2016/.."),
    ("2016 - н.в.", "2016/.."),
    ("около 24 марта 2022", "2022-03-24~"),
    ("примерно в мае 2022", "2022-05~"),
    ("ежегодно в октябре и апреле", "{XXXX-04,XXXX-10}"),
    ("ежегодно, октябрь и апрель", "{XXXX-04,XXXX-10}"),
    ("ежегодно 9 и 12 мая", "{XXXX-05-09,XXXX-05-12}"),
    ("ежегодно 29 февраля", "{XXXX-02-29}"),
    ("каждую осень", "{XXXX-23}"),
    ("каждый год во II квартале", "{XXXX-34}"),
    ("ежегодно", "{XXXX}"),
]

ENGLISH = [
    ("24 March 2022", "2022-03-24"),
    ("24th of March 2022", "2022-03-24"),
    ("March 24, 2022", "2022-03-24"),
    ("24.03.2022", "2022-03-24"),
    ("2022-03-24", "2022-03-24"),
    ("May 2022", "2022-05"),
    ("in May 2022", "2022-05"),
    ("in the spring of 2022", "2022-21"),
    ("fall 2022", "2022-23"),
    ("winter 2021/22", "2022-24"),
    ("Q3 2024", "2024-35"),
    ("third quarter of 2024", "2024-35"),
    ("H1 2024", "2024-40"),
    ("first half of 2024", "2024-40"),
    ("the year 2024", "2024"),
    ("academic year 2015/16", "2015-AY"),
    ("2015-2016 school year", "2015-AY"),
    ("2015–2018", "2015/2018"),
    ("3 years: 2015–2018", "2015/2018"),
    ("August 2024 – October 2027", "2024-08/2027-10"),
    ("August 2024 to October 2027", "2024-08/2027-10"),
    ("from 12 to 15 May 2025", "2025-05-12/2025-05-15"),
    ("12-15 May 2025", "2025-05-12/2025-05-15"),
    ("end of May 2025", "2025-05-E"),
    ("late May 2025", "2025-05-E"),
    ("early 2025", "2025-B"),
    ("until 31 December 2025", "../2025-12-31"),
    ("by May 2025", "../2025-05"),
    ("since 1 September 2024", "2024-09-01/.."),
    ("2016 to present", "2016/.."),
    ("c. 2015", "2015~"),
    ("every year in April and October", "{XXXX-04,XXXX-10}"),
    ("annually on 9 May", "{XXXX-05-09}"),
    ("every autumn", "{XXXX-23}"),
]


@pytest.mark.parametrize(("text", "code"), RUSSIAN)
def test_a_russian_text_means(text, code):
    assert to_code(parse(text, lang="ru")) == code


@pytest.mark.parametrize(("text", "code"), ENGLISH)
def test_an_english_text_means(text, code):
    assert to_code(parse(text, lang="en")) == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Unreadable.EMPTY),
        ("\N{NO-BREAK SPACE}  .", Unreadable.EMPTY),
        ("завтра", Unreadable.UNKNOWN_WORDS),
        ("конец начала мая 2025", Unreadable.UNKNOWN_WORDS),
        ("конец " * 5000 + "мая 2025", Unreadable.UNKNOWN_WORDS),
        ("начало 24 мая 2025", Unreadable.NO_SUCH_DAY),
        ("скоро, в мае 2025 или в июне", Unreadable.UNKNOWN_WORDS),
        ("12 2025", Unreadable.UNKNOWN_WORDS),
        ("12", Unreadable.NO_YEAR),
        ("с 3 по 2025", Unreadable.UNKNOWN_WORDS),
        ("2015 уч. г.", Unreadable.UNKNOWN_WORDS),
        ("лето 2021/22", Unreadable.UNKNOWN_WORDS),
        ("ежегодно 12 мая 2025", Unreadable.UNKNOWN_WORDS),
        ("ежегодно в конце мая", Unreadable.UNKNOWN_WORDS),
        ("ежегодно 12", Unreadable.UNKNOWN_WORDS),
        ("в январе", Unreadable.NO_YEAR),
        ("24 марта", Unreadable.NO_YEAR),
        ("31 февраля 2024", Unreadable.NO_SUCH_DAY),
        ("29.02.2023", Unreadable.NO_SUCH_DAY),
        ("13.2023", Unreadable.NO_SUCH_DAY),
        ("ежегодно 31 апреля", Unreadable.NO_SUCH_DAY),
        ("0000", Unreadable.NO_SUCH_DAY),
        ("октябрь 2024 – январь 2024", Unreadable.ENDS_BEFORE_START),
        ("декабрь – февраль 2025", Unreadable.ENDS_BEFORE_START),
        ("2015/17", Unreadable.YEARS_NOT_CONSECUTIVE),
        ("2016/15", Unreadable.YEARS_NOT_CONSECUTIVE),
        ("2018-2015 уч. г.", Unreadable.YEARS_NOT_CONSECUTIVE),
    ],
)
def test_what_cannot_be_read_says_why(text, reason):
    with pytest.raises(UnreadableDate) as refusal:
        parse(text, lang="ru")

    assert (refusal.value.text, refusal.value.reason) == (text, reason)


def test_other_languages_are_refused():
    with pytest.raises(UnreadableDate) as refusal:
        parse("24 mars 2022", lang="fr")

    assert (refusal.value.reason, refusal.value.detail) == (Unreadable.UNKNOWN_LANGUAGE, "fr")


def test_an_academic_year_starts_when_the_caller_says():
    assert parse("2015/16 уч. г.", lang="ru") == PartialDate.academic_year(2015)
    october = parse("2015/16 уч. г.", lang="ru", academic_start=(10, 1))
    assert (october.starts_on, october.last_day) == (date(2015, 10, 1), date(2016, 9, 30))


def test_a_habit_is_no_date():
    assert isinstance(parse("ежегодно", lang="ru"), YearlyRecurrence)
    assert isinstance(parse("2022", lang="ru"), PartialDate)
