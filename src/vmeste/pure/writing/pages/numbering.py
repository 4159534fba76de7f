"""The numbers and bullets Word computes in front of paragraphs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from vmeste.pure.writing.packages import W
from vmeste.pure.writing.pages.styles import Look, attribute, child, paragraph_look, run_look, value

_LEVELS = 9
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = {
    1000: "m",
    900: "cm",
    500: "d",
    400: "cd",
    100: "c",
    90: "xc",
    50: "l",
    40: "xl",
    10: "x",
    9: "ix",
    5: "v",
    4: "iv",
    1: "i",
}
_PRIVATE_USE = range(0xE000, 0xF900)
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF06F: "□", 0xF0A8: "☐", 0xF0FE: "☒", 0xF0FC: "✓", 0xF0D8: "➢", 0xF0E0: "→"}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a numbered paragraph. `series` is equal for paragraphs of one list."""

    text: str
    series: str
    level: int
    followed_by: str
    paragraph: Look
    run: Look


@dataclass(slots=True)
class _Series:
    levels: dict[int, etree._Element]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbering part, with counters that go on as paragraphs are read."""

    def __init__(self, root: etree._Element | None) -> None:
        self._series: dict[str, _Series] = {}
        self._numbers: dict[str, str] = {}
        if root is None:
            return
        for abstract in root.findall(f"{W}abstractNum"):
            self._series[attribute(abstract, "abstractNumId")] = _Series(_levels(abstract))
        for number in root.findall(f"{W}num"):
            self._add_number(attribute(number, "numId"), value(number, "abstractNumId"), number)

    def _add_number(self, number_id: str, abstract_id: str, number: etree._Element) -> None:
        overrides = number.findall(f"{W}lvlOverride")
        if abstract_id not in self._series:
            return
        self._numbers[number_id] = abstract_id
        if not overrides:
            return
        levels = dict(self._series[abstract_id].levels)
        counts: dict[int, int] = {}
        for override in overrides:
            index = _index(attribute(override, "ilvl"))
            levels |= _levels(override)
            if (start := value(override, "startOverride")).isdecimal():
                counts[index] = int(start[:6]) - 1
        self._numbers[number_id] = f"{abstract_id}/{number_id}"
        self._series[self._numbers[number_id]] = _Series(levels, counts)

    def level_of_style(self, number_id: str, style_id: str) -> str:
        """The level that belongs to a paragraph style, where the style itself does not say."""
        series = self._series.get(self._numbers.get(number_id, ""))
        for index, level in series.levels.items() if series else ():
            if value(level, "pStyle") == style_id:
                return str(index)
        return "0"

    def next_label(self, number_id: str, level_text: str) -> Label | None:
        """Counts one paragraph and says what stands before it."""
        name = self._numbers.get(number_id, "")
        series = self._series.get(name)
        index = _index(level_text)
        if series is None or index not in series.levels:
            return None
        level = series.levels[index]
        series.counts[index] = series.counts.get(index, _start(level) - 1) + 1
        for deeper in [deeper for deeper in series.counts if deeper > index]:
            del series.counts[deeper]
        look = run_look(child(level, "rPr"))
        return Label(
            text=_label_text(series, index),
            series=name,
            level=index,
            followed_by=value(level, "suff", "tab"),
            paragraph=paragraph_look(child(level, "pPr")),
            run={key: look[key] for key in look if key != "mono"},
        )


def readable(symbol: str) -> str:
    """A sign of the Symbol and Wingdings fonts as an ordinary character."""
    return _SYMBOLS.get(ord(symbol), "•") if ord(symbol) in _PRIVATE_USE else symbol


def _levels(holder: etree._Element) -> dict[int, etree._Element]:
    return {_index(attribute(level, "ilvl")): level for level in holder.findall(f"{W}lvl")}


def _index(text: str) -> int:
    return min(int(text[:3]), _LEVELS - 1) if text.isdecimal() else 0


def _start(level: etree._Element) -> int:
    start = value(level, "start")
    return int(start[:6]) if start.isdecimal() else 1


def _label_text(series: _Series, index: int) -> str:
    level = series.levels[index]
    text = value(level, "lvlText")
    if value(level, "numFmt") == "bullet":
        return "".join(readable(symbol) for symbol in text).replace("o", "◦") or "•"
    all_decimal = child(level, "isLgl") is not None
    for upper in range(index + 1):
        if f"%{upper + 1}" not in text or upper not in series.levels:
            continue
        count = series.counts.get(upper, _start(series.levels[upper]))
        kind = "decimal" if all_decimal else value(series.levels[upper], "numFmt", "decimal")
        text = text.replace(f"%{upper + 1}", _FORMATS.get(kind, str)(count))
    return text


def _letters(alphabet: str) -> Callable[[int], str]:
    """а … я, аа … яя, as Word counts with letters."""
    return lambda count: (
        alphabet[(count - 1) % len(alphabet)] * min(1 + (count - 1) // len(alphabet), 9) if count else "0"
    )


def _roman(count: int) -> str:
    text = ""
    for worth, sign in _ROMAN.items():
        times, count = divmod(count, worth)
        text += sign * min(times, 9)
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02}",
    "russianLower": _letters(_RUSSIAN),
    "russianUpper": _letters(_RUSSIAN.upper()),
    "lowerLetter": _letters(_LATIN),
    "upperLetter": _letters(_LATIN.upper()),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "none": lambda _: "",
}
