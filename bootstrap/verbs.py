"""What can be asked of go.py, and the order in which it then happens."""

import os
import signal
import sys
from collections.abc import Callable, Sequence

from bootstrap import browser, environment, frontend, locks, rounds
from bootstrap.postgres import ThrowAwayPostgres
from bootstrap.processes import ROOT, ending_in_good_order, run
from bootstrap.processes import environment as child_environment
from bootstrap.speaking import CannotGoOnError, say

FIRST_PORT = "8000"


def prepare_product(lock: str) -> None:
    """Everything the product needs before it starts."""
    environment.prepare(lock)
    environment.compile_messages()
    frontend.build()


def vmeste(*arguments: str) -> None:
    """One of the product's own commands; it says itself what went wrong."""
    if run([environment.tool("vmeste"), *arguments]):
        raise CannotGoOnError(f"vmeste {arguments[0]} failed; its words are above")


def demo(extra: Sequence[str]) -> int:
    """The product with demonstration data: prints sign-ins and an address"""
    prepare_product("build.lock")
    vmeste("migrate")
    vmeste("demo")
    return serve(extra)


def run_product(extra: Sequence[str]) -> int:
    """The product without demonstration data"""
    prepare_product("build.lock")
    vmeste("migrate")
    return serve(extra)


def serve(extra: Sequence[str]) -> int:
    return run([environment.tool("vmeste"), "serve", "--open-port", FIRST_PORT, *extra])


def test(extra: Sequence[str]) -> int:
    """Lint, then all tests on SQLite, PostgreSQL and in the browser; more words go to pytest"""
    chromium = browser.require_chromium()  # first, for it may need somebody's help
    prepare_product("test.lock")
    return rounds.test(chromium=chromium, extra=extra)


def lint(extra: Sequence[str]) -> int:
    """Format, rules, contracts between floors, types"""
    environment.prepare("test.lock")
    return rounds.run_rounds([rounds.LINT])


def bench(extra: Sequence[str]) -> int:
    """The benchmarks, beside a throw-away PostgreSQL"""
    prepare_product("test.lock")
    with ThrowAwayPostgres() as postgres:
        environ = child_environment(VMESTE_TEST_POSTGRES=postgres.url)
        measured = run([environment.PYTHON, "-m", "benchmarks", *extra], environ=environ)
    # The allocation measures itself beside its peers; words for the other half are not for it.
    return measured or (
        0 if extra else run([environment.PYTHON, "-m", "benchmarks.allocation"], environ=child_environment())
    )


def build(extra: Sequence[str]) -> int:
    """Scripts and styles of the pages, and the translations"""
    prepare_product("build.lock")
    return 0


def messages(extra: Sequence[str]) -> int:
    """Translations: extract and update the catalogues, or what more words say"""
    environment.prepare("build.lock")
    return run([environment.PYTHON, "-m", "vmeste.foundation.text.messages", *(extra or ["extract"])])


def postgres(extra: Sequence[str]) -> int:
    """A throw-away PostgreSQL until Ctrl-C; a word more is its port"""
    environment.prepare("test.lock")
    with ThrowAwayPostgres(first_port=int(extra[0]) if extra else 0) as server:
        say(f"DATABASE_URL={server.url}")
        say("Ctrl-C ends it and removes its data")
        while True:
            signal.pause()


def lock(extra: Sequence[str]) -> int:
    """The locks in requirements/ anew from pyproject.toml; --upgrade takes newer versions"""
    environment.ensure_created()
    return locks.compile_locks(extra)


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "run": run_product,
    "build": build,
    "bench": bench,
    "messages": messages,
    "postgres": postgres,
    "lock": lock,
}


def usage() -> str:
    lines = [f"  {name:<10}{verb.__doc__}" for name, verb in VERBS.items()]
    return "\n".join(["python3 go.py VERB [-- more words]", *lines])


def main(arguments: Sequence[str]) -> int:
    name, *extra = arguments or ["help"]
    if name not in VERBS:
        print(usage())
        return 0 if name in ("help", "-h", "--help") else 2
    os.chdir(ROOT)
    try:
        with ending_in_good_order():
            return VERBS[name](extra[1:] if extra[:1] == ["--"] else extra)
    except CannotGoOnError as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
