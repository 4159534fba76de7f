"""Who may do what with which people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, FAMILY, Actor, Role
from vmeste.foundation.access.permissions import Permission, RowFilter


def where_own_organisation(prefix: str = "") -> RowFilter:
    """Rows of the actor's organisations, of units of them, of those in the actor's territory."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        organisation = f"{prefix}organisation"
        mine = Q(**{f"{organisation}__in": actor.organisation_ids})
        mine |= Q(**{f"{organisation}__parent__in": actor.organisation_ids})
        return mine | Q(**{f"{organisation}__territory__in": actor.territory_ids})

    return rows


def _taught_here(actor: Actor) -> Q:
    """Children attached to the actor's organisations, and those on a list disclosed to them in force."""
    return Q(attachments__organisation__in=actor.organisation_ids, attachments__removed_at=None) | Q(
        disclosed_in__disclosure__recipient__in=actor.organisation_ids,
        disclosed_in__disclosure__withdrawn_on=None,
        disclosed_in__disclosure__removed_at=None,
    )


def _kept_here(actor: Actor) -> Q:
    return Q(attachments__organisation__in=actor.organisation_ids, attachments__removed_at=None)


def _own_children(actor: Actor) -> Q:
    if actor.user_id is None:
        return Q(pk__in=())
    guardian = Q(
        guardianships__guardian__user_id=actor.user_id,
        guardianships__removed_at=None,
        guardianships__guardian__removed_at=None,
    )
    return guardian | Q(user_id=actor.user_id)


_OF_SCHOOL = frozenset({Role.COORDINATOR, Role.HEAD})
_KEEPERS = _OF_SCHOOL | {Role.ADMINISTRATOR, Role.CURATOR}

VIEW_CLASSES = Permission("people.view_classes", _("See classes and their sizes"), "people.SchoolClass", EVERYONE)
EDIT_CLASSES = Permission(
    "people.edit_classes", _("Keep classes"), "people.SchoolClass", _KEEPERS, where_own_organisation()
)
# No role of the whole network is among these: the data of a child belong to the organisations that teach it.
VIEW_PUPILS = Permission(
    "people.view_pupils",
    _("Open names of pupils, with a purpose and on record"),
    "people.Pupil",
    _OF_SCHOOL | {Role.TEACHER},
    _taught_here,
)
EDIT_PUPILS = Permission(
    "people.edit_pupils", _("Keep lists of pupils and guardians"), "people.Pupil", _OF_SCHOOL, _kept_here
)
VIEW_FAMILY = Permission("people.view_family", _("See the own children"), "people.Pupil", FAMILY, _own_children)
