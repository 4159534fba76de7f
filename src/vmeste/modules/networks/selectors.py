"""Networks as a person meets them."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from vmeste.foundation.access.actor import Actor, Grant, Role
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.scope import current_network_id

from . import permissions
from .choices import PlaceKind
from .models import Invitation, Membership, Network

Place = TypeVar("Place", Invitation, Membership)


def networks_of(user_id: int) -> QuerySet[Network]:
    """The networks a person belongs to, by name; 1 query when read."""
    own = Membership.objects.filter(user_id=user_id, ended_at=None).values("network_id")
    return Network.objects.filter(pk__in=own).order_by("name")


def actor_in(network: Network, *, user_id: int, label: str, scopes: frozenset[str] | None = None) -> Actor | None:
    """The person as an actor of the network, from memberships as they are now; None for a stranger. 1 query.

    Read anew on every request: whoever loses a role loses it with the next click (ASVS 8.3.2).
    """
    rows = Membership.objects.filter(network=network, user_id=user_id, ended_at=None)
    grants = frozenset(
        Grant(Role(role), organisation, territory)
        for role, organisation, territory in rows.values_list("role", "organisation_id", "territory_id")
    )
    if not grants:
        return None
    return Actor(label=label, network_id=network.pk, grants=grants, user_id=user_id, scopes=scopes)


def actor_now(asked: Actor) -> Actor | None:
    """The actor of background work with the roles they hold now; None when they have left or may not sign in. 1 query.

    What an API token may use of them stays narrowed as it was.
    """
    rows = Membership.objects.filter(  # type: ignore[misc]
        network_id=asked.network_id, user_id=asked.user_id, ended_at=None, user__is_active=True
    )
    grants = frozenset(
        Grant(Role(role), organisation, territory)
        for role, organisation, territory in rows.values_list("role", "organisation_id", "territory_id")
    )
    return replace(asked, grants=grants) if grants else None


def members_for_list(actor: Actor) -> QuerySet[Membership]:
    """Members of today the actor may see, with `place` in words; 1 query when read, accounts joined."""
    rows = Membership.objects.filter(network_id=current_network_id(), ended_at=None)
    rows = rows_for(actor, permissions.VIEW_MEMBERS, Membership, within=rows)
    return _with_place(rows).select_related("user").order_by("user__full_name", "pk")


def invitations_for_list(actor: Actor) -> QuerySet[Invitation]:
    """Invitations neither accepted nor withdrawn, expired ones too, newest first; 1 query when read."""
    rows = Invitation.objects.filter(network_id=current_network_id(), accepted_at=None, withdrawn_at=None)
    return _with_place(rows_for(actor, permissions.INVITE, Invitation, within=rows)).order_by("-pk")


def memberships_of(user_id: int) -> QuerySet[Membership]:
    """The person's own roles in all networks, by network; 1 query when read."""
    return (
        Membership.objects.filter(user_id=user_id, ended_at=None)
        .select_related("network")
        .order_by("network__name", "pk")
    )


def open_invitation(digest: str, *, at: datetime) -> Invitation | None:
    """The invitation whose secret has this digest, if it may be accepted at that moment; 1 query."""
    invitation = Invitation.objects.select_related("network").filter(digest=digest).first()
    return invitation if invitation is not None and invitation.is_open_at(at) else None


def _with_place(rows: QuerySet[Place]) -> QuerySet[Place]:
    """Each row with `place`: the name of its organisation or territory, empty for the whole network."""
    everything = Actor.system("places", current_network_id())
    kept = {kind: permissions.places_for(kind, everything) for kind in PlaceKind}
    names = [
        Subquery(places.filter(pk=OuterRef(f"{kind.value}_id")).values("place_label")[:1])
        for kind, places in kept.items()
        if places is not None
    ]
    return rows.annotate(place=Coalesce(*names, Value(""), Value(""), output_field=CharField()))


def own_memberships(actor: Actor) -> QuerySet[Membership]:
    """The roles the actor has in their network now, the oldest first; 1 query when read."""
    rows = Membership.objects.filter(  # type: ignore[misc]
        network_id=actor.network_id, user_id=actor.user_id, ended_at=None
    )
    return rows.order_by("id")
