"""How much one token may ask for: so many requests at a time, so many rows in an hour.

A leaky bucket kept as one moment, the "theoretical arrival time": the bucket has emptied at that moment. It allows
a whole burst at once, then a steady rate, and knows to the second when the next call will pass. Source: GCRA,
ITU-T I.371. Two calls at the very same moment may read the same moment and count as one; this is a brake, no wall.
"""

import math
import time
from http import HTTPStatus

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import ngettext

from vmeste.foundation.endpoints.problems import Refused

_MINUTE_S = 60
_HOUR_S = 3600


def count_request(token_id: int) -> None:
    """Raises Refused with Retry-After when the token has used up its requests, or the rows of its last lists."""
    now = time.time()
    _require_room(f"api-rows-{token_id}", 0, settings.API_ROWS_PER_HOUR, _HOUR_S, now)
    _require_room(f"api-requests-{token_id}", 1, settings.API_REQUESTS_PER_MINUTE, _MINUTE_S, now)
    _pour(f"api-requests-{token_id}", 1, settings.API_REQUESTS_PER_MINUTE, _MINUTE_S, now)


def count_rows(token_id: int, rows: int) -> None:
    """Charge the rows of a list after it has been read; the next call waits when there were too many."""
    if rows:
        _pour(f"api-rows-{token_id}", rows, settings.API_ROWS_PER_HOUR, _HOUR_S, time.time())


def _require_room(key: str, amount: int, limit: int, span_s: int, now: float) -> None:
    full_at = max(caches["calls"].get(key, now), now) + amount * span_s / limit
    wait_s = full_at - now - span_s
    # A hair of rounding must not make the last call of a burst wait.
    if wait_s > 1e-6:  # noqa: PLR2004
        seconds = max(1, math.ceil(wait_s))
        detail = ngettext("Try again in %(number)s second.", "Try again in %(number)s seconds.", seconds)
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            detail=detail % {"number": seconds},
            headers={"Retry-After": str(seconds)},
        )


def _pour(key: str, amount: int, limit: int, span_s: int, now: float) -> None:
    empty_at = max(caches["calls"].get(key, now), now) + amount * span_s / limit
    caches["calls"].set(key, empty_at, timeout=math.ceil(empty_at - now) + 1)
