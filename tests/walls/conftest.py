import pytest
from django.db import transaction

from vmeste.foundation.tenancy.models import NetworkManager

from .walking import Notes, Walk, walk_all
from .world import build_world


@pytest.fixture(scope="session")
def notes(django_db_setup, django_db_blocker, tmp_path_factory) -> Notes:
    """The whole walk, once: two networks are built, every address is asked, all rows are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = walk_all(build_world())
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="session")
def notes_without_the_wall(django_db_setup, django_db_blocker) -> Notes:
    """The pages as one curator, with the wall of the queries torn down: what the canaries must then find."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        world = build_world()
        patched.setattr(NetworkManager, "get_queryset", lambda self: super(NetworkManager, self).get_queryset())
        walk = Walk(world)
        for name in ("organisation-list", "agreement-list", "partnership-list", "overview", "direction-list"):
            from .addresses import WORKSPACE  # noqa: PLC0415

            walk._page(name, WORKSPACE[name], "curator", "own", "GET")
        transaction.set_rollback(True)
    return walk.notes
