"""Make SQLite compare Cyrillic letters without case, as PostgreSQL does."""

import functools
import re
from typing import Any


@functools.lru_cache(maxsize=256)
def _pattern(like: str, escape: str) -> re.Pattern[str]:
    parts, letters = [], iter(like.casefold())
    for letter in letters:
        if letter == escape:
            parts.append(re.escape(next(letters, escape)))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
    return re.compile("".join(parts), re.DOTALL)


def _like(pattern: Any, value: Any, escape: str = "\\") -> bool | None:
    if pattern is None or value is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(value).casefold()) is not None


def teach_cyrillic(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Receiver of `connection_created`; the built-in LIKE and lower() know ASCII only."""
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    raw.create_function("like", 2, _like, deterministic=True)
    raw.create_function("like", 3, _like, deterministic=True)
    raw.create_function("lower", 1, lambda text: None if text is None else str(text).lower(), deterministic=True)
    raw.create_function("upper", 1, lambda text: None if text is None else str(text).upper(), deterministic=True)
