"""What happens to rounds, seats and waiting lists. Ids and counts alone: history names no child."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event

# Choice rounds


@dataclass(frozen=True, kw_only=True)
class RoundDrafted(Event):
    sentence = _("Prepared: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    commitment: str
    sentence = _("Opened for wishes; commitment to the seed: %(commitment)s")


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Event):
    lists: int
    sentence = _("Closed; lists of wishes handed in: %(lists)s")


@dataclass(frozen=True, kw_only=True)
class InputFrozen(Event):
    input_hash: str
    sentence = _("Input frozen; its hash: %(input_hash)s")


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    run_id: int
    sentence = _("Allocation started")


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    run_id: int
    placed: int
    sentence = _("Allocation finished and checked; pupils placed: %(placed)s")


@dataclass(frozen=True, kw_only=True)
class RunFailed(Event):
    run_id: int
    problem: str
    sentence = _("Allocation failed: %(problem)s")


@dataclass(frozen=True, kw_only=True)
class ResultPublished(Event):
    run_id: int
    seats: int
    waiting: int
    sentence = _("Result published; seats given: %(seats)s, places in waiting lists: %(waiting)s")


@dataclass(frozen=True, kw_only=True)
class RoundFinished(Event):
    sentence = _("Finished: %(subject)s")


# Wishes; the subject is the list of wishes


@dataclass(frozen=True, kw_only=True)
class WishesHandedIn(Event):
    round_id: int
    pupil_id: int
    wishes: int
    sentence = _("Wishes handed in: %(wishes)s")


@dataclass(frozen=True, kw_only=True)
class WishesTakenBack(Event):
    round_id: int
    pupil_id: int
    sentence = _("Wishes taken back")


# Seats; the subject is the enrolment


@dataclass(frozen=True, kw_only=True)
class SeatEvent(Event):
    group_id: int
    pupil_id: int


@dataclass(frozen=True, kw_only=True)
class SeatTaken(SeatEvent):
    origin: str
    sentence = _("A seat is taken")


@dataclass(frozen=True, kw_only=True)
class SeatOffered(SeatEvent):
    origin: str
    offered_until: date | None
    sentence = _("A seat is offered")


@dataclass(frozen=True, kw_only=True)
class SeatConfirmed(SeatEvent):
    sentence = _("The seat is confirmed")


@dataclass(frozen=True, kw_only=True)
class SeatDeclined(SeatEvent):
    sentence = _("The seat is declined")


@dataclass(frozen=True, kw_only=True)
class SeatExpired(SeatEvent):
    sentence = _("The seat was not confirmed in time")


@dataclass(frozen=True, kw_only=True)
class SeatWithdrawn(SeatEvent):
    sentence = _("The seat is left")


@dataclass(frozen=True, kw_only=True)
class SeatCompleted(SeatEvent):
    completed_on: date
    sentence = _("Completed on %(completed_on)s")


@dataclass(frozen=True, kw_only=True)
class LineEntered(SeatEvent):
    position: int
    sentence = _("Stands in the waiting list at place %(position)s")


@dataclass(frozen=True, kw_only=True)
class LineLeft(SeatEvent):
    sentence = _("Left the waiting list")


# Lessons; the subject is the group


@dataclass(frozen=True, kw_only=True)
class LessonMarked(Event):
    day: date
    absent: int
    sentence = _("Lesson of %(day)s marked; absent: %(absent)s")


@dataclass(frozen=True, kw_only=True)
class LessonNotHeld(Event):
    day: date
    sentence = _("Lesson of %(day)s was not held")


# Orders and results; the subject is the enrolment


@dataclass(frozen=True, kw_only=True)
class OrderRecorded(SeatEvent):
    order: str
    sentence = _("Order of enrolment: %(order)s")


@dataclass(frozen=True, kw_only=True)
class SeatTransferred(SeatEvent):
    order: str
    transferred_on: date
    sentence = _("Transferred without withdrawal on %(transferred_on)s, order %(order)s")


@dataclass(frozen=True, kw_only=True)
class ResultRecorded(SeatEvent):
    sentence = _("Result recorded")


@dataclass(frozen=True, kw_only=True)
class ResultReturned(SeatEvent):
    returned_on: date
    sentence = _("Result returned to the base organisation on %(returned_on)s")


# Certificates; the subject is the certificate


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    number: int
    kind: str
    sentence = _("Issued under number %(number)s")


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    number: int
    reason: str
    sentence = _("Revoked: %(reason)s")
