"""Lines around cells, tables and paragraphs."""

from typing import Any

from lxml import etree

from vmeste.pure.writing.packages import W
from vmeste.pure.writing.pages.styles import attribute, child

Lines = dict[str, dict[str, Any] | None]

_EIGHTHS = 8
_NAMES = {"top": "top", "bottom": "bottom", "left": "left", "right": "right", "start": "left", "end": "right"}
_INNER = {"insideH": "inside_rows", "insideV": "inside_columns"}
_HEX = frozenset("0123456789abcdefABCDEF")


def lines(holder: etree._Element | None) -> Lines:
    """What a `w:tblBorders`, `w:tcBorders` or `w:pBdr` says: a width and colour for each side, None for no line."""
    found: Lines = {}
    for side in () if holder is None else holder:
        name = etree.QName(side).localname
        if key := _NAMES.get(name) or _INNER.get(name):
            found[key] = _line(side)
    return found


def color(text: str) -> str:
    """Six hexadecimal digits, or nothing."""
    return text if len(text) == len("RRGGBB") and set(text) <= _HEX else ""


def fill(properties: etree._Element | None) -> str:
    return color(attribute(child(properties, "shd"), "fill"))


def cell_lines(own: Lines, table: Lines, *, edges: dict[str, bool]) -> Lines:
    """The lines of one cell: its own, otherwise the table's outer line at an edge and its inner line elsewhere."""
    inner = {"top": "inside_rows", "bottom": "inside_rows", "left": "inside_columns", "right": "inside_columns"}
    return {
        side: own[side] if side in own else table.get(side if edges[side] else inner_side)
        for side, inner_side in inner.items()
    }


def _line(side: etree._Element) -> dict[str, Any] | None:
    if attribute(side, "val") in {"nil", "none", ""}:
        return None
    size = attribute(side, "sz", "4")
    width = int(size[:4]) / _EIGHTHS if size.isdecimal() else 0.5
    return {"width": min(max(width, 0.25), 6), "color": color(attribute(side, "color")) or "000000"}


def table_lines(ancestry: list[etree._Element], properties: etree._Element | None) -> Lines:
    """The table style's lines, then the table's own."""
    found: Lines = {}
    for style in ancestry:
        found |= lines(child(child(style, "tblPr"), "tblBorders"))
    return found | lines(properties.find(f"{W}tblBorders") if properties is not None else None)
