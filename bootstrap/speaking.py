"""What set-up says: `==>` and a line for each step, with its time, and one line when it cannot go on."""

import contextlib
import time
from collections.abc import Iterator


class CannotGoOnError(Exception):
    """Something is missing. The message says what, and the exact command that brings it."""


def say(line: str) -> None:
    print("==>", line, flush=True)


@contextlib.contextmanager
def step(line: str) -> Iterator[None]:
    """Announce a step, and say how long it took once it has worked."""
    say(line)
    started = time.monotonic()
    yield
    say(f"  done in {seconds_since(started)}")


def seconds_since(started: float) -> str:
    return f"{time.monotonic() - started:.1f} s"
