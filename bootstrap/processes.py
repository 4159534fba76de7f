"""Running programs, and ending them in good order whatever happens to us."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from bootstrap.machine import certificate_bundle
from bootstrap.speaking import CannotGoOnError

ROOT = Path(__file__).resolve().parent.parent

# Variables of the caller's own Python that would lead ours astray; without the last, compiled files are kept.
LEFT_OUT = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONDONTWRITEBYTECODE")
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_END = 10


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
    child = subprocess.Popen([str(part) for part in command], cwd=cwd, env=environ or environment())
    try:
        return child.wait()
    except KeyboardInterrupt:  # the terminal has told the child as well
        end(child, politely=None)
        raise
    except BaseException:
        end(child, politely=signal.SIGTERM)
        raise


def end(child: subprocess.Popen[bytes], *, politely: signal.Signals | None) -> None:
    """Give a child time to end by itself, then kill it."""
    with undisturbed():
        if politely is not None:
            child.send_signal(politely)
        try:
            child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def run_quietly(command: Sequence[str | Path], *, environ: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a program that has nothing to say unless it fails; then say in one line why, after its last words."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environ or environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-25:]), flush=True)
        raise CannotGoOnError(why_it_failed(Path(command[0]).name, done.stdout, done.returncode))


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

    heeded = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is not signal.SIG_IGN]  # nohup
    before = {number: signal.signal(number, leave) for number in heeded}
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
