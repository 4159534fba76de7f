"""The active network: bound once at an entry point, read whenever a query runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from django.db import connection, transaction


class NetworkLike(Protocol):
    """Anything that names a network: the row itself or a `NetworkRef`."""

    @property
    def pk(self) -> int: ...
    @property
    def slug(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NetworkRef:
    """A network without its row, so that jobs and links carry plain values."""

    pk: int
    slug: str


class NoNetwork(RuntimeError):
    """A network's rows were asked for, or written, outside that network's scope."""


_active: ContextVar[NetworkRef | None] = ContextVar("active_network", default=None)


def active_network() -> NetworkRef:
    """Raises NoNetwork outside `working_in`."""
    if (network := _active.get()) is None:
        raise NoNetwork
    return network


def current_network_id() -> int:
    """Raises NoNetwork outside `working_in`."""
    return active_network().pk


@contextmanager
def working_in(network: NetworkLike) -> Iterator[NetworkRef]:
    """Make `network` the active one until the block ends, exceptions included.

    On PostgreSQL the block is one transaction (a savepoint inside another one) because the network reaches the
    row security policies by `SET LOCAL`: a session-level setting would leak through a transaction pool.
    """
    ref = NetworkRef(network.pk, network.slug)
    outer = _active.get()
    token = _active.set(ref)
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                _tell_database(ref)
                yield ref
                # After an exception the rollback to the savepoint restores the outer value by itself.
                if outer is not None:
                    _tell_database(outer)
        else:
            yield ref
    finally:
        _active.reset(token)


def _tell_database(network: NetworkRef) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('vmeste.network', %s, true)", [str(network.pk)])
