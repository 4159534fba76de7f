"""A document as it reads, with what was found in it marked: headings, paragraphs, items, tables, pages.

Written in Python and not in a template, because there a long document's time goes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from vmeste.modules.documents.selectors.reviews import Grid, Line, Square
from vmeste.pure.reading import Kind

_DEEPEST = 5
_HEADING_LEVEL = 3  # the page has the first, its two halves have the second


@dataclass(frozen=True, slots=True)
class Look:
    """How the marks of one finding look: the CSS classes of its kind, and what stands in the tooltip."""

    classes: str
    title: str


def document_html(blocks: Iterable[Line | Grid], looks: Mapping[int, Look]) -> SafeString:
    """The whole document as `selectors.reviews.passages` cuts it; `looks` by key of the finding. O(letters)."""
    writer = _Writer(looks)
    return mark_safe("".join(writer.write(blocks)))  # noqa: S308 - every text goes through escape


class _Writer:
    def __init__(self, looks: Mapping[int, Look]) -> None:
        self.looks = looks
        self.page: int | None = None
        self.placed: set[int] = set()

    def write(self, blocks: Iterable[Line | Grid]) -> Iterator[str]:
        for block in blocks:
            yield self._page_mark(block)
            yield self._line(block, is_in_table=False) if isinstance(block, Line) else self._grid(block)

    def _page_mark(self, block: Line | Grid) -> str:
        line = block if isinstance(block, Line) else _first_line(block)
        page = line.passage.origin.page if line else None
        if page is None or page == self.page:
            return ""
        self.page = page
        return f'<p class="doc-page"><span>{escape(_("page %(number)s") % {"number": page})}</span></p>'

    def _grid(self, grid: Grid) -> str:
        label = escape(_("Table %(number)s") % {"number": grid.number})
        rows = "".join(f"<tr>{''.join(self._square(square) for square in row)}</tr>" for row in grid.rows)
        return f'<div class="doc-table" tabindex="0" role="region" aria-label="{label}"><table>{rows}</table></div>'

    def _square(self, square: Square) -> str:
        size = f' rowspan="{square.rows}"' if square.rows > 1 else ""
        size += f' colspan="{square.columns}"' if square.columns > 1 else ""
        return f"<td{size}>{''.join(self._line(line, is_in_table=True) for line in square.lines)}</td>"

    def _line(self, line: Line, *, is_in_table: bool) -> str:
        passage = line.passage
        classes, more = f"doc-{passage.kind.value} is-level-{min(max(passage.level, 1), _DEEPEST)}", ""
        if passage.kind is Kind.HEADING and not is_in_table and (passage.text.strip() or passage.label):
            more = f' role="heading" aria-level="{_HEADING_LEVEL}"'
        label = f'<span class="doc-label">{escape(passage.label)}</span> ' if passage.label else ""
        beside = _beside(line)
        stripes = "".join(self._stripe(pk) for pk in beside)
        if stripes:
            classes += " has-stripes"
            stripes = f'<span class="stripes">{stripes}</span>'
        text = "".join(self._piece(piece.text, piece.candidates, beside, piece.is_also_found) for piece in line.pieces)
        return f'<p class="{classes}" id="passage-{passage.number}"{more}>{stripes}{label}{text}</p>'

    def _stripe(self, pk: int) -> str:
        look = self.looks[pk]
        title = escape(look.title)
        return (
            f'<a class="stripe {look.classes}"{self._place(pk)} href="#candidate-{pk}" data-leads="{pk}" tabindex="-1" '
            f'title="{title}"><span class="visually-hidden">{title}</span></a>'
        )

    def _piece(self, text: str, candidates: Iterable[int], beside: Iterable[int], is_also: bool) -> str:
        words = escape(text)
        pk = next((one for one in candidates if one not in beside), None)
        if pk is None:
            return f'<span class="also-found">{words}</span>' if is_also else words
        look = self.looks[pk]
        return (
            f'<a class="found {look.classes}"{self._place(pk)} href="#candidate-{pk}" data-leads="{pk}" tabindex="-1" '
            f'title="{escape(look.title)}">{words}</a>'
        )

    def _place(self, pk: int) -> str:
        """The id to which the finding's card leads: its first mark has it."""
        if pk in self.placed:
            return ""
        self.placed.add(pk)
        return f' id="place-{pk}"'


def _first_line(grid: Grid) -> Line | None:
    return next((line for row in grid.rows for square in row for line in square.lines), None)


def _beside(line: Line) -> list[int]:
    """Findings that cover all of a passage in which finer ones lie: a stripe beside it, the text is for the others."""
    over = [piece.candidates for piece in line.pieces]
    whole = [pk for pk in over[0] if all(pk in others for others in over)] if over else []
    finer = any(pk not in whole for candidates in over for pk in candidates)
    return whole if finer else whole[1:]
