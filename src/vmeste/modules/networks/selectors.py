"""Networks as a person meets them."""

from django.db.models import QuerySet

from vmeste.foundation.access.actor import Actor, Grant, Role

from .models import Membership, Network


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


def own_memberships(actor: Actor) -> QuerySet[Membership]:
    """The roles the actor has in their network now, the oldest first; 1 query when read."""
    rows = Membership.objects.filter(network_id=actor.network_id, user_id=actor.user_id, ended_at=None)
    return rows.order_by("id")
