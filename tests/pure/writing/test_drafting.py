"""Documents from blocks: tables with merged cells and repeated headers, pages that lie."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from vmeste.pure.writing.drafting import Cell, Grid, Heading, Merge, Paragraph, build_docx


def built(*blocks, **how):
    return Document(BytesIO(build_docx(blocks, title="x", **how)))


def test_columns_have_the_widths_asked_for_on_upright_and_on_lying_pages():
    grid = Grid((("a", "b"),), (10, 90), has_borders=True)

    for how, room in (({}, 165), ({"is_landscape": True}, 267)):
        columns = built(grid, **how).tables[0].columns
        assert [column.width / Mm(1) for column in columns] == pytest.approx([room * 0.1, room * 0.9], abs=0.1)


def test_a_cell_may_go_over_columns_and_over_rows():
    (table,) = built(
        Grid(
            (
                ("a", Cell("b", columns=2)),
                (Cell("c", merge=Merge.BEGIN), "d", "e"),
                (Cell(merge=Merge.GO_ON), "f", "g"),
            ),
            (20, 40, 40),
        )
    ).tables

    assert [cell.text for cell in table.rows[0].cells] == ["a", "b", "b"]
    assert table.cell(2, 0).text == "c"


def test_a_row_must_fill_the_table():
    with pytest.raises(ValueError, match="a row fills 1 of 2 columns"):
        built(Grid((("a",),), (50, 50)))


def test_header_rows_stand_on_every_page_and_others_do_not():
    (table,) = built(Grid((("head",), ("body",)), (100,), header_rows=1)).tables

    marked = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True, False]


def test_a_heading_may_open_a_page_and_a_line_stay_with_the_next():
    heading, line = built(Heading("x", opens_page=True), Paragraph("y", stays_with_next=True)).paragraphs

    assert heading.paragraph_format.page_break_before
    assert line.paragraph_format.keep_with_next
