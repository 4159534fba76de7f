"""Where people stand in the menu, on the overview, on the pages of organisations; how classes are chosen."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens import panels
from vmeste.foundation.screens.choosers import Chooser, add_chooser
from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.foundation.screens.overview import DueItem, Figure, shows_due, shows_figures
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.selectors import year_to_show

from . import permissions
from .choices import ClassKind
from .models import SchoolClass, StaffMember
from .selectors.consents import SOON, consents_ending
from .selectors.headcounts import headcounts
from .selectors.registers import (
    attach_sizes,
    classes_for_list,
    clearances_ending,
    openings_for_list,
    organisations_kept,
    posts_in_words,
    staff_to_choose,
)

_SHOWN = 20
_ON_ORGANISATION_PAGE = 10

add_to_menu(
    MenuItem("people", _("Classes"), "school-class-list", "school", permissions.VIEW_CLASSES, 10),
    MenuItem("people", _("Pupils by number"), "pupil-list", "users", permissions.VIEW_NUMBERS, 20),
    MenuItem("people", _("Lists brought in"), "roster-list", "upload", permissions.KEEP_ROSTERS, 25),
    MenuItem("people", _("Consents"), "consent-overview", "checklist", permissions.VIEW_CONSENTS, 30),
    MenuItem("people", _("Disclosed lists"), "disclosure-list", "send", permissions.VIEW_DISCLOSURES, 40),
    MenuItem("people", _("Who opened names"), "opening-list", "eye", permissions.VIEW_OPENINGS, 50),
    MenuItem("people", _("Staff"), "staff-list", "user", permissions.VIEW_STAFF, 60),
    MenuItem("people", _("Terms of keeping"), "retention-rule-list", "clock", permissions.VIEW_RETENTION, 70),
    MenuItem("people", _("Acts of destruction"), "destruction-list", "file-check", permissions.VIEW_DESTRUCTIONS, 80),
)


def _classes_to_choose(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes of the present year and the ones after it."""
    year = year_to_show(timezone.localdate())
    rows = classes_for_list(actor)
    return rows.filter(year__starts_on__gte=year.starts_on) if year else rows


def _class_told_apart(row: SchoolClass) -> str:
    return f"{row.organisation} · {row.year}"


def _disclosing(actor: Actor) -> QuerySet[Organisation]:
    return organisations_kept(actor, permissions.DISCLOSE)


add_chooser(Chooser("classes", SchoolClass, _classes_to_choose, detail=_class_told_apart))
add_chooser(Chooser("kept-organisations", Organisation, organisations_kept))
add_chooser(Chooser("disclosing-organisations", Organisation, _disclosing))
add_chooser(Chooser("staff", StaffMember, staff_to_choose, detail=posts_in_words))


@shows_due
def clearances_due(actor: Actor, today: date) -> Iterator[DueItem]:
    for post in clearances_ending(actor, until=today + SOON)[:_SHOWN]:
        assert post.cleared_until is not None  # the selector asks for it
        is_late = post.cleared_until <= today
        reason = (
            _("clearance to work with children has ended") if is_late else _("clearance to work with children ends")
        )
        url = link("staff-detail", post.member_id)
        yield DueItem(
            str(post.member), reason, url, post.cleared_until, "danger" if is_late else "warning", is_mine=True
        )


@shows_due
def consents_due(actor: Actor, today: date) -> Iterator[DueItem]:
    if not permissions.EDIT_PUPILS.is_held_by(actor):
        return
    own = actor.narrowed_to(permissions.EDIT_PUPILS.roles).organisation_ids
    for day, count in consents_ending(own, on=today, until=today + SOON).items():
        title = ngettext("%(count)d consent", "%(count)d consents", count) % {"count": count}
        yield DueItem(title, _("ends; ask the family anew"), link("consent-overview"), day, "warning", is_mine=True)


@shows_figures
def figures_of_people(actor: Actor, today: date) -> Iterator[Figure]:
    if not permissions.VIEW_CLASSES.is_held_by(actor) or (year := year_to_show(today)) is None:
        return
    total = headcounts(year, on=today).total
    if total:
        yield Figure(_("pupils"), total, link("school-class-list"), "users")


def _classes_of(request: Any, organisation: Organisation) -> dict[str, Any] | None:
    """The classes of the present year; 2 queries."""
    today = timezone.localdate()
    rows: list[Any] = list(
        rows_for(request.actor, permissions.VIEW_CLASSES, SchoolClass)
        .filter(organisation=organisation, year__starts_on__lte=today, year__ends_on__gt=today)
        .select_related("year")
        .order_by("grade", "sort_key", "pk")
    )
    if not rows:
        return None
    attach_sizes(rows, on=today)
    # The children of groups stand in classes, too.
    total = sum(row.size or 0 for row in rows if row.kind == ClassKind.CLASS)
    return {"year": rows[0].year, "total": total, "classes": [{"row": row, "size": row.size} for row in rows]}


def _openings_of(request: Any, organisation: Organisation) -> dict[str, Any] | None:
    rows = list(openings_for_list(request.actor).filter(controller=organisation)[:_ON_ORGANISATION_PAGE])
    return {"rows": rows} if rows else None


def _lists(organisation: Organisation, actor: Actor, take_url: str) -> dict[str, str] | None:
    own = actor.narrowed_to(permissions.KEEP_ROSTERS.roles).organisation_ids
    if not {organisation.pk, organisation.parent_id} & own:
        return None
    return {
        "new_url": f"{link('roster-new')}?organisation={organisation.pk}",
        "take_url": take_url,
        "list_url": link("roster-list"),
    }


def _lists_of_organisation(request: Any, organisation: Organisation) -> dict[str, str] | None:
    return _lists(organisation, request.actor, link("organisation-roster", organisation.pk))


def _lists_of_class(request: Any, school_class: SchoolClass) -> dict[str, str] | None:
    return _lists(school_class.organisation, request.actor, link("class-roster", school_class.pk))


panels.extend(
    "school-class",
    panels.Panel(
        _("List of pupils"), "people/panels/lists.html", _lists_of_class, "side", may_view=permissions.KEEP_ROSTERS
    ),
)
panels.extend(
    "organisation",
    panels.Panel(
        _("Lists of pupils"),
        "people/panels/lists.html",
        _lists_of_organisation,
        "side",
        may_view=permissions.KEEP_ROSTERS,
    ),
    panels.Panel(
        _("Classes"), "people/panels/classes_of_organisation.html", _classes_of, may_view=permissions.VIEW_CLASSES
    ),
    panels.Panel(
        _("Who opened names"),
        "people/panels/openings_of_organisation.html",
        _openings_of,
        "side",
        may_view=permissions.VIEW_OPENINGS,
    ),
)
