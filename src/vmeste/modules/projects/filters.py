"""How the register of projects is narrowed."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.choosers import RowChoiceFilter

from .choices import ProjectKind, ProjectState
from .models import Project


class ProjectFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ProjectState, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=ProjectKind, label=_("Kind"))
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), method="of_organisation")

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()

    def of_organisation(self, rows: QuerySet[Project], name: str, organisation: Any) -> QuerySet[Project]:
        """Projects that the organisation leads, takes part in or has a centre of."""
        takes_part = Project.objects.filter(participants__organisation=organisation, participants__removed_at=None)
        hosts = Project.objects.filter(centres__host=organisation, centres__removed_at=None)
        return rows.filter(Q(lead=organisation) | Q(pk__in=takes_part.values("pk")) | Q(pk__in=hosts.values("pk")))
