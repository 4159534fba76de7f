"""`.venv`: a Python of our own with exactly what a hash lock lists. Stamps say what is up to date."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from bootstrap import interpreter, machine
from bootstrap.processes import ROOT, run_quietly
from bootstrap.speaking import CannotGoOnError, say, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP_INSTALL = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
LOCKS = ROOT / "requirements"

# Each lock holds all of the one before it, with equal versions: who has the tests' lock has the others too.
LOCK_NAMES = ("run.lock", "build.lock", "test.lock")
# What the environment holds is forgotten with it; what was built from our own files outlives it.
IN_VENV = VENV / ".stamps"
OF_BUILDS = ROOT / ".build" / "stamps"

GIGABYTES = {"run.lock": 0.5, "build.lock": 1.0, "test.lock": 1.5}


class Stamp:
    """A small file that remembers what something was made of, so that it is made again only when that changes."""

    def __init__(self, name: str, folder: Path = IN_VENV) -> None:
        self.path = folder / name

    def says(self, content: str) -> bool:
        return self.exists() and self.path.read_text() == content

    def exists(self) -> bool:
        return self.path.is_file()

    def set(self, content: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(content)


def digest(files: Iterable[Path], *, under: Path = ROOT) -> str:
    """One hash over the names and contents of files, whatever order they come in."""
    whole = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(under).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def tool(name: str) -> Path:
    """A program that an installed package brought into the environment."""
    return VENV / "bin" / name


def prepare(lock: str) -> None:
    """Make `.venv` hold what `lock` lists and the product itself; do nothing when it does."""
    ensure_created()
    install(lock)
    install_product()


def ensure_created() -> None:
    """Make `.venv` a working Python with pip, whatever else it holds."""
    if not is_sound() or has_outdated_lock():
        create()


def is_sound() -> bool:
    """A usable environment was finished here: not in a folder moved since, not on a Python that went away."""
    if not Stamp("place").says(str(VENV)):
        return False
    found = interpreter.probe(str(PYTHON))
    return found is not None and found.fits


def has_outdated_lock() -> bool:
    """A lock changed since it was installed; a fresh start leaves no package behind that is no longer listed."""
    return any(Stamp(name).exists() and not Stamp(name).says(digest([LOCKS / name])) for name in LOCK_NAMES)


def create() -> None:
    base = interpreter.find(interpreter.candidates(os.environ))
    if base is None:
        raise CannotGoOnError("Python 3.11, 3.12 or 3.13 is needed: apt-get install python3 python3-venv")
    machine.require_disk(ROOT, GIGABYTES["run.lock"])
    if not base.has_pip:
        machine.require("python3-venv", what_for="Python's ensurepip")
    with step(".venv with Python {}.{} from {}".format(*base.version, base.path)):
        shutil.rmtree(VENV, ignore_errors=True)
        run_quietly([base.path, "-m", "venv", VENV])
        Stamp("place").set(str(VENV))


def install(lock: str) -> None:
    """Install what a lock lists: only wheels, and only those whose hash the lock knows."""
    wanted = digest([LOCKS / lock])
    if Stamp(lock).says(wanted):
        return
    machine.require_disk(ROOT, GIGABYTES[lock])
    with step(f"installing requirements/{lock}, a minute or so"):
        run_quietly([*PIP_INSTALL, "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", LOCKS / lock])
    for contained in LOCK_NAMES[: LOCK_NAMES.index(lock) + 1]:
        Stamp(contained).set(digest([LOCKS / contained]))


def install_product() -> None:
    """Make `import vmeste` and the `vmeste` command work on the sources as they lie here."""
    wanted = digest([ROOT / "pyproject.toml"])
    if Stamp("product").says(wanted):
        return
    with step("installing the product itself"):
        run_quietly([*PIP_INSTALL, "--no-deps", "--no-build-isolation", "-e", ROOT])
    Stamp("product").set(wanted)


def compile_messages() -> None:
    """Turn the translations into the form Django reads, when they changed."""
    catalogues = list((ROOT / "src").rglob("*.po"))
    if not catalogues:
        return
    compiled = [catalogue.with_suffix(".mo") for catalogue in catalogues]
    wanted = digest(catalogues)
    if Stamp("messages", OF_BUILDS).says(wanted) and all(file.exists() for file in compiled):
        return
    say("translations")
    run_quietly([PYTHON, "-m", "vmeste.foundation.text.messages", "compile"])
    Stamp("messages", OF_BUILDS).set(wanted)
