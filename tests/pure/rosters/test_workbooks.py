"""Workbooks: our own template, and lists as schools keep them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pure.rosters.deeds import workbook

from vmeste.pure.rosters import GuardianEntry, ListRow, ProblemKind, read_roster, write_list
from vmeste.pure.rosters.cells import Unreadable, birthday, class_key, class_of
from vmeste.pure.rosters.errors import EmptyRoster, Encrypted, NoHeadings
from vmeste.pure.rosters.headings import is_sensitive, key_of_heading

ON = date(2026, 3, 2)
HEADINGS = ("Класс", "Фамилия", "Имя", "Отчество", "Дата рождения")


def read(data, filename="x.xlsx"):
    return read_roster(data, filename=filename, on=ON)


def kinds(roster):
    return [(problem.kind, problem.line, problem.column) for problem in roster.problems]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_written_is_read_again(language):
    mother = GuardianEntry("Иванова", "Ольга", "Петровна", "mother", "+7 911 111-22-33", "a@b.ru")
    other = GuardianEntry("Котова", "Инна", "", "other")
    rows = [
        ListRow("8и", "Иванова", "Анна", "Сергеевна", date(2012, 5, 7), "f", "500000001", "s-1", (mother, other)),
        ListRow("Радуга", "Ким", "Ли"),
    ]
    roster = read(write_list(rows, language=language))
    assert roster.problems == ()
    first, second = roster.pupils
    assert (first.guardians, first.number, first.external_id, first.born_on) == (
        (mother, other),
        "500000001",
        "s-1",
        date(2012, 5, 7),
    )
    assert roster.classes[second.class_key].name == "Радуга"
    assert write_list(rows, language=language) == write_list(rows, language=language)


def test_the_empty_template_has_no_pupils():
    with pytest.raises(EmptyRoster):
        read(write_list())


def test_a_list_as_schools_keep_it():
    roster = read(
        workbook(
            ("Список учащихся 8 «И» класса на 01.03.2026",),
            (),
            ("№ п/п", "ФИО учащегося", "Дата рожд.", "Класс", "ФИО матери", "Телефон матери", "ФИО отца", "Группа здоровья", "Примечание"),
            (1, "ИВАНОВА АННА СЕРГЕЕВНА", "7.5.12", '8 "И"', "Иванова Ольга Петровна", "89111112233", "Иванов Сергей Ильич", "II", "x"),
            (2, "Ким Ли", "7 мая 2012 г.", "8и класс", None, None, None, None, None),
            (None, "Всего: 2"),
        )
    )  # fmt: skip
    first, second, total = roster.pupils
    assert (first.last_name, first.first_name, first.born_on) == ("Иванова", "Анна", date(2012, 5, 7))
    assert [guardian.kinship for guardian in first.guardians] == ["mother", "father"]
    assert first.class_key == second.class_key == "8-и"
    assert total.is_wrong
    assert {kind for kind, _line, _column in kinds(roster)} == {
        ProblemKind.COLUMN_SENSITIVE,
        ProblemKind.COLUMN_UNKNOWN,
        ProblemKind.NO_CLASS,
        ProblemKind.BAD_NAME,
    }


def test_a_sheet_for_each_class():
    lines = [("Фамилия", "Имя"), ("Иванова", "Анна")]
    roster = read(workbook(sheets={"8и": lines, "9а": [lines[0], ("Петров", "Пётр")], "Заметки": [("привет",)]}))
    assert [(pupil.sheet, pupil.class_key) for pupil in roster.pupils] == [("8и", "8-и"), ("9а", "9-а")]
    assert [(problem.kind, problem.sheet) for problem in roster.problems] == [(ProblemKind.SHEET_UNREAD, "Заметки")]


def test_errors_stand_at_line_and_column():
    roster = read(
        workbook(
            HEADINGS,
            ("8и", "Иванова", "Анна", "", "31.02.2012"),
            ("8и", "Петров", "", "", "01.02.2012"),
            (date(2026, 1, 8), "Котов", "Олег", "", ""),
            ("8и", "Зимин", "Олег", "", "01.02.1912"),
            ("8и", "=1+1", "Олег", "", ""),
            ("", "Летов", "Олег", "", ""),
        )
    )
    assert kinds(roster) == [
        (ProblemKind.BAD_DATE, 2, "Дата рождения"),
        (ProblemKind.NO_NAME, 3, "Фамилия"),
        (ProblemKind.BAD_CLASS, 4, "Класс"),
        (ProblemKind.UNLIKELY_DATE, 5, "Дата рождения"),
        (ProblemKind.FORMULA, 6, "Фамилия"),
        (ProblemKind.NO_CLASS, 7, "Класс"),
    ]
    assert [pupil.is_wrong for pupil in roster.pupils] == [True] * 5 + [False]


def test_doubles():
    lines = [("8и", "Иванова", "Анна", "", ""), ("8и", "Петров", "Пётр", "", "")]
    roster = read(workbook(HEADINGS, *lines, lines[0], ("9а", *lines[1][1:])))
    assert [(problem.kind, problem.line, problem.value) for problem in roster.problems] == [
        (ProblemKind.DUPLICATE, 4, "2"),
        (ProblemKind.TWO_CLASSES, 5, "3"),
        (ProblemKind.TWO_CLASSES, 3, "5"),
    ]
    assert [pupil.is_wrong for pupil in roster.pupils] == [False, True, True, True]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_a_text_with_columns(encoding):
    text = "Класс;Фамилия;Имя;Дата рождения\r\n8и;Иванова;Анна;07.05.2012\r\n"
    (pupil,) = read(text.encode(encoding), filename="list.csv").pupils
    assert (pupil.last_name, pupil.born_on) == ("Иванова", date(2012, 5, 7))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (workbook(("a", "b"), (1, 2)), NoHeadings),
        (workbook(HEADINGS), EmptyRoster),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Encrypted),
    ],
)
def test_a_workbook_that_is_no_list_is_refused(data, refusal):
    with pytest.raises(refusal):
        read(data)


@pytest.mark.parametrize("text", ["8и", "8 И", "8-и", "8 «И»", '8 "и" класс', "08и"])
def test_spellings_of_one_class(text):
    assert class_of(text).key == class_key(text) == "8-и"
    assert class_of(text).grade == 8


def test_latin_letters_that_look_russian_make_the_same_class():
    assert class_of("8A").key == class_of("8а").key


@given(st.dates(date(2005, 1, 1), ON))
def test_every_spelling_of_a_day_is_the_day(day):
    months = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ]
    spellings = [
        day,
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%y}",
        f"{day.day} {months[day.month - 1]} {day.year} г.",
    ]
    assert {birthday(spelling, on=ON) for spelling in spellings} == {day}


@given(st.text(max_size=40))
def test_any_text_is_a_class_or_is_refused(text):
    try:
        entry = class_of(text)
    except Unreadable:
        return
    assert class_key(entry.name) == entry.key


@pytest.mark.parametrize(
    ("heading", "key", "kinship"),
    [
        ("Ф.И.О. ребёнка", "full_name", ""),
        ("Дата рождения (дд.мм.гггг)", "born_on", ""),
        ("Законный представитель", "guardian_1_full_name", ""),
        ("Тел. отца", "guardian_2_phone", "father"),
        ("Мама", "guardian_1_full_name", "mother"),
        ("Контактный телефон", "guardian_1_phone", ""),
        ("Любимый цвет", "", ""),
    ],
)
def test_headings_of_schools(heading, key, kinship):
    assert key_of_heading(heading) == (key, kinship)


@pytest.mark.parametrize("heading", ["Группа здоровья", "Национальность", "СНИЛС", "ОВЗ", "hispanicOrLatinoEthnicity"])
def test_what_is_never_kept(heading):
    assert is_sensitive(heading)
