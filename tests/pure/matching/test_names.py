"""Spellings and legal forms."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmeste.pure.matching import LEGAL_FORMS, Sort, legal_form, normalise_name, split_legal_form

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines are no failure


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("В/Ч 98540железнодорожные войска", "в/ч 98540 железнодорожные войска"),
        ("В / Ч\N{NO-BREAK SPACE}98540", "в/ч 98540"),
        ("МБДОУ ЦРР-д/с№5", "мбдоу црр-д/с № 5"),
        ("МБДОУ–ЦРР д/с N5", "мбдоу-црр д/с № 5"),
        ("Школа No. 4", "школа № 4"),
        ("Школа #4", "школа № 4"),
        ("школа n 4", "школа № 4"),
        ("«Лицей “Ёлка”»", "лицей елка"),
        ("  'Пехотинец'\t", "пехотинец"),
        ("г.Рязань", "г. рязань"),
        ("3D-моделирование", "3 d-моделирование"),
        ("ПРИ­ХОД", "при-ход"),
        ("", ""),
    ],
)
def test_one_spelling(text, normal):
    assert normalise_name(text) == normal


@PATIENT
@given(st.text(alphabet="абЁ№N#o. -–«»\"'/9IV\N{NO-BREAK SPACE}ﬁ", max_size=20))
def test_normalising_twice_is_normalising_once(text):
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@pytest.mark.parametrize(
    ("name", "abbreviation", "rest"),
    [
        ("МБОУ «Лицей № 4»", "МБОУ", "лицей № 4"),
        ("Муниципальное бюджетное общеобразовательное учреждение «Лицей № 4»", "МБОУ", "лицей № 4"),
        ("Муниципальное бюджетное образовательное учреждение Лицей", "МБОУ", "лицей"),
        ("муниципальное автономное общеобразовательное учреждение Гимназия", "МАОУ", "гимназия"),
        ("муниципальное казённое дошкольное образовательное учреждение № 2", "МКДОУ", "№ 2"),
        ("МБДОУ-ЦРР д/с №5", "МБДОУ", "црр д/с № 5"),
        ("МБОУ ДОД ДДТ", "МБОУ ДОД", "ддт"),
        ("МБОУДОД ДДТ", "МБОУ ДОД", "ддт"),
        ("МБУДО «ЦДТ»", "МБУ ДО", "цдт"),
        ("ГБПОУ «Колледж»", "ГБПОУ", "колледж"),
        ("ОГАПОУ «Техникум»", "ОГАПОУ", "техникум"),
        ("ФГБОУ ВО «БГУ»", "ФГБОУ ВО", "бгу"),
        ("ФГБОУ ВПО «БГУ»", "ФГБОУ ВПО", "бгу"),
        ("Кольский филиал ФГБОУ ВПО «ПГУ»", "ФГБОУ ВПО", "кольский филиал пгу"),
        ("ГБУ ДПО «МИО»", "ГБУ ДПО", "мио"),
        ("ООО «Ромашка»", "ООО", "ромашка"),
        ("Общество с ограниченной ответственностью «Ромашка»", "ООО", "ромашка"),
        ("«Ромашка», ООО", "ООО", "ромашка"),
        ("АНО «Тропа»", "АНО", "тропа"),
        ("МАУК Музей", "МАУК", "музей"),
        ("ГУЗ «Поликлиника»", "ГУЗ", "поликлиника"),
    ],
)
def test_a_name_and_its_legal_form(name, abbreviation, rest):
    split = split_legal_form(name)

    assert split.form is not None
    assert (split.form.abbreviation, split.rest) == (abbreviation, rest)


@pytest.mark.parametrize("name", ["Клуб «Пехотинец»", "родители", "Аоский завод", "", "а/о Весна"])
def test_a_name_without_a_legal_form(name):
    assert split_legal_form(name) == (None, normalise_name(name))


@pytest.mark.parametrize("form", LEGAL_FORMS, ids=lambda form: form.abbreviation)
def test_a_form_is_found_by_its_abbreviation_and_by_its_words(form):
    assert legal_form(form.abbreviation) == form
    assert legal_form(form.words.capitalize()) == form
    assert legal_form(form.successor) is not None
    assert form.english


def test_forms_are_told_apart():
    assert (
        len({form.abbreviation for form in LEGAL_FORMS})
        == len({form.words for form in LEGAL_FORMS})
        == len(LEGAL_FORMS)
    )
    assert legal_form("АБВГД") is None


def test_old_forms_know_what_replaced_them():
    assert {old: legal_form(old).successor for old in ("МБОУ ДОД", "ФГБОУ ВПО", "ГБОУ СПО", "ОАО", "МБОУ")} == {
        "МБОУ ДОД": "МБУ ДО",
        "ФГБОУ ВПО": "ФГБОУ ВО",
        "ГБОУ СПО": "ГБПОУ",
        "ОАО": "ПАО",
        "МБОУ": "МБОУ",
    }
    assert legal_form("МБДОУ").sort is Sort.PRESCHOOL
