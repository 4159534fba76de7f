"""Extracurricular plans: their lines, their totals, and how they stand to the norms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import FundingSource, SchoolLevel
from vmeste.modules.courses.models import PlanLine, StudyGroup
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.models import AcademicYear, Norm
from vmeste.modules.reference.selectors import norms_on
from vmeste.pure.timetable.conflicts import ConflictKind

from .conflicts import troubles_among
from .groups import alive, groups_for_choice

FIRST_GRADE = 1
_LEVEL_NORMS = {
    SchoolLevel.PRIMARY: NormKind.EXTRACURRICULAR_PRIMARY_HOURS,
    SchoolLevel.BASIC: NormKind.EXTRACURRICULAR_BASIC_HOURS,
    SchoolLevel.SECONDARY: NormKind.EXTRACURRICULAR_SECONDARY_HOURS,
}
_KINDS = (
    NormKind.EXTRACURRICULAR_WEEK_HOURS,
    NormKind.SCHOOL_WEEKS,
    NormKind.SCHOOL_WEEKS_OF_FIRST_GRADE,
    *_LEVEL_NORMS.values(),
)
_USUAL_WEEKS = {NormKind.SCHOOL_WEEKS: 34, NormKind.SCHOOL_WEEKS_OF_FIRST_GRADE: 33}
_LONGEST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """A norm that a plan does not keep. It warns, the plan stays as it is; `source` is where the norm is from."""

    text: str
    source: str = ""


def classes_for_list(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes with `plan_lines` and `plan_hours` a week, the latest year first, by name; 1 query when read."""
    lines = PlanLine.objects.filter(school_class=OuterRef("pk"), programme__removed_at=None).order_by()
    counted = lines.values("school_class").annotate(n=Count("pk"), hours=Sum("hours_a_week"))
    rows = rows_for(actor, permissions.VIEW_PLANS, SchoolClass).select_related("organisation", "year")
    return rows.annotate(
        plan_line_count=Coalesce(Subquery(counted.values("n")), 0), plan_hours=Subquery(counted.values("hours"))
    ).order_by("sort_key", "pk")


def plan_of(school_class: SchoolClass) -> QuerySet[PlanLine]:
    """The lines of a class's plan, in order; 1 query when read."""
    return _whole(PlanLine.objects.filter(school_class=school_class)).order_by("position", "pk")


def plans_of(
    organisation: Organisation, year: AcademicYear, level: SchoolLevel | None = None
) -> list[tuple[SchoolClass, list[PlanLine]]]:
    """The classes of an organisation in a year, or of one level, that have a plan, each with its lines; 1 query."""
    lines = _whole(PlanLine.objects.filter(school_class__organisation=organisation, school_class__year=year))
    lines = lines.filter(school_class__removed_at=None)
    if level is not None:
        lines = lines.filter(school_class__grade__in=list(level.grades))
    by_class: dict[SchoolClass, list[PlanLine]] = {}
    ordered = lines.order_by(
        F("school_class__grade").asc(nulls_last=True), "school_class__sort_key", "school_class_id", "position", "pk"
    )
    for line in ordered:
        by_class.setdefault(line.school_class, []).append(line)
    return list(by_class.items())


def _whole(lines: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    return lines.filter(programme__removed_at=None).select_related(
        *("school_class__organisation", "school_class__year", "programme__organisation"),
        *("group__teacher", "group__venue__organisation"),
    )


def plan_norms(year: AcademicYear) -> dict[NormKind, Norm]:
    """The norms of the first day of a year; 1 query."""
    return norms_on(_KINDS, year.starts_on)


def hours_in_year(line: PlanLine, grade: int | None, norms: dict[NormKind, Norm]) -> int:
    """As written down, else the weekly hours over the weeks of teaching of the grade."""
    if line.hours_a_year is not None:
        return line.hours_a_year
    return int(line.hours_a_week * weeks_of(grade, norms))


def weeks_of(grade: int | None, norms: dict[NormKind, Norm]) -> int:
    """How many weeks of teaching a grade has in a year."""
    kind = NormKind.SCHOOL_WEEKS_OF_FIRST_GRADE if grade == FIRST_GRADE else NormKind.SCHOOL_WEEKS
    return norms[kind].days if kind in norms else _USUAL_WEEKS[kind]


def hours_by_funding(lines: Iterable[PlanLine]) -> list[tuple[str, Decimal]]:
    """(source in words, hours a week) of those sources that pay something, in the order of the choices."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.funding] = sums.get(line.funding, Decimal(0)) + line.hours_a_week
    return [(str(source.label), sums[source.value]) for source in FundingSource if sums.get(source.value)]


def week_hours(lines: Iterable[PlanLine]) -> Decimal:
    return sum((line.hours_a_week for line in lines), Decimal(0))


def remarks_on(school_class: SchoolClass, lines: Sequence[PlanLine], norms: dict[NormKind, Norm]) -> list[Remark]:
    """What in the plan of a class does not keep the norms of hours; at most 2 queries."""
    found = []
    total, limit = week_hours(lines), norms.get(NormKind.EXTRACURRICULAR_WEEK_HOURS)
    if limit is not None and total > limit.value:
        words = _("%(total)s hours a week, and the norm is %(norm)s at most.")
        found.append(Remark(words % {"total": _number(total), "norm": _number(limit.value)}, limit.source))
    level = SchoolLevel.of_grade(school_class.grade)
    if level is not None and (of_level := norms.get(_LEVEL_NORMS[level])) is not None:
        years = hours_of_level(school_class, norms)
        if years > of_level.value:
            words = _("%(total)s hours since the beginning of the level (%(level)s), and the norm is %(norm)s at most.")
            told = {"total": years, "level": level.label, "norm": _number(of_level.value)}
            found.append(Remark(words % told, of_level.source))
    return found


def hours_of_level(school_class: SchoolClass, norms: dict[NormKind, Norm]) -> int:
    """Hours of the class in this year and in those before within its level; 2 queries."""
    level = SchoolLevel.of_grade(school_class.grade)
    path = ["__".join(["previous"] * number) for number in range(1, _LONGEST_LEVEL)]
    names = [name for step in path for name in (f"{step}_id", f"{step}__grade")]
    row = SchoolClass.with_removed.filter(pk=school_class.pk).values_list(*names)[0]
    grades = {school_class.pk: school_class.grade}
    before = zip(row[::2], row[1::2], strict=True)
    grades |= {key: grade for key, grade in before if key is not None and SchoolLevel.of_grade(grade) == level}
    lines = PlanLine.objects.filter(school_class__in=grades, programme__removed_at=None)
    return sum(hours_in_year(line, grades[line.school_class_id], norms) for line in lines)


def remarks_on_time(lines: Iterable[PlanLine], school_class: SchoolClass, *, on: date) -> list[Remark]:
    """Groups of a plan that meet in lessons, too soon after them, or at the same time; at most 9 queries."""
    chosen = [line.group_id for line in lines if line.group_id is not None]
    if not chosen:
        return []
    groups = list(groups_for_choice(alive(StudyGroup.objects.filter(pk__in=chosen))))
    return [
        Remark(_said(trouble))
        for trouble in troubles_among(groups, on=on)
        if isinstance(trouble.who, SchoolClass) and trouble.who.pk == school_class.pk
    ]


def _said(trouble: Any) -> str:
    told = {
        "first": f"{trouble.first_group.programme}, {trouble.first}",
        "second": f"{trouble.second_group.programme}, {trouble.second}" if trouble.second else "",
        "minutes": trouble.minutes,
    }
    return {
        ConflictKind.CLASS: _("At the same time: %(first)s and %(second)s."),
        ConflictKind.CLASS_WAY: _("The way takes %(minutes)s min: %(first)s and %(second)s."),
        ConflictKind.LESSONS: _("During lessons: %(first)s."),
        ConflictKind.BREAK: _("Less than %(minutes)s min from lessons: %(first)s."),
    }[trouble.kind] % told


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def classes_over_limit(actor: Actor, *, year: AcademicYear, limit: Decimal) -> QuerySet[SchoolClass]:
    """Classes of a year whose plan the actor keeps and that have more hours a week than the norm; 1 query when read."""
    own = rows_for(actor, permissions.EDIT_PLANS, SchoolClass)
    return classes_for_list(actor).filter(pk__in=own.values("pk"), year=year, plan_hours__gt=limit)
