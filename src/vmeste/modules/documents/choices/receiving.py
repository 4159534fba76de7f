"""What a module declares so that things found in a document can become its rows.

A module's `importing` subclasses `Receiver` for each kind of row; reviewing (`documents.services`) proposes, shows
and decides, and calls the receiver, which calls the module's own commands. The lower module knows only this contract.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.screens.tables import Text
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import Document, Place, Reading

RECEIVERS: dict[str, type["Receiver"]] = {}

ROW = "row:"
"""A link to a row that is there: "row:17"; every other non-empty link is the key of a proposal of the same document."""


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

    def keep(self, kind: str, proposal: Proposal) -> None:
        self.proposals.setdefault(kind, []).append(proposal)
        for name in proposal.names:
            self._by_name.setdefault((kind, normalise_name(name)), proposal.key)

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
    get have links resolved: rows, or None where what they lead to was left out or is not yet decided.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    label_plural: ClassVar[Text]
    order: ClassVar[int]
    may: ClassVar[Permission]
    model: ClassVar[type[models.Model]]
    inputs: ClassVar[tuple[Input, ...]]

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
        """What a proposal is called in lists; links unresolved."""

    @abstractmethod
    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        """Rows the actor sees that may be meant, the likeliest first; at most a handful."""

    @abstractmethod
    def look_up(self, pk: int) -> Any:
        """The row with this key that the actor sees, or None."""

    @abstractmethod
    def values_of(self, row: Any) -> dict[str, Any]:
        """A row's present values by input, in the JSON form; links as ROW and key."""

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


def receivers() -> list[type[Receiver]]:
    """All kinds, in the order in which they are proposed."""
    return sorted(RECEIVERS.values(), key=lambda one: (one.order, one.key))
