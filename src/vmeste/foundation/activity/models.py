"""The history: one line for everything that happened in a network."""

from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import NetworkManager, NetworkModel, NetworkQuerySet

from .events import EVENTS


class AppendOnly(TypeError):
    """History lines are written once; nobody changes or deletes them."""


class ActivityQuerySet(NetworkQuerySet["Activity"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class Activity(NetworkModel):
    """Who did what to which row, when, with the facts of the event.

    The subject is named, not referenced: a foreign key would stand in the way of deletion, and the label must
    stay readable after the row has gone.
    """

    happened_at = models.DateTimeField(_("when"), auto_now_add=True)
    actor_label = models.CharField(_("who"), max_length=200)
    actor_id = models.BigIntegerField(null=True)
    event = models.CharField(_("what"), max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("about"), max_length=300)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)

    needs_key_at_once: ClassVar[bool] = False

    objects = NetworkManager.from_queryset(ActivityQuerySet)()  # type: ignore[misc]

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("history line")
        verbose_name_plural = _("history")
        indexes: ClassVar = [
            models.Index(fields=["network", "subject_type", "subject_id", "-id"], name="activity_of_subject"),
            models.Index(fields=["network", "-id"], name="activity_latest"),
        ]

    def __str__(self) -> str:
        return self.sentence

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    @property
    def sentence(self) -> str:
        """What happened, in the active language; the event's name when its code has gone since."""
        if (event := EVENTS.get(self.event)) is None:
            return self.event
        return event.describe(self.subject_label, self.facts, self._subject_model())

    def _subject_model(self) -> type[models.Model] | None:
        try:
            return apps.get_model(self.subject_type)
        except LookupError:
            return None
