"""Bringing a document as a curator does, and what its review still offers."""

from tests.reviews import accept_all

from vmeste.modules.documents.choices.receiving import RECEIVERS
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.services import reviewing
from vmeste.modules.projects.importing.base import Declared

OF_PROJECTS = tuple(key for key, kind in RECEIVERS.items() if issubclass(kind, Declared))
OF_ROADMAPS = ("project", "project-task", "project-stage", "roadmap-row")


def bring(network, actor, data, name, *, about=None):
    return reviewing.bring_document(network, actor=actor, data=data, name=name, about=about, in_background=False)


def accept_everything(document, actor, *kinds):
    """Accept all that is open, or all of some kinds; nothing may be refused."""
    outcome = accept_all(document, actor, *kinds)
    assert outcome.refused == (), outcome.refused


def differing(document, *kinds):
    """What accepting everything would still change: (kind, title, differences), None for a new row."""
    found = document.candidates.exclude(decision=Decision.SAME).order_by("position")
    found = found.filter(kind__in=kinds) if kinds else found
    return [(one.kind, one.title, one.differences if one.row_id else None) for one in found]
