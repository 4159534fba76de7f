"""Who sees and keeps which organisations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, Actor, Role
from vmeste.foundation.access.permissions import Permission


def _visible(actor: Actor) -> Q:
    """The whole network's actors see all; others the shared register, their own and their territory's."""
    if actor.is_network_wide:
        return Q()
    return Q(is_shared=True) | _own(actor)


def _own(actor: Actor) -> Q:
    if actor.is_network_wide:
        return Q()
    return (
        Q(pk__in=actor.organisation_ids)
        | Q(parent__in=actor.organisation_ids)
        | Q(territory__in=actor.territory_ids)
        | Q(registered_by__in=actor.organisation_ids)
    )


def _of_visible(actor: Actor) -> Q:
    if actor.is_network_wide:
        return Q()
    return Q(organisation__is_shared=True) | _of_own(actor)


def _of_own(actor: Actor) -> Q:
    if actor.is_network_wide:
        return Q()
    return (
        Q(organisation__in=actor.organisation_ids)
        | Q(organisation__parent__in=actor.organisation_ids)
        | Q(organisation__territory__in=actor.territory_ids)
        | Q(organisation__registered_by__in=actor.organisation_ids)
    )


_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD})

VIEW = Permission("organisations.view", _("See organisations"), "organisations.Organisation", EVERYONE, _visible)
REGISTER = Permission(
    "organisations.register", _("Register organisations"), "organisations.Organisation", _KEEPERS, _own
)
REMOVE = Permission(
    "organisations.remove", _("Remove and restore organisations"), "organisations.Organisation", _KEEPERS, _own
)
END = Permission(
    "organisations.end",
    _("Record the end or reorganisation of organisations"),
    "organisations.Organisation",
    _KEEPERS,
    _own,
)
EDIT = Permission(
    "organisations.edit", _("Edit organisations"), "organisations.Organisation", _KEEPERS | {Role.PARTNER}, _own
)
MERGE = Permission(
    "organisations.merge",
    _("Merge duplicate organisations"),
    "organisations.Organisation",
    frozenset({Role.ADMINISTRATOR, Role.CURATOR}),
    _own,
)
VIEW_CONTACTS = Permission(
    "organisations.view_contacts",
    _("See contacts of organisations"),
    "organisations.Contact",
    EVERYONE - {Role.OBSERVER},
    _of_visible,
)
EDIT_CONTACTS = Permission(
    "organisations.edit_contacts",
    _("Edit contacts of organisations"),
    "organisations.Contact",
    _KEEPERS | {Role.PARTNER},
    _of_own,
)
VIEW_ALIASES = Permission(
    "organisations.view_aliases", _("See other names of organisations"), "organisations.Alias", EVERYONE, _of_visible
)
EDIT_ALIASES = Permission(
    "organisations.edit_aliases", _("Edit other names of organisations"), "organisations.Alias", _KEEPERS, _of_own
)
