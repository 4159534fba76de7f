from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from vmeste.foundation.tenancy.models import NetworkManager
from vmeste.foundation.tenancy.scope import working_in

from .addresses import WORKSPACE
from .walking import GET, Notes, Walk, changing, reading
from .world import World, build_world


@pytest.fixture(scope="session")
def in_two_networks(django_db_setup: None, django_db_blocker: Any) -> Callable[[Callable[[World], Notes]], Notes]:
    """Build the two networks, let a walk happen, take everything back."""

    def run(walk: Callable[[World], Notes]) -> Notes:
        with django_db_blocker.unblock(), transaction.atomic():
            notes = walk(build_world())
            transaction.set_rollback(True)
        return notes

    return run


# On one engine: who may read and change what is the same code on both. The first has no wall of its own behind the
# queries, so it is the one that shows a hole in them; that the second answers every address is seen by odd input.
@pytest.fixture(scope="session", params=[pytest.param("@read", marks=pytest.mark.one_engine)])
def read(in_two_networks: Any) -> Notes:
    """What came of everybody's reading everything."""

    def walk(world: World) -> Notes:
        before = row_counts(world)
        notes = reading(world)
        notes.counts = (before, row_counts(world))
        return notes

    return in_two_networks(walk)


@pytest.fixture(scope="session", params=[pytest.param("@changed", marks=pytest.mark.one_engine)])
def changed(in_two_networks: Any) -> Notes:
    """What came of everybody's trying to change everything."""
    return in_two_networks(changing)


@pytest.fixture(scope="session", params=[pytest.param("@read", marks=pytest.mark.one_engine)])
def read_without_the_wall(in_two_networks: Any) -> Notes:
    """The lists and maps as the curator, with the wall of the queries torn down."""

    def walk(world: World) -> Notes:
        torn = Walk(world)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(NetworkManager, "get_queryset", lambda self: super(NetworkManager, self).get_queryset())
            for name, address in WORKSPACE.items():
                if name.endswith("-list"):
                    torn.page(name, address, "curator", "own", GET)
        return torn.notes

    return in_two_networks(walk)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    return build_world()


def row_counts(world: World) -> Counter[str]:
    """Rows of every table as each network sees it; without a wall of the database every row counts twice."""
    found: Counter[str] = Counter()
    for side in (world.ours, world.theirs):
        with working_in(side.network), connection.cursor() as cursor:
            for model in apps.get_models(include_auto_created=True):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT count(*) FROM {table}")
                found[model._meta.label] += cursor.fetchone()[0]
    return found
