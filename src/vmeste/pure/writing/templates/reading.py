"""The tags of a Word document, each with the paragraph it stands in, and what is wrong with them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from jinja2 import nodes
from lxml import etree

from vmeste.pure.writing.packages import W, parse_xml
from vmeste.pure.writing.templates.language import (
    Fault,
    Misuse,
    check_condition,
    check_output,
    loop_scope,
    parse,
    top_scope,
)
from vmeste.pure.writing.templates.schema import Field, Schema

TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
MAX_TAGS = 5_000
MAX_TAG_LENGTH = 300
MAX_NESTING = 20
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_BLOCK = re.compile(r"(?P<level>p |tr )?\s*(?P<word>for|if|elif|else|endfor|endif)\b(?P<rest>.*)", re.DOTALL)
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_SHOWN_LETTERS = 200


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """What is wrong, where: `paragraph` is its text as the author sees it, `wrong` and `nearest` are field names."""

    fault: Fault
    sentence: str
    paragraph: str = ""
    wrong: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class _Tag:
    text: str
    place: etree._Element
    paragraph: etree._Element


@dataclass(slots=True)
class _Open:
    """A `for` or `if` that waits for its end."""

    word: str
    level: str
    place: object
    paragraph: str
    scope: Mapping[str, Field]
    loops: tuple[str, ...]


@dataclass(slots=True)
class _Walk:
    scope: Mapping[str, Field]
    loops: tuple[str, ...] = ()
    opened: list[_Open] = field(default_factory=list)


def problems_of_part(content: bytes, schema: Schema) -> Iterator[TemplateProblem]:
    """The problems of one part, in reading order."""
    walk = _Walk(top_scope(schema))
    if tags_in_text(content) > MAX_TAGS:
        yield TemplateProblem(Fault.FORBIDDEN, f"There are more than {MAX_TAGS} tags.")
        return
    for paragraph in parse_xml(content).iter(f"{W}p"):
        pieces = _pieces(paragraph)
        text = "".join(piece.text or "" for piece in pieces)
        if not _BRACES.search(text):
            continue
        shown = text.strip()[:_SHOWN_LETTERS]
        try:
            for tag in _tags(text, pieces, paragraph):
                try:
                    _take(tag, walk, shown)
                except Misuse as misuse:
                    yield _problem(misuse, shown)
        except Misuse as misuse:
            yield _problem(misuse, shown)
    for opened in walk.opened:
        yield TemplateProblem(
            Fault.UNCLOSED_TAG, f"«{opened.word}» has no «end{opened.word}».", opened.paragraph, opened.word
        )


def tags_in_text(content: bytes) -> int:
    """How many tags stand in paragraphs, where `problems_of_part` sees them."""
    return sum(
        tags_in_source("".join(piece.text or "" for piece in _pieces(paragraph)))
        for paragraph in parse_xml(content).iter(f"{W}p")
    )


def tags_in_source(source: str) -> int:
    return len(_OPENING.findall(source))


def _problem(misuse: Misuse, shown: str) -> TemplateProblem:
    return TemplateProblem(misuse.fault, str(misuse), shown, misuse.wrong, misuse.nearest)


def _pieces(paragraph: etree._Element) -> list[etree._Element]:
    """The text elements of the paragraph itself, without those of text boxes anchored in it."""
    return [piece for piece in paragraph.iter(f"{W}t") if next(piece.iterancestors(f"{W}p")) is paragraph]


def _tags(text: str, pieces: list[etree._Element], paragraph: etree._Element) -> Iterator[_Tag]:
    starts = list(accumulate((len(piece.text or "") for piece in pieces), initial=0))
    for start, end in _spans(text):
        if end - start > MAX_TAG_LENGTH:
            raise Misuse(Fault.BROKEN_TAG, "The tag is too long.", text[start : start + 40])
        first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
        holders = {_holder(pieces[first]), _holder(pieces[last])}
        if len(holders) > 1:
            raise Misuse(Fault.MISPLACED_TAG, "A tag begins in a link and ends outside it.", text[start:end])
        yield _Tag(text[start:end], holders.pop(), paragraph)


def _spans(text: str) -> list[tuple[int, int]]:
    """Where tags begin and end; no pattern looks ahead, so unbalanced braces cost no time. Raises `Misuse`."""
    spans = []
    opened: re.Match[str] | None = None
    for braces in _BRACES.finditer(text):
        if opened is None and braces.group() in _CLOSING:
            opened = braces
        elif opened is not None and braces.group() == _CLOSING[opened.group()]:
            spans.append((opened.start(), braces.end()))
            opened = None
        else:
            opened = opened or braces
            break
    if opened is not None:
        raise Misuse(Fault.BROKEN_TAG, f"«{opened.group()}» has no partner in this paragraph.", opened.group())
    return spans


def _holder(piece: etree._Element) -> etree._Element:
    """What holds the run: the paragraph, or a link or an insertion inside it."""
    run = piece.getparent()
    assert run is not None
    parent = run.getparent()
    assert parent is not None
    return parent


def _take(tag: _Tag, walk: _Walk, shown: str) -> None:
    """One step through the document: checks a tag and opens or closes what it opens or closes."""
    content = tag.text[2:-2]
    if tag.text.startswith("{{"):
        check_output(_expression(content), walk.scope)
    elif tag.text.startswith("{%"):
        _take_block(tag, content.translate(_QUOTES), walk, shown)


def _expression(source: str) -> nodes.Expr:
    tree = parse("{{ " + source.translate(_QUOTES) + " }}")
    if len(tree.body) != 1 or not isinstance(tree.body[0], nodes.Output) or len(tree.body[0].nodes) != 1:
        raise Misuse(Fault.BROKEN_TAG, "The tag is broken.", source.strip())
    return tree.body[0].nodes[0]


def _take_block(tag: _Tag, block: str, walk: _Walk, shown: str) -> None:
    match = _BLOCK.fullmatch(block.strip() if not block.startswith(("p ", "tr ")) else block.rstrip())
    if match is None:
        raise Misuse(Fault.FORBIDDEN, f"Templates know only «for» and «if», not «{block.strip()}».", block.strip())
    level, word, rest = (match["level"] or "").strip(), match["word"], match["rest"].strip()
    place = _place(tag, level)
    if word in {"for", "if"}:
        _open(_Open(word, level, place, shown, walk.scope, walk.loops), rest, walk)
        return
    if not walk.opened or word not in _CONTINUES[walk.opened[-1].word]:
        raise Misuse(Fault.UNCLOSED_TAG, f"«{word}» closes nothing.", word)
    opened = walk.opened[-1]
    if word.startswith("end"):
        walk.opened.pop()
        walk.scope, walk.loops = opened.scope, opened.loops
    if (opened.level, opened.place) != (level, place):
        raise Misuse(
            Fault.MISPLACED_TAG, f"«{word}» must stand in the same place and be written the same way as its beginning."
        )
    if word == "elif":
        check_condition(_expression(rest), walk.scope)
    elif rest:
        raise Misuse(Fault.BROKEN_TAG, f"Nothing may follow «{word}».", rest)


def _open(opened: _Open, rest: str, walk: _Walk) -> None:
    if len(walk.opened) >= MAX_NESTING:
        raise Misuse(Fault.FORBIDDEN, "The tags are nested too deeply.")
    if opened.word == "if":
        walk.opened.append(opened)
        check_condition(_expression(rest), walk.scope)
        return
    loop = parse("{% for " + rest + " %}{% endfor %}").body[0]
    assert isinstance(loop, nodes.For)
    if loop.recursive or loop.test is not None:
        raise Misuse(Fault.FORBIDDEN, "A loop has the form «for item in list», without more.")
    walk.opened.append(opened)
    walk.scope, path = loop_scope(loop.target, loop.iter, walk.scope, walk.loops)
    walk.loops = (*walk.loops, path)


_CONTINUES = {"for": {"endfor"}, "if": {"elif", "else", "endif"}}


def _place(tag: _Tag, level: str) -> object:
    """What a block tag must share with its end: its holder, or the one around its own paragraph or table row."""
    if not level:
        return tag.place
    whole = tag.paragraph if level == "p" else next(tag.paragraph.iterancestors(f"{W}tr"), None)
    if whole is None:
        raise Misuse(Fault.MISPLACED_TAG, "«{%tr» stands only in a table row.", tag.text)
    if "".join(piece.text or "" for piece in whole.iter(f"{W}t")).strip() != tag.text:
        name = "paragraph" if level == "p" else "row"
        raise Misuse(Fault.MISPLACED_TAG, f"The {name} of this tag disappears, so nothing else may stand in it.")
    return whole.getparent()
