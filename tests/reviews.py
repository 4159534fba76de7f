"""Documents read and reviewed in tests: the given ones, and small ones made on the spot."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from vmeste.modules.documents.choices.receiving import Source, receivers
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.services.reviewing import accept, bring_document
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.reading import read_document

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHARED = next(
    (
        parent / "shared" / "documents"
        for parent in Path(__file__).resolve().parents
        if (parent / "shared" / "documents").is_dir()
    ),
    None,
)


def shared(name):
    """The bytes of a given document, which lies beside the checkout and is no part of it."""
    if SHARED is None:
        pytest.skip("the five documents (../shared/documents) are not beside this checkout")
    return (SHARED / name).read_bytes()


@lru_cache(maxsize=8)
def read_here(data, *, filename):
    """What the child process would answer; the same file is read once."""
    document = open_document(data, filename=filename)
    return document, read_document(document)


def brought(network, actor, data, name):
    """A document that was read and waits for its review."""
    data = data.encode() if isinstance(data, str) else data
    return bring_document(network, actor=actor, data=data, name=name, in_background=False)


def of_kind(document, kind):
    return list(document.candidates.filter(kind=kind).order_by("position"))


def accept_all(document, actor, *kinds):
    """Accept whatever is open, of these kinds or of all."""
    open_ones = document.candidates.filter(decision=Decision.OPEN)
    if kinds:
        open_ones = open_ones.filter(kind__in=kinds)
    pks = list(open_ones.values_list("pk", flat=True))
    return accept(document, candidates=pks, actor=actor, at=NOON)


def decisions(document, *kinds):
    """How many findings of the kinds are in each decision."""
    found = {}
    for one in document.candidates.filter(kind__in=kinds):
        found[one.decision] = found.get(one.decision, 0) + 1
    return found


def proposals(network, actor, text):
    """What a plain text proposes, by kind, without a review."""
    document = open_document(text.encode(), filename="a.txt")
    source = Source(document, read_document(document), "a.txt")
    for kind in receivers():
        receiver = kind(network, actor, today=NOON.date())
        for proposal in receiver.propose(source):
            source.keep(kind.key, proposal)
    return source.proposals
