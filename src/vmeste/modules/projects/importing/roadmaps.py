"""Tasks, stages and the works of a roadmap, of a passport or of a plan of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vmeste.modules.documents.choices.receiving import Input, InputKind, Proposal, Source
from vmeste.modules.projects import models
from vmeste.modules.projects.selectors.naming import meant_by
from vmeste.modules.projects.services import parts, roadmap
from vmeste.pure.dates import PartialDate, UnreadableDate, from_code
from vmeste.pure.dates import parse as parse_date
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import FoundWork, Place
from vmeste.pure.reading.containers.drafts import split_mark
from vmeste.pure.reading.forms.practice import one_line
from vmeste.pure.reading.forms.roadmaps import responsible_in

from .base import ORDER, PROJECT_INPUT, PartReceiver, practice_in
from .projects import day_after, is_roadmap
from .values import says_the_same

_LISTED = 0.95
_TASKLESS = 0.5
ROADMAP = "project-roadmap"
TASK, STAGE = "project-task", "project-stage"


@dataclass(slots=True)
class _Task:
    """A task that works name, by its number or its words, in whatever wording each has it."""

    wordings: dict[str, Place] = field(default_factory=dict)


def _tasks_of_works(source: Source) -> dict[str, _Task]:
    """The tasks of a roadmap by what tells them apart, numbered ones in the order of their numbers."""
    tasks: dict[str, _Task] = {}
    for work in source.reading.works:
        if work.task:
            wordings = tasks.setdefault(_task_key(work), _Task()).wordings
            wordings.setdefault(one_line(work.task).rstrip("."), work.place)
    numbered = sorted((key for key in tasks if key.startswith("№")), key=lambda key: [*map(int, key[1:].split("."))])
    return {key: tasks[key] for key in (*numbered, *(key for key in tasks if not key.startswith("№")))}


def _task_key(work: FoundWork) -> str:
    return f"№{work.task_number}" if work.task_number else normalise_name(work.task)


class TaskReceiver(PartReceiver):
    key = TASK
    label = gettext_lazy("Task")
    label_plural = gettext_lazy("Tasks")
    order = ORDER + 10
    model, edits = models.ProjectTask, parts.TASKS
    said_by = ("text",)
    inputs = (PROJECT_INPUT, Input("text", gettext_lazy("Task"), is_required=True))

    def propose(self, source: Source) -> Iterable[Proposal]:
        if (practice := practice_in(source)) is not None:
            for number, task in enumerate(practice.tasks, start=1):
                yield self.proposed(number, {"text": task.text}, task.places, _LISTED)
        elif is_roadmap(source):
            for number, named in enumerate(source.once(_tasks_of_works).values(), start=1):
                text, *others = named.wordings
                note = _("The document words it in several ways: %(texts)s") % {"texts": " / ".join(others)}
                yield self.proposed(
                    number, {"text": text}, named.wordings.values(), _LISTED, note=note[:500] if others else ""
                )


class StageReceiver(PartReceiver):
    key = STAGE
    label = pgettext_lazy("project", "Stage")
    label_plural = pgettext_lazy("project", "Stages")
    order = ORDER + 12
    model, edits = models.ProjectStage, parts.STAGES
    said_by = ("name",)
    inputs = (
        PROJECT_INPUT,
        Input("name", pgettext_lazy("project", "Stage"), is_required=True),
        Input("term", gettext_lazy("Term in words")),
        Input("starts_on", gettext_lazy("Begins"), InputKind.DATE),
        Input("ends_on", gettext_lazy("Ends before"), InputKind.DATE),
        Input("goal", gettext_lazy("Goal of the stage"), InputKind.TEXT),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        if practice_in(source) is None and not is_roadmap(source):
            return
        for number, stage in enumerate(source.reading.stages, start=1):
            first, last = _days(from_code(stage.date.code)) if stage.date else ("", "")
            values = {
                "name": stage.name or one_line(stage.text)[:200],
                "term": one_line(stage.date.text) if stage.date else "",
                "starts_on": first,
                "ends_on": day_after(last),
                "goal": stage.goal,
            }
            yield self.proposed(number, values, (stage.place,), stage.confidence)


class WorkReceiver(PartReceiver):
    key = "roadmap-row"
    label = gettext_lazy("Work of the roadmap")
    label_plural = gettext_lazy("Roadmap")
    order = ORDER + 60
    model, edits, page = models.RoadmapRow, roadmap.WORKS, ROADMAP
    said_by = ("content", "task", "stage", "number")
    inputs = (
        PROJECT_INPUT,
        Input("number", gettext_lazy("Number")),
        Input("task", gettext_lazy("Task"), InputKind.LINK, to=TASK),
        Input("stage", pgettext_lazy("project", "Stage"), InputKind.LINK, to=STAGE),
        Input("content", gettext_lazy("Content of the work"), InputKind.TEXT, is_required=True),
        Input("results", gettext_lazy("Form of results"), InputKind.LINES),
        Input("responsible", gettext_lazy("Responsible"), InputKind.LINES),
        Input("term", gettext_lazy("Term in words")),
        Input("starts_on", gettext_lazy("Begins"), InputKind.DATE),
        Input("due_on", gettext_lazy("Due on"), InputKind.DATE),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        is_passport = practice_in(source) is not None
        if not is_passport and not is_roadmap(source):
            return
        tasks = {} if is_passport else source.once(_tasks_of_works)
        keys = {task: f"{TASK}:{number}" for number, task in enumerate(tasks, start=1)}
        for number, work in enumerate(source.reading.works, start=1):
            first, last = _term(work.term)
            values = {
                "number": "" if work.task_number else work.number,
                "task": keys.get(_task_key(work), "") if work.task else "",
                "stage": "" if work.stage is None else f"{STAGE}:{work.stage + 1}",
                "content": "\n".join(work.contents) or work.text,
                "results": [one_line(line) for line in work.results],
                "responsible": [one_line(name) for name in work.responsible],
                "term": one_line(work.term),
                "starts_on": first if first != last else "",
                "due_on": last,
            }
            torn = bool(tasks) and not work.task
            note = _("The row names no task: perhaps it goes on from a page before.") if torn else ""
            yield self.proposed(number, values, (work.place,), _TASKLESS if torn else work.confidence, note=note)

    def title_of(self, values: Mapping[str, Any]) -> str:
        return super().title_of({"content": f"{values.get('number', '')} {values.get('content', '')}".strip()})

    def rows(self) -> Any:
        named = models.Responsible.objects.order_by("position", "pk")
        return super().rows().prefetch_related(Prefetch("responsible_rows", named))

    def values_of(self, row: Any) -> dict[str, Any]:
        return super().values_of(row) | {"responsible": [one.name for one in row.responsible_rows.all()]}

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """Printing numbers what has no number, joins names with commas and drops the marks of items."""
        if one.name == "number" and not before:
            return True
        if one.name == "responsible":
            before, after = ([*responsible_in([", ".join(names or ())])] for names in (before, after))
        if one.name == "content":
            before, after = ("\n".join(map(_unmarked, text.splitlines())) for text in (before or "", after or ""))
        return says_the_same(one.kind, before, after)

    def score(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> float:
        """A number of its own tells a work as well as half its words do."""
        score = super().score(present, values)
        number = values.get("number")
        return min(score + 0.3, 0.99) if number and number == present.get("number") else score

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        fields = super().fields(values)
        if "responsible" in values:
            fields["responsible"] = meant_by(self.actor, values["responsible"] or ())
        return fields


def _unmarked(line: str) -> str:
    return split_mark(line)[1]


def _term(text: str) -> tuple[str, str]:
    """First and last day of a term in words that names a year, ISO; empty where it does not."""
    try:
        value = parse_date(one_line(text), lang="ru") if text.strip() else None
    except UnreadableDate:
        return "", ""
    return _days(value)


def _days(value: Any) -> tuple[str, str]:
    if not isinstance(value, PartialDate):
        return "", ""
    first, ends_on = value.starts_on, value.ends_on
    return first.isoformat() if first else "", (ends_on - timedelta(days=1)).isoformat() if ends_on else ""
