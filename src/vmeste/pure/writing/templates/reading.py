"""The tags of a Word document, each with the paragraph it stands in, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
_TAG = re.compile(r"\{\{(?P<output>.*?)\}\}|\{%(?P<block>.*?)%\}|\{#.*?#\}", re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
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
        len(_TAG.findall("".join(piece.text or "" for piece in _pieces(paragraph))))
        for paragraph in parse_xml(content).iter(f"{W}p")
    )


def tags_in_source(source: str) -> int:
    return len(_TAG.findall(source))


def _problem(misuse: Misuse, shown: str) -> TemplateProblem:
    return TemplateProblem(misuse.fault, str(misuse), shown, misuse.wrong, misuse.nearest)


def _pieces(paragraph: etree._Element) -> list[etree._Element]:
    """The text elements of the paragraph itself, without those of text boxes anchored in it."""
    return [piece for piece in paragraph.iter(f"{W}t") if next(piece.iterancestors(f"{W}p")) is paragraph]


def _tags(text: str, pieces: list[etree._Element], paragraph: etree._Element) -> Iterator[_Tag]:
    rest = _TAG.sub("", text)
    if broken := _BRACES.search(rest):
        raise Misuse(Fault.BROKEN_TAG, f"«{broken.group()}» has no partner in this paragraph.", broken.group())
    starts, position = [], 0
    for piece in pieces:
        starts.append(position)
        position += len(piece.text or "")
    for match in _TAG.finditer(text):
        if len(match.group()) > MAX_TAG_LENGTH:
            raise Misuse(Fault.BROKEN_TAG, "The tag is too long.", match.group()[:40])
        if _BRACES.search(match.group()[2:-2]):
            raise Misuse(Fault.BROKEN_TAG, "A tag stands inside a tag.", match.group()[:40])
        first = max(index for index, start in enumerate(starts) if start <= match.start())
        last = max(index for index, start in enumerate(starts) if start < match.end())
        holders = {_holder(pieces[first]), _holder(pieces[last])}
        if len(holders) > 1:
            raise Misuse(Fault.MISPLACED_TAG, "A tag begins in a link and ends outside it.", match.group())
        yield _Tag(match.group(), holders.pop(), paragraph)


def _holder(piece: etree._Element) -> etree._Element:
    """What holds the run: the paragraph, or a link or an insertion inside it."""
    run = piece.getparent()
    assert run is not None
    parent = run.getparent()
    assert parent is not None
    return parent


def _take(tag: _Tag, walk: _Walk, shown: str) -> None:
    """One step through the document: checks a tag and opens or closes what it opens or closes."""
    match = _TAG.fullmatch(tag.text)
    assert match is not None
    if (output := match["output"]) is not None:
        check_output(_expression(output), walk.scope)
    elif (block := match["block"]) is not None:
        _take_block(tag, block.translate(_QUOTES), walk, shown)


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
        opened = _Open(word, level, place, shown, walk.scope, walk.loops)
        if word == "for":
            loop = parse("{% for " + rest + " %}{% endfor %}").body[0]
            assert isinstance(loop, nodes.For)
            if loop.recursive or loop.test is not None:
                raise Misuse(Fault.FORBIDDEN, "A loop has the form «for item in list», without more.")
            walk.opened.append(opened)
            walk.scope, path = loop_scope(loop.target, loop.iter, walk.scope, walk.loops)
            walk.loops = (*walk.loops, path)
        else:
            walk.opened.append(opened)
            check_condition(_expression(rest), walk.scope)
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
