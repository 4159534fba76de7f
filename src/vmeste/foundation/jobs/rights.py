"""Whether the one who asked for background work may still do it when it runs."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor

Resolver = Callable[[Actor], Actor | None]

_resolvers: list[Resolver] = []


def resolves_actors(resolver: Resolver) -> Resolver:
    """Register the one function that reads a person's roles anew; it answers None for who has left."""
    _resolvers[:] = [resolver]
    return resolver


def actor_now(asked: Actor) -> Actor:
    """The actor with the roles of this moment, not of the moment when the work was asked for; at most 1 query.

    Rights that were taken away are gone for waiting work too (ASVS 8.3.2). What the system itself asked for has no
    roles to lose.

    Raises:
        PermissionDenied: the person has left the network or may no longer sign in.
    """
    if asked.is_system:
        return asked
    for resolver in _resolvers:
        if (actor := resolver(asked)) is not None:
            return actor
    raise PermissionDenied(_("Who asked for this work is no longer a member of the network."))
