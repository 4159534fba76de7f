"""Writing a project down, correcting it, taking it on to the next academic year."""

from datetime import datetime
from typing import Any

from django.db import models

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged, RowRemoved, RowRestored
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.modules.networks.models import Network
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import ProjectState, Section, WorkState
from vmeste.modules.projects.events import ProjectContinued, ProjectStarted, SectionWritten
from vmeste.modules.projects.models import (
    Indicator,
    IndicatorGroup,
    Project,
    ProjectText,
    Responsible,
    RoadmapRow,
)
from vmeste.modules.reference.models import AcademicYear

# Rows that go over as they are; what came of the year – states, values, evidence – stays with the year.
_COPIED = (
    *("texts", "participants", "centres", "approaches", "opportunities"),
    *("beneficiaries", "resources", "links", "contacts"),
)


@command(may=permissions.EDIT)
def start_project(network: Network, /, *, actor: Actor, **values: Any) -> Project:
    """Write a project down. Members of an organisation may write down only what their organisation leads."""
    project = Project()
    apply_values(project, values)
    announce(ProjectStarted(), actor=actor, subject=project)
    return project


@command(may=permissions.EDIT)
def edit_project(project: Project, /, *, actor: Actor, version: int | None = None, **values: Any) -> Project:
    """Raises EditConflict when somebody saved the project after `version` was read."""
    current = locked(project, version=version)
    if changes := changes_between(current, values):
        current.version += 1
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def remove_project(project: Project, *, actor: Actor, at: datetime) -> Project:
    """Take a project with all its rows out of the lists; `restore_project` brings it back."""
    current = locked(project)
    if current.removed_at is None:
        current.removed_at = at
        current.save(update_fields=["removed_at"])
        announce(RowRemoved(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def restore_project(project: Project, *, actor: Actor) -> Project:
    current = locked(project)
    if current.removed_at is not None:
        current.removed_at = None
        current.save(update_fields=["removed_at"])
        announce(RowRestored(), actor=actor, subject=current)
    return current


@command(may=permissions.EDIT)
def write_section(
    project: Project, *, section: Section, text: str, actor: Actor, version: int | None = None
) -> ProjectText | None:
    """Keep a section's own words; empty words take the text away. Answers the text, None when there is none.

    Raises:
        EditConflict: somebody saved this section after `version` was read.
    """
    found = project.texts.filter(section=section).first()
    current = locked(found, version=version) if found else ProjectText(project=project, section=section)
    text = text.strip()
    if not text and found is None:
        return None
    if current.text == text:
        return current
    if text:
        if found:
            current.version += 1
        apply_values(current, {"text": text})
    else:
        current.delete()
    announce(SectionWritten(section=str(section)), actor=actor, subject=project)
    return current if text else None


@command(may=permissions.EDIT)
def continue_project(project: Project, *, year: AcademicYear, actor: Actor) -> Project:
    """Copy a project to another academic year: its plan, not what came of it.

    Tasks, stages, roadmap rows (planned anew, without days), indicators (the target becomes nothing; values stay
    behind), participants, centres, texts and the like go over; costs, acts, roles and evidence are the year's own.
    """
    term = {"starts_on": year.starts_on, "ends_on": year.ends_on, "term": ""}
    copy: Project = _again(project, state=ProjectState.PLANNED, year=year, **term)
    copy.copied_from = project
    copy.save()
    for name in _COPIED:
        for row in getattr(project, name).all():
            _again(row, project=copy).save()
    places: dict[models.Model, models.Model] = {}
    for row in [*project.tasks.all(), *project.stages.all(), *project.indicator_groups.all()]:
        changed: dict[str, Any] = (
            {"base_period": row.target_period, "target_period": ""} if isinstance(row, IndicatorGroup) else {}
        )
        if hasattr(row, "starts_on"):
            changed |= {"starts_on": None, "ends_on": None, "term": ""}
        places[row] = _again(row, project=copy, **changed)
        places[row].save()
    for indicator in Indicator.objects.filter(project=project).select_related("group"):
        _again(indicator, project=copy, group=places[indicator.group]).save()
    for row in project.roadmap.exclude(state=WorkState.DROPPED).select_related("task", "stage"):
        task, stage = (places.get(part) if part else None for part in (row.task, row.stage))
        _copy_work(row, project=copy, task=task, stage=stage)
    announce(ProjectStarted(), actor=actor, subject=copy)
    announce(ProjectContinued(copy_id=copy.pk, year=str(year)), actor=actor, subject=project)
    return copy


def _copy_work(row: RoadmapRow, **places: Any) -> None:
    fresh = {"state": WorkState.PLANNED, "done_on": None, "evidence": "", "starts_on": None, "due_on": None, "term": ""}
    copied = _again(row, **fresh, **places)
    copied.save()
    Responsible.objects.bulk_create(
        Responsible(row=copied, position=r.position, kind=r.kind, name=r.name, organisation_id=r.organisation_id)
        for r in row.responsible_rows.all()
    )


def _again(row: Any, **changed: Any) -> Any:
    """An unsaved copy of a row with some values changed."""
    skipped = {"id", "network", "version", "removed_at", "copied_from"}
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in skipped}
    copy = type(row)(**values)
    for name, value in changed.items():
        setattr(copy, name, value)
    return copy
