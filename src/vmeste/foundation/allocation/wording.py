"""A reason in words, in the active language. The numbers in it are those anyone can check with `vmeste verify`."""

from collections.abc import Callable, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vmeste.pure.allocation.model import POINT, Cause, Course, Fact, Group, Meeting, Reason

Facts = Mapping[str, Fact]


def sentence_of(reason: Reason, *, courses: Mapping[str, Course], groups: Mapping[str, Group]) -> str:
    """One or two sentences: why, and what would have changed it. O(1)."""
    group = groups.get(reason.group)
    facts: dict[str, object] = {"course": _title(courses[reason.course]), **_numbers(reason.facts or {})}
    if group is not None:
        facts["times"] = ", ".join(_time(meeting) for meeting in group.meetings) or _("no fixed time")
    if other := groups.get(str((reason.facts or {}).get("with", ""))):
        facts["other"] = _title(courses[other.course])
    for prefix, name in (("", "time"), ("blocked_", "busy"), ("with_", "other_time")):
        if f"{prefix}day" in facts:
            facts[name] = _time(Meeting(*(int(str(facts[f"{prefix}{part}"])) for part in ("day", "start", "minutes"))))
    first = _SENTENCES[reason.cause](facts)
    more = _more(reason)
    return f"{first} {more}" if more else first


def _more(reason: Reason) -> str:
    """What one change would have done."""
    if reason.would_help is None:
        return ""
    if reason.cause is Cause.CUT_OFF:
        if reason.would_help:
            return _("As the first wish it would have been enough.")
        return _("As the first wish it would not have been enough either.")
    if reason.would_help:
        return _("Without this obstacle there would have been a seat.")
    return _("Without this obstacle there would not have been a seat either.")


def _title(course: Course) -> str:
    return course.title or course.id


def _numbers(facts: Facts) -> dict[str, object]:
    """Claims and lines become points with two decimals; the rest stays."""
    return {
        name: number_format(int(value) / POINT, 2) if name in {"claim", "line"} else value
        for name, value in facts.items()
    }


def _time(meeting: Meeting) -> str:
    """Tuesdays 16:00–17:30, in the language's way."""
    days = {
        1: _("Mondays %(time)s"),
        2: _("Tuesdays %(time)s"),
        3: _("Wednesdays %(time)s"),
        4: _("Thursdays %(time)s"),
        5: _("Fridays %(time)s"),
        6: _("Saturdays %(time)s"),
        7: _("Sundays %(time)s"),
    }
    hours = "–".join(f"{minute // 60}:{minute % 60:02}" for minute in (meeting.start, meeting.end))
    return days[meeting.day] % {"time": hours}


def _not_opened(facts: dict[str, object]) -> str:
    count = int(str(facts["minimum"]))
    return (
        ngettext(
            "The group of “%(course)s” did not come together: it opens from %(minimum)s pupil on.",
            "The group of “%(course)s” did not come together: it opens from %(minimum)s pupils on.",
            count,
        )
        % facts
    )


def _courses_used(facts: dict[str, object]) -> str:
    count = int(str(facts["limit"]))
    return (
        ngettext(
            "The pupil has %(limit)s course already, the most asked for, and “%(course)s” would not have made the "
            "choice better.",
            "The pupil has %(limit)s courses already, the most asked for, and “%(course)s” would not have made the "
            "choice better.",
            count,
        )
        % facts
    )


_SENTENCES: Mapping[Cause, Callable[[dict[str, object]], str]] = {
    Cause.GRANTED: lambda facts: _("A seat in “%(course)s” is given: %(times)s.") % facts,
    Cause.NO_GROUP: lambda facts: _("“%(course)s” has no group this time.") % facts,
    Cause.GRADE: lambda facts: _(
        "“%(course)s” takes grades %(first)s to %(last)s; the pupil is in grade %(grade)s."
    ) % facts,
    Cause.TIME: lambda facts: _("“%(course)s” meets %(time)s, and the pupil is busy then (%(busy)s).") % facts,
    Cause.TOO_FAR: lambda facts: _(
        "The way to “%(course)s” takes %(minutes)s min, more than the %(limit)s min allowed."
    ) % facts,
    Cause.LOAD: lambda facts: _(
        "“%(course)s” takes %(minutes)s min a week, and the pupil may have %(limit)s min at most."
    ) % facts,
    Cause.NOT_TOGETHER: lambda facts: _(
        "The pupil asked to go together with others, and not all of them can attend “%(course)s” or asked for it."
    ) % facts,
    Cause.NOT_OPENED: _not_opened,
    Cause.NO_SEATS: lambda facts: _("All seats of “%(course)s” were taken before the applications opened.") % facts,
    Cause.CUT_OFF: lambda facts: _(
        "The seats of “%(course)s” are taken: the line is %(line)s points, this pupil's claim %(claim)s. Number "
        "%(position)s on the waiting list."
    ) % facts,
    Cause.RESERVED: lambda facts: _(
        "The seats still left in “%(course)s” are reserved for others. The line for the rest is %(line)s points, this "
        "pupil's claim %(claim)s. Number %(position)s on the waiting list."
    ) % facts,
    Cause.QUOTA: lambda facts: _(
        "The quota for “%(course)s” is used up (%(quota)s): the line is %(line)s points, this pupil's claim %(claim)s. "
        "Number %(position)s on the waiting list."
    ) % facts,
    Cause.SETTLED_WHOLE: lambda facts: _(
        "The seats of “%(course)s” are taken. The claim of %(claim)s points reaches the line of %(line)s, but one more "
        "seat here would have cost others more than it gives."
    ) % facts,
    Cause.CLASH: lambda facts: _(
        "“%(course)s” (%(time)s) overlaps with “%(other)s” (%(other_time)s), which makes the better choice."
    ) % facts,
    Cause.TRAVEL: lambda facts: _(
        "Between “%(other)s” (%(other_time)s) and “%(course)s” (%(time)s) there are %(gap)s min, and the way needs "
        "%(needed)s min; “%(other)s” makes the better choice."
    ) % facts,
    Cause.COURSES_USED: _courses_used,
    Cause.LOAD_USED: lambda facts: _(
        "With “%(course)s” (%(minutes)s min a week) the pupil would have more than the %(limit)s min allowed; the "
        "courses given take %(used)s min and make the better choice."
    ) % facts,
    Cause.NOT_BETTER: lambda facts: _("With “%(course)s” the choice as a whole would not have become better.") % facts,
}  # fmt: skip
