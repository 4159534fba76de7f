"""Panels: the parts of an object's page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.files.services import files_of

from .tables import Kind, Text, cell_html

HISTORY_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """A template with the context its `context` function answers; `area` is `main`, `side` or `wide`.

    `may_view` hides the panel from those who do not hold the permission.
    """

    title: Text
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any]] = field(default=lambda request, row: {})
    area: str = "main"
    may_view: Permission | None = None

    def is_for(self, request: HttpRequest) -> bool:
        return self.may_view is None or self.may_view.is_held_by(request.actor)  # type: ignore[attr-defined]


_extensions: dict[str, list[Panel]] = {}


def extend(screen: str, *panels: Panel) -> None:
    """Put panels of a higher module on the page of a lower one: `extend("organisation", panel)` from `ready()`.

    `screen` is the name of a Screens class, which need not be loaded yet.
    """
    known = _extensions.setdefault(screen, [])
    known.extend(panel for panel in panels if panel not in known)


def extensions_of(screen: str) -> tuple[Panel, ...]:
    return tuple(_extensions.get(screen, ()))


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    html: str


def facts(*names: str | tuple[Text, Callable[[Any], Any]], title: Text = _("Details"), area: str = "side") -> Panel:
    """A list of labels and values: field names, or (label, function of the row)."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any]:
        return {"facts": [_fact(row, name) for name in names]}

    return Panel(title, "screens/panels/facts.html", context, area)


def _fact(row: Model, name: str | tuple[Text, Callable[[Any], Any]]) -> Fact:
    if isinstance(name, tuple):
        label, value = name
        return Fact(str(label), cell_html(value(row), Kind.TEXT))
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return Fact(str(row._meta.get_field(name).verbose_name), cell_html(value, Kind.TEXT))


def related(
    title: Text,
    rows: Callable[[HttpRequest, Any], Iterable[Any]],
    template: str,
    *,
    area: str = "main",
    add_url: str = "",
    may_add: Permission | None = None,
) -> Panel:
    """Rows that hang on the object, shown by a template of the module; `add_url` names the page that adds one."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any]:
        may = may_add is not None and may_add.is_held_by(request.actor)  # type: ignore[attr-defined]
        return {"rows": rows(request, row), "add_url_name": add_url if may else ""}

    return Panel(title, template, context, area)


def history(area: str = "side") -> Panel:
    """The latest lines of the object's history; 1 query."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any]:
        lines = list(history_of(row)[: HISTORY_SHOWN + 1])
        return {"lines": lines[:HISTORY_SHOWN], "has_more": len(lines) > HISTORY_SHOWN}

    return Panel(_("History"), "screens/panels/history.html", context, area)


def files(*, upload: str, open_file: str, may_add: Permission, area: str = "main") -> Panel:
    """The object's files with an upload form for those who may add; 1 query."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any]:
        return {
            "files": list(files_of(row)),
            "upload_url_name": upload if may_add.is_held_by(request.actor) else "",  # type: ignore[attr-defined]
            "open_url_name": open_file,
        }

    return Panel(_("Files"), "screens/panels/files.html", context, area)


