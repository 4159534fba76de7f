"""The workbook: one sheet of pupils, read as schools have it and written as we ask for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from vmeste.pure.writing.tables.limits import Limits
from vmeste.pure.writing.tables.limits import NotATable as UnwelcomeTable
from vmeste.pure.writing.tables.reading import Cell, Table, read_table

from . import cells
from .errors import EmptyRoster, NoHeadings
from .headings import (
    BORN,
    CLASS,
    EMAIL,
    EXTERNAL_ID,
    FIRST,
    FULL,
    GUARDIAN_FIELDS,
    LAST,
    NUMBER,
    PATRONYMIC,
    PHONE,
    SEX,
    guardian,
    heading_key,
    is_sensitive,
    key_of_heading,
)
from .lines import LineReader, settled_kinship
from .rows import ClassEntry, GuardianEntry, Notebook, ProblemKind, PupilEntry, Roster, Source

HEADER_WITHIN = 15
MOST_SHEETS = 60
MOST_ROWS = 25_000
"""Of one sheet; five times the largest school. A whole region comes as OneRoster."""
LIMITS = Limits(
    max_bytes=25 << 20,
    max_rows=MOST_ROWS,
    max_columns=60,
    max_cells=600_000,
    max_text=30_000_000,
    max_unpacked=200 << 20,
)
_INSTRUCTIONS = {"как заполнять", "how to fill in", "lists"}


@dataclass(frozen=True, slots=True)
class _Header:
    """`number` from 1; column place → key; key → heading and the kinship the heading tells."""

    number: int
    keys: dict[int, str]
    headings: dict[str, str]
    kinships: dict[str, str]
    unread: tuple[str, ...]


def read_workbook(data: bytes, *, filename: str, on: date) -> Roster:
    """Every visible sheet with a row of headings in which pupils' names stand.

    Without a column of classes the name of the sheet is the class, as where each class has a sheet of its own.

    Raises:
        RosterRefused: NoHeadings, EmptyRoster. TableRefused: as `read_table`.
    """
    book = Notebook()
    classes: dict[str, ClassEntry] = {}
    pupils: list[PupilEntry] = []
    first = read_table(data, filename=filename, limits=LIMITS)
    names = first.sheets[:MOST_SHEETS] or (first.sheet,)
    read = 0
    for name in names:
        if heading_key(name) in _INSTRUCTIONS:
            continue
        try:
            table = first if name == first.sheet else read_table(data, filename=filename, limits=LIMITS, sheet=name)
        except UnwelcomeTable:
            continue
        header = _header_of(table)
        if header is None:
            if table.rows:
                book.note(ProblemKind.SHEET_UNREAD, name)
            continue
        read += 1
        _read_sheet(table, header, classes, pupils, book, on)
    if not read:
        raise NoHeadings
    if not pupils:
        raise EmptyRoster
    return Roster(Source.WORKBOOK, True, classes, tuple(pupils), tuple(book.problems))


def _header_of(table: Table) -> _Header | None:
    best: _Header | None = None
    for number, row in enumerate(table.rows[:HEADER_WITHIN], start=1):
        header = _header_in(number, row)
        names = {LAST, FIRST} <= header.headings.keys() or FULL in header.headings
        if names and (best is None or len(header.keys) > len(best.keys)):
            best = header
    return best


def _header_in(number: int, row: Sequence[Cell]) -> _Header:
    keys: dict[int, str] = {}
    headings: dict[str, str] = {}
    kinships: dict[str, str] = {}
    unread = []
    for place, cell in enumerate(row):
        heading = cells.plain(cell)
        if not heading:
            continue
        key, kinship = key_of_heading(heading)
        if key in headings and key.startswith("guardian_1_"):
            key = key.replace("_1_", "_2_")  # the second of two columns called alike
        if not key or key in headings:
            unread.append(heading)
            continue
        keys[place], headings[key] = key, heading
        if kinship:
            kinships[key[: len("guardian_1")]] = kinship
    return _Header(number, keys, headings, kinships, tuple(unread))


def _read_sheet(
    table: Table,
    header: _Header,
    classes: dict[str, ClassEntry],
    pupils: list[PupilEntry],
    book: Notebook,
    on: date,
) -> None:
    for heading in header.unread:
        if heading_key(heading) not in {"№", "п п", "№ п п", "n", "no"}:
            kind = ProblemKind.COLUMN_SENSITIVE if is_sensitive(heading) else ProblemKind.COLUMN_UNKNOWN
            book.note(kind, table.sheet, header.number, heading)
    of_sheet = _class_of_sheet(table, header)
    refused = _refused_cells(table, header)
    known: dict[str, ClassEntry] = {}
    for number, row in enumerate(table.rows[header.number :], start=header.number + 1):
        said: dict[str, Cell] = {key: row[place] for place, key in header.keys.items() if row[place] not in (None, "")}
        if not (said.keys() & {LAST, FIRST, FULL}) and number not in refused:
            continue  # a line between the pupils: a total, a signature, an empty one
        if _repeats_headings(said, header):
            continue
        reader = LineReader(book, table.sheet, number, on=on)
        for heading in refused.get(number, ()):
            reader.object(ProblemKind.FORMULA, heading)
        class_ = _class_in(said, header, reader, known) if CLASS in header.headings else of_sheet
        if class_ is not None:
            classes.setdefault(class_.key, class_)
        pupils.append(_entry(said, header, reader, class_.key if class_ else ""))


def _class_of_sheet(table: Table, header: _Header) -> ClassEntry | None:
    if CLASS in header.headings:
        return None
    try:
        found = cells.class_of(table.sheet)
    except cells.Unreadable:
        return None
    return found if found.grade is not None else None


def _refused_cells(table: Table, header: _Header) -> dict[int, list[str]]:
    """Row from 1 → headings of its cells that held a formula."""
    by_row: dict[int, list[str]] = {}
    for problem in table.problems:
        letters = problem.address.rstrip("0123456789")
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - ord("A") + 1
        key = header.keys.get(place - 1)
        row = int(problem.address[len(letters) :])
        if key and row > header.number:
            by_row.setdefault(row, []).append(header.headings[key])
    return by_row


def _repeats_headings(said: Mapping[str, Cell], header: _Header) -> bool:
    return all(cells.plain(cell) == header.headings[key] for key, cell in said.items()) and bool(said)


def _class_in(
    said: Mapping[str, Cell], header: _Header, reader: LineReader, known: dict[str, ClassEntry]
) -> ClassEntry | None:
    cell = said.get(CLASS)
    if cell is None:
        reader.book.note(ProblemKind.NO_CLASS, reader.sheet, reader.line, header.headings[CLASS])
        return None
    text = cells.plain(cell)
    try:
        if isinstance(cell, date) or text not in known:
            known[text] = cells.class_of(cell)
        return known[text]
    except cells.Unreadable:
        reader.object(ProblemKind.BAD_CLASS, header.headings[CLASS], text)
        return None


def _entry(said: Mapping[str, Cell], header: _Header, reader: LineReader, class_key: str) -> PupilEntry:
    title = header.headings
    if LAST in title:
        last, first = (
            reader.name(said.get(LAST), title[LAST]),
            reader.name(said.get(FIRST), title.get(FIRST, title[LAST])),
        )
        patronymic = reader.name(said.get(PATRONYMIC), title.get(PATRONYMIC, ""))
    else:
        last, first, patronymic = reader.full_name(said.get(FULL), title[FULL])
    if not (last and first) and not reader.is_wrong:
        reader.object(ProblemKind.NO_NAME, title.get(LAST) or title[FULL], last or first)
    return PupilEntry(
        sheet=reader.sheet,
        line=reader.line,
        last_name=last,
        first_name=first,
        patronymic=patronymic,
        born_on=reader.birthday(said.get(BORN), title.get(BORN, "")),
        sex=reader.sex(said.get(SEX), title.get(SEX, "")),
        email=reader.email(said.get(EMAIL), title.get(EMAIL, "")),
        phone=reader.phone(said.get(PHONE), title.get(PHONE, "")),
        external_id=reader.text(said.get(EXTERNAL_ID), title.get(EXTERNAL_ID, ""), cells.ID_LENGTH),
        number=cells.plain(said.get(NUMBER)).lstrip("№ "),
        class_key=class_key,
        guardians=_guardians(said, header, reader),
        is_wrong=reader.is_wrong,
    )


def _guardians(said: Mapping[str, Cell], header: _Header, reader: LineReader) -> tuple[GuardianEntry, ...]:
    found = []
    for place in (1, 2):
        full, kinship, phone, email = (guardian(place, field) for field in GUARDIAN_FIELDS)
        if full not in said:
            if phone in said or email in said:
                # A telephone without the person it belongs to would be kept for nobody.
                there = phone if phone in said else email
                reader.object(ProblemKind.NO_NAME, header.headings.get(full) or header.headings[there], "")
            continue
        last, first, patronymic = reader.full_name(said[full], header.headings[full])
        if not (last and first):
            reader.object(ProblemKind.NO_NAME, header.headings[full], cells.plain(said[full]))
            continue
        entry = GuardianEntry(
            last,
            first,
            patronymic,
            reader.kinship(said.get(kinship), header.headings.get(kinship, ""))
            or header.kinships.get(full[: len("guardian_1")], ""),
            reader.phone(said.get(phone), header.headings.get(phone, "")),
            reader.email(said.get(email), header.headings.get(email, "")),
        )
        found.append(replace(entry, kinship=settled_kinship(entry)))
    return tuple(found)


# Writing

_HEADINGS = {
    "ru": {
        NUMBER: "Номер в сети",
        CLASS: "Класс",
        LAST: "Фамилия",
        FIRST: "Имя",
        PATRONYMIC: "Отчество",
        BORN: "Дата рождения",
        SEX: "Пол",
        EXTERNAL_ID: "Номер в другой системе",
        "of_guardian": (
            "Представитель {}: ФИО",
            "Представитель {}: кем приходится",
            "Представитель {}: телефон",
            "Представитель {}: эл. почта",
        ),
        "sheet": "Ученики",
        "help": "Как заполнять",
        "sexes": {"f": "жен", "m": "муж", "": ""},
        "kinships": {"mother": "мать", "father": "отец", "guardian": "опекун", "other": "представитель", "": ""},
        "wrong_date": "Дата рождения пишется так: 07.05.2012",
        "lines": (
            "Одна строка – один ученик. Обязательны класс, фамилия и имя.",
            "Дата рождения (07.05.2012) отличает тёзок: без неё ученика с тем же именем система не угадывает.",
            "«Номер в сети» стоит в списках, которые выдала система; в новых строках оставьте его пустым.",
            "Номер из электронного журнала впишите в «Номер в другой системе»: по нему ученика узнают всегда.",
            "Пустая ячейка ничего не стирает: то, что уже записано, останется.",
            "Представителей – до двух. У братьев и сестёр пишите представителя одинаково, с тем же телефоном.",
            "Сведения о здоровье, национальности, СНИЛС и паспорта не вписывайте: они не читаются и не хранятся.",
            "После загрузки вы сначала увидите проверку и разницу; без вашего согласия ничего не запишется.",
        ),
    },
    "en": {
        NUMBER: "Network number",
        CLASS: "Class",
        LAST: "Last name",
        FIRST: "First name",
        PATRONYMIC: "Patronymic",
        BORN: "Date of birth",
        SEX: "Sex",
        EXTERNAL_ID: "ID in another system",
        "of_guardian": (
            "Guardian {}: full name",
            "Guardian {}: kinship",
            "Guardian {}: telephone",
            "Guardian {}: e-mail",
        ),
        "sheet": "Pupils",
        "help": "How to fill in",
        "sexes": {"f": "female", "m": "male", "": ""},
        "kinships": {"mother": "mother", "father": "father", "guardian": "guardian", "other": "other", "": ""},
        "wrong_date": "Write the date of birth as 07.05.2012",
        "lines": (
            "One line, one pupil. Class, last name and first name are needed.",
            "The date of birth (07.05.2012) tells namesakes apart: without it a pupil is never guessed.",
            "“Network number” stands in lists the system has given out; leave it empty in new lines.",
            "Put the id of an electronic register into “ID in another system”: it always tells who is meant.",
            "An empty cell erases nothing: what is recorded stays.",
            "Up to two guardians. Write the guardian of brothers and sisters alike, with the same telephone.",
            "Do not enter health, ethnicity or numbers of documents: they are neither read nor kept.",
            "After the upload you see the difference first; nothing is written without your consent.",
        ),
    },
}
_COLUMNS = (CLASS, LAST, FIRST, PATRONYMIC, BORN, SEX)
_WIDTHS = {CLASS: 10, LAST: 20, FIRST: 16, PATRONYMIC: 20, BORN: 14, SEX: 8, NUMBER: 14, EXTERNAL_ID: 18}
_ROWS_WITH_LISTS = 2_000
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_REQUIRED = frozenset({CLASS, LAST, FIRST})


@dataclass(frozen=True, slots=True)
class ListRow:
    """A pupil of a class list to be written."""

    class_name: str
    last_name: str
    first_name: str
    patronymic: str = ""
    born_on: date | None = None
    sex: str = ""
    number: str = ""
    external_id: str = ""
    guardians: tuple[GuardianEntry, ...] = ()


def write_list(rows: Iterable[ListRow] = (), *, language: str = "ru") -> bytes:
    """The workbook with these pupils, or an empty one to fill in: headings, drop-down lists, instructions.

    Read again it gives the same pupils. Equal input gives equal bytes.
    """
    words: dict[str, Any] = _HEADINGS["ru" if language.startswith("ru") else "en"]
    headings = [words[key] for key in _COLUMNS]
    for place in (1, 2):
        headings += [title.format(place) for title in words["of_guardian"]]
    headings += [words[EXTERNAL_ID], words[NUMBER]]
    target = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        book.set_properties({"created": _CREATED.replace(tzinfo=None)})
        sheet, instructions = book.add_worksheet(words["sheet"]), book.add_worksheet(words["help"])
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd.mm.yyyy"})
        head: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        usual = book.add_format({**head, "bg_color": "#DCE6F1"})
        required = book.add_format({**head, "bg_color": "#FCE4B8"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        born = _COLUMNS.index(BORN)
        for place, title in enumerate(headings):
            key = _COLUMNS[place] if place < len(_COLUMNS) else ""
            sheet.set_column(place, place, _WIDTHS.get(key, 24), day if place == born else text)
            sheet.write_string(0, place, title, required if key in _REQUIRED else usual)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(_written(row, words)):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                elif value:
                    sheet.write_string(line, place, value, text)
        _add_rules(sheet, words, born)
        sheet.freeze_panes(1, 0)
        instructions.set_column(0, 0, 90, wrapped)
        for line, sentence in enumerate(words["lines"]):
            instructions.write_string(line, 0, sentence, wrapped)
    return target.getvalue()


def _written(row: ListRow, words: Mapping[str, Any]) -> list[str | date | None]:
    values: list[str | date | None] = [row.class_name, row.last_name, row.first_name, row.patronymic, row.born_on]
    values.append(words["sexes"][row.sex])
    for place in range(2):
        if place < len(row.guardians):
            person = row.guardians[place]
            full = " ".join(filter(None, (person.last_name, person.first_name, person.patronymic)))
            values += [full, words["kinships"][person.kinship], person.phone, person.email]
        else:
            values += ["", "", "", ""]
    return [*values, row.external_id, row.number]


def _add_rules(sheet: Any, words: Mapping[str, Any], born: int) -> None:
    def choices(place: int, known: Mapping[str, str]) -> None:
        rule = {"validate": "list", "source": [word for word in known.values() if word], "error_type": "warning"}
        sheet.data_validation(1, place, _ROWS_WITH_LISTS, place, rule)

    choices(_COLUMNS.index(SEX), words["sexes"])
    choices(len(_COLUMNS) + 1, words["kinships"])
    choices(len(_COLUMNS) + 1 + len(GUARDIAN_FIELDS), words["kinships"])
    rule = {
        "validate": "date",
        "criteria": "between",
        "minimum": date(1990, 1, 1),
        "maximum": date(2100, 1, 1),
        "error_message": words["wrong_date"],
        "error_type": "warning",
    }
    sheet.data_validation(1, born, _ROWS_WITH_LISTS, born, rule)
