"""`test`: lint, then the tests on SQLite, on PostgreSQL and in the browser. Every round runs, even after a failure."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap.environment import PYTHON, tool
from bootstrap.postgres import ThrowAwayPostgres
from bootstrap.processes import environment, run
from bootstrap.speaking import say, seconds_since

# Asks no database anything: run once, on the first engine.
NO_DATABASE = ("--ignore=tests/pure", "--ignore=tests/setup")
NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass(frozen=True)
class Round:
    """A heading and the commands under it."""

    name: str
    commands: Sequence[Sequence[str | Path]]
    variables: dict[str, str] = field(default_factory=dict)
    forgives: frozenset[int] = frozenset()

    def passes(self) -> bool:
        """Run all commands, so that one look shows everything that is wrong."""
        environ = environment(**self.variables)
        codes = [run(command, environ=environ) for command in self.commands]
        return all(code == 0 or code in self.forgives for code in codes)


LINT = Round(
    "lint",
    [
        [tool("ruff"), "check", "--output-format", "concise"],
        [tool("ruff"), "format", "--check", "--output-format", "concise"],
        [tool("lint-imports")],
        [tool("mypy")],
    ],
)


def pytest_rounds(*, chromium: str, postgres_url: str, folder: Path, extra: Sequence[str]) -> list[Round]:
    """The three runs of pytest. Arguments of the caller may narrow them, and then a run may come out empty."""
    shared = {"VMESTE_CHROMIUM": chromium, "VMESTE_TEST_POSTGRES": postgres_url, "TMPDIR": str(folder)}
    on_sqlite = {**shared, "DATABASE_URL": f"sqlite:///{folder / 'tests.sqlite3'}"}
    on_postgres = {**shared, "DATABASE_URL": postgres_url}
    forgives = frozenset({NOTHING_COLLECTED} if extra else ())
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-q"]
    on_first = [[*pytest, "-n", "2", "-m", "not browser and not stricter_engine", *extra]]
    on_second = [[*pytest, "-n", "2", "-m", "not browser and not one_engine", *NO_DATABASE, *extra]]
    only_browser = [[*pytest, "-n", "2", "-m", "browser", *extra]]
    return [
        Round("tests on SQLite", on_first, on_sqlite, forgives),
        Round("tests on PostgreSQL", on_second, on_postgres, forgives),
        Round("tests in the browser", only_browser, on_postgres, forgives),
    ]


def run_rounds(rounds: Sequence[Round]) -> int:
    """Run one after the other and close with a line for each; 0 when all passed."""
    lines = []
    failed = False
    for one in rounds:
        say(one.name)
        started = time.monotonic()
        passed = one.passes()
        failed = failed or not passed
        lines.append(f"{one.name}: {'passed' if passed else 'FAILED'} in {seconds_since(started)}")
        say(lines[-1])
    if len(lines) > 1:
        say("all rounds")
        print("\n".join(f"    {line}" for line in lines), flush=True)
    return int(failed)


def test(*, chromium: str, extra: Sequence[str]) -> int:
    """Lint and all tests, with a PostgreSQL and a temporary folder that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vmeste-rounds-") as folder, ThrowAwayPostgres() as postgres:
        rounds = pytest_rounds(chromium=chromium, postgres_url=postgres.url, folder=Path(folder), extra=extra)
        return run_rounds([LINT, *rounds])
