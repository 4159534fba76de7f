"""The rows that live on the page of another: a panel with all of them, and the pages that add, correct and order them.

A subclass declares; `AgreementScreens` and the like put its `panel()` among theirs:

    class Tasks(Parts):
        whole = "project"                       # the Screens on whose page they stand
        name, path = "project-task", "tasks"
        edits = tasks.TASKS                     # editing.parts.parts_of(…)
        rows = tasks_of                         # the project's tasks, in order
        form_class = TaskForm
        columns = (Column("text", _("Task"), is_link=True),)
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vmeste.foundation.access.commands import COMMANDS
from vmeste.foundation.access.permissions import Permission, holds
from vmeste.foundation.editing.parts import PartEdits
from vmeste.foundation.tenancy.links import link

from .acts import act_with_form, act_without_form, require_early
from .panels import Panel
from .screens import SCREENS
from .tables import Column, Kind, Text, cell_html

PARTS: dict[str, type["Parts"]] = {}


class Parts:
    """One kind of rows of a whole; see the module."""

    whole: ClassVar[str]
    name: ClassVar[str]
    path: ClassVar[str]
    edits: ClassVar[PartEdits[Any]]
    rows: ClassVar[Callable[[Any], Iterable[Any]]]
    form_class: ClassVar[type[ModelForm]]
    columns: ClassVar[tuple[Column, ...]]

    title: ClassVar[Text] = ""
    add_label: ClassVar[Text] = gettext_lazy("Add")
    empty_text: ClassVar[Text] = ""
    area: ClassVar[str] = "main"
    icon: ClassVar[str] = ""
    is_ordered: ClassVar[bool] = True
    # The page that shows them, when it is not the page of the whole.
    back: ClassVar[str] = ""
    # What a form needs to know besides the actor: `Form(…, actor=, **form_context(whole))`.
    form_context: ClassVar[Callable[[Any], dict[str, Any]]] = lambda whole: {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for declared in ("rows", "form_context"):
            if (function := cls.__dict__.get(declared)) is not None and not isinstance(function, staticmethod):
                setattr(cls, declared, staticmethod(function))
        PARTS[cls.name] = cls

    # On the page of the whole

    @classmethod
    def panel(cls) -> Panel:
        """All rows in a small table, with the ways to change them for those who may."""
        return Panel(
            cls.heading(),
            "screens/panels/parts.html",
            cls._shown,
            cls.area,
            cls.icon,
            is_flush=True,
            add=(f"{cls.name}-new", cls.add_label),
            may_add=cls.permission(),
        )

    @classmethod
    def heading(cls) -> Text:
        return cls.title or capfirst(cls.edits.model._meta.verbose_name_plural or "")

    @classmethod
    def permission(cls) -> Permission:
        """What their commands ask of the whole."""
        add: Any = cls.edits.add
        return COMMANDS[f"{add.__module__}.{add.__name__}"].permission

    @classmethod
    def _shown(cls, request: Any, whole: Model) -> dict[str, Any]:
        may_edit = holds(request.actor, cls.permission(), whole)
        rows = list(cls.rows(whole))
        return {
            "columns": [column for column in cls.columns if any(column.value_of(row) not in (None, "") for row in rows)]
            or cls.columns[:1],
            "rows": [cls._line(whole, row, place, len(rows), may_edit=may_edit) for place, row in enumerate(rows)],
            "may_edit": may_edit,
            "empty_text": cls.empty_text,
        }

    @classmethod
    def _line(cls, whole: Model, row: Any, place: int, number: int, *, may_edit: bool) -> dict[str, Any]:
        keys = {"pk": whole.pk, "part_pk": row.pk}
        edit = link(f"{cls.name}-edit", **keys) if may_edit else ""
        may_move = may_edit and cls.is_ordered
        return {
            "row": row,
            "label": str(row),
            "cells": {column.key: cls._cell(column, row, edit) for column in cls.columns},
            "edit_url": edit,
            "up_url": link(f"{cls.name}-move", **keys, way="up") if may_move and place else "",
            "down_url": link(f"{cls.name}-move", **keys, way="down") if may_move and place + 1 < number else "",
            "removal_url": link(f"{cls.name}-removal", **keys) if may_edit else "",
        }

    @staticmethod
    def _cell(column: Column, row: Any, edit: str) -> str:
        value = column.value_of(row)
        html = cell_html(value, column.kind)
        if column.is_link and edit and html:
            return format_html('<a href="{}">{}</a>', edit, html)
        return html if column.kind is not Kind.TEXT or "\n" not in str(value) else _lines(str(value))

    # Addresses

    @classmethod
    def urls(cls) -> list[URLPattern]:
        """The pages under the address of the whole."""
        screen = cls()
        stem = f"{SCREENS[cls.whole].path}/<int:pk>/{cls.path}"
        one = f"{stem}/<int:part_pk>"
        patterns = [
            path(f"{stem}/new/", screen.create, name=f"{cls.name}-new"),
            path(f"{one}/", screen.edit, name=f"{cls.name}-edit"),
            path(f"{one}/removal/", screen.remove, name=f"{cls.name}-removal"),
            path(f"{one}/restoration/", screen.restore, name=f"{cls.name}-restoration"),
        ]
        if cls.is_ordered:
            patterns.append(path(f"{one}/order/<str:way>/", screen.move, name=f"{cls.name}-move"))
        return patterns

    # Pages

    @property
    def create(self) -> Any:
        @require_http_methods(["GET", "POST"])
        def create(request: HttpRequest, pk: int) -> HttpResponse:
            whole = self._whole(request, pk)
            form = self._form(request, whole)
            return self._act(
                request,
                whole,
                form,
                lambda form: self.edits.add(whole, actor=request.actor, **form.values),  # type: ignore[attr-defined]
                title=self.add_label,
                done=_("Added."),
            )

        return create

    @property
    def edit(self) -> Any:
        @require_http_methods(["GET", "POST"])
        def edit(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
            whole = self._whole(request, pk)
            part = self._part(whole, part_pk)
            change = partial(self.edits.change, whole, part=part, actor=request.actor)  # type: ignore[attr-defined]
            return self._act(
                request,
                whole,
                self._form(request, whole, part),
                lambda form: change(version=form.seen_version, **form.values),
                title=str(part),
                done=_("Saved."),
            )

        return edit

    @property
    def remove(self) -> Any:
        @require_POST
        def remove(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
            whole = self._whole(request, pk)
            part = self._part(whole, part_pk)
            try:
                actor = request.actor  # type: ignore[attr-defined]
                self.edits.remove(whole, part=part, actor=actor, at=timezone.now())
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                undo = link(f"{self.name}-restoration", pk=pk, part_pk=part_pk)
                messages.success(request, _("Removed: %(what)s.") % {"what": part}, extra_tags=f"undo:{undo}")
            return redirect(self._back(whole))

        return remove

    @property
    def restore(self) -> Any:
        @require_POST
        def restore(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
            whole = self._whole(request, pk)
            part = self._part(whole, part_pk, removed=True)
            return act_without_form(
                request,
                lambda: self.edits.restore(whole, part=part, actor=request.actor),  # type: ignore[attr-defined]
                done=_("Restored: %(what)s.") % {"what": part},
                back=self._back(whole),
            )

        return restore

    @property
    def move(self) -> Any:
        @require_POST
        def move(request: HttpRequest, pk: int, part_pk: int, way: str) -> HttpResponse:
            if way not in {"up", "down"}:
                raise Http404
            whole = self._whole(request, pk)
            part = self._part(whole, part_pk)
            by = -1 if way == "up" else 1
            self.edits.move(whole, part=part, by=by, actor=request.actor)  # type: ignore[attr-defined]
            return redirect(self._back(whole))

        return move

    # Parts of the pages

    def _whole(self, request: Any, pk: int) -> Any:
        whole = SCREENS[self.whole]().get(request, pk)
        if not self.permission().is_held_by(request.actor):
            raise PermissionDenied(self.permission().name)
        require_early(request, self.permission(), whole)
        return whole

    def _part(self, whole: Any, pk: int, *, removed: bool = False) -> Any:
        model = self.edits.model
        rows: Any = model.with_removed if removed else model._default_manager
        try:
            return rows.get(pk=pk, **{self.edits.of: whole})
        except (model.DoesNotExist, OverflowError) as missing:
            raise Http404 from missing

    def _form(self, request: Any, whole: Any, part: Any = None) -> Any:
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        return self.form_class(
            data,
            files,
            instance=part,
            actor=request.actor,  # type: ignore[call-arg]
            **type(self).form_context(whole),
        )

    def _act(
        self, request: Any, whole: Any, form: Any, run: Callable[[Any], Any], *, title: Text, done: Text
    ) -> HttpResponse:
        screen = SCREENS[self.whole]
        crumbs: list[dict[str, Any]] = [
            {"label": screen.heading(), "url": screen.url("list")},
            {"label": str(whole), "url": screen.url("detail", whole)},
        ]
        return act_with_form(request, form, run, title=title, done=done, back=self._back(whole), breadcrumbs=crumbs)

    def _back(self, whole: Any) -> str:
        return link(self.back or f"{self.whole}-detail", whole.pk)


def _lines(text: str) -> str:
    return format_html('<span class="lines">{}</span>', text)
