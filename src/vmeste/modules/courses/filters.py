"""How the registers of courses are narrowed, on the screen and in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.choosers import RowChoiceFilter
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.projects import permissions as project_permissions
from vmeste.modules.projects.models import CoordinationCentre, Project
from vmeste.modules.reference.models import AcademicYear

from .choices import FocusArea, GroupStage, ProgrammeKind, SchoolLevel
from .models import CalendarBreak, Programme, StudyGroup, Venue
from .selectors.programmes import where_grade

_GRADES = [(number, str(number)) for number in range(1, 12)]


def _years(request: Any) -> QuerySet[AcademicYear]:
    return AcademicYear.objects.order_by("-starts_on")


def _centres(request: Any) -> QuerySet[CoordinationCentre]:
    visible = rows_for(request.actor, project_permissions.VIEW, Project)
    return CoordinationCentre.objects.filter(project__in=visible).order_by("project_id", "position", "pk")


class ProgrammeFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=ProgrammeKind.choices, label=_("Kind"))
    focus = django_filters.ChoiceFilter(choices=FocusArea.choices, label=_("Focus area"))
    grade = django_filters.TypedChoiceFilter(choices=_GRADES, coerce=int, label=_("Grade"), method="for_grade")
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), field_name="organisation")
    centre = django_filters.ModelChoiceFilter(queryset=_centres, label=_("Coordination centre"))
    is_network_form = django_filters.BooleanFilter(label=_("Network form"))

    class Meta:
        model = Programme
        fields: tuple[str, ...] = ()

    def for_grade(self, rows: QuerySet[Programme], name: str, grade: int) -> QuerySet[Programme]:
        return rows.filter(where_grade(grade))


class GroupFilters(django_filters.FilterSet):
    year = django_filters.ModelChoiceFilter(queryset=_years, label=_("Year"))
    stage = django_filters.ChoiceFilter(choices=GroupStage.choices, label=_("Stage"))
    programme = RowChoiceFilter(chooser="programmes", label=_("Programme"), field_name="programme")
    organisation = RowChoiceFilter(
        chooser="organisations", label=_("Organisation"), field_name="programme__organisation"
    )

    class Meta:
        model = StudyGroup
        fields: tuple[str, ...] = ()


class VenueFilters(django_filters.FilterSet):
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), field_name="organisation")

    class Meta:
        model = Venue
        fields: tuple[str, ...] = ()


class BreakFilters(django_filters.FilterSet):
    year = django_filters.ModelChoiceFilter(queryset=_years, label=_("Year"))
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), field_name="organisation")

    class Meta:
        model = CalendarBreak
        fields: tuple[str, ...] = ()


class PlanFilters(django_filters.FilterSet):
    year = django_filters.ModelChoiceFilter(queryset=_years, label=_("Year"))
    level = django_filters.ChoiceFilter(choices=SchoolLevel.choices, label=_("Level"), method="of_level")
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), field_name="organisation")

    class Meta:
        model = SchoolClass
        fields: tuple[str, ...] = ()

    def of_level(self, rows: QuerySet[SchoolClass], name: str, value: str) -> QuerySet[SchoolClass]:
        return rows.filter(grade__in=list(SchoolLevel(value).grades))
