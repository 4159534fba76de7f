"""What the receivers of a project's rows have in common: a kind declares its model, its inputs and what tells it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.editing.parts import PartEdits
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.choices.receiving import Input, InputKind, Likeness, Proposal, Receiver, Source
from vmeste.modules.projects import permissions
from vmeste.modules.projects.models import Project
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import Place
from vmeste.pure.reading.forms.practice import Practice, read_practice

from .values import likeness, says_the_same, told, written

ORDER = 600
"""Where the kinds of this module begin: after organisations, partnerships and agreements."""
PROJECT = "project"
ORGANISATION = "organisation"
_MOST = 5
_ALIKE = 0.6
_ALMOST_SAME = 0.82
_AHEAD = 0.1
_TITLE = 150


def practice_in(source: Source) -> Practice | None:
    """What the document says as a practice passport; None for other documents."""
    return source.once(_practice)


def _practice(source: Source) -> Practice | None:
    return read_practice(source.document)


def organisation_at(source: Source, place: Place) -> str:
    """The key of the organisation that is named first within a place; "" when none is."""
    return source.key_of(ORGANISATION, next((text for text, _start in mentions_in(source, place)), ""))


def mentions_in(source: Source, place: Place) -> list[tuple[str, int]]:
    """The organisations named within a place: their words, and the letter at which they begin."""
    by_passage = source.once(_mentions)
    found = by_passage.get(place.passage, ())
    return [(text, start) for start, end, text in found if place.start <= start and end <= place.end]


def _mentions(source: Source) -> dict[int, list[tuple[int, int, str]]]:
    found: dict[int, list[tuple[int, int, str]]] = {}
    for one in source.reading.organisations:
        for mention in one.mentions:
            place = mention.place
            found.setdefault(place.passage, []).append((place.start, place.end, mention.text))
    return {passage: sorted(rows) for passage, rows in found.items()}


def shortened(text: Any) -> str:
    return Truncator(" ".join(str(text).split())).chars(_TITLE)


class Declared(Receiver):
    """A kind whose inputs are fields of its model.

    `said_by` are the inputs that tell one row from another, the most telling first.
    """

    may = permissions.EDIT
    said_by: ClassVar[tuple[str, ...]]

    def title_of(self, values: Mapping[str, Any]) -> str:
        return shortened(next((values[name] for name in self.said_by if values.get(name)), "")) or str(self.label)

    def values_of(self, row: Any) -> dict[str, Any]:
        return told(row, self.inputs)

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """Whether a row says already what the document says, but for blanks, marks of items and noughts."""
        return says_the_same(one.kind, before, after)

    def written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return written(self.model, self.inputs, values)

    def compared(self, rows: Iterable[Any], values: Mapping[str, Any]) -> list[Likeness]:
        """Rows that say the same or nearly so, the likeliest first.

        Certain is the only row that says the same in all that is known of both. Else it is the only one that is almost
        the same and that no other finding of the document says: who edits a sentence means the one that stood there.
        """
        told_rows = [(row, self.values_of(row)) for row in rows]
        same = [row for row, present in told_rows if self.says_all(present, values)]
        if same:
            reason = _("Says the same.")
            return [Likeness(row, reason, 1.0, is_certain=len(same) == 1) for row in same[:_MOST]]
        first = self.said_by[0]
        said = {normalise_name(str(one[first])) for one in self.stated if one.get(first)}
        free = [(row, present) for row, present in told_rows if normalise_name(str(present.get(first))) not in said]
        scored = sorted(
            ((self.score(present, values), row) for row, present in free), key=lambda one: (-one[0], one[1].pk)
        )
        close = [(score, row) for score, row in scored[:_MOST] if score >= _ALIKE]
        stands_out = len(scored) == 1 or (len(scored) > 1 and scored[0][0] - scored[1][0] >= _AHEAD)
        return [
            Likeness(row, self.why(score), score, is_certain=place == 0 and score >= _ALMOST_SAME and stands_out)
            for place, (score, row) in enumerate(close)
        ]

    def says_all(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Whether the telling inputs are the same, where both sides have them; the first one must be there."""
        if not values.get(self.said_by[0]):
            return False
        pairs = [(name, present.get(name), plain(values.get(name))) for name in self.said_by]
        return pairs[0][1] not in {None, ""} and all(
            not one or not other or self._says(name, one, other) for name, one, other in pairs
        )

    def _says(self, name: str, one: Any, other: Any) -> bool:
        return self.is_same(self.input(name), one, other) or normalise_name(str(one)) == normalise_name(str(other))

    def score(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> float:
        one, other = present.get(self.said_by[0]), plain(values.get(self.said_by[0]))
        return likeness(str(one), str(other)) if one and other else 0.0

    def why(self, score: float) -> str:
        return _("Says nearly the same: %(share)s %%.") % {"share": round(score * 100)}


def plain(value: Any) -> Any:
    """A resolved value in the form `values_of` has: rows as links."""
    return f"row:{value.pk}" if isinstance(value, models.Model) else value


class PartReceiver(Declared):
    """Rows on a project's pages: found among the rows of the project the document is about, written by its parts.

    `page` is the name of the address where such a row stands.
    """

    edits: ClassVar[PartEdits[Any]]
    page: ClassVar[str] = "project-detail"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: dict[int, list[Any]] = {}

    def rows(self) -> models.QuerySet[Any]:
        """Every row of the kind that the actor sees, with what `values_of` reads."""
        return self.visible().order_by("position", "pk")

    def visible(self) -> models.QuerySet[Any]:
        projects = rows_for(self.actor, permissions.VIEW, Project)
        return self.model._default_manager.filter(project__in=projects).select_related("project")

    def forget(self, project: Project) -> None:
        """Read the project's rows anew: one was written."""
        self._rows.pop(project.pk, None)

    def rows_of(self, project: Project) -> list[Any]:
        if project.pk not in self._rows:
            self._rows[project.pk] = list(self.rows().filter(project=project))
        return self._rows[project.pk]

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        project = values.get(PROJECT)
        return [] if project is None else self.compared(self.rows_of(project), values)

    def look_up(self, pk: int) -> Any:
        return self.rows().filter(pk=pk).first()

    def wants(self, text: str) -> Iterable[Any]:
        name = self.said_by[0]
        field = self.model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            return ()
        return self.rows().filter(**{f"{name}__icontains": text.strip()})[:20]

    def add(self, values: Mapping[str, Any]) -> Any:
        project = project_of(values)
        self.forget(project)
        return self.edits.add(project, actor=self.actor, **self.fields(values))

    def change(self, row: Any, values: Mapping[str, Any], *, version: int | None = None) -> Any:
        self.forget(row.project)
        return self.edits.change(row.project, part=row, actor=self.actor, version=version, **self.fields(values))

    def remove(self, row: Any, *, at: datetime) -> None:
        self.forget(row.project)
        self.edits.remove(row.project, part=row, actor=self.actor, at=at)

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the commands get beside the project."""
        return {name: value for name, value in self.written(values).items() if name != PROJECT}

    def url(self, row: Any) -> str:
        return link(self.page, row.project_id)

    def proposed(
        self, number: int, values: Mapping[str, Any], places: Iterable[Place], confidence: float, **more: Any
    ) -> Proposal:
        """The `number`-th row of the kind in its document; what says nothing is left out."""
        said = {name: value for name, value in values.items() if value not in ("", None, [], ())}
        return Proposal(f"{self.key}:{number}", {PROJECT: PROJECT, **said}, tuple(places), confidence, **more)


def project_of(values: Mapping[str, Any]) -> Project:
    project = values.get(PROJECT)
    if project is None:
        raise ValidationError({PROJECT: _("Accept the project first, or say which one is meant.")})
    return project  # type: ignore[no-any-return]


PROJECT_INPUT = Input(PROJECT, gettext_lazy("Project"), InputKind.LINK, to=PROJECT, is_required=True)
