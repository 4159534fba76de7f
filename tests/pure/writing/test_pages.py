"""Documents as PDF, read back by their text layer and their tags."""

from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pure.writing.samples import AGREEMENT, agreement_data, agreement_template, field, paragraphs, saved

from vmeste.pure.writing.packages import DocumentRefused
from vmeste.pure.writing.pages.reading import read_docx
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.templates.filling import render


def pages(docx: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(docx_to_pdf(docx, title="Проверка"))
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]


def words(text: str) -> list[str]:
    return text.replace("\ufffe", "").split()


def blocks(docx: bytes) -> list[dict]:
    return [block for section in read_docx(docx)["sections"] for block in section["blocks"]]


def labels(docx: bytes) -> list[str]:
    return [block["label"]["text"] for block in blocks(docx) if "label" in block]


@pytest.mark.parametrize("parties", [2, 3])
def test_the_text_layer_of_an_agreement_has_the_words_of_the_document(parties):
    docx = render(agreement_template(), agreement_data(parties), AGREEMENT)
    document = Document(BytesIO(docx))
    expected = [word for paragraph in document.paragraphs for word in words(paragraph.text)]
    expected += [
        word for table in document.tables for row in table.rows for cell in row.cells for word in words(cell.text)
    ]
    read = [word for page in pages(docx) for word in words(page)]
    numbers = labels(docx)
    assert sorted(read) == sorted([*expected, *numbers, *[str(page) for page in range(2, len(pages(docx)) + 1)]])


def test_equal_documents_give_equal_bytes():
    docx = render(agreement_template(), agreement_data(2), AGREEMENT)
    assert docx_to_pdf(docx, title="Соглашение") == docx_to_pdf(docx, title="Соглашение")


def test_the_pdf_is_tagged_and_names_title_and_language():
    pdf = docx_to_pdf(paragraphs("текст"), title="Соглашение № 5")
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(ru" in pdf
    assert b"pdfuaid:part" in pdf
    assert b"CreationDate" not in pdf
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == "Соглашение № 5"
    assert b"/Lang(en" in docx_to_pdf(paragraphs("text"), title="Agreement", language="en")


@pytest.mark.parametrize(
    "text",
    [
        "₽ № «кавычки» – тире — и не\u2011разрывный дефис",
        "#evil[*x*] $x$ *a* _b_ @c <d> \\ `e` // не комментарий /* и */ это ] } {",
        '#read("/etc/passwd") #import "@preview/a:1.0.0"',
        "☐ ☑ • § ° ½ é ß ă Ўў Її",
    ],
)
def test_signs_are_visible_and_nothing_is_read_as_mark_up(text):
    assert words(pages(paragraphs(text))[0]) == words(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.sampled_from("абвгдёЯЩ abcXYZ 019 #$*_@<>\\`/[]{}~^=-+'\"%&;:.,!?№«»–₽"), min_size=1, max_size=80))
def test_any_line_of_office_text_can_be_read_back(text):
    assert "".join(words(pages(paragraphs(text))[0])) == "".join(text.split())


def test_a_title_with_signs_of_the_typesetter_stays_text():
    pdf = pypdfium2.PdfDocument(docx_to_pdf(paragraphs("x"), title='"#evil[*x*]\\'))
    assert pdf.get_metadata_value("Title") == '"#evil[*x*]\\'


def test_page_numbers_stand_at_the_top_from_the_second_page():
    document = Document(BytesIO(render(agreement_template(), agreement_data(2), AGREEMENT)))
    for number in range(120):
        document.add_paragraph(f"строка {number}")
    texts = pages(saved(document))
    assert not texts[0].startswith("1\n")
    assert [text.split("\n")[0] for text in texts[1:]] == [str(number) for number in range(2, len(texts) + 1)]


def test_sections_have_their_own_size_and_footer():
    document = Document()
    document.add_paragraph("книжная")
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.footer.is_linked_to_previous = False
    footer = section.footer.paragraphs[0]
    footer.add_run("Стр. ")
    field(footer, "PAGE")
    footer.add_run(" из ")
    field(footer, "NUMPAGES")
    document.add_paragraph("альбомная")
    pdf = pypdfium2.PdfDocument(docx_to_pdf(saved(document), title="x"))
    assert [page.get_width() > page.get_height() for page in pdf] == [False, True]
    assert [words(page.get_textpage().get_text_range()) for page in pdf] == [
        ["книжная"],
        ["альбомная", "Стр.", "2", "из", "2"],
    ]


def test_a_page_break_inside_a_paragraph_ends_the_page():
    document = Document()
    paragraph = document.add_paragraph("один")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("два")
    document.add_paragraph("три").paragraph_format.page_break_before = True
    assert [words(page) for page in pages(saved(document))] == [["один"], ["два"], ["три"]]


def test_numbers_of_a_legal_text_count_on_every_level():
    docx = render(agreement_template(), agreement_data(2), AGREEMENT)
    assert labels(docx) == [
        *("1.", "1.1.", "1.2.", "•", "•", "2.", "2.1.", "2.1.1.", "2.1.2.", "2.2.", "2.2.1.", "2.2.2."),
        *("3.", "3.1.", "4."),
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("decimal", ["1)", "2)"]),
        ("russianLower", ["а)", "б)"]),
        ("upperRoman", ["I)", "II)"]),
        ("lowerLetter", ["a)", "b)"]),
        ("decimalZero", ["01)", "02)"]),
        ("none", [")", ")"]),
    ],
)
def test_numbers_are_written_in_the_form_the_level_asks_for(kind, expected):
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="80"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="80"><w:abstractNumId w:val="80"/></w:num>'))
    for _ in range(2):
        paragraph = document.add_paragraph("пункт")
        mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="80"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(mark))
    assert labels(saved(document)) == expected
    assert words(pages(saved(document))[0]) == [expected[0], "пункт", expected[1], "пункт"]


def test_headings_never_skip_a_level():
    document = Document()
    for level in (2, 4, 1, 3):
        document.add_heading(f"Раздел {level}", level)
    document.add_heading("", 1)
    assert [block.get("heading") for block in blocks(saved(document))] == [1, 2, 1, 2, None]
    assert pages(saved(document))


def test_merged_cells_keep_their_places():
    document = Document()
    table = document.add_table(3, 3, style="Table Grid")
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    (block,) = [block for block in blocks(saved(document)) if block["kind"] == "table"]
    places = [[(cell["column"], cell["colspan"], cell["rowspan"]) for cell in row["cells"]] for row in block["rows"]]
    assert places == [[(0, 2, 1), (2, 1, 1)], [(0, 1, 1), (1, 1, 1), (2, 1, 2)], [(0, 1, 1), (1, 1, 1)]]
    assert block["rows"][0]["cells"][0]["lines"]["top"] == {"width": 0.5, "color": "000000"}
    assert sorted(words(pages(saved(document))[0])) == ["00", "01", "02", "10", "11", "12", "20", "21", "22"]


def test_tabs_reach_their_stops():
    document = Document()
    paragraph = document.add_paragraph("слева\tсправа")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(120), WD_TAB_ALIGNMENT.RIGHT)
    pdf = pypdfium2.PdfDocument(docx_to_pdf(saved(document), title="x"))
    text = pdf[0].get_textpage()
    last = text.get_text_range().rstrip().rindex("а")
    left_margin = document.sections[0].left_margin
    assert abs(text.get_charbox(last)[2] - (left_margin + Mm(120)) / Pt(1)) < 2


def test_hidden_and_deleted_text_is_left_out_and_inserted_text_is_read():
    document = Document()
    paragraph = document.add_paragraph("видно ")
    paragraph.add_run("спрятано").font.hidden = True
    for xml in (
        "<w:ins {0}><w:r><w:t>вставлено</w:t></w:r></w:ins>",
        "<w:del {0}><w:r><w:delText>прочь</w:delText></w:r></w:del>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    assert words(pages(saved(document))[0]) == ["видно", "вставлено"]


def test_an_empty_document_has_one_page():
    assert pages(paragraphs()) == [""]


def test_other_files_are_refused():
    with pytest.raises(DocumentRefused):
        docx_to_pdf(b"%PDF", title="x")


@pytest.mark.parametrize(
    "xml",
    [
        '<w:sectPr><w:pgSz w:w="0" w:h="-5"/><w:pgMar w:top="99999999" w:left="1e999" w:right="nan" w:bottom="x"/></w:sectPr>',
        '<w:sectPr><w:pgSz w:w="2000" w:h="2000"/><w:pgMar w:top="1500" w:left="1500" w:right="1500" w:bottom="1500"/></w:sectPr>',
        '<w:p><w:pPr><w:ind w:left="99999999" w:right="99999999" w:firstLine="-99999999"/></w:pPr><w:r><w:t>слово</w:t></w:r></w:p>',
        '<w:p><w:r><w:rPr><w:sz w:val="99999999999999999999"/><w:color w:val="zzzzzz"/></w:rPr><w:t>слово</w:t></w:r></w:p>',
        '<w:p><w:pPr><w:spacing w:line="0" w:lineRule="exact"/></w:pPr><w:r><w:t>слово</w:t></w:r></w:p>',
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
        "<w:tbl><w:tr/></w:tbl>",
        "<w:tbl><w:tr><w:tc>" * 40 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 40,
        '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:sym w:char="FFFFFF"/><w:t>слово</w:t></w:r></w:p>',
        "<w:p><w:r>" + "<w:tab/>" * 2_000 + "</w:r></w:p>",
    ],
)
def test_odd_measures_and_structures_still_make_a_page(xml, bounded):
    document = Document()
    document.element.body.insert(
        0, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1) if "/>" not in xml[:10] else xml)
    )
    document.add_paragraph("конец")
    pdf = pypdfium2.PdfDocument(bounded(docx_to_pdf, saved(document), title="x"))
    assert 1 <= len(pdf) <= 5
