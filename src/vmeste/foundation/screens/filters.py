"""Filters of lists that django-filter does not bring along."""

import django_filters

from .forms import DateField


class DayFilter(django_filters.DateFilter):
    """A day, typed or chosen from the browser's calendar."""

    field_class = DateField
