"""How the register of projects is narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.choosers import RowChoiceFilter

from .choices import ProjectKind, ProjectState
from .models import Project
from .selectors.registers import where_of


class ProjectFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ProjectState, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=ProjectKind, label=_("Kind"))
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), method="of_organisation")

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()

    def of_organisation(self, rows: QuerySet[Project], name: str, organisation: Any) -> QuerySet[Project]:
        return rows.filter(where_of(organisation))
