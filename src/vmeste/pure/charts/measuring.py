"""How wide text is in Golos Text, read from the fonts that stand beside this file."""

import re
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILES = {False: "GolosText-Regular.ttf", True: "GolosText-SemiBold.ttf"}
_UNKNOWN = 700
_SEGMENT_MAP = 4
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Font:
    """Advance widths of characters in thousandths of the font size."""

    widths: dict[int, int]

    def width_of(self, text: str) -> int:
        return sum(self.widths.get(ord(sign), _UNKNOWN) for sign in text)


@cache
def font(*, is_bold: bool = False) -> Font:
    """Source: OpenType 1.9, tables `cmap` (format 4), `hhea`, `hmtx`, `head`."""
    data = files("vmeste.pure.charts").joinpath("fonts", _FILES[is_bold]).read_bytes()
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    measured = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    advances = [struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * i)[0] for i in range(measured)]
    return Font(
        {
            sign: advances[min(glyph, measured - 1)] * 1000 // units
            for sign, glyph in _glyphs(data, tables[b"cmap"]).items()
        }
    )


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Width of one line of `text` in the unit of `size`; kerning is left out, so the answer is rather too wide."""
    return font(is_bold=is_bold).width_of(text) * size / 1000


def wrapped(text: str, width: float, size: float, *, is_bold: bool = False, most: int = 99) -> tuple[str, ...]:
    """`text` in at most `most` lines, none wider than `width`.

    Breaks at spaces but not behind «№» and initials; inside a word, with a hyphen, only where the word alone is too
    wide; what does not fit ends in «…». `width` must hold two letters.
    """
    measure = font(is_bold=is_bold)
    room = width * 1000 / size
    lines: list[str] = []
    line = ""
    for word in _kept_together(text):
        candidate = f"{line} {word}" if line else word
        if measure.width_of(candidate) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, room, measure)
        lines += whole
    lines.append(line)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], _shortened(lines[most - 1], room, measure))


_CLINGS = re.compile(r"(?<!\S)(№|[^\W\d_]\.) (?=\S)")


def _kept_together(text: str) -> list[str]:
    return _CLINGS.sub("\\1\u00a0", " ".join(text.split())).split(" ")


def _pieces(word: str, room: float, measure: Font) -> list[str]:
    """A word cut where it does not fit: after its own hyphen, else between syllables, else anywhere."""
    pieces, rest = [], word
    while measure.width_of(rest) > room:
        fitting = next(end for end in range(1, len(rest) + 1) if measure.width_of(rest[: end + 1]) > room)
        own = rest.rfind("-", 1, fitting) + 1
        syllable = next(
            (e for e in range(fitting, 1, -1) if _may_break(rest, e) and measure.width_of(f"{rest[:e]}-") <= room), 0
        )
        if own or not syllable:
            pieces.append(rest[: own or fitting])
        else:
            pieces.append(f"{rest[:syllable]}-")
        rest = rest[own or syllable or fitting :]
    return [*pieces, rest] if rest else pieces


_VOWELS = frozenset("аеёиоуыэюяaeiouy")


def _may_break(word: str, at: int) -> bool:
    """Before the consonant that opens a syllable, with a vowel and two letters on the left, three on the right."""
    folded = word.casefold()
    left, right = folded[:at], folded[at:]
    opens = len(right) > 2 and right[:3].isalpha() and right[0] not in _VOWELS | {"ь", "ъ"} and right[1] in _VOWELS  # noqa: PLR2004
    return opens and left[-2:].isalpha() and len(left) > 1 and not _VOWELS.isdisjoint(left)


def _shortened(line: str, room: float, measure: Font) -> str:
    while line and measure.width_of(line + _ELLIPSIS) > room:
        line = line[:-1].rstrip()
    return line + _ELLIPSIS


def _tables(data: bytes) -> dict[bytes, int]:
    count = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * i) for i in range(count))
    return {tag: offset for tag, _, offset, _ in records}


def _glyphs(data: bytes, start: int) -> dict[int, int]:
    """Character → glyph of the format 4 subtable."""
    count = struct.unpack_from(">H", data, start + 2)[0]
    offsets = (struct.unpack_from(">HHL", data, start + 4 + 8 * i)[2] for i in range(count))
    table = next(start + o for o in offsets if struct.unpack_from(">H", data, start + o)[0] == _SEGMENT_MAP)
    segments = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = table + 14
    starts, deltas, ranges = (ends + 2 + 2 * segments * k for k in (1, 2, 3))
    glyphs = {}
    for i in range(segments):
        first, last, delta, offset = (
            struct.unpack_from(">H", data, base + 2 * i)[0] for base in (starts, ends, deltas, ranges)
        )
        for sign in range(first, min(last, 0xFFFE) + 1):
            glyph = sign
            if offset:
                glyph = struct.unpack_from(">H", data, ranges + 2 * i + offset + 2 * (sign - first))[0]
            if glyph or not offset:
                glyphs[sign] = (glyph + delta) & 0xFFFF
    return glyphs
