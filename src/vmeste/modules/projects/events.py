"""What happens to projects, besides plain edits of their rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectStarted(Event):
    sentence = _("Project written down: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class ProjectContinued(Event):
    """The project was copied to another academic year; `copy_id` is the new one."""

    copy_id: int
    year: str
    sentence = _("Continued in %(year)s: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class WorkPlanned(Event):
    """A work that was reported on is open again."""

    row_id: int
    work: str
    sentence = _("Planned again: %(work)s")


@dataclass(frozen=True, kw_only=True)
class WorkBegun(Event):
    row_id: int
    work: str
    sentence = _("Under way: %(work)s")


@dataclass(frozen=True, kw_only=True)
class WorkDone(Event):
    row_id: int
    work: str
    done_on: date | None
    evidence: str
    sentence = _("Done: %(work)s")


@dataclass(frozen=True, kw_only=True)
class WorkDropped(Event):
    row_id: int
    work: str
    sentence = _("Dropped: %(work)s")


@dataclass(frozen=True, kw_only=True)
class ValueRecorded(Event):
    indicator_id: int
    indicator: str
    period: str
    value: str
    sentence = _("Recorded for %(period)s: %(indicator)s = %(value)s")


@dataclass(frozen=True, kw_only=True)
class SectionWritten(Event):
    section: str
    sentence = _("Text of a section written: %(section)s")

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        sections = dict(apps.get_model("projects", "ProjectText")._meta.get_field("section").flatchoices)
        words = sections.get(facts["section"], facts["section"])
        return super().describe(subject, {**facts, "section": str(words)}, model)


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    name: str
    sentence = _("File attached: %(name)s")


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    name: str
    sentence = _("Document made: %(name)s")
