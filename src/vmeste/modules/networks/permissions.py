"""Who sees, invites and changes members; and where a role may be given, told by the modules above.

Networks, memberships and invitations are global tables: every row filter here names the actor's network.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, FAMILY, OF_ORGANISATION, Actor, Role
from vmeste.foundation.access.permissions import Permission

RowsFor = Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Places:
    """Rows a role may be limited to: those an actor has a say in, and the expression of their name."""

    rows_for: RowsFor
    label: Expression | F


_places: dict[str, Places] = {}


def tell_places(kind: str, rows_for: RowsFor, *, label: Expression | F) -> None:
    """Let a higher module say where roles may be given; `kind` is a `PlaceKind`.

    `rows_for(actor)` answers the rows in which the actor may give roles (all of the network for a system actor).
    """
    _places[kind] = Places(rows_for, label)


def places_for(kind: str, actor: Actor) -> QuerySet[Any] | None:
    """The places with `place_label`, by it; None when no module keeps such places."""
    if (places := _places.get(kind)) is None:
        return None
    rows: QuerySet[Any] = places.rows_for(actor).annotate(place_label=places.label).order_by("place_label", "pk")
    return rows


def roles_to_give(actor: Actor) -> list[Role]:
    """The roles an actor may give and take, in the order of the list of roles."""
    if actor.is_system or Role.ADMINISTRATOR in actor.roles:
        return [role for role in Role if role not in FAMILY]
    return [role for role in Role if role in OF_ORGANISATION and Role.CURATOR in actor.roles]


def _here(actor: Actor) -> Q:
    return Q(network_id=actor.network_id)


def _managed(actor: Actor) -> Q:
    """Administrators: everybody. Curators: people of organisations, of their territory if they have one."""
    if Role.ADMINISTRATOR in actor.roles:
        return _here(actor)
    people = _here(actor) & Q(role__in=OF_ORGANISATION)
    return people if actor.is_network_wide else people & _of_territory(actor)


def _of_territory(actor: Actor) -> Q:
    places = places_for("organisation", actor)
    return Q(pk__in=[]) if places is None else Q(organisation_id__in=places.values("pk"))


def _visible(actor: Actor) -> Q:
    present = _here(actor) & Q(ended_at=None)
    if actor.is_network_wide:
        return present
    own = Q(organisation_id__in=actor.organisation_ids)
    return present & (own | _of_territory(actor) if actor.territory_ids else own)


def _present_and_managed(actor: Actor) -> Q:
    return _managed(actor) & Q(ended_at=None)


def _own(actor: Actor) -> Q:
    return _here(actor) & Q(user_id=actor.user_id, ended_at=None)


def _own_network(actor: Actor) -> Q:
    return Q(pk=actor.network_id)


_MANAGERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR})

CREATE = Permission("networks.create", _("Create networks (console only)"), "networks.Network", frozenset())
CHANGE = Permission(
    "networks.change",
    _("Change the network's settings"),
    "networks.Network",
    frozenset({Role.ADMINISTRATOR}),
    _own_network,
)
VIEW_MEMBERS = Permission(
    "networks.view_members",
    _("See who belongs to the network"),
    "networks.Membership",
    _MANAGERS | {Role.COORDINATOR, Role.HEAD},
    _visible,
)
MANAGE_MEMBERS = Permission(
    "networks.manage_members",
    _("Change and end roles of members"),
    "networks.Membership",
    _MANAGERS,
    _present_and_managed,
)
INVITE = Permission("networks.invite", _("Invite people"), "networks.Invitation", _MANAGERS, _managed)
LEAVE = Permission("networks.leave", _("Leave the network"), "networks.Membership", EVERYONE | FAMILY, _own)
