"""Counts, sums and numbers of parties."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmeste.pure.grammar import Gender, agree_numeral, ordinal_party, party_count_of_label, sum_in_words

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines are no failure

AGREEING = {
    "договор": [1, 21, 31, 101, 121, 1001, -1, 1_000_001, 71, 91, 201, 551],
    "договора": [2, 3, 4, 22, 23, 24, 32, 102, 1003, -2, 10_004, Decimal("1.5"), Decimal("0.1"), Decimal("10.5"), 44, 93],
    "договоров": [0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 25, 30, 100, 105, 111, 112, 113, 114, 211, 1000, 1011, 1012,
                  1_000_000, -5, -11, 514, 1_000_011, Decimal(5), 36, 47, 58, 69],
}  # fmt: skip


@pytest.mark.parametrize(("form", "count"), [(form, count) for form, counts in AGREEING.items() for count in counts])
def test_a_noun_agrees_with_its_count(form, count):
    assert agree_numeral(count, "договор", "договора", "договоров") == form


SUMS = """
0 | ноль рублей 00 копеек
1 | один рубль 00 копеек
2 | два рубля 00 копеек
5 | пять рублей 00 копеек
10 | десять рублей 00 копеек
11 | одиннадцать рублей 00 копеек
12 | двенадцать рублей 00 копеек
14 | четырнадцать рублей 00 копеек
19 | девятнадцать рублей 00 копеек
20 | двадцать рублей 00 копеек
21 | двадцать один рубль 00 копеек
22 | двадцать два рубля 00 копеек
30 | тридцать рублей 00 копеек
40 | сорок рублей 00 копеек
99 | девяносто девять рублей 00 копеек
100 | сто рублей 00 копеек
101 | сто один рубль 00 копеек
111 | сто одиннадцать рублей 00 копеек
200 | двести рублей 00 копеек
342 | триста сорок два рубля 00 копеек
400 | четыреста рублей 00 копеек
516 | пятьсот шестнадцать рублей 00 копеек
999 | девятьсот девяносто девять рублей 00 копеек
1000 | одна тысяча рублей 00 копеек
1001 | одна тысяча один рубль 00 копеек
2000 | две тысячи рублей 00 копеек
2002 | две тысячи два рубля 00 копеек
5000 | пять тысяч рублей 00 копеек
11000 | одиннадцать тысяч рублей 00 копеек
12012 | двенадцать тысяч двенадцать рублей 00 копеек
21000 | двадцать одна тысяча рублей 00 копеек
22000 | двадцать две тысячи рублей 00 копеек
100000 | сто тысяч рублей 00 копеек
101000 | сто одна тысяча рублей 00 копеек
200000 | двести тысяч рублей 00 копеек
350000 | триста пятьдесят тысяч рублей 00 копеек
400000 | четыреста тысяч рублей 00 копеек
690000 | шестьсот девяносто тысяч рублей 00 копеек
946000 | девятьсот сорок шесть тысяч рублей 00 копеек
1000000 | один миллион рублей 00 копеек
1000001 | один миллион один рубль 00 копеек
1001000 | один миллион одна тысяча рублей 00 копеек
1046949 | один миллион сорок шесть тысяч девятьсот сорок девять рублей 00 копеек
1146000 | один миллион сто сорок шесть тысяч рублей 00 копеек
2486949 | два миллиона четыреста восемьдесят шесть тысяч девятьсот сорок девять рублей 00 копеек
5000000 | пять миллионов рублей 00 копеек
1000000000 | один миллиард рублей 00 копеек
2000000000 | два миллиарда рублей 00 копеек
1000000000000 | один триллион рублей 00 копеек
5000000000000 | пять триллионов рублей 00 копеек
0.01 | ноль рублей 01 копейка
0.02 | ноль рублей 02 копейки
0.1 | ноль рублей 10 копеек
1.11 | один рубль 11 копеек
3.14 | три рубля 14 копеек
21.21 | двадцать один рубль 21 копейка
99.99 | девяносто девять рублей 99 копеек
1234.5 | одна тысяча двести тридцать четыре рубля 50 копеек
700.75 | семьсот рублей 75 копеек
813.33 | восемьсот тринадцать рублей 33 копейки
"""


@pytest.mark.parametrize(("amount", "words"), [line.split(" | ") for line in SUMS.strip().splitlines()])
def test_a_sum_in_words(amount, words):
    assert sum_in_words(Decimal(amount)) == words


def test_kopecks_in_words_are_feminine():
    assert sum_in_words(Decimal("21.02"), spell_kopecks=True) == "двадцать один рубль две копейки"
    assert sum_in_words(7, spell_kopecks=True) == "семь рублей ноль копеек"


@pytest.mark.parametrize("amount", ["-1", "-0.01", "0.001", "1E15", "NaN", "Infinity"])
def test_a_contract_does_not_round(amount):
    with pytest.raises(ValueError):
        sum_in_words(Decimal(amount))


@PATIENT
@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_different_sums_have_different_words(one, other):
    assert (sum_in_words(one) == sum_in_words(other)) == (one == other)


LABELS = {
    1: "односторонний",
    2: "двусторонний|двухсторонний|двустороннее соглашение|2-сторонний|2-х сторонний|договоры о сотрудничестве (двусторонние)|"
    "bilateral|a two-party agreement|Двусторонняя встреча|2х-сторонний|bipartite|two-way",
    3: "трехсторонний|трёхсторонний|Трехсторонний договор о сотрудничестве|ТРЁХСТОРОННЕЕ СОГЛАШЕНИЕ|3-сторонний|3 сторонний|"
    "3-х сторонний|3х сторонний|3х-сторонний|3-х-сторонний|трёхстороннего|о трёхстороннем сотрудничестве|trilateral|Trilateral agreement|"
    "tripartite|three-party|3-party|3-way|three-way",
    4: "четырехсторонний|четырёхсторонний|4-сторонний|4-х сторонний договор|quadrilateral|quadripartite|four-party",
    5: "пятисторонний|5-сторонний|5-ти сторонний|5ти-сторонний|5-party",
    6: "шестисторонний|6-сторонний",
    7: "семисторонний|7-ми сторонний|7 сторонний",
    8: "восьмисторонний|8-сторонний",
    9: "девятисторонний|9-сторонний",
    10: "десятисторонний|10-ти сторонний",
    12: "12-сторонний|12-party|12-sided",
    None: "многосторонний|multilateral||договор о сотрудничестве|сторонний наблюдатель|трое сторон|всестороннее сотрудничество",
}


@pytest.mark.parametrize(
    ("count", "label"), [(count, label) for count, labels in LABELS.items() for label in labels.split("|")]
)
def test_what_a_label_claims(count, label):
    assert party_count_of_label(label) == count


@pytest.mark.parametrize("gender", Gender)
@pytest.mark.parametrize("count", range(1, 11))
def test_the_word_for_a_count_is_read_back(count, gender):
    assert party_count_of_label(ordinal_party(count, gender)) == count


def test_words_for_counts():
    assert [ordinal_party(count) for count in (2, 3, 4, 11)] == [
        "двусторонний",
        "трёхсторонний",
        "четырёхсторонний",
        "многосторонний",
    ]
    assert ordinal_party(3, Gender.NEUTER) == "трёхстороннее"
    assert ordinal_party(3, Gender.FEMININE) == "трёхсторонняя"
    with pytest.raises(ValueError):
        ordinal_party(0)
