"""Who may do what with which people."""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, FAMILY, Actor, Role
from vmeste.foundation.access.permissions import Permission, RowFilter

# The day of the request as the database knows it: what a filter lets through ends at midnight by itself.
_TODAY = TruncDate(Now())


def _reached(actor: Actor, organisation: str) -> Q:
    """Rows of the actor's organisations, of units of them, of those in the actor's territory."""
    mine = Q(**{f"{organisation}__in": actor.organisation_ids})
    mine |= Q(**{f"{organisation}__parent__in": actor.organisation_ids})
    return mine | Q(**{f"{organisation}__territory__in": actor.territory_ids})


def where_own_organisation(prefix: str = "", field: str = "organisation") -> RowFilter:
    """Every row for actors of the whole network, else those of own organisations, units and territories."""

    def rows(actor: Actor) -> Q:
        return Q() if actor.is_network_wide else _reached(actor, f"{prefix}{field}")

    return rows


def where_visible_organisation(prefix: str = "") -> RowFilter:
    """As `where_own_organisation`, and rows of organisations in the register that all share."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        return Q(**{f"{prefix}organisation__is_shared": True}) | _reached(actor, f"{prefix}organisation")

    return rows


def _current(prefix: str) -> Q:
    return Q(**{f"{prefix}removed_at": None}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": _TODAY})
    )


def _at_own(actor: Actor, prefix: str) -> Q:
    return Q(**{f"{prefix}organisation__in": actor.organisation_ids}) | Q(
        **{f"{prefix}organisation__parent__in": actor.organisation_ids}
    )


def _kept_here(actor: Actor) -> Q:
    """Children whose file the actor's organisation keeps.

    That is the base organisation of today; without one, every organisation the child has been at: somebody must be
    able to answer the family and to destroy what is overdue.
    """
    attachments: Any = apps.get_model("people.PupilAttachment")
    of_pupil = attachments.objects.filter(pupil=OuterRef("pk"))
    current_base = of_pupil.filter(_current(""), kind="base")
    here = current_base.filter(_at_own(actor, ""))
    return Q(Exists(here)) | (Q(Exists(of_pupil.filter(_at_own(actor, "")))) & ~Q(Exists(current_base)))


def _taught_here(actor: Actor) -> Q:
    """Children whose file is kept here, who study here today, or who stand on a list in force disclosed to here."""
    listed = "disclosed_in__disclosure__"
    disclosed = Q(
        Q(**{f"{listed}valid_until": None}) | Q(**{f"{listed}valid_until__gt": _TODAY}),
        **{
            f"{listed}recipient__in": actor.organisation_ids,
            f"{listed}disclosed_on__lte": _TODAY,
            f"{listed}withdrawn_on": None,
            f"{listed}removed_at": None,
        },
    )
    return _studying_here(actor) | disclosed


def _studying_here(actor: Actor) -> Q:
    """Children whose file is kept here, or who study here today."""
    return _kept_here(actor) | (_current("attachments__") & _at_own(actor, "attachments__"))


def _known_by_number(actor: Actor) -> Q:
    """Every child for actors of the whole network, else those of own organisations and those disclosed to them."""
    if actor.is_network_wide:
        return Q()
    return _reached(actor, "attachments__organisation") | _taught_here(actor)


def _own_children(actor: Actor) -> Q:
    if actor.user_id is None:
        return Q(pk__in=())
    guardian = Q(
        guardianships__guardian__user_id=actor.user_id,
        guardianships__guardian__removed_at=None,
    ) & _current("guardianships__")
    return guardian | Q(user_id=actor.user_id)


def _of_either_side(actor: Actor) -> Q:
    return Q(controller__in=actor.organisation_ids) | Q(recipient__in=actor.organisation_ids)


def _of_network_or_own_controller(actor: Actor) -> Q:
    return Q(controller__in=actor.organisation_ids) | Q(controller__parent__in=actor.organisation_ids)


def _act_of_own(actor: Actor) -> Q:
    return Q(organisation__in=actor.organisation_ids) | Q(organisation__parent__in=actor.organisation_ids)


_OF_SCHOOL = frozenset({Role.COORDINATOR, Role.HEAD})
_KEEPERS = _OF_SCHOOL | {Role.ADMINISTRATOR, Role.CURATOR}

VIEW_CLASSES = Permission(
    "people.view_classes",
    _("See classes and their sizes"),
    "people.SchoolClass",
    EVERYONE,
    where_visible_organisation(),
)
EDIT_CLASSES = Permission(
    "people.edit_classes", _("Keep classes"), "people.SchoolClass", _KEEPERS, where_own_organisation()
)
# A row for every child tells much even without names: partners, observers and other schools see head-counts alone.
VIEW_NUMBERS = Permission(
    "people.view_numbers",
    _("See numbers, classes and schools of pupils"),
    "people.Pupil",
    _KEEPERS | {Role.METHODOLOGIST, Role.TEACHER},
    _known_by_number,
)
# No role of the whole network is among these: the data of a child belong to the organisations that teach it.
VIEW_PUPILS = Permission(
    "people.view_pupils",
    _("Open names of pupils, with a purpose and on record"),
    "people.Pupil",
    _OF_SCHOOL | {Role.TEACHER},
    _taught_here,
)
VIEW_FILES = Permission(
    "people.view_files",
    _("Open files of pupils: contacts, guardians, consents"),
    "people.Pupil",
    _OF_SCHOOL | {Role.TEACHER},
    _studying_here,
)
EDIT_PUPILS = Permission(
    "people.edit_pupils", _("Keep lists of pupils and guardians"), "people.Pupil", _OF_SCHOOL, _kept_here
)
VIEW_FAMILY = Permission("people.view_family", _("See the own children"), "people.Pupil", FAMILY, _own_children)
VIEW_CONSENTS = Permission(
    "people.view_consents",
    _("See which consents are missing"),
    "people.Consent",
    _OF_SCHOOL | {Role.TEACHER},
    _of_network_or_own_controller,
)
VIEW_OPENINGS = Permission(
    "people.view_openings",
    _("See who opened names"),
    "people.NameOpening",
    _OF_SCHOOL,
    _of_network_or_own_controller,
)
VIEW_DISCLOSURES = Permission(
    "people.view_disclosures",
    _("See lists disclosed to partners"),
    "people.Disclosure",
    _OF_SCHOOL | {Role.TEACHER},
    _of_either_side,
)
DISCLOSE = Permission(
    "people.disclose",
    _("Disclose lists to partners"),
    "people.Disclosure",
    _OF_SCHOOL,
    _of_network_or_own_controller,
)
# Names of teachers stand in timetables and orders; contacts and clearances are for those who keep them.
CHOOSE_STAFF = Permission(
    "people.choose_staff",
    _("Name members of staff in groups and orders"),
    "people.StaffMember",
    EVERYONE,
    where_visible_organisation("posts__"),
)
VIEW_STAFF = Permission(
    "people.view_staff",
    _("See members of staff"),
    "people.StaffMember",
    _KEEPERS,
    where_own_organisation("posts__"),
)
EDIT_STAFF = Permission(
    "people.edit_staff", _("Keep members of staff"), "people.StaffMember", _KEEPERS, where_own_organisation("posts__")
)
VIEW_RETENTION = Permission("people.view_retention", _("See rules of retention"), "people.RetentionRule", EVERYONE)
EDIT_RETENTION = Permission(
    "people.edit_retention", _("Keep rules of retention"), "people.RetentionRule", frozenset({Role.ADMINISTRATOR})
)
VIEW_DESTRUCTIONS = Permission(
    "people.view_destructions",
    _("See acts of destruction"),
    "people.DestructionAct",
    _OF_SCHOOL,
    _act_of_own,
)
# The roles of EDIT_PUPILS: a list makes pupils, so its organisation is asked and not a row that is there.
KEEP_ROSTERS = Permission(
    "people.keep_rosters", _("Bring in lists of pupils"), "people.RosterRun", _OF_SCHOOL, _act_of_own
)
