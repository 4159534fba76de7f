"""Registers on paper: a landscape table with title and date, its header on every page, as .docx and as PDF."""

from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from vmeste.pure.writing.packages import anonymous, open_docx, pack
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.tables.sheets import ColumnSpec, Kind, Sheet, Value, spoken

MAX_ROWS = 5_000
_TEXT_WIDTH_TWIPS = round((297 - 20 - 10) / 25.4 * 1440)
_HALF_POINTS = 20
_ALIGNMENTS = {Kind.NUMBER: "right", Kind.MONEY: "right", Kind.DATE: "center", Kind.BOOLEAN: "center"}
_PAGE_FIELD = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


class TooManyRows(ValueError):
    """A register of so many rows is for a spreadsheet."""


def write_docx_table(sheet: Sheet, *, on: date) -> bytes:
    """The register as .docx bytes, landscape A4; `on` is the date below the title. Equal input gives equal bytes.

    Page numbers stand at the top from page 2 (GOST R 7.0.97). Raises `TooManyRows` above 5 000, and `WrongValue`.
    """
    document = Document()
    _set_up_page(document)
    title = document.add_paragraph(_storable(sheet.title), style="Heading 1")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    day = document.add_paragraph(f"по состоянию на {on.day:02}.{on.month:02}.{on.year:04}")
    day.alignment = WD_ALIGN_PARAGRAPH.CENTER
    day.paragraph_format.space_after = Pt(8)
    if sheet.columns:
        document.element.body.insert(2, parse_xml(_table(sheet)))
    target = BytesIO()
    document.save(target)
    return pack(anonymous(open_docx(target.getvalue()), sheet.title))


def write_pdf_table(sheet: Sheet, *, on: date, language: str = "ru") -> bytes:
    """The same register as tagged PDF."""
    return docx_to_pdf(write_docx_table(sheet, on=on), title=sheet.title, language=language)


def _set_up_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    header._p.append(parse_xml(_PAGE_FIELD))  # noqa: SLF001 - the library has no fields
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    heading = document.styles["Heading 1"]
    heading.font.color.rgb = None
    heading.paragraph_format.space_before = Pt(0)


def _table(sheet: Sheet) -> str:
    total = sum(max(column.width, 1) for column in sheet.columns)
    widths = [round(max(column.width, 1) / total * _TEXT_WIDTH_TWIPS) for column in sheet.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = [_row([column.title for column in sheet.columns], widths, sheet.columns, is_header=True)]
    for number, values in enumerate(sheet.rows, start=1):
        if number > MAX_ROWS:
            raise TooManyRows(f"more than {MAX_ROWS} rows")
        cells = [_spoken(value, column) for value, column in zip(values, sheet.columns, strict=True)]
        rows.append(_row(cells, widths, sheet.columns, is_header=False))
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _spoken(value: Value, column: ColumnSpec) -> str:
    return _storable(spoken(value, column))


def _storable(text: str) -> str:
    return text.translate(_FORBIDDEN).replace("\r\n", "\n").replace("\r", "\n")


def _row(cells: list[str], widths: list[int], columns: tuple[ColumnSpec, ...], *, is_header: bool) -> str:
    written = "".join(
        _cell(text, width, "center" if is_header else _ALIGNMENTS.get(column.kind, "left"), is_bold=is_header)
        for text, width, column in zip(cells, widths, columns, strict=True)
    )
    header = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{written}</w:tr>"


def _cell(text: str, width: int, alignment: str, *, is_bold: bool) -> str:
    look = f'<w:rPr>{"<w:b/>" if is_bold else ""}<w:sz w:val="{_HALF_POINTS}"/></w:rPr>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{look}{lines}</w:r>" if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{alignment}"/>{look}</w:pPr>{run}</w:p></w:tc>'
    )
