"""What a module declares so that things found in a document can become its rows.

A module's `importing` subclasses `Receiver` for each kind of row; reviewing (`documents.services`) proposes, shows
and decides, and calls the receiver, which calls the module's own commands. The lower module knows only this contract.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.screens.tables import Text
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import Document, Place, Reading

_Answer = TypeVar("_Answer")
RECEIVERS: dict[str, type["Receiver"]] = {}

ROW = "row:"
"""A link to a row that is there: "row:17"; every other non-empty link is the key of a proposal of the same document."""

OWN = "@own"
"""The name under which the organisation that the document speaks for is kept: «наша школа», whoever that is."""


class InputKind(StrEnum):
    """How a value is shown, corrected and kept; the JSON form stands behind each."""

    LINE = "line"  # str
    TEXT = "text"  # str of several lines
    LINES = "lines"  # list of str
    NUMBER = "number"  # str of a decimal number with a point, "" unknown
    DATE = "date"  # "YYYY-MM-DD", "" unknown
    FLAG = "flag"  # bool
    CHOICE = "choice"  # str, one of `choices`
    LINK = "link"  # str: key of a proposal, or ROW and a primary key, or ""
    LINKS = "links"  # list of such


@dataclass(frozen=True, slots=True)
class Input:
    """One value of a kind of row. `to` is the receiver whose rows a link leads to."""

    name: str
    label: Text
    kind: InputKind = InputKind.LINE
    choices: Sequence[tuple[str, Text]] = ()
    to: str = ""
    is_required: bool = False

    def clean(self, value: Any) -> Any:
        """A value that a person typed, in the JSON form; links as they are.

        Raises:
            ValidationError: it is required and says nothing, or is no number, day or choice.
        """
        cleaned = _CLEANERS[self.kind](value)
        if self.is_required and not is_stated(cleaned):
            raise ValidationError(_("Please fill in this field."))
        if self.kind is InputKind.CHOICE and cleaned and cleaned not in {str(key) for key, _label in self.choices}:
            raise ValidationError(_("Choose one of the values offered."))
        return cleaned


def _line(value: Any) -> str:
    return " ".join(str(value or "").split())


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def _lines(value: Any) -> list[str]:
    texts = value.splitlines() if isinstance(value, str) else value or ()
    return [line for text in texts if (line := _line(text))]


def _number(value: Any) -> str:
    """Raises ValidationError: it is no number."""
    text = "".join(_line(value).replace("\N{MINUS SIGN}", "-").split()).replace(",", ".")
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        number = Decimal("nan")
    if number is not None and not number.is_finite():
        raise ValidationError(_("Write a number, such as 1 250.5."))
    return text


def _day(value: Any) -> str:
    """Raises ValidationError: it is no day."""
    if isinstance(value, date):
        return value.isoformat()
    text = _line(value)
    if (written := _DAY.fullmatch(text)) is not None:
        text = "-".join(reversed(written.groups()))
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise ValidationError(_("Write a day, such as 01.09.2024.")) from error


def _links(value: Any) -> list[str]:
    return list(dict.fromkeys(_lines(value)))


_LONGEST_KEY = 18
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_CLEANERS: dict[InputKind, Callable[[Any], Any]] = {
    InputKind.LINE: _line,
    InputKind.TEXT: _text,
    InputKind.LINES: _lines,
    InputKind.NUMBER: _number,
    InputKind.DATE: _day,
    InputKind.FLAG: bool,
    InputKind.CHOICE: _line,
    InputKind.LINK: _line,
    InputKind.LINKS: _links,
}


def key_of_row(reference: str) -> int | None:
    """The primary key in a link to a row; None for any other text."""
    number = reference.removeprefix(ROW)
    is_key = reference.startswith(ROW) and number.isascii() and number.isdecimal() and len(number) <= _LONGEST_KEY
    return int(number) if is_key else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row a document proposes.

    `key` names it within its document and is the same for every reading of the same file. `values` are JSON-ready, by
    input; what the document does not say is absent or empty. `places`: where it is said, the first is where to look.
    `names`: spellings by which other proposals of the document may mean this one.
    """

    key: str
    values: Mapping[str, Any]
    places: tuple[Place, ...]
    confidence: float
    names: tuple[str, ...] = ()
    note: str = ""


@dataclass(slots=True)
class Source:
    """A document that was read, and what lower receivers have proposed from it so far."""

    document: Document
    reading: Reading
    file_name: str
    proposals: dict[str, list[Proposal]] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], str] = field(default_factory=dict)
    _answers: dict[Any, Any] = field(default_factory=dict)

    def keep(self, kind: str, proposal: Proposal) -> None:
        self.proposals.setdefault(kind, []).append(proposal)
        for name in proposal.names:
            self._by_name.setdefault((kind, normalise_name(name)), proposal.key)

    def once(self, look: Callable[["Source"], _Answer]) -> _Answer:
        """What a function says of this document; asked once, for all kinds that want to know."""
        if look not in self._answers:
            self._answers[look] = look(self)
        return self._answers[look]  # type: ignore[no-any-return]

    def key_of(self, kind: str, name: str) -> str:
        """The key of the proposal of this kind that a name means; "" when none does."""
        return self._by_name.get((kind, normalise_name(name)), "")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A row that may be what a proposal means, and why. `is_certain`: the same beyond doubt; `score` is 0 to 1."""

    row: models.Model
    reason: str
    score: float
    is_certain: bool = False


class Receiver(ABC):
    """How findings become rows of one model. A subclass declares; one instance lives for one pass over one document.

    `order`: lower ones are proposed and accepted first, so links lead only to lower receivers. `values` that methods
    get have links resolved: rows, or None (of several: nothing) where what they lead to has no row, being left out or
    not yet decided. What an instance has read it may keep, if `add` and `change` keep it true.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    label_plural: ClassVar[Text]
    order: ClassVar[int]
    may: ClassVar[Permission]
    model: ClassVar[type[models.Model]]
    inputs: ClassVar[tuple[Input, ...]]
    stated: Sequence[Mapping[str, Any]] = ()
    """The values of all findings of the kind in the document, links unresolved; told to whoever looks for rows."""

    def __init__(self, network: Any, actor: Actor, *, today: date) -> None:
        self.network, self.actor, self.today = network, actor, today

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "key" in cls.__dict__:  # a common base of several kinds declares none
            RECEIVERS[cls.key] = cls

    @classmethod
    def input(cls, name: str) -> Input:
        return next(one for one in cls.inputs if one.name == name)

    # Looking

    @abstractmethod
    def propose(self, source: Source) -> Iterable[Proposal]:
        """What the document proposes; no query, the same answer every time."""

    @abstractmethod
    def title_of(self, values: Mapping[str, Any]) -> str:
        """What a proposal is called in lists; links are the names of what they lead to."""

    @abstractmethod
    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        """Rows the actor sees that may be meant, the likeliest first; at most a handful."""

    @abstractmethod
    def look_up(self, pk: int) -> Any:
        """The row with this key that the actor sees, or None."""

    @abstractmethod
    def values_of(self, row: Any) -> dict[str, Any]:
        """A row's present values by input, in the JSON form; links as ROW and key."""

    def onto(self, present: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
        """What accepting would set on a row that is there: `present` as `values_of` tells, `stated` by the document.

        Both in the JSON form with links as ROW and key. By default all that is stated; a kind whose rows are only
        completed answers less, or present and stated joined. What equals `present` is no difference.
        """
        return dict(stated)

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """Whether a row's value (`before`) says already what the document says; both in the JSON form, links as ROW."""
        return bool(_folded(one.kind, before) == _folded(one.kind, after))

    def wants(self, text: str) -> Iterable[Any]:
        """Rows whose names fit what a person types to match by hand; at most twenty."""
        return ()

    # Writing, by commands only; each raises what the command raises

    @abstractmethod
    def add(self, values: Mapping[str, Any]) -> Any:
        """A new row."""

    @abstractmethod
    def change(self, row: Any, values: Mapping[str, Any], *, version: int | None = None) -> Any:
        """The row with these inputs, and no others, set."""

    @abstractmethod
    def remove(self, row: Any, *, at: datetime) -> None:
        """Take back a row that accepting added."""

    @abstractmethod
    def url(self, row: Any) -> str:
        """Where the row is shown."""


def is_stated(value: Any) -> bool:
    """Whether a value says anything; what a document leaves open changes nothing."""
    return value is not None and value not in ("", [])


def _folded(kind: InputKind, value: Any) -> Any:
    """A value without what makes no difference: spaces, the order of links, the noughts of a number."""
    if not is_stated(value):
        return None
    if kind is InputKind.NUMBER:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    if kind is InputKind.LINKS:
        return sorted(value)
    if isinstance(value, list):
        return [" ".join(str(item).split()) for item in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def receivers() -> list[type[Receiver]]:
    """All kinds, in the order in which they are proposed."""
    return sorted(RECEIVERS.values(), key=lambda one: (one.order, one.key))
