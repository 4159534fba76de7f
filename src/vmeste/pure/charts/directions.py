"""The partner map: one organisation in the middle, its directions of cooperation around it, a card for each partner.

Directions stand in two rows, above and below the middle; a row's space is shared so that no direction is much
taller than its neighbours. The number of card columns is chosen so that letters come out as large as possible on a
sheet of 297 × 210. Everything follows from the input: equal input, equal picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from .icons import ICONS
from .measuring import width_of, wrapped
from .shapes import Box, Circle, Curve, Group, Mark, Picture, Rect, Text

TONES = 12
STAGES = 3
SHEET = (297.0, 210.0)
MOST_COLUMNS = 40

_MARGIN = 36.0
_GAP = 20.0
_PAD = 14.0
_CARD_GAP = 10.0
_ICON = 24.0
_LEAST_WIDTH = 940.0
_ICON_FIELD = 24
_NAME_LINES = 5


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner in one direction; `maturity` is a stage from 1; None means unknown."""

    key: int
    name: str
    kind: str
    icon: str
    maturity: int | None = None
    has_agreement: bool | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    name: str
    partners: tuple[Partner, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of the legend, in the reader's language; empty ones are left out."""

    stages: tuple[str, ...]
    agreement: str = ""
    no_stage: str = ""


@dataclass(frozen=True, slots=True)
class DirectionMap:
    """What is shown. `figures` are pairs (number, its name); `centre` is the organisation in the middle."""

    title: str
    note: str
    description: str
    centre: str
    centre_note: str
    centre_icon: str
    directions: tuple[Direction, ...]
    legend: Legend
    figures: tuple[tuple[str, str], ...] = ()
    centre_address: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes of a card; the compact one leaves out the kind in words."""

    width: float
    name_size: float
    kind_size: float
    icon: float
    text_left: float

    @property
    def leading(self) -> float:
        return self.name_size * 1.25


ROOMY = Style(width=184, name_size=14, kind_size=11.5, icon=22, text_left=46)
COMPACT = Style(width=144, name_size=12.5, kind_size=0, icon=18, text_left=38)
DENSE = Style(width=118, name_size=12, kind_size=0, icon=14, text_left=30)
_COMPACT_FROM, _DENSE_FROM = 48, 90


@dataclass(frozen=True, slots=True)
class Card:
    partner: Partner
    box: Box
    lines: tuple[str, ...]
    kind_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    direction: Direction
    tone: int
    box: Box
    heading: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands: `head`, `middle` and `foot` are the bands of title, centre and legend."""

    width: float
    height: float
    style: Style
    middle: Box
    foot: Box
    panels: tuple[Panel, ...]
    above: int
    centre_lines: tuple[str, ...] = field(default=())


_HEAD_HEIGHT = 84.0
_FOOT_HEIGHT = 34.0
_CENTRE_SIZE = 22.0
_CENTRE_LEADING = 27.0
_HEADING_SIZE = 16.5
_HEADING_LEADING = 20.0


def lay_out(shown: DirectionMap) -> Layout:
    """Places for everything; time O(P · columns tried) for P partners in all directions together."""
    total = sum(len(direction.partners) for direction in shown.directions)
    style = DENSE if total >= _DENSE_FROM else COMPACT if total >= _COMPACT_FROM else ROOMY
    above = _split([len(d.partners) for d in shown.directions])
    fewest = max(above, len(shown.directions) - above, 1)
    most = max(fewest, min(MOST_COLUMNS, total))
    candidates = (_widened(shown, style, above, columns) for columns in range(fewest, most + 1))
    return max(candidates, key=lambda layout: min(SHEET[0] / layout.width, SHEET[1] / layout.height))


def _widened(shown: DirectionMap, style: Style, above: int, columns: int) -> Layout:
    """The layout with cards as wide as the sheet allows at that height: fewer broken lines for nothing."""
    narrow = _laid_out(shown, style, above, columns, 0)
    return _laid_out(shown, style, above, columns, narrow.height * SHEET[0] / SHEET[1])


def _split(counts: Sequence[int]) -> int:
    """How many of the directions stand above the middle, so that both rows hold about as many cards."""
    if len(counts) == 1:
        return 0
    before = list(accumulate((max(1, c) for c in counts), initial=0))
    return min(range(1, len(counts)), key=lambda cut: (abs(2 * before[cut] - before[-1]), -cut), default=0)


def _laid_out(shown: DirectionMap, style: Style, above: int, columns: int, least: float) -> Layout:
    rows = [row for row in (shown.directions[:above], shown.directions[above:]) if row]
    width = max([_LEAST_WIDTH, least, *(_row_width(row, style, columns) for row in rows)])
    inner = width - 2 * _MARGIN
    lines = wrapped(shown.centre, min(620.0, inner - 180), _CENTRE_SIZE, is_bold=True, most=3)
    band = 84.0 + _CENTRE_LEADING * len(lines) + 2 * _GAP

    y, panels, middle = _MARGIN + _HEAD_HEIGHT, [], Box(0, 0, 0, 0)
    tone = 0
    for number, row in enumerate(rows):
        if number == len(rows) - 1:
            middle = Box(_MARGIN, y, inner, band)
            y += band
        placed = _row(row, style, columns, Box(_MARGIN, y, inner, 0), tone)
        panels += placed
        tone += len(row)
        y = max(panel.box.bottom for panel in placed)
    foot = Box(_MARGIN, y + _GAP, inner, _foot_height(shown, inner))
    return Layout(width, foot.bottom + _MARGIN * 0.6, style, middle, foot, tuple(panels), above, lines)


def _row_width(row: Sequence[Direction], style: Style, columns: int) -> float:
    return columns * style.width + _spaces(len(row), columns) + 2 * _MARGIN


def _spaces(panels: int, columns: int) -> float:
    """What a row of panels loses to gaps and paddings."""
    return (columns - panels) * _CARD_GAP + panels * 2 * _PAD + (panels - 1) * _GAP


def _row(row: Sequence[Direction], style: Style, columns: int, place: Box, first_tone: int) -> list[Panel]:
    """Panels side by side, all as tall as the tallest; `place` gives the left upper corner and the width."""
    shares = _shares([len(d.partners) for d in row], columns)
    card_width = (place.width - _spaces(len(row), sum(shares))) / sum(shares)
    x, panels = place.x, []
    for number, (direction, share) in enumerate(zip(row, shares, strict=True)):
        panel_width = share * card_width + (share - 1) * _CARD_GAP + 2 * _PAD
        panels.append(_panel(direction, style, share, Box(x, place.y, panel_width, 0), (first_tone + number) % TONES))
        x += panel_width + _GAP
    tallest = max(panel.box.height for panel in panels)
    return [replace(panel, box=replace(panel.box, height=tallest)) for panel in panels]


def _shares(counts: Sequence[int], columns: int) -> list[int]:
    """Card columns of each panel: one at least, every further one to the panel with the most cards in a column."""
    shares = [1] * len(counts)
    for _ in range(columns - len(counts)):
        wanting = [i for i, count in enumerate(counts) if shares[i] < count]
        if not wanting:
            break
        shares[max(wanting, key=lambda i: (-(-counts[i] // shares[i]), counts[i] / shares[i], -i))] += 1
    return shares


def _panel(direction: Direction, style: Style, columns: int, place: Box, tone: int) -> Panel:
    count_room = 44.0
    heading = wrapped(direction.name, place.width - 2 * _PAD - count_room, _HEADING_SIZE, is_bold=True, most=3)
    y = place.y + _PAD + _HEADING_LEADING * len(heading) + 10
    card_width = (place.width - 2 * _PAD - (columns - 1) * _CARD_GAP) / columns
    cards: list[Card] = []
    for start in range(0, len(direction.partners), columns):
        line = [_card(partner, style, card_width) for partner in direction.partners[start : start + columns]]
        height = max(card.box.height for card in line)
        for number, card in enumerate(line):
            x = place.x + _PAD + number * (card_width + _CARD_GAP)
            cards.append(replace(card, box=Box(x, y, card_width, height)))
        y += height + _CARD_GAP
    bottom = (y - _CARD_GAP if cards else y) + _PAD
    return Panel(direction, tone, Box(place.x, place.y, place.width, bottom - place.y), heading, tuple(cards))


def _card(partner: Partner, style: Style, width: float) -> Card:
    """A card of the right size at no place yet."""
    room = width - style.text_left - 10
    lines = wrapped(partner.name, room, style.name_size, is_bold=True, most=_NAME_LINES)
    kind_lines = wrapped(partner.kind, room, style.kind_size, most=3) if style.kind_size else ()
    text = len(lines) * style.leading + len(kind_lines) * style.kind_size * 1.25
    return Card(partner, Box(0, 0, width, max(text, _ICON) + 20 + _marks_height(style)), lines, kind_lines)


def _marks_height(style: Style) -> float:
    return 15.0 if style.kind_size else 12.0


def picture(shown: DirectionMap) -> Picture:
    """The map as shapes. Reading order: title, middle, then direction by direction, then the legend."""
    layout = lay_out(shown)
    groups = [
        *_head(shown, layout),
        Group(tuple(_ties(layout))),
        _centre(shown, layout),
        *(group for panel in layout.panels for group in _panel_groups(panel, layout.style, shown)),
        Group(tuple(_foot(shown, layout))),
    ]
    return Picture(layout.width, layout.height, shown.title, shown.description, tuple(groups))


def _head(shown: DirectionMap, layout: Layout) -> Iterator[Group]:
    right = layout.width - _MARGIN
    figures: list[Mark] = []
    for number, name in reversed(shown.figures):
        wide = max(width_of(number, 30, is_bold=True), width_of(name, 12.5))
        figures.append(Text(right - wide, _MARGIN + 28, number, 30, "accent-ink", is_bold=True))
        figures.append(Text(right - wide, _MARGIN + 47, name, 12.5, "quiet"))
        right -= wide + 30
    room = max(120.0, right - _MARGIN)
    title = wrapped(shown.title, room, 28, is_bold=True, most=1)[0]
    note = wrapped(shown.note, room, 14, most=1)[0]
    yield Group(
        (
            Text(_MARGIN, _MARGIN + 24, title, 28, is_bold=True, level=1),
            Text(_MARGIN, _MARGIN + 47, note, 14, "quiet"),
        )
    )
    yield Group(tuple(_pairs_in_order(figures)))


def _pairs_in_order(marks: Sequence[Mark]) -> Iterator[Mark]:
    for start in range(len(marks) - 2, -1, -2):
        yield from marks[start : start + 2]


def _centre_box(layout: Layout) -> Box:
    lines = layout.centre_lines
    wide = max(width_of(line, _CENTRE_SIZE, is_bold=True) for line in lines) + 132
    wide = max(wide, 300.0)
    tall = 44 + _CENTRE_LEADING * len(lines)
    middle = layout.middle
    y = middle.y + (middle.height - tall) / 2
    return Box(middle.x + (middle.width - wide) / 2, y, wide, tall)


def _centre(shown: DirectionMap, layout: Layout) -> Group:
    box = _centre_box(layout)
    marks: list[Mark] = [Rect(box, radius=min(box.height / 2, 40), fill="centre")]
    icon = 40.0
    marks.append(Circle(box.x + 50, box.y + box.height / 2, 28, fill="centre-ink", opacity=0.14))
    marks.append(_icon(shown.centre_icon, box.x + 50 - icon / 2, box.y + (box.height - icon) / 2, icon, "centre-ink"))
    y = box.y + 34
    for line in layout.centre_lines:
        marks.append(Text(box.x + 94, y, line, _CENTRE_SIZE, "centre-ink", is_bold=True))
        y += _CENTRE_LEADING
    note = wrapped(shown.centre_note, box.width - 120, 13, most=1)[0]
    marks.append(Text(box.x + 94, y - 4, note, 13, "centre-quiet"))
    return Group(tuple(marks), label=f"{shown.centre}. {shown.centre_note}", address=shown.centre_address, box=box)


def _ties(layout: Layout) -> Iterator[Mark]:
    """A curve from the middle to each direction, ending in a dot on its edge."""
    box = _centre_box(layout)
    for is_above, panels in ((True, layout.panels[: layout.above]), (False, layout.panels[layout.above :])):
        for number, panel in enumerate(panels):
            start_x = box.x + box.width * (number + 1) / (len(panels) + 1)
            start_y = box.y if is_above else box.bottom
            end_x = panel.box.x + panel.box.width / 2
            end_y = panel.box.bottom if is_above else panel.box.y
            bend = (start_y + end_y) / 2
            path = (
                f"M{start_x:.1f} {start_y:.1f}C{start_x:.1f} {bend:.1f} {end_x:.1f} {bend:.1f} {end_x:.1f} {end_y:.1f}"
            )
            yield Curve(path, f"tone-{panel.tone + 1}", thickness=4, opacity=0.75)
            yield Circle(end_x, end_y, 6.5, fill=f"tone-{panel.tone + 1}", stroke="paper")


def _panel_groups(panel: Panel, style: Style, shown: DirectionMap) -> Iterator[Group]:
    box, tone = panel.box, f"tone-{panel.tone + 1}"
    marks: list[Mark] = [Rect(box, radius=16, fill=tone, opacity=0.1), Rect(box, radius=16, stroke=tone, opacity=0.45)]
    y = box.y + _PAD + 15
    for line in panel.heading:
        marks.append(Text(box.x + _PAD + 2, y, line, _HEADING_SIZE, is_bold=True, level=2))
        y += _HEADING_LEADING
    number = str(len(panel.direction.partners))
    wide = max(30.0, width_of(number, 15, is_bold=True) + 18)
    chip = Box(box.right - _PAD - wide, box.y + _PAD - 4, wide, 26)
    marks.append(Rect(chip, radius=13, fill=tone))
    marks.append(Text(chip.x + wide / 2, chip.y + 18.5, number, 15, "on-tone", is_bold=True, anchor="middle"))
    yield Group(tuple(marks), label=panel.direction.name, address=panel.direction.address)
    for card in panel.cards:
        yield _card_group(card, style, tone, shown.legend)


def _card_group(card: Card, style: Style, tone: str, legend: Legend) -> Group:
    box, partner = card.box, card.partner
    marks: list[Mark] = [Rect(box, radius=10, fill="surface", stroke="line")]
    size = style.icon
    middle = 10 + size / 2 + 1
    marks.append(Circle(box.x + middle, box.y + middle, size / 2 + 4, fill=tone, opacity=0.14))
    marks.append(_icon(partner.icon, box.x + middle - size / 2, box.y + middle - size / 2, size, tone))
    x, y = box.x + style.text_left, box.y + 10 + style.name_size * 0.92
    for line in card.lines:
        marks.append(Text(x, y, line, style.name_size, is_bold=True))
        y += style.leading
    for line in card.kind_lines:
        marks.append(Text(x, y - style.name_size * 0.1, line, style.kind_size, "quiet"))
        y += style.kind_size * 1.25
    baseline = box.bottom - 12
    marks += _stage_marks(x + 4, baseline, partner.maturity, tone)
    if partner.has_agreement:
        marks.append(_icon("file-check", box.right - 25, baseline - 9, 17, "accent-ink"))
    stage = legend.stages[partner.maturity - 1] if partner.maturity else ""
    words = (partner.name, partner.kind, stage, legend.agreement if partner.has_agreement else "")
    return Group(tuple(marks), label=". ".join(word for word in words if word), address=partner.address, box=box)


def _stage_marks(x: float, y: float, stage: int | None, tone: str) -> list[Mark]:
    """Three rings, as many of them full as stages are reached; a dash for an unknown stage."""
    if stage is None:
        return [Curve(f"M{x - 4:.1f} {y:.1f}h10", "quiet", thickness=1.5)]
    return [Circle(x + 11 * n, y, 4, fill=tone if n < stage else "", stroke=tone) for n in range(STAGES)]


def _icon(name: str, x: float, y: float, size: float, paint: str) -> Curve:
    return Curve(ICONS[name], paint, thickness=1.75, x=x, y=y, scale=size / _ICON_FIELD)


_LEGEND_SIZE = 13.0


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    stage: int | None = None
    icon: str = ""

    @property
    def mark_width(self) -> float:
        return 24.0 if self.icon else 40.0

    @property
    def width(self) -> float:
        return self.mark_width + width_of(self.words, _LEGEND_SIZE) + 26


def _entries(shown: DirectionMap) -> list[_Entry]:
    """The legend's lines: only the stages, icons and marks that the picture has."""
    partners = [partner for direction in shown.directions for partner in direction.partners]
    stages = {partner.maturity for partner in partners}
    entries = [_Entry(words, stage=n) for n, words in enumerate(shown.legend.stages, start=1) if n in stages]
    if shown.legend.no_stage and None in stages:
        entries.append(_Entry(shown.legend.no_stage))
    if shown.legend.agreement and any(partner.has_agreement for partner in partners):
        entries.append(_Entry(shown.legend.agreement, icon="file-check"))
    kinds: dict[str, str] = {}
    if sum(len(d.partners) for d in shown.directions) >= _COMPACT_FROM:
        for partner in partners:
            kinds.setdefault(partner.icon, partner.kind)
    return entries + [_Entry(words, icon=icon) for icon, words in kinds.items()]


def _lines_of(shown: DirectionMap, width: float) -> list[list[_Entry]]:
    lines: list[list[_Entry]] = [[]]
    left = width
    for entry in _entries(shown):
        if entry.width > left and lines[-1]:
            lines.append([])
            left = width
        lines[-1].append(entry)
        left -= entry.width
    return lines


def _foot_height(shown: DirectionMap, width: float) -> float:
    return _FOOT_HEIGHT * 0.72 * len(_lines_of(shown, width)) + 8


def _foot(shown: DirectionMap, layout: Layout) -> Iterator[Mark]:
    y = layout.foot.y + 16
    for line in _lines_of(shown, layout.foot.width):
        x = layout.foot.x
        for entry in line:
            if entry.icon:
                paint = "accent-ink" if entry.icon == "file-check" else "quiet"
                yield _icon(entry.icon, x, y - 13, 17, paint)
            else:
                yield from _stage_marks(x + 5, y - 4.5, entry.stage, "quiet")
            yield Text(x + entry.mark_width, y, entry.words, _LEGEND_SIZE, "quiet")
            x += entry.width
        y += _FOOT_HEIGHT * 0.72
