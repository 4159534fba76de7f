"""Groups: their page, their stages, their calendar."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import Permission, holds
from vmeste.foundation.files.responses import attachment_headers
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history
from vmeste.foundation.screens.parts import Parts
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Column, Kind
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses import forms, permissions, tables
from vmeste.modules.courses.choices import NEXT_STAGES, GroupStage
from vmeste.modules.courses.filters import GroupFilters
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.courses.selectors.details import reserved_of
from vmeste.modules.courses.selectors.groups import groups_for_list
from vmeste.modules.courses.selectors.wording import grades_of
from vmeste.modules.courses.services import groups
from vmeste.modules.people.choices import ClassProfile

from .calendars import calendar_file


def _stage_acts(request: Any, group: StudyGroup) -> list[dict[str, Any]]:
    calendar = {
        "label": _("Calendar (.ics)"),
        "url": link("study-group-calendar", group.pk),
        "icon": "calendar",
        "is_rare": True,
    }
    if not holds(request.actor, permissions.EDIT_GROUPS, group):
        return [calendar]
    words = {
        GroupStage.OPEN: _("Open for enrolment"),
        GroupStage.RUNNING: _("Start"),
        GroupStage.FINISHED: _("Finish"),
        GroupStage.PLANNED: _("Back to planning"),
        GroupStage.CANCELLED: _("Cancel the group"),
    }
    acts: list[dict[str, Any]] = []
    for stage in NEXT_STAGES[group.stage]:
        if stage is GroupStage.CANCELLED:
            url = link("study-group-cancellation", group.pk)
            acts.append({"label": words[stage], "url": url, "icon": "ban", "is_rare": True})
            continue
        url = link("study-group-stage", pk=group.pk, stage=stage.value)
        acts.append({"label": words[stage], "url": url, "icon": "check", "post": True})
    return [*acts, calendar]


def _meetings(request: Any, group: StudyGroup) -> dict[str, Any]:
    return {"meetings": list(group.meetings.all()), "room": group.venue}


def _seats(request: Any, group: StudyGroup) -> dict[str, Any]:
    return {"free": group.seats - group.taken}


class ReservedParts(Parts):
    whole, name, path = "study-group", "reserved-seats", "reserved"
    edits = groups.RESERVED
    rows = reserved_of
    form_class = forms.ReservedForm
    columns = (
        Column("seats", gettext_lazy("Seats"), kind=Kind.NUMBER, is_link=True),
        Column("school", gettext_lazy("School")),
        Column("profile", gettext_lazy("Profile of the class"), value=lambda row: _profile(row.profile)),
    )
    title = gettext_lazy("Reserved seats")
    add_label = gettext_lazy("Reserve seats")
    empty_text = gettext_lazy("Seats that only pupils of one school or of classes with a profile may take.")
    is_ordered = False
    area = "side"


def _profile(value: str) -> str:
    return str(dict(ClassProfile.choices).get(value, ""))


class GroupScreens(Screens):
    model = StudyGroup
    name = "study-group"
    path = "groups"
    icon = "users"
    may_view = permissions.VIEW_GROUPS
    rows = groups_for_list
    table = tables.GROUPS
    filters = GroupFilters
    form_class = forms.GroupForm
    create_command = groups.plan_group
    update_command = groups.edit_group
    remove_command = groups.remove_group
    restore_command = groups.restore_group
    title = gettext_lazy("Study groups")
    new_label = gettext_lazy("New group")
    empty_text = gettext_lazy("A group says who teaches a programme, when, where, and how many may come.")
    badges = lambda group: [tables.stage_badge(group)]  # noqa: E731 - a declaration
    subtitle = lambda group: str(group.programme)  # noqa: E731 - a declaration
    detail_actions = _stage_acts
    panels: ClassVar = (
        Panel(gettext_lazy("Meetings"), "courses/panels/meetings.html", _meetings),
        Panel(gettext_lazy("Seats"), "courses/panels/seats.html", _seats),
        facts(
            *("programme", (gettext_lazy("Organisation"), lambda group: group.programme.organisation), "year"),
            *("teacher", "venue", (gettext_lazy("Grades"), grades_of), "starts_on", "ends_on"),
        ),
        ReservedParts.panel(),
        history("study-group-history"),
    )


def _group_for(request: Any, pk: int, permission: Permission) -> StudyGroup:
    group: StudyGroup = row_or_404(request, permissions.VIEW_GROUPS, StudyGroup, pk)
    require_early(request, permission, group)
    return group


@require_POST
def change_stage(request: Any, pk: int, stage: str) -> HttpResponse:
    """POST groups/<pk>/stage/<stage>/ – a step that needs no words."""
    if stage not in GroupStage.values or stage == GroupStage.CANCELLED:
        raise Http404
    group = _group_for(request, pk, permissions.EDIT_GROUPS)
    wanted = GroupStage(stage)
    return act_without_form(
        request,
        lambda: groups.change_stage(group, stage=wanted, actor=request.actor),
        done=_("The group is now “%(stage)s”.") % {"stage": wanted.label},
        back=link("study-group-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: Any, pk: int) -> HttpResponse:
    """groups/<pk>/cancellation/"""
    group = _group_for(request, pk, permissions.EDIT_GROUPS)
    return act_with_form(
        request,
        forms.CancellationForm(request.POST or None),
        lambda form: groups.change_stage(
            group, stage=GroupStage.CANCELLED, actor=request.actor, reason=form.cleaned_data["reason"]
        ),
        title=_("Cancel the group “%(group)s”?") % {"group": group},
        intro=_("It leaves the timetable. Pupils who hold a seat are told by whoever keeps the enrolment."),
        done=_("The group is cancelled."),
        back=link("study-group-detail", pk),
        breadcrumbs=[
            {"label": _("Study groups"), "url": link("study-group-list")},
            {"label": str(group), "url": link("study-group-detail", pk)},
        ],
        submit=_("Cancel the group"),
    )


@require_GET
def show_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """groups/<pk>/calendar/ – the meetings of a group for a calendar programme."""
    _group_for(request, pk, permissions.VIEW_GROUPS)
    (group,) = groups_for_list(request.actor).filter(pk=pk)  # type: ignore[attr-defined]
    data = calendar_file(str(group), [group], host=request.get_host(), stamp=timezone.now())
    name = f"{slugify(f'{group.programme} {group}', allow_unicode=True)[:100]}.ics"
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=attachment_headers(name))
