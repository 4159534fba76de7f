"""Permissions as data: who, and on which rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from vmeste.foundation.tenancy.models import NetworkModel
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.foundation.tenancy.together import active_unit

from .actor import Actor, Role

Row = TypeVar("Row", bound=Model)
RowFilter = Callable[[Actor], Q]

PERMISSIONS: dict[str, "Permission"] = {}


def every_row(actor: Actor) -> Q:
    return Q()


@dataclass(frozen=True, slots=True)
class Permission:
    """A named power over rows of `model`.

    `rows` narrows it to the rows the actor may touch; it is called with an actor who has only the grants of
    `roles`. One definition serves lists, single objects and commands.
    """

    name: str
    label: str | Promise
    model: str
    roles: frozenset[Role]
    rows: RowFilter = field(default=every_row)

    def __post_init__(self) -> None:
        if self.name in PERMISSIONS:
            raise ValueError(f"permission {self.name} is declared twice")
        PERMISSIONS[self.name] = self

    @property
    def scope(self) -> str:
        """The token scope that opens it: `agreements:read` or `agreements:write`."""
        module, verb = self.name.split(".")
        return f"{module}:{'read' if verb.startswith('view') else 'write'}"

    def is_held_by(self, actor: Actor) -> bool:
        """Whether the actor has a role for it at all; costs no query."""
        if actor.scopes is not None and self.scope not in actor.scopes:
            return False
        return actor.is_system or bool(actor.roles & self.roles)


def rows_for(
    actor: Actor, permission: Permission, model: type[Row], *, within: "QuerySet[Row] | None" = None
) -> "QuerySet[Row]":
    """The rows of `model` (or of `within`) on which `actor` holds `permission`.

    A filter that joins is applied as a subquery, so callers may annotate and join without multiplied rows.
    """
    rows = model._default_manager.all() if within is None else within
    if not permission.is_held_by(actor):
        return rows.none()
    condition = _row_filter(actor, permission)
    if not condition:
        return rows
    return rows.filter(pk__in=_every_row_of(model).filter(condition).values("pk"))


def holds(actor: Actor, permission: Permission, row: Model) -> bool:
    """Whether `actor` holds `permission` on a row that was read through the wall.

    No query for whoever reaches every row, else 1 for all permissions with the same row filter: the row remembers.
    """
    if not permission.is_held_by(actor):
        return False
    powers = actor.narrowed_to(permission.roles)
    if actor.is_system or not permission.rows(powers):
        return True
    known: dict[Any, bool] = row.__dict__.setdefault("_reached", {})
    question = (permission.rows, powers)
    if question not in known:
        known[question] = rows_for(actor, permission, type(row)).filter(pk=row.pk).exists()
    return known[question]


def may_begin(actor: Actor, permission: Permission, row: Model) -> bool:
    """Whether a way to an act about `row` is worth showing: `holds`, where the permission is one over such rows.

    Otherwise the act makes a row of another model, of which there is none to ask about yet, and the role decides.
    """
    if row._meta.label == permission.model:
        return holds(actor, permission, row)
    return permission.is_held_by(actor)


def require(actor: Actor, permission: Permission, target: Any, *, is_written_here: bool = False) -> None:
    """Raises PermissionDenied unless `actor` holds `permission` on `target`; 1 query for a row.

    `is_written_here`: the row was saved a moment ago, so only a filter of rows needs a query.

    A target that is no row of the permission's model is the place the row will stand in (a network, an
    agreement for its file): there the role decides now, and the command looks at the new row afterwards.
    """
    model: type[Model] = apps.get_model(permission.model)
    if isinstance(target, model):
        allowed = _among_rows(actor, permission, model, target, is_written_here=is_written_here)
    else:
        same_network = getattr(target, "network_id", target.pk) == actor.network_id
        allowed = permission.is_held_by(actor) and (same_network or actor.is_system)
    if not allowed:
        raise PermissionDenied(permission.name)


def _among_rows(actor: Actor, permission: Permission, model: type[Row], target: Row, *, is_written_here: bool) -> bool:
    if isinstance(target, NetworkModel) and permission.is_held_by(actor):
        unit = active_unit()
        is_known = is_written_here or (unit is not None and unit.has(target))
        # Without a filter the query would only find out that the row is one of the active network.
        if is_known and not _row_filter(actor, permission):
            return target.network_id == current_network_id()
    return rows_for(actor, permission, model, within=_every_row_of(model).all()).filter(pk=target.pk).exists()


def _row_filter(actor: Actor, permission: Permission) -> Q:
    return Q() if actor.is_system else permission.rows(actor.narrowed_to(permission.roles))


def _every_row_of(model: type[Row]) -> Any:
    return getattr(model, "with_removed", model._default_manager)
