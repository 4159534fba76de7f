"""One list page: filter, sort, page, render, export."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vmeste.foundation.search.finding import matching_ids
from vmeste.foundation.tenancy.links import link

from .exports import EXPORTS, export_response, is_pages, register_response
from .keyset import PAGE_SIZES, Cursor, capped_count, page_of
from .models import SavedFilter
from .registers import Register, register_of
from .tables import RowWriter, annotated, extended

_EXPORT_BATCH = 1000


class ListPage:
    """What one request asks of a list: `q`, the filters' own parameters, `sort`, `size`, `cursor`."""

    def __init__(self, screen: Any, request: HttpRequest) -> None:
        self.screen, self.request = screen, request
        self.parameters = request.GET
        self.table = extended(screen.name, screen.table)
        self.sorted_by, self.is_descending = self.table.sort_of(self.parameters.get("sort", ""))
        self.filter = screen.filters and screen.filters(
            self.parameters,
            queryset=screen.rows(request.actor),  # type: ignore[attr-defined]
            request=request,
        )
        self.rows = self._filtered()

    def _filtered(self) -> models.QuerySet:
        rows = self.filter.qs if self.filter else self.screen.rows(self.request.actor)  # type: ignore[attr-defined]
        query = self.parameters.get("q", "").strip()
        if query:
            condition = self._search(query)
            rows = rows.none() if condition is None else rows.filter(condition)
        return annotated(self.screen.name, rows)

    def _search(self, query: str) -> models.Q | None:
        if self.screen.search is not None:
            return self.screen.search(self.request.actor, query)  # type: ignore[attr-defined, no-any-return]
        ids = matching_ids(self.screen.model, query)
        return None if ids is None else models.Q(pk__in=ids)

    @property
    def size(self) -> int:
        """Rows on a page: asked for, else remembered in the session, else the smallest."""
        wanted = self.parameters.get("size", "")
        if wanted.isdecimal() and int(wanted) in PAGE_SIZES:
            if self.request.session.get("page_size") != int(wanted):
                self.request.session["page_size"] = int(wanted)
            return int(wanted)
        return int(self.request.session.get("page_size", PAGE_SIZES[1]))

    def context(self) -> dict[str, Any]:
        """Everything `screens/list.html` shows; 1 to 2 queries for the rows, 1 for the capped count."""
        cursor = Cursor.from_text(self.parameters.get("cursor", ""))
        page = page_of(
            self.rows,
            sort=self.sorted_by.sort,
            is_descending=self.is_descending,
            size=self.size,
            cursor=cursor,
        )
        screen, request = self.screen, self.request
        screen.prepare(page.rows)
        detail = link(f"{screen.name}-detail", 0)
        writer = RowWriter(self.table)
        rows_html = SafeString("".join([writer.row(row, detail.replace("/0/", f"/{row.pk}/")) for row in page.rows]))
        return {
            "screen": screen,
            "page_title": screen.heading(),
            "table": {"columns": list(self._columns())},
            "rows_html": rows_html,
            "page": {
                "next_url": self._url(cursor=page.after.as_text()) if page.after else "",
                "previous_url": self._url(cursor=page.before.as_text()) if page.before else "",
                "total_label": self._total_label(),
                "sizes": [{"label": n, "url": self._url(size=n), "active": n == self.size} for n in PAGE_SIZES],
            },
            "filter_form": self.filter.form if self.filter else None,
            "search_value": self.parameters.get("q", ""),
            "active_filters": self.active_filters(),
            "clear_url": request.path,
            "save_filter_url": f"{link('saved-filter-new', screen=screen.name)}?{self._query()}",
            "exports": self._exports(),
            "actions": self._actions(),
            "saved_filters": saved_filters(request, screen.name),
            "empty": self._empty(),
        }

    def export(self, kind: str) -> HttpResponse | FileResponse:
        """Exactly what the list shows with these filters and this order, all pages of it, as a file.

        Raises:
            Http404: there is no such kind of file.
        """
        if kind not in EXPORTS:
            raise Http404
        if is_pages(kind) and (register := register_of(self.screen.name)) is not None:
            return self._printed(register, kind)
        title = str(self.screen.heading())
        return export_response(kind, title=title, table=self.table, rows=self.all_rows(), on=timezone.localdate())

    def _printed(self, register: Register, kind: str) -> HttpResponse | FileResponse:
        """The list as its official register, in Russian whatever the language of the page."""
        request: Any = self.request
        with translation.override("ru"):
            conditions = [pill["label"] for pill in self.active_filters()]
            if query := self.parameters.get("q", "").strip():
                conditions.append(_("Search: %(words)s") % {"words": query})
            return register_response(
                kind,
                register,
                title=str(self.screen.heading()),
                table=self.table,
                rows=self.all_rows(),
                actor=request.actor,
                network=str(request.network),
                on=timezone.localdate(),
                conditions=conditions,
            )

    def all_rows(self) -> Iterator[Any]:
        """Every row in the shown order, read by keyset in batches: memory stays flat however long the list is."""
        cursor = None
        while True:
            page = page_of(
                self.rows,
                sort=self.sorted_by.sort,
                is_descending=self.is_descending,
                size=_EXPORT_BATCH,
                cursor=cursor,
            )
            self.screen.prepare(page.rows)
            yield from page.rows
            if page.after is None:
                return
            cursor = page.after

    def _columns(self) -> Iterator[dict[str, Any]]:
        for column in self.table.columns:
            is_sorted = column is self.sorted_by
            sort = f"-{column.key}" if is_sorted and not self.is_descending else column.key
            yield {
                "key": column.key,
                "label": column.label,
                "sortable": bool(column.sort),
                "sort_url": self._url(sort=sort) if column.sort else "",
                "sorted": ("desc" if self.is_descending else "asc") if is_sorted else "",
                "kind": "",
                "class": column.css_class,
            }

    def _url(self, **changes: Any) -> str:
        """This list with some parameters changed; a new order or size starts from the first page."""
        parameters = self.parameters.copy()
        parameters.pop("cursor", None)
        for name, value in changes.items():
            parameters[name] = str(value)
        return f"?{parameters.urlencode()}"

    def _query(self) -> str:
        """The parameters that say what is shown, without the place in it."""
        parameters = self.parameters.copy()
        for name in ("cursor", "size"):
            parameters.pop(name, None)
        return parameters.urlencode()

    def _total_label(self) -> str:
        number, has_more = capped_count(self.rows)
        if has_more:
            return _("more than %(number)s rows") % {"number": f"{number:,}".replace(",", "\u00a0")}
        return ngettext("%(number)s row", "%(number)s rows", number) % {"number": number}

    def active_filters(self) -> list[dict[str, str]]:
        """The filters in force as pills: label and the address without it."""
        if not self.filter or not self.filter.form.is_valid():
            return []
        pills = []
        for name, value in self.filter.form.cleaned_data.items():
            if value in (None, "", []) or (hasattr(value, "exists") and not value):
                continue
            field = self.filter.form.fields[name]
            parameters = self.parameters.copy()
            for key in [k for k in parameters if k == name or k.startswith(f"{name}_")]:
                del parameters[key]
            parameters.pop("cursor", None)
            pills.append(
                {
                    "label": f"{field.label}: {_shown(field, value)}",
                    "remove_url": f"?{parameters.urlencode()}",
                }
            )
        return pills

    def _exports(self) -> list[dict[str, str]]:
        return [
            {
                "label": str(export.label),
                "url": f"{link(f'{self.screen.name}-export', kind=kind)}?{self._query()}",
                "icon": export.icon,
            }
            for kind, export in EXPORTS.items()
        ]

    def _actions(self) -> list[dict[str, Any]]:
        actions = list(self.screen.list_actions(self.request))
        if self.screen.may(self.request, self.screen.create_command):
            new = {"label": self.screen.new_label, "url": self.screen.url("new"), "icon": "plus", "primary": True}
            actions.insert(0, new)
        return actions

    def _empty(self) -> dict[str, Any]:
        may_create = self.screen.may(self.request, self.screen.create_command)
        return {
            "title": _("Nothing here yet"),
            "text": self.screen.empty_text,
            "action": {"label": self.screen.new_label, "url": self.screen.url("new")} if may_create else None,
        }


def _shown(field: Any, value: Any) -> str:
    """A filter's value in the words of its own choices."""
    if isinstance(value, slice):
        ends = [value.start, value.stop]
        return " – ".join("…" if end is None else str(end) for end in ends)
    values = value if isinstance(value, list | tuple) or hasattr(value, "iterator") else [value]
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])} if _has_plain_choices(field) else {}
    return ", ".join(labels.get(str(item), str(item)) for item in values)


def _has_plain_choices(field: Any) -> bool:
    return hasattr(field, "choices") and not hasattr(field, "queryset")


def saved_filters(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """The person's own filter sets of this list; 1 query."""
    current = request.GET.urlencode()
    own = SavedFilter.objects.filter(user_id=request.actor.user_id, screen=name)  # type: ignore[attr-defined]
    return [{"pk": f.pk, "label": f.label, "url": f"?{f.query}", "active": f.query == current} for f in own]
