"""Why a text is no date; reasons are data, so that a page can say them in its reader's language."""

from enum import StrEnum


class Unreadable(StrEnum):
    """Reasons of :class:`UnreadableDate`."""

    EMPTY = "empty"
    UNKNOWN_WORDS = "unknown words"
    NO_YEAR = "no year"
    NO_SUCH_DAY = "no such day"
    ENDS_BEFORE_START = "ends before start"
    YEARS_NOT_CONSECUTIVE = "years not consecutive"
    UNKNOWN_LANGUAGE = "unknown language"


class UnreadableDate(ValueError):
    """A text that :func:`vmeste.pure.dates.parse` refuses to guess about.

    ``text`` is what was given, ``reason`` says why, ``detail`` is the piece that could not be read (may be empty).
    """

    def __init__(self, text: str, reason: Unreadable, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail or text!r}")
        self.text = text
        self.reason = reason
        self.detail = detail


class UnreadableCode(ValueError):
    """A stored code that :func:`vmeste.pure.dates.from_code` did not write."""
