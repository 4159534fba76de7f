"""Two rows of the register become one, and two again when that was wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.access.permissions import require
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged, RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import files_of
from vmeste.foundation.tenancy.scope import current_network_id
from vmeste.modules.networks.models import Invitation, Membership
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.choices import AliasKind
from vmeste.modules.organisations.errors import CannotMerge, CannotUndoMerge
from vmeste.modules.organisations.events import (
    MergeUndone,
    OrganisationMergedAway,
    OrganisationsMerged,
    OrganisationsToldApart,
)
from vmeste.modules.organisations.models import Alias, Comparison, DistinctPair, Organisation
from vmeste.modules.organisations.selectors.merges import MergePlan, last_merge_of, members_of, merge_plan

_FILES = "files.StoredFile.subject_id"


@command(may=permissions.MERGE)
def merge_organisations(
    keep: Organisation,
    *,
    actor: Actor,
    drop: Organisation,
    at: datetime,
    choices: Mapping[str, str] | None = None,
    remove_doubles: bool = False,
    version: int | None = None,
) -> Organisation:
    """Make `drop` a part of `keep`: everything that points at `drop` points at `keep`, its names become other names.

    `choices` says for a field whose value stays, `keep` or `drop`; an unnamed field keeps the value of `keep` unless
    that is empty. `remove_doubles` removes rows that `keep` has already (the same partnership recorded twice).
    `undo_merge` takes it back. Costs about 4 statements for each row that moves.

    Raises:
        CannotMerge: something stands in the way; nothing was changed.
        ValidationError: the chosen values break a rule; the messages name fields.
        PermissionDenied: the actor may not merge one of the two.
    """
    require(actor, permissions.MERGE, drop)
    keep, drop = _both_locked(keep, drop, version=version)
    plan = merge_plan(keep, drop)
    obstacles = [*_absences(keep, drop), *plan.obstacles]
    if plan.doubles and not remove_doubles:
        obstacles += [_("Recorded for both: %(what)s.") % {"what": row} for row in plan.doubles]
    if obstacles:
        raise CannotMerge(obstacles)
    facts = _move(plan, actor=actor, at=at)
    drop.removed_at, drop.merged_into = at, keep
    drop.version += 1
    drop.save(update_fields=["removed_at", "merged_into", "version"])
    names = (keep.name, keep.short_name)
    values = _chosen(plan, choices or {})
    before = {name: _stored(keep, name) for name in values}
    keep.version += 1
    apply_values(keep, values)
    facts["values"] = {name: [was, _stored(keep, name)] for name, was in before.items()}
    facts["aliases"] = [alias.pk for alias in _named(keep, (drop.name, drop.short_name), names)]
    event = OrganisationsMerged(kept_id=keep.pk, dropped_id=drop.pk, dropped=str(drop), **facts)
    announce(event, actor=actor, subject=keep)
    announce(OrganisationMergedAway(kept_id=keep.pk, kept=str(keep)), actor=actor, subject=drop)
    return keep


@command(may=permissions.MERGE)
def undo_merge(keep: Organisation, *, actor: Actor, line_id: int, at: datetime) -> Organisation:
    """Take the latest merge into `keep` back; answers the row that was dropped, present again.

    What moved and still points at `keep` goes back; what was changed since stays as it was changed; what was added
    to `keep` since stays with it. `line_id` is the history line of the merge, so that nobody undoes another one.

    Raises:
        CannotUndoMerge: it is not the latest merge, or the rows can no longer stand side by side.
    """
    keep = locked(keep)
    line = last_merge_of(keep)
    if line is None or line.pk != line_id:
        raise CannotUndoMerge([_("Only the latest merge can be undone, and only once.")])
    facts = line.facts
    drop: Organisation = Organisation.with_removed.select_for_update(of=("self",)).get(pk=facts["dropped_id"])
    try:
        _take_values_back(keep, facts, at=at)
        drop.removed_at, drop.merged_into = None, None
        drop.version += 1
        drop.full_clean()
        drop.save(update_fields=["removed_at", "merged_into", "version"])
        _move_back(keep, drop, facts, actor=actor)
    except ValidationError as refusal:
        raise CannotUndoMerge(refusal.messages) from refusal
    announce(MergeUndone(line_id=line.pk, dropped_id=drop.pk, dropped=str(drop)), actor=actor, subject=keep)
    announce(RowRestored(), actor=actor, subject=drop)
    return drop


@command(may=permissions.MERGE)
def tell_apart(organisation: Organisation, *, actor: Actor, other: Organisation) -> DistinctPair:
    """Remember that two organisations are not the same, so that nobody is asked again.

    Raises:
        CannotMerge: they are one row.
        PermissionDenied: the actor may not merge one of the two.
    """
    require(actor, permissions.MERGE, other)
    if organisation.pk == other.pk:
        raise CannotMerge([_("This is one and the same organisation.")])
    first, second = sorted((organisation, other), key=lambda row: row.pk)
    pair: DistinctPair
    pair, is_new = DistinctPair.objects.get_or_create(first=first, second=second)
    if is_new:
        announce(OrganisationsToldApart(other_id=other.pk, other=str(other)), actor=actor, subject=organisation)
    return pair


@command(may=permissions.MERGE)
def keep_comparison(
    network: Any, *, actor: Actor, compared: int, pairs: list[Any], at: datetime, finish: Callable[[], None]
) -> Comparison:
    """Keep what a comparison of the register found, instead of what the actor's last one did."""
    assert actor.user_id is not None
    values = {"made_at": at, "compared": compared, "pairs": pairs}
    comparison, _is_new = Comparison.objects.update_or_create(user_id=actor.user_id, defaults=values)
    finish()
    return comparison


# Merging


def _both_locked(keep: Organisation, drop: Organisation, *, version: int | None) -> tuple[Organisation, Organisation]:
    """Both rows, locked in the order of their keys, so that a merge the other way round cannot wait for this one."""
    found = {}
    for row in sorted((keep, drop), key=lambda row: row.pk):
        found[row.pk] = locked(row, version=version if row.pk == keep.pk else None)
    return found[keep.pk], found[drop.pk]


def _absences(*rows: Organisation) -> list[str]:
    return [_("“%(name)s” is removed.") % {"name": row} for row in rows if row.removed_at is not None]


def _move(plan: MergePlan, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Point everything at the kept row; answers what was done, as the event's facts."""
    keep, drop = plan.keep, plan.drop
    moved: dict[str, list[int]] = defaultdict(list)
    doubles: dict[str, list[int]] = defaultdict(list)
    for part in plan.moved:
        for row in part.doubles:
            doubles[part.model._meta.label].append(row.pk)
            _set(row, removed_at=at)
            announce(RowRemoved(), actor=actor, subject=row)
        for row in part.moving:
            names = [name for name in part.names if getattr(row, f"{name}_id") == drop.pk]
            for name in names:
                moved[f"{part.model._meta.label}.{name}"].append(row.pk)
            _repoint(row, names, drop, keep, actor=actor)
    if files := list(files_of(drop).values_list("pk", flat=True)):
        files_of(drop).update(subject_id=keep.pk)
        moved[_FILES] = files
    members, ended = _move_members(drop, keep, at=at)
    invitations = Invitation.objects.filter(network_id=current_network_id(), organisation_id=drop.pk)
    invited = list(invitations.values_list("pk", flat=True))
    invitations.update(organisation_id=keep.pk)
    return {
        "moved": dict(moved),
        "doubles": dict(doubles),
        "members": members,
        "ended_members": ended,
        "invitations": invited,
    }


def _repoint(row: Any, names: Iterable[str], before: Organisation, after: Organisation, *, actor: Actor) -> None:
    names = list(names)
    _set(row, **dict.fromkeys(names, after))
    if getattr(row, "removed_at", None) is None:
        changes = {name: [str(before), str(after)] for name in names}
        announce(RowChanged(changes=changes), actor=actor, subject=row)


def _set(row: Any, **values: Any) -> None:
    """Write some columns of a row of any model, and let whoever edits it meanwhile notice."""
    for name, value in values.items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        values["version"] = F("version") + 1
    manager: Any = getattr(type(row), "with_removed", type(row)._default_manager)
    manager.filter(pk=row.pk).update(**values)


def _move_members(drop: Organisation, keep: Organisation, *, at: datetime) -> tuple[list[int], list[int]]:
    """Roles for the dropped row become roles for the kept one; a role somebody has for both ends once."""
    has = set(members_of(keep).values_list("user_id", "role", "territory_id"))
    moved: list[int] = []
    ended: list[int] = []
    for member in members_of(drop):
        is_double = (member.user_id, member.role, member.territory_id) in has
        rows = Membership.objects.filter(pk=member.pk)
        if is_double:
            rows.update(ended_at=at)
        else:
            rows.update(organisation_id=keep.pk)
        (ended if is_double else moved).append(member.pk)
    return moved, ended


def _chosen(plan: MergePlan, choices: Mapping[str, str]) -> dict[str, Any]:
    """The values the kept row takes over."""
    taken = {}
    for choice in plan.fields:
        if choices.get(choice.name, choice.proposed) == "drop":
            taken[choice.name] = getattr(plan.drop, choice.name)
    return taken


def _named(keep: Organisation, dropped: Iterable[str], former: Iterable[str]) -> Iterable[Alias]:
    """Add every name of the two that the kept row would lose, as another name of it."""
    known = {keep.name, keep.short_name, "", *Alias.objects.filter(organisation=keep).values_list("name", flat=True)}
    for names, kind in ((dropped, AliasKind.MERGED), (former, AliasKind.SPELLING)):
        for name in names:
            if name not in known:
                known.add(name)
                yield Alias.objects.create(organisation=keep, name=name, kind=kind)


def _stored(row: Organisation, name: str) -> Any:
    """A value as JSON holds it: keys of rows, days as text."""
    value = getattr(row, Organisation._meta.get_field(name).attname)  # type: ignore[union-attr]
    return value.isoformat() if hasattr(value, "isoformat") else value


# Undoing


def _take_values_back(keep: Organisation, facts: dict[str, Any], *, at: datetime) -> None:
    """Give the kept row its own values again where nobody has changed them since, and take the gained names away."""
    Alias.objects.filter(pk__in=facts["aliases"], organisation=keep).update(removed_at=at, version=F("version") + 1)
    for name, (before, after) in facts["values"].items():
        field: Any = Organisation._meta.get_field(name)
        if _stored(keep, name) == after:
            target = field.target_field if field.is_relation else field
            setattr(keep, field.attname, target.to_python(before))
    keep.version += 1
    keep.full_clean()
    keep.save()


def _move_back(keep: Organisation, drop: Organisation, facts: dict[str, Any], *, actor: Actor) -> None:
    moved = dict(facts["moved"])
    files = StoredFile.objects.filter(pk__in=moved.pop(_FILES, []), subject_id=keep.pk)
    files.filter(subject_type=keep._meta.label).update(subject_id=drop.pk)
    names_of: dict[tuple[str, int], list[str]] = defaultdict(list)
    for place, ids in moved.items():
        label, name = place.rsplit(".", 1)
        for pk in _rows_of(label).filter(pk__in=ids, **{name: keep}).values_list("pk", flat=True):
            names_of[label, pk].append(name)
    for (label, pk), names in sorted(names_of.items()):
        _repoint(_rows_of(label).get(pk=pk), names, keep, drop, actor=actor)
    for label, ids in facts["doubles"].items():
        for row in _rows_of(label).filter(pk__in=ids, removed_at__isnull=False).order_by("pk"):
            row.removed_at = None
            row.validate_constraints()
            _set(row, removed_at=None)
            announce(RowRestored(), actor=actor, subject=row)
    _move_members_back(keep, drop, facts)


def _rows_of(label: str) -> Any:
    model: type[models.Model] = apps.get_model(label)
    return getattr(model, "with_removed", model._default_manager)


def _move_members_back(keep: Organisation, drop: Organisation, facts: dict[str, Any]) -> None:
    of_network = Membership.objects.filter(network_id=current_network_id())
    of_network.filter(pk__in=facts["members"], organisation_id=keep.pk).update(organisation_id=drop.pk)
    # A role that ended with the merge comes back only to people who still have it: nobody is let in anew.
    has = set(members_of(keep).values_list("user_id", "role"))
    for member in of_network.filter(pk__in=facts["ended_members"]):
        if (member.user_id, member.role) in has:
            of_network.filter(pk=member.pk).update(ended_at=None)
    invitations = Invitation.objects.filter(network_id=current_network_id(), pk__in=facts["invitations"])
    invitations.filter(organisation_id=keep.pk).update(organisation_id=drop.pk)
