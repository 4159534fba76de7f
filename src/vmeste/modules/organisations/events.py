"""What happens to organisations."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event, RowAdded


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(RowAdded):
    sentence = _("Registered: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class OrganisationEnded(Event):
    """Base of both ends: `successor` is the name of the one that goes on, empty for none."""

    organisation_id: int
    ended_on: date
    successor: str = ""
    sentence = _("Ended on %(ended_on)s")


@dataclass(frozen=True, kw_only=True)
class OrganisationDissolved(OrganisationEnded):
    sentence = _("Dissolved on %(ended_on)s")


@dataclass(frozen=True, kw_only=True)
class OrganisationReorganised(OrganisationEnded):
    sentence = _("Reorganised on %(ended_on)s; goes on as %(successor)s")


@dataclass(frozen=True, kw_only=True)
class OrganisationReactivated(Event):
    organisation_id: int
    sentence = _("Active again")


@dataclass(frozen=True, kw_only=True)
class OrganisationsMerged(Event):
    """Two rows became one; the facts are what undoing needs.

    `moved`: "app.Model.field" → ids that pointed at the dropped row. `doubles`: "app.Model" → ids removed because
    the kept row had the same. `values`: field → [before, after] of the kept row, as stored. `aliases`: ids of names
    added to it. `members` and `ended_members`: memberships moved, and ended because the person had the same role.
    """

    kept_id: int
    dropped_id: int
    dropped: str
    moved: dict[str, list[int]] = field(default_factory=dict)
    doubles: dict[str, list[int]] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    aliases: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    ended_members: list[int] = field(default_factory=list)
    invitations: list[int] = field(default_factory=list)
    sentence = _("Merged with the duplicate “%(dropped)s”")


@dataclass(frozen=True, kw_only=True)
class OrganisationMergedAway(Event):
    """Said about the dropped row, so that its own history and the search index know."""

    kept_id: int
    kept: str
    sentence = _("Merged into “%(kept)s”")


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """`line_id` is the history line of the merge."""

    line_id: int
    dropped_id: int
    dropped: str
    sentence = _("The merge with “%(dropped)s” was undone")


@dataclass(frozen=True, kw_only=True)
class OrganisationsToldApart(Event):
    other_id: int
    other: str
    sentence = _("Is not the same as “%(other)s”")


@dataclass(frozen=True, kw_only=True)
class PaperAttached(Event):
    file: str
    sentence = _("File attached: %(file)s")
