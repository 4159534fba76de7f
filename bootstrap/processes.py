"""Running programs, and ending them in good order whatever happens to us."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from bootstrap.machine import certificate_bundle
from bootstrap.speaking import CannotGoOnError

ROOT = Path(__file__).resolve().parent.parent

# Variables of the caller's own Python that would lead ours astray; without the last, compiled files are kept.
LEFT_OUT = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONDONTWRITEBYTECODE")
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_END = 10
CHECKS_AFTER_KILLING = 20


def environment(**more: str) -> dict[str, str]:
    """Our environment for a child: no stray Python settings, the system's certificates for pip and npm."""
    environ = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    if bundle := certificate_bundle():
        # pip before 24.2 and node trust only a list of their own, which fails behind a company's certificate.
        environ.setdefault("PIP_CERT", bundle)
        environ.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    return environ | more


def run(command: Sequence[str | Path], *, environ: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run a program in the foreground and return its exit code. It ends before we do, whatever ends us."""
    return wait_for(start(command, environ=environ, cwd=cwd))


def run_quietly(command: Sequence[str | Path], *, environ: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a program that has nothing to say unless it fails; then say in one line why, after its last words."""
    with tempfile.TemporaryFile("w+", errors="replace") as words:
        code = wait_for(start(command, environ=environ, cwd=cwd, stdin=subprocess.DEVNULL, stdout=words, stderr=words))
        words.seek(0)
        output = words.read()
    if code:
        print("\n".join(output.splitlines()[-25:]), flush=True)
        raise CannotGoOnError(why_it_failed(Path(command[0]).name, output, code))


def start(
    command: Sequence[str | Path], *, environ: Mapping[str, str] | None, cwd: Path, **streams: Any
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches it once and through us."""
    words = [str(part) for part in command]
    return subprocess.Popen(words, cwd=cwd, env=environ or environment(), start_new_session=True, **streams)


def wait_for(child: subprocess.Popen[bytes]) -> int:
    """A child's exit code; when we are interrupted, the child and all it started end first."""
    try:
        return child.wait()
    except BaseException:
        with undisturbed():
            end(child)
        raise


def end(child: subprocess.Popen[bytes]) -> None:
    """Ask a child and all it started to end, give them time, and kill those that are left."""
    signal_all(child, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(SECONDS_TO_END)
    signal_all(child, signal.SIGKILL)
    child.wait()
    for _ in range(CHECKS_AFTER_KILLING):
        if not signal_all(child, 0):
            return
        time.sleep(0.05)


def signal_all(leader: subprocess.Popen[bytes], number: int) -> bool:
    """Signal a child and all it started; False when none of them is left. Signal 0 only asks."""
    try:
        os.killpg(leader.pid, number)
    except ProcessLookupError:
        return False
    return True


SIGNS = {
    "No space left on device": "the disk is full: free about 2 GB and start again",
    "Disk quota exceeded": "the disk quota is used up: free about 2 GB and start again",
    "THESE PACKAGES DO NOT MATCH THE HASHES": "a package differs from the lock: do not install it; ask who changed it",
    "CERTIFICATE_VERIFY_FAILED": "a certificate is not trusted: set PIP_CERT to your organisation's bundle",
    "Temporary failure in name resolution": "there is no network: connect and start again",
    "Name or service not known": "there is no network: connect and start again",
    "Network is unreachable": "there is no network: connect and start again",
    "Connection refused": "the package index refuses connections: check the network or proxy and start again",
    "ENOTFOUND": "there is no network: connect and start again",
    "ETIMEDOUT": "the package index does not answer: check the network or proxy and start again",
    "Read timed out": "the package index does not answer: check the network or proxy and start again",
    "(from versions: none)": "the package index cannot be reached: check the network or proxy and start again",
    "No matching distribution found": "the package index lacks a locked version: check which index pip uses",
}


def why_it_failed(program: str, output: str, code: int) -> str:
    """One line for a human, read from what a program printed."""
    for sign, reason in SIGNS.items():
        if sign in output:
            return reason
    return f"{program} failed with exit code {code}; its last words are above"


@contextlib.contextmanager
def ending_in_good_order() -> Iterator[None]:
    """Turn the signals that end us into exceptions, so that `with` blocks clean up."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    handlers = {signal.SIGTERM: leave, signal.SIGHUP: leave, signal.SIGINT: signal.default_int_handler}
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        del handlers[signal.SIGHUP]  # started by nohup
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No second Ctrl-C interrupts the cleaning up."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in ENDING_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
