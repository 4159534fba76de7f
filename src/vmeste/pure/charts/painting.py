"""Pictures as files: SVG for pages and for keeping, one tagged PDF page for the wall."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

import typst

from .measuring import width_of
from .shapes import Circle, Curve, Group, Mark, Picture, Rect, Text

_PROGRAM = files("vmeste.pure.charts").joinpath("sheet.typ").read_bytes()

PALETTE = {
    "paper": "#ffffff",
    "surface": "#ffffff",
    "ink": "#16242a",
    "quiet": "#4c5c62",
    "line": "#d5dcd8",
    "accent-ink": "#0b5f6c",
    "centre": "#12434d",
    "centre-ink": "#ffffff",
    "centre-quiet": "#c9dde0",
    "on-tone": "#ffffff",
    "tone-1": "#0f7483",
    "tone-2": "#b0620b",
    "tone-3": "#b8452f",
    "tone-4": "#7a4a9e",
    "tone-5": "#2f7a48",
    "tone-6": "#3567ac",
    "tone-7": "#9c3f6e",
    "tone-8": "#6d6350",
    "tone-9": "#4a7016",
    "tone-10": "#4c54b5",
    "tone-11": "#8a5a2b",
    "tone-12": "#5a6a72",
}
_FONTS = "'Golos Text', system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SHEETS = {"a4": (297, 210), "a3": (420, 297)}
_SHEET_MARGIN = 6


def as_svg(picture: Picture, *, name: str = "picture", is_alone: bool = False) -> str:
    """An SVG element, or (`is_alone`) a file that needs nothing around it.

    Every colour stands as a presentation attribute and as a class `fill-…` or `stroke-…`, so a page's theme may
    overrule it. A file fixes the length of each line, so that any font of the viewer keeps inside the cards.
    `name` makes the ids unique in a page.
    """
    size = f'viewBox="0 0 {picture.width:.1f} {picture.height:.1f}"'
    if is_alone:
        size = f'xmlns="http://www.w3.org/2000/svg" width="{picture.width:.0f}" height="{picture.height:.0f}" {size}'
    lines = [
        f'<svg {size} role="group" aria-labelledby="{name}-title {name}-desc" font-family={quoteattr(_FONTS)}>',
        f'<title id="{name}-title">{escape(picture.title)}</title>',
        f'<desc id="{name}-desc">{escape(picture.description)}</desc>',
    ]
    if is_alone:
        lines.append(f'<rect width="100%" height="100%" fill="{PALETTE["paper"]}"/>')
    lines += (_group_svg(group, is_alone=is_alone) for group in picture.groups)
    return "\n".join([*lines, "</svg>"])


def _group_svg(group: Group, *, is_alone: bool) -> str:
    inside = "".join(_mark_svg(mark, is_alone=is_alone) for mark in group.shapes)
    label = f"<title>{escape(group.label)}</title>" if group.label else ""
    if group.address and not is_alone:
        return f"<a href={quoteattr(group.address)}>{label}{inside}</a>"
    return f"<g>{label}{inside}</g>"


def _mark_svg(mark: Mark, *, is_alone: bool) -> str:
    match mark:
        case Rect(box, radius, fill, stroke, opacity):
            place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
            return f'<rect {place} rx="{radius:.1f}" {_paints(fill, stroke, opacity)}/>'
        case Circle(x, y, radius, fill, stroke, opacity):
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {_paints(fill, stroke, opacity)}/>'
        case Curve():
            return _curve_svg(mark)
        case Text():
            return _text_svg(mark, is_alone=is_alone)


def _curve_svg(curve: Curve) -> str:
    moved = ""
    if curve.scale != 1:
        moved = f' transform="translate({curve.x:.1f} {curve.y:.1f}) scale({curve.scale:.3f})"'
    look = f'stroke-width="{curve.thickness}" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{curve.path}"{moved} {_paints("", curve.stroke, curve.opacity)} {look}/>'


def _text_svg(text: Text, *, is_alone: bool) -> str:
    weight = ' font-weight="600"' if text.is_bold else ""
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    if is_alone and text.text:
        length = width_of(text.text, text.size, is_bold=text.is_bold)
        anchor += f' textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
    place = f'x="{text.x:.1f}" y="{text.y:.1f}" font-size="{text.size}"'
    return f"<text {place}{weight}{anchor} {_paints(text.paint, '', 1)}>{escape(text.text)}</text>"


def _paints(fill: str, stroke: str, opacity: float) -> str:
    classes = " ".join([f"fill-{fill}" if fill else "", f"stroke-{stroke}" if stroke else ""]).strip()
    parts = [f'class="{classes}"', f'fill="{PALETTE[fill] if fill else "none"}"']
    if stroke:
        parts.append(f'stroke="{PALETTE[stroke]}"')
    if opacity != 1:
        parts.append(f'opacity="{opacity}"')
    return " ".join(parts)


def as_pdf(picture: Picture, *, sheet: str = "a4", language: str = "ru", root: str = "") -> bytes:
    """One page, as large as the sheet allows, with real text, headings and links; equal input gives equal bytes.

    `root` stands before the addresses of links. Source of the tagging: ISO 14289-1 (PDF/UA-1).
    """
    data = {
        "title": picture.title,
        "description": picture.description,
        "language": language,
        "sheet": SHEETS[sheet],
        "margin": _SHEET_MARGIN,
        "width": picture.width,
        "height": picture.height,
        "backdrop": as_svg(_without_text(picture), is_alone=True),
        "texts": list(_texts(picture, root)),
    }
    return typst.compile(
        _PROGRAM,
        format="pdf",
        font_paths=_fonts(),
        pdf_standards="ua-1",
        sys_inputs={"picture": json.dumps(data, ensure_ascii=False)},
    )


@cache
def _fonts() -> typst.Fonts:
    folder = str(files("vmeste.pure.charts").joinpath("fonts"))
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _without_text(picture: Picture) -> Picture:
    groups = tuple(
        Group(tuple(mark for mark in group.shapes if not isinstance(mark, Text))) for group in picture.groups
    )
    return Picture(picture.width, picture.height, picture.title, "", groups)


def _texts(picture: Picture, root: str) -> Iterator[dict[str, object]]:
    """Runs of lines that read as one, each a paragraph or a heading."""
    for group in picture.groups:
        address = root + group.address if group.address else ""
        run: list[Text] = []
        for mark in (mark for mark in group.shapes if isinstance(mark, Text)):
            if run and not _goes_on(run[-1], mark):
                yield _run_data(run, address)
                run = []
            run.append(mark)
        if run:
            yield _run_data(run, address)


def _goes_on(last: Text, now: Text) -> bool:
    same = (last.size, last.paint, last.is_bold, last.level, last.x) == (
        now.size,
        now.paint,
        now.is_bold,
        now.level,
        now.x,
    )
    return same and now.y > last.y


def _run_data(run: list[Text], address: str) -> dict[str, object]:
    first = run[0]
    return {
        "lines": [{"x": line.x, "y": line.y, "text": line.text} for line in run],
        "size": first.size,
        "color": PALETTE[first.paint],
        "bold": first.is_bold,
        "anchor": first.anchor,
        "level": first.level,
        "address": address,
    }
