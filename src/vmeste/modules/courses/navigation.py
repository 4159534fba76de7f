"""Courses in the menu, on the overview, in forms, and on the pages of lower modules."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens import panels
from vmeste.foundation.screens.choosers import Chooser, add_chooser
from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.foundation.screens.overview import DueItem, Figure, shows_due, shows_figures
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.projects.models import Project

from . import permissions
from .models import Programme, StudyGroup, Venue
from .selectors import programmes
from .selectors.groups import figures_of_groups, groups_for_list, groups_without_meetings
from .selectors.plans import plan_of
from .selectors.wording import for_whom

_SHOWN = 10
_ON_PAGE = 50

add_to_menu(
    MenuItem("programmes", _("Programmes"), "programme-list", "book", permissions.VIEW, 10),
    MenuItem("programmes", _("Study groups"), "study-group-list", "users", permissions.VIEW_GROUPS, 20),
    MenuItem("programmes", _("Timetable"), "timetable", "calendar", permissions.VIEW_GROUPS, 30),
    MenuItem("programmes", _("Extracurricular plans"), "class-plan-list", "checklist", permissions.VIEW_PLANS, 40),
    MenuItem("programmes", _("Network forms"), "network-form-list", "network", permissions.VIEW_FORMS, 50),
    MenuItem("programmes", _("Catalogue of programmes"), "catalogue", "school", permissions.VIEW_CATALOGUE, 60),
    MenuItem("programmes", _("Rooms"), "venue-list", "building", permissions.VIEW_VENUES, 70),
    MenuItem(
        "programmes",
        pgettext_lazy("menu", "Holidays"),
        "calendar-break-list",
        "calendar-event",
        permissions.VIEW_BREAKS,
        80,
    ),
    MenuItem("programmes", _("Travel times"), "travel-times", "route", permissions.VIEW_TRAVEL, 90),
)
add_chooser(
    Chooser(
        "programmes",
        Programme,
        programmes.programmes_for_list,
        detail=lambda row: f"{row.get_kind_display()} · {row.organisation}",
    )
)
add_chooser(
    Chooser("venues", Venue, programmes.venues_for_list, detail=lambda row: f"{row.organisation} {row.site}".strip())
)
add_chooser(
    Chooser(
        "study-groups",
        StudyGroup,
        groups_for_list,
        detail=lambda row: f"{row.programme} · {row.year}",
    )
)


@shows_due
def groups_to_look_at(actor: Actor, today: date) -> Iterator[DueItem]:
    """Groups of which nobody said when they meet; 1 query."""
    for group in groups_without_meetings(actor)[:_SHOWN]:
        title, url = f"{group.programme} · {group}", link("study-group-edit", group.pk)
        yield DueItem(title, _("the group has no time yet"), url, None, "warning", is_mine=True)


@shows_figures
def figures_of_courses(actor: Actor, today: date) -> Iterator[Figure]:
    """What is offered; 1 query."""
    if permissions.VIEW_GROUPS.is_held_by(actor):
        groups, free = figures_of_groups(actor)
        yield Figure(_("study groups open or under way"), groups, link("study-group-list"), "users")
        yield Figure(_("free seats in study groups"), free, link("study-group-list"), "users")


def _lines(rows: Any) -> list[dict[str, Any]]:
    return [{"programme": row, "for_whom": for_whom(row)} for row in rows[:_ON_PAGE]]


def _of_project(request: Any, project: Project) -> dict[str, Any] | None:
    rows = _lines(programmes.programmes_of_project(request.actor, project))
    return {"rows": rows, "has_centres": True} if rows else None


def _of_organisation(request: Any, organisation: Organisation) -> dict[str, Any] | None:
    rows = _lines(programmes.programmes_of_organisation(request.actor, organisation))
    plan_url = link("organisation-plan", organisation.pk)
    return {"rows": rows, "plan_url": plan_url} if rows else None


def _of_class(request: Any, school_class: SchoolClass) -> dict[str, Any]:
    return {"lines": list(plan_of(school_class)), "plan_url": link("class-plan-detail", school_class.pk)}


panels.extend(
    "school-class",
    panels.Panel(_("Extracurricular plan"), "courses/panels/of_class.html", _of_class, may_view=permissions.VIEW_PLANS),
)
panels.extend(
    "project",
    panels.Panel(
        _("Programmes of the coordination centres"),
        "courses/panels/programmes.html",
        _of_project,
        is_flush=True,
        may_view=permissions.VIEW,
    ),
)
panels.extend(
    "organisation",
    panels.Panel(
        _("Programmes"), "courses/panels/programmes.html", _of_organisation, is_flush=True, may_view=permissions.VIEW
    ),
)
