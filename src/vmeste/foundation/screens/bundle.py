"""Which hashed files the front-end build made: the reader of Vite's manifest."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

import vmeste

DEFAULT_FOLDER = Path(vmeste.__file__).parent / "static" / "dist"


class BundleMissing(ImproperlyConfigured):
    """The front end has not been built, or not with this file."""


def folder() -> Path:
    """Where the build lies; `settings.BUNDLE_FOLDER` may say otherwise."""
    return Path(getattr(settings, "BUNDLE_FOLDER", DEFAULT_FOLDER))


def manifest() -> dict[str, dict[str, object]]:
    """The build's manifest: source name → what was made of it.

    Read once per process; with DEBUG read again whenever the file changed.

    Raises:
        BundleMissing: there is no manifest.
    """
    path = _manifest_path(str(getattr(settings, "BUNDLE_FOLDER", DEFAULT_FOLDER)))
    try:
        moment = path.stat().st_mtime_ns if settings.DEBUG else 0
        return _read(path, moment)
    except FileNotFoundError as error:
        raise BundleMissing(
            f"The front end is not built: {path} is missing. "
            "Run `npm ci` and `npm run build` in frontend/ (set-up does both)."
        ) from error


@lru_cache(maxsize=2)
def _manifest_path(place: str) -> Path:
    # Every icon of a page asks; putting a path together costs more than looking into the manifest.
    return Path(place) / ".vite" / "manifest.json"


@lru_cache(maxsize=2)
def _read(path: Path, _moment: int) -> dict[str, dict[str, object]]:
    content: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return content


def entry(name: str) -> dict[str, object]:
    """What was made of one source file, such as `main.js` or `sprite.svg`.

    Raises:
        BundleMissing: the build does not know this file.
    """
    try:
        return manifest()[name]
    except KeyError as error:
        raise BundleMissing(f"The front end was built without {name}; build it again.") from error


def static_path(name: str) -> str:
    """The path below STATIC_URL of what was made of one source file."""
    return f"dist/{entry(name)['file']}"


def style_paths(name: str) -> list[str]:
    """The stylesheets one script brings with it, as paths below STATIC_URL."""
    css = entry(name).get("css", [])
    return [f"dist/{file}" for file in css] if isinstance(css, list) else []


def address(name: str) -> str:
    """The address of what was made of one source file."""
    return _address(static_path(name))


@lru_cache(maxsize=256)
def _address(path: str) -> str:
    return static(path)
