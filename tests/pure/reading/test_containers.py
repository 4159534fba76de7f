"""Every container becomes the same kind of tree; nothing that was written is lost on the way."""

import docx
import pytest
from docx.oxml.ns import qn
from tests.pure.reading import samples

from vmeste.pure.reading import Code, Document, FileRefused, Kind, Passage, Reading, Table
from vmeste.pure.reading.codec import from_data, to_data
from vmeste.pure.reading.containers.opening import needs_converter, open_document
from vmeste.pure.reading.reading import read_document


def opened(data, name="file"):
    return open_document(data, filename=name)


def texts(document):
    return [passage.text for passage in document.passages()]


def only_table(document):
    (table,) = document.tables()
    return table


def test_word_keeps_no_break_spaces_and_takes_marks_into_labels():
    document = opened(
        samples.word("Центр\u00a0роста", "- родители;", "14.15.", "Дела школы", "•", "кружки", "24.03.2022 был сбор")
    )

    assert document.container == "docx"
    assert [(one.kind, one.label, one.text) for one in document.passages()] == [
        (Kind.PARAGRAPH, "", "Центр\u00a0роста"),
        (Kind.ITEM, "-", "родители;"),
        (Kind.ITEM, "14.15.", "Дела школы"),
        (Kind.ITEM, "•", "кружки"),
        (Kind.PARAGRAPH, "", "24.03.2022 был сбор"),
    ]


def test_numbers_that_word_computes_are_labels_with_their_depth():
    document = docx.Document()
    for style, text in (("List Number", "один"), ("List Number", "два"), ("List Bullet", "точка")):
        document.add_paragraph(text, style=style)

    found = [(one.label, one.level, one.text) for one in opened(samples._saved(document)).passages()]

    assert [(label, text) for label, _, text in found] == [("1.", "один"), ("2.", "два"), ("•", "точка")]
    assert all(level >= 1 for _, level, _ in found)


def test_merged_cells_are_one_cell_and_stacked_values_stay_apart():
    table = only_table(opened(samples.word(tables=[[["a", "b\nc"], ["", "d"]]])))
    assert [passage.text for passage in table.rows()[0][1].passages] == ["b", "c"]

    document = docx.Document()
    grid = document.add_table(2, 2)
    grid.cell(0, 0).merge(grid.cell(1, 0)).text = "вниз"
    grid.cell(0, 1).text = "x"
    merged = only_table(opened(samples._saved(document)))
    rows = merged.rows()
    assert rows[0][0] is rows[1][0]
    assert (rows[0][0].rows, rows[0][0].text) == (2, "вниз")


def test_every_piece_knows_where_it_stands():
    document = docx.Document()
    document.add_paragraph("до")
    document.add_page_break()
    document.add_paragraph("после")
    samples._table(document, [["в ячейке"]])
    passages = list(opened(samples._saved(document)).passages())

    by_text = {passage.text: passage.origin for passage in passages}
    assert by_text["до"].page == 1
    assert by_text["после"].page == 2
    assert (by_text["в ячейке"].table, by_text["в ячейке"].row, by_text["в ячейке"].column) == (1, 0, 0)
    assert [passage.number for passage in passages] == list(range(len(passages)))


def test_deleted_words_are_not_read_and_inserted_ones_are():
    document = docx.Document()
    run = document.add_paragraph("стоит ").add_run("вставлено")
    run._element.addprevious(run._element.makeelement(qn("w:del")))
    inserted = run._element.makeelement(qn("w:ins"))
    run._element.addprevious(inserted)
    inserted.append(run._element)
    deleted = document.paragraphs[0]._element.find(qn("w:del"))
    gone = deleted.makeelement(qn("w:r"))
    text = gone.makeelement(qn("w:t"))
    text.text = "убрано"
    gone.append(text)
    deleted.append(gone)

    assert texts(opened(samples._saved(document))) == ["стоит вставлено"]


def test_open_documents_have_headings_nested_lists_and_spanned_cells():
    document = opened(
        samples.open_text(
            '<text:h text:outline-level="2">Лицей «Мост» – государственное</text:h><text:p>учреждение города</text:p>'
            '<text:p>Пробелы<text:s text:c="2"/>и<text:tab/>знаки</text:p>'
            "<text:list><text:list-item><text:p>раз</text:p><text:list><text:list-item><text:p>глубже</text:p>"
            "</text:list-item></text:list></text:list-item></text:list>"
            '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>шапка</text:p>'
            "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:table-cell>"
            "<text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell>"
            "</table:table-row></table:table>"
        )
    )

    heading, spaced, first, deeper, table = document.blocks
    assert (heading.kind, heading.level, heading.text) == (
        Kind.HEADING, 2, "Лицей «Мост» – государственное учреждение города",
    )  # fmt: skip
    assert spaced.text == "Пробелы  и\tзнаки"
    assert [(one.kind, one.level, one.text) for one in (first, deeper)] == [
        (Kind.ITEM, 1, "раз"),
        (Kind.ITEM, 2, "глубже"),
    ]
    assert isinstance(table, Table)
    assert table.rows()[0][1].text == "шапка"


def test_a_portable_table_goes_on_over_pages_and_a_cut_row_is_one_row():
    document = opened(samples.plan())
    first, second = document.tables()

    assert document.container == "pdf"
    assert (first.height, second.height) == (3, 2)
    pages = {passage.origin.page for cell in first.cells for passage in cell.passages}
    assert len(pages) > 1
    task = first.rows()[2][0].text.replace("\n", " ")
    assert task.startswith("Задача №2 «Научить")
    assert task.endswith("над рекой»")
    assert "инженерно-технических" in second.rows()[1][1].text


def test_paragraphs_of_a_page_are_whole_and_apart():
    document = opened(
        samples.portable('#set page(width: 90mm)\n#set text(lang: "ru")\n' + "слово дело " * 20 + "\n\nВторой.")
    )
    assert [len(text.split()) for text in texts(document)] == [40, 1]


UNRULED = """
#set text(size: 11pt, lang: "ru", hyphenate: false)
Ниже показаны кружки школы за два года по журналам занятий и отчётам.

#table(stroke: none, columns: (auto, 1fr, auto, auto), [№], [Показатель], [2022 год], [2023 год],
  [1.], [Кружки, шт.], [4], [6],
  [2.], [Дети, которые ходят в кружки технической направленности в школе и за её пределами (чел.)], [120], [1500],
  [3.], [Победители, чел.], [3], [11])

За таблицей идёт обычный абзац, и никаких столбцов в нём нет.
"""


def test_columns_without_rules_are_a_table_where_the_white_parts_them():
    before, table, after = opened(samples.portable(UNRULED)).blocks
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["№", "Показатель", "2022 год", "2023 год"],
        ["1.", "Кружки, шт.", "4", "6"],
        [
            "2.",
            "Дети, которые ходят в кружки технической направленности в школе и за её пределами (чел.)",
            "120",
            "1500",
        ],
        ["3.", "Победители, чел.", "3", "11"],
    ]
    assert before.text.startswith("Ниже")
    assert after.text.startswith("За таблицей")
    found = read_document(opened(samples.portable(UNRULED))).indicators
    assert [(one.period, one.value, one.unit) for one in found][2:4] == [
        ("2022 год", 120, "чел."),
        ("2023 год", 1500, "чел."),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "#set par(justify: true)\n"
        + "Школа провела несколько встреч для детей и родителей вместе с партнёрами города. " * 8,
        "#columns(2)[" + "Школа провела несколько встреч для детей и родителей. " * 12 + "]",
        "Директор школы #h(5cm) А.Б. Опорова\n\nРектор #h(6cm) В.Г. Балкин",
    ],
)
def test_prose_and_signatures_are_no_tables(source):
    document = opened(samples.portable('#set text(size: 11pt, lang: "ru", hyphenate: false)\n' + source))
    assert list(document.tables()) == []


def test_a_workbook_is_a_heading_and_a_table_with_merged_cells():
    heading, table = opened(samples.workbook()).blocks
    assert isinstance(heading, Passage)
    assert heading.text == "Показатели"
    assert (table.rows()[0][2].text, table.rows()[2][1].text, table.rows()[3][2].text) == ("Итоги", "4", "1500")


def test_pages_of_the_web_lose_their_scripts_and_keep_their_tables():
    page = (
        "<html><head><title>x</title></head><body><script>alert(1)</script><h2>Партнёры</h2><ul><li>Завод<ul><li>цех</li>"
        "</ul></li></ul><p>Первая<br>строка&nbsp;тут</p><table><tr><td rowspan=2>А</td><td>1</td></tr><tr><td>2</td></tr>"
        "</table></body></html>"
    )
    document = opened(page.encode(), "page.html")

    assert document.container == "html"
    assert [passage.text for passage in document.blocks[:-1]] == [
        "Партнёры",
        "Завод",
        "цех",
        "Первая",
        "строка\u00a0тут",
    ]
    assert [passage.level for passage in document.blocks[1:3]] == [1, 2]
    assert [[cell.text for cell in row] for row in only_table(document).rows()] == [["А", "1"], ["А", "2"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_texts_of_any_russian_encoding(encoding):
    text = "Договор о сотрудничестве школы и завода подписан весной этого года, работа началась в сентябре.\nВторая строка."
    assert texts(opened(text.encode(encoding), "a.txt")) == text.split("\n")


def test_plain_text_draws_tables_in_two_ways():
    piped = opened("№ | Дело | Срок\n1. | Сбор | май 2021 года\n".encode(), "a.txt")
    assert [[cell.text for cell in row] for row in only_table(piped).rows()][1] == ["1.", "Сбор", "май 2021 года"]

    stacked = opened("\t1.\n\tОхват:\n- кружки\n- секции\n\t2020 год\n\n\t\n\t\n\t5\n7\n".encode(), "a.txt")
    rows = only_table(stacked).rows()
    assert [passage.text for passage in rows[0][1].passages] == ["Охват:", "кружки", "секции"]
    assert [passage.text for passage in rows[1][2].passages] == ["5", "7"]


def test_empty_lines_between_values_of_a_cell_part_no_rows():
    text = "\t1.\n\tОхват:\n- кружки (%)\n- секции (%)\n\t2020 год\n\t2021 год\n\n\t\n\t\n\t5%\n\n\n7%\n\t6%\n\n8%\n\nДалее текст."
    document = opened(text.encode(), "a.txt")
    found = read_document(document).indicators

    assert [(one.name, one.period, one.value) for one in found] == [
        ("кружки", "2020 год", 5), ("секции", "2020 год", 7), ("кружки", "2021 год", 6), ("секции", "2021 год", 8),
    ]  # fmt: skip
    assert texts(document)[-1] == "Далее текст."


def test_old_formats_are_told_by_their_bytes():
    assert needs_converter(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word")
    assert needs_converter(b"{\\rtf1 hello}")
    assert not needs_converter(samples.word("новый"))
    with pytest.raises(FileRefused) as caught:
        opened(b"{\\rtf1 hello}", "a.rtf")
    assert caught.value.code is Code.NEEDS_CONVERTER


def test_trees_and_readings_come_back_from_json():
    document = opened(samples.passport())
    reading = read_document(document)

    assert from_data(Document, to_data(document)) == document
    assert from_data(Reading, to_data(reading)) == reading
