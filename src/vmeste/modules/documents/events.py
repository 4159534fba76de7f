"""What happens to templates, and to the reviews of documents that were read."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class TemplateReplaced(Event):
    form: str
    version: int
    sentence = _("Template changed, version %(version)s")


@dataclass(frozen=True, kw_only=True)
class TemplateRetired(Event):
    form: str
    sentence = _("Template set back to the original")


@dataclass(frozen=True, kw_only=True)
class DocumentBrought(Event):
    file_name: str
    sentence = _("Document brought to be read: %(file_name)s")


@dataclass(frozen=True, kw_only=True)
class DocumentRead(Event):
    found: int
    same: int
    sentence = _("Document read: found %(found)s, known already %(same)s")


@dataclass(frozen=True, kw_only=True)
class DocumentRefused(Event):
    reason: str
    sentence = _("Document could not be read: %(reason)s")


@dataclass(frozen=True, kw_only=True)
class FindingsAccepted(Event):
    accepted: int
    brought_along: int
    sentence = _("Taken over from the document: %(accepted)s, brought along: %(brought_along)s")


@dataclass(frozen=True, kw_only=True)
class FindingsDropped(Event):
    dropped: int
    sentence = _("Left out: %(dropped)s")


@dataclass(frozen=True, kw_only=True)
class FindingsReconsidered(Event):
    reconsidered: int
    sentence = _("To be decided again: %(reconsidered)s")


@dataclass(frozen=True, kw_only=True)
class FindingCorrected(Event):
    what: str
    sentence = _("Corrected before it is taken over: %(what)s")


@dataclass(frozen=True, kw_only=True)
class FindingMatched(Event):
    """`row` is what the finding is said to mean; empty when it is said to be new."""

    what: str
    row: str
    sentence = _("Matched by hand: %(what)s → %(row)s")

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        return super().describe(subject, {**facts, "row": facts["row"] or _("new")}, model)


@dataclass(frozen=True, kw_only=True)
class ReviewClosed(Event):
    sentence = _("Review finished")


@dataclass(frozen=True, kw_only=True)
class ReviewReopened(Event):
    sentence = _("Review opened again")


@dataclass(frozen=True, kw_only=True)
class ReviewUndone(Event):
    undone: int
    kept: int
    sentence = _("Review taken back: %(undone)s, kept: %(kept)s")
