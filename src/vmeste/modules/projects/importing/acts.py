"""Legal acts, and what each did for a project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.choices.receiving import Input, InputKind, Likeness, Proposal, Source
from vmeste.modules.projects import models, permissions
from vmeste.modules.projects.choices import ActKind, ActRelation
from vmeste.modules.projects.services import parts
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import FoundAct, Place
from vmeste.pure.reading.forms.practice import Row, one_line, printed_act
from vmeste.pure.reading.recognising.identities import nominative_of

from .base import ORDER, PROJECT_INPUT, Declared, PartReceiver, practice_in, shortened
from .values import likeness

ACT = "legal-act"
_LISTED = 0.95
_SAME_ISSUER = 0.8
_KINDS = (
    ("приказ", ActKind.ORDER),
    ("распоряжени", ActKind.ORDER),
    ("постановлени", ActKind.DECREE),
    ("указ", ActKind.DECREE),
    ("положени", ActKind.REGULATION),
    ("регламент", ActKind.REGULATION),
)


@dataclass(frozen=True, slots=True)
class _Act:
    """One act with every place where it is named; `key` tells issuer, number and day."""

    key: str
    values: dict[str, str]
    places: tuple[Place, ...]
    confidence: float
    row: Row | None = None


def _acts(source: Source) -> list[_Act]:
    """The acts of a passport's section, each once; of other documents those that name issuer and number."""
    practice = practice_in(source)
    by_passage = {act.place.passage: act for act in reversed(source.reading.acts)}
    if practice is None:
        found = [_found(act) for act in source.reading.acts if act.issuer and act.number]
        return _each_once(found)
    acts = []
    for row in practice.rows.get("acts", []):
        printed = printed_act(row.get("act"))
        if printed is not None:
            title = printed.title
            values = {"kind": _kind(printed.kind, unknown=""), "issuer": printed.issuer, "number": printed.number}
            values |= {"issued_on": printed.day, "title": title}
            acts.append(_Act(_key(values), values, row.places, _LISTED, row))
        elif (act := next((by_passage[at.passage] for at in row.places if at.passage in by_passage), None)) is not None:
            read = _found(act, row.get("act"))
            acts.append(_Act(read.key, read.values, (act.place, *row.places), read.confidence, row))
    return _each_once(acts)


def _found(act: FoundAct, whole: str = "") -> _Act:
    values = {
        "kind": _kind(act.kind),
        "issuer": _issuer(act, whole),
        "number": act.number,
        "issued_on": act.date.iso if act.date and len(act.date.iso) == len("2015-11-17") else "",
        "title": one_line(act.title),
    }
    return _Act(_key(values), values, (act.place,), act.confidence)


def _issuer(act: FoundAct, whole: str) -> str:
    """All words between the kind and the date or number, in the first case: more than the name that was recognised."""
    text = one_line(whole or act.text)
    text = text[len(act.kind) :].strip() if text.lower().startswith(act.kind.lower()) else text
    ends = [place for place in (text.find(" от "), text.find(" №"), text.find(" N ")) if place > 0]
    issuer = text[: min(ends)].strip(" ,") if ends and act.issuer.lower() in text.lower() else one_line(act.issuer)
    first = nominative_of(issuer)
    return f"{first[:1].upper()}{first[1:]}"


def _kind(word: str, unknown: str = ActKind.OTHER.value) -> str:
    lowered = word.lower()
    return next((kind.value for stem, kind in _KINDS if lowered.startswith(stem)), unknown)


def _key(values: Mapping[str, str]) -> str:
    return f"{ACT}:{normalise_name(values['issuer'])[:40]}/{values['number']}/{values['issued_on']}"[:100]


def _each_once(acts: Iterable[_Act]) -> list[_Act]:
    """Acts with the same issuer, number and day are one; the fullest values and all places stay."""
    found: dict[str, _Act] = {}
    for act in acts:
        before = found.get(act.key)
        if before is None:
            found[act.key] = act
            continue
        values = {name: before.values[name] or act.values[name] for name in before.values}
        places = tuple(dict.fromkeys((*before.places, *act.places)))
        found[act.key] = _Act(act.key, values, places, before.confidence, before.row or act.row)
    return list(found.values())


class LegalActReceiver(Declared):
    key = ACT
    label = gettext_lazy("Legal act")
    label_plural = gettext_lazy("Legal acts")
    order = ORDER + 5
    may = permissions.EDIT_ACTS
    model = models.LegalAct
    said_by = ("number", "issuer", "issued_on")
    inputs = (
        Input("kind", gettext_lazy("Kind"), InputKind.CHOICE, ActKind.choices),
        Input("issuer", gettext_lazy("Issued by"), is_required=True),
        Input("number", gettext_lazy("Number"), is_required=True),
        Input("issued_on", gettext_lazy("Date"), InputKind.DATE),
        Input("title", gettext_lazy("Title")),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        for act in source.once(_acts):
            values = {name: value for name, value in act.values.items() if value}
            yield Proposal(act.key, values, act.places, act.confidence)

    def title_of(self, values: Mapping[str, Any]) -> str:
        day = "-".join(values.get("issued_on", "").split("-")[::-1]).replace("-", ".")
        return shortened(" · ".join(filter(None, (f"№ {values.get('number', '')}", day, values.get("title", "")))))

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        """Acts of the same number, and day where both have one: one number with two days is two acts."""
        number, day = values.get("number", ""), values.get("issued_on", "")
        rows = self._visible().filter(number=number).order_by("-issued_on", "pk")
        found = []
        for row in rows[:20]:
            present = row.issued_on.isoformat() if row.issued_on else ""
            if day and present and day != present:
                continue
            score = likeness(row.issuer, values.get("issuer", ""))
            is_certain = score >= _SAME_ISSUER and day == present
            reason = _("The same issuer, number and date.") if is_certain else _("The same number.")
            found.append(Likeness(row, reason, score, is_certain=is_certain))
        certain = [one for one in found if one.is_certain]
        if len(certain) > 1:
            best = max(certain, key=lambda one: one.score)
            found = [one if one is best else Likeness(one.row, one.reason, one.score) for one in found]
        return sorted(found, key=lambda one: (-one.score, one.row.pk))[:5]

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """The issuer is put into the first case by machine: spelt nearly so it is the same."""
        if one.name == "issuer" and before and likeness(before, after or "") >= _SAME_ISSUER:
            return True
        return super().is_same(one, before, after)

    def _visible(self) -> Any:
        return rows_for(self.actor, permissions.VIEW_ACTS, models.LegalAct)

    def look_up(self, pk: int) -> Any:
        return self._visible().filter(pk=pk).first()

    def wants(self, text: str) -> Any:
        said = text.strip().removeprefix("№").strip()
        named = Q(number__icontains=said) | Q(title__icontains=said) | Q(issuer__icontains=said)
        return self._visible().filter(named).order_by("-issued_on", "pk")[:20]

    def add(self, values: Mapping[str, Any]) -> Any:
        return parts.ACTS.add(self.network, actor=self.actor, **self.written(values))

    def change(self, row: Any, values: Mapping[str, Any], *, version: int | None = None) -> Any:
        return parts.ACTS.change(row, actor=self.actor, version=version, **self.written(values))

    def remove(self, row: Any, *, at: datetime) -> None:
        parts.ACTS.remove(row, actor=self.actor, at=at)

    def url(self, row: Any) -> str:
        return link("legal-act-detail", row.pk)


class ProjectActReceiver(PartReceiver):
    key = "project-act"
    label = gettext_lazy("Legal act of the project")
    label_plural = gettext_lazy("Legal acts of the project")
    order = ORDER + 85
    model, edits, page = models.ProjectAct, parts.PROJECT_ACTS, "project-means"
    said_by = ("act",)
    inputs = (
        PROJECT_INPUT,
        Input("act", gettext_lazy("Legal act"), InputKind.LINK, to=ACT, is_required=True),
        Input("relation", gettext_lazy("Relation"), InputKind.CHOICE, ActRelation.choices),
        Input("changes", gettext_lazy("Changes made"), InputKind.TEXT),
        Input("result", gettext_lazy("Result"), InputKind.TEXT),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        listed = ((act, act.row) for act in source.once(_acts))
        for number, (act, row) in enumerate(((act, row) for act, row in listed if row is not None), start=1):
            relation = ActRelation.CHANGED if row.is_changing else ActRelation.ADOPTED
            values = {
                "act": act.key,
                "relation": relation.value,
                "changes": row.get("changes"),
                "result": row.get("result"),
            }
            yield self.proposed(number, values, row.places, _LISTED)

    def title_of(self, values: Mapping[str, Any]) -> str:
        relation = dict(ActRelation.choices).get(values.get("relation", ""), self.label)
        key = str(values.get("act") or "")
        number, _slash, day = key.removeprefix(ACT).partition("/")[2].partition("/")
        day = ".".join(reversed(day.split("-")))
        act = " · ".join(filter(None, (f"№ {number}" if number else "", day)))
        return shortened(": ".join(filter(None, (act, str(relation)))))

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        return super().likely(values) if values.get("act") else []

    def score(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> float:
        """Another act is another act."""
        return 0.0
