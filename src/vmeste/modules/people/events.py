"""What happens to people. Events tell ids, numbers and counts, never names."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


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
