"""Reading the history."""

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import PERMISSIONS, rows_for

from .models import Activity


def history_of(row: models.Model) -> QuerySet[Activity]:
    """Everything that happened to one row, newest first; 1 query when read."""
    return Activity.objects.filter(subject_type=row._meta.label, subject_id=row.pk).order_by("-id")


def latest_activity(actor: Actor) -> QuerySet[Activity]:
    """What happened in the active network to rows the actor may see, newest first; 1 query when read.

    A line names its subject, so whoever may not see the row may not read the line. Removed rows count.
    """
    shown = Q(pk__in=[])
    for permission in PERMISSIONS.values():
        if permission.name.split(".")[1].startswith("view") and permission.is_held_by(actor):
            model = apps.get_model(permission.model)
            every = getattr(model, "with_removed", model._default_manager)
            visible = rows_for(actor, permission, model, within=every.all())
            about = Q(subject_type=model._meta.label)
            is_narrowed = not actor.is_system and permission.rows(actor.narrowed_to(permission.roles))
            shown |= about & Q(subject_id__in=visible.order_by().values("pk")) if is_narrowed else about
    return Activity.objects.filter(shown).order_by("-id")
