"""Organisations of invented documents as a register would write them, and the people who speak for them."""

import pytest

from vmeste.pure.matching import ReasonCode
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.entries import first_case, organisation_entries, speaker_of, written_name
from vmeste.pure.reading.officials import officials_of
from vmeste.pure.reading.reading import read_document


def opened(text):
    document = open_document(text.encode(), filename="a.txt")
    return document, read_document(document)


def entries(text):
    return organisation_entries(*opened(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("детский   сад №\u00a05,", "Детский сад № 5"),
        ('"Добровольцы Севера"', "Добровольцы Севера"),
        ('МБОУ "Школа мостов"', "МБОУ «Школа мостов»"),
        ("В/Ч 11111железнодорожные войска", "В/Ч 11111 железнодорожные войска"),
        ("школа № 5а", "Школа № 5а"),
    ],
)
def test_a_name_is_written_as_in_registers(text, written):
    assert written_name(text) == written


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Мостозаводом", "Мостозавод"),
        ("родители", "родители"),
        ("Речным техникумом", "Речной техникум"),
        ("БГУ", "БГУ"),
    ],
)
def test_a_name_comes_in_the_first_case(text, first):
    assert first_case(text) == first


def test_one_organisation_is_one_entry_whatever_its_case_and_form():
    found = entries(
        "Договор подписан с МБОУ «Школа мостов». В МБОУ «Школа мостов» прошёл день. Гости из «Школы мостов»."
    )

    assert [one.name for one in found] == ["МБОУ «Школа мостов»"]
    assert len(found[0].mentions) >= 2


def test_numbers_keep_organisations_apart():
    found = entries("Встретились МБОУ СОШ № 7 и МБОУ СОШ № 17.")

    assert [one.name for one in found] == ["МБОУ СОШ № 7", "МБОУ СОШ № 17"]
    assert [one.resembles for one in found] == [None, None]


def test_a_shared_head_is_given_to_each_of_a_row():
    found = entries("Партнёры школы – Речной и Приборостроительный заводы.")

    assert [one.name for one in found] == ["Речной завод", "Приборостроительный завод"]


def test_what_only_may_be_the_same_stays_two_and_says_so():
    found = entries("Партнёр школы – Авиационный завод. Рабочие Авиазавода пришли в класс.")

    plant, short = found
    assert (plant.name, plant.resembles) == ("Авиационный завод", None)
    assert short.resembles is not None
    number, verdict = short.resembles
    assert (number, verdict.reasons[0].code) == (0, ReasonCode.SHORTENED_WORD)


def test_registration_numbers_belong_to_the_name_before_them_when_their_digits_are_right():
    found = entries(
        "МБОУ «Школа мостов»\nИНН/КПП 5117063820/511701001\nООО «Мостостроитель»\nИНН 5001123452, ОГРН 1025100123454"
    )

    assert [dict(one.numbers) for one in found] == [
        {"inn": "5117063820", "kpp": "511701001"},
        {"inn": "5001123452", "ogrn": "1025100123454"},
    ]


def test_a_number_with_a_wrong_check_digit_is_left_out():
    (school,) = entries("МБОУ «Школа мостов», ИНН 5117063821")

    assert school.numbers == ()


def test_the_town_of_a_name_comes_in_the_first_case():
    (school,) = entries("Дети МАОУ «Лицей № 9» г. Рязани победили.")

    assert school.town == "Рязань"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Наша школа дружит с заводом.", ""),
        (
            "Отчёт о сотрудничестве МБОУ «Школа мостов» с партнёрами в 2024 году.\nБыло много встреч.",
            "МБОУ «Школа мостов»",
        ),
    ],
)
def test_who_writes_is_named_or_only_ours(text, name):
    speaker = speaker_of(*opened(text))

    assert speaker is not None
    assert speaker.name == name


def test_a_document_without_an_own_side_has_no_speaker():
    assert speaker_of(*opened("Завод и техникум подписали договор.")) is None


def officials(text):
    return [(one.name, one.post, one.organisation) for one in officials_of(*opened(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Пришли педагоги Школы № 12 «Мост» (директор Козина Мария Игоревна).",
            [("Козина Мария Игоревна", "директор", "Школы № 12 «Мост»")],
        ),
        ("Гостей встретил директор лицея Н. И. Козин.", [("Н. И. Козин", "директор", "")]),
        ("Стихи прочла ученица школы Козина Мария Игоревна.", []),
        ("Выступил председатель совета старшеклассников Козин Пётр Игоревич.", []),
        ("Концерт провела учитель музыки Козина Мария Игоревна.", []),
    ],
)
def test_only_those_who_speak_for_a_clear_organisation_are_officials(text, found):
    assert officials(text) == found
