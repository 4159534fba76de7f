"""Plain Word documents from a list of blocks: what the house's own templates are made of.

Layout by default: A4, margins 30/15/20/20 mm, 12 pt serif, page number centred at the top from page 2
(GOST R 7.0.97-2025, 3.2-3.3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from vmeste.pure.writing.packages import anonymous, open_docx, pack

FONT = "Times New Roman"
SIZE_PT = 12
_PAGE_FIELD = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTH = "both"


_ALIGNMENTS = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
    Align.BOTH: WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document (`level` 1) or of a section (2)."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent_mm` is the indent of its first line."""

    text: str
    align: Align = Align.BOTH
    indent_mm: float = 12.5
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table without borders unless `has_borders`; every row has the same number of cells, widths in per cent.

    A cell may hold several lines, separated by line ends.
    """

    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    has_borders: bool = False


Block = Heading | Paragraph | Grid
_TEXT_WIDTH_MM = 210 - 30 - 15


def build_docx(blocks: Iterable[Block], *, title: str) -> bytes:
    """The blocks as .docx bytes; equal input gives equal bytes. `title` goes into the document's properties."""
    document = Document()
    _set_up(document)
    for block in blocks:
        if isinstance(block, Heading):
            _add_heading(document, block)
        elif isinstance(block, Paragraph):
            _add_paragraph(document, block)
        else:
            _add_grid(document, block)
    target = BytesIO()
    document.save(target)
    return pack(anonymous(open_docx(target.getvalue()), title))


def _set_up(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number._element.append(parse_xml(_PAGE_FIELD))
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(SIZE_PT), None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(attribute), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.15


def _add_heading(document: WordDocument, block: Heading) -> None:
    paragraph = document.add_heading(block.text, block.level)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(0 if block.level == 1 else 10)
    paragraph.paragraph_format.space_after = Pt(4)
    for run in paragraph.runs:
        run.bold = True


def _add_paragraph(document: WordDocument, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGNMENTS[block.align]
    paragraph.paragraph_format.first_line_indent = Mm(block.indent_mm)
    paragraph.add_run(block.text).bold = block.is_bold or None


def _add_grid(document: WordDocument, block: Grid) -> None:
    table = document.add_table(rows=0, cols=len(block.widths), style="Table Grid" if block.has_borders else None)
    table.autofit = False
    for row in block.rows:
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, block.widths, strict=True):
            cell.width = Mm(_TEXT_WIDTH_MM * width / 100)
            first, *others = text.split("\n")
            cell.paragraphs[0].add_run(first)
            for line in others:
                cell.add_paragraph(line)
