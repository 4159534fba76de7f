"""A whole installation in a temporary folder: its own database, its own processes, real HTTP.

Everything the crash and concurrency suites do to the product they do from outside, as people, programs and power cuts
do: requests go through the shipped server, and what they left behind is counted in the database, not in the answers.
"""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from vmeste.config.console import web_command

ROOT = Path(__file__).resolve().parents[2]
# Any 32 letters are a good token against forgery as long as cookie and form agree.
CSRF = "k" * 32
REPEATS = int(os.environ.get("VMESTE_REPEATS", "1"))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass
class Database:
    """One database of the engine that this run of the tests is about; `copy` makes another with the same content."""

    url: str
    folder: Path

    @classmethod
    def new(cls, folder: Path, name: str, *, like: "Database | None" = None) -> "Database":
        base = os.environ.get("DATABASE_URL", "")
        if not base.startswith("postgres"):
            target = folder / f"{name}.sqlite3"
            if like is not None:
                shutil.copy(like.path, target)
            return cls(f"sqlite:///{target}", folder)
        unique = f"crash_{os.getpid()}_{name}_{random.randrange(10**6)}"
        template = f" TEMPLATE {like.url.rpartition('/')[2]}" if like is not None else ""
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {unique}{template}")
        return cls(f"{base.rpartition('/')[0]}/{unique}", folder)

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def path(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def drop(self) -> None:
        if not self.is_sqlite:
            name = self.url.rpartition("/")[2]
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def rows(self, sql: str) -> list[tuple]:
        """What a query finds in the first network; `sql` has no parameters and both engines understand it."""
        if self.is_sqlite:
            with sqlite3.connect(self.path, timeout=30) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.url) as connection:
            connection.execute("SELECT set_config('vmeste.network', '1', true)")
            return connection.execute(sql).fetchall()

    def one(self, sql: str):
        return self.rows(sql)[0][0]

    def execute(self, sql: str) -> None:
        if self.is_sqlite:
            with sqlite3.connect(self.path, timeout=30) as connection:
                connection.execute(sql)
        else:
            with psycopg.connect(self.url) as connection:
                connection.execute("SELECT set_config('vmeste.network', '1', true)")
                connection.execute(sql)


@dataclass
class Installation:
    """A database, a folder for files, the processes that serve them, and the cast of `casting`."""

    database: Database
    folder: Path
    cast: dict
    port: int = 0
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("VMESTE_", "DJANGO_"))},
            "DATABASE_URL": self.database.url,
            "VMESTE_VAR": str(self.folder),
            "VMESTE_HTTPS": "0",
            # The sessions of the cast are signed with it, whatever folder an installation is in.
            "VMESTE_SECRET_KEY": "only of the crash suites",
            "VMESTE_LOG_LEVEL": "ERROR",
            "VMESTE_API_REQUESTS_PER_MINUTE": "10000000",
            "VMESTE_API_ROWS_PER_HOUR": "1000000000",
            "DJANGO_SETTINGS_MODULE": "vmeste.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    # Processes

    def start(self, command: list[str], **environ: str) -> subprocess.Popen:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, env={**self.environ, **environ}, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def serve(self, *, weakened: str = "", workers: int = 2) -> subprocess.Popen:
        """The shipped server; with `weakened` the same server with those guards taken out (see `weakened.py`)."""
        self.port = self.port or free_port()
        application = "tests.reliability.weakened:application" if weakened else "vmeste.config.wsgi:application"
        command = web_command("127.0.0.1", self.port, workers=workers, application=application)
        process = self.start(command, VMESTE_WEAKENED=weakened)
        self.wait_until_alive(process)
        return process

    def wait_until_alive(self, process: subprocess.Popen | None = None, *, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                with closing(Browser(self)) as browser:
                    answer = browser.get("/alive/")
                # The content counts: another program on the port would answer something as well.
                assert (answer.status, answer.body) == (200, b"ok")
                return
            if process is not None and process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server does not answer:\n{self.log[-3000:]}")

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL to a process we started and everything it started, as a power button does."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def kill_one_web_process(self, process: subprocess.Popen) -> None:
        """SIGKILL to one of the processes that answer requests."""
        if children := [pid for pid in children_of(process.pid) if "spawn_main" in _words_of(pid)]:
            with suppress(ProcessLookupError):
                os.kill(random.choice(children), signal.SIGKILL)

    def stop(self) -> None:
        for process in list(self.processes):
            self.kill(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _words_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


class Browser:
    """One connection of one person (`session`) or program (`token`), kept alive and opened anew when it breaks."""

    def __init__(self, installation: Installation, *, session: str = "", token: str = "") -> None:
        self.installation = installation
        self.headers = {"Accept-Language": "en", "Cookie": f"csrf={CSRF}; language=en; session={session}"}
        if token:
            self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection: http.client.HTTPConnection | None = None

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=60)
        try:
            self.connection.request(method, path, body, {**self.headers, **headers})
            response = self.connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def submit(self, path: str, **values: object) -> Answer:
        """Send a form of the workspace; `path` is below the network."""
        body = urlencode({"csrfmiddlewaretoken": CSRF, **values}, doseq=True).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", f"/n/ours/{path}", body, **kind)

    def call(self, path: str, **values: object) -> Answer:
        """Call the API; `path` is below the network."""
        return self.request("POST", f"/api/v1/n/ours/{path}", json.dumps(values).encode())


def together(*acts: Callable[[], Answer]) -> list[Answer]:
    """Everybody at the same moment; the answers in the order of the acts."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def act(place: int) -> None:
        barrier.wait()
        answers[place] = acts[place]()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers), "an act broke off without an answer"
    return answers


@contextmanager
def template(folder: Path, *, program: str = "tests.reliability.casting") -> Iterator[Installation]:
    """A migrated installation with the cast in it, made once for all tests of a run by the program, which tells it."""
    database = Database.new(folder, "template")
    try:
        made = Installation(database, folder, {})
        command = [sys.executable, "-m", program]
        done = subprocess.run(command, env=made.environ, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.cast = json.loads(done.stdout.splitlines()[-1])
        yield made
    finally:
        database.drop()
