"""A Chromium for the browser tests: the system's own, for nothing is downloaded past the package manager."""

import ctypes
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from bootstrap import machine
from bootstrap.speaking import CannotGoOnError

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def find_chromium(environ: Mapping[str, str] = os.environ) -> str | None:
    """Chromium's path: the one VMESTE_CHROMIUM names, else the first on PATH."""
    if named := environ.get("VMESTE_CHROMIUM"):
        return shutil.which(named, path=environ.get("PATH"))
    return next(filter(None, (shutil.which(name, path=environ.get("PATH")) for name in NAMES)), None)


def missing_packages() -> list[str]:
    """Debian packages the browser tests still need."""
    missing = []
    if find_chromium() is None:
        missing.append("chromium")
    if not any(font for folder in FONT_FOLDERS for font in folder.rglob("*.[ot]t[cf]")):
        missing.append("fonts-dejavu-core")  # a bare Debian has none and would draw boxes
    if not can_load("libatomic.so.1"):
        missing.append("libatomic1")  # playwright's driver needs it, and chromium does not pull it in
    return missing


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def require_chromium() -> str:
    """Chromium's path, installing it when we may."""
    if missing := missing_packages():
        machine.require(*missing, what_for="what the browser tests need")
    found = find_chromium()
    if found is None:
        raise CannotGoOnError("Chromium is still not on PATH: set VMESTE_CHROMIUM to where it is")
    return found
