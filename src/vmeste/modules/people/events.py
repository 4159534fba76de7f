"""What happens to people. Subjects are called by number; no event carries a name, a contact or a date of birth."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class ClassesRolledOver(Event):
    """Classes of an organisation carried over; `class_ids` are the new ones, `ended` the attachments that ended."""

    year_id: int
    to_year_id: int
    year: str
    classes: int
    pupils: int
    graduated: int
    class_ids: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    sentence = _("Classes carried over to %(year)s: %(classes)s; pupils: %(pupils)s, finished: %(graduated)s")


@dataclass(frozen=True, kw_only=True)
class RollOverUndone(Event):
    year_id: int
    to_year_id: int
    year: str
    sentence = _("The carrying over of classes to %(year)s was taken back")


@dataclass(frozen=True, kw_only=True)
class PupilAdded(Event):
    sentence = _("Added to the list: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class PupilChanged(Event):
    """`fields`: which data, never what they say."""

    fields: list[str]
    sentence = _("Data of the pupil corrected")


@dataclass(frozen=True, kw_only=True)
class PupilMoved(Event):
    organisation_id: int
    school_class_id: int | None
    place: str
    starts_on: date
    sentence = _("Studies from %(starts_on)s: %(place)s")


@dataclass(frozen=True, kw_only=True)
class AttachmentEnded(Event):
    organisation_id: int
    place: str
    ends_on: date
    sentence = _("No longer studies from %(ends_on)s: %(place)s")


@dataclass(frozen=True, kw_only=True)
class GuardianAdded(Event):
    guardian_id: int
    sentence = _("A guardian was recorded")


@dataclass(frozen=True, kw_only=True)
class GuardianChanged(Event):
    guardian_id: int
    fields: list[str]
    sentence = _("Data of a guardian corrected")


@dataclass(frozen=True, kw_only=True)
class GuardianshipEnded(Event):
    guardian_id: int
    sentence = _("A guardian was taken off")


@dataclass(frozen=True, kw_only=True)
class GuardianshipRestored(Event):
    guardian_id: int
    sentence = _("A guardian was put back")


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(Event):
    consent_id: int
    purpose: str
    sentence = _("A consent was recorded")


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    consent_id: int
    purpose: str
    withdrawn_on: date
    sentence = _("A consent was withdrawn on %(withdrawn_on)s")


@dataclass(frozen=True, kw_only=True)
class ListDisclosed(Event):
    disclosure_id: int
    recipient_id: int
    recipient: str
    count: int
    sentence = _("A list was disclosed to %(recipient)s; pupils: %(count)s")


@dataclass(frozen=True, kw_only=True)
class DisclosureWithdrawn(Event):
    withdrawn_on: date
    sentence = _("The disclosure was withdrawn on %(withdrawn_on)s")


@dataclass(frozen=True, kw_only=True)
class CodesMade(Event):
    count: int
    sentence = _("Codes for taking over accounts were printed: %(count)s")


@dataclass(frozen=True, kw_only=True)
class CodeUsed(Event):
    kind: str
    sentence = _("An account was taken over by a code")


@dataclass(frozen=True, kw_only=True)
class StaffAdded(Event):
    sentence = _("Added: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class StaffChanged(Event):
    """`fields`: which data, never what they say: contacts are not for everybody who reads the history."""

    fields: list[str]
    sentence = _("Data of a member of staff corrected")


@dataclass(frozen=True, kw_only=True)
class OpeningsDeleted(Event):
    count: int
    sentence = _("Records of openings deleted because their term was over: %(count)s")


@dataclass(frozen=True, kw_only=True)
class DataDestroyed(Event):
    """Somebody's data were destroyed; higher modules destroy what they keep of the same person."""

    kind: str
    person_id: int
    act_id: int
    act_number: int
    sentence = _("Personal data destroyed, act No. %(act_number)s")


@dataclass(frozen=True, kw_only=True)
class RosterBrought(Event):
    organisation_id: int
    sentence = _("List of pupils brought in for a check: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class RosterRefused(Event):
    reason: str
    sentence = _("List of pupils could not be read: %(subject)s. %(reason)s")


@dataclass(frozen=True, kw_only=True)
class RosterWritten(Event):
    """One line for the whole list: pupils added, altered, moved into another class, and those who left."""

    organisation_id: int
    added: int
    altered: int
    moved: int
    left: int
    sentence = _(
        "List of pupils written: %(subject)s. New: %(added)s, changed: %(altered)s, other class: %(moved)s, "
        "left: %(left)s."
    )


@dataclass(frozen=True, kw_only=True)
class RosterTakenBack(Event):
    organisation_id: int
    undone: int
    stayed: int
    sentence = _("List of pupils taken back: %(subject)s. Rows taken back: %(undone)s, left alone: %(stayed)s.")
