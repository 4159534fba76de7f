"""How the register of partnerships is narrowed, on the screen and in the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.choosers import RowChoiceFilter
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import Direction

from .choices import Maturity, PartnershipKind, State
from .models import Partnership, PartnershipDirection
from .selectors.registers import where_state


def _directions(request: Any) -> QuerySet[Direction]:
    return Direction.objects.order_by("sort_key", "pk")


class PartnershipFilters(django_filters.FilterSet):
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation on either side"), method="of")
    direction = django_filters.ModelChoiceFilter(label=_("Direction"), queryset=_directions, method="in_direction")
    maturity = django_filters.ChoiceFilter(
        label=_("Maturity"), choices=Maturity.choices, null_label=_("not known"), null_value="none"
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnershipKind.choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, method="in_state")
    since = django_filters.DateFromToRangeFilter(label=_("Since"), field_name="starts_on")
    undirected = django_filters.BooleanFilter(label=_("Without a direction"), method="without_direction")

    class Meta:
        model = Partnership
        fields: tuple[str, ...] = ()

    def of(self, rows: QuerySet[Partnership], name: str, value: Organisation) -> QuerySet[Partnership]:
        return rows.filter(Q(organisation=value) | Q(partner=value))

    def in_direction(self, rows: QuerySet[Partnership], name: str, value: Direction) -> QuerySet[Partnership]:
        return rows.filter(pk__in=PartnershipDirection.objects.filter(direction=value).values("partnership"))

    def in_state(self, rows: QuerySet[Partnership], name: str, value: str) -> QuerySet[Partnership]:
        return rows.filter(where_state(State(value), today=timezone.localdate()))

    def without_direction(self, rows: QuerySet[Partnership], name: str, value: bool) -> QuerySet[Partnership]:  # noqa: FBT001 - called by the filter set
        named = PartnershipDirection.objects.values("partnership")
        return rows.exclude(pk__in=named) if value else rows.filter(pk__in=named)
