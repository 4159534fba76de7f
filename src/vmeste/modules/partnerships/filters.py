"""How the register of partnerships is narrowed, on the screen and in the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput
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


def _day() -> DateInput:
    # The browser's own calendar wants ISO days whatever the language of the page.
    return DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PartnershipFilters(django_filters.FilterSet):
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation on either side"), method="of")
    direction = django_filters.ModelChoiceFilter(
        label=_("Direction"),
        queryset=_directions,
        empty_label=_("any"),
        null_label=_("none named"),
        method="in_direction",
    )
    maturity = django_filters.ChoiceFilter(
        label=_("Maturity"),
        choices=Maturity.choices,
        empty_label=_("any"),
        null_label=_("not known"),
        null_value="none",
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartnershipKind.choices, empty_label=_("any"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=State.choices, empty_label=_("any"), method="in_state"
    )
    since = django_filters.DateFilter(
        label=_("Began not before"), field_name="starts_on", lookup_expr="gte", widget=_day()
    )
    until = django_filters.DateFilter(
        label=_("Began not after"), field_name="starts_on", lookup_expr="lte", widget=_day()
    )

    class Meta:
        model = Partnership
        fields: tuple[str, ...] = ()

    def of(self, rows: QuerySet[Partnership], name: str, value: Organisation) -> QuerySet[Partnership]:
        return rows.filter(Q(organisation=value) | Q(partner=value))

    def in_direction(self, rows: QuerySet[Partnership], name: str, value: Direction | str) -> QuerySet[Partnership]:
        """Partnerships of one direction, or (the text of the empty choice) those that name none."""
        if isinstance(value, str):
            return rows.exclude(pk__in=PartnershipDirection.objects.values("partnership"))
        return rows.filter(pk__in=PartnershipDirection.objects.filter(direction=value).values("partnership"))

    def in_state(self, rows: QuerySet[Partnership], name: str, value: str) -> QuerySet[Partnership]:
        return rows.filter(where_state(State(value), today=timezone.localdate()))
