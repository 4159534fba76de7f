"""The text of one paragraph as a list of inline pieces, ready for JSON.

A piece is a dict with one of `text`, `tab`, `break`, `page_break`, `field` («page», «pages»), `picture`, and its look.
A picture is the bytes of a PNG as numbers, with `width` and `height` in points and its words `alt`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from vmeste.pure.writing.packages import W
from vmeste.pure.writing.pages.numbering import readable
from vmeste.pure.writing.pages.styles import Look, Styles, attribute, child

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST_PICTURE = 64_000
_EMU = 12_700  # of them make a point
_SHOWN = ("b", "i", "u", "strike", "size", "color", "shift", "mono")
_FIELDS = {"PAGE": "page", "NUMPAGES": "pages", "SECTIONPAGES": "pages"}
_SIGNS = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_PASSED_THROUGH = {
    f"{W}{name}" for name in ("ins", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "moveTo")
}
_LINKS = ("http://", "https://", "mailto:", "tel:")


@dataclass(slots=True)
class _Field:
    """A complex field while it is read: its code first, then the result a word processor left there."""

    code: str = ""
    in_result: bool = False
    is_counted: bool = False


@dataclass(slots=True)
class InlineReader:
    styles: Styles
    links: Mapping[str, str]
    properties: etree._Element | None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    opened: list[_Field] = field(default_factory=list)

    def read(self, holder: etree._Element, link: str = "") -> Iterator[dict[str, Any]]:
        for node in holder:
            if node.tag == f"{W}r":
                yield from self._run(node, link)
            elif node.tag == f"{W}hyperlink":
                target = self.links.get(node.get(f"{R}id", ""), "")
                yield from self.read(node, target if target.startswith(_LINKS) else "")
            elif node.tag == f"{W}fldSimple":
                yield from self._simple_field(node, link)
            elif node.tag in _PASSED_THROUGH:
                yield from self.read(node, link)

    def _simple_field(self, node: etree._Element, link: str) -> Iterator[dict[str, Any]]:
        kind = _kind(attribute(node, "instr"))
        if not kind:
            yield from self.read(node, link)
            return
        look = _shown(self.styles.run(self.properties, child(child(node, "r"), "rPr")))
        yield {**look, "field": kind}

    def _run(self, run: etree._Element, link: str) -> Iterator[dict[str, Any]]:
        look = self.styles.run(self.properties, child(run, "rPr"))
        if look.get("hidden"):
            return
        shown = _shown(look) | ({"link": link} if link else {})
        for node in run:
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            if name == "fldChar":
                yield from self._field_mark(attribute(node, "fldCharType"), shown)
            elif name == "instrText" and self.opened:
                self.opened[-1].code += node.text or ""
            elif name == "drawing":
                yield from self._picture(node)
            elif not any(opened.is_counted or not opened.in_result for opened in self.opened):
                yield from _pieces(node, name, shown, is_caps=bool(look.get("caps")))

    def _picture(self, drawing: etree._Element) -> Iterator[dict[str, Any]]:
        """A PNG that stands in the line, small enough to be sent on as data; any other drawing is left out."""
        blip, extent = drawing.find(f".//{A}blip"), drawing.find(f"{WP}inline/{WP}extent")
        if blip is None or extent is None:
            return
        data = self.parts.get(self.links.get(blip.get(f"{R}embed", ""), ""), b"")
        about = drawing.find(f"{WP}inline/{WP}docPr")
        alt = "" if about is None else about.get("descr", "")
        if data.startswith(_PNG) and len(data) <= _LARGEST_PICTURE:
            size = {side: int(extent.get(key, "0")[:9]) / _EMU for side, key in (("width", "cx"), ("height", "cy"))}
            yield {"picture": list(data), "alt": alt or "—", **size}

    def _field_mark(self, mark: str, shown: Look) -> Iterator[dict[str, Any]]:
        if mark == "begin":
            self.opened.append(_Field())
        elif self.opened:
            current = self.opened[-1]
            if mark == "separate" or not current.in_result:
                current.in_result = True
                if kind := _kind(current.code):
                    current.is_counted = True
                    yield {**shown, "field": kind}
            if mark == "end":
                self.opened.pop()


def _pieces(node: etree._Element, name: str, shown: Look, *, is_caps: bool) -> Iterator[dict[str, Any]]:
    if name == "t" and node.text:
        yield {**shown, "text": node.text.upper() if is_caps else node.text}
    elif name in {"tab", "ptab"}:
        yield {**shown, "tab": True}
    elif name == "br" and attribute(node, "type") == "page":
        yield {"page_break": True}
    elif name in {"br", "cr"}:
        yield {"break": True}
    elif name in _SIGNS:
        yield {**shown, "text": _SIGNS[name]}
    elif name == "sym":
        code = attribute(node, "char")
        yield {**shown, "text": readable(chr(int(code, 16))) if _is_code(code) else "•"}


def _is_code(text: str) -> bool:
    return 0 < len(text) <= len("FFFF") and all(sign in "0123456789abcdefABCDEF" for sign in text)


def _kind(code: str) -> str:
    return _FIELDS.get(code.strip().split(" ")[0].upper(), "")


def _shown(look: Look) -> Look:
    return {key: look[key] for key in _SHOWN if look.get(key)}


def label_look(styles: Styles, properties: etree._Element | None, more: Look) -> Look:
    """The look of a paragraph's number: the paragraph mark's, then what the numbering level says."""
    return _shown(styles.run(properties, child(properties, "rPr")) | more)
