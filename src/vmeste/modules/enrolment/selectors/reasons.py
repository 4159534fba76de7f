"""What a run says about wishes, in words. Numbers and courses alone: no sentence names a child."""

from collections.abc import Iterable, Sequence
from typing import Any

from vmeste.foundation.allocation.wording import sentence_of
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment.models import Verdict
from vmeste.pure.allocation.model import Cause, Course, Group, Meeting, Reason

_WITH = "with"


def sentences_of(verdicts: Sequence[Verdict]) -> list[str]:
    """One or two sentences for each verdict, read with `programme`; 2 queries."""
    wanted = {pk for verdict in verdicts for pk in (verdict.group_id, _other(verdict)) if pk is not None}
    groups, courses = _as_model(wanted)
    courses |= {str(v.programme_id): Course(str(v.programme_id), title=str(v.programme)) for v in verdicts}
    return [sentence_of(_reason(verdict), courses=courses, groups=groups) for verdict in verdicts]


def _reason(verdict: Verdict) -> Reason:
    facts = dict(verdict.facts)
    if (other := _other(verdict)) is not None:
        facts[_WITH] = str(other)
    return Reason(
        pupil="",
        course=str(verdict.programme_id),
        rank=verdict.rank,
        cause=Cause(verdict.cause),
        group=str(verdict.group_id or ""),
        facts=facts,
        would_help=verdict.would_help,
    )


def _other(verdict: Verdict) -> int | None:
    """The group named in the facts; the published files may write it with letters before its number."""
    digits = "".join(sign for sign in str(verdict.facts.get(_WITH, "")) if sign.isdecimal())
    return int(digits) if digits else None


def _as_model(ids: Iterable[int]) -> tuple[dict[str, Group], dict[str, Course]]:
    """Groups and their courses in the words of the allocation; 2 queries."""
    groups: dict[str, Group] = {}
    courses: dict[str, Course] = {}
    rows: Any = StudyGroup.with_removed.filter(pk__in=ids).select_related("programme").prefetch_related("meetings")
    for row in rows:
        course = str(row.programme_id)
        courses[course] = Course(course, title=str(row.programme))
        meetings = tuple(Meeting(one.weekday, one.starts_at, one.minutes) for one in row.meetings.all())
        groups[str(row.pk)] = Group(str(row.pk), course, place="", meetings=meetings, seats=row.seats)
    return groups, courses
