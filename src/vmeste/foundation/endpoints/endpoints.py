"""Uniform endpoints: list, detail, create, change, remove, restore and further acts of one model, declared and guarded.

The same model, permission, rows, filters and commands as its `Screens`, spoken in JSON.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, create_model

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import COMMANDS, CommandInfo, EditConflict, locked
from vmeste.foundation.access.permissions import Permission, rows_for

from .idempotency import once
from .lists import list_page, list_parameters
from .problems import Refused, edit_conflict, invalid, problem_answers
from .shapes import LARGEST_KEY, Answer, Values, changes_of, key_fields, versioned

ENDPOINTS: dict[str, type["Endpoints"]] = {}
NETWORK = "/n/{slug:network}"

Command = Callable[..., Any]
Search = Callable[[Actor, str], models.Q | None]
Related = dict[str, Permission | Callable[[Actor], models.QuerySet]]


class NoValues(Values):
    """An act that needs to know nothing more."""


@dataclass(frozen=True, slots=True)
class Act:
    """A verb that is no plain edit, as a resource of its own: `POST …/<id>/<name>/`.

    `command(row, *, actor, **values)` does it; the answer is the row as it is afterwards. `clock` names what the
    command wants of the clock: `today`, `at`.
    """

    name: str
    command: Command
    summary: str
    values: type[Values] = NoValues
    related: Related = field(default_factory=dict)
    clock: tuple[str, ...] = ()

    def moments(self) -> dict[str, Any]:
        now = timezone.now()  # noqa: TID251 - the clock of an entry point
        return {name: {"today": timezone.localdate(now), "at": now}[name] for name in self.clock}


class Endpoints:
    """Everything a program does with one model; a subclass only declares.

    Required: `model`, `path` (plural noun in the address), `may_view`, `rows` (a selector of the actor),
    `schema_out` and `sorts` (name in the address → field; the first is the usual order). An operation exists only
    when its command does, with the signatures of `Screens`. `schema_in` is the shape of `create_command` and
    `update_command`; `related` gives for each of its foreign keys the permission, or the selector, through which the
    other row is found, so an id the caller may not see is the same as no id. `container` names the field whose row is
    the command's first argument instead of the network.
    """

    model: ClassVar[type[models.Model]]
    path: ClassVar[str]
    may_view: ClassVar[Permission]
    rows: ClassVar[Callable[[Actor], models.QuerySet]]
    schema_out: ClassVar[type[Answer]]
    sorts: ClassVar[dict[str, str]]

    detail_rows: ClassVar[Callable[[Actor], models.QuerySet] | None] = None
    search: ClassVar[Search | None] = None
    filters: ClassVar[Any] = None
    schema_in: ClassVar[type[Values] | None] = None
    schema_change: ClassVar[type[Values] | None] = None
    related: ClassVar[Related] = {}
    container: ClassVar[str] = ""
    create_command: ClassVar[Command | None] = None
    update_command: ClassVar[Command | None] = None
    remove_command: ClassVar[Command | None] = None
    restore_command: ClassVar[Command | None] = None
    acts: ClassVar[tuple[Act, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for required in ("model", "path", "may_view", "rows", "schema_out", "sorts"):
            if not hasattr(cls, required):
                raise TypeError(f"{cls.__name__} declares no {required}")
        if (cls.create_command or cls.update_command) and cls.schema_in is None:
            raise TypeError(f"{cls.__name__} has commands but no schema_in")
        cls.schema_change = cls.schema_change or cls.schema_in
        for shape, related in [(cls.schema_in, cls.related), *((act.values, act.related) for act in cls.acts)]:
            if shape and (missing := set(key_fields(shape)) - set(related)):
                raise TypeError(f"{cls.__name__} does not say who may see {', '.join(sorted(missing))}")
        for declared in (
            *("rows", "detail_rows", "search"),
            *("create_command", "update_command", "remove_command", "restore_command"),
        ):
            # Functions declared on a class would become methods; here they are values.
            if (function := cls.__dict__.get(declared)) is not None and not isinstance(function, staticmethod):
                setattr(cls, declared, staticmethod(function))
        ENDPOINTS[cls.path] = cls

    # Addresses

    @classmethod
    def router(cls) -> Router:
        """The operations that exist for this model."""
        router, own = Router(tags=[cls.path]), cls()
        whole, one = f"{NETWORK}/{cls.path}/", f"{NETWORK}/{cls.path}/{{int:pk}}/"
        stem = cls.path.replace("-", "_")
        router.get(
            whole,
            response=_page_shape(cls.schema_out),
            operation_id=f"list_{stem}",
            summary=f"List {cls._plural()}",
            openapi_extra=_told(422, parameters=list_parameters(cls)),
        )(own.list_rows)
        router.get(
            one,
            response=cls.schema_out,
            operation_id=f"read_{stem}",
            summary=f"Read {cls._one()}",
            openapi_extra=_told(),
        )(own.read)
        if cls.create_command:
            router.post(
                whole,
                response={201: cls.schema_out},
                operation_id=f"create_{stem}",
                summary=f"Create {cls._one()}",
                openapi_extra=_told(*_OF_BODY, 409, parameters=[_IDEMPOTENCY_KEY]),
            )(own.create)
        if cls.update_command:
            for method, function, what in ((router.put, own.replace, "Replace"), (router.patch, own.change, "Change")):
                method(
                    one,
                    response=cls.schema_out,
                    operation_id=f"{what.lower()}_{stem}",
                    summary=f"{what} {cls._one()}",
                    openapi_extra=_told(*_OF_BODY, 409, 428, parameters=[_IF_MATCH]),
                )(function)
        if cls.remove_command:
            router.delete(
                one,
                response={204: None},
                operation_id=f"remove_{stem}",
                summary=f"Remove {cls._one()}; it can be restored" if cls.restore_command else f"Remove {cls._one()}",
                openapi_extra=_told(409, 422, parameters=[_IF_MATCH]),
            )(own.remove)
        if cls.restore_command:
            router.post(
                f"{one}restoration/",
                response=cls.schema_out,
                operation_id=f"restore_{stem}",
                summary=f"Restore {cls._one()} that was removed",
                openapi_extra=_told(*_OF_BODY, 409, parameters=[_IDEMPOTENCY_KEY]),
            )(own.restore)
        for act in cls.acts:
            router.post(
                f"{one}{act.name}/",
                response=cls.schema_out,
                operation_id=f"{act.name.replace('-', '_')}_of_{stem}",
                summary=act.summary,
                openapi_extra=_told(*_OF_BODY, 409, parameters=[_IDEMPOTENCY_KEY]),
            )(own.doing(act))
        return router

    # Reading

    @property
    def list_rows(self) -> Any:
        def list_rows(request: Any, network: str) -> HttpResponse:
            self._require(request, self.may_view)
            page = list_page(type(self), request)
            request.rows_shown = len(page["items"])  # the door counts what a token carries away
            return json_response(page)

        return list_rows

    @property
    def read(self) -> Any:
        def read(request: Any, network: str, pk: int) -> HttpResponse:
            self._require(request, self.may_view)
            return self._answer(self.get(request, pk))

        return read

    # Changing

    @property
    def create(self) -> Any:
        shape = self.schema_in

        def create(request: Any, network: str, values: shape) -> HttpResponse:  # type: ignore[valid-type]
            self._require(request, self.may_view, type(self).create_command)

            def perform() -> HttpResponse:
                found = _with_rows(request.actor, values.model_dump(), self.related)  # type: ignore[attr-defined]
                target = found[self.container] if self.container else request.network
                row = type(self).create_command(target, actor=request.actor, **found)  # type: ignore[misc]
                response = self._answer(self.get(request, row.pk), status=HTTPStatus.CREATED)
                response["Location"] = f"{request.path}{row.pk}/"
                return response

            return once(request, perform)

        return create

    @property
    def replace(self) -> Any:
        assert self.schema_change is not None
        shape = versioned(self.schema_change)

        def replace(request: Any, network: str, pk: int, values: shape) -> HttpResponse:  # type: ignore[valid-type]
            return self._update(request, pk, values.model_dump())  # type: ignore[attr-defined]

        return replace

    @property
    def change(self) -> Any:
        assert self.schema_change is not None
        shape = changes_of(self.schema_change)

        def change(request: Any, network: str, pk: int, values: shape) -> HttpResponse:  # type: ignore[valid-type]
            return self._update(request, pk, values.model_dump(exclude_unset=True))  # type: ignore[attr-defined]

        return change

    @property
    def remove(self) -> Any:
        def remove(request: Any, network: str, pk: int) -> HttpResponse:
            self._require(request, self.may_view, type(self).remove_command)
            row = self.get(request, pk)
            with transaction.atomic():
                if (version := _version_of_header(request)) is not None:
                    locked(row, version=version)
                type(self).remove_command(row, actor=request.actor, at=timezone.now())  # type: ignore[misc]  # noqa: TID251 - the clock of an entry point
            return HttpResponse(status=HTTPStatus.NO_CONTENT)

        return remove

    @property
    def restore(self) -> Any:
        def restore(request: Any, network: str, pk: int, values: NoValues | None = None) -> HttpResponse:
            self._require(request, self.may_view, type(self).restore_command)

            def perform() -> HttpResponse:
                row = self.get(request, pk, removed=True)
                type(self).restore_command(row, actor=request.actor)  # type: ignore[misc]
                return self._answer(self.get(request, pk))

            return once(request, perform)

        return restore

    def doing(self, act: Act) -> Any:
        shape = act.values

        def do(request: Any, network: str, pk: int, values: shape) -> HttpResponse:  # type: ignore[valid-type]
            return self._do(request, pk, act, values.model_dump())  # type: ignore[attr-defined]

        def do_plainly(request: Any, network: str, pk: int, values: NoValues | None = None) -> HttpResponse:
            return self._do(request, pk, act, {})

        return do_plainly if shape is NoValues else do

    # Parts

    def get(self, request: Any, pk: int, *, removed: bool = False) -> Any:
        """The row the actor may see; a foreign, an invisible and a missing one are the same 404."""
        if removed:
            every = self.model.with_removed.all()  # type: ignore[attr-defined]
            rows = rows_for(request.actor, self.may_view, self.model, within=every)
        else:
            rows = (type(self).detail_rows or type(self).rows)(request.actor)
        row = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if row is None:
            raise Http404
        return row

    def _update(self, request: Any, pk: int, values: dict[str, Any]) -> HttpResponse:
        self._require(request, self.may_view, type(self).update_command)
        version = values.pop("version", None) or _version_of_header(request)
        if version is None:
            raise Refused(
                HTTPStatus.PRECONDITION_REQUIRED,
                "version_needed",
                _("Send `version` or If-Match, so that nobody's change is overwritten unseen."),
            )
        row = self.get(request, pk)
        found = _with_rows(request.actor, values, self.related)
        try:
            type(self).update_command(row, actor=request.actor, version=version, **found)  # type: ignore[misc]
        except EditConflict as conflict:
            raise edit_conflict(conflict, _differences(self.schema_out, conflict.row, values)) from conflict
        return self._answer(self.get(request, pk))

    def _do(self, request: Any, pk: int, act: Act, values: dict[str, Any]) -> HttpResponse:
        self._require(request, self.may_view, act.command)

        def perform() -> HttpResponse:
            row = self.get(request, pk)
            found = _with_rows(request.actor, values, act.related)
            act.command(row, actor=request.actor, **found, **act.moments())
            return self._answer(self.get(request, pk))

        return once(request, perform)

    def _answer(self, row: Any, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
        response = json_response(self.schema_out.of(row), status=status)
        if hasattr(row, "version"):
            response["ETag"] = f'"{row.version}"'
        return response

    @staticmethod
    def _require(request: Any, may_view: Permission, command: Command | None = None) -> None:
        """Refuse early who has no role or no scope for it at all; the command looks at the row itself."""
        needed = [may_view] if command is None else [may_view, _info(command).permission]
        for permission in needed:
            if permission.is_held_by(request.actor):
                continue
            scopes = request.actor.scopes
            if scopes is not None and permission.scope not in scopes:
                detail = _("This token lacks the scope %(scope)s.") % {"scope": permission.scope}
                raise Refused(HTTPStatus.FORBIDDEN, "scope_needed", detail, scope=permission.scope)
            raise PermissionDenied(permission.name)

    @classmethod
    def _plural(cls) -> str:
        return cls.path.replace("-", " ")

    @classmethod
    def _one(cls) -> str:
        return f"one of the {cls._plural()}"


def json_response(data: Any, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/json")


def _with_rows(actor: Actor, values: dict[str, Any], related: Related) -> dict[str, Any]:
    """The values with rows in place of ids; 1 query for each foreign key that is given.

    Raises:
        Refused: an id is missing, of another network, or nothing the actor may see; all three read the same.
    """
    found = dict(values)
    for name, through in related.items():
        if found.get(name) in (None, []):
            continue
        wanted = found[name] if isinstance(found[name], list) else [found[name]]
        rows = {row.pk: row for row in _visible(actor, through).filter(pk__in=wanted)}
        if set(wanted) - set(rows):
            raise invalid(name, _("Unknown."))
        found[name] = [rows[key] for key in wanted] if isinstance(found[name], list) else rows[wanted[0]]
    return found


def _visible(actor: Actor, through: Permission | Callable[[Actor], models.QuerySet]) -> models.QuerySet:
    if isinstance(through, Permission):
        return rows_for(actor, through, apps.get_model(through.model))
    return through(actor)


def _differences(shape: type[Answer], current: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Fields in which the row as it is now differs from what the caller wants to save."""
    now = shape.fields_of_row
    shown: dict[str, Any] = {}
    for name, value in wanted.items():
        if name not in now:
            continue
        attribute = getattr(current, now[name])
        is_many = isinstance(attribute, models.Manager)
        present = sorted(attribute.values_list("pk", flat=True)) if is_many else attribute
        if present != (sorted(value) if is_many else value):
            shown[name] = present
    return shown


def _version_of_header(request: Any) -> int | None:
    """The version of If-Match; None without the header or with `*`."""
    text = request.headers.get("If-Match", "*").strip()
    if text == "*":
        return None
    number = text.strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004 - fits the column
        raise invalid("If-Match", _("The version stands in quotation marks, as in ETag."))
    return int(number)


def _info(function: Command) -> CommandInfo:
    return COMMANDS[f"{function.__module__}.{function.__name__}"]


# The contract


_OF_BODY = (400, 413, 415, 422)
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Any text of your own; a repeated call with it has one effect and gets the first answer.",
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'},
    "description": "The version you have read, as in ETag.",
}


def _page_shape(shape: type[Answer]) -> type[BaseModel]:
    return create_model(
        f"{shape.__name__}Page",
        items=(list[shape], ...),  # type: ignore[valid-type]
        next=(str | None, ...),
        total=(int | None, ...),
        total_is_capped=(bool, ...),
    )


def _told(*problems: int, parameters: Sequence[Any] = ()) -> dict[str, Any]:
    """What the contract tells of an operation besides its shapes: who may not, what may go wrong, its headers."""
    extra: dict[str, Any] = {"responses": problem_answers(401, 403, 404, 429, *problems)}
    return {**extra, "parameters": list(parameters)} if parameters else extra
