"""Untrusted documents are opened in a child process that can neither eat the machine nor reach its secrets."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from typing import IO, Any

_CHILD = "vmeste.foundation.exchange.child"
_EXHAUSTED_SIGNALS = frozenset({signal.SIGXCPU, signal.SIGKILL, signal.SIGXFSZ})
REFUSED, OUT_OF_MEMORY = 3, 4
"""How the child says that the function refused its input, or that there was no memory for it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one piece of work may use: bytes of address space, seconds of processor and of the clock, answer bytes."""

    memory: int = 512 << 20
    cpu_seconds: int = 15
    clock_seconds: int = 60
    answer: int = 128 << 20


class Refused(Exception):
    """The function raised one of the errors it may raise; `kind` is the error's class name."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Exhausted(Exception):
    """The work was stopped at one of its bounds."""


class Crashed(Exception):
    """The child ended in a way that nobody foresaw."""


_USUAL = Bounds()


def run_apart(function: str, data: bytes, *, bounds: Bounds = _USUAL, **arguments: Any) -> Any:
    """Call `package.module:function(data, **arguments)` in a child process and answer its JSON-ready result.

    The child gets no environment of ours, may write no file and start no process, and is cut off from the network
    where the kernel lets an ordinary user do that. What comes back is parsed as JSON and never unpickled: a child
    that was taken over can only lie about the data. About 0.2 s for the start of the process.

    Raises:
        Refused: the function raised a ValueError; anything the input deserves.
        Exhausted: memory, processor, clock or answer went over `bounds`.
        Crashed: any other end.
    """
    header = json.dumps({"function": function, "arguments": arguments, "bounds": asdict(bounds)}).encode()
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(len(header).to_bytes(4, "big") + header + data)
        question.seek(0)
        code = _wait_for(question, answer, bounds)
        answer.seek(0)
        if code == 0:
            return json.loads(answer.read())
        if code == REFUSED:
            kind, message = json.loads(answer.read())
            raise Refused(kind, message)
    if code == OUT_OF_MEMORY or -code in {*_EXHAUSTED_SIGNALS, signal.SIGABRT, signal.SIGSEGV}:
        # Compiled libraries answer a refused allocation with abort or a wild pointer.
        raise Exhausted(f"ended with {code}")
    raise Crashed(f"ended with {code}")


def _wait_for(question: IO[bytes], answer: IO[bytes], bounds: Bounds) -> int:
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.Popen(  # noqa: S603 - our own fixed command
        [sys.executable, "-m", _CHILD],
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        return child.wait(timeout=bounds.clock_seconds)
    except subprocess.TimeoutExpired as late:
        raise Exhausted("out of time") from late
    finally:
        child.kill()
        child.wait()
