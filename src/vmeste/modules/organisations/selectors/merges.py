"""What a merge would do, before anybody does it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.editing.edits import in_words
from vmeste.foundation.editing.uses import foreign_keys_to, uses_of
from vmeste.foundation.files.services import files_of
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.modules.networks.models import Membership
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.events import MergeUndone, OrganisationsMerged
from vmeste.modules.organisations.models import Alias, DistinctPair, Organisation

MERGED_FIELDS = (
    "name",
    "short_name",
    "kind",
    "is_legal_entity",
    "parent",
    "inn",
    "ogrn",
    "kpp",
    "oktmo",
    "territory",
    "address",
    "phone",
    "email",
    "site",
    "partner_since",
    "is_shared",
    "note",
)
"""What a person may choose of either row; the end of an organisation stays that of the row kept."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field in which two rows differ, both values in words, and whose is proposed: `keep` or `drop`."""

    name: str
    label: str
    kept: str
    dropped: str
    proposed: str


@dataclass(slots=True)
class MovedRows:
    """Rows of one model that point at the dropped row through the foreign keys `names`."""

    model: type[models.Model]
    names: list[str]
    rows: list[Any]
    doubles: list[Any] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def moving(self) -> list[Any]:
        doubled = {row.pk for row in self.doubles}
        return [row for row in self.rows if row.pk not in doubled]

    @property
    def moving_present(self) -> int:
        """How many of the rows that move are not removed themselves."""
        return sum(1 for row in self.moving if getattr(row, "removed_at", None) is None)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Everything a merge of `drop` into `keep` would do; with obstacles it does nothing."""

    keep: Organisation
    drop: Organisation
    fields: list[FieldChoice]
    moved: list[MovedRows]
    files: int
    people: int
    obstacles: list[str]

    @property
    def doubles(self) -> list[Any]:
        """Rows that the kept organisation has already; other names among them need no decision."""
        return [row for part in self.moved if part.model is not Alias for row in part.doubles]

    @property
    def gained_names(self) -> list[str]:
        """Names the kept organisation would answer to besides its own."""
        own = {self.keep.name, self.keep.short_name, ""}
        return list(dict.fromkeys(name for name in (self.drop.name, self.drop.short_name) if name not in own))


def merge_plan(keep: Organisation, drop: Organisation) -> MergePlan:
    """What merging would do.

    Costs 2 queries for each model that points at organisations and about 2 for each row that would move.
    """
    obstacles: list[str] = []
    if keep.pk == drop.pk:
        return MergePlan(keep, drop, [], [], 0, 0, [_("This is one and the same organisation.")])
    obstacles += _kinship(keep, drop)
    moved = [part for part in _pointing_at(keep, drop) if part.rows]
    for part in moved:
        obstacles += _sort_out(part, keep, drop)
    return MergePlan(
        keep=keep,
        drop=drop,
        fields=list(_choices(keep, drop)),
        moved=moved,
        files=files_of(drop).count(),
        people=members_of(drop).count(),
        obstacles=list(dict.fromkeys(obstacles)),
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """The roles people hold for it now; 1 query when read."""
    rows = Membership.objects.filter(network_id=current_network_id(), organisation_id=organisation.pk, ended_at=None)
    return rows.order_by("pk")


def last_merge_of(organisation: Organisation) -> Activity | None:
    """The latest merge into this row that nobody has undone; 1 query."""
    undone = set()
    for line in history_of(organisation).filter(event__in=(MergeUndone.key, OrganisationsMerged.key)):
        if line.event == MergeUndone.key:
            undone.add(line.facts["line_id"])
        elif line.pk not in undone:
            return line  # the newest come first, and what undoes is newer than what it undoes
    return None


def merged_into(actor: Actor, pk: int) -> Organisation | None:
    """The organisation into which the one with this number went, if the actor sees it; 1 query a merge and 1 more."""
    rows = Organisation.with_removed
    seen: set[int] = set()
    following: int | None = pk
    while following is not None and following not in seen:
        seen.add(following)
        last, following = following, rows.filter(pk=following).values_list("merged_into", flat=True).first()
    return None if last == pk else rows_for(actor, permissions.VIEW, Organisation).filter(pk=last).first()


def _kinship(keep: Organisation, drop: Organisation) -> Iterator[str]:
    if drop in _chain(keep, "parent") or keep in _chain(drop, "parent"):
        yield _("One of them is a part of the other.")
    if drop in _chain(keep, "successor") or keep in _chain(drop, "successor"):
        yield _("One of them is the successor of the other.")


def _chain(row: Organisation, name: str) -> list[Organisation]:
    """The row's parent, or successor, and theirs; 1 query each."""
    found: list[Organisation] = []
    following = getattr(row, name)
    while following is not None and following not in found:
        found.append(following)
        following = getattr(following, name)
    return found


def _pointing_at(keep: Organisation, drop: Organisation) -> Iterator[MovedRows]:
    names: dict[type[models.Model], list[str]] = {}
    for key in foreign_keys_to(Organisation):
        if key.model is not DistinctPair:  # which two rows differ stays a word about those two
            names.setdefault(key.model, []).append(key.name)
    for model, keys in names.items():
        condition = Q()
        for name in keys:
            condition |= Q(**{name: drop})
        manager: Any = getattr(model, "with_removed", model._default_manager)
        rows = manager.filter(condition).order_by("pk")
        if model is Organisation:
            rows = rows.exclude(pk__in=[keep.pk, drop.pk])
        yield MovedRows(model, keys, list(rows))


def _sort_out(part: MovedRows, keep: Organisation, drop: Organisation) -> Iterator[str]:
    """Find the rows the kept organisation has already, and say what else stands in the way."""
    for row in part.rows:
        if getattr(row, "removed_at", None) is not None:
            continue
        before = str(row)
        broken = list(_broken_constraints(row, part.names, keep, drop))
        if not broken:
            continue
        is_double = all(isinstance(constraint, models.UniqueConstraint) for constraint, _refusal in broken)
        if is_double and hasattr(row, "removed_at") and not uses_of(row):
            part.doubles.append(row)
            continue
        for _constraint, refusal in broken:
            what = f"{part.model._meta.verbose_name} «{before}»"
            yield _("%(what)s: %(why)s") % {"what": what[:1].upper() + what[1:], "why": " ".join(refusal.messages)}


def _broken_constraints(
    row: Any, names: list[str], keep: Organisation, drop: Organisation
) -> Iterator[tuple[models.BaseConstraint, ValidationError]]:
    """The rules of the row that would break if it pointed at `keep`; the row itself is left as it was."""
    changed = [name for name in names if getattr(row, f"{name}_id") == drop.pk]
    for name in changed:
        setattr(row, name, keep)
    try:
        for constraint in row._meta.constraints:
            if not _mentions(constraint, changed):
                continue
            try:
                constraint.validate(type(row), row)
            except ValidationError as refusal:
                yield constraint, refusal
    finally:
        for name in changed:
            setattr(row, name, drop)


def _mentions(constraint: models.BaseConstraint, names: list[str]) -> bool:
    fields = set(getattr(constraint, "fields", ()))
    condition = getattr(constraint, "condition", None)
    if condition is not None:
        fields |= {name.removesuffix("_id") for name in condition.referenced_base_fields}
    return bool(fields & set(names))


def _shown(row: Organisation, name: str) -> str:
    value = getattr(row, name)
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else in_words(row, name)


def _choices(keep: Organisation, drop: Organisation) -> Iterator[FieldChoice]:
    for name in MERGED_FIELDS:
        kept, dropped = _shown(keep, name), _shown(drop, name)
        if kept != dropped:
            column: Any = Organisation._meta.get_field(name)
            label = str(column.verbose_name)
            # What it is called stays unless somebody says otherwise; other gaps are filled.
            proposed = "keep" if kept or name == "short_name" else "drop"
            yield FieldChoice(name, label, kept, dropped, proposed)
