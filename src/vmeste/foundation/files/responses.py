"""Sending bytes so that no browser ever runs them."""

from urllib.parse import quote

from django.http import HttpResponse

from .models import StoredFile

# A document opened directly must not script our origin, whatever it contains.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def attachment_headers(name: str) -> dict[str, str]:
    """Headers of an attachment with its name in RFC 6266 form; browsers save it and never run it."""
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return {
        "Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def download(data: bytes, *, name: str, mime: str) -> HttpResponse:
    return HttpResponse(data, content_type=mime, headers=attachment_headers(name))


def download_stored(file: StoredFile) -> HttpResponse:
    """Raises DamagedFile when the disk no longer holds what was stored."""
    return download(file.read(), name=file.name, mime=file.mime)
