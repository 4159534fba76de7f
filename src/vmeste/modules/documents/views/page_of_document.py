"""A document as it reads, with what was found in it marked: headings, paragraphs, items, tables, pages.

Written in Python and not in a template, because there a long document's time goes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from vmeste.pure.reading import Document, Kind, Passage, Table

_DEEPEST = 5
_HEADING_LEVEL = 3  # the page has the first, its two halves have the second


@dataclass(frozen=True, slots=True)
class Mark:
    """Letters `start` to `end` of one passage in which something was found.

    `anchor` is the id of its card, `look` the CSS classes of its kind, `title` what stands in its tooltip. `place_id`
    is the id of the mark itself where the card leads to it.
    """

    start: int
    end: int
    anchor: str
    look: str
    title: str
    place_id: str = ""

    @property
    def length(self) -> int:
        return self.end - self.start


def document_html(document: Document, marks: Mapping[int, Sequence[Mark]]) -> SafeString:
    """The whole document; `marks` by number of passage. O(letters + marks × marks of the same passage)."""
    parts: list[str] = []
    page: int | None = None
    for block in document.blocks:
        begins_on = _page_of(block)
        if begins_on is not None and begins_on != page:
            page = begins_on
            parts.append(f'<p class="doc-page"><span>{escape(_("page %(number)s") % {"number": page})}</span></p>')
        if isinstance(block, Passage):
            parts.append(_passage(block, marks.get(block.number, ()), is_in_table=False))
        else:
            parts.append(_table(block, marks))
    return mark_safe("".join(parts))  # noqa: S308 - every text goes through escape


def _page_of(block: Passage | Table) -> int | None:
    if isinstance(block, Passage):
        return block.origin.page
    first = next((passage for cell in block.cells for passage in cell.passages), None)
    return first.origin.page if first else None


# Tables


def _table(table: Table, marks: Mapping[int, Sequence[Mark]]) -> str:
    label = escape(_("Table %(number)s") % {"number": table.number})
    rows = "".join(_rows(table, marks))
    return f'<div class="doc-table" tabindex="0" role="region" aria-label="{label}"><table>{rows}</table></div>'


def _rows(table: Table, marks: Mapping[int, Sequence[Mark]]) -> Iterator[str]:
    begins = {(cell.row, cell.column): cell for cell in table.cells}
    for number, places in enumerate(table.rows()):
        cells = []
        for column, cell in enumerate(places):
            if cell is None:
                cells.append("<td></td>")
            elif (number, column) in begins:
                size = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
                size += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
                inside = "".join(_passage(one, marks.get(one.number, ()), is_in_table=True) for one in cell.passages)
                cells.append(f"<td{size}>{inside}</td>")
        yield f"<tr>{''.join(cells)}</tr>"


# Passages


def _passage(passage: Passage, marks: Sequence[Mark], *, is_in_table: bool) -> str:
    level = f" is-level-{min(max(passage.level, 1), _DEEPEST)}"
    classes, more = f"doc-{passage.kind.value}{level}", ""
    if passage.kind is Kind.HEADING and not is_in_table and (passage.text.strip() or passage.label):
        more = f' role="heading" aria-level="{_HEADING_LEVEL}"'
    label = f'<span class="doc-label">{escape(passage.label)}</span> ' if passage.label else ""
    stripes, inside = _marked(passage.text, marks)
    if stripes:
        classes += " has-stripes"
    return f'<p class="{classes}" id="passage-{passage.number}"{more}>{stripes}{label}{inside}</p>'


def _marked(text: str, marks: Sequence[Mark]) -> tuple[str, str]:
    """Stripes beside the passage for what covers all of it and more, and the text with the rest marked."""
    if not marks:
        return "", escape(text)
    shown = [mark for mark in marks if mark.start < mark.end]
    whole = [mark for mark in shown if mark.start <= 0 and mark.end >= len(text)]
    # The text itself stays for the finest mark: one that covers everything is a stripe when others lie inside.
    beside = whole if len(whole) < len(shown) else whole[:-1]
    stripes = "".join(
        f'<a class="stripe {mark.look}"{_id(mark)} href="#{mark.anchor}" data-leads="{mark.anchor}" tabindex="-1" '
        f'title="{escape(mark.title)}"><span class="visually-hidden">{escape(mark.title)}</span></a>'
        for mark in beside
    )
    inside = [mark for mark in shown if mark not in beside]
    return (f'<span class="stripes">{stripes}</span>' if stripes else ""), "".join(_pieces(text, inside))


def _pieces(text: str, marks: Iterable[Mark]) -> Iterator[str]:
    """The text cut where marks begin and end; each piece belongs to the shortest mark over it."""
    by_length = sorted(marks, key=lambda mark: mark.length)
    edges = sorted({0, len(text), *(edge for mark in by_length for edge in (mark.start, mark.end))})
    edges = [edge for edge in edges if 0 <= edge <= len(text)]
    told: set[str] = set()
    for start, end in zip(edges, edges[1:], strict=False):
        mark = next((one for one in by_length if one.start <= start and one.end >= end), None)
        words = escape(text[start:end])
        if mark is None:
            yield words
            continue
        place = _id(mark) if mark.place_id not in told else ""
        told.add(mark.place_id)
        yield (
            f'<a class="found {mark.look}"{place} href="#{mark.anchor}" data-leads="{mark.anchor}" tabindex="-1" '
            f'title="{escape(mark.title)}">{words}</a>'
        )


def _id(mark: Mark) -> str:
    return f' id="{mark.place_id}"' if mark.place_id else ""
