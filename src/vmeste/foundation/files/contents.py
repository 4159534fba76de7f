"""Tell what a file is by its bytes, never by its name."""

import io
import zipfile
from pathlib import PurePath

from .choices import (
    ACCEPTED,
    DOCX,
    JPEG,
    MAX_BYTES,
    ODS,
    ODT,
    PDF,
    PNG,
    TEXT,
    TIFF,
    UNKNOWN,
    XLSX,
    ContentType,
    FileKind,
)
from .errors import EmptyFile, TooLargeFile, WrongContent

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_OFFICE_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
_OPEN_DOCUMENT = {ODT.mime: ODT, ODS.mime: ODS}
_MIMETYPE_BYTES = 200


def content_of(data: bytes, *, name: str = "") -> ContentType | None:
    """The content type that the bytes show, or None for anything unknown; text only under a text ending."""
    for signature, content in _SIGNATURES:
        if data.startswith(signature):
            return content
    if data.startswith(b"PK\x03\x04"):
        return _office_content(data)
    return TEXT if PurePath(name).suffix.lower() in TEXT.endings else None


def _office_content(data: bytes) -> ContentType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for part, content in _OFFICE_PARTS:
                if part in names:
                    return content
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _MIMETYPE_BYTES:
                return _OPEN_DOCUMENT.get(archive.read("mimetype").decode("ascii", "replace"))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return None
    return None


def check_content(data: bytes, *, name: str, kind: FileKind, max_bytes: int = MAX_BYTES) -> ContentType:
    """The content type of an upload that is welcome as `kind`.

    Raises:
        UnwelcomeFile: empty, too large, of another kind, or an archive that is not safe to open.
    """
    if len(data) > max_bytes:
        raise TooLargeFile(len(data), max_bytes)
    if kind is FileKind.TO_READ:
        return content_of(data, name=name) or UNKNOWN
    if not data:
        raise EmptyFile
    content = content_of(data, name=name)
    if content is None or content not in ACCEPTED[kind]:
        raise WrongContent(ending for accepted in ACCEPTED[kind] for ending in accepted.endings)
    return content
