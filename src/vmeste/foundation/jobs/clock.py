"""What time itself brings about: functions the worker calls every minute in every network."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

Tick = Callable[[datetime], None]

_ticks: list[Tick] = []


def every_minute(tick: Tick) -> Tick:
    """Register a function of the moment. Called again for the same moment it must change nothing more."""
    if tick not in _ticks:
        _ticks.append(tick)
    return tick


def tick_all() -> None:
    """Call every registered function in the active network, all with the same moment."""
    at = timezone.now()  # noqa: TID251 - here is where the clock is looked at
    for tick in _ticks:
        tick(at)
