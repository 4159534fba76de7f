"""Official documents from Word templates that people edit: check a template when it comes in, fill it in later."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from vmeste.pure.writing.packages import DocumentRefused, Reason, W, anonymous, open_docx, pack, parse_xml
from vmeste.pure.writing.templates.language import Fault, Misuse, check_tree, environment, parse, top_scope
from vmeste.pure.writing.templates.reading import (
    TEXT_PARTS,
    TemplateProblem,
    problems_of_part,
    tags_in_source,
    tags_in_text,
)
from vmeste.pure.writing.templates.schema import Schema, clean

_WORD_PREFIX = "w"


class TemplateRefused(ValueError):
    """The template has problems; it was not filled in."""

    def __init__(self, problems: tuple[TemplateProblem, ...]) -> None:
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = problems


def check_template(template: bytes, schema: Schema) -> tuple[TemplateProblem, ...]:
    """Everything wrong with a template, in reading order; empty when it may be filled in.

    Nothing of the template is run. Never raises for a bad file: it is a problem of its own, `Fault.FILE_REFUSED`.
    Linear in the unpacked size, at most 64 MB and 5 000 tags.
    """
    try:
        parts = open_docx(template)
        _check_opens(template)
        return tuple(problem for part in _text_parts(parts) for problem in _problems(part, schema))
    except DocumentRefused as refusal:
        return (TemplateProblem(Fault.FILE_REFUSED, str(refusal), wrong=refusal.reason),)


def render(template: bytes, data: Mapping[str, object], schema: Schema) -> bytes:
    """The template filled in, as .docx bytes; the same input gives the same bytes.

    A missing or empty value is a visible blank, text is never read as mark-up or as a tag, line ends become line
    breaks. Who wrote the template, and when, does not travel on. Raises `TemplateRefused` for a template with
    problems and `TypeError` for data of another shape than the schema.
    """
    values = clean(data, schema.fields)
    if problems := check_template(template, schema):
        raise TemplateRefused(problems)
    document = _GuardedTemplate(BytesIO(template), schema)
    document.render(values, environment(), autoescape=True)
    filled = BytesIO()
    document.save(filled)
    return pack(anonymous(open_docx(filled.getvalue())))


class _GuardedTemplate(DocxTemplate):
    """Looks at the final source of every part once more, where the mark-up around the tags is gone."""

    def __init__(self, file: BytesIO, schema: Schema) -> None:
        super().__init__(file)
        self.schema = schema

    def render_xml_part(self, src_xml: str, part: object, context: Mapping[str, Any], jinja_env: Environment) -> str:
        # Not the library's own: that one also rewrites «{_{» in the data, and reads broken mark-up as best it can.
        check_tree(parse(src_xml), top_scope(self.schema))
        filled = self.resolve_listing(jinja_env.from_string(src_xml).render(context))
        return _with_whole_cells(filled)

    def render_properties(self, context: Mapping[str, Any], jinja_env: Environment | None = None) -> None:
        """Properties are fixed, not filled in."""


def _with_whole_cells(source: str) -> str:
    """The part, with an empty paragraph in each cell that a repetition or condition left without one.

    A cell must end with a paragraph (ISO/IEC 29500-1, 17.4.65); word processors refuse the file otherwise.
    """
    root = etree.fromstring(source.encode())
    empty = [cell for cell in root.iter(f"{W}tc") if not len(cell) or cell[-1].tag != f"{W}p"]
    for cell in empty:
        etree.SubElement(cell, f"{W}p")
    return etree.tostring(root, encoding="unicode") if empty else source


def _check_opens(template: bytes) -> None:
    try:
        Document(BytesIO(template))
    except Exception as error:  # the library reads hostile packages with anything from KeyError to AttributeError
        raise DocumentRefused(Reason.DAMAGED, f"The file is damaged: {type(error).__name__}.") from error


def _text_parts(parts: Mapping[str, bytes]) -> list[bytes]:
    return [parts[name] for name in sorted(parts) if TEXT_PARTS.fullmatch(name)]


def _problems(content: bytes, schema: Schema) -> tuple[TemplateProblem, ...]:
    root = parse_xml(content)
    if root.prefix != _WORD_PREFIX:
        return (TemplateProblem(Fault.FILE_REFUSED, "The file was not written by a usual word processor."),)
    if problems := tuple(problems_of_part(content, schema)):
        return problems
    source = etree.tostring(root, encoding="unicode")
    if not re.search(r"\{[{%#]", source):
        return ()
    cleaned = _cleaned(source)
    try:
        check_tree(parse(cleaned), top_scope(schema))
    except Misuse as misuse:
        return (TemplateProblem(misuse.fault, str(misuse), "", misuse.wrong, misuse.nearest),)
    if tags_in_source(cleaned) != tags_in_text(content):
        return (TemplateProblem(Fault.MISPLACED_TAG, "A tag stands outside the text of the document."),)
    return ()


def _cleaned(source: str) -> str:
    return str(DocxTemplate.patch_xml(None, source))
