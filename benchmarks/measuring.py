"""CPU per request, from the scheduler's own books: neighbours on the machine disturb it far less than wall time."""

import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from pathlib import Path

from tests.reliability.installation import Browser, children_of

ROUNDS = 5


def tree(pid: int) -> list[int]:
    """A process and everything it started."""
    return [pid, *(below for child in _children(pid) for below in tree(child))]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - numbers, not paths
            with suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    return found or children_of(pid)


def cpu_ms(pids: list[int]) -> dict[int, float]:
    """Milliseconds of CPU that all threads of each process have had."""
    spent = {}
    for pid in pids:
        with suppress(OSError):
            spent[pid] = sum(map(_thread_ns, os.listdir(f"/proc/{pid}/task"), repeat(pid))) / 1e6  # noqa: PTH208
    return spent


def _thread_ns(thread: str, pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/task/{thread}/schedstat").read_text().split()[0])
    return 0


def spent_by(work: Callable[[], object], pids: Callable[[], list[int]]) -> float:
    """Milliseconds of CPU that the processes have had while `work` ran.

    A process that ends meanwhile (the database's own housekeeping does) takes its books along, so the work is then
    done and counted once more.

    Raises:
        RuntimeError: processes went on ending, however often it was tried.
    """
    for _attempt in range(10):
        before = cpu_ms(pids())
        work()
        after = cpu_ms(pids())
        if before.keys() <= after.keys():
            return sum(after.values()) - sum(before.values())
    raise RuntimeError("the processes measured do not stay")


def rss_mb(pid: int) -> float:
    words = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(words[1]) / 1024 if words else 0.0


@dataclass
class Request:
    """One thing to ask, and what its answer must contain: a fast error page would look like a triumph."""

    name: str
    path: str
    contains: bytes
    count: int = 1
    is_api: bool = False
    is_anonymous: bool = False
    times: int = 25
    ms: list[float] = field(default_factory=list)

    @property
    def least(self) -> float:
        return min(self.ms)

    def ask(self, browser: Browser) -> None:
        answer = browser.get(self.path)
        if answer.status != 200 or answer.body.count(self.contains) < self.count:
            raise AssertionError(f"{self.name}: {answer.status}, {answer.body[:300]!r}")


def measure(requests: list[Request], browser_of: Callable[[Request], Browser], pids: Callable[[], list[int]]) -> None:
    """Ask everything in turn, several rounds; each request then knows the CPU of one of it in every round."""
    for request in requests:
        with closing(browser_of(request)) as browser:
            for _ in range(8):  # every thread of every process has its templates and connections then
                request.ask(browser)
    for _round in range(ROUNDS):
        for request in requests:
            with closing(browser_of(request)) as browser:
                request.ask(browser)
                request.ms.append(spent_by(partial(_repeat, request, browser), pids) / request.times)


def _repeat(request: Request, browser: Browser) -> None:
    for _ in range(request.times):
        request.ask(browser)


def per_second(
    request: Request, browser_of: Callable[[Request], Browser], *, clients: int = 4, seconds: float = 3
) -> float:
    """Answers in a second to several clients at once; the clients run on the same machine and cost their share."""
    done = [0] * clients
    until = time.monotonic() + seconds

    def run(place: int) -> None:
        with closing(browser_of(request)) as browser:
            while time.monotonic() < until:
                request.ask(browser)
                done[place] += 1

    threads = [threading.Thread(target=run, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def raw_ms(run: Callable[[], object], pids: Callable[[], list[int]], *, times: int = 200) -> float:
    """CPU of one query through the driver alone: ours and the database's."""
    for _ in range(5):
        run()
    return min(_with_own(run, pids, times=times) / times for _round in range(ROUNDS))


def _with_own(run: Callable[[], object], pids: Callable[[], list[int]], *, times: int) -> float:
    own = 0.0

    def work() -> None:
        nonlocal own
        started = time.thread_time()
        for _ in range(times):
            run()
        own = time.thread_time() - started

    return spent_by(work, pids) + own * 1000
