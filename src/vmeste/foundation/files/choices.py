"""What people may upload: kinds by content, with their limits."""

from dataclasses import dataclass
from enum import StrEnum

MEBIBYTE = 1 << 20


class FileKind(StrEnum):
    """Why a file is uploaded; decides which contents are welcome."""

    DOCUMENT = "document"
    SCAN = "scan"
    TABLE = "table"
    TEMPLATE = "template"
    TO_READ = "to read"
    """Brought to be read: anything, for the reader looks into it apart and says itself what it cannot read."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """A recognised content: MIME type, the endings it may bear, whether it is a zip archive inside."""

    mime: str
    endings: tuple[str, ...]
    is_archive: bool = False


PDF = ContentType("application/pdf", (".pdf",))
PNG = ContentType("image/png", (".png",))
JPEG = ContentType("image/jpeg", (".jpg", ".jpeg"))
TIFF = ContentType("image/tiff", (".tif", ".tiff"))
DOCX = ContentType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), True)
XLSX = ContentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",), True)
ODT = ContentType("application/vnd.oasis.opendocument.text", (".odt",), True)
ODS = ContentType("application/vnd.oasis.opendocument.spreadsheet", (".ods",), True)
TEXT = ContentType("text/plain", (".csv", ".txt"))
UNKNOWN = ContentType("application/octet-stream", ())

ACCEPTED: dict[FileKind, tuple[ContentType, ...]] = {
    FileKind.SCAN: (PDF, PNG, JPEG, TIFF),
    FileKind.DOCUMENT: (PDF, PNG, JPEG, TIFF, DOCX, XLSX, ODT, ODS),
    FileKind.TABLE: (XLSX, ODS, TEXT),
    FileKind.TEMPLATE: (DOCX,),
}
MAX_BYTES = 25 * MEBIBYTE
