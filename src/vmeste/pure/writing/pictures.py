"""A picture in the place of a word of a finished document."""

from io import BytesIO

from docx import Document
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from vmeste.pure.writing.packages import anonymous, open_docx, pack


def with_picture(docx: bytes, *, mark: str, png: bytes, width_mm: float, alt: str) -> bytes:
    """The document with the picture instead of every run that says `mark`; without such a run, the document as it is.

    `alt` is read aloud instead of the picture. Raises `DocumentRefused` for what is no plain .docx.
    """
    open_docx(docx)
    document = Document(BytesIO(docx))
    paragraphs = [*document.paragraphs, *(p for table in document.tables for c in table._cells for p in c.paragraphs)]  # noqa: SLF001 - every cell once, merged ones too
    found = False
    for paragraph in paragraphs:
        for run in paragraph.runs:
            if mark in run.text:
                found = True
                run.text = run.text.replace(mark, "")
                run.add_picture(BytesIO(png), width=Mm(width_mm))
        _name(paragraph, alt)
    if not found:
        return docx
    target = BytesIO()
    document.save(target)
    return pack(anonymous(open_docx(target.getvalue())))


def _name(paragraph: Paragraph, alt: str) -> None:
    for about in paragraph._p.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):  # noqa: SLF001 - python-docx has no words for pictures
        about.set("descr", alt)
