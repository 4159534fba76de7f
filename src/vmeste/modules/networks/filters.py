import django_filters
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Role

from .models import Membership


class MemberFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(label=_("role"), choices=Role.choices)

    class Meta:
        model = Membership
        fields = ("role",)
