"""Same, maybe, different – with the spellings of the documents."""

import pytest

from vmeste.pure.matching import Identity, Reason, ReasonCode, VerdictKind, compare

SAME, MAYBE, DIFFERENT = VerdictKind


def org(*names, **known):
    return Identity(names, **known)


NAMES = [
    # spellings and legal forms
    ("МБОУ ДОД ДДТ", "МБОУ ДО ДДТ", SAME, ReasonCode.SAME_NAME),
    ("МБДОУ-ЦРР д/с №5", "МБДОУ ЦРР-д/с№5", SAME, ReasonCode.SAME_NAME),
    ("МБДОУ №6", "детский сад № 6", SAME, ReasonCode.SAME_NAME),
    ("МАОУ «Лицей №4» г. Рязани", "Лицей № 4", SAME, ReasonCode.SAME_NAME),
    ("МАОУ «Лицей №4» г. Рязани", "Лицей №4 города Рязань", SAME, ReasonCode.SAME_NAME),
    ("МОУ ЦДТ", "Центр детского творчества", SAME, ReasonCode.SAME_NAME),
    ("ГУЗ «Поликлиника № 28»", "Поликлиника №28", SAME, ReasonCode.SAME_NAME),
    ("В/Ч 98540железнодорожные войска п. Гумрак", "В/Ч 98540 железнодорожные войска", SAME, ReasonCode.SAME_NAME),
    ("ФГБОУ ВПО «БГУ»", "ФГБОУ ВО «БГУ»", SAME, ReasonCode.SAME_NAME),
    ("Школа № 04", "школа №4", SAME, ReasonCode.SAME_NAME),
    ("Пресс Центр «Маяк»", "Пресс-центр «Маяк»", SAME, ReasonCode.SAME_NAME),
    ("Техноцентр Маяк", "Техно центр Маяк", SAME, ReasonCode.SAME_NAME),
    ("МБОУ", "мбоу", SAME, ReasonCode.SAME_NAME),
    # numbers matter
    ("Школа № 1498 «Лингвист-М» г. Москвы", "Школа «Лингвист-М» № 1948", DIFFERENT, ReasonCode.DIFFERENT_NUMBERS),
    ("д/с №5", "д/с №7", DIFFERENT, ReasonCode.DIFFERENT_NUMBERS),
    ("лицей №27", "Лицей № 4", DIFFERENT, ReasonCode.DIFFERENT_NUMBERS),
    ("Школа № 4 корпус 2", "Школа № 4 корпус 3", DIFFERENT, ReasonCode.DIFFERENT_NUMBERS),
    ("Лицей", "Лицей №4", MAYBE, ReasonCode.SAME_NAME),
    ("школа «Маяк»", "школа № 4 «Маяк»", MAYBE, ReasonCode.SAME_NAME),
    ("школа", "школа № 4", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("Школа № 1498 «Лингвист-М» г. Москвы", "Школа №1498", MAYBE, ReasonCode.SAME_NUMBER),
    ("МБОУ гимназия №1", "МБОУ СОШ №1", MAYBE, ReasonCode.SAME_NUMBER),
    ("МБОУ СОШ №4", "МБОУ ООШ №4", MAYBE, ReasonCode.SAME_NUMBER),
    # towns and sorts
    ("МАОУ «Лицей №4» г. Рязани", "Лицей № 4 г. Москвы", DIFFERENT, ReasonCode.DIFFERENT_TOWNS),
    ("Школа № 1 г.Полярные Зори", "Школа № 1 города Кола", DIFFERENT, ReasonCode.DIFFERENT_TOWNS),
    ("МБДОУ №6", "МБОУ СОШ №6", DIFFERENT, ReasonCode.DIFFERENT_SORTS),
    ("Авиационный техникум", "Авиационный университет", DIFFERENT, ReasonCode.DIFFERENT_SORTS),
    # acronyms and short names
    ("БГУ", "Бурятский государственный университет", MAYBE, ReasonCode.ACRONYM),
    ("ФГБОУ ВО «БГУ»", "Бурятский государственный университет", MAYBE, ReasonCode.ACRONYM),
    ("МАН", "Малая академия наук", MAYBE, ReasonCode.ACRONYM),
    ("ИМК РО", "Информационно-методический кабинет работников образования", MAYBE, ReasonCode.ACRONYM),
    ("РЦ Асториум", "Региональный центр «Асториум»", MAYBE, ReasonCode.ACRONYM),
    ("Авиазавод", "Авиационный завод", MAYBE, ReasonCode.SHORTENED_WORD),
    ("Авиатехникум", "Авиационный техникум", MAYBE, ReasonCode.SHORTENED_WORD),
    ("Кванториум", "детский технопарк «Кванториум»", MAYBE, ReasonCode.NAME_CONTAINED),
    ("Асториум", "Республиканский центр по работе с одаренными детьми «Асториум»", MAYBE, ReasonCode.NAME_CONTAINED),
    (
        "Кольский филиал ФГБОУ ВПО «Петрозаводский университет»",
        "Петрозаводский университет",
        MAYBE,
        ReasonCode.NAME_CONTAINED,
    ),
    # slips of the pen
    ("Приборостроительный завод", "Приборостроителный завод", MAYBE, ReasonCode.SPELLING),
    ("Клуб «Пехотинец»", "Клуб «Пехотинцев»", MAYBE, ReasonCode.SPELLING),
    ("Асториум", "Астроиум", MAYBE, ReasonCode.SPELLING),
    (
        "Дворец творчества детей и молодёжи «Заря»",
        "Дворец творчества «Заря» детей юности",
        MAYBE,
        ReasonCode.SIMILAR_WORDS,
    ),
    # others
    ("Кванториум РЖД", "детский технопарк «Кванториум»", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("Авиационный завод", "Приборостроительный завод", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("Авиационный завод", "Авиационный музей", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("ВСГУТУ", "СибГУТИ", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("МАН", "МАИ", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("Центр", "Центр олимпиадной подготовки ENTER", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("Совет родителей", "Попечительский совет", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
    ("МБУ ДО ДДТ", "МБУ ДО ЦДТ", DIFFERENT, ReasonCode.DIFFERENT_NAMES),
]


@pytest.mark.parametrize(("one", "other", "kind", "code"), NAMES)
def test_two_names(one, other, kind, code):
    verdict = compare(org(one), org(other))

    assert (verdict.kind, verdict.reasons[0].code) == (kind, code)
    assert 0 <= verdict.score <= 1


@pytest.mark.parametrize(("one", "other"), [row[:2] for row in NAMES])
def test_comparing_does_not_depend_on_the_order(one, other):
    forth, back = compare(org(one), org(other)), compare(org(other), org(one))

    assert (forth.kind, forth.score) == (back.kind, back.score)


@pytest.mark.parametrize("name", sorted({name for row in NAMES for name in row[:2]}))
def test_everything_is_the_same_as_itself(name):
    assert compare(org(name), org(name)).kind is SAME


LYCEUM = org("Лицей № 4", inn="6231000001", ogrn="1026201000001", kpp="623101001", territory="г. Рязань")


@pytest.mark.parametrize(
    ("other", "kind", "codes"),
    [
        (org("Другое имя", inn="6231000001"), SAME, [ReasonCode.SAME_INN]),
        (org("Другое имя", inn="62 31 000001", kpp="623101001"), SAME, [ReasonCode.SAME_INN]),
        (org(ogrn="1026201000001"), SAME, [ReasonCode.SAME_OGRN]),
        (org(inn="6231000001", ogrn="1026201000001"), SAME, [ReasonCode.SAME_INN, ReasonCode.SAME_OGRN]),
        (org("Лицей № 4", inn="6231000001", kpp="623102002"), MAYBE, [ReasonCode.SAME_INN, ReasonCode.DIFFERENT_KPP]),
        (
            org("Лицей № 4", inn="6231000001", ogrn="1026201000002"),
            MAYBE,
            [ReasonCode.NUMBERS_DISAGREE, ReasonCode.SAME_INN, ReasonCode.DIFFERENT_OGRN],
        ),
        (org("Лицей № 4", inn="6231000002"), DIFFERENT, [ReasonCode.DIFFERENT_INN]),
        (org("Лицей № 4", ogrn="1026201000002"), DIFFERENT, [ReasonCode.DIFFERENT_OGRN]),
        (
            org("Филиал «Лицей № 4»", inn="6231000002"),
            MAYBE,
            [ReasonCode.NAME_CONTAINED, ReasonCode.BRANCH, ReasonCode.DIFFERENT_INN],
        ),
        (
            org("Филиал музея", inn="6231000002"),
            DIFFERENT,
            [ReasonCode.DIFFERENT_NAMES, ReasonCode.BRANCH, ReasonCode.DIFFERENT_INN],
        ),
        (org("Лицей № 4", territory="Москва"), DIFFERENT, [ReasonCode.DIFFERENT_TOWNS]),
        (org("Лицей № 4", territory="Рязанская область, г. Рязань"), SAME, [ReasonCode.SAME_NAME]),
        (org("Лицей № 4 г. Москвы"), DIFFERENT, [ReasonCode.DIFFERENT_TOWNS]),
        (org(inn="", ogrn="1026201000002"), DIFFERENT, [ReasonCode.DIFFERENT_OGRN]),
    ],
)
def test_registry_numbers_and_towns_decide(other, kind, codes):
    verdict = compare(LYCEUM, other)

    assert (verdict.kind, [reason.code for reason in verdict.reasons]) == (kind, codes)
    assert compare(other, LYCEUM).kind is kind


def test_nothing_in_common_to_compare_is_different_without_a_reason():
    verdict = compare(org(inn="6231000001"), org("Лицей № 4"))

    assert (verdict.kind, verdict.reasons) == (DIFFERENT, ())


def test_an_alias_is_enough():
    long = org("Республиканский центр по работе с одаренными детьми", "Асториум")

    assert compare(long, org("РЦ Асториум", "«Асториум»")).kind is SAME


def test_an_alias_does_not_hide_another_number():
    assert compare(org("Школа № 4", "Маяк"), org("Школа № 5", "Маяк")).kind is DIFFERENT


def test_kinds_the_caller_knows_make_it_a_question():
    verdict = compare(org("Маяк", kind="school"), org("Маяк", kind="club"))

    assert verdict.kind is MAYBE
    assert verdict.reasons[-1] == Reason.of(ReasonCode.DIFFERENT_KINDS, first="school", second="club")
    assert compare(org("Маяк", kind="club"), org("Маяк", kind="club")).kind is SAME
    assert compare(org("Маяк", kind="club"), org("Маяк")).kind is SAME


def test_reasons_carry_what_a_page_needs_to_say():
    verdict = compare(org("МБОУ ДОД ДДТ"), org("МБОУ ДО ДДТ"))

    assert verdict.reasons == (
        Reason(ReasonCode.SAME_NAME, (("first", "МБОУ ДОД ДДТ"), ("second", "МБОУ ДО ДДТ"))),
        Reason(ReasonCode.LEGAL_FORM_VARIANT, (("first", "МБОУ ДОД"), ("second", "МБОУ ДО"))),
    )


def test_a_renamed_form_is_surer_than_another_form():
    renamed = compare(org("ФГБОУ ВПО «БГУ»"), org("ФГБОУ ВО «БГУ»"))
    other = compare(org("ООО «Маяк»"), org("АНО «Маяк»"))

    assert renamed.score > other.score
    assert other.kind is SAME


def test_nothing_is_no_identity():
    with pytest.raises(ValueError):
        Identity((" ",), kpp="623101001", territory="Рязань")
