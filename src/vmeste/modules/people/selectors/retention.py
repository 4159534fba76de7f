"""How long what is kept, and what is overdue."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max, Model, Q, QuerySet
from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.activity.models import Activity
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import RetentionOf
from vmeste.modules.people.models import NameOpening, Pupil, PupilAttachment, RetentionRule, StaffMember, StaffPost


def rules_for_list(actor: Actor) -> QuerySet[RetentionRule]:
    """All rules, the newest of each kind first; 1 query when read."""
    return rows_for(actor, permissions.VIEW_RETENTION, RetentionRule).order_by("of", "-valid_from", "pk")


def rules_on(day: date) -> dict[str, RetentionRule]:
    """What is kept how long on a day: the latest rule of each kind that has begun; 1 query."""
    rows = RetentionRule.objects.filter(valid_from__lte=day).order_by("of", "valid_from", "pk")
    return {row.of: row for row in rows}


@dataclass(frozen=True, slots=True)
class Overdue:
    """Somebody whose term has ended: the row, since when, by which rule."""

    row: Any
    left_on: date
    due_on: date
    rule: RetentionRule


def overdue_pupils(actor: Actor, *, today: date) -> list[Overdue]:
    """Children the actor keeps who have left everywhere and whose term is over, longest overdue first. 2 queries."""
    rule = rules_on(today).get(RetentionOf.PUPIL.value)
    if rule is None:
        return []
    still = PupilAttachment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=_before(today, rule)))
    rows = (
        rows_for(actor, permissions.EDIT_PUPILS, Pupil)
        .filter(erased_at=None)
        .exclude(pk__in=still.values("pupil"))
        .annotate(left_on=Max("attachments__ends_on", filter=Q(attachments__removed_at=None)))
        .exclude(left_on=None)
        .order_by("left_on", "pk")
    )
    return [Overdue(row, row.left_on, _after(row.left_on, rule), rule) for row in rows]


def overdue_staff(actor: Actor, *, today: date) -> list[Overdue]:
    """As `overdue_pupils`, for members of staff. 2 queries."""
    rule = rules_on(today).get(RetentionOf.STAFF.value)
    if rule is None or not permissions.EDIT_STAFF.is_held_by(actor):
        return []
    still = StaffPost.objects.filter(Q(ends_on=None) | Q(ends_on__gt=_before(today, rule)))
    rows = (
        rows_for(actor, permissions.EDIT_STAFF, StaffMember)
        .filter(erased_at=None)
        .exclude(pk__in=still.values("member"))
        .annotate(left_on=Max("posts__ends_on", filter=Q(posts__removed_at=None)))
        .exclude(left_on=None)
        .order_by("left_on", "pk")
    )
    return [Overdue(row, row.left_on, _after(row.left_on, rule), rule) for row in rows]


def overdue_openings(rule: RetentionRule, *, today: date) -> QuerySet[NameOpening]:
    """Records of openings of names that are older than the rule allows."""
    begin = timezone.make_aware(datetime.combine(_before(today, rule), time.min))
    return NameOpening.objects.filter(opened_at__lt=begin)


def log_of(row: Model) -> list[dict[str, str]]:
    """The extract of the log of events about a row, the oldest first, as an act keeps it; 1 query."""
    lines = Activity.objects.filter(subject_type=row._meta.label, subject_id=row.pk).order_by("pk")
    return [
        {
            "when": timezone.localtime(line.happened_at).isoformat(timespec="seconds"),
            "who": line.actor_label,
            "what": line.event,
            "request": line.request_id,
        }
        for line in lines
    ]


def _before(today: date, rule: RetentionRule) -> date:
    return _shifted(today, -rule.months)


def _after(left_on: date, rule: RetentionRule) -> date:
    return _shifted(left_on, rule.months)


def _shifted(day: date, months: int) -> date:
    """So many months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
