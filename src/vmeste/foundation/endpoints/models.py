"""What a creating call answered, kept so that a repeated call has one effect."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import NetworkModel


class IdempotentAnswer(NetworkModel):
    """The answer to one key of one client, written in the transaction of its effect.

    `status` is None only inside the transaction that is about to fill it.
    """

    client = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=40, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("kept answer of the API")
        verbose_name_plural = _("kept answers of the API")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "client", "digest"], name="idempotent_answer_once")
        ]
        indexes: ClassVar = [models.Index(fields=["network", "created_at"], name="idempotent_answers_by_age")]

    def __str__(self) -> str:
        return f"{self.client}: {self.status}"
