"""The works of a roadmap: planned, under way, done with evidence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import Event, PartChanged
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.editing.parts import parts_of
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import WorkState
from vmeste.modules.projects.events import WorkBegun, WorkDone, WorkDropped, WorkPlanned
from vmeste.modules.projects.models import Project, Responsible, RoadmapRow
from vmeste.modules.projects.selectors.naming import Named

_PLAIN = parts_of(RoadmapRow, of="project", may=permissions.EDIT)


@command(may=permissions.EDIT)
def add_work(project: Project, /, *, actor: Actor, responsible: Iterable[Named] = (), **values: Any) -> RoadmapRow:
    """Put a work at the end of the roadmap, with those who answer for it."""
    row = _PLAIN.add(project, actor=actor, **values)
    _name(row, list(responsible))
    return row


@command(may=permissions.EDIT)
def change_work(
    project: Project,
    /,
    *,
    part: RoadmapRow,
    actor: Actor,
    version: int | None = None,
    responsible: Iterable[Named] | None = None,
    **values: Any,
) -> RoadmapRow:
    """Correct a work and, unless None, who answers for it.

    Raises:
        EditConflict: somebody saved the work after `version` was read.
    """
    current = locked(project.roadmap.get(pk=part.pk), version=version)
    changes = changes_between(current, values)
    named = None if responsible is None else list(responsible)
    before = [row.name for row in current.responsible_rows.all()]
    if named is not None and (after := [one.name for one in named]) != before:
        changes["responsible_rows"] = ["; ".join(before), "; ".join(after)]
    if changes:
        current.version += 1
        apply_values(current, values)
        if named is not None:
            _name(current, named)
        label = RoadmapRow._meta.label
        announce(
            PartChanged(part=label, part_id=current.pk, what=str(current), changes=changes),
            actor=actor,
            subject=project,
        )
    return current


@command(may=permissions.REPORT)
def report_work(
    project: Project,
    /,
    *,
    part: RoadmapRow,
    state: WorkState,
    actor: Actor,
    done_on: date | None = None,
    evidence: str = "",
) -> RoadmapRow:
    """Say how far a work is; a day and evidence belong to what is done."""
    current = locked(project.roadmap.get(pk=part.pk))
    is_done = state == WorkState.DONE
    values = {"state": state, "done_on": done_on if is_done else None, "evidence": evidence if is_done else ""}
    if changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(_fact(current), actor=actor, subject=project)
    return current


def _fact(row: RoadmapRow) -> Event:
    if row.state == WorkState.DONE:
        return WorkDone(row_id=row.pk, work=str(row), done_on=row.done_on, evidence=row.evidence)
    others: dict[str, type[WorkPlanned | WorkBegun | WorkDropped]] = {
        WorkState.PLANNED: WorkPlanned,
        WorkState.UNDER_WAY: WorkBegun,
        WorkState.DROPPED: WorkDropped,
    }
    return others[row.state](row_id=row.pk, work=str(row))


def _name(row: RoadmapRow, named: list[Named]) -> None:
    row.responsible_rows.all().delete()
    Responsible.objects.bulk_create(
        Responsible(row=row, position=position, kind=one.kind, name=one.name, organisation=one.organisation)
        for position, one in enumerate(named, start=1)
    )


WORKS = replace(_PLAIN, add=add_work, change=change_work)
