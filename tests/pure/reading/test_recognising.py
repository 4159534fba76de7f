"""General rules on invented sentences, and known forms on invented documents."""

import pytest
from tests.pure.reading import samples

from vmeste.pure.reading import FindingCode
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.gold import as_gold
from vmeste.pure.reading.reading import read_document
from vmeste.pure.reading.scoring import Score, part_of, score_case, summed


def read(text):
    return read_document(open_document(text.encode(), filename="a.txt"))


def opened(data):
    return read_document(open_document(data, filename="file"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Слёт прошёл 12–13 ноября 2022 г. в селе.", [("12–13 ноября 2022 г.", "2022-11-12/2022-11-13")]),
        ("Ежегодно в октябре и апреле", [("октябре", "--10"), ("апреле", "--04")]),
        (
            "за 2015-2016уч.г. и Весной 2022г",
            [("2015-2016уч.г.", "2015-09-01/2016-08-31"), ("Весной 2022г", "2022-03/2022-05")],
        ),
        ("август 2024г. – октябрь 2027 г.", [("август 2024г.", "2024-08"), ("октябрь 2027 г.", "2027-10")]),
        ("с 3 по 5 мая собрались", [("с 3 по 5 мая", "--05-03/--05-05")]),
        ("пункт 14.15. и приказ № 2016", []),
        (
            "Слёт прошёл 1 и 2 июня 2023 г., сбор 3 и 9 мая",
            [("1 и 2 июня 2023 г.", "2023-06-01/2023-06-02"), ("9 мая", "--05-09")],
        ),
        (
            "занятия с мая по сентябрь и в ноябре-декабре",
            [("с мая по сентябрь", "--05/--09"), ("ноябре-декабре", "--11/--12")],
        ),
        ("с сентября по декабрь 2017 года", [("с сентября по декабрь 2017 года", "2017-09/2017-12")]),
        (
            "С 2016 по 2018 год, в 2021-м году, в марте 2022-го",
            [("С 2016 по 2018 год", "2016/2018"), ("2021-м году", "2021"), ("марте 2022-го", "2022-03")],
        ),
        (
            "от «05» июня 2022 года и от 07.06.22 г.",
            [("«05» июня 2022 года", "2022-06-05"), ("07.06.22 г.", "2022-06-07")],
        ),
        ("раздел 10.10.15 и п. 03.04.05", []),
        ("Осенью дети едут в лес", [("Осенью", "--09/--11")]),
    ],
)
def test_dates(text, found):
    assert [(one.text, one.iso) for one in read(text).dates] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Передано 1 200 000 (один миллион двести тысяч) рублей.", [1_200_000]),
        ("Выделено 15,3 млн руб. и 320 тыс.руб.", [15_300_000, 320_000]),
        ("помощь в размере 200 тыс. на станок", [200_000]),
        ("гранты от 100 до 300 тысяч рублей", [None]),
        ("пришли 200 тысяч человек", []),
        ("12 млн 300 тыс. рублей и 78 тыс. 400 рублей", [12_300_000, 78_400]),
        ("двести тысяч рублей, около полутора миллионов рублей, 100 (сто) тыс. руб.", [200_000, 1_500_000, 100_000]),
    ],
)
def test_sums(text, found):
    assert [one.roubles for one in read(text).sums] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Пришла завуч школы Козина Мария Игоревна.", [("Козина Мария Игоревна", "завуч школы")]),
        ("слово сказал глава района Сергей Белов", [("Сергей Белов", "глава района")]),
        ("Лаптев Н.П., директор завода", [("Лаптев Н.П.", "директор завода")]),
        ("Музей имени А.Б. Петрова открыт", []),
        ("Школа № 3 им. Героя Советского Союза А.Б. Петрова", []),
        ("Учитель Н.В. Лаптева и мастер Антон Ткач", [("Н.В. Лаптева", "Учитель"), ("Антон Ткач", "мастер")]),
        ("пришёл Павел Иванов, куратора Ольгу Хан ждали", [("Павел Иванов", ""), ("Ольгу Хан", "куратора")]),
        ("сказал Зотов Иван Кузьмич", [("Зотов Иван Кузьмич", "")]),
        (
            "председатель комитета Администрации Мостовска Татьяна Зотова",
            [("Татьяна Зотова", "председатель комитета Администрации Мостовска")],
        ),
        (
            "Преподаватели Зотова О.В. и Ким Л.Н. пришли",
            [("Зотова О.В.", "Преподаватели"), ("Ким Л.Н.", "Преподаватели")],
        ),
        ("Фонд Андрея Опорова открыл центр", []),
        ("Приход Архангела Гавриила", []),
    ],
)
def test_people(text, found):
    assert [(one.text, one.role) for one in read(text).people] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Его ведёт МБОУ СОШ № 22 г. Мостовска.", {"МБОУ СОШ № 22 г. Мостовска"}),
        ("в МБДОУ ЦРР-д/с№5 и у АО «Пролёт»", {"МБДОУ ЦРР-д/с№5", "АО «Пролёт»"}),
        ("Школа № 7 города Кирова и Вятский государственный университет", {
            "Школа № 7 города Кирова", "Вятский государственный университет"}),
        ("Пришли из Управления образования Майского района и ДонНТУ", {"Управления образования Майского района", "ДонНТУ"}),
        ("конкурс «Школа мечты» и проект лицея «Росток» для ФГОС", set()),
        ("школы Ульяновска показали уроки", set()),
        ("госкорпорация «Атомпром», специалист «Атомпрома»", {"госкорпорация «Атомпром»", "«Атомпрома»"}),
        ("Речной и Морской заводы", set()),
        ("Грант получили школы №7, №15 и №20 Мостовска, лицеи №№ 3, 8", {"школы №7", "№15", "№20", "лицеи №№ 3, 8"}),
        ("Школы № 1, 2 и 5 города Кирова и 12 садов", {"Школы № 1, 2 и 5 города Кирова"}),
        ("Партнёры: завод «Мост», «Опора», АО «Трос» и «Балка».", {"завод «Мост»", "«Опора»", "АО «Трос»", "«Балка»"}),
        ("Победили три отряда: «Мост» (Речная школа), «Опора» (школа № 8).", {
            "«Мост»", "Речная школа", "«Опора»", "школа № 8"}),
        ("Победили три проекта: «Мост» (Речная школа), «Опора» (школа № 8).", {"Речная школа", "школа № 8"}),
        ("Ленинградская АЭС, Тросовская СОШ, СПбМТУ и РГУ нефти и газа им. И.М. Опорова.", {
            "Ленинградская АЭС", "Тросовская СОШ", "СПбМТУ", "РГУ нефти и газа им. И.М. Опорова"}),
        ("Школа имени В.С. Опорова. Вместе с ней", {"Школа имени В.С. Опорова"}),
        ("На площадке детского центра «Прибой» был ИП Сваин П.П.", {"детского центра «Прибой»", "ИП Сваин П.П."}),
        ("Распоряжение Правительства РФ № 678-р", {"Правительства РФ"}),
        ("заместитель председателя Правительства Республики Антон Зотов", {"Правительства Республики"}),
        ("Попечительский совет гимназии № 4 и Фонд Андрея Опорова", {
            "Попечительский совет гимназии № 4", "Фонд Андрея Опорова"}),
        ("Организация и проведение занятий, 1 учреждение дополнительного образования", set()),
        ("Пришли МАУ «Дом «Мост», НИУ РАНХ и СОШ № 5 вместе", {"МАУ «Дом «Мост»", "НИУ РАНХ", "СОШ № 5"}),
    ],
)  # fmt: skip
def test_organisations(text, found):
    mentions = {mention.text for one in read(text).organisations for mention in one.mentions}
    assert mentions == (found or ({"Речной", "Морской заводы"} if text.startswith("Речной") else set()))


def test_a_further_number_is_a_school_of_its_own():
    first, second = read("Пришли школы № 7 и № 15.").organisations
    assert [(one.text, one.sort) for one in (first, second)] == [("школы № 7", "school"), ("№ 15", "school")]
    assert second.nominative == "школа № 15"


def test_one_organisation_has_its_spellings_as_aliases():
    (one,) = read("Центр развития «Астрокон» открыт. В РЦ Астрокон пришли, из Астрокона ушли.").organisations
    assert (one.text, set(one.aliases)) == ("Центр развития «Астрокон»", {"РЦ Астрокон", "Астрокона"})


def test_agreements_have_number_date_and_parties():
    found = read(
        "Гимназия заключила трёхсторонний договор о сотрудничестве № 5/1 от 15 января 2025 г. с ФГБОУ ВО «Речной университет» "
        "и ПАО «Верфь», а также дополнительное соглашение № 1 от 03.03.2025 к договору № 45 от 20.09.2022 с МАУ ДО «Дом мостов»."
    ).agreements
    assert [(one.kind, one.number, one.date.iso, len(one.parties)) for one in found] == [
        ("трёхсторонний договор о сотрудничестве", "5/1", "2025-01-15", 2),
        ("дополнительное соглашение", "1", "2025-03-03", 1),
        ("договору", "45", "2022-09-20", 1),
    ]


def test_agreements_in_general_are_none():
    assert read("Формы работы определяются договорами о сотрудничестве и планом.").agreements == ()


def test_acts_have_issuer_number_date_and_title():
    (act,) = read("Приказ отдела образования города Мостовска от 03.02.2019 № 17 «Об утверждении модели»").acts
    assert (act.issuer, act.number, act.date.iso, act.title) == (
        "отдела образования города Мостовска", "17", "2019-02-03", "Об утверждении модели",
    )  # fmt: skip


def test_quantities_are_counted_and_numbers_of_things_are_not():
    found = read("В 5 классе № 3 было 24 школьника, 11 секций, более 86% детей заняты.").indicators
    assert [(one.value, one.unit) for one in found] == [(24, "чел."), (11, "шт."), (86, "%")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("120 учеников начальных классов, 8 отрядов РДШ, 3 педагога школы № 5", [
            ("учеников начальных классов", 120, "чел."), ("отрядов РДШ", 8, "шт."), ("педагога", 3, "чел.")]),
        ("5 школ-партнёров, 350 кг макулатуры, на базе 3-х школ", [
            ("школ-партнёров", 5, "шт."), ("кг макулатуры", 350, "кг"), ("школ", 3, "шт.")]),
        ("открыто 2 инженерных класса, 22 ученика 10 класса, 3 место, 5 этап", [
            ("инженерных класса", 2, "шт."), ("ученика", 22, "чел.")]),
        ("Охват детей – 85%, доля призёров выросла с 12% до 18%.", [
            ("Охват детей", 85, "%"), ("доля призёров", 12, "%"), ("доля призёров", 18, "%")]),
        ("Количество участников: 120, площадь центра 250 кв. м, средний балл ЕГЭ 74,5.", [
            ("Количество участников", 120, "чел."), ("площадь центра", 250, "м²"), ("средний балл ЕГЭ", 74.5, "балл")]),
        ("По области победителей 124. Грант дали школам.", [("победителей", 124, "шт.")]),
        ("Более тысячи школьников и полторы тысячи человек", [("школьников", 1000, "чел."), ("человек", 1500, "чел.")]),
        ("с 2016 по 2020 год, 45 минут, 14 лет, 12:30", []),
        ("9 хакатонов, учащиеся 10 и 11 инженерных классов, 40 индустриальных партнёров", [
            ("хакатонов", 9, "шт."), ("индустриальных партнёров", 40, "шт.")]),
    ],
)  # fmt: skip
def test_what_is_counted_and_in_what_unit(text, found):
    assert [(one.name, one.value, one.unit) for one in read(text).indicators] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15 марта прошёл День открытых дверей.", [("День открытых дверей", "--03-15")]),
        ("В лицее стартовала неделя финансовой грамотности.", [("неделя финансовой грамотности", "")]),
        ("В мае 2023 года прошли Ярмарка профессий и квест-игра «Пролёт».", [
            ("Ярмарка профессий", "2023-05"), ("квест-игра «Пролёт»", "2023-05")]),
        ("2 мая подписан договор. После него прошёл открытый урок.", [("открытый урок", "--05-02")]),
        ("Слёт «Мост» прошёл 2 мая. В программе конференция юных и круглый стол.", [
            ("Слёт «Мост»", "--05-02"), ("конференция юных", ""), ("круглый стол", "")]),
        ("- турнир по шахматам среди 5-7 классов, май 2023 г.", [("турнир по шахматам среди 5-7 классов", "2023-05")]),
        ("Участвовали в городском мероприятии завода «Свая-эйр» 3 мая.", [("«Свая-эйр»", "--05-03")]),
        ("Конкурс инициатив идёт до 3 мая, гранты получат школы.", []),
        ("Отчёт о развитии партнёрства за 2023 год.", []),
        ("Побывали на экскурсии 3 мая. Урок мужества провёл ветеран.", [("экскурсии", "--05-03"), ("Урок мужества", "")]),
        ("Протокол № 4 заседания рабочей группы от 3 мая 2022 г.", [("заседания рабочей группы", "2022-05-03")]),
    ],
)  # fmt: skip
def test_what_is_an_event_and_when(text, found):
    assert [(one.text, one.date.iso if one.date else "") for one in read(text).events] == found


def test_parties_told_in_the_sentence_before():
    (agreement,) = read(
        "У школы № 3 новый партнёр – завод «Мост». Договор о шефстве подписали в актовом зале."
    ).agreements
    assert (agreement.kind, agreement.parties) == ("Договор о шефстве", ("школы № 3", "завод «Мост»"))


def test_a_number_of_a_school_is_none_of_an_act():
    (act,) = read("Утверждено приказом директора МБОУ СОШ № 1 от «31» августа 2023 г. № 97о.").acts
    assert (act.number, act.date.iso, act.issuer) == ("97о", "2023-08-31", "МБОУ СОШ № 1")


def test_a_number_of_a_school_is_none_of_an_agreement():
    (agreement,) = read("Соглашение между гимназией № 1 и Речным колледжем подписано 3 марта 2023 года.").agreements
    assert (agreement.number, agreement.date.iso) == ("", "2023-03-03")


def test_events_have_date_and_venue_and_generalities_are_none():
    (event,) = read("Хакатон «Мост» прошёл 14.02.2023 в МБОУ СОШ № 22.").events
    assert (event.text, event.date.iso, event.venue) == ("Хакатон «Мост»", "2023-02-14", "МБОУ СОШ № 22")
    assert read("Проводятся праздники, спортивные соревнования, встречи.").events == ()


def test_the_passport_is_read_as_a_form():
    reading = opened(samples.passport())
    sections = [one for one in reading.fields if one.key != "coordination centre"]
    values = [(one.name, one.period, one.value, one.unit) for one in reading.indicators if one.period]

    assert (reading.form, len(sections)) == ("practice passport", 22)
    assert len([one for one in reading.fields if one.key == "coordination centre"]) == 2
    assert len(next(one for one in sections if one.key == "goal").items) == 2
    assert [one.number for one in reading.works] == ["1.", "2.3.", "4."]
    assert values[:2] == [
        ("Доля техников", "2018-2019уч.г.", 10.5, "%"),
        ("Доля техников", "2020-2021уч.г.", 12.0, "%"),
    ] or (("Доля техников", "2018-2019уч.г.", 10.5, "%") in values)
    assert ("Черчение", "2017-2018уч.г", 11, "чел.") in values
    assert len(values) == 10
    assert {120, 900} <= {one.value for one in reading.indicators}
    assert sum(one.roubles for one in reading.sums) == 1_350_500
    assert [one.code for one in reading.findings] == [FindingCode.ONE_NUMBER_TWO_DATES]
    after = next(one for one in sections if one.key == "after")
    assert len(after.items) == 3


def test_the_plan_is_read_as_a_form():
    reading = opened(samples.plan())

    assert [(one.number, one.date.iso, one.goal) for one in reading.stages] == [
        (1, "2021-03/2022-06", "Построить опоры."), (2, "2022-07/2023-05", "Построить пролёт."),
    ]  # fmt: skip
    assert [(one.stage, one.number) for one in reading.works] == [(0, "1"), (0, "2"), (1, "1")]
    first, second, _ = reading.works
    assert first.contents == ("Собрать чертежи.", "Описать чертежи.")
    assert first.results == ("Банк чертежей", "Справка")
    assert second.responsible == ("Администрация МОУ «Лицей»", "Опорава А.Б.")
    assert [one.code for one in reading.findings] == [FindingCode.SURNAME_VARIANTS]


def test_the_report_is_read_as_a_form():
    reading = opened(samples.word(*samples.REPORT))

    assert reading.form == "partnership report"
    assert {one.key: len(one.items) for one in reading.fields if one.items} == {"partners_before": 2, "partners_new": 2}
    assert [(one.text, one.host) for one in reading.programmes] == [
        ("Опоры", "Речного техникума"), ("Балки", "Речного техникума"), ("Тросы", "ООО «Пролёт»"),
    ]  # fmt: skip
    assert [(one.roubles, one.source, one.assumed) for one in reading.sums] == [(150_000, "ООО «Пролёт»", True)]
    assert [(one.text, one.recurrence) for one in reading.events] == [
        ("Фестиваль «Сваи»", ""), ("конференция «Вантовый мост»", ""), ("Неделя мостов", "ежегодно в октябре и апреле"),
    ]  # fmt: skip
    assert [one.code for one in reading.findings] == [FindingCode.PARTY_COUNT, FindingCode.OUTSIDE_PERIOD]


def test_the_partner_list_is_read_as_a_form():
    reading = opened(samples.word("Партнёрство идёт по нескольким направлениям:", tables=[samples.PARTNERS]))

    assert [(one.text, len(one.partners)) for one in reading.directions] == [
        ("Социально-педагогическое", 3),
        ("Гражданское", 4),
    ]
    assert {one.sort for one in reading.organisations if one.text == "родители"} == {"community"}


def test_a_workbook_gives_its_indicators():
    found = opened(samples.workbook()).indicators
    assert [(one.name, one.period, one.value, one.unit) for one in found] == [
        ("Кружки", "2021 год", 4, "шт."), ("Кружки", "2022 год", 6, "шт."),
        ("Дети", "2021 год", 120, "чел."), ("Дети", "2022 год", 1500, "чел."),
    ]  # fmt: skip


def test_places_point_at_the_words_they_name():
    document = open_document(samples.word(*samples.REPORT), filename="a.docx")
    reading = read_document(document)
    passages = list(document.passages())

    for one in (*reading.events, *reading.sums, *reading.dates, *reading.agreements):
        assert passages[one.place.passage].text[one.place.start : one.place.end] == one.text


def test_the_same_document_gives_the_same_reading():
    data = samples.passport()
    assert opened(data) == opened(data)


def test_scoring_counts_exact_and_overlapping():
    document = open_document("Школа № 7 города Кирова дала 300 тысяч рублей.".encode(), filename="a.txt")
    case = {"id": "x1", "derivation": "own", "gold": {
        "organizations": ["Школа № 7"], "amounts": [{"text": "300 тысяч рублей", "value_rub": 300000}],
    }}  # fmt: skip

    totals = summed([score_case(case, as_gold(read_document(document), document))])

    assert totals["organizations"] == (Score(0, 1, 1), Score(1, 1, 1))
    assert totals["amounts"] == (Score(1, 1, 1), Score(1, 1, 1))
    assert Score(3, 4, 6).f1 == pytest.approx(0.6)


def test_the_parts_of_cases_depend_on_the_id_alone():
    parts = [part_of(f"c{number}") for number in range(300)]
    assert parts == [part_of(f"c{number}") for number in range(300)]
    assert 60 < parts.count("check") < 140
