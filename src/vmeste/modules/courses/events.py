"""What happens to programmes, groups, plans and ways. Nothing here names a child."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class StageChanged(Event):
    """`stage` is a value of GroupStage, `said` its words."""

    stage: str
    said: str
    reason: str = ""
    sentence = _("The group is now “%(said)s” %(reason)s")


@dataclass(frozen=True, kw_only=True)
class MeetingsSet(Event):
    before: str
    after: str
    sentence = _("Meetings: %(before)s → %(after)s")


@dataclass(frozen=True, kw_only=True)
class TravelTimesSet(Event):
    """The ways from one organisation, the subject."""

    count: int
    sentence = _("Travel times written down: %(count)s")


@dataclass(frozen=True, kw_only=True)
class NetworkFormOpened(Event):
    network_form_id: int
    sentence = _("Taught in network form from now on: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class NetworkFormClosed(Event):
    network_form_id: int
    sentence = _("No longer taught in network form: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class PlanCopied(Event):
    count: int
    source_id: int
    sentence = _("Extracurricular plan copied from the year before, lines: %(count)s")


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    name: str
    sentence = _("Document made: %(name)s")


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    name: str
    sentence = _("File attached: %(name)s")
