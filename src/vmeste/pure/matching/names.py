"""One spelling for the many spellings of a name; the original is never thrown away by callers."""

import re
import unicodedata

_NUMBER_SIGN = re.compile(r"№|\bn(?:[oо]|°|º)?\.?(?=\s*\d)|#(?=\s*\d)")
_DASHES = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}\N{SMALL EM DASH}\N{SOFT HYPHEN}]")
_QUOTES = re.compile("[\"'`«»‹›„“”‟‘’‚‛＂]+")
_DIGIT_LETTER = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_AROUND_SLASH = re.compile(r"\s*/\s*")
_INITIALS_APART = re.compile(r"\.(?=[^\W\d_])")


def normalise_name(text: str) -> str:
    """Small letters, plain blanks, е for ё, quotes as blanks, one hyphen, «№ 5» for every number sign, digits apart.

    «В/Ч 98540железнодорожные» → «в/ч 98540 железнодорожные»; «МБДОУ ЦРР-д/с№5» → «мбдоу црр-д/с № 5». Idempotent,
    linear.
    """
    text = "№".join(unicodedata.normalize("NFKC", piece) for piece in text.split("№"))
    text = _DASHES.sub("-", _QUOTES.sub(" ", text.lower().replace("ё", "е")))
    text = _INITIALS_APART.sub(". ", _AROUND_SLASH.sub("/", text))
    text = _NUMBER_SIGN.sub(" № ", _DIGIT_LETTER.sub(" ", text))
    return " ".join(text.split())
