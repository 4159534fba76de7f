"""Which worker runs which test: those that share something dear stay together.

A fixture that takes a minute says so in its tests' ids: `@pytest.fixture(scope="session", params=["@read"])`. All tests
whose id holds the same `@word` run in one worker and start first; the others go one by one to whoever is free.
(xdist's own `--dist loadgroup` marks ids while collecting, which pytest 9.2 no longer lets it do.)
"""

import re

from xdist.scheduler import LoadScopeScheduling

_SHARED = re.compile(r"\[(?:.*-)?(@\w+)")


def shared_part(nodeid: str) -> str:
    """What tests of one worker have in common: the `@word`, or the whole id of a test on its own."""
    found = _SHARED.search(nodeid)
    return found[1] if found else nodeid


class TogetherScheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return shared_part(nodeid)
