from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, Actor, Role
from vmeste.foundation.access.permissions import Permission


def _own(actor: Actor) -> Q:
    if actor.is_network_wide:
        return Q()
    mine, here = actor.organisation_ids, actor.territory_ids
    return Q(organisation__in=mine) | Q(partner__in=mine) | Q(organisation__territory__in=here)


def _visible(actor: Actor) -> Q:
    if actor.is_network_wide:
        return Q()
    return Q(organisation__is_shared=True, partner__is_shared=True) | _own(actor)


_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD})

VIEW = Permission("partnerships.view", _("See partnerships"), "partnerships.Partnership", EVERYONE, _visible)
EDIT = Permission("partnerships.edit", _("Edit partnerships"), "partnerships.Partnership", _KEEPERS, _own)
