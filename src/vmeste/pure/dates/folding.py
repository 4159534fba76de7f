"""Making the many spellings of one date the same before the grammar reads it."""

import re

from .phrases import Grammar
from .vocabulary import ACADEMIC

_DASHES = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}\N{SMALL EM DASH}]")
_QUOTES = re.compile("[«»„“”\"'_]")
_ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b", re.ASCII)
_ISO_MONTH = re.compile(r"(?:(?<=^)|(?<=/))(\d{4})-(0[1-9]|1[0-2])(?=$|/)", re.ASCII)
_DIGIT_LETTER = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_YEAR_PAIR = re.compile(r"(?<!\d)(\d{4}) ?[-/] ?(\d{4}|\d\d)(?!\d|\.)", re.ASCII)
_ACADEMIC_FIRST = re.compile(rf"{ACADEMIC} (\d{{4}}/\d{{4}})$", re.ASCII)
_ISO_STRETCH = re.compile(r"(?<=\d\.\d{4})/(?=\d)", re.ASCII)
_SPACES = re.compile(r"\s+")


def fold(text: str, words: Grammar) -> str:
    """The text in lower case with one spelling per thing; linear."""
    text = _DASHES.sub("-", _QUOTES.sub("", text.lower().replace("ё", "е"))).strip(" \t\n.;,")
    text = _ISO_MONTH.sub(r"\2.\1", _ISO_DAY.sub(r"\3.\2.\1", text))
    text = words.ordinal_ending.sub(r"\1", text)
    text = _SPACES.sub(" ", _DIGIT_LETTER.sub(" ", text))
    text, academic_years = words.academic.subn(f" {ACADEMIC} ", text)
    text = words.duration.sub("", text)
    text = words.year_word.sub(" ", text)
    if academic_years:
        text = _ACADEMIC_FIRST.sub(rf"\1 {ACADEMIC}", _SPACES.sub(" ", _YEAR_PAIR.sub(_spelled_out, text)).strip())
    text = _ISO_STRETCH.sub("-", text)
    return _SPACES.sub(" ", text).strip(" .,;")


def _spelled_out(match: re.Match[str]) -> str:
    """«2015-16» as «2015/2016»."""
    first, last = match.groups()
    if len(last) == 2:  # noqa: PLR2004 - two digits
        last = str(int(first) // 100 * 100 + int(last) + 100 * (int(last) < int(first) % 100))
    return f"{first}/{last}"
