"""Tables people bring, ordinary and hostile."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.writing.tables.limits import Damaged, Encrypted, Limits, NotATable, TableRefused, TooLarge
from vmeste.pure.writing.tables.reading import CellProblem, read_table

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
WORDS = "№;Наименование;Город\r\n1;Лицей «Надежда»;Северный Бор\r\n2;Детский сад «Ёлочка»;Мурманск\r\n"


def workbook(fill) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        fill(book, book.add_worksheet("Лист"))
    return target.getvalue()


def changed(data: bytes, part: str, change) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return target.getvalue()


def sheet_with(xml: str) -> bytes:
    empty = workbook(lambda book, sheet: sheet.write(0, 0, "x"))
    return changed(
        empty,
        "xl/worksheets/sheet1.xml",
        lambda old: old[: old.index(b"<sheetData>")] + f"<sheetData>{xml}</sheetData></worksheet>".encode(),
    )


def ods(rows: str, **more: bytes) -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OFFICE}office:1.0" xmlns:table="{OFFICE}table:1.0" '
        f'xmlns:text="{OFFICE}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Лист">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", more.get("manifest", b"<manifest/>"))
        file.writestr("content.xml", content)
    return target.getvalue()


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def test_numbers_and_texts_keep_their_digits():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["ИНН", 7707083893, 0.5, True])
        sheet.write_string(1, 0, "007707")
        sheet.write_string(1, 1, "\u00a0 текст \u00a0")
        sheet.write_datetime(1, 2, date(2026, 3, 1), book.add_format({"num_format": "dd.mm.yyyy"}))

    table = read_table(workbook(fill), filename="a.xlsx")
    assert table.rows == (("ИНН", 7707083893, 0.5, True), ("007707", "текст", date(2026, 3, 1), None))
    assert isinstance(table.rows[0][1], int)


def test_a_formula_is_a_problem_at_its_address_and_no_value():
    def fill(book, sheet):
        sheet.write(0, 0, "Сумма")
        sheet.write_formula(1, 27, "=1+1", None, 2)
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")

    table = read_table(workbook(fill), filename="a.xlsx")
    assert table.problems == (CellProblem("AB2", is_formula=True), CellProblem("A3", is_formula=True))
    assert table.rows == (("Сумма",),)


def test_an_error_left_by_a_formula_is_a_problem():
    table = read_table(
        sheet_with('<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c></row>'), filename="a.xlsx"
    )
    assert table.rows == ((None, 1),)
    assert table.problems == (CellProblem("A1", is_formula=False),)


def test_a_merged_header_stands_over_each_of_its_columns():
    def fill(book, sheet):
        sheet.merge_range(0, 0, 1, 0, "№")
        sheet.merge_range(0, 1, 0, 2, "Договор")
        sheet.write_row(1, 1, ["номер", "дата"])
        sheet.write_row(2, 0, [1, "5/26", "01.03.2026"])

    rows = read_table(workbook(fill), filename="a.xlsx").rows
    assert rows == (("№", "Договор", "Договор"), ("№", "номер", "дата"), (1, "5/26", "01.03.2026"))


def test_empty_rows_and_columns_at_the_end_disappear_and_those_between_stay():
    def fill(book, sheet):
        sheet.write(1, 1, "a")
        sheet.write(3, 1, "b")
        sheet.write_string(9, 9, " \u00a0")
        sheet.write_blank(500, 50, None, book.add_format({"bold": True}))

    assert read_table(workbook(fill), filename="a.xlsx").rows == ((None, None), (None, "a"), (None, None), (None, "b"))


def test_one_sheet_is_read_by_name_and_hidden_ones_are_not():
    def fill(book, sheet):
        sheet.hide()
        book.add_worksheet("Второй").write(0, 0, "2")
        book.add_worksheet("Третий").write(0, 0, "3")
        book.get_worksheet_by_name("Второй").activate()

    data = workbook(fill)
    assert (read_table(data, filename="a.xlsx").sheet, read_table(data, filename="a.xlsx").sheets) == (
        "Второй",
        ("Второй", "Третий"),
    )
    assert read_table(data, filename="a.xlsx", sheet="Третий").rows == (("3",),)
    for name in ("Лист", "нет такого"):
        with pytest.raises(NotATable):
            read_table(data, filename="a.xlsx", sheet=name)


def test_an_ods_table_is_read_with_its_formulas_told_apart():
    rows = (
        f"<table:table-row>{ods_cell('ИНН')}{ods_cell('007')}</table:table-row>"
        '<table:table-row><table:table-cell office:value-type="float" office:value="7707083893"/>'
        '<table:table-cell office:value-type="float" office:value="2" table:formula="of:=1+1"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    table = read_table(ods(rows), filename="a.ods")
    assert table.rows == (("ИНН", "007"), (7707083893, None))
    assert table.problems == (CellProblem("B2", is_formula=True),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_text_file_is_read_in_any_usual_encoding_and_delimiter(encoding, delimiter):
    text = WORDS.replace(";", delimiter).replace("№", "N")
    rows = read_table(text.encode(encoding), filename="Партнёры.CSV").rows
    assert rows[1:] == (("1", "Лицей «Надежда»", "Северный Бор"), ("2", "Детский сад «Ёлочка»", "Мурманск"))


@pytest.mark.parametrize("encoding", ["koi8_r", "cp866", "mac_cyrillic"])
def test_a_text_file_of_old_encodings_is_read(encoding):
    text = "N;Наименование;Город\r\n" + "1;Лицей Надежда;Северный Бор\r\n2;Детский сад Ёлочка;Мурманск\r\n" * 5
    assert read_table(text.encode(encoding), filename="a.txt").rows[1] == ("1", "Лицей Надежда", "Северный Бор")


def test_quotes_line_breaks_and_a_named_delimiter_are_understood():
    data = 'sep=,\r\na,"b;\nc",\u00a0007\u00a0\r\n\r\n,,\r\n'.encode()
    assert read_table(data, filename="a.csv").rows == (("a", "b;\nc", "007"),)


@pytest.mark.parametrize(
    ("data", "filename", "error"),
    [
        (b"%PDF-1.7 text", "a.csv", NotATable),
        (b"text;text", "a.pdf", NotATable),
        (b"a\0b;c", "a.csv", NotATable),
        (b"\x01\x02;c", "a.csv", NotATable),
        (b"\xff\xfea", "a.csv", Damaged),
        (b"PK\x03\x04 nothing", "a.xlsx", Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", NotATable),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            Encrypted,
        ),
        (ods("", manifest=b"<manifest:encryption-data/>"), "a.ods", Encrypted),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data, filename, error):
    with pytest.raises(error):
        read_table(data, filename=filename)


def test_truncated_and_broken_workbooks_are_damaged():
    whole = workbook(lambda book, sheet: sheet.write(0, 0, "x"))
    for data in (whole[:200], whole[:-30], sheet_with("<row><c r='A1'><v>1</row>")):
        with pytest.raises(Damaged):
            read_table(data, filename="a.xlsx")


def test_macros_and_document_types_are_refused():
    whole = workbook(lambda book, sheet: sheet.write(0, 0, "x"))
    with pytest.raises(NotATable):
        read_table(changed(whole, "xl/vbaProject.bin", lambda _: b"code"), filename="a.xlsx")
    doctype = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        with pytest.raises(Damaged):
            read_table(changed(whole, part, lambda old: old.replace(b"?>", b"?>" + doctype, 1)), filename="a.xlsx")


REPEATED_NOTHING = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WIDE = '<row r="1">' + "".join("<c><v>1</v></c>" for _ in range(10_000)) + "</row>"
MANY = "".join(f'<row r="{row}"><c r="GR{row}"><v>1</v></c></row>' for row in range(1, 10_000))
SHARED = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 15_000))


@pytest.mark.parametrize(
    "xml",
    [
        *(FAR, WIDE, MANY),
        '<row r="9999999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576" t="s"/></row>',
        '<row r="1048576"><c r="A1"><v>1</v></c><c><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_claims_more_than_the_limits_is_refused_soon(xml, bounded):
    with pytest.raises(TooLarge):
        bounded(read_table, sheet_with(xml), filename="a.xlsx")


def test_one_long_text_in_every_cell_is_refused_soon(bounded):
    text = b"<si><t>" + "я".encode() * 30_000 + b"</t></si>"
    data = changed(
        changed(sheet_with(SHARED), "xl/sharedStrings.xml", lambda old: old[: old.index(b"<si>")] + text + b"</sst>"),
        "x",
        lambda _: b"",
    )
    with pytest.raises(TooLarge):
        bounded(read_table, data, filename="a.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("x")}</table:table-row>',
        "<table:table-row>" + ods_cell("x", 'table:number-columns-repeated="16384"') + "</table:table-row>",
        REPEATED_NOTHING + f"<table:table-row>{ods_cell('x')}</table:table-row>",
    ],
)
def test_repeated_cells_beyond_the_limits_are_refused_soon(rows, bounded):
    with pytest.raises(TooLarge):
        bounded(read_table, ods(rows), filename="a.ods")


def test_bombs_and_fifty_megabytes_are_refused_soon(bounded):
    whole = workbook(lambda book, sheet: sheet.write(0, 0, "x"))
    bomb = changed(whole, "xl/worksheets/sheet1.xml", lambda _: b"<a>" + b" " * (300 << 20))
    for data, filename in ((bomb, "a.xlsx"), (b"a;b\r\n" * (10 << 20), "a.csv")):
        with pytest.raises(TooLarge):
            bounded(read_table, data, filename=filename)


def test_text_files_beyond_the_limits_are_refused_soon(bounded):
    for data in (b"a;" * 10_000, b"a\n" * 25_000, b'"' + b"a" * 200_000, b"a" * 200_000):
        with pytest.raises(TableRefused):
            bounded(read_table, data, filename="a.csv")


def test_a_table_of_the_largest_size_is_read_within_the_bounds(bounded):
    def fill(book, sheet):
        for row in range(10_000):
            sheet.write_row(row, 0, [row, "Муниципальное учреждение", "7707083893", 0.5] * 5)

    assert len(bounded(read_table, workbook(fill), filename="a.xlsx").rows) == 10_000


@given(st.binary(max_size=500), st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a"]))
def test_no_bytes_do_more_than_refuse(data, filename):
    try:
        read_table(data, filename=filename, limits=Limits(max_columns=10))
    except TableRefused:
        return
