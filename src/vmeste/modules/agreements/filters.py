"""How the register of agreements is narrowed, on the screen and in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.modules.reference.models import Direction

from .choices import AgreementKind, State
from .models import Agreement, AgreementParty
from .selectors.states import horizon_on, where_state


def _directions(request: Any) -> QuerySet[Direction]:
    return Direction.objects.order_by("sort_key")


class AgreementFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, method="in_state")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgreementKind.choices)
    direction = django_filters.ModelChoiceFilter(label=_("Direction"), queryset=_directions, method="in_direction")
    organisation = django_filters.NumberFilter(
        label=_("Party, by its number"), method="of_organisation", min_value=1, max_value=2**63 - 1
    )
    signed = django_filters.DateFromToRangeFilter(label=_("Signed"), field_name="signed_on")
    undated = django_filters.BooleanFilter(label=_("Without a date"), field_name="signed_on", lookup_expr="isnull")

    class Meta:
        model = Agreement
        fields: tuple[str, ...] = ()

    def in_state(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        today = timezone.localdate()
        return rows.filter(where_state(State(value), today=today, horizon=horizon_on(today)))

    def in_direction(self, rows: QuerySet[Agreement], name: str, value: Direction) -> QuerySet[Agreement]:
        return rows.filter(pk__in=value.agreements.values("pk"))

    def of_organisation(self, rows: QuerySet[Agreement], name: str, value: int) -> QuerySet[Agreement]:
        return rows.filter(pk__in=AgreementParty.objects.filter(organisation=int(value)).values("agreement"))
