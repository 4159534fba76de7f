"""Order and comparison of Russian and English words, the same on SQLite and PostgreSQL."""

import re
from typing import Any

from vmeste.foundation.tenancy.models import DerivedField

_NUMBER = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[^\w]+")
_DIGITS_IN_KEY = 8


def folded(text: str) -> str:
    """Lower case with ё as е: how words are compared and found."""
    return text.casefold().replace("ё", "е")


def sort_key(text: str) -> str:
    """A string whose plain code-point order is the alphabetical order people expect.

    Quotes, dashes and «№» do not count; numbers sort by value («№ 4» before «№ 10»); ё sorts as е. Databases
    differ in collations (SQLite has none for Cyrillic), so the key is stored and compared as it is.
    """
    words = _NOT_WORD.sub(" ", folded(text).replace("_", " ")).strip()
    return _NUMBER.sub(lambda number: number.group().lstrip("0").rjust(_DIGITS_IN_KEY, "0"), words)


class SortKeyField(DerivedField):
    """The sort key of another column of the row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def derive(self, value: Any) -> str:
        return sort_key(str(value or ""))
