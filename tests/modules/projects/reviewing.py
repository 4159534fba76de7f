"""Bringing a document as a curator does, with the file opened in this process; and what stands in a project then."""

from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from vmeste.modules.documents.choices.receiving import RECEIVERS
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.services import reviewing
from vmeste.modules.projects.importing.base import Declared
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.reading import read_document

SHARED = Path(__file__).parents[4] / "shared" / "documents"


@lru_cache(maxsize=8)
def read_here(data, *, filename):
    """What the child process would answer."""
    document = open_document(data, filename=filename)
    return document, read_document(document)


def bring(network, actor, data, name, *, about=None):
    return reviewing.bring_document(network, actor=actor, data=data, name=name, about=about, in_background=False)


def kinds_of_projects():
    return [key for key, kind in RECEIVERS.items() if issubclass(kind, Declared)]


def accept_projects(document, actor):
    """Accept every finding that becomes a project or a row of one; nothing may be refused."""
    wanted = document.candidates.filter(kind__in=kinds_of_projects(), decision__in=(Decision.OPEN, Decision.SAME))
    outcome = reviewing.accept(document, candidates=wanted.values_list("pk", flat=True), actor=actor, at=timezone.now())
    assert outcome.refused == (), outcome.refused
    return outcome


def differing(document):
    """What a review of findings about projects would still change: (kind, title, differences)."""
    found = document.candidates.filter(kind__in=kinds_of_projects()).exclude(decision=Decision.SAME)
    return [(one.kind, one.title, one.row_id and one.differences) for one in found.order_by("position")]
