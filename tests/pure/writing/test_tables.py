"""Registers written as workbooks, text files and pages, and read back."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vmeste.pure.writing.tables.delimited import SHIELD, plain, shielded, write_csv
from vmeste.pure.writing.tables.reading import as_text, read_table
from vmeste.pure.writing.tables.registers import TooManyRows, write_docx_table, write_pdf_table
from vmeste.pure.writing.tables.sheets import FORMULA_SIGNS, ColumnSpec, Kind, Sheet, WrongValue, spoken
from vmeste.pure.writing.tables.xlsx import write_xlsx

COLUMNS = (
    ColumnSpec("№", Kind.NUMBER, 5),
    ColumnSpec("Наименование", Kind.TEXT, 40),
    ColumnSpec("ИНН", Kind.TEXT, 12),
    ColumnSpec("Договор от", Kind.DATE, 12),
    ColumnSpec("Сумма, ₽", Kind.MONEY, 14),
    ColumnSpec("Действует", Kind.BOOLEAN, 10),
)
ROWS = (
    (1, "МБОУ «Лицей № 1»", "7707083893", date(2026, 3, 1), Decimal("1234567.50"), True),
    (2, "=cmd|' /C calc'!A0", "0077070838", None, Decimal(-5), False),
)
REGISTER = Sheet("Реестр партнёров", COLUMNS, ROWS)
HOSTILE = [sign + rest for sign in FORMULA_SIGNS for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")')]
ORDINARY = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


def workbook(*sheets: Sheet, constant_memory: bool = False) -> bytes:
    target = BytesIO()
    write_xlsx(sheets, target, constant_memory=constant_memory)
    return target.getvalue()


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def one_column(*texts: str) -> Sheet:
    return Sheet("Тексты", (ColumnSpec("Текст"),), [(text,) for text in texts])


@pytest.mark.parametrize("constant_memory", [False, True])
def test_a_workbook_comes_back_as_it_went_out(constant_memory):
    table = read_table(workbook(REGISTER, constant_memory=constant_memory), filename="реестр.xlsx")
    assert table.sheet == "Реестр партнёров"
    assert table.rows[0] == tuple(column.title for column in COLUMNS)
    assert table.rows[1] == (1, "МБОУ «Лицей № 1»", "7707083893", date(2026, 3, 1), 1234567.5, True)
    assert table.rows[2] == (2, "=cmd|' /C calc'!A0", "0077070838", None, -5, False)
    assert table.problems == ()


def test_a_workbook_is_ready_to_filter_and_print():
    sheet = openpyxl.load_workbook(BytesIO(workbook(REGISTER))).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    assert isinstance(sheet["D2"].value, datetime)
    assert sheet["D2"].number_format == "dd.mm.yyyy"


@pytest.mark.parametrize("constant_memory", [False, True])
def test_no_text_becomes_a_formula_or_a_link(constant_memory):
    data = workbook(one_column(*HOSTILE, "https://evil.example/", "mailto:a@b"), constant_memory=constant_memory)
    with ZipFile(BytesIO(data)) as file:
        xml = file.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in xml
        assert b"hyperlink" not in xml
    assert read_table(data, filename="a.xlsx").problems == ()
    assert {
        cell.data_type for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows(min_row=2) for cell in row
    } == {"s"}


@settings(max_examples=30, deadline=None)
@given(
    st.text(ORDINARY, min_size=1, max_size=50).filter(
        lambda text: text.strip(" \u00a0\u202f\u2007\ufeff\u200b") == text
    )
)
@example("_x0041_")
@example("a\nb")
@example("=1+1")
def test_text_of_a_workbook_is_identical_when_read_back(text):
    assert read_table(workbook(one_column(text)), filename="a.xlsx").rows[1] == (text,)


def test_equal_registers_give_equal_bytes():
    assert workbook(REGISTER) == workbook(REGISTER)
    assert write_docx_table(REGISTER, on=date(2026, 3, 1)) == write_docx_table(REGISTER, on=date(2026, 3, 1))


def test_sheets_get_names_a_workbook_allows():
    titles = ("Договоры: [действующие] / все?", "а" * 40, "А" * 40, "", "'x'", "History")
    data = workbook(*(Sheet(title, (ColumnSpec("a"),), ()) for title in titles))
    names = read_table(data, filename="a.xlsx").sheets
    assert len(names) == len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 for name in names)


def test_long_texts_old_dates_and_long_numbers_survive():
    columns = (ColumnSpec("a"), ColumnSpec("b", Kind.DATE), ColumnSpec("c", Kind.NUMBER))
    data = workbook(Sheet("x", columns, [("я" * 40_000, date(1812, 9, 7), 12345678901234567890)]))
    assert read_table(data, filename="a.xlsx").rows[1] == ("я" * 32_767, "07.09.1812", "12345678901234567890")


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Kind.NUMBER, "5"), (Kind.DATE, "5"), (Kind.MONEY, True), (Kind.BOOLEAN, 1), (Kind.NUMBER, float("nan"))],
)
def test_a_value_of_another_kind_is_an_error(kind, value):
    sheet = Sheet("x", (ColumnSpec("a", kind),), [(value,)])
    with pytest.raises(WrongValue):
        workbook(sheet)
    with pytest.raises(WrongValue):
        b"".join(write_csv(sheet))


def test_a_text_file_opens_in_a_russian_spreadsheet():
    data = b"".join(write_csv(REGISTER))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n")[1] == "1;МБОУ «Лицей № 1»;7707083893;01.03.2026;1234567,50;да"


def test_a_text_file_says_what_the_register_says():
    assert lines_of(b"".join(write_csv(REGISTER))) == [
        [column.title for column in COLUMNS],
        ["1", "МБОУ «Лицей № 1»", "7707083893", "01.03.2026", "1234567,50", "да"],
        ["2", SHIELD + "=cmd|' /C calc'!A0", "0077070838", "", "-5,00", "нет"],
    ]


def test_a_text_file_is_written_in_pieces():
    seen = []
    rows = ((seen.append(number) or number,) for number in range(1000))
    pieces = write_csv(Sheet("x", (ColumnSpec("n", Kind.NUMBER),), rows))
    next(pieces), next(pieces)
    assert len(seen) == 200


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("=1")
@example("\t=1")
@example(SHIELD + "=1")
@example('\r\n;"')
@example("＝1")
def test_shielded_text_is_no_formula_and_is_identical_when_read_back(text):
    assert not shielded(text).startswith(tuple(FORMULA_SIGNS))
    assert plain(shielded(text)) == text
    if text:
        _header, (cell,) = lines_of(b"".join(write_csv(one_column(text))))
        assert plain(cell) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_text_file_begins_a_formula(text):
    line = b"".join(write_csv(one_column(text))).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"')[0] == SHIELD


def test_a_register_on_paper_has_title_date_and_a_repeated_header():
    document = Document(BytesIO(write_docx_table(REGISTER, on=date(2026, 3, 1))))
    assert [paragraph.text for paragraph in document.paragraphs] == ["Реестр партнёров", "по состоянию на 01.03.2026"]
    table = document.tables[0]
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "МБОУ «Лицей № 1»",
        "7707083893",
        "01.03.2026",
        "1\u00a0234\u00a0567,50",
        "да",
    ]
    assert "tblHeader" in table.rows[0]._tr.xml
    section = document.sections[0]
    assert section.page_width > section.page_height
    assert document.core_properties.title == "Реестр партнёров"


def test_a_register_of_many_pages_repeats_header_and_numbers_pages():
    sheet = Sheet("Реестр", COLUMNS, [(n, f"Школа № {n}", "7707083893", None, None, None) for n in range(1, 101)])
    pdf = pypdfium2.PdfDocument(write_pdf_table(sheet, on=date(2026, 3, 1)))
    texts = [page.get_textpage().get_text_range() for page in pdf]
    assert len(texts) > 2
    assert all("Наименование" in text for text in texts)
    assert [text.split()[0] for text in texts[1:]] == [str(number) for number in range(2, len(texts) + 1)]
    assert pdf[0].get_width() > pdf[0].get_height()
    words = " ".join(" ".join(texts).split())
    assert all(f"Школа № {number} " in words for number in range(1, 101))


def test_a_register_for_paper_has_an_end():
    with pytest.raises(TooManyRows):
        write_docx_table(Sheet("x", (ColumnSpec("a"),), (("a",) for _ in range(5001))), on=date(2026, 3, 1))


def test_an_empty_register_is_still_a_document():
    empty = Sheet("Пусто", COLUMNS, ())
    assert read_table(workbook(empty), filename="a.xlsx").rows == (tuple(column.title for column in COLUMNS),)
    assert write_pdf_table(empty, on=date(2026, 3, 1)).startswith(b"%PDF")


def test_values_are_spoken_as_a_russian_reader_expects():
    assert spoken(Decimal("1234.5"), ColumnSpec("a", Kind.MONEY)) == "1\u00a0234,50"
    assert spoken(1000, ColumnSpec("a", Kind.NUMBER)) == "1\u00a0000"
    assert spoken(0.25, ColumnSpec("a", Kind.NUMBER)) == "0,25"
    assert spoken(datetime(2026, 3, 1, 12, tzinfo=UTC), ColumnSpec("a", Kind.DATE)) == "01.03.2026"
    assert spoken(None, ColumnSpec("a")) == ""


def test_cells_are_texts_as_a_person_writes_them():
    cells = (None, True, date(2026, 3, 1), datetime(2026, 3, 1, 9, 5, tzinfo=UTC), 7707083893, 0.1, 1e21, "007")
    assert [as_text(cell) for cell in cells] == [
        *("", "да", "01.03.2026", "01.03.2026 09:05", "7707083893", "0,1", "1000000000000000000000", "007")
    ]
