"""The week of the network, its conflicts, its files; the ways between organisations."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.files.responses import attachment_headers
from vmeste.foundation.screens.acts import act_with_form, require_role, row_or_404
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses import forms, permissions
from vmeste.modules.courses.choices import ALIVE
from vmeste.modules.courses.models import Programme, StudyGroup, Venue
from vmeste.modules.courses.reports.registers import week_sheet
from vmeste.modules.courses.selectors import conflicts, travel, weeks
from vmeste.modules.courses.selectors.groups import alive, groups_for_choice
from vmeste.modules.courses.services.travel import set_travel_times
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.selectors import academic_year_on
from vmeste.pure.timetable.conflicts import ConflictKind
from vmeste.pure.timetable.recurring import monday_of
from vmeste.pure.writing.tables.xlsx import write_xlsx

from .calendars import calendar_file

WAYS = (
    ("organisation", gettext_lazy("by organisation")),
    ("class", gettext_lazy("by class")),
    ("teacher", gettext_lazy("by teacher")),
    ("venue", gettext_lazy("by room")),
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORDS = {
    ConflictKind.TEACHER: gettext_lazy("The teacher has two groups at the same time"),
    ConflictKind.VENUE: gettext_lazy("Two groups in one room at the same time"),
    ConflictKind.CLASS: gettext_lazy("The class has two groups at the same time"),
    ConflictKind.TEACHER_WAY: gettext_lazy("Too little time for the teacher's way"),
    ConflictKind.CLASS_WAY: gettext_lazy("Too little time for the way of the class"),
    ConflictKind.LESSONS: gettext_lazy("The group meets during lessons of the class"),
    ConflictKind.BREAK: gettext_lazy("The break between lessons and the group is too short"),
}
_NOBODY = {
    "teacher": gettext_lazy("No teacher yet"),
    "venue": gettext_lazy("No room yet"),
    "class": gettext_lazy("In no plan of a class"),
}


class _Asked:
    """What the address asks for: which groups, whose rows, which week."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.form = forms.WeekForm(request.GET, actor=request.actor, ways=WAYS)
        self.is_valid = self.form.is_valid()
        chosen = self.form.cleaned_data
        self.by = chosen.get("by") or "organisation"
        self.monday = monday_of(_day(request.GET.get("week", "")) or timezone.localdate())
        self.year = academic_year_on(self.monday) or academic_year_on(self.monday + timedelta(days=6))

    def groups(self) -> QuerySet[StudyGroup]:
        """The groups of the week's year that the actor sees and the filters let through."""
        rows = rows_for(self.request.actor, permissions.VIEW_GROUPS, StudyGroup).filter(year=self.year)
        chosen = self.form.cleaned_data
        if organisation := chosen.get("organisation"):
            at_home = Q(programme__organisation=organisation)
            rows = rows.filter(at_home | Q(pk__in=_in_rooms(Venue.objects.filter(organisation=organisation))))
        if teacher := chosen.get("teacher"):
            rows = rows.filter(teacher=teacher)
        if venue := chosen.get("venue"):
            rows = rows.filter(pk__in=_in_rooms(Venue.objects.filter(pk=venue.pk)))
        if school_class := chosen.get("school_class"):
            rows = rows.filter(
                pk__in=StudyGroup.objects.filter(
                    plan_lines__school_class=school_class, plan_lines__removed_at=None
                ).values("pk")
            )
        return groups_for_choice(rows)

    def url(self, name: str, *, monday: date | None = None, **named: str) -> str:
        parameters = self.request.GET.copy()
        if monday is not None:
            parameters["week"] = monday.isoformat()
        query = parameters.urlencode()
        return f"{link(name, **named)}?{query}" if query else link(name, **named)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1950, 1, 8) <= day <= date(2150, 1, 1) else None


def _in_rooms(venues: QuerySet[Venue]) -> Any:
    rows = StudyGroup.objects.filter(Q(venue__in=venues) | Q(meetings__venue__in=venues, meetings__removed_at=None))
    return rows.values("pk")


@require_GET
def show_week(request: HttpRequest) -> HttpResponse:
    """timetable/?by=&organisation=&teacher=&venue=&school_class=&week= – a week; the same queries for any number."""
    require_role(request, permissions.VIEW_GROUPS)
    asked = _Asked(request)
    groups = list(asked.groups())
    week = weeks.week_of(groups, asked.monday)
    classes = weeks.classes_of(groups) if asked.by == "class" else {}
    in_trouble = _in_trouble(groups, asked.monday)
    days = [day for number, day in enumerate(week.days) if number < 5 or week.on(day)]  # noqa: PLR2004 - Monday to Friday
    rows = [
        {"label": str(who) if who is not None else _NOBODY.get(asked.by, ""), "note": _note(who), "cells": cells}
        for who, cells in (
            (who, [(day, occurring[(day - asked.monday).days]) for day in days])
            for who, occurring in weeks.rows_of_grid(week, asked.by, classes)
        )
    ]
    context = {
        "page_title": _("Timetable"),
        "page_subtitle": _("%(first)s – %(last)s, week %(number)s of the academic year")
        % {
            "first": week.days[0].strftime("%d.%m.%Y"),
            "last": week.days[-1].strftime("%d.%m.%Y"),
            "number": _number_of_week(asked),
        }
        if asked.year
        else _("No academic year on these days"),
        "form": asked.form,
        "week": asked.monday.isoformat(),
        "days": days,
        "today": timezone.localdate(),
        "rows": rows,
        "in_trouble": in_trouble,
        "earlier_url": asked.url("timetable", monday=asked.monday - timedelta(days=7)),
        "later_url": asked.url("timetable", monday=asked.monday + timedelta(days=7)),
        "table_url": asked.url("timetable-file", kind="xlsx"),
        "calendar_url": asked.url("timetable-file", kind="ics"),
        "conflicts_url": asked.url("timetable-conflicts"),
    }
    return render(request, "courses/timetable.html", context)


def _in_trouble(groups: Sequence[StudyGroup], monday: date) -> set[int]:
    """Ids of meetings that have begun to conflict by the end of the week."""
    living = [group for group in groups if group.stage in ALIVE]
    found: set[int] = set()
    for trouble in conflicts.troubles_among(living, on=monday):
        if trouble.on < monday + timedelta(days=7):
            found |= {trouble.first.pk} | ({trouble.second.pk} if trouble.second else set())
    return found


def _note(who: Any) -> str:
    return "" if who is None or not hasattr(who, "organisation") else str(who.organisation)


def _number_of_week(asked: _Asked) -> int:
    assert asked.year is not None  # the caller has looked
    return (asked.monday - monday_of(asked.year.starts_on)).days // 7 + 1


@require_GET
def download_week(request: HttpRequest, kind: str) -> HttpResponse:
    """timetable/file/<kind>/ – the week as .xlsx, or the year of the same groups as .ics."""
    require_role(request, permissions.VIEW_GROUPS)
    asked = _Asked(request)
    groups = list(asked.groups())
    stem = slugify(f"{_('Timetable')} {asked.monday.isoformat()}", allow_unicode=True)
    if kind == "xlsx":
        target = BytesIO()
        write_xlsx([week_sheet(weeks.week_of(groups, asked.monday))], target)
        return HttpResponse(target.getvalue(), content_type=_XLSX, headers=attachment_headers(f"{stem}.xlsx"))
    if kind == "ics":
        data = calendar_file(_("Timetable"), groups, host=request.get_host(), stamp=timezone.now())
        headers = attachment_headers(f"{stem}.ics")
        return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)
    raise Http404


@require_GET
def show_conflicts(request: HttpRequest) -> HttpResponse:
    """timetable/conflicts/ – everything of the year that gets in each other's way, the earliest first."""
    require_role(request, permissions.VIEW_GROUPS)
    asked = _Asked(request)
    groups = list(alive(asked.groups()))
    context = {
        "page_title": _("Conflicts of the timetable"),
        "page_subtitle": str(asked.year or ""),
        "breadcrumbs": [{"label": _("Timetable"), "url": asked.url("timetable")}],
        "troubles": [
            {"trouble": trouble, "words": _WORDS[trouble.kind], "week_url": _week_url(trouble.on)}
            for trouble in conflicts.troubles_among(groups, on=asked.monday)
        ],
    }
    return render(request, "courses/conflicts.html", context)


def _week_url(day: date) -> str:
    return f"{link('timetable')}?week={monday_of(day).isoformat()}"


# Ways


def _travelling(actor: Any) -> list[Organisation]:
    """Organisations that teach something or have a room, by name; 1 query."""
    visible = rows_for(actor, organisation_permissions.VIEW, Organisation)
    teaching = Q(pk__in=Programme.objects.values("organisation")) | Q(pk__in=Venue.objects.values("organisation"))
    return list(visible.filter(teaching).order_by("sort_key", "pk"))


@require_GET
def show_ways(request: Any) -> HttpResponse:
    """travel-times/ – minutes between the organisations that teach, as a table."""
    require_role(request, permissions.VIEW_TRAVEL)
    organisations = _travelling(request.actor)
    known = travel.known_minutes([row.pk for row in organisations])
    may_edit = permissions.EDIT_TRAVEL.is_held_by(request.actor)
    rows = [
        {
            "organisation": one,
            "url": link("travel-times-edit", one.pk) if may_edit else "",
            "cells": [
                {"other": other, "minutes": known.get((min(one.pk, other.pk), max(one.pk, other.pk)))}
                for other in organisations
            ],
        }
        for one in organisations
    ]
    context = {
        "page_title": _("Travel times"),
        "page_subtitle": _(
            "Minutes between organisations, the same both ways. Where nothing is written down: %(minutes)s."
        )
        % {"minutes": travel.usual_minutes(on=timezone.localdate())},
        "organisations": organisations,
        "rows": rows,
    }
    return render(request, "courses/ways.html", context)


@require_http_methods(["GET", "POST"])
def edit_ways(request: Any, pk: int) -> HttpResponse:
    """travel-times/<organisation pk>/ – the ways from one organisation to all others."""
    organisation: Organisation = row_or_404(request, organisation_permissions.VIEW, Organisation, pk)
    if not permissions.EDIT_TRAVEL.is_held_by(request.actor):
        raise PermissionDenied(permissions.EDIT_TRAVEL.name)
    others = [row for row in _travelling(request.actor) if row.pk != pk]
    known = {
        (one if other == pk else other): minutes
        for (one, other), minutes in travel.known_minutes([pk, *(row.pk for row in others)]).items()
        if pk in {one, other}
    }
    return act_with_form(
        request,
        forms.WaysForm(request.POST or None, others=others, known=known),
        lambda form: set_travel_times(
            request.network, organisation=organisation, minutes=form.minutes, actor=request.actor
        ),
        title=_("Ways from: %(organisation)s") % {"organisation": organisation},
        intro=_("Minutes on foot, by bus or as children really go. Empty: the usual way."),
        done=_("The ways are written down."),
        back=link("travel-times"),
        breadcrumbs=[{"label": _("Travel times"), "url": link("travel-times")}],
    )
