"""What a person arranged for themselves in the screens."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import NetworkModel


class SavedFilter(NetworkModel):
    """A named set of filters and order of one list, of one person."""

    user_id = models.BigIntegerField()
    screen = models.CharField(max_length=60)
    label = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering: ClassVar = ["label"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "user_id", "screen", "label"], name="saved_filter_once")
        ]

    def __str__(self) -> str:
        return self.label


class Submission(NetworkModel):
    """A form that was sent: which one, by whom, and where its result is. Kept for a day (`screens.submissions`)."""

    user_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    result_url = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "user_id", "digest"], name="submission_once")
        ]
        indexes: ClassVar = [models.Index(fields=["network", "created_at"], name="submissions_by_age")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.result_url}"
