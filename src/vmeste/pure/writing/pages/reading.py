"""A .docx as plain data for the typesetter: sections with page set-up, headers, footers and blocks.

Read is the subset our own documents use: paragraphs, headings, numbered and bulleted lists, tables with merged cells,
page breaks, sections, headers, footers, page numbers, tabs, links, small PNG pictures in the line. Other pictures,
text boxes, footnotes, comments and columns are left out; deleted text of tracked changes is left out and inserted text
is read.
"""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from vmeste.pure.writing.packages import W, open_docx, parse_xml
from vmeste.pure.writing.pages.borders import cell_lines, fill, lines, table_lines
from vmeste.pure.writing.pages.grids import MAX_COLUMNS, merged_rows, placed_cells
from vmeste.pure.writing.pages.numbering import Label, Numbering
from vmeste.pure.writing.pages.runs import InlineReader, R, label_look
from vmeste.pure.writing.pages.styles import Styles, attribute, child, is_on, points, value
from vmeste.pure.writing.pages.widths import widest_word

Block = dict[str, Any]

_A4 = (595.3, 841.9)
_MARGIN = 56.7
_DEFAULT_TAB = 35.4
_CELL_PADDING = 5.4
_MIN_ROOM = 72
_MAX_DEPTH = 12
_MAX_TABLE_DEPTH = 4
_CONTAINERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins")}


def read_docx(docx: bytes) -> dict[str, Any]:
    """The document as JSON-ready data. Raises `DocumentRefused`. Linear in its size."""
    parts = open_docx(docx)
    return _Reader(parts).document()


class _Reader:
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.styles = Styles(self._part("word/styles.xml"))
        self.numbering = Numbering(self._part("word/numbering.xml"))
        self.last_heading = 0
        self.links: Mapping[str, str] = {}

    def document(self) -> dict[str, Any]:
        relations = self._relations("word/document.xml")
        self.links = relations
        body = child(self._part("word/document.xml"), "body")
        sections: list[dict[str, Any]] = []
        blocks: list[Block] = []
        for node in self._children(body):
            blocks.append(self._block(node, 0))
            if (setup := child(child(node, "pPr"), "sectPr")) is not None:
                sections.append(self._section(setup, blocks, relations, sections))
                blocks = []
        sections.append(self._section(child(body, "sectPr"), blocks, relations, sections))
        tab = value(self._part("word/settings.xml"), "defaultTabStop")
        return {"sections": sections, "tab": points(tab) or _DEFAULT_TAB}

    def _part(self, name: str) -> etree._Element | None:
        return parse_xml(self.parts[name]) if name in self.parts else None

    def _relations(self, name: str) -> dict[str, str]:
        """Targets by relation id: names of parts, and addresses of links."""
        folder, file = posixpath.split(name)
        root = self._part(f"{folder}/_rels/{file}.rels")
        targets: dict[str, str] = {}
        for relation in () if root is None else root:
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            targets[relation.get("Id", "")] = target
        return targets

    def _section(
        self,
        setup: etree._Element | None,
        blocks: list[Block],
        relations: Mapping[str, str],
        before: list[dict[str, Any]],
    ) -> dict[str, Any]:
        page = _page(setup)
        edges: dict[str, Any] = dict(before[-1]["edges"]) if before else {}
        for edge in ("header", "footer"):
            for reference in () if setup is None else setup.findall(f"{W}{edge}Reference"):
                part = relations.get(reference.get(f"{R}id", ""), "")
                edges[f"{edge}_{attribute(reference, 'type', 'default')}"] = self._edge(part)
        first_differs = bool(is_on(setup, "titlePg")) if setup is not None else False
        number = attribute(child(setup, "pgNumType"), "start")
        return {
            "page": page,
            "edges": edges,
            "first_differs": first_differs,
            "first_number": int(number[:6]) if number.isdecimal() else None,
            "continuous": bool(before) and value(setup, "type") == "continuous" and before[-1]["page"] == page,
            "blocks": blocks,
        }

    def _edge(self, part: str) -> list[Block]:
        """A header or footer; its links have relations of their own."""
        links, self.links = self.links, self._relations(part)
        blocks = [self._block(node, 0, may_be_heading=False) for node in self._children(self._part(part))]
        self.links = links
        return blocks

    def _children(self, holder: etree._Element | None, depth: int = 0) -> Iterator[etree._Element]:
        """Paragraphs and tables, also those inside content controls."""
        for node in () if holder is None else holder:
            if node.tag in {f"{W}p", f"{W}tbl"}:
                yield node
            elif node.tag in _CONTAINERS and depth < _MAX_DEPTH:
                yield from self._children(node, depth + 1)

    def _block(self, node: etree._Element, depth: int, table_style: str = "", *, may_be_heading: bool = True) -> Block:
        if node.tag == f"{W}tbl":
            return self._table(node, depth)
        return self._paragraph(node, table_style, may_be_heading=may_be_heading and not depth)

    def _paragraph(self, node: etree._Element, table_style: str, *, may_be_heading: bool) -> Block:
        properties = child(node, "pPr")
        label = self._label(properties)
        look = self.styles.paragraph(properties, label.paragraph if label else {}, table_style)
        inlines = list(InlineReader(self.styles, self.links, properties, self.parts).read(node))
        mark = self.styles.run(properties, child(properties, "rPr"))
        block: Block = {
            **{key: kept for key, kept in look.items() if key not in {"tabs", "contextual"}},
            "kind": "paragraph",
            "size": mark["size"],
            "tabs": [[place, kind] for place, kind in sorted(look["tabs"].items())],
            "inlines": inlines,
            "widest": max((widest_word(piece.get("text", "")) for piece in inlines), default=0),
        }
        if look.get("contextual"):
            block["together"] = self.styles.paragraph_style(properties)
        if label is not None:
            block["label"] = self._label_block(label, properties)
        if rules := lines(child(properties, "pBdr")):
            block["lines"] = rules
        has_text = any(piece.get("text", "").strip() for piece in inlines)
        if may_be_heading and has_text and (level := self.styles.heading_level(properties)):
            self.last_heading = block["heading"] = min(level, self.last_heading + 1)
        return block

    def _label(self, properties: etree._Element | None) -> Label | None:
        number_id, level, style_id = self.styles.numbering(properties)
        if not number_id:
            return None
        return self.numbering.next_label(number_id, level or self.numbering.level_of_style(number_id, style_id))

    def _label_block(self, label: Label, properties: etree._Element | None) -> dict[str, Any]:
        return {
            "look": label_look(self.styles, properties, label.run),
            "text": label.text,
            "series": label.series,
            "level": label.level,
            "followed_by": label.followed_by,
        }

    def _table(self, table: etree._Element, depth: int) -> Block:
        if depth >= _MAX_TABLE_DEPTH:
            return {"kind": "table", "columns": [1], "rows": [], "indent": 0, "align": "left"}
        properties = child(table, "tblPr")
        style_id = self.styles.table_style(properties)
        ancestry = self.styles.ancestry(style_id)
        rules = table_lines(ancestry, properties)
        columns = [points(attribute(column, "w")) or 1 for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        grid = merged_rows([placed_cells(row) for row in table.findall(f"{W}tr")])
        width = max([1, len(columns), *(place + span for row in grid for place, span, _, _ in row)])
        columns += [columns[-1] if columns else _DEFAULT_TAB] * (width - len(columns))
        rows = []
        for index, (row, cells) in enumerate(zip(table.findall(f"{W}tr"), grid, strict=True)):
            row_properties = child(row, "trPr")
            read = []
            for place, span, height, cell in cells:
                edges = {
                    "top": index == 0,
                    "bottom": index + height >= len(grid),
                    "left": place == 0,
                    "right": place + span >= len(columns),
                }
                read.append(
                    {
                        "column": place,
                        "colspan": span,
                        "rowspan": height,
                        "lines": cell_lines(lines(child(child(cell, "tcPr"), "tcBorders")), rules, edges=edges),
                        **self._cell(cell, depth, style_id),
                    }
                )
            rows.append(
                {
                    "header": row_properties is not None and bool(is_on(row_properties, "tblHeader")),
                    "breakable": row_properties is None or not is_on(row_properties, "cantSplit"),
                    "height": points(attribute(child(row_properties, "trHeight"), "val", "0")),
                    "cells": read,
                }
            )
        indent = attribute(child(properties, "tblInd"), "w", "0")
        return {
            "kind": "table",
            "columns": columns[:MAX_COLUMNS],
            "indent": points(indent),
            "align": {"center": "center", "right": "right", "end": "right"}.get(value(properties, "jc"), "left"),
            "rows": rows,
        }

    def _cell(self, cell: etree._Element, depth: int, style_id: str) -> dict[str, Any]:
        properties = child(cell, "tcPr")
        return {
            "valign": {"center": "center", "bottom": "bottom"}.get(value(properties, "vAlign"), "top"),
            "fill": fill(properties),
            "padding": _CELL_PADDING,
            "blocks": [self._block(node, depth + 1, style_id) for node in self._children(cell)],
        }


def _page(setup: etree._Element | None) -> dict[str, float]:
    """Size and margins; A4 with usual margins where what is said leaves no room for text."""
    size, margins = child(setup, "pgSz"), child(setup, "pgMar")
    page = {
        "width": points(attribute(size, "w")),
        "height": points(attribute(size, "h")),
        **{side: abs(points(attribute(margins, side))) or _MARGIN for side in ("top", "bottom", "left", "right")},
        **{side: points(attribute(margins, side, "708")) for side in ("header", "footer")},
    }
    if page["width"] < _MIN_ROOM or page["height"] < _MIN_ROOM:
        page |= {"width": _A4[0], "height": _A4[1]}
    if min(page["width"] - page["left"] - page["right"], page["height"] - page["top"] - page["bottom"]) < _MIN_ROOM:
        page |= dict.fromkeys(("top", "bottom", "left", "right"), 0 if page["width"] < 3 * _MIN_ROOM else _MARGIN / 2)
    return page
