"""Reading the history."""

from django.db import models
from django.db.models import QuerySet

from .models import Activity


def history_of(row: models.Model) -> QuerySet[Activity]:
    """Everything that happened to one row, newest first; 1 query when read."""
    return Activity.objects.filter(subject_type=row._meta.label, subject_id=row.pk).order_by("-id")


def latest_activity() -> QuerySet[Activity]:
    """Everything that happened in the active network, newest first; 1 query when read."""
    return Activity.objects.order_by("-id")
