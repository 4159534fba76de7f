"""Commands: the only functions that change rows."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction

from vmeste.foundation.tenancy.together import active_unit

from .actor import Actor
from .permissions import Permission, require

Target = TypeVar("Target")
Result = TypeVar("Result")
Params = ParamSpec("Params")


@dataclass(frozen=True, slots=True)
class CommandInfo:
    name: str
    permission: Permission


COMMANDS: dict[str, CommandInfo] = {}
PERSONAL_COMMANDS: set[str] = set()


class EditConflict(Exception):
    """Somebody saved the row after the caller had read it.

    `changed` tells what happened meanwhile: field name → (value the caller saw is unknown, current value).
    """

    def __init__(self, row: Any) -> None:
        super().__init__(f"{type(row).__name__} {row.pk} is now at version {row.version}")
        self.row = row


def command(
    *, may: Permission
) -> Callable[[Callable[Concatenate[Target, Params], Result]], Callable[Concatenate[Target, Params], Result]]:
    """Run a function in one transaction, and only for an actor who holds `may` on its first argument.

    A row that the function creates in a container (a network, a parent row) must fall under the permission as
    well, else everything is rolled back.

    Whoever loses a race for something that may exist once runs a second time: the other's row is visible then, so
    the command's own check objects in words instead of the database in an error.

    Inside `writing_together` a command is a part of the unit instead of a transaction of its own.

    Raises:
        PermissionDenied: the actor may not do this here.
    """

    def decorate(function: Callable[Concatenate[Target, Params], Result]) -> Any:
        name = f"{function.__module__}.{function.__name__}"

        @functools.wraps(function)
        def run(target: Any, /, *args: Any, **kwargs: Any) -> Any:
            actor = kwargs["actor"]
            assert isinstance(actor, Actor)
            try:
                return attempt(target, *args, **kwargs)
            except IntegrityError:
                if active_unit() is not None:
                    raise
                return attempt(target, *args, **kwargs)

        def attempt(target: Any, /, *args: Any, **kwargs: Any) -> Any:
            actor = kwargs["actor"]
            unit = active_unit()
            with transaction.atomic() if unit is None else unit.part():
                require(actor, may, target)
                result = function(target, *args, **kwargs)
                if _is_new_row_of(may, target, result):
                    require(actor, may, result, is_written_here=True)
                return result

        COMMANDS[name] = CommandInfo(name, may)
        return run

    return decorate


def personal_command(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Run a command in which no role decides, in one transaction.

    Either a person changes their own account, which belongs to no network, or somebody proves their right by a
    secret that was sent to nobody else. The function itself says which of the two; views pass it nothing but
    `request.user` or the secret.
    """

    @functools.wraps(function)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        with transaction.atomic():
            return function(*args, **kwargs)

    PERSONAL_COMMANDS.add(f"{function.__module__}.{function.__name__}")
    return run


def _is_new_row_of(permission: Permission, target: Any, result: Any) -> bool:
    model = apps.get_model(permission.model)
    return isinstance(result, model) and not isinstance(target, model)


Row = TypeVar("Row", bound=models.Model)


def locked(row: Row, *, version: int | None = None) -> Row:
    """The row as it is now, locked until the transaction ends, removed or not.

    Raises:
        EditConflict: `version` is given and the row has moved on since.
    """
    # Not `type(row)`: the account of a request is a lazy wrapper.
    model: Any = row._meta.model
    unit = active_unit()
    current = unit.locked_row(model, row.pk) if unit is not None else None
    if current is None:
        manager = getattr(model, "with_removed", model._default_manager)
        current = manager.select_for_update(of=("self",)).get(pk=row.pk)
    if version is not None and current.version != version:
        raise EditConflict(current)
    return current  # type: ignore[no-any-return]
