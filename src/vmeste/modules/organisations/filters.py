"""How the register is narrowed, on the screen and in the API."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.screens.forms import DateField
from vmeste.modules.reference.models import Territory

from .choices import OrganisationKind, OrganisationStatus
from .models import Contact, Organisation


def _territories(request: Any) -> QuerySet[Territory]:
    return Territory.objects.order_by("sort_key")


class DayFilter(django_filters.DateFilter):
    field_class = DateField


class PairFilters(django_filters.FilterSet):
    """Which part of the register is compared with itself."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), empty_label=pgettext_lazy("filter", "all"), choices=OrganisationKind.choices
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), empty_label=pgettext_lazy("filter", "all"), queryset=_territories
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()


class OrganisationFilters(django_filters.FilterSet):
    """`new_from` and `new_before` make a period of joining; `new_before` alone shows the earlier partners."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), empty_label=pgettext_lazy("filter", "all"), choices=OrganisationKind.choices
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), empty_label=pgettext_lazy("filter", "all"), queryset=_territories
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), empty_label=pgettext_lazy("filter", "all"), choices=OrganisationStatus.choices
    )
    new_from = DayFilter(label=_("Partner from"), field_name="partner_since", lookup_expr="gte")
    new_before = DayFilter(label=_("Partner before"), field_name="partner_since", lookup_expr="lt")
    legal = django_filters.BooleanFilter(label=_("Legal entity"), field_name="is_legal_entity")
    contact = django_filters.BooleanFilter(label=_("Has a contact"), method="with_contact")

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def with_contact(self, rows: QuerySet[Organisation], name: str, value: bool) -> QuerySet[Organisation]:
        has_contact = Exists(Contact.objects.filter(organisation=OuterRef("pk")))
        return rows.filter(has_contact if value else ~has_contact)
