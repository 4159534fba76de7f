from itertools import count

from vmeste.foundation.access.actor import Actor, Grant, Role
from vmeste.modules.networks.models import Membership, Network

from .accounts import make_user

_number = count(1)


def make_network(**values):
    number = next(_number)
    return Network.objects.create(**{"name": f"Network {number}", "slug": f"network-{number}", **values})


def make_member(network, role=Role.CURATOR, *, organisation=None, territory=None, **user_values):
    """A person with one role; answers the account."""
    user = make_user(**user_values)
    Membership.objects.create(
        network=network,
        user=user,
        role=role,
        organisation_id=organisation and organisation.pk,
        territory_id=territory and territory.pk,
    )
    return user


def actor_of(network, role=Role.CURATOR, *, organisation=None, territory=None, user=None):
    """An actor without an account: enough for commands and selectors."""
    grant = Grant(role, organisation and organisation.pk, territory and territory.pk)
    label = str(user) if user else f"A {role.value}"
    return Actor(label=label, network_id=network.pk, grants=frozenset({grant}), user_id=user and user.pk)
