"""Imprecise dates: what documents say when they do not say a day.

«Весной 2022г», «2015-2016 уч. г.», «август 2024 г. – октябрь 2027 г.», «ежегодно в октябре и апреле» are facts and must
sort, filter, be stored in one column and be printed again. A text becomes a value with :func:`parse`, a column with
:func:`to_code` and :func:`from_code`, words with :func:`in_words`.
"""

from .codes import MAXIMUM_CODE_LENGTH, from_code, to_code
from .errors import Unreadable, UnreadableCode, UnreadableDate
from .reading import parse
from .units import ACADEMIC_YEAR_START, CalendarUnit, Part, Precision
from .values import PartialDate, YearlyMoment, YearlyRecurrence
from .wording import in_words

__all__ = [
    "ACADEMIC_YEAR_START",
    "MAXIMUM_CODE_LENGTH",
    "CalendarUnit",
    "Part",
    "PartialDate",
    "Precision",
    "Unreadable",
    "UnreadableCode",
    "UnreadableDate",
    "YearlyMoment",
    "YearlyRecurrence",
    "from_code",
    "in_words",
    "parse",
    "to_code",
]
