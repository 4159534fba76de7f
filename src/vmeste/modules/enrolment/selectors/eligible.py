"""Who a round is for, and what it has for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from vmeste.modules.courses.models import Programme, StudyGroup
from vmeste.modules.enrolment.choices import ADMITTING, RoundStage
from vmeste.modules.enrolment.models import ChoiceRound
from vmeste.modules.people.choices import Attachment
from vmeste.modules.people.models import PupilAttachment


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a child studies in the year of a round: school, class, and the grade of that year."""

    pupil_id: int
    number: str
    school_id: int
    class_id: int
    class_name: str
    grade: int
    profile: str


def takes_wishes(round_: ChoiceRound, *, at: datetime) -> bool:
    """Whether a round takes wishes at a moment; no query."""
    return round_.stage == RoundStage.OPEN and round_.opens_at <= at < round_.closes_at


def standings(round_: ChoiceRound, *, on: date, pupils: Iterable[int] | None = None) -> Mapping[int, Standing]:
    """Children of the round's schools and grades by pupil id, all or among `pupils`; 1 query.

    A child counts whose base attachment is in force on the day. Of a class of an earlier year the grade is carried on
    to the year of the round, so that wishes for the next year can be taken in spring.
    """
    rows = PupilAttachment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        kind=Attachment.BASE,
        starts_on__lte=on,
        school_class__grade__isnull=False,
        pupil__removed_at=None,
        pupil__erased_at=None,
        organisation__in=round_.school_rows.values("school"),
    )
    if pupils is not None:
        rows = rows.filter(pupil__in=list(pupils))
    first_year = round_.year.starts_on.year
    known = {}
    for pupil, number, school, class_, name, grade, profile, year in rows.order_by("starts_on", "pk").values_list(
        "pupil_id",
        "pupil__number",
        "organisation_id",
        "school_class_id",
        "school_class__name",
        "school_class__grade",
        "school_class__profile",
        "school_class__year__starts_on",
    ):
        assert grade is not None  # the query asks for it
        carried = grade + max(0, first_year - year.year)
        if round_.first_grade <= carried <= round_.last_grade:
            known[pupil] = Standing(pupil, number, school, class_, name, carried, profile)
    return known


def standing_of(round_: ChoiceRound, pupil_id: int, *, on: date) -> Standing | None:
    """The same for one child; None when the round is not for it; 1 query."""
    return standings(round_, on=on, pupils=(pupil_id,)).get(pupil_id)


def groups_for(round_: ChoiceRound, grade: int | None = None) -> QuerySet[StudyGroup]:
    """The groups of a round, or those that admit a grade, with `from_grade` and `to_grade`; by programme and name.

    A group's own limits stand before its programme's; 1 query when read.
    """
    rows = StudyGroup.objects.filter(pk__in=round_.group_rows.values("group"), stage__in=ADMITTING).annotate(
        from_grade=Coalesce("first_grade", "programme__first_grade", 0),
        to_grade=Coalesce("last_grade", "programme__last_grade", 99),
    )
    if grade is not None:
        rows = rows.filter(from_grade__lte=grade, to_grade__gte=grade)
    return rows.select_related("programme__organisation", "venue").order_by("programme__sort_key", "sort_key", "pk")


def programmes_for(round_: ChoiceRound, grade: int) -> QuerySet[Programme]:
    """The programmes a child of this grade may wish for, by title; 1 query when read."""
    offered = groups_for(round_, grade).order_by().values("programme")
    return Programme.objects.filter(pk__in=offered).select_related("organisation").order_by("sort_key", "pk")
