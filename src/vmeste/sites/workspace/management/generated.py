"""The documents that are written from the declarations: who may do what, and what happens when something happens."""

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.utils import translation

import vmeste
from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import COMMANDS
from vmeste.foundation.access.permissions import PERMISSIONS, Permission, every_row
from vmeste.foundation.activity.announcing import REACTIONS
from vmeste.foundation.activity.events import EVENTS, Event

_MADE = "Written by `manage.py write_docs` from the declarations; nobody edits it by hand."

_ABOUT_PERMISSIONS = f"""\
# Who may do what

{_MADE}

Roles are given in a network, some of them in one organisation or territory of it: then a row filter narrows the rows.
What every address answers to whom stands in [access-matrix.md](access-matrix.md).

"""
_ABOUT_EVENTS = f"""\
# What happens when something happens

{_MADE}

A command announces an event after its change; the history keeps a line, and the reactions run in the same transaction.
Reactions to a kind of event also run for the kinds under it; those to every event stand first.

## Every event

"""


def load_declarations() -> None:
    """Import every module that declares commands, events or permissions: registries know only what was imported."""
    for module in pkgutil.walk_packages(vmeste.__path__, "vmeste."):
        parts = module.name.split(".")
        if "services" in parts or parts[-1] in {"events", "permissions", "subscribers", "search"}:
            importlib.import_module(module.name)


def permissions_text() -> str:
    """docs/permissions.md: every permission with its roles, its rows and the commands it opens."""
    load_declarations()
    opened = _commands_by_permission()
    with translation.override("en"):
        roles = "".join(f"| `{role.value}` | {role.label} |\n" for role in Role)
        parts = [_ABOUT_PERMISSIONS, f"## Roles\n\n| role | called |\n|---|---|\n{roles}"]
        for module, permissions in _by_module(PERMISSIONS).items():
            parts.append(f"\n## {module}\n")
            parts += [_permission_text(permission, opened[name]) for name, permission in permissions]
    return "".join(parts)


def _permission_text(permission: Permission, commands: list[str]) -> str:
    model = apps.get_model(permission.model)
    roles = ", ".join(f"`{role.value}`" for role in Role if role in permission.roles) or "nobody, only the console"
    lines = [
        f"\n### `{permission.name}`\n\n{permission.label}\n\n",
        f"- roles: {roles}\n",
        f"- rows: {model._meta.verbose_name_plural}, {_rows_text(permission)}\n",
        f"- token scope: `{permission.scope}`\n",
    ]
    if commands:
        lines.append(f"- commands: {', '.join(f'`{name}`' for name in commands)}\n")
    return "".join(lines)


def _rows_text(permission: Permission) -> str:
    if permission.rows is every_row:
        return "all of the network"
    # A filter may have been made by a function: that one says what it is.
    name = permission.rows.__qualname__.split(".")[0]
    says = inspect.getdoc(getattr(inspect.getmodule(permission.rows), name))
    return f"narrowed by `{permission.rows.__module__.removeprefix('vmeste.')}.{name}`" + (
        f": {_first_line(says)}" if says else ""
    )


def events_text() -> str:
    """docs/events.md: every event with its sentence, its facts, who announces it and who reacts."""
    load_declarations()
    with translation.override("en"):
        parts = [
            _ABOUT_EVENTS,
            *(_reaction_text(reaction) for reaction in REACTIONS.get(Event, ())),
        ]
        for module, events in _by_module(EVENTS).items():
            parts.append(f"\n## {module}\n")
            parts += [_event_text(name, event) for name, event in events]
    return "".join(parts)


def _event_text(name: str, event: type[Event]) -> str:
    facts = ", ".join(f"`{field}`" for field in event.field_names()) or "none"
    reactions = [
        reaction for kind in event.__mro__ if kind is not Event and kind in REACTIONS for reaction in REACTIONS[kind]
    ]
    says = inspect.getdoc(event) or ""
    is_said = says and not says.startswith(f"{event.__name__}(") and says != inspect.getdoc(Event)
    meaning = f"{_first_line(says)}\n\n" if is_said else ""
    return "".join(
        [
            f"\n### `{name}`\n\n{meaning}",
            f"- sentence: “{event.sentence}”\n",
            f"- facts: {facts}\n",
            *(_reaction_text(reaction) for reaction in reactions),
        ]
    )


def _reaction_text(reaction: Callable[..., Any]) -> str:
    name = f"{reaction.__module__.removeprefix('vmeste.')}.{reaction.__name__}"
    return f"- reaction `{name}`: {_first_line(inspect.getdoc(reaction) or '')}\n"


def _commands_by_permission() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, command in sorted(COMMANDS.items()):
        found[command.permission.name].append(name.removeprefix("vmeste.modules.").removeprefix("vmeste."))
    return found


def _by_module(registry: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    modules: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for name, value in sorted(_of_the_house(registry)):
        modules[name.partition(".")[0]].append((name, value))
    return dict(sorted(modules.items()))


def _of_the_house(registry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Without what tests declare for themselves."""
    for name, value in registry.items():
        if not isinstance(value, type) or value.__module__.startswith("vmeste."):
            yield name, value


def _first_line(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())
