"""The same .docx as a tagged PDF, without a word processor."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import typst

from vmeste.pure.writing.packages import DocumentRefused, Reason
from vmeste.pure.writing.pages.reading import read_docx

_PROGRAM = files("vmeste.pure.writing.pages").joinpath("pages.typ").read_bytes()


def docx_to_pdf(docx: bytes, *, title: str, language: str = "ru") -> bytes:
    """A .docx of our own making (see `pages.reading` for the subset) as PDF bytes; equal input gives equal bytes.

    The PDF is tagged (PDF/UA-1) and carries the title and language. Raises `DocumentRefused` for other files.
    """
    return typeset(read_docx(docx), title=title, language=language)


def typeset(document: Mapping[str, Any], *, title: str, language: str = "ru") -> bytes:
    """PDF bytes of document data as `pages.reading` gives it. Text is data: nothing in it is read as mark-up.

    Raises `DocumentRefused` where a PDF/UA-1 cannot be made of it.
    """
    data = json.dumps({**document, "title": title, "language": language}, ensure_ascii=False)
    try:
        return typst.compile(
            _PROGRAM, format="pdf", ignore_system_fonts=True, pdf_standards="ua-1", sys_inputs={"document": data}
        )
    except typst.TypstError as error:
        raise DocumentRefused(Reason.DAMAGED, f"The document cannot be typeset: {error}") from error
