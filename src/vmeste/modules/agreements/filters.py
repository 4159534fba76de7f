"""How the register of agreements is narrowed, on the screen and in the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.choosers import RowChoiceFilter
from vmeste.foundation.screens.filters import DayFilter
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import Direction

from .choices import AgreementKind, State
from .models import Agreement, AgreementDirection, AgreementParty
from .selectors.states import horizon_on, where_state


def _directions(request: Any) -> QuerySet[Direction]:
    return Direction.objects.order_by("sort_key")


class Missing(TextChoices):
    """What the register does not know of an agreement."""

    DATE = "date", _("date of signing")
    NUMBER = "number", _("number")
    SCAN = "scan", _("scan")


class AgreementFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, method="in_state")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgreementKind.choices)
    direction = django_filters.ModelChoiceFilter(label=_("Direction"), queryset=_directions, method="in_direction")
    signed_from = DayFilter(label=_("Signed from"), field_name="signed_on", lookup_expr="gte")
    signed_to = DayFilter(label=_("Signed up to"), field_name="signed_on", lookup_expr="lte")
    missing = django_filters.ChoiceFilter(label=_("What is not known"), choices=Missing.choices, method="which_miss")
    organisation = RowChoiceFilter(chooser="organisations", label=_("Party"), method="of_organisation")

    class Meta:
        model = Agreement
        fields: tuple[str, ...] = ()

    def in_state(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        today = timezone.localdate()
        return rows.filter(where_state(State(value), today=today, horizon=horizon_on(today)))

    def in_direction(self, rows: QuerySet[Agreement], name: str, value: Direction) -> QuerySet[Agreement]:
        return rows.filter(pk__in=AgreementDirection.objects.filter(direction=value).values("agreement"))

    def which_miss(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        return rows.filter(
            {Missing.DATE: Q(signed_on=None), Missing.NUMBER: Q(number=""), Missing.SCAN: Q(has_scan=False)}[
                Missing(value)
            ]
        )

    def of_organisation(self, rows: QuerySet[Agreement], name: str, value: Organisation) -> QuerySet[Agreement]:
        return rows.filter(pk__in=AgreementParty.objects.filter(organisation=value).values("agreement"))
