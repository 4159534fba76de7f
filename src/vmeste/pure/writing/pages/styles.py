"""What a paragraph and a run look like in a .docx: defaults, styles with their ancestors, then direct marks.

Lengths are points. A look is a plain dict that later layers overwrite; see `_paragraph_look` and `_run_look` for keys.
"""

import math
from typing import Any

from lxml import etree

from vmeste.pure.writing.packages import W

Look = dict[str, Any]

_TWIPS = 20
_LONGEST = 1584
_LARGEST_LETTERS = 1638
_ALIGNMENTS = {"both": "justify", "distribute": "justify", "center": "center", "right": "right", "end": "right"}
_OFF = {"0", "false", "off", "none"}
_BODY_TEXT_LEVEL = 9
_MONOSPACED = ("Courier", "Consolas", "Mono")
_DEFAULTS: Look = {"align": "left", "left": 0, "right": 0, "first": 0, "before": 0, "after": 0, "line": 1, "tabs": {}}
_RUN_DEFAULTS: Look = {"size": 10}


def attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    return default if element is None else element.get(W + name, default)


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(W + name)


def value(element: etree._Element | None, name: str, default: str = "") -> str:
    """The `w:val` of a child element."""
    return attribute(child(element, name), "val", default)


def points(twips: str) -> float:
    """Points of a length in twips, within the 22 inches Word knows; zero for what is no number."""
    try:
        length = float(twips) / _TWIPS
    except ValueError:
        return 0
    return round(max(-_LONGEST, min(length, _LONGEST)), 2) if math.isfinite(length) else 0


def is_on(element: etree._Element | None, name: str) -> bool | None:
    """A switch such as `w:b`: on, off, or not said."""
    found = child(element, name)
    return None if found is None else attribute(found, "val", "1") not in _OFF


class Styles:
    """The styles part of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = [] if root is None else root.findall(f"{W}style")
        self._styles = {attribute(style, "styleId"): style for style in styles}
        self._default = {
            attribute(style, "type"): attribute(style, "styleId")
            for style in styles
            if attribute(style, "default") in {"1", "true"}
        }
        defaults = child(root, "docDefaults")
        self._paragraph = _DEFAULTS | paragraph_look(child(child(defaults, "pPrDefault"), "pPr"))
        self._paragraph_looks: dict[tuple[str, str], Look] = {}
        self._run_looks: dict[tuple[str, str], Look] = {}
        self._run = _RUN_DEFAULTS | run_look(child(child(defaults, "rPrDefault"), "rPr"))

    def ancestry(self, style_id: str) -> list[etree._Element]:
        """The style and those it is based on, the oldest first."""
        found: list[etree._Element] = []
        while (style := self._styles.get(style_id)) is not None and style not in found:
            found.insert(0, style)
            style_id = value(style, "basedOn")
        return found

    def paragraph_style(self, properties: etree._Element | None) -> str:
        return value(properties, "pStyle") or self._default.get("paragraph", "")

    def table_style(self, properties: etree._Element | None) -> str:
        return value(properties, "tblStyle") or self._default.get("table", "")

    def paragraph(self, properties: etree._Element | None, numbered: Look, table_style: str = "") -> Look:
        """The look of a paragraph; `numbered` is what its numbering level says, between style and direct marks."""
        key = table_style, self.paragraph_style(properties)
        if (look := self._paragraph_looks.get(key)) is None:
            look = self._paragraph
            for style in (*self.ancestry(key[0]), *self.ancestry(key[1])):
                look = merged(look, paragraph_look(child(style, "pPr")))
            self._paragraph_looks[key] = look
        return merged(merged(look, numbered), paragraph_look(properties))

    def heading_level(self, properties: etree._Element | None) -> int:
        """1 to 6 for headings, 0 for text."""
        level = value(properties, "outlineLvl")
        for style in reversed(self.ancestry(self.paragraph_style(properties))):
            level = level or value(child(style, "pPr"), "outlineLvl")
        if not level.isdigit() or int(level) >= _BODY_TEXT_LEVEL:
            return 0
        return min(int(level) + 1, 6)

    def numbering(self, properties: etree._Element | None) -> tuple[str, str, str]:
        """Number id, level and the style that said so; empty where the paragraph is not numbered."""
        style_id = self.paragraph_style(properties)
        for source, owner in [(properties, "")] + [
            (child(style, "pPr"), attribute(style, "styleId")) for style in reversed(self.ancestry(style_id))
        ]:
            numbers = child(source, "numPr")
            if numbers is not None and (number_id := value(numbers, "numId")):
                return number_id, value(numbers, "ilvl"), owner
        return "", "", ""

    def run(self, paragraph_properties: etree._Element | None, properties: etree._Element | None) -> Look:
        key = self.paragraph_style(paragraph_properties), value(properties, "rStyle")
        if (look := self._run_looks.get(key)) is None:
            look = dict(self._run)
            for style in (*self.ancestry(key[0]), *self.ancestry(key[1])):
                look |= run_look(child(style, "rPr"))
            self._run_looks[key] = look
        return look | run_look(properties)


def merged(look: Look, more: Look) -> Look:
    tabs = {**look.get("tabs", {}), **more.get("tabs", {})}
    return {**look, **more, "tabs": {place: kind for place, kind in tabs.items() if kind != "clear"}}


def paragraph_look(properties: etree._Element | None) -> Look:
    if properties is None:
        return {}
    look: Look = {}
    if alignment := value(properties, "jc"):
        look["align"] = _ALIGNMENTS.get(alignment, "left")
    look |= _indents(child(properties, "ind"))
    look |= _spacing(child(properties, "spacing"))
    stops = child(properties, "tabs")
    if stops is not None:
        look["tabs"] = {points(attribute(stop, "pos")): attribute(stop, "val", "left") for stop in stops}
    for key, name in (("keep", "keepNext"), ("break", "pageBreakBefore"), ("contextual", "contextualSpacing")):
        if (switch := is_on(properties, name)) is not None:
            look[key] = switch
    return look


def _indents(indent: etree._Element | None) -> Look:
    look: Look = {}
    for key, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        if length := next(filter(None, (attribute(indent, name) for name in names)), ""):
            look[key] = points(length)
    if length := attribute(indent, "hanging"):
        look["first"] = -points(length)
    elif length := attribute(indent, "firstLine"):
        look["first"] = points(length)
    return look


def _spacing(spacing: etree._Element | None) -> Look:
    look: Look = {}
    for key in ("before", "after"):
        if attribute(spacing, f"{key}Autospacing") in {"1", "true"}:
            look[key] = 14
        elif length := attribute(spacing, key):
            look[key] = points(length)
    if line := attribute(spacing, "line"):
        if attribute(spacing, "lineRule", "auto") == "auto":
            look["line"] = round(points(line) / 12, 3)
        else:
            look["exact"] = points(line)
    return look


def run_look(properties: etree._Element | None) -> Look:
    if properties is None:
        return {}
    look: Look = {}
    for key, name in (("b", "b"), ("i", "i"), ("strike", "strike"), ("caps", "caps"), ("hidden", "vanish")):
        if (switch := is_on(properties, name)) is not None:
            look[key] = switch
    if underline := value(properties, "u"):
        look["u"] = underline not in _OFF
    size = value(properties, "sz")
    if size.isdecimal() and 0 < int(size[:5]) <= _LARGEST_LETTERS:
        look["size"] = int(size[:5]) / 2
    if position := value(properties, "vertAlign"):
        look["shift"] = {"superscript": "super", "subscript": "sub"}.get(position, "")
    fonts = child(properties, "rFonts")
    if font := attribute(fonts, "ascii") or attribute(fonts, "hAnsi"):
        look["mono"] = any(name in font for name in _MONOSPACED)
    color = value(properties, "color")
    if len(color) == len("RRGGBB") and all(sign in "0123456789abcdefABCDEF" for sign in color):
        look["color"] = color
    return look
