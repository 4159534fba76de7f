"""The project itself: what the passport says of it as a whole, or the title of a roadmap."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.choices.receiving import Input, InputKind, Likeness, Proposal, Source
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import ProjectKind
from vmeste.modules.projects.models import Project
from vmeste.modules.projects.services.keeping import edit_project, remove_project, start_project
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import Passage, Place
from vmeste.pure.reading.forms.practice import Practice, Words, one_line
from vmeste.pure.reading.reading import PLAN

from .base import ORDER, ORGANISATION, PROJECT, Declared, mentions_in, practice_in, shortened

_SURE, _TITLED, _GUESSED = 0.96, 0.8, 0.4
_LONGEST_TITLE = 300
_TITLE = re.compile(
    r"дорожн\w+ карт|план\b|план\w* (?:мероприятий|работ|реализации)|программ\w+ развития", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:проект|практик|кластер|модел|программ|площадк)\w*[^«»]{0,60}«(?P<name>[^«»]{3,200})»", re.IGNORECASE
)


class ProjectReceiver(Declared):
    key = PROJECT
    label = gettext_lazy("Project")
    label_plural = gettext_lazy("Projects")
    order = ORDER
    model = Project
    said_by = ("name", "working_name")
    inputs = (
        Input("kind", gettext_lazy("Kind"), InputKind.CHOICE, ProjectKind.choices),
        Input("name", gettext_lazy("Name"), is_required=True),
        Input("working_name", gettext_lazy("Working name")),
        Input("territory_name", gettext_lazy("Territory")),
        Input("term", gettext_lazy("Term in words")),
        Input("starts_on", gettext_lazy("Begins"), InputKind.DATE),
        Input("ends_on", gettext_lazy("Ends before"), InputKind.DATE),
        Input("goal", gettext_lazy("Goal"), InputKind.TEXT),
        Input("taking_part", gettext_lazy("People who take part"), InputKind.NUMBER),
        Input("reached", gettext_lazy("People the effect reaches"), InputKind.NUMBER),
        Input("lead", gettext_lazy("Leads"), InputKind.LINK, to=ORGANISATION),
    )

    # Looking

    def propose(self, source: Source) -> Iterable[Proposal]:
        practice = practice_in(source)
        if practice is not None:
            yield self._of_practice(source, practice)
        elif is_roadmap(source):
            yield self._of_roadmap(source)

    def _of_practice(self, source: Source, practice: Practice) -> Proposal:
        said = {
            "name": practice.name,
            "working_name": practice.working_name,
            "territory_name": practice.territory,
            "term": Words() if practice.span else practice.term,
            "goal": practice.goal,
            "taking_part": practice.taking_part,
            "reached": practice.reached,
        }
        values = {name: words.text for name, words in said.items() if words}
        places = [place for words in said.values() for place in words.places]
        if practice.span:
            first, last = practice.span
            values |= {"starts_on": first, "ends_on": day_after(last)}
        if lead := next((text for place in practice.lead.places for text, _at in mentions_in(source, place)), ""):
            values["lead"] = source.key_of(ORGANISATION, lead)
        values = {"kind": ProjectKind.PRACTICE.value, **{name: value for name, value in values.items() if value}}
        names = tuple(filter(None, (practice.name.text, practice.working_name.text)))
        return Proposal(PROJECT, values, tuple(places), _SURE, names)

    def _of_roadmap(self, source: Source) -> Proposal:
        """A roadmap seldom says whose it is: its title where it has one, else the name of the file."""
        title = _title_of_roadmap(source)
        if title is None:
            name = " ".join(PurePath(source.file_name).stem.replace("_", " ").replace("-", " ").split())
            note = _("The document does not name its project: this is the name of the file.")
            works = source.reading.works
            return Proposal(PROJECT, {"name": name}, (works[0].place,) if works else (), _GUESSED, (), note)
        text = one_line(title.text)
        named = _NAMED.search(text)
        name = named["name"] if named else text
        kind = ProjectKind.CLUSTER if "кластер" in text.lower() else ProjectKind.PROJECT
        place = Place(title.number, 0, len(title.text))
        return Proposal(PROJECT, {"name": name, "kind": kind.value}, (place,), _TITLED, (name,))

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        wanted = {normalise_name(values[name]) for name in self.said_by if values.get(name)}
        visible = list(
            rows_for(self.actor, permissions.VIEW, Project).select_related("lead").order_by("sort_key", "pk")
        )
        same = [
            row for row in visible if wanted & {normalise_name(name) for name in (row.name, row.working_name) if name}
        ]
        if same:
            return [Likeness(row, _("Has the same name."), 1.0, is_certain=len(same) == 1) for row in same[:5]]
        return [like for like in self.compared(visible, values) if not like.is_certain]

    def look_up(self, pk: int) -> Project | None:
        return rows_for(self.actor, permissions.VIEW, Project).filter(pk=pk).first()

    def wants(self, text: str) -> Iterable[Project]:
        named = Q(name__icontains=text.strip()) | Q(working_name__icontains=text.strip())
        return rows_for(self.actor, permissions.VIEW, Project).filter(named).order_by("sort_key", "pk")[:20]

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """What the form implies but does not say – kind, who leads – never changes a project that is there."""
        return (one.name in {"kind", "lead"} and bool(before)) or super().is_same(one, before, after)

    def title_of(self, values: Mapping[str, Any]) -> str:
        return shortened(values.get("working_name") or values.get("name", ""))

    # Writing

    def add(self, values: Mapping[str, Any]) -> Project:
        return start_project(self.network, actor=self.actor, **self.written(values))

    def change(self, row: Project, values: Mapping[str, Any], *, version: int | None = None) -> Project:
        return edit_project(row, actor=self.actor, version=version, **self.written(values))

    def remove(self, row: Project, *, at: datetime) -> None:
        remove_project(row, actor=self.actor, at=at)

    def url(self, row: Project) -> str:
        return link("project-detail", row.pk)


def is_roadmap(source: Source) -> bool:
    """Whether the document is a plan of works that belong to one project."""
    return source.reading.form == PLAN


def day_after(day: str) -> str:
    """The day after one, ISO both; "" for none."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else ""


def _title_of_roadmap(source: Source) -> Passage | None:
    """The first heading or short paragraph above the works that calls the document a plan."""
    first = min((work.place.passage for work in source.reading.works), default=0)
    above = (block for block in source.document.blocks if isinstance(block, Passage) and block.number < first)
    return next((one for one in above if len(one.text) <= _LONGEST_TITLE and _TITLE.search(one.text)), None)
