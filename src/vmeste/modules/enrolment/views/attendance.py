"""Lessons of this week, one lesson to be marked, the journal of a group."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.screens.acts import CONFLICT, UNPROCESSABLE, require_role, row_or_404
from vmeste.foundation.screens.exports import export_response
from vmeste.foundation.screens.tables import Column, Kind, Table
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses.models import Meeting, StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import AbsenceReason
from vmeste.modules.enrolment.models import Enrolment, Lesson
from vmeste.modules.enrolment.selectors.attendance import (
    Journal,
    JournalLine,
    Occasion,
    absences_of,
    attending,
    groups_taught,
    journal_of,
    occasion_of,
    occasions,
)
from vmeste.modules.enrolment.selectors.weeks import clock
from vmeste.modules.enrolment.services.attendance import mark_lesson
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.services.opening import PupilName, open_names

_WEEK = timedelta(days=7)
_LAST_DAY = timedelta(days=6)
_GROUPS_SHOWN = 100
_LONGEST_TOPIC = 300


@require_GET
def list_lessons(request: Any) -> HttpResponse:
    """lessons/ – the week of the groups one teaches; `?week=` names a day of another one."""
    require_role(request, permissions.VIEW_LESSONS)
    today = timezone.localdate()
    asked = _day(request.GET.get("week", "")) or today
    monday = asked - timedelta(days=asked.isoweekday() - 1)
    groups = list(groups_taught(request.actor)[:_GROUPS_SHOWN])
    found = occasions(groups, first=monday, last=monday + _LAST_DAY)
    days = sorted({one.day for one in found})
    context = {
        "page_title": _("Lessons"),
        "today": today,
        "days": [(day, [_shown(one) for one in found if one.day == day]) for day in days],
        "monday": monday,
        "sunday": monday + _LAST_DAY,
        "earlier_url": f"?week={(monday - _WEEK).isoformat()}",
        "later_url": f"?week={(monday + _WEEK).isoformat()}",
        "groups": groups,
    }
    return render(request, "enrolment/attendance/lessons.html", context)


def _shown(one: Occasion) -> dict[str, Any]:
    start = one.meeting.starts_at
    return {
        "one": one,
        "hours": f"{clock(start)}–{clock(start + one.meeting.minutes)}",
        "url": link("lesson", pk=one.group.pk, day=one.day.isoformat(), meeting_pk=one.meeting.pk),
        "is_held": one.lesson is None or one.lesson.minutes > 0,
    }


@require_GET
def show_lesson(request: Any, pk: int, day: str, meeting_pk: int) -> HttpResponse:
    """lessons/<pk>/<day>/<meeting_pk>/ – who was absent; a tap on a pupil saves the whole lesson."""
    group = row_or_404(request, permissions.VIEW_LESSONS, StudyGroup, pk)
    occasion = _occasion(group, day, meeting_pk)
    absent = {pk: AbsenceReason(row.reason) for pk, row in absences_of(occasion.lesson).items()}
    page = _lesson_page(request, occasion, occasion.lesson, attending(group, occasion.day), absent)
    return render(request, "enrolment/attendance/lesson.html", page)


@require_POST
def mark(request: Any, pk: int, day: str, meeting_pk: int) -> HttpResponse:
    """POST lessons/<pk>/<day>/<meeting_pk>/marks/ – the whole lesson as it stands on the page."""
    group = row_or_404(request, permissions.VIEW_LESSONS, StudyGroup, pk)
    require_role(request, permissions.MARK)
    occasion = _occasion(group, day, meeting_pk)
    enrolments = attending(group, occasion.day)
    data, status = request.POST, 200
    excused, marked = set(data.getlist("excused")), set(data.getlist("absent"))
    absent = {
        one.pk: AbsenceReason.EXCUSED if str(one.pk) in excused else AbsenceReason.UNKNOWN
        for one in enrolments
        if str(one.pk) in marked
    }
    version, lesson = data.get("version", ""), occasion.lesson
    try:
        lesson = mark_lesson(
            group,
            actor=request.actor,
            meeting=occasion.meeting,
            day=occasion.day,
            today=timezone.localdate(),
            absent=absent,
            topic=data.get("topic", "").strip()[:_LONGEST_TOPIC],
            is_held="not_held" not in data,
            version=int(version) if version.isdecimal() and len(version) < len(str(2**31)) else None,
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        status = UNPROCESSABLE
    except EditConflict as meanwhile:
        messages.error(request, _("Somebody else marked this lesson meanwhile; yours is not saved. Look again."))
        lesson, status = meanwhile.row, CONFLICT
    else:
        if not request.htmx:
            messages.success(request, _("The lesson is marked."))
            return redirect(link("lesson-list"))
    context = _lesson_page(request, occasion, lesson, enrolments, absent)
    template = "enrolment/attendance/lesson.html"
    return render(request, f"{template}#state" if request.htmx else template, context, status=status)


def _lesson_page(
    request: Any, occasion: Occasion, lesson: Lesson | None, enrolments: list[Enrolment], absent: Any
) -> dict[str, Any]:
    start = occasion.meeting.starts_at
    pupils = [] if request.htmx else _called(request, occasion.group, enrolments)
    return {
        "page_title": str(occasion.group.programme),
        "occasion": occasion,
        "marks_url": link(
            "lesson-marks", pk=occasion.group.pk, day=occasion.day.isoformat(), meeting_pk=occasion.meeting.pk
        ),
        "group": occasion.group,
        "hours": f"{clock(start)}–{clock(start + occasion.meeting.minutes)}",
        "lesson": lesson,
        "version": lesson.version if lesson else 0,
        "is_held": lesson is None or lesson.minutes > 0,
        "may_mark": permissions.MARK.is_held_by(request.actor) and occasion.day <= timezone.localdate(),
        "pupils": [
            {
                "who": who,
                "note": note,
                "pk": one.pk,
                "absent": one.pk in absent,
                "excused": absent.get(one.pk) == AbsenceReason.EXCUSED,
            }
            for one, who, note in pupils
        ],
        "total": len(enrolments),
        "absent_count": len(absent),
        "breadcrumbs": [{"label": _("Lessons"), "url": link("lesson-list")}, {"label": str(occasion.group)}],
    }


def _called(request: Any, group: StudyGroup, enrolments: Iterable[Enrolment]) -> list[tuple[Enrolment, str, str]]:
    """Each enrolment with the pupil's name and class, by name; with the number where no name may be seen."""
    rows = list(enrolments)
    names: dict[int, PupilName] = open_names(
        request.network,
        actor=request.actor,
        pupils=[row.pupil for row in rows],
        purpose=OpeningPurpose.TEACHING,
        what=str(group),
        at=timezone.now(),
    )
    rows.sort(
        key=lambda row: (row.pupil_id not in names, names[row.pupil_id].sort_key if row.pupil_id in names else "")
    )
    return [
        (row, names[row.pupil_id].short, names[row.pupil_id].class_name)
        if row.pupil_id in names
        else (row, str(row.pupil), "")
        for row in rows
    ]


def _occasion(group: StudyGroup, day: str, meeting_pk: int) -> Occasion:
    found = _day(day)
    meeting = Meeting.objects.filter(pk=meeting_pk, group=group).select_related("venue").first()
    if found is None or meeting is None or (occasion := occasion_of(group, meeting, found)) is None:
        raise Http404
    return occasion


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def show_journal(request: Any, pk: int) -> HttpResponse:
    """journals/<pk>/ – all lessons of a group as a table."""
    group = row_or_404(request, permissions.VIEW_LESSONS, StudyGroup, pk)
    journal = journal_of(group)
    who = {
        row.pk: (name, note) for row, name, note in _called(request, group, (line.enrolment for line in journal.lines))
    }
    context = {
        "page_title": _("Journal of the group"),
        "group": group,
        "journal": journal,
        "lines": [
            (*who[line.enrolment.pk], line, [_mark(mark) for mark in line.marks]) for line in _sorted(journal, who)
        ],
        "breadcrumbs": [{"label": _("Lessons"), "url": link("lesson-list")}, {"label": str(group)}],
    }
    return render(request, "enrolment/attendance/journal.html", context)


@require_GET
def journal_table(request: Any, pk: int) -> HttpResponse | FileResponse:
    """journals/<pk>/table/ – the journal as a spreadsheet."""
    group = row_or_404(request, permissions.VIEW_LESSONS, StudyGroup, pk)
    journal = journal_of(group)
    who = {
        row.pk: (name, note) for row, name, note in _called(request, group, (line.enrolment for line in journal.lines))
    }
    columns = [
        Column("who", _("Pupil"), lambda line: who[line.enrolment.pk][0]),
        Column("class", _("Class"), lambda line: who[line.enrolment.pk][1]),
        *(
            Column(f"lesson-{place}", date_format(lesson.held_on, "SHORT_DATE_FORMAT"), _mark_at(place))
            for place, lesson in enumerate(journal.lessons)
        ),
        Column("missed", _("Missed"), lambda line: line.missed, kind=Kind.NUMBER),
    ]
    table = Table(tuple(columns), order="who")
    return export_response(
        "xlsx",
        title=f"{_('Journal of the group')} {group}",
        table=table,
        rows=iter(_sorted(journal, who)),
        on=timezone.localdate(),
    )


def _mark_at(place: int) -> Any:
    return lambda line: _mark(line.marks[place])


def _mark(mark: str | None) -> str:
    """A mark as a school journal has it."""
    if mark is None:
        return "–"
    return {"": "", AbsenceReason.EXCUSED: pgettext("journal", "e")}.get(mark, pgettext("journal", "a"))


def _sorted(journal: Journal, who: dict[int, tuple[str, str]]) -> list[JournalLine]:
    order = {pk: place for place, pk in enumerate(who)}
    return sorted(journal.lines, key=lambda line: order[line.enrolment.pk])
