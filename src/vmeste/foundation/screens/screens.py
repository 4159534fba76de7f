"""Uniform screens: list, detail, new, edit, remove, history, export of one model, declared and guarded."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import COMMANDS, CommandInfo, EditConflict
from vmeste.foundation.access.permissions import Permission, holds, rows_for
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.tenancy.links import link

from .conflicts import conflict_context
from .lists import ListPage
from .moved import Moved
from .panels import Panel, extensions_of, happenings
from .submissions import SENT_BEFORE, Refused, once, submission_of
from .tables import Badge, Table, Text

SCREENS: dict[str, type["Screens"]] = {}

Command = Callable[..., Any]
Search = Callable[[Actor, str], models.Q | None]
UNPROCESSABLE = 422
CONFLICT = 409
HISTORY_PAGE = 50


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """A further page of one object, behind a tab: `<path>/<pk>/<key>/`, named `<name>-<key>`, with its own panels.

    Without any, the object has one page and no tabs.
    """

    key: str
    label: Text
    panels: tuple[Panel, ...]
    actions: Callable[[HttpRequest, Any], list[dict[str, Any]]] = lambda request, row: []


class Screens:
    """Everything a person does with one model; a subclass only declares.

    Required: `model`, `name` (stem of the URL names), `path`, `may_view`, `rows` (a selector of the actor) and
    `table`. A page exists only when its command does: `create_command(network, *, actor, **values)`,
    `update_command(row, *, actor, version, **values)`, `remove_command(row, *, actor, at)`, `restore_command`.
    Buttons appear for those who hold the command's permission. `search(actor, query)` answers the condition of the
    list's search when more than the row's own words find it (None: the query has no word).
    """

    model: ClassVar[type[models.Model]]
    name: ClassVar[str]
    path: ClassVar[str]
    may_view: ClassVar[Permission]
    rows: ClassVar[Callable[[Actor], models.QuerySet]]
    table: ClassVar[Table]

    title: ClassVar[Text] = ""
    detail_rows: ClassVar[Callable[[Actor], models.QuerySet] | None] = None
    filters: ClassVar[Any] = None
    form_class: ClassVar[type[ModelForm] | None] = None
    create_command: ClassVar[Command | None] = None
    update_command: ClassVar[Command | None] = None
    remove_command: ClassVar[Command | None] = None
    restore_command: ClassVar[Command | None] = None
    panels: ClassVar[tuple[Panel, ...]] = ()
    pages: ClassVar[tuple[ObjectPage, ...]] = ()
    search: ClassVar[Search | None] = None
    icon: ClassVar[str] = "file"
    new_label: ClassVar[Text] = gettext_lazy("Add")
    empty_text: ClassVar[Text] = ""
    moved: ClassVar[Callable[[Actor, int], Moved | None]] = lambda actor, pk: None
    """Where a row that is not found has gone, for an actor who may see that place."""
    list_actions: ClassVar[Callable[[HttpRequest], list[dict[str, Any]]]] = lambda request: []
    detail_actions: ClassVar[Callable[[HttpRequest, Any], list[dict[str, Any]]]] = lambda request, row: []
    badges: ClassVar[Callable[[Any], list[Badge]]] = lambda row: []
    subtitle: ClassVar[Callable[[Any], Text]] = lambda row: ""
    is_open_to: ClassVar[Callable[[Any, Command], bool]] = lambda row, command: True
    """Whether a row is not past the stage in which a command changes it; its button is gone then. No query."""
    # Called with the rows of one page (or the one of a detail page) to attach what needs the day or a lookup.
    prepare: ClassVar[Callable[[list[Any]], None]] = lambda rows: None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for required in ("model", "name", "path", "may_view", "rows", "table"):
            if not hasattr(cls, required):
                raise TypeError(f"{cls.__name__} declares no {required}")
        if (cls.create_command or cls.update_command) and cls.form_class is None:
            raise TypeError(f"{cls.__name__} has commands but no form_class")
        for declared in (
            *("rows", "detail_rows", "search"),
            *("create_command", "update_command", "remove_command", "restore_command"),
        ):
            # Functions declared on a class would become methods; here they are values.
            if (function := cls.__dict__.get(declared)) is not None and not isinstance(function, staticmethod):
                setattr(cls, declared, staticmethod(function))
        for declared in ("list_actions", "detail_actions", "badges", "subtitle", "is_open_to", "prepare", "moved"):
            if (function := cls.__dict__.get(declared)) is not None and not isinstance(function, staticmethod):
                setattr(cls, declared, staticmethod(function))
        SCREENS[cls.name] = cls

    # Addresses

    @classmethod
    def urls(cls) -> list[URLPattern]:
        """The pages that exist for this model."""
        screen = cls()
        stem, name = cls.path, cls.name
        patterns = [
            path(f"{stem}/", screen.show_list, name=f"{name}-list"),
            path(f"{stem}/export/<str:kind>/", screen.export, name=f"{name}-export"),
            path(f"{stem}/<int:pk>/", screen.show_detail, name=f"{name}-detail"),
            path(f"{stem}/<int:pk>/history/", screen.show_history, name=f"{name}-history"),
        ]
        patterns += [
            path(f"{stem}/<int:pk>/{page.key}/", screen.page(page), name=f"{name}-{page.key}") for page in cls.pages
        ]
        if cls.create_command:
            patterns.append(path(f"{stem}/new/", screen.create, name=f"{name}-new"))
        if cls.update_command:
            patterns.append(path(f"{stem}/<int:pk>/edit/", screen.edit, name=f"{name}-edit"))
        if cls.remove_command:
            patterns.append(path(f"{stem}/<int:pk>/removal/", screen.remove, name=f"{name}-removal"))
        if cls.restore_command:
            patterns.append(path(f"{stem}/<int:pk>/restoration/", screen.restore, name=f"{name}-restoration"))
        return patterns

    # Lists

    @property
    def show_list(self) -> Any:
        @require_http_methods(["GET"])
        def show_list(request: HttpRequest) -> HttpResponse:
            self._require_view(request)
            page = ListPage(type(self), request)
            template = "screens/list.html#rows" if request.htmx and not request.htmx.boosted else self._template("list")  # type: ignore[attr-defined]
            return render(request, template, page.context())

        return show_list

    @property
    def export(self) -> Any:
        @require_http_methods(["GET"])
        def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
            self._require_view(request)
            try:
                return ListPage(type(self), request).export(kind)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return redirect(f"{self.url('list')}?{request.GET.urlencode()}")

        return export

    # One object

    @property
    def show_detail(self) -> Any:
        @require_http_methods(["GET"])
        def show_detail(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get(request, pk)
            actions, more_actions = self._object_actions(request, row)
            context = {
                **self._page_context(request, row, (*self.panels, *extensions_of(self.name)), active=""),
                "actions": actions,
                "more_actions": more_actions,
            }
            return render(request, self._template("detail"), context)

        return show_detail

    def page(self, page: ObjectPage) -> Any:
        """The view of a further page of an object."""

        @require_http_methods(["GET"])
        def show_page(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get(request, pk)
            context = {
                **self._page_context(request, row, page.panels, active=page.key),
                "actions": page.actions(request, row),
            }
            return render(request, "screens/detail.html", context)

        return show_page

    @property
    def show_history(self) -> Any:
        @require_http_methods(["GET"])
        def show_history(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get(request, pk)
            before = request.GET.get("before", "")
            lines = history_of(row)
            if before.isdecimal() and len(before) < 19:  # noqa: PLR2004 - fits a bigint
                lines = lines.filter(pk__lt=int(before))
            shown = list(lines[: HISTORY_PAGE + 1])
            older = f"?before={shown[HISTORY_PAGE - 1].pk}" if len(shown) > HISTORY_PAGE else ""
            page = {"next_url": older, "previous_url": "", "total_label": ""} if older else None
            crumbs = [*self._crumbs(), {"label": str(row), "url": self.url("detail", row)}]
            context = {
                **self._object_context(request, row),
                "page_title": _("History"),
                "breadcrumbs": crumbs,
                "happenings": happenings(shown[:HISTORY_PAGE]),
                "page": page,
            }
            return render(request, "screens/history.html", context)

        return show_history

    # Changes

    @property
    def create(self) -> Any:
        @require_http_methods(["GET", "POST"])
        def create(request: HttpRequest) -> HttpResponse:
            self._require_command(request, type(self).create_command)
            form = self._form(request)
            if request.method == "POST" and form.is_valid():
                saved = partial(type(self).create_command, request.network, actor=request.actor, **form.values)  # type: ignore[attr-defined, arg-type, misc]
                if (answer := self._save_once(request, form, saved)) is not None:
                    return answer
            return self._form_page(request, form, row=None)

        return create

    @property
    def edit(self) -> Any:
        @require_http_methods(["GET", "POST"])
        def edit(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get(request, pk)
            self._require_command(request, type(self).update_command, row)
            form = self._form(request, instance=row)
            if request.method == "POST" and form.is_valid():
                saved = partial(  # type: ignore[misc]
                    type(self).update_command,  # type: ignore[arg-type]
                    row,
                    actor=request.actor,  # type: ignore[attr-defined]
                    version=form.seen_version,
                    **form.values,
                )
                try:
                    answer = self._save_once(request, form, saved)
                except EditConflict as conflict:
                    return self._conflict_page(request, form, conflict)
                if answer is not None:
                    return answer
            return self._form_page(request, form, row=row)

        return edit

    @property
    def remove(self) -> Any:
        @require_http_methods(["GET", "POST"])
        def remove(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get(request, pk)
            self._require_command(request, type(self).remove_command, row)
            if request.method == "GET":
                context = {
                    **self._object_context(request, row),
                    "page_title": _("Remove “%(what)s”?") % {"what": row},
                    "text": _("It leaves the lists; its history stays, and you can bring it back."),
                    "submit_label": _("Remove"),
                    "danger": True,
                    "cancel_url": self.url("detail", row),
                }
                return render(request, "screens/confirm.html", context)
            try:
                type(self).remove_command(row, actor=request.actor, at=timezone.now())  # type: ignore[misc, attr-defined]
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return redirect(self.url("detail", row))
            undo = self.url("restoration", row) if type(self).restore_command else ""
            messages.success(request, _("Removed: %(what)s.") % {"what": row}, extra_tags=f"undo:{undo}")
            return redirect(self.url("list"))

        return remove

    @property
    def restore(self) -> Any:
        @require_http_methods(["POST"])
        def restore(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get(request, pk, removed=True)
            try:
                type(self).restore_command(row, actor=request.actor)  # type: ignore[misc, attr-defined]
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return redirect(self.url("list"))
            messages.success(request, _("Restored: %(what)s.") % {"what": row})
            return redirect(self.url("detail", row))

        return restore

    # Parts

    def get(self, request: HttpRequest, pk: int, *, removed: bool = False) -> Any:
        """The row the actor may see; a foreign, an invisible and a missing one are the same 404."""
        actor = request.actor  # type: ignore[attr-defined]
        if removed:
            rows = rows_for(actor, self.may_view, self.model, within=self.model.with_removed.all())  # type: ignore[attr-defined]
        else:
            rows = (type(self).detail_rows or type(self).rows)(actor)
        try:
            row = rows.get(pk=pk)
        except (self.model.DoesNotExist, OverflowError) as missing:  # type: ignore[attr-defined]
            raise type(self).moved(actor, pk) or Http404() from missing
        if not removed:
            type(self).prepare([row])
        return row

    @classmethod
    def url(cls, page: str, row: Any = None) -> str:
        return link(f"{cls.name}-{page}", row.pk) if row is not None else link(f"{cls.name}-{page}")

    @classmethod
    def heading(cls) -> Text:
        return cls.title or cls.model._meta.verbose_name_plural or ""

    @classmethod
    def may(cls, request: HttpRequest, command: Command | None) -> bool:
        """Whether the actor has a role for the command at all; costs no query."""
        return command is not None and _info(command).permission.is_held_by(request.actor)  # type: ignore[attr-defined]

    def _require_view(self, request: HttpRequest) -> None:
        if not self.may_view.is_held_by(request.actor):  # type: ignore[attr-defined]
            raise PermissionDenied(self.may_view.name)

    def _require_command(self, request: HttpRequest, command: Command | None, row: Any = None) -> None:
        """Refuse the form early to those whose POST would be refused; the command itself checks again."""
        assert command is not None
        allowed = self.may(request, command) if row is None else self._may_on(request, command, row)
        if not allowed:
            raise PermissionDenied(_info(command).permission.name)

    def _may_on(self, request: HttpRequest, command: Command | None, row: Any) -> bool:
        """Whether the command would work for this actor on this row; at most 1 query."""
        return command is not None and holds(request.actor, _info(command).permission, row)  # type: ignore[attr-defined]

    def _offers(self, request: HttpRequest, command: Command | None, row: Any) -> bool:
        """Whether the page has a button for the command; at most 1 query."""
        return command is not None and type(self).is_open_to(row, command) and self._may_on(request, command, row)

    def _template(self, page: str) -> list[str]:
        app, model = self.model._meta.app_label, self.model._meta.model_name
        return [f"{app}/{model}_{page}.html", f"screens/{page}.html"]

    def _object_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "screen": type(self),
            "object": row,
            "page_title": str(row),
            "breadcrumbs": self._crumbs(),
        }

    def _page_context(
        self, request: HttpRequest, row: Any, panels: tuple[Panel, ...], *, active: str
    ) -> dict[str, Any]:
        """What every page of an object shows: title, badges, tabs, panels."""
        tabs: list[tuple[str, Text, str]] = [("", _("Overview"), self.url("detail", row))] if self.pages else []
        tabs += [(page.key, page.label, self.url(page.key, row)) for page in self.pages]
        return {
            **self._object_context(request, row),
            "panels": [shown for panel in panels if panel.is_for(request) and (shown := panel.shown(request, row))],
            "badges": [{"text": b.label, "tone": b.tone, "icon": b.icon} for b in type(self).badges(row)],
            "page_subtitle": type(self).subtitle(row),
            "tabs": [{"label": label, "url": url, "active": key == active} for key, label, url in tabs],
        }

    def _crumbs(self) -> list[dict[str, Any]]:
        return [{"label": type(self).heading(), "url": self.url("list")}]

    def _object_actions(self, request: HttpRequest, row: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What stands on the page as buttons, and what waits behind «more»."""
        more = [{"label": _("History"), "url": self.url("history", row), "icon": "history"}]
        if self._offers(request, type(self).remove_command, row):
            more.append({"label": _("Remove"), "url": self.url("removal", row), "icon": "trash"})
        acts = type(self).detail_actions(request, row)
        actions = [act for act in acts if not act.get("is_rare")]
        more[:0] = [act for act in acts if act.get("is_rare")]
        if self._offers(request, type(self).update_command, row):
            actions.append({"label": _("Edit"), "url": self.url("edit", row), "icon": "pencil"})
        return actions, more

    def _form(self, request: HttpRequest, instance: Any = None) -> Any:
        assert self.form_class is not None
        data, files_ = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        initial = None if instance else {k: v for k, v in request.GET.items() if k in self.form_class.base_fields}
        return self.form_class(data, files_, instance=instance, initial=initial, actor=request.actor)  # type: ignore[attr-defined, call-arg]

    def _form_page(self, request: HttpRequest, form: Any, row: Any, **more: Any) -> HttpResponse:
        crumbs = self._crumbs()
        if row:
            crumbs.append({"label": str(row), "url": self.url("detail", row)})
        context = {
            "screen": type(self),
            "page_title": _("Edit: %(what)s") % {"what": row} if row else type(self).new_label,
            "breadcrumbs": crumbs,
            "form": form,
            "sections": form_sections(form),
            "cancel_url": self.url("detail", row) if row else self.url("list"),
            "draft_key": f"{self.name}-{row.pk if row else 'new'}",
            "submission": submission_of(request),
            **more,
        }
        status = more.get("status") or (UNPROCESSABLE if form.is_bound and form.errors else 200)
        return render(request, self._template("form"), context, status=status)

    def _conflict_page(self, request: HttpRequest, form: Any, conflict: EditConflict) -> HttpResponse:
        """Show both versions; saving again means to overwrite knowingly."""
        shown = conflict_context(form, conflict.row, their_url=self.url("detail", conflict.row))
        return self._form_page(request, form, row=conflict.row, conflict=shown, status=CONFLICT)

    def _save_once(self, request: HttpRequest, form: Any, save: Callable[[], Any]) -> HttpResponse | None:
        """Run the command unless this form was sent before; its objections go to the fields they name.

        Answers the way to the row's page, None when the command refused.
        """

        def perform() -> str:
            try:
                row = save()
            except ValidationError as refusal:
                place_errors(form, refusal)
                raise Refused from refusal
            messages.success(request, _("Saved: %(what)s.") % {"what": row})
            return self.url("detail", row)

        try:
            url, is_new = once(request, perform)
        except Refused:
            return None
        if not is_new:
            messages.info(request, SENT_BEFORE)
        return redirect(url)


def form_sections(form: Any) -> list[dict[str, Any]] | None:
    """The form's declared `sections` with those of their fields it has; None for a form that declares none."""
    if not hasattr(form, "sections"):
        return None
    present = [(title, [form[name] for name in names if name in form.fields]) for title, names in form.sections]
    return [{"title": title, "fields": fields} for title, fields in present if fields]


def place_errors(form: Any, refusal: ValidationError) -> None:
    """Put a command's objections beside the form's fields; those of no shown field on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _info(function: Command) -> CommandInfo:
    return COMMANDS[f"{function.__module__}.{function.__name__}"]
