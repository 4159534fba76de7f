"""Writing down lessons: who was absent, what it was about, or that it was not held."""

from collections.abc import Mapping
from datetime import date

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import EditConflict, command
from vmeste.foundation.activity.announcing import announce
from vmeste.modules.courses.models import Meeting, StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import AbsenceReason
from vmeste.modules.enrolment.errors import NoLessonThen, NotOfGroup
from vmeste.modules.enrolment.events import LessonMarked, LessonNotHeld
from vmeste.modules.enrolment.models import Absence, Lesson
from vmeste.modules.enrolment.selectors.attendance import attending, occasion_of


@command(may=permissions.MARK)
def mark_lesson(
    group: StudyGroup,
    /,
    *,
    actor: Actor,
    meeting: Meeting,
    day: date,
    today: date,
    absent: Mapping[int, AbsenceReason],
    topic: str = "",
    is_held: bool = True,
    version: int | None = None,
) -> Lesson:
    """Write down the whole lesson as it stands: enrolment id → reason of those absent; everybody else was there.

    A lesson that was not held has no minutes and nobody absent; its topic may say why. Marking again corrects.

    Raises:
        NoLessonThen: the group does not meet then, or the day has not come.
        NotOfGroup: somebody marked absent does not belong to the group on that day.
        EditConflict: somebody saved the lesson after `version` was read, and not the same.
    """
    group = StudyGroup.objects.select_for_update(of=("self",)).select_related("programme", "year").get(pk=group.pk)
    occasion = occasion_of(group, meeting, day)
    if occasion is None or day > today or meeting.group_id != group.pk:
        raise NoLessonThen
    if not set(absent) <= {enrolment.pk for enrolment in attending(group, day)}:
        raise NotOfGroup
    lesson = occasion.lesson or Lesson(group=group, meeting=meeting, held_on=day, version=0)
    wanted = dict(absent) if is_held else {}
    minutes = meeting.minutes if is_held else 0
    is_new, known = lesson.pk is None, {} if lesson.pk is None else _absent(lesson)
    if not is_new and (lesson.topic, lesson.minutes, known) == (topic, minutes, wanted):
        return lesson
    if version is not None and lesson.version != version:
        raise EditConflict(lesson)
    was_held = is_new or lesson.minutes > 0
    lesson.topic, lesson.minutes, lesson.version = topic, minutes, lesson.version + 1
    lesson.full_clean()
    lesson.save()
    if known != wanted:
        lesson.absences.exclude(enrolment__in=wanted).delete()
        for enrolment_id, reason in wanted.items():
            Absence.objects.update_or_create(lesson=lesson, enrolment_id=enrolment_id, defaults={"reason": reason})
    # A lesson is marked tap by tap; history tells of it once, and of corrections on later days.
    if is_new or day < today or was_held != is_held:
        event = LessonMarked(day=day, absent=len(wanted)) if is_held else LessonNotHeld(day=day)
        announce(event, actor=actor, subject=group)
    return lesson


def _absent(lesson: Lesson) -> dict[int, AbsenceReason]:
    return {row.enrolment_id: AbsenceReason(row.reason) for row in lesson.absences.all()}
