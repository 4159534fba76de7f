"""What a person may choose in their account; the networks are told by the module above."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.permissions import PERMISSIONS

NetworksOfUser = Callable[[int], list[tuple[int, str]]]

_networks_of_user: list[NetworksOfUser] = []


class Lifetime(models.IntegerChoices):
    """How many days an API token lives."""

    MONTH = 30, _("30 days")
    QUARTER = 90, _("90 days")
    YEAR = 365, _("one year")

    @property
    def delta(self) -> timedelta:
        return timedelta(days=self.value)


def tell_networks(networks_of_user: NetworksOfUser) -> None:
    """Let a higher module say which networks, as (id, name), an account belongs to."""
    _networks_of_user.append(networks_of_user)


def networks_for(user_id: int) -> list[tuple[int, str]]:
    """The networks an account may make tokens for; as many queries as there are tellers (one)."""
    return [network for networks_of_user in _networks_of_user for network in networks_of_user(user_id)]


def scopes() -> dict[str, list[str]]:
    """Every scope a token may have, with the labels of the permissions it opens; no query."""
    opened = defaultdict(list)
    for permission in PERMISSIONS.values():
        opened[permission.scope].append(str(permission.label))
    return {scope: sorted(labels) for scope, labels in sorted(opened.items())}
