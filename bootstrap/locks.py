"""`lock`: compiles the hash locks from pyproject.toml. Each lock contains the one before it, with equal versions."""

from collections.abc import Sequence
from pathlib import Path

from bootstrap.environment import LOCKS, PIP_INSTALL
from bootstrap.processes import ROOT, run_quietly
from bootstrap.speaking import CannotGoOnError, step

UV = "uv==0.13.8"
UV_FOLDER = ROOT / ".build" / "uv"
COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--only-binary", ":all:"),
)
OVERRIDES = "requirements/overrides.txt"
SOURCES = ("pyproject.toml", "requirements/installer.in")
EXTRAS = {"test.lock": ("build", "test"), "build.lock": ("build",), "run.lock": ()}
HOSTS = ("://", "--index", "--extra-index", "--find-links")


def compile_locks(extra: Sequence[str]) -> int:
    """Bring the locks in line with pyproject.toml; with `--upgrade` take the newest versions it allows."""
    uv = fetch_uv()
    with step("compiling the locks"):
        widest, *narrower = EXTRAS
        compile_lock(uv, widest, list(extra))
        for name in narrower:
            (LOCKS / name).unlink(missing_ok=True)
            compile_lock(uv, name, ["--constraints", f"requirements/{widest}"])
    for name in EXTRAS:
        refuse_hosts(name, (LOCKS / name).read_text())
    return 0


def compile_lock(uv: Path, name: str, arguments: list[str]) -> None:
    extras = [part for extra in EXTRAS[name] for part in ("--extra", extra)]
    run_quietly([uv, *COMPILE, *SOURCES, "--overrides", OVERRIDES, *extras, *arguments, "-o", f"requirements/{name}"])


def fetch_uv() -> Path:
    """uv, which only those who change dependencies need, in a folder of its own."""
    program = UV_FOLDER / "bin" / "uv"
    if not program.exists():
        with step(f"fetching {UV}"):
            run_quietly([*PIP_INSTALL, "--only-binary", ":all:", "--target", UV_FOLDER, UV])
    return program


def refuse_hosts(name: str, text: str) -> None:
    """A lock names versions and hashes; where they are fetched from is the reader's own affair."""
    if found := [host for host in HOSTS if host in text]:
        raise CannotGoOnError(f"requirements/{name} names a place ({found[0]}): take it out of your pip settings")
