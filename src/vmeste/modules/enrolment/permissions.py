"""Who may do what with choice rounds, wishes, seats, lessons and certificates.

Nobody of the whole network sees a name here, and a partner sees counts alone: rows about one child are reached by its
family, by the organisations that teach it, and by the curator, who sees numbers.
"""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, FAMILY, Actor, Role
from vmeste.foundation.access.permissions import Permission, RowFilter

_OF_SCHOOL = frozenset({Role.COORDINATOR, Role.HEAD})


def _is_own_child(actor: Actor, prefix: str) -> Q:
    """The child itself, and the children whose guardian the actor is and for whom he or she may choose."""
    if actor.user_id is None or not actor.roles & FAMILY:
        return Q(pk__in=())
    guardian = Q(
        **{
            f"{prefix}guardianships__guardian__user_id": actor.user_id,
            f"{prefix}guardianships__guardian__removed_at": None,
            f"{prefix}guardianships__may_choose": True,
            f"{prefix}guardianships__removed_at": None,
        }
    )
    return guardian | Q(**{f"{prefix}user_id": actor.user_id})


def _is_of_own(actor: Actor, organisation: str) -> Q:
    """Rows of an organisation of the actor, or of one in the actor's territory."""
    mine = Q(**{f"{organisation}__in": actor.organisation_ids})
    return mine | Q(**{f"{organisation}__territory__in": actor.territory_ids}) if actor.territory_ids else mine


def _is_taught_by_own(actor: Actor, prefix: str) -> Q:
    """Children attached to an organisation of the actor."""
    return _is_of_own(actor, f"{prefix}attachments__organisation") & Q(**{f"{prefix}attachments__removed_at": None})


def where_own_child(prefix: str = "") -> RowFilter:
    """Rows about a child of the actor's family, or of a school the actor works at."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        return _is_own_child(actor, prefix) | _is_taught_by_own(actor, prefix)

    return rows


def where_own_side(pupil: str, organisation: str) -> RowFilter:
    """As `where_own_child`, and rows about groups of the actor's organisations."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        children = _is_own_child(actor, pupil) | _is_taught_by_own(actor, pupil)
        return children | _is_of_own(actor, organisation)

    return rows


def where_own_group(organisation: str) -> RowFilter:
    """Rows about groups whose programme belongs to an organisation of the actor."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        return _is_of_own(actor, organisation)

    return rows


def _with_own_pupils_or_teaching(actor: Actor) -> Q:
    """Groups of programmes of the actor's organisations, and those in which their pupils are."""
    if actor.is_network_wide:
        return Q()
    children = _is_taught_by_own(actor, "enrolments__pupil__")
    return children | _is_of_own(actor, "programme__organisation")


def _where_published(actor: Actor) -> Q:
    return Q(published_at__isnull=False)


def where_taught(prefix: str = "") -> RowFilter:
    """Groups the actor teaches, and all groups of the organisations at which the actor is coordinator or head."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        kept = [grant.organisation_id for grant in actor.grants if grant.role in _OF_SCHOOL and grant.organisation_id]
        mine = Q(**{f"{prefix}programme__organisation__in": kept})
        mine |= Q(**{f"{prefix}programme__organisation__territory__in": actor.territory_ids})
        if actor.user_id is None or Role.TEACHER not in actor.roles:
            return mine
        return mine | Q(**{f"{prefix}teacher__user_id": actor.user_id, f"{prefix}teacher__removed_at": None})

    return rows


def where_own_schools(prefix: str = "") -> RowFilter:
    """Rounds all of whose schools lie in territories of the actor."""

    def rows(actor: Actor) -> Q:
        if actor.is_network_wide:
            return Q()
        # "No school outside" is no join: two denials over one relation would be about two different schools.
        schools: Any = apps.get_model("enrolment.RoundSchool")._default_manager
        others = schools.exclude(school__territory__in=actor.territory_ids)
        return ~Q(**{f"{prefix}pk__in": others.values("round")})

    return rows


_ROUND, _PUPIL, _ENROLMENT = "enrolment.ChoiceRound", "people.Pupil", "enrolment.Enrolment"
_RUNNERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR})
_KEEPERS = _RUNNERS | _OF_SCHOOL
_OF_GROUP = "group__programme__organisation"

VIEW_ROUNDS = Permission("enrolment.view_rounds", _("See choice rounds and their figures"), _ROUND, EVERYONE)
VIEW_PUBLISHED = Permission(
    "enrolment.view_published",
    _("See the published files of a choice round"),
    _ROUND,
    EVERYONE | FAMILY,
    _where_published,
)
RUN_ROUNDS = Permission(
    "enrolment.run_rounds", _("Prepare, run and publish choice rounds"), _ROUND, _RUNNERS, where_own_schools()
)
VIEW_RUNS = Permission(
    "enrolment.view_runs",
    _("See results of an allocation, pupil by pupil under numbers"),
    "enrolment.AllocationRun",
    _RUNNERS | {Role.METHODOLOGIST},
    where_own_schools("round__"),
)
CHOOSE = Permission("enrolment.choose", _("Hand in wishes for a child"), _PUPIL, FAMILY | _OF_SCHOOL, where_own_child())
VIEW_ENROLMENTS = Permission(
    "enrolment.view_enrolments",
    _("See who has a seat, under numbers"),
    _ENROLMENT,
    _KEEPERS | {Role.METHODOLOGIST, Role.TEACHER} | FAMILY,
    where_own_side("pupil__", _OF_GROUP),
)
ENROL = Permission(
    "enrolment.enrol",
    _("Enrol directly and end an enrolment"),
    _ENROLMENT,
    _KEEPERS,
    where_own_side("pupil__", _OF_GROUP),
)
ANSWER = Permission(
    "enrolment.answer",
    _("Confirm, decline or leave a seat"),
    _ENROLMENT,
    _KEEPERS | FAMILY,
    where_own_child("pupil__"),
)
WAIT = Permission("enrolment.wait", _("Stand in and leave waiting lists"), _PUPIL, _KEEPERS | FAMILY, where_own_child())
KEEP_ORDERS = Permission(
    "enrolment.keep_orders",
    _("Keep orders, transfers and results of enrolments"),
    _ENROLMENT,
    _KEEPERS,
    where_own_side("pupil__", _OF_GROUP),
)
VIEW_ORDERS = Permission(
    "enrolment.view_orders",
    _("See orders, transfers and results of groups"),
    "courses.StudyGroup",
    _KEEPERS,
    _with_own_pupils_or_teaching,
)
VIEW_LESSONS = Permission(
    "enrolment.view_lessons",
    _("See lessons and attendance"),
    "courses.StudyGroup",
    _KEEPERS | {Role.METHODOLOGIST, Role.TEACHER},
    where_taught(),
)
MARK = Permission(
    "enrolment.mark",
    _("Mark attendance"),
    "enrolment.Lesson",
    _OF_SCHOOL | {Role.TEACHER},
    where_taught("group__"),
)
VIEW_CERTIFICATES = Permission(
    "enrolment.view_certificates",
    _("See the register of certificates"),
    "enrolment.Certificate",
    _KEEPERS | {Role.METHODOLOGIST},
    where_own_side("enrolment__pupil__", "organisation"),
)
ISSUE_CERTIFICATES = Permission(
    "enrolment.issue_certificates",
    _("Issue and revoke certificates"),
    "enrolment.Certificate",
    _OF_SCHOOL,
    where_own_group("organisation"),
)
