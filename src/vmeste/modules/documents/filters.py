import django_filters
from django.utils.translation import gettext_lazy as _

from .choices.reviewing import ReviewState
from .models import ReadDocument


class ReadDocumentFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReviewState.choices)

    class Meta:
        model = ReadDocument
        fields = ("state",)
