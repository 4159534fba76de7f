"""Files of a network, their bytes stored once under their content hash."""

import hashlib
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import NetworkModel


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie; a file name given by a person never becomes part of a path."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


class StoredFile(NetworkModel):
    """An uploaded or issued file: its name for people, its bytes under `sha256`.

    `subject_type` and `subject_id` say which row it belongs to; who may see that row may open the file.
    """

    sha256 = models.CharField(max_length=64, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by = models.CharField(_("uploaded by"), max_length=200)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar = [
            models.Index(fields=["network", "subject_type", "subject_id", "-id"], name="files_of_subject"),
        ]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        """The bytes, checked against their hash.

        Raises:
            DamagedFile: the disk no longer holds what was stored.
        """
        data = path_of(self.sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise DamagedFile(self.sha256)
        return data


class DamagedFile(OSError):
    """Stored bytes do not match their hash."""
