"""Calendar expressions in running text. What they mean is read by `pure.dates`; here they are only found.

A year-less expression is read as a yearly habit, which says the same: a month, perhaps a day, of no known year.
"""

import re
from collections.abc import Iterator

from vmeste.pure.dates import (
    CalendarUnit,
    PartialDate,
    Precision,
    UnreadableDate,
    YearlyMoment,
    YearlyRecurrence,
    parse,
    to_code,
)
from vmeste.pure.dates.vocabulary import MONTHS, MONTHS_GENITIVE, MONTHS_PREPOSITIONAL, MONTHS_SHORT
from vmeste.pure.reading.candidates import FoundDate
from vmeste.pure.reading.recognising.flow import Flow

_MONTH = (
    "(?:"
    + "|".join(
        sorted(
            {*MONTHS["ru"], *MONTHS_GENITIVE["ru"], *MONTHS_PREPOSITIONAL["ru"], *(m[:-1] + "ю" for m in MONTHS["ru"]),
             *(m + "ом" for m in ("август", "март")), *(m + "ем" for m in ("январ", "феврал", "апрел", "июл", "июн"))},
            key=lambda word: (-len(word), word),
        )
    )
    + r")(?!\w)"
)  # fmt: skip
_SHORT_MONTH = "(?:" + "|".join((*MONTHS_SHORT["ru"], "сент", "нояб", "февр")) + r")\."
_DAY = r"(?<![\d.,№])(?:«(?:[12]\d|3[01]|0?[1-9])»|(?:[12]\d|3[01]|0?[1-9])(?:-?(?:го|ого|е|ое))?)"
_YEAR = r"(?:1[89]|20)\d\d(?:-(?:й|го|му|м|х|е)(?!\w))?"
_YEAR_WORD = r"(?: ?(?:год(?:а|у|ом|е|ы|ах|ов)?(?!\w)|гг?\.(?: ?г\.)?|гг?(?![\w.])))"
_ACADEMIC = r"(?: ?(?:уч(?:ебн\w+|\.)) ?(?:год\w*|гг?\.?(?!\w)))"
_OF_YEAR = rf",? ?{_YEAR}{_YEAR_WORD}?"
_DASH = r" ?- ?"
_NUMERIC = rf"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.{_YEAR}(?!\d)(?: ?г(?:ода)?\.?(?!\w))?"
_SEASON = r"(?:весн(?:а|ы|у|ой)|лет(?:о|а|ом)|осен(?:ь|и|ью)|зим(?:а|ы|у|ой))"
_ORDINAL = r"(?:[IVi]{1,3}|[1-4](?:-?(?:й|го|м|ом|ом|е|ое))?|перв\w+|втор\w+|треть\w+|четв[её]рт\w+)"
_PERIOD = r"(?:квартал\w*|кв\.|полугоди\w+)"

_PATTERNS = (
    rf"(?:[сc]|со) {_DAY}(?: {_MONTH})?(?:{_OF_YEAR})? по {_DAY} {_MONTH}(?:{_OF_YEAR})?",
    rf"{_DAY}(?: {_MONTH})?(?:{_OF_YEAR})?{_DASH}{_DAY} {_MONTH}(?:{_OF_YEAR})?",
    rf"{_DAY} и {_DAY} {_MONTH}(?:{_OF_YEAR})?",
    rf"{_NUMERIC}{_DASH}{_NUMERIC}",
    rf"с {_NUMERIC} по {_NUMERIC}",
    rf"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2]){_DASH}{_NUMERIC}",
    _NUMERIC,
    r"(?<![\w.№-])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.[0-3]\d(?!\w|\.\d|-\w)(?: ?г\.?(?!\w))?",
    rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
    rf"{_YEAR}(?: ?[-/] ?)(?:{_YEAR}|\d\d){_ACADEMIC}(?: ?г\.)?",
    rf"{_YEAR}{_DASH}{_YEAR}{_YEAR_WORD}",
    rf"(?<!\w)с {_YEAR}(?: года)? по {_YEAR}{_YEAR_WORD}",
    rf"{_YEAR}{_DASH}{_YEAR}(?![\d-])",
    rf"(?:{_DAY}) {_MONTH}(?:{_OF_YEAR})?",
    rf"(?:{_DAY}) {_SHORT_MONTH}{_OF_YEAR}",
    rf"(?<!\w)с {_MONTH}(?:{_OF_YEAR})? по {_MONTH}(?:{_OF_YEAR})?",
    rf"(?<![\w-]){_MONTH}{_DASH}{_MONTH}(?:{_OF_YEAR})?",
    rf"(?<!\w){_MONTH}{_OF_YEAR}",
    rf"{_ORDINAL} {_PERIOD}{_OF_YEAR}",
    rf"{_SEASON}{_OF_YEAR}(?![/-]\d)",
    rf"(?<![\d-]){_YEAR}{_ACADEMIC}",
    rf"(?<![\d№.,-]){_YEAR}{_YEAR_WORD}",
    rf"(?<=\()(?:{_YEAR})(?=\)|,)",
    rf"(?<=\bв )(?:{_YEAR})(?=[ ,.;)]|$)(?! ?(?:учебн|руб|чел|шк|уч))",
    rf"(?<=\b[ск] )(?:{_YEAR})(?=[,.;)]|$)",
    r"(?<![\w-])(?:весной|летом|осенью|зимой)(?![\w-])",
    rf"(?<![\w-]){_MONTH}(?=[^\w-]|$)",
)
_FINDER = re.compile("|".join(f"(?P<p{place}>{pattern})" for place, pattern in enumerate(_PATTERNS)), re.IGNORECASE)
_BARE_MONTH = f"p{len(_PATTERNS) - 1}"
_SHORT_YEAR = re.compile(r"\d\d\.\d\d\.\d\d")
_SECTION = re.compile(r"(?<!\w)(?:пп?\.|ст\.|раздел\w*|пункт\w*|глав\w+) ?$", re.IGNORECASE)
_LONGEST_BARE_RANGE = 30
_FULL = 0.97
_LESS = 0.85
_BARE = 0.75


def find_dates(flow: Flow) -> Iterator[FoundDate]:
    """Every calendar expression, in order. O(length of the text)."""
    for match in _FINDER.finditer(flow.text):
        start, end = match.span()
        if (pair := _PAIR.match(match.group())) and not _is_stretch(pair):
            start += pair.start("last")
        text = flow.text[start:end]
        if _SHORT_YEAR.fullmatch(text) and _SECTION.search(flow.text, max(0, start - 12), start):
            continue
        if "\n" in text or (match.lastgroup == _BARE_MONTH and not text.islower()):
            continue
        read = read_moment(text)
        if read is None:
            continue
        iso, code = read
        confidence = _FULL if iso[0] != "-" and match.lastgroup != _BARE_MONTH else _LESS
        yield FoundDate(flow.said(start, end), flow.place(start, end), confidence, iso, code)


def read_moment(text: str) -> tuple[str, str] | None:
    """The ISO form and the code of an expression; ``None`` for what only looks like one."""
    text = _plain(text)
    for wording in (text, f"ежегодно {text}"):
        try:
            value = parse(wording, lang="ru")
        except UnreadableDate:
            continue
        return _iso(value), to_code(value)
    return _yearless_stretch(text)


_PAIR = re.compile(r"(?P<first>\d{1,2}) и (?P<last>\d{1,2})(?= )")
_SUFFIX = re.compile(r"(?<=\d\d\d\d)-(?:й|го|му|м|х|е)(?!\w)")


def _is_stretch(pair: re.Match[str]) -> bool:
    """Two days in a row."""
    return int(pair["first"]) + 1 == int(pair["last"])


def _plain(text: str) -> str:
    """The same in the words `pure.dates` knows: no quotes around a day, two days in a row as a stretch."""
    # A Latin «C» looks the same and is typed for the Russian one.
    text = re.sub(r"^[cC](?= )", "с", text)
    text = _SUFFIX.sub("", text.replace("«", "").replace("»", ""))
    pair = _PAIR.match(text)
    if pair and _is_stretch(pair):
        text = f"{pair['first']} - {pair['last']}{text[pair.end() :]}"
    return text


def _iso(value: PartialDate | YearlyRecurrence) -> str:
    if isinstance(value, YearlyRecurrence):
        return "/".join(_iso_moment(moment) for moment in value.moments)
    first, last = value.first, value.last
    if first is not None and first == last:
        return _iso_unit(first)
    return "/".join(side for side in (_first(first), _last(last)) if side)


def _iso_moment(moment: YearlyMoment) -> str:
    if moment.precision is Precision.DAY:
        return f"--{moment.index:02}-{moment.day:02}"
    if moment.precision is Precision.MONTH:
        return f"--{moment.index:02}"
    some_year = PartialDate.of(CalendarUnit(moment.precision, 2001, moment.index))
    assert some_year.starts_on
    assert some_year.last_day
    return f"--{some_year.starts_on.month:02}/--{some_year.last_day.month:02}"


def _iso_unit(unit: CalendarUnit) -> str:
    if unit.precision is Precision.YEAR:
        return f"{unit.year:04}"
    if unit.precision is Precision.MONTH:
        return f"{unit.year:04}-{unit.index:02}"
    if unit.precision is Precision.DAY:
        return unit.starts_on.isoformat()
    if unit.precision is Precision.ACADEMIC_YEAR:
        return f"{unit.starts_on.isoformat()}/{unit.last_day.isoformat()}"
    whole = unit.whole()
    return f"{whole.starts_on:%Y-%m}/{whole.last_day:%Y-%m}"


def _first(unit: CalendarUnit | None) -> str:
    return _iso_unit(unit).split("/")[0] if unit else ""


def _last(unit: CalendarUnit | None) -> str:
    return _iso_unit(unit).split("/")[-1] if unit else ""


_STRETCH = re.compile(
    rf"(?:с|со)? ?(?P<first>\d{{1,2}})(?: (?P<month>{_MONTH}))?(?: по |{_DASH})(?P<last>\d{{1,2}} {_MONTH})"
)
_MONTHS_STRETCH = re.compile(rf"(?:с )?(?P<first>{_MONTH})(?: по |{_DASH})(?P<last>{_MONTH})")


def _yearless_stretch(text: str) -> tuple[str, str] | None:
    """«с 12 по 15 мая», «март-май»: two moments of a year nobody names."""
    if months := _MONTHS_STRETCH.fullmatch(text.lower()):
        bounds = read_moment(months["first"]), read_moment(months["last"])
        return (f"{bounds[0][0]}/{bounds[1][0]}", "") if bounds[0] and bounds[1] else None
    match = _STRETCH.fullmatch(text.lower())
    if not match:
        return None
    last = read_moment(match["last"])
    month = match["month"] or match["last"].split()[-1]
    first = read_moment(f"{match['first']} {month}")
    return (f"{first[0]}/{last[0]}", "") if first and last else None
