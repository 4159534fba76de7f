"""What a practice passport says, section by section: as people fill the form in, and as the house prints it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.forms.practice import (
    PrintedAct,
    addresses_of,
    amount_of,
    one_line,
    phone_and_mail,
    printed_act,
    read_practice,
    tidy,
)
from vmeste.pure.writing.drafting import Grid, Heading, Paragraph, build_docx

TITLES = {
    "name": "Наименование практики",
    "territory": "Наименование территории",
    "preconditions": "Предпосылки реализации",
    "term": "Сроки реализации практики",
    "before": "Показатели развития до внедрения практики",
    "goal": "Цель и задачи практики",
    "opportunities": "Возможности",
    "approaches": "Принципиальные подходы",
    "results": "Результаты практики",
    "participants": "Участники внедрения практики",
    "interested": "Заинтересованные лица",
    "canvas": "Краткое описание бизнес-модели",
    "costs": "Затраты на реализацию практики",
    "links": "Ссылки",
}


def read(**sections):
    """The passport with these blocks under its headings; a text stands for one paragraph."""
    blocks = []
    for number, (key, title) in enumerate(TITLES.items(), start=1):
        body = sections.get(key, ())
        blocks += [Heading(f"{number}. {title}"), *([Paragraph(body)] if isinstance(body, str) else body)]
    return read_practice(open_document(build_docx(blocks, title="Паспорт"), filename="passport.docx"))


def grid(*rows):
    return Grid(rows, (100 // len(rows[0]),) * len(rows[0]), has_borders=True)


def test_other_documents_are_no_passports():
    data = build_docx([Heading("Отчёт"), Paragraph("Показатели до внедрения практики")], title="Отчёт")
    assert read_practice(open_document(data, filename="report.docx")) is None


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("«Сеть «Старт» рабочее наименование «Маяк»",),
        ("Сеть «Старт»", "Рабочее наименование «Маяк»"),
        ("Сеть «Старт», рабочее название: Маяк",),
    ],
)
def test_a_working_name_stands_in_the_line_or_below(paragraphs):
    practice = read(name=[Paragraph(text) for text in (*paragraphs, "Свои слова.")])
    assert (practice.name.text, practice.working_name.text) == ("Сеть «Старт»", "Маяк")
    assert practice.own["name"].text == "Свои слова."


def test_a_value_and_the_words_behind_it_are_told_apart():
    practice = read(territory=[Paragraph("Город Н."), Paragraph("Вместе с посёлком.")], term="01.09.2025 – 31.08.2028")
    assert practice.territory.text == "Город Н."
    assert practice.own["territory"].text == "Вместе с посёлком."
    assert practice.span == ("2025-09-01", "2028-08-31")


def test_goal_tasks_and_own_words():
    lines = ("Вступление.", "Цель: учиться вместе", "каждый день", "Задачи:", "– первая;", "2) вторая;", "Послесловие.")
    practice = read(goal=[Paragraph(line) for line in lines])
    assert practice.goal.text == "учиться вместе\nкаждый день"
    assert [task.text for task in practice.tasks] == ["первая", "вторая"]
    assert practice.own["goal"].text == "Вступление.\nПослесловие."


def test_a_place_left_to_fill_in_says_nothing():
    head = ("Количество граждан, участвующих", "Количество граждан, на которых направлен эффект")
    practice = read(
        territory="________",
        goal="Цель: ________",
        interested=[grid(head, ("________", "1 200"))],
        costs=[grid(("№", "Статья затрат", "Объем затрат", "Источник"), ("1", "Станок", "________", "________"))],
    )
    assert not practice.territory
    assert not practice.goal
    assert (practice.taking_part.text, practice.reached.text) == ("", "1200")
    [row] = practice.rows["costs"]
    assert dict(row.cells) == {"name": "Станок"}


def test_a_heading_among_costs_is_words_and_gives_its_source_to_the_lines_below():
    head = ("№", "Статья затрат", "Объем затрат", "Источник финансирования")
    rows = (
        ("1.", "Оборудование", "", "грант"),
        ("1.1.", "Станок", "10 тыс. руб.", ""),
        ("2.", "Поездки", "5 руб.", ""),
    )
    practice = read(costs=[grid(head, *rows)])
    assert [(row.number, row.get("name"), row.get("source")) for row in practice.rows["costs"]] == [
        ("1.1.", "Станок", "грант"),
        ("2.", "Поездки", ""),
    ]
    assert practice.own["costs"].text == "1. Оборудование"
    assert amount_of(practice.rows["costs"][0].get("amount")) == 10_000


def test_groups_have_periods_of_their_own_where_they_are_printed_beside_the_title():
    head = ("№", "Показатель, единица измерения", "Значение показателя", "Значение показателя")
    rows = (
        ("1", "Охват", "2024 год", "2027 год"),
        ("1.1", "Технические программы,\N{NO-BREAK SPACE}мест на этаж", "8,2", "–"),
        ("1.2", "Ещё не измерено, чел.", "–", "–"),
        ("2", "Олимпиады", "2020", "2021"),
        ("2.1", "Физика", "3", "4"),
    )
    first, second = read(results=[grid(head, *rows)]).groups
    assert (first.title, first.periods) == ("Охват", ("2024 год", "2027 год"))
    measured = [(row.name, row.unit, [value and value.value for value in row.values]) for row in first.rows]
    assert measured == [("Технические программы", "мест на этаж", [8.2, None]), ("Ещё не измерено", "чел.", [None] * 2)]
    assert (second.title, second.periods, len(second.rows)) == ("Олимпиады", ("2020", "2021"), 1)


def test_blocks_of_the_canvas_stand_in_cells_or_under_their_titles():
    in_cells = read(canvas=[grid(("Каналы сбыта\nсайты\n- газеты", "Структура доходов\nвзносы"))])
    under = read(
        canvas=[Paragraph(text) for text in ("Каналы сбыта", "сайты\n- газеты", "Структура доходов", "взносы")]
    )
    for practice in (in_cells, under):
        assert practice.own["canvas_channels"].text == "сайты\n- газеты"
        assert practice.own["canvas_income"].text == "взносы"


def test_an_act_as_the_house_prints_it():
    text = "приказ (Отдел образования (город)) № 421 от 31.12.2015 «О сети «Старт»»"
    assert printed_act(text) == PrintedAct("приказ", "Отдел образования (город)", "421", "2015-12-31", "О сети «Старт»")
    assert printed_act("указ (Губернатор) № 3-п") == PrintedAct("указ", "Губернатор", "3-п", "", "")
    assert printed_act("Приказ отдела образования от 17.11.2015 № 348 «Об утверждении»") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("400 000 руб.", 400_000),
        ("1250,50 руб.", 1250.5),
        ("2,5 млн руб.", 2_500_000),
        ("по договору", None),
        ("", None),
    ],
)
def test_sums_of_cells(text, expected):
    assert amount_of(text) == expected


def test_addresses_phones_and_mail():
    assert addresses_of("http://a.ru\nwww.b.ru/page и c.рф.") == [
        "http://a.ru",
        "https://www.b.ru/page",
        "https://c.рф",
    ]
    assert addresses_of("страница в сети") == []
    assert phone_and_mail("(81532) 7 12 25\na@example.org") == ("(81532) 7 12 25", "a@example.org")
    assert phone_and_mail("+7 900 000-00-01, b@example.org") == ("+7 900 000-00-01", "b@example.org")


@given(st.text(alphabet="аб 1.)-–•;«»\n\t\N{NO-BREAK SPACE}", max_size=60))
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)
    assert one_line(one_line(text)) == one_line(text)
