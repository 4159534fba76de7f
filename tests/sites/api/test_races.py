"""Twenty times the same call at once, through real HTTP to two processes: one effect (R10).

The control runs the same calls with the guard taken out and must see more than one effect, else the test could not
fail. Calls are counted by the rows in the database, not by what was answered.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
CALLS = 20


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def environment(request, tmp_path):
    """A process environment with an empty database of its own."""
    environment = {
        **os.environ,
        "VMESTE_VAR": str(tmp_path),
        "VMESTE_HTTPS": "0",
        "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "vmeste.config.settings",
        "VMESTE_TASKS": "django_tasks_db.DatabaseBackend",
    }
    (tmp_path / "static").mkdir()
    if request.param == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'race.sqlite3'}"
        yield environment
        return
    url = os.environ.get("VMESTE_TEST_POSTGRES")
    if not url:
        pytest.skip("VMESTE_TEST_POSTGRES names no PostgreSQL")
    import psycopg

    name = f"race_{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        environment["DATABASE_URL"] = url.rpartition("/")[0] + f"/{name}"
        yield environment
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Server:
    def __init__(self, environment):
        made = subprocess.run(
            [sys.executable, "-m", "tests.sites.api.race_world"],
            env=environment,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr[-2000:]
        self.token, self.port = made.stdout, _free_port()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(self.port), "--workers", "2", "--blocking-threads", "8"),
                "tests.sites.api.race_server:application",
            ],
            env=environment,
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def call(self, method, path, data=None, **headers):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/n/ours/{path}",
            method=method,
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def _wait(self):
        for _ in range(300):
            try:
                if self.call("GET", "agreements/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server has not come up")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def serve(environment):
    servers = []

    def serve(**more):
        servers.append(Server({**environment, **more}))
        return servers[-1]

    yield serve
    for server in servers:
        server.stop()


def _twenty_at_once(server):
    def once(_number):
        return server.call("POST", "agreements/", {"title": "Together"}, **{"Idempotency-Key": "one and the same"})

    with ThreadPoolExecutor(CALLS) as pool:
        return list(pool.map(once, range(CALLS)))


def _effects(server):
    return json.loads(server.call("GET", "agreements/?count=true")[1])["total"]


def test_the_same_key_twenty_times_at_once_has_one_effect_and_one_answer(serve):
    server = serve()

    answers = _twenty_at_once(server)

    assert _effects(server) == 1
    assert {status for status, _body in answers} == {201}
    assert len({body for _status, body in answers}) == 1


def test_without_the_guard_the_same_calls_have_many_effects(serve):
    server = serve(RACE_UNGUARDED="1")

    _twenty_at_once(server)

    assert _effects(server) > 1
