"""Keeping files: bytes first and durably, then the row that names them."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import PurePath

from django.db import models
from django.utils.text import get_valid_filename

from vmeste.foundation.access.actor import Actor

from .choices import FileKind
from .contents import check_content
from .models import StoredFile, path_of

_NAME_LENGTH = 150


def safe_name(name: str) -> str:
    """A file name without path parts, control characters or surprises; never empty."""
    base = PurePath(name.replace("\\", "/")).name
    printable = "".join(letter for letter in base if letter.isprintable()).strip(". ")
    stem, dot, ending = printable.rpartition(".")
    if not dot:
        stem, ending = printable, ""
    try:
        stem = get_valid_filename(stem)[:_NAME_LENGTH]
    except Exception:  # noqa: BLE001 - Django calls some names suspicious; the file keeps a neutral one
        stem = "file"
    return f"{stem}{dot}{ending[:10]}"


def store_bytes(data: bytes) -> str:
    """Write bytes under their SHA-256 unless they are there, and answer it. Crash-safe: rename after sync."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)  # noqa: PTH105 - atomic within one file system
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256


def keep_file(  # the caller's command has checked the permission on `subject`
    subject: models.Model, *, data: bytes, name: str, kind: FileKind, actor: Actor, note: str = ""
) -> StoredFile:
    """Attach a checked file to a row.

    Raises:
        UnwelcomeFile: the content is not what `kind` welcomes.
    """
    content = check_content(data, name=name, kind=kind)
    return StoredFile.objects.create(
        sha256=store_bytes(data),
        name=safe_name(name),
        mime=content.mime,
        size=len(data),
        uploaded_by=actor.label,
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        note=note,
    )


def files_of(subject: models.Model) -> models.QuerySet[StoredFile]:
    """The files of one row, newest first; 1 query when read."""
    return StoredFile.objects.filter(subject_type=subject._meta.label, subject_id=subject.pk).order_by("-id")
