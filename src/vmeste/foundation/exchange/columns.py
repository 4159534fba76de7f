"""Columns of tables people bring: what they are called, how a cell becomes a value, how a value is shown."""

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vmeste.foundation.text.sorting import folded
from vmeste.pure.dates import PartialDate, Precision, UnreadableDate, YearlyRecurrence, parse
from vmeste.pure.writing.tables.reading import Cell, as_text

Text = str | Promise
Parser = Callable[[Cell], Any]

LANGUAGES = ("ru", "en")
_FIRST_YEAR, _LAST_YEAR = 1900, 2150
_NOT_LETTERS = re.compile(r"[^\w№]+")
_SEPARATORS = re.compile(r"[;\n]")
_YES = {"да", "yes", "y", "1", "true", "+", "истина", "д"}
_NO = {"нет", "no", "n", "0", "false", "-", "–", "—", "ложь", "н"}


def plain_text(cell: Cell) -> str:
    return as_text(cell).strip()


def shown(value: Any) -> str:
    """A value in words, as the comparison and a downloaded table show it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import.

    `label` in either language and `headings` are how files may call it, whatever the case, dots and spaces. `parse`
    turns a cell that holds something into a value, or raises ValidationError; `empty` is the value of an empty
    cell. `show` gives the words of a value such that `parse` reads them back. `fields` are the names under which a
    command objects to it, when they are not `key`. `is_same` compares two values of it.
    `choices` fills a drop-down list in the blank table.
    `is_for_finding`: the column only says which row is meant and is no value of it.
    """

    key: str
    label: Text
    help: Text = ""
    example: Text = ""
    parse: Parser = plain_text
    show: Callable[[Any], str] = shown
    empty: Any = ""
    headings: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    is_same: Callable[[Any, Any], bool] = operator.eq
    choices: Callable[[], Iterable[Text]] | None = None
    is_required: bool = False
    is_date: bool = False
    is_for_finding: bool = False
    is_in_blank: bool = True
    width: float = 20

    @property
    def names(self) -> frozenset[str]:
        """Every heading that means this column, as `heading_key` writes it."""
        labels = []
        for language in LANGUAGES:
            with translation.override(language):
                labels.append(str(self.label))
        return frozenset(heading_key(name) for name in (*labels, *self.headings, self.key))


def heading_key(text: str) -> str:
    """Headings that differ in case, ё, dots, stars and spaces are one heading."""
    return _NOT_LETTERS.sub(" ", folded(text).replace("_", " ")).strip()


# Parsers


def yes_or_no(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = plain_text(cell).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValidationError(_("Write “yes” or “no”."))


def day(cell: Cell) -> date:
    """A day: a date cell, 31.12.2025, 2025-12-31 or «31 декабря 2025 г.»."""
    value = day_or_words(cell)
    if isinstance(value, date):
        return value
    raise ValidationError(_("Give the exact day, such as 01.09.2025."))


def day_or_words(cell: Cell) -> date | str:
    """A day, or the words of a date that is known less exactly («май 2022»).

    Raises:
        ValidationError: it is no date at all, or of a year that cannot be.
    """
    if isinstance(cell, date):
        value: Any = date(cell.year, cell.month, cell.day)
    else:
        text = plain_text(cell)
        value = _day_in(text)
        if value is None:
            return text
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValidationError(_("Check the year."))
    return value  # type: ignore[no-any-return]


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    for language in LANGUAGES:
        try:
            found: PartialDate | YearlyRecurrence = parse(text, lang=language)
        except UnreadableDate:
            continue
        if isinstance(found, PartialDate) and found.precision is Precision.DAY and found.first == found.last:
            return None if found.approximate else found.starts_on
        return None
    raise ValidationError(_("This is no date. Write it as 01.09.2025."))


def one_of(choices: Any) -> Parser:
    """A parser of the codes and labels of `choices` (TextChoices), the labels in either language."""
    known: dict[str, Any] = {}

    def parse_choice(cell: Cell) -> Any:
        if not known:
            for choice in choices:
                for language in LANGUAGES:
                    with translation.override(language):
                        known[folded(str(choice.label))] = choice.value
                known[folded(choice.value)] = choice.value
        try:
            return known[folded(plain_text(cell))]
        except KeyError:
            labels = ", ".join(str(label) for label in choices.labels)
            raise ValidationError(
                _("There is no such value. Choose one of: %(values)s.") % {"values": labels}
            ) from None

    return parse_choice


def several(cell: Cell) -> tuple[str, ...]:
    """Texts separated by semicolons or lines, each once, in the order of the cell."""
    parts = (part.strip() for part in _SEPARATORS.split(plain_text(cell)))
    return tuple(dict.fromkeys(part for part in parts if part))


def label_of(choices: Any) -> Callable[[Any], str]:
    """How a choice is shown: its label in the active language."""
    return lambda value: str(choices(value).label) if value else ""


def labels_of(choices: Any) -> Callable[[], Sequence[Text]]:
    return lambda: list(choices.labels)


def same_set(first: Iterable[Any], second: Iterable[Any]) -> bool:
    """Whether two values hold the same things in whatever order."""
    return set(first) == set(second)
