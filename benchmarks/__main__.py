"""`python -m benchmarks [--organisations N] [--engine …]`: measure on both engines, print and write the tables."""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from tests.reliability.installation import ROOT, Browser, Database, Installation

from benchmarks import importing, measuring, rosters, world
from benchmarks.measuring import Request, measure, per_second, raw_ms, rss_mb, tree
from benchmarks.report import Figures, write_report

WORLD = Path(__file__).with_name("world.py")


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks")
    parser.add_argument("--organisations", type=int, default=100_000, help="of the big network; three agreements each")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], action="append", help="only this one")
    parser.add_argument("--rounds", type=int, default=5, help="the least of so many counts")
    options = parser.parse_args()
    measuring.ROUNDS = options.rounds
    wanted = options.engine or ["sqlite", "postgres"]
    if "postgres" in wanted and not os.environ.get("VMESTE_TEST_POSTGRES"):
        print("no PostgreSQL given (VMESTE_TEST_POSTGRES): SQLite only")
        wanted.remove("postgres")
    figures = []
    for engine in wanted:
        with tempfile.TemporaryDirectory(prefix="vmeste-bench-") as folder:
            print(f"{engine}: {options.organisations} organisations", flush=True)
            bench = Bench(engine, options.organisations, Path(folder))
            try:
                figures.append(bench.run())
            except AssertionError:
                print(bench.installation.log[-4000:])
                raise
            finally:
                bench.close()
        # After each engine: what is measured is not lost when the next one fails.
        write_report(figures, organisations=options.organisations)
    return 0


@dataclass
class Bench:
    """One engine: its world, its server, everything that is measured on it."""

    engine: str
    organisations: int
    folder: Path
    installation: Installation = field(init=False)
    server: subprocess.Popen | None = None

    def run(self) -> Figures:
        self._make_world()
        figures = Figures(self.engine, self._engine_version())
        self._cold_start(figures)
        assert self.server is not None
        requests = self._requests()
        measure(list(requests.values()), self._browser_of, self._pids)
        figures.ms = {name: request.least for name, request in requests.items()}
        self._raw(figures)
        figures.per_second = {name: per_second(requests[name], self._browser_of) for name in ("empty", "organisations")}
        figures.rss_mb = max(map(rss_mb, tree(self.server.pid)[1:]))
        self._weights(figures)
        figures.imports = self._imports()
        figures.rosters = self._rosters()
        return figures

    def close(self) -> None:
        if hasattr(self, "installation"):
            self.installation.stop()
            self.installation.database.drop()

    # The world

    def _make_world(self) -> None:
        os.environ["DATABASE_URL"] = os.environ["VMESTE_TEST_POSTGRES"] if self.engine == "postgres" else ""
        database = Database.new(self.folder, "bench")
        kept = Path(tempfile.gettempdir()) / f"vmeste-bench-{self._content_key()}.sqlite3"
        self.installation = Installation(database, self.folder, {})
        if self.engine == "sqlite" and kept.exists():
            shutil.copy(kept, database.path)
            self.installation.cast = json.loads(kept.with_suffix(".json").read_text())
            return
        started = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.world", str(self.organisations)]
        done = subprocess.run(
            command, env=self.installation.environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        print(f"world made in {time.monotonic() - started:.0f} s", flush=True)
        self.installation.cast = json.loads(done.stdout.splitlines()[-1])
        if self.engine == "sqlite":
            with closing(sqlite3.connect(database.path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(database.path, kept)
            kept.with_suffix(".json").write_text(json.dumps(self.installation.cast))

    def _content_key(self) -> str:
        """Changes with the rule of the world, the tables, the size and the day (what is expiring depends on it)."""
        content = hashlib.sha256(f"{self.organisations} {time.strftime('%Y-%m-%d')}".encode())
        for path in [WORLD, *sorted((ROOT / "src").rglob("migrations/*.py"))]:
            content.update(path.read_bytes())
        return content.hexdigest()[:16]

    def _engine_version(self) -> str:
        if self.engine == "sqlite":
            return f"SQLite {sqlite3.sqlite_version}"
        with psycopg.connect(self.installation.database.url) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {row[0].split()[0]}" if row else "PostgreSQL"

    # The server

    def _cold_start(self, figures: Figures) -> None:
        """From the start of the process to the first signed-in page, bytecode compiled already."""
        environ = self.installation.environ
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "src")], check=True)
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(collect, env=environ, cwd=ROOT, check=True)
        started = time.monotonic()
        self.server = self.installation.serve()
        with closing(self._browser("big")) as browser:
            Request("first", "/n/big/organisations/", b"<tr data-href", 50).ask(browser)
        figures.cold_start_s = time.monotonic() - started

    def _pids(self) -> list[int]:
        assert self.server is not None
        return [*tree(self.server.pid), *self._database_pids()]

    def _database_pids(self) -> list[int]:
        if self.engine == "sqlite":
            return []
        if not hasattr(self, "_postmaster"):
            with psycopg.connect(self.installation.database.url) as connection:
                row = connection.execute("SELECT pg_backend_pid()").fetchone()
                assert row
                status = Path(f"/proc/{row[0]}/status").read_text()
            found = re.search(r"PPid:\s+(\d+)", status)
            assert found
            self._postmaster = int(found[1])
        return tree(self._postmaster)

    def _browser(self, network: str, *, is_api: bool = False) -> Browser:
        person = self.installation.cast[network]
        if is_api:
            return Browser(self.installation, token=person["token"])
        return Browser(self.installation, session=person["session"])

    def _browser_of(self, request: Request) -> Browser:
        if request.is_anonymous:
            return Browser(self.installation)
        return self._browser("small" if "/small/" in request.path else "big", is_api=request.is_api)

    def _requests(self) -> dict[str, Request]:
        big = self.installation.cast["big"]
        row = b"<tr data-href"
        listed = [
            Request("empty", "/alive/", b"ok", is_anonymous=True, times=100),
            Request("sign-in page", "/account/login/", b"<form", is_anonymous=True),
            Request("organisations", "/n/big/organisations/", row, 50),
            Request("organisations, small network", "/n/small/organisations/", row, 50),
            Request("organisations, deep", f"/n/big/organisations/?cursor={big['organisations_deep']}", row, 50),
            Request("organisations, kind", "/n/big/organisations/?kind=school", row, 50),
            Request(
                "organisations, search",
                "/n/big/organisations/?q=школа+томск+17".replace("школа", "%D1%88%D0%BA%D0%BE%D0%BB%D0%B0").replace(
                    "томск", "%D1%82%D0%BE%D0%BC%D1%81%D0%BA"
                ),
                row,
                5,
            ),
            Request("agreements", "/n/big/agreements/", row, 50),
            Request("agreements, deep", f"/n/big/agreements/?cursor={big['agreements_deep']}", row, 50),
            Request("agreements, expiring", "/n/big/agreements/?state=expiring", row, 50),
            Request("agreements, kind", "/n/big/agreements/?kind=partnership", row, 50),
            Request("agreements, direction", f"/n/big/agreements/?direction={big['direction']}", row, 50),
            Request("agreement", f"/n/big/agreements/{big['agreement']}/", b"<h1"),
            Request("organisation", f"/n/big/organisations/{big['organisation']}/", b"<h1"),
            Request("week of 200 groups", "/n/big/timetable/", b'class="week-entry', world.GROUPS * 2, times=3),
            Request("week by class", "/n/big/timetable/?by=class", b'class="week-entry', world.GROUPS * 2, times=3),
            Request("overview", "/n/big/", b"<h1", times=6),
            Request("search", "/n/big/search/?q=%D1%82%D0%BE%D0%BC%D1%81%D0%BA", b"<a", times=6),
            Request("new agreement", "/n/big/agreements/new/", b"<form", times=3),
            Request("API organisations", "/api/v1/n/big/organisations/?limit=50", b'"id"', 50, is_api=True),
        ]
        return {request.name: request for request in listed}

    # Imports

    def _imports(self) -> dict[str, tuple[float, float]]:
        command = [sys.executable, "-m", "benchmarks.importing", str(importing.SIZE)]
        environ = {**self.installation.environ, "VMESTE_TASKS": "django_tasks.backends.immediate.ImmediateBackend"}
        done = subprocess.run(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        return {name: (clock, cpu) for name, (clock, cpu) in json.loads(done.stdout.splitlines()[-1]).items()}

    def _rosters(self) -> dict[str, tuple[float, float]]:
        command = [sys.executable, "-m", "benchmarks.rosters", str(rosters.SIZE)]
        environ = {**self.installation.environ, "VMESTE_TASKS": "django_tasks.backends.immediate.ImmediateBackend"}
        done = subprocess.run(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        taken = json.loads(done.stdout.splitlines()[-1])
        return {name: tuple(taken[name]) for name in ("bulk", *rosters.STEPS)}

    # Raw SQL and sizes

    def _raw(self, figures: Figures) -> None:
        cast = self.installation.cast["big"]
        run = self._driver()
        for name in ("organisations", "agreements"):
            figures.raw_ms[name] = raw_ms(lambda name=name: run(cast[f"{name}_sql"]), self._database_pids)
            figures.raw_ms[f"{name} count"] = raw_ms(
                lambda name=name: run(cast[f"{name}_count_sql"]), self._database_pids
            )

    def _driver(self) -> Any:
        if self.engine == "sqlite":
            connection = sqlite3.connect(self.installation.database.path)
            connection.execute("PRAGMA mmap_size=134217728")
            return lambda sql: connection.execute(sql).fetchall()
        postgres = psycopg.connect(self.installation.database.url)
        row = postgres.execute("SELECT id FROM networks_network WHERE slug = 'big'").fetchone()
        assert row
        postgres.execute(f"SELECT set_config('vmeste.network', '{row[0]}', false)")
        return lambda sql: postgres.execute(sql).fetchall()

    def _weights(self, figures: Figures) -> None:
        """Bytes of a signed-in list as a browser loads it, first with everything it names, then again."""
        asked = {"Accept-Encoding": "br, gzip"}
        with closing(self._browser("big")) as browser:
            page = browser.request("GET", "/n/big/organisations/", **asked)
            plain = browser.get("/n/big/organisations/").body.decode()
            figures.page_bytes = len(page.body)
            waiting = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', plain))
            seen: dict[str, int] = {}
            while waiting:
                path = waiting.pop()
                answer = browser.request("GET", path, **asked)
                assert answer.status == 200, path
                seen[path] = len(answer.body)
                if path.endswith((".css", ".js")):
                    text = browser.get(path).body.decode()
                    folder = path.rpartition("/")[0]
                    names = re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', text)
                    names += [
                        n for n in re.findall(r"url\(([^)]+\.woff2)\)", text) if "yrillic" in n or "atin" not in n
                    ][:2]
                    for name in names:
                        found = (
                            name.strip("\"'")
                            if name.startswith("/")
                            else f"{folder}/{name.strip(chr(34)).removeprefix('./')}"
                        )
                        if found not in seen:
                            waiting.add(found)
            figures.asset_bytes = sum(seen.values())
            figures.other_hosts = len(re.findall(r'(?:src|href)="https?://', plain))


if __name__ == "__main__":
    random.seed(1)
    raise SystemExit(main())
