"""Runs a call in a process of its own and measures it: hostile files must cost little time and memory."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import TimeoutError as StillBusy
from multiprocessing import get_context
from pathlib import Path
from time import process_time

SECONDS = 10
MEGABYTES = 256
PATIENCE = 40


@dataclass(frozen=True)
class Outcome:
    answer: object
    error: Exception | None
    seconds: float
    megabytes: float


class Bounded:
    """One child for many calls; its peak of memory is set back before each."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._pool = get_context("spawn").Pool(1)

    def __call__(self, function: Callable, *args, **kwargs) -> object:
        """The call's answer, or its error raised, within the bounds; seconds are the processor's, not the clock's."""
        try:
            outcome = self._pool.apply_async(_measured, (function, args, kwargs)).get(PATIENCE)
        except StillBusy:
            self.close()
            self._start()
            raise
        assert outcome.seconds < SECONDS
        assert outcome.megabytes < MEGABYTES
        if outcome.error is not None:
            raise outcome.error
        return outcome.answer

    def close(self) -> None:
        self._pool.terminate()
        self._pool.join()


def _measured(function: Callable, args: tuple, kwargs: dict) -> Outcome:
    answer, error = None, None
    Path("/proc/self/clear_refs").write_text("5")
    before, start = _peak_megabytes(), process_time()
    try:
        answer = function(*args, **kwargs)
    except ValueError as raised:
        # Errors with arguments of their own do not survive the way between processes.
        error = raised if type(raised).__init__ is ValueError.__init__ else ValueError(repr(raised))
    return Outcome(answer, error, process_time() - start, _peak_megabytes() - before)


def _peak_megabytes() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
