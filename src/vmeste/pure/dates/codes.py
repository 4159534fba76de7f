"""One short string per value, for one database column.

The shape follows the Extended Date/Time Format (ISO 8601-2:2019, levels 0–2; https://www.loc.gov/standards/datetime/):

==================  =============================================
``2022-03-24``      day
``2022-05``         month
``2022-21``…``24``  spring, summer, autumn, winter
``2024-33``…``36``  quarters
``2024-40``, ``41`` half-years
``2022``            calendar year
``2015-AY``         academic year 2015/16 (ours); ``2015-AY1001`` when it starts on another day than 1 September
``2025-05-E``       beginning ``B``, middle ``M``, end ``E`` of a unit (ours)
``2024-08/2027-10`` stretch; ``2024-09-01/..`` and ``../2025-12-31`` are open
``…~``              approximate
``{XXXX-04,XXXX-10}``  every year in April and October; ``{XXXX}`` every year
==================  =============================================
"""

import re

from .errors import UnreadableCode
from .units import ACADEMIC_YEAR_START, CalendarUnit, Part, Precision
from .values import PartialDate, YearlyMoment, YearlyRecurrence

MAXIMUM_CODE_LENGTH = 32
"""Longest code of a :class:`PartialDate`; a recurrence with m moments needs 2 + 11·m."""

_OPEN = ".."
_YEARLY = "XXXX"
_OFFSET = {Precision.MONTH: 0, Precision.SEASON: 20, Precision.QUARTER: 32, Precision.HALF_YEAR: 39}
_UNIT = re.compile(
    r"(?P<year>\d{4}|XXXX)(?:-(?P<two>\d\d)(?:-(?P<day>\d\d))?|-AY(?P<start>\d{4})?)?(?:-(?P<part>[BME]))?", re.ASCII
)


def to_code(value: PartialDate | YearlyRecurrence) -> str:
    """The code of a value; ``from_code(to_code(v)) == v`` for every value. Linear in the moments, else constant."""
    if isinstance(value, YearlyRecurrence):
        return "{" + (",".join(_moment_code(moment) for moment in value.moments) or _YEARLY) + "}"
    if value.first == value.last and value.first:
        code = _unit_code(value.first)
    else:
        code = "/".join(_unit_code(unit) if unit else _OPEN for unit in (value.first, value.last))
    return code + "~" * value.approximate


def from_code(code: str) -> PartialDate | YearlyRecurrence:
    """The value of a code; raises :class:`UnreadableCode` for anything :func:`to_code` does not write."""
    try:
        value = _recurrence(code[1:-1]) if code.startswith("{") else _partial(code)
    except ValueError as problem:
        raise UnreadableCode(f"{code!r}: {problem}") from problem
    if to_code(value) != code:
        raise UnreadableCode(f"{code!r} is not written the one way")
    return value


def _unit_code(unit: CalendarUnit) -> str:
    tail = f"-{unit.part}" if unit.part else ""
    if unit.precision is Precision.YEAR:
        return f"{unit.year}{tail}"
    if unit.precision is Precision.ACADEMIC_YEAR:
        month, day = unit.academic_start
        start = "" if unit.academic_start == ACADEMIC_YEAR_START else f"{month:02}{day:02}"
        return f"{unit.year}-AY{start}{tail}"
    return f"{unit.year}-{_within_year(unit.precision, unit.index, unit.day)}{tail}"


def _moment_code(moment: YearlyMoment) -> str:
    return f"{_YEARLY}-{_within_year(moment.precision, moment.index, moment.day)}"


def _within_year(precision: Precision, index: int, day: int) -> str:
    return f"{index:02}-{day:02}" if precision is Precision.DAY else f"{_OFFSET[precision] + index:02}"


def _partial(code: str) -> PartialDate:
    body = code.removesuffix("~")
    first, slash, last = body.partition("/")
    units = [
        None if piece == _OPEN and slash else _unit(piece) for piece in ((first, last) if slash else (first, first))
    ]
    return PartialDate(units[0], units[1], approximate=body != code)


def _recurrence(body: str) -> YearlyRecurrence:
    if body == _YEARLY:
        return YearlyRecurrence()
    return YearlyRecurrence(tuple(_moment(piece) for piece in body.split(",")))


def _moment(piece: str) -> YearlyMoment:
    match = _UNIT.fullmatch(piece)
    if not match or match["year"] != _YEARLY or not match["two"]:
        raise ValueError(f"no moment of a year: {piece!r}")
    precision, index = _precision_of(int(match["two"]), has_day=bool(match["day"]))
    return YearlyMoment(precision, index, int(match["day"] or 0))


def _unit(piece: str) -> CalendarUnit:
    match = _UNIT.fullmatch(piece)
    if not match or match["year"] == _YEARLY:
        raise ValueError(f"no calendar unit: {piece!r}")
    year, part = int(match["year"]), Part(match["part"]) if match["part"] else None
    if match["two"]:
        precision, index = _precision_of(int(match["two"]), has_day=bool(match["day"]))
        return CalendarUnit(precision, year, index, int(match["day"] or 0), part)
    if "-AY" not in piece:
        return CalendarUnit(Precision.YEAR, year, part=part)
    start = match["start"]
    academic_start = (int(start[:2]), int(start[2:])) if start else ACADEMIC_YEAR_START
    return CalendarUnit(Precision.ACADEMIC_YEAR, year, part=part, academic_start=academic_start)


def _precision_of(number: int, *, has_day: bool) -> tuple[Precision, int]:
    if has_day:
        return Precision.DAY, number
    precision = max(
        (p for p, offset in _OFFSET.items() if number > offset), key=_OFFSET.__getitem__, default=Precision.MONTH
    )
    return precision, number - _OFFSET[precision]
