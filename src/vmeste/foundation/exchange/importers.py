"""What a module declares so that its rows can be brought in as a table."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.editing.uses import look_up_uses
from vmeste.foundation.tenancy.together import active_unit

from .columns import Column, Text, heading_key, plain_text

IMPORTERS: dict[str, type["Importer"]] = {}

REGISTER_NUMBER = "pk"
ERRORS_HEADINGS = frozenset(map(heading_key, ("Ошибки", "Errors")))
"""The column our own file of errors has; it is never read."""


def register_number() -> Column:
    """The column by which a row that was downloaded is found again; absent from blank tables."""
    return Column(
        REGISTER_NUMBER,
        gettext_lazy("Number in the register"),
        gettext_lazy("Given by the system. Leave it as it is; leave it empty in new rows."),
        parse=_number,
        headings=("ID", "Ид", "№ в реестре"),
        empty=None,
        is_for_finding=True,
        is_in_blank=False,
        width=12,
    )


def _number(cell: Any) -> int | None:
    text = plain_text(cell)
    # What is no number of ours is the number of no row; the lookup says so in words.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 - fits a bigint


@dataclass(frozen=True, slots=True)
class Match:
    """The row a line means: none (it is new), one, or the candidates among which nobody could decide."""

    row: Any = None
    candidates: tuple[Any, ...] = ()
    note: str = ""


@dataclass(slots=True)
class Objection:
    """Something about a line that cannot stay so; `column` is a key, empty for the whole line."""

    column: str
    message: str


@dataclass(slots=True)
class Settled:
    """A line's values with names resolved to rows, what is wrong with them, and which line it waits for."""

    values: dict[str, Any]
    objections: list[Objection] = field(default_factory=list)
    waits_for: tuple[str, ...] = ()


class Importer(ABC):
    """How one model's rows come in as a table. A subclass declares and one instance lives for one pass.

    `may` opens the import; each row is then written by its module's own commands, which check and announce as they
    always do. `identified_by`: at least one of these columns must be in the file. The lookups of an instance are
    read once, in `__init__`, so that a line costs only what its command costs.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    what: ClassVar[Text] = ""
    model: ClassVar[type[models.Model]]
    may: ClassVar[Permission]
    columns: ClassVar[tuple[Column, ...]]
    identified_by: ClassVar[tuple[str, ...]]
    list_url_name: ClassVar[str]
    detail_url_name: ClassVar[str]

    def __init__(self, network: Any, actor: Actor) -> None:
        self.network, self.actor = network, actor

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        IMPORTERS[cls.key] = cls

    @classmethod
    def column(cls, key: str) -> Column:
        return next(column for column in cls.columns if column.key == key)

    @classmethod
    def column_of_field(cls, name: str) -> str:
        """The column that a command's objection to `name` belongs to; empty when there is none."""
        return next((c.key for c in cls.columns if name == c.key or name in c.fields), "")

    # Looking

    @abstractmethod
    def rows(self) -> "QuerySet[Any]":
        """The rows the actor sees, in the order of a download, with everything `values_of` reads."""

    @abstractmethod
    def find(self, values: Mapping[str, Any]) -> Match:
        """The row that a line's parsed values mean; no query."""

    @abstractmethod
    def title_of(self, values: Mapping[str, Any]) -> str:
        """What the line is about, in the file's own words."""

    def settle(self, values: dict[str, Any], names_in_file: Mapping[str, int]) -> Settled:
        """Resolve names to rows. `names_in_file`: names of this file's lines, as `own_names` gives them."""
        return Settled(values)

    def own_names(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Names by which other lines of the file may refer to this one."""
        return ()

    def identities(self, values: Mapping[str, Any]) -> Iterable[Any]:
        """What no two new lines of one file may share."""
        return ()

    def look_up(self, pk: int) -> Any:
        """The row with this number that the actor sees, or None."""
        return self.rows().filter(pk=pk).first()

    @abstractmethod
    def values_of(self, row: Any) -> dict[str, Any]:
        """A row's present values by column key, in the form the columns' parsers give."""

    def for_new(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values of a new row, completed by what follows from them."""
        return values

    # Writing, by commands only

    @abstractmethod
    def add(self, values: dict[str, Any]) -> Any:
        """A new row."""

    @abstractmethod
    def change(self, row: Any, values: dict[str, Any], *, version: int | None) -> Any:
        """The row with these values, and no others, set."""

    @abstractmethod
    def remove(self, row: Any, *, at: datetime) -> None:
        """Take back a row that an import added."""

    def foresee(self, lines: Iterable[Mapping[str, Any]]) -> None:  # noqa: B027 - most importers have nothing to do
        """Read at once what the commands of these lines, as their cells were parsed, would ask one by one."""

    def foresee_removal(self, rows: Collection[Any]) -> None:
        """Lock rows that will be removed, and read at once what stands on them."""
        unit, pks = active_unit(), [row.pk for row in rows]
        if unit is not None:
            unit.lock_rows(self.model, pks)
            look_up_uses(self.model, pks)

    # Between chunks of the check

    def learn(self, row: Any, values: Mapping[str, Any]) -> None:  # noqa: B027 - most importers have nothing to do
        """A new row exists for the following lines."""

    def forget(self) -> None:  # noqa: B027 - most importers have nothing to do
        """The rows learnt are gone again."""


def importers_for(actor: Actor) -> list[type[Importer]]:
    """The imports an actor may begin."""
    return [importer for importer in IMPORTERS.values() if importer.may.is_held_by(actor)]


def ambiguity(candidates: Iterable[Any]) -> str:
    """The words for a line that could mean several rows."""
    names = "; ".join(f"“{row}” (№ {row.pk})" for row in candidates)
    return _("Several rows fit: %(names)s. Add the INN or the number in the register.") % {"names": names}
