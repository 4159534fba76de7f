"""Directions and partnerships that small documents propose, and which rows they are taken for."""

from datetime import date

import pytest
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction
from tests.reviews import NOON, proposals

from vmeste.modules.documents.choices.receiving import ROW
from vmeste.modules.partnerships.choices import PartnershipKind
from vmeste.modules.partnerships.importing import DirectionReceiver, PartnershipReceiver
from vmeste.modules.partnerships.importing.documents import direction_name

LIST = """Наша школа работает по направлениям:

1. Спортивное направление:
- с 2019 года ДЮСШОР № 3
- ООО «Плотник»
2. Трудовое направление:
- ООО «Плотник»
"""


@pytest.fixture
def receiver(network, curator):
    return PartnershipReceiver(network, curator, today=NOON.date())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Социально – педагогическое", "Социально-педагогическое"),
        ("профилактическое;", "Профилактическое"),
        ("обмен делегациями", "Обмен делегациями"),
        (
            "обмен делегациями обучающихся и педагогических работников в целях изучения передовых методов обучения",
            "Обмен делегациями обучающихся и педагогических работников",
        ),
    ],
)
def test_a_direction_is_called_as_in_a_list_of_directions(text, name):
    assert direction_name(text) == name


def test_a_name_is_never_longer_than_the_register_allows():
    assert len(direction_name("сопровождение " * 30)) <= 120


def test_a_partner_in_two_directions_is_one_partnership(network, curator):
    found = proposals(network, curator, LIST)

    sides = {one.values["partner"]: len(one.values["directions"]) for one in found["partnership"]}
    assert sorted(sides.values()) == [1, 2]
    assert {one.values["organisation"] for one in found["partnership"]} == {"organisation-own"}


def test_since_a_year_is_its_first_day_with_the_words_beside_it(network, curator):
    found = proposals(network, curator, LIST)

    assert sorted((one.values["starts_on"], one.values["note"]) for one in found["partnership"]) == [
        ("", ""),
        ("2019-01-01", "«с 2019 года»"),
    ]


def test_the_network_says_its_own_word_for_a_direction(network, curator):
    patriotic = make_direction(name="Гражданско-патриотическое")
    receiver = DirectionReceiver(network, curator, today=NOON.date())

    same = receiver.likely({"name": "гражданско – патриотическое направление"})
    near = receiver.likely({"name": "Консультации по военно-патриотическому воспитанию"})
    other = receiver.likely({"name": "Спортивное"})

    assert [(one.row, one.is_certain) for one in same] == [(patriotic, True)]
    assert [(one.row, one.is_certain) for one in near] == [(patriotic, False)]
    assert other == []
    assert receiver.onto(receiver.values_of(patriotic), {"name": "гражданско – патриотическое"}) == {}


def test_a_partnership_is_the_same_whichever_side_is_named_first(network, receiver, school, plant):
    row = make_partnership(organisation=school, partner=plant)
    values = {"organisation": plant, "partner": school, "kind": PartnershipKind.COOPERATION}

    assert [(one.row, one.is_certain) for one in receiver.likely(values)] == [(row, True)]
    assert [one.is_certain for one in receiver.likely({**values, "kind": PartnershipKind.FUNDING})] == [False]


def test_what_has_ended_is_only_offered(network, receiver, school, plant):
    make_partnership(organisation=school, partner=plant, ends_on=date(2020, 1, 1))

    (found,) = receiver.likely({"organisation": school, "partner": plant, "kind": PartnershipKind.COOPERATION})

    assert not found.is_certain


def test_directions_are_added_and_the_first_day_only_where_none_is_known(receiver):
    present = {"directions": [f"{ROW}1"], "starts_on": "2018-09-01", "note": "", "kind": "mentoring"}
    stated = {"directions": [f"{ROW}2", f"{ROW}1"], "starts_on": "2016-01-01", "note": "«с 2016 года»", "kind": "x"}

    assert receiver.onto(present, stated) == {"directions": [f"{ROW}1", f"{ROW}2"]}
    assert receiver.onto({**present, "starts_on": ""}, {"starts_on": "2016-01-01", "note": "«с 2016 года»"}) == {
        "starts_on": "2016-01-01",
        "note": "«с 2016 года»",
    }
