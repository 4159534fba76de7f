"""Who may do what with programmes, groups, rooms and plans."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, FAMILY, Actor, Role
from vmeste.foundation.access.permissions import Permission, RowFilter
from vmeste.modules.people.permissions import where_own_organisation


def where_known(prefix: str = "") -> RowFilter:
    """Rows of organisations in the common register, and whatever `where_own_organisation` reaches."""
    own = where_own_organisation(prefix)

    def rows(actor: Actor) -> Q:
        return Q() if actor.is_network_wide else Q(**{f"{prefix}organisation__is_shared": True}) | own(actor)

    return rows


def _known_breaks(actor: Actor) -> Q:
    # Without an organisation they are those of the whole network.
    return Q() if actor.is_network_wide else Q(organisation=None) | where_known()(actor)


def _known_ways(actor: Actor) -> Q:
    return Q() if actor.is_network_wide else Q(one__is_shared=True, other__is_shared=True)


def _published(actor: Actor) -> Q:
    return Q(is_published=True, organisation__is_shared=True)


def _own_organisations(actor: Actor) -> Q:
    if actor.is_network_wide:
        return Q()
    mine = Q(pk__in=actor.organisation_ids) | Q(parent__in=actor.organisation_ids)
    return mine | Q(territory__in=actor.territory_ids)


_OF_SCHOOL = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD})
_KEEPERS = _OF_SCHOOL | {Role.PARTNER}
_PROGRAMME, _GROUP, _FORM = "courses.Programme", "courses.StudyGroup", "courses.NetworkForm"

VIEW = Permission("courses.view", _("See programmes"), _PROGRAMME, EVERYONE, where_known())
VIEW_CATALOGUE = Permission(
    "courses.view_catalogue", _("See the catalogue of programmes"), _PROGRAMME, EVERYONE | FAMILY, _published
)
EDIT = Permission("courses.edit", _("Keep programmes"), _PROGRAMME, _KEEPERS, where_own_organisation())
VIEW_GROUPS = Permission(
    "courses.view_groups", _("See study groups and the timetable"), _GROUP, EVERYONE, where_known("programme__")
)
EDIT_GROUPS = Permission(
    "courses.edit_groups",
    _("Keep study groups and their meetings"),
    _GROUP,
    _KEEPERS,
    where_own_organisation("programme__"),
)
VIEW_FORMS = Permission(
    "courses.view_network_forms", _("See network forms of programmes"), _FORM, EVERYONE, where_known("programme__")
)
EDIT_FORMS = Permission(
    "courses.edit_network_forms",
    _("Keep network forms of programmes and make their contracts"),
    _FORM,
    _KEEPERS,
    where_own_organisation("programme__"),
)
VIEW_VENUES = Permission("courses.view_venues", _("See venues"), "courses.Venue", EVERYONE, where_known())
EDIT_VENUES = Permission("courses.edit_venues", _("Keep venues"), "courses.Venue", _KEEPERS, where_own_organisation())
VIEW_BREAKS = Permission("courses.view_breaks", _("See holidays"), "courses.CalendarBreak", EVERYONE, _known_breaks)
EDIT_BREAKS = Permission(
    "courses.edit_breaks", _("Keep holidays"), "courses.CalendarBreak", _KEEPERS, where_own_organisation()
)
VIEW_TRAVEL = Permission("courses.view_travel", _("See travel times"), "courses.TravelTime", EVERYONE, _known_ways)
EDIT_TRAVEL = Permission(
    "courses.edit_travel",
    _("Keep travel times"),
    "courses.TravelTime",
    frozenset({Role.ADMINISTRATOR, Role.CURATOR}),
)
VIEW_PLANS = Permission(
    "courses.view_plans", _("See extracurricular plans"), "people.SchoolClass", EVERYONE, where_known()
)
EDIT_PLANS = Permission(
    "courses.edit_plans", _("Keep extracurricular plans"), "people.SchoolClass", _OF_SCHOOL, where_own_organisation()
)
ISSUE_PLANS = Permission(
    "courses.issue_plans",
    _("Issue the extracurricular plan of an organisation"),
    "organisations.Organisation",
    _OF_SCHOOL,
    _own_organisations,
)
