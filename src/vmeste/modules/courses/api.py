"""Programmes and groups for programs. Nothing here names a child."""

from typing import Any, ClassVar, Literal

from django.db.models import QuerySet
from pydantic import Field

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.endpoints.endpoints import Act, Endpoints
from vmeste.foundation.endpoints.shapes import Values, answer_of, values_of
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.projects import permissions as project_permissions
from vmeste.modules.projects.models import CoordinationCentre, Project
from vmeste.modules.reference import permissions as reference_permissions

from . import permissions
from .choices import GroupStage
from .filters import GroupFilters, ProgrammeFilters
from .models import Meeting, Programme, StudyGroup
from .selectors.groups import groups_for_list
from .selectors.programmes import programmes_for_list
from .services import groups, plain

_PROGRAMME = (
    *("organisation", "title", "kind", "focus", "level", "first_grade", "last_grade", "first_age", "last_age"),
    *("hours_a_week", "hours_a_year", "final_document", "centre", "summary", "is_published"),
)
_GROUP = (
    *("programme", "year", "name", "venue", "first_grade", "last_grade", "fewest", "target", "seats"),
    *("starts_on", "ends_on"),
)
_MEETING = ("weekday", "starts_at", "minutes", "weeks", "venue")


def _centres(actor: Actor) -> QuerySet[CoordinationCentre]:
    visible = rows_for(actor, project_permissions.VIEW, Project)
    return CoordinationCentre.objects.filter(project__in=visible)


class ProgrammeEndpoints(Endpoints):
    model = Programme
    path = "programmes"
    may_view = permissions.VIEW
    rows = programmes_for_list
    filters = ProgrammeFilters
    schema_out = answer_of(Programme, *_PROGRAMME, "is_network_form")
    schema_in = values_of(Programme, *_PROGRAMME)
    related: ClassVar = {"organisation": organisation_permissions.VIEW, "centre": _centres}
    sorts: ClassVar = {"title": "sort_key"}
    create_command = plain.PROGRAMMES.add
    update_command = plain.PROGRAMMES.change
    remove_command = plain.PROGRAMMES.remove
    restore_command = plain.PROGRAMMES.restore


class GroupAnswer(answer_of(StudyGroup, *_GROUP, "stage", "taken", title="StudyGroupRow")):  # type: ignore[misc]
    meetings: list[answer_of(Meeting, *_MEETING, title="MeetingRow")]  # type: ignore[valid-type]

    @classmethod
    def of(cls, row: StudyGroup) -> dict[str, Any]:
        shown = [{name: getattr(one, name) for name in _MEETING if name != "venue"} for one in row.meetings.all()]
        for told, one in zip(shown, row.meetings.all(), strict=True):
            told |= {"id": one.pk, "version": one.version, "venue": one.venue_id}
        return {**super().of(row), "meetings": shown}


class StageValues(Values):
    stage: Literal[tuple(GroupStage.values)] = Field(description="planned, open, running, finished or cancelled")  # type: ignore[valid-type]
    reason: str = Field(default="", max_length=200)


class GroupEndpoints(Endpoints):
    model = StudyGroup
    path = "groups"
    may_view = permissions.VIEW_GROUPS
    rows = groups_for_list
    filters = GroupFilters
    schema_out = GroupAnswer
    schema_in = values_of(StudyGroup, *_GROUP)
    related: ClassVar = {
        "programme": permissions.VIEW,
        "year": reference_permissions.VIEW_YEARS,
        "venue": permissions.VIEW_VENUES,
    }
    sorts: ClassVar = {"name": "sort_key"}
    create_command = groups.plan_group
    update_command = groups.edit_group
    remove_command = groups.remove_group
    restore_command = groups.restore_group
    acts = (Act("stage", groups.change_stage, "Take a group a step further or back", StageValues),)
