"""Finds a Python in range.

The Python that started go.py reads this file, so it keeps to what 3.8 knows.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from typing import Callable, Iterable, Mapping, Sequence

LOWEST, HIGHEST = (3, 11), (3, 13)
PROBE = """
import sys, ssl, sqlite3, venv
try:
    import ensurepip
except ImportError:
    ensurepip = None
print(sys.version_info[0], sys.version_info[1], int(ensurepip is not None))
"""


class Interpreter:
    """A Python on this machine: where it is, its version, and whether it can put pip into an environment."""

    def __init__(self, path: str, version: tuple[int, int], has_pip: bool) -> None:
        self.path, self.version, self.has_pip = path, version, has_pip

    @property
    def fits(self) -> bool:
        return LOWEST <= self.version <= HIGHEST


def probe(path: str) -> Interpreter | None:
    """The interpreter at `path`, or None for one that does not run (a pyenv shim) or lacks ssl or sqlite3."""
    try:
        done = subprocess.run(
            [path, "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
        major, minor, has_pip = map(int, done.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Interpreter(path, (major, minor), bool(has_pip))


def candidates(environ: Mapping[str, str]) -> list[str]:
    """Paths worth asking, best first: the running one, those on PATH, those pyenv keeps (its shims may be broken)."""
    names = ["python3.%d" % minor for minor in range(HIGHEST[1], LOWEST[1] - 1, -1)]
    pyenv = environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    paths = [getattr(sys, "_base_executable", None), sys.executable]
    paths += [shutil.which(name, path=environ.get("PATH")) for name in names]
    for name in names:
        version = name[len("python") :]
        paths += sorted(glob.glob(os.path.join(pyenv, "versions", version + "*", "bin", name)), reverse=True)
    paths.append("/usr/bin/python3")
    return list(dict.fromkeys(path for path in paths if path))


def find(paths: Iterable[str], probe: Callable[[str], Interpreter | None] = probe) -> Interpreter | None:
    """The first interpreter in range that brings pip, else the first in range, else None."""
    without_pip = None
    for path in paths:
        interpreter = probe(path)
        if interpreter is None or not interpreter.fits:
            continue
        if interpreter.has_pip:
            return interpreter
        without_pip = without_pip or interpreter
    return without_pip


def continue_with_a_fitting_one(arguments: Sequence[str]) -> None:
    """Return when the running Python is in range; otherwise become one that is, with the same arguments."""
    if LOWEST <= sys.version_info[:2] <= HIGHEST:
        return
    found = find(candidates(os.environ))
    if found is None:
        sys.exit(
            "error: Python 3.11, 3.12 or 3.13 is needed and this is %d.%d: apt-get install python3 python3-venv"
            % sys.version_info[:2]
        )
    sys.stdout.flush()
    os.execv(found.path, [found.path, *arguments])
