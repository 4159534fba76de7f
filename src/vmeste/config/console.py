"""`vmeste`: the one command of an installation.

    vmeste migrate | demo | serve | worker | createnetwork | createmember | import | export | check
    vmeste allocate | verify | explain

`vmeste help VERB` tells the words of each. What is not served here is Django's own and reached through manage.py.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.core.management import call_command, execute_from_command_line

DELEGATED = ("migrate", "demo", "createnetwork", "createmember", "import", "export", "check")
PORTS_TRIED = 50
# Parts of libraries that no page of ours asks for, and that take long to compress.
NOT_SERVED = ["*.map", "redoc*"]
# Less than the ten seconds after which go.py and container managers lose patience.
SECONDS_TO_END = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; answers the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vmeste.config.settings")
    verb, *rest = (sys.argv[1:] if arguments is None else list(arguments)) or ["help"]
    if verb in _OWN:
        return _OWN[verb](rest)
    if verb in DELEGATED:
        if verb == "demo":
            # Like `serve` on one's own machine: plain http unless somebody says otherwise, and then it refuses.
            os.environ.setdefault("VMESTE_HTTPS", "0")
        execute_from_command_line(["vmeste", verb, *rest])
        return 0
    if verb == "help" and rest and rest[0] in DELEGATED:
        execute_from_command_line(["vmeste", "help", *rest])
        return 0
    sys.stdout.write(f"{__doc__}\n")
    return 0 if verb in {"help", "-h", "--help"} else 2


def serve(arguments: Sequence[str]) -> int:
    """The web server and one worker for background jobs, until Ctrl-C."""
    parser = argparse.ArgumentParser("vmeste serve", description=serve.__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--open-port", type=int, metavar="FIRST", help="take the first free port from FIRST on")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--threads", type=int, default=4, help="requests at once in each process")
    options = parser.parse_args(arguments)
    if options.host in {"127.0.0.1", "localhost", "::1"}:
        # On one's own machine there is no certificate; secure cookies would never come back.
        os.environ.setdefault("VMESTE_HTTPS", "0")
    port = _first_free(options.host, options.open_port) if options.open_port else options.port
    _prepare()
    granian = web_command(options.host, port, workers=options.workers, threads=options.threads)
    worker = [sys.executable, "-m", "vmeste.config.worker"]
    sys.stdout.write(f"==> http://localhost:{port}/  (Ctrl-C stops)\n")
    sys.stdout.flush()
    return _run_together(granian, worker)


def web_command(
    host: str, port: int, *, workers: int = 2, threads: int = 4, application: str = "vmeste.config.wsgi:application"
) -> list[str]:
    """The words that start the web server alone; the suites of crashes and the benchmarks start what people use."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        # A web process that the system ends (out of memory, say) must not end the others.
        *("--respawn-failed-workers", "--respawn-interval", "0.1"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(threads), application),
    ]


def work(arguments: Sequence[str]) -> int:
    """Background jobs without the web server, for a machine of their own."""
    argparse.ArgumentParser("vmeste worker", description=work.__doc__).parse_args(arguments)
    return _run_together([sys.executable, "-m", "vmeste.config.worker"])


def _allocating(verb: str) -> Callable[[Sequence[str]], int]:
    """A verb of the allocation kernel, whose libraries load only when it is asked for."""

    def run(arguments: Sequence[str]) -> int:
        from vmeste.config import allocating  # late: numba and the solver are heavy

        verbs = {
            "allocate": allocating.run_allocate,
            "verify": allocating.run_verify,
            "explain": allocating.run_explain,
        }
        return verbs[verb](arguments)

    return run


def _prepare() -> None:
    import django  # late: the environment had to be complete first

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)


def _run_together(*commands: Sequence[str]) -> int:
    """Start all, wait for the first to end or for a signal, end the others in good order."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    # Explicitly, for a shell that starts us in the background lets us ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # In groups of their own: a Ctrl-C reaches us alone, and nobody ends behind our back.
    processes = [subprocess.Popen(command, process_group=0) for command in commands]  # noqa: S603 - our own fixed commands
    code = 0
    with suppress(KeyboardInterrupt):
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        processes = [process for process in processes if process.pid != pid]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for process in processes:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return code


def _first_free(host: str, first: int) -> int:
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((host, port))
                return port
    raise SystemExit(f"error: no free port from {first} to {first + PORTS_TRIED - 1}")


_OWN: dict[str, Callable[[Sequence[str]], int]] = {
    "serve": serve,
    "worker": work,
    **{verb: _allocating(verb) for verb in ("allocate", "verify", "explain")},
}
