"""Results of allocations: who got nothing and why, and what would help, counted over all. Numbers, never names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound, Verdict
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.models import Pupil, PupilAttachment
from vmeste.pure.allocation.model import Cause

from .freezing import pk_of
from .reasons import sentences_of

_SEATS = (Cause.CUT_OFF, Cause.NO_SEATS, Cause.RESERVED, Cause.SETTLED_WHOLE, Cause.QUOTA)
_TIMES = (Cause.TIME, Cause.CLASH)
_WAYS = (Cause.TOO_FAR, Cause.TRAVEL)


def runs_of(round_: ChoiceRound) -> QuerySet[AllocationRun]:
    """The runs of a round and the what-ifs, the latest first; 1 query when read."""
    return AllocationRun.objects.filter(round=round_).select_related("base").order_by("-started_at", "-pk")


def unplaced_pupils(run: AllocationRun) -> QuerySet[Pupil]:
    """Children who wished and got nothing, by number; 1 query when read."""
    asked = Verdict.objects.filter(run=run).order_by().values("pupil")
    got_nothing = asked.annotate(granted=Count("pk", filter=Q(cause=Cause.GRANTED))).filter(granted=0)
    return Pupil.with_removed.filter(pk__in=got_nothing.values("pupil")).order_by("number")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One child who got nothing: number, class and school, and a sentence for every wish in order."""

    number: str
    class_name: str
    school: str
    sentences: Sequence[str]


def refusals_of(run: AllocationRun, pupils: Sequence[Pupil]) -> list[Refusal]:
    """Why these children got nothing; 4 queries for any number of them."""
    keys = [pupil.pk for pupil in pupils]
    places = {
        row.pupil_id: row
        for row in PupilAttachment.objects.filter(pupil__in=keys, kind=Attachment.BASE)
        .select_related("organisation", "school_class")
        .order_by("starts_on", "pk")
    }
    verdicts = list(
        Verdict.objects.filter(run=run, pupil__in=keys).select_related("programme").order_by("pupil_id", "rank")
    )
    said: dict[int, list[str]] = defaultdict(list)
    for verdict, sentence in zip(verdicts, sentences_of(verdicts), strict=True):
        said[verdict.pupil_id].append(sentence)
    return [
        Refusal(
            pupil.number,
            str(place.school_class or "") if (place := places.get(pupil.pk)) else "",
            str(place.organisation) if place else "",
            said[pupil.pk],
        )
        for pupil in pupils
    ]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that stands between wishes and seats: in words, and for how many children without a seat."""

    words: str
    pupils: int
    kind: str
    group: int | None


def remedies_of(run: AllocationRun, *, most: int = 12) -> list[Remedy]:
    """What kept the children without a seat out, group by group, the most frequent first; 2 queries."""
    refused = Verdict.objects.filter(run=run, pupil__in=unplaced_pupils(run).order_by().values("pk"))
    counted = refused.order_by().values("cause", "group", "programme__title").annotate(n=Count("pupil", distinct=True))
    found: dict[tuple[str, int | None, str], int] = defaultdict(int)
    for row in counted:
        if (kind := _kind_of(Cause(row["cause"]))) is not None:
            found[kind, row["group"], row["programme__title"]] += row["n"]
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0][0], item[0][2]))[:most]
    groups = StudyGroup.with_removed.in_bulk([group for (_kind, group, _title), _n in ordered if group])
    return [
        Remedy(_words(kind, title, groups.get(group) if group else None), number, kind, group)
        for (kind, group, title), number in ordered
    ]


def _kind_of(cause: Cause) -> str | None:
    for kind, causes in (("seats", _SEATS), ("times", _TIMES), ("way", _WAYS)):
        if cause in causes:
            return kind
    return {Cause.NOT_OPENED: "minimum", Cause.NO_GROUP: "open"}.get(cause)


def _words(kind: str, title: str, group: StudyGroup | None) -> str:
    facts = {"programme": title, "group": group or "–"}
    if kind == "seats":
        return _("More seats or one more group: %(programme)s, %(group)s") % facts
    if kind == "times":
        return _("Another time: %(programme)s, %(group)s") % facts
    if kind == "way":
        return _("A shorter way, such as a bus: %(programme)s, %(group)s") % facts
    if kind == "minimum":
        return _("Open with fewer pupils: %(programme)s, %(group)s") % facts
    return _("A group where there is none: %(programme)s") % facts


def by_school(run: AllocationRun) -> list[dict[str, Any]]:
    """Asked, placed, first wish, by school; 1 query."""
    figures: Mapping[str, Mapping[str, int]] = run.figures.get("schools", {})
    names = Organisation.with_removed.in_bulk([pk_of(name) for name in figures])
    rows = [{"school": str(names.get(pk_of(name), name)), **counts} for name, counts in figures.items()]
    return sorted((row for row in rows if row["asked"]), key=lambda row: str(row["school"]))
