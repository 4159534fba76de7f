"""Plain Word documents from a list of blocks: what the house's own templates are made of.

Layout by default: A4, margins 30/15/20/20 mm, 12 pt serif, page number centred at the top from page 2
(GOST R 7.0.97-2025, 3.2-3.3). Wide documents lie: margins 20/10/20/20 mm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph

from vmeste.pure.writing.packages import anonymous, open_docx, pack

FONT = "Times New Roman"
SIZE_PT = 12
_CENTRED = 2
_CELL_PADDING_TWIPS = 108
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
    """A heading of the document (`level` 1), a section (2) or a part of one (3); `opens_page` begins a page."""

    text: str
    level: int = 2
    opens_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent_mm` is the indent of its first line.

    `stays_with_next` keeps it on the page of what follows, `opens_page` begins a page.
    """

    text: str
    align: Align = Align.BOTH
    indent_mm: float = 12.5
    is_bold: bool = False
    stays_with_next: bool = False
    opens_page: bool = False


class Merge(StrEnum):
    """A cell over several rows: begun in the first of them, gone on with in each of the others."""

    BEGIN = "restart"
    GO_ON = "continue"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than its text: over several `columns`, or over several rows."""

    text: str = ""
    align: Align = Align.LEFT
    is_bold: bool = False
    columns: int = 1
    merge: Merge | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table without borders unless `has_borders`; the cells of every row fill all columns, widths in per cent.

    A cell may hold several lines, separated by line ends; each becomes a paragraph. The first `header_rows` stand
    again on every page. `size_pt` is the size of the letters.
    """

    rows: Sequence[Sequence[str | Cell]]
    widths: Sequence[int]
    has_borders: bool = False
    header_rows: int = 0
    size_pt: float = SIZE_PT


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page in millimetres."""

    width: int
    height: int
    left: int
    right: int

    @property
    def room(self) -> int:
        return self.width - self.left - self.right


_UPRIGHT, _LYING = _Sheet(210, 297, 30, 15), _Sheet(297, 210, 20, 10)


def build_docx(blocks: Iterable[Block], *, title: str, is_landscape: bool = False) -> bytes:
    """The blocks as .docx bytes; equal input gives equal bytes. `title` goes into the document's properties."""
    document = Document()
    sheet = _LYING if is_landscape else _UPRIGHT
    _set_up(document, sheet)
    for block in blocks:
        if isinstance(block, Heading):
            _add_heading(document, block)
        elif isinstance(block, Paragraph):
            _add_paragraph(document, block)
        else:
            _add_grid(document, block, sheet.room)
    target = BytesIO()
    document.save(target)
    return pack(anonymous(open_docx(target.getvalue()), title))


def _set_up(document: WordDocument, sheet: _Sheet) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.width > sheet.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.left_margin, section.right_margin = Mm(sheet.left), Mm(sheet.right)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number._element.append(parse_xml(_PAGE_FIELD))
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
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
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if block.level > _CENTRED else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(0 if block.level == 1 else 10)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.page_break_before = block.opens_page or None
    for run in paragraph.runs:
        run.bold = True


def _add_paragraph(document: WordDocument, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGNMENTS[block.align]
    look = paragraph.paragraph_format
    look.first_line_indent = Mm(block.indent_mm)
    look.keep_with_next = block.stays_with_next or None
    look.page_break_before = block.opens_page or None
    paragraph.add_run(block.text).bold = block.is_bold or None


def _add_grid(document: WordDocument, block: Grid, room_mm: float) -> None:
    table = document.add_table(rows=0, cols=len(block.widths), style="Table Grid" if block.has_borders else None)
    table.autofit = False
    if not block.has_borders:
        room_mm = _align_with_text(table, room_mm)
    widths = [Mm(room_mm * width / 100) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(block.rows):
        _add_row(table, row, widths, block, is_header=number < block.header_rows)


def _align_with_text(table: WordTable, room_mm: float) -> float:
    """Let the words of a table without lines begin and end where the text does; answers its width in millimetres."""
    width = table._tblPr.find(qn("w:tblW"))  # noqa: SLF001 - the library has no word for it
    width.addnext(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{-_CELL_PADDING_TWIPS}" w:type="dxa"/>'))
    return room_mm + 2 * _CELL_PADDING_TWIPS / 1440 * 25.4


def _add_row(
    table: WordTable, cells: Sequence[str | Cell], widths: Sequence[Length], block: Grid, *, is_header: bool
) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    if is_header:
        _repeat_on_every_page(row)
    places, column = row.cells, 0
    for given in cells:
        said = given if isinstance(given, Cell) else Cell(given)
        place = places[column]
        if said.columns > 1:
            place = place.merge(places[column + said.columns - 1])
        place.width = Length(sum(widths[column : column + said.columns]))
        if said.merge is not None:
            place._tc.vMerge = said.merge.value  # noqa: SLF001 - the library has no word for it
        first, *others = said.text.split("\n")
        for paragraph, line in [(place.paragraphs[0], first), *((place.add_paragraph(), line) for line in others)]:
            _write_line(paragraph, line, said, block.size_pt, is_header=is_header)
        column += said.columns
    if column != len(widths):
        raise ValueError(f"a row fills {column} of {len(widths)} columns")


def _write_line(paragraph: WordParagraph, text: str, cell: Cell, size_pt: float, *, is_header: bool) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_header else _ALIGNMENTS[cell.align]
    paragraph.paragraph_format.line_spacing = 1
    run = paragraph.add_run(text)
    run.bold = cell.is_bold or is_header or None
    if size_pt != SIZE_PT:
        run.font.size = Pt(size_pt)


def _repeat_on_every_page(row: WordRow) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no word for it
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
