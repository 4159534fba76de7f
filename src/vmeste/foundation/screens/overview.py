"""What the overview shows: filled by the modules, composed by the workspace."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from vmeste.foundation.access.actor import Actor

from .tables import Text


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that waits: what, why, by when, how urgent (`danger` late, `warning` soon, `info` to do)."""

    title: str
    reason: Text
    url: str
    due_on: date | None
    tone: str
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth a glance, with the list it counts."""

    label: Text
    value: int
    url: str
    icon: str
    note: Text = ""


DueProvider = Callable[[Actor, date], Iterable[DueItem]]
FigureProvider = Callable[[Actor, date], Iterable[Figure]]

_due: list[DueProvider] = []
_figures: list[FigureProvider] = []


def shows_due(provider: DueProvider) -> DueProvider:
    """Register what of a module may be due; it answers only rows the actor may see, in at most 2 queries."""
    if provider not in _due:
        _due.append(provider)
    return provider


def shows_figures(provider: FigureProvider) -> FigureProvider:
    if provider not in _figures:
        _figures.append(provider)
    return provider


def due_items(actor: Actor, today: date) -> list[DueItem]:
    """Everything due, the earliest first, undated last."""
    items = [item for provider in _due for item in provider(actor, today)]
    return sorted(items, key=lambda i: (i.due_on is None, i.due_on or today, i.title))


def figures(actor: Actor, today: date) -> list[Figure]:
    return [figure for provider in _figures for figure in provider(actor, today)]
