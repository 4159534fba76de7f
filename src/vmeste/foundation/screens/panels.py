"""Panels: the parts of an object's page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.permissions import Permission, may_begin
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.files.services import files_of
from vmeste.foundation.tenancy.links import link

from .tables import Kind, Text, cell_html

HISTORY_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """A template with the data its `context` function answers; `area` is `main`, `side` or `wide`.

    `add` names the page that adds a row and what the link says; it is shown to those who hold `may_add`, on
    this very row where it is a permission over such rows. The panel itself is hidden from those who do not hold
    `may_view`, and from everybody when `context` answers None: there is nothing to show. `is_flush` takes the
    padding off, for tables.
    """

    title: Text
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None] = field(default=lambda request, row: {})
    area: str = "main"
    icon: str = ""
    is_flush: bool = False
    may_view: Permission | None = None
    add: tuple[str, Text] | None = None
    may_add: Permission | None = None

    def is_for(self, request: Any) -> bool:
        return self.may_view is None or self.may_view.is_held_by(request.actor)

    def shown(self, request: Any, row: Any) -> dict[str, Any] | None:
        """What `screens/panel.html` needs; None when there is nothing to show."""
        answered = self.context(request, row)
        if answered is None:
            return None
        data = {"object": row, **answered}
        may_add = self.add is not None and (self.may_add is None or may_begin(request.actor, self.may_add, row))
        return {
            "title": self.title,
            "template": self.template,
            "context": data,
            "area": self.area,
            "icon": self.icon,
            "flush": self.is_flush,
            "url": link(self.add[0], row.pk) if may_add and self.add else "",
            "action": self.add[1] if may_add and self.add else "",
        }


_extensions: dict[str, list[Panel]] = {}


def extend(screen: str, *panels: Panel) -> None:
    """Put panels of a higher module on the page of a lower one: `extend("organisation", panel)` from `ready()`.

    `screen` is the name of a Screens class, which need not be loaded yet.
    """
    known = _extensions.setdefault(screen, [])
    known.extend(panel for panel in panels if panel not in known)


def extensions_of(screen: str) -> tuple[Panel, ...]:
    return tuple(_extensions.get(screen, ()))


def facts(*names: str | tuple[Text, Callable[[Any], Any]], title: Text = _("Details"), area: str = "side") -> Panel:
    """A list of labels and values: field names, or (label, function of the row). What is not known is left out."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any] | None:
        rows = [fact for name in names if (fact := _fact(row, name))[1]]
        return {"rows": rows} if rows else None

    return Panel(title, "screens/panels/facts.html", context, area)


def _fact(row: Model, name: str | tuple[Text, Callable[[Any], Any]]) -> tuple[str, str]:
    if isinstance(name, tuple):
        label, value = name
        return str(label), cell_html(value(row), Kind.TEXT)
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return str(label), cell_html(value, Kind.TEXT)


def related(
    title: Text,
    rows: Callable[[HttpRequest, Any], Iterable[Any]],
    template: str,
    *,
    area: str = "main",
    icon: str = "",
    is_flush: bool = True,
    add: tuple[str, Text] | None = None,
    may_add: Permission | None = None,
    may: Mapping[str, Permission] | None = None,
    may_view: Permission | None = None,
) -> Panel:
    """Rows that hang on the object, as `data.rows` of a template of the module.

    `may` names flags for the template: each is true for those who hold its permission. `data.today` is there too.
    """

    def context(request: Any, row: Model) -> dict[str, Any]:
        flags = {name: may_begin(request.actor, permission, row) for name, permission in (may or {}).items()}
        return {"rows": list(rows(request, row)), "today": timezone.localdate(), **flags}

    return Panel(title, template, context, area, icon, is_flush, may_view, add, may_add)


def happenings(lines: Iterable[Activity]) -> list[dict[str, Any]]:
    """History lines as the component `happening` shows them."""
    return [{"text": line.sentence, "when": line.happened_at, "who": line.actor_label} for line in lines]


def history(page: str, area: str = "side") -> Panel:
    """The latest lines of the object's history; `page` names the page with all of it. 1 query."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any]:
        lines = list(history_of(row)[: HISTORY_SHOWN + 1])
        more = link(page, row.pk) if len(lines) > HISTORY_SHOWN else ""
        return {"happenings": happenings(lines[:HISTORY_SHOWN]), "more_url": more}

    return Panel(_("History"), "screens/panels/history.html", context, area)


def files(*, upload: str, open_file: str, may_add: Permission, area: str = "main") -> Panel:
    """The object's files, with a link to `upload` for those who may add; 1 query."""

    def context(request: HttpRequest, row: Model) -> dict[str, Any]:
        shown = [
            {
                "name": file.name,
                "url": link(open_file, pk=row.pk, file_pk=file.pk),
                "size": file.size,
                "when": file.uploaded_at,
                "note": file.note,
            }
            for file in files_of(row)
        ]
        may = may_begin(request.actor, may_add, row)  # type: ignore[attr-defined]
        return {"files": shown, "upload_url": link(upload, row.pk) if may else ""}

    return Panel(_("Files"), "screens/panels/files.html", context, area, is_flush=True)
