from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.modules.courses.choices import GroupStage
from vmeste.pure.allocation.model import Aim


class RoundStage(models.TextChoices):
    """The life of a choice round; it goes one way, a decided round may be run again before it is published."""

    DRAFT = "draft", pgettext_lazy("choice round", "being prepared")
    OPEN = "open", pgettext_lazy("choice round", "open")
    CLOSED = "closed", pgettext_lazy("choice round", "closed")
    DECIDED = "decided", pgettext_lazy("choice round", "decided")
    PUBLISHED = "published", pgettext_lazy("choice round", "published")
    FINISHED = "finished", pgettext_lazy("choice round", "finished")


EDITABLE = (RoundStage.DRAFT, RoundStage.OPEN)
"""Rounds of these stages can be changed; of an open one little."""


UNDECIDED = (RoundStage.OPEN, RoundStage.CLOSED, RoundStage.DECIDED)
"""Rounds of these stages hold the seats of their groups until the result is published."""


class Matters(models.TextChoices):
    """What matters most, in words; each is a set of aims of the allocation."""

    PLACED = "placed", _("that as many pupils as possible get something, then good ranks, then short ways")
    RANKS = "ranks", _("that wishes come true as high in the list as possible, then short ways")
    SCHOOLS = "schools", _("as the first, and that no school is worse off than the others")


AIMS = {
    Matters.PLACED: (Aim.PLACED, Aim.RANKS, Aim.TRAVEL),
    Matters.RANKS: (Aim.RANKS, Aim.TRAVEL),
    Matters.SCHOOLS: (Aim.PLACED, Aim.RANKS, Aim.SCHOOLS, Aim.TRAVEL),
}
"""The words of the allocation's policy for each of them."""


class RunState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("allocation run", "waiting")
    RUNNING = "running", pgettext_lazy("allocation run", "running")
    DONE = "done", pgettext_lazy("allocation run", "done")
    FAILED = "failed", pgettext_lazy("allocation run", "failed")


class EnrolmentState(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("seat", "offered")
    ENROLLED = "enrolled", pgettext_lazy("seat", "enrolled")
    TRANSFERRED = "transferred", _("transferred without withdrawal")
    COMPLETED = "completed", pgettext_lazy("seat", "completed")
    DECLINED = "declined", pgettext_lazy("seat", "declined")
    EXPIRED = "expired", pgettext_lazy("seat", "not confirmed in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("seat", "withdrawn")


HOLDING = (EnrolmentState.OFFERED, EnrolmentState.ENROLLED, EnrolmentState.TRANSFERRED)
"""States that hold a seat; the triggers of the database count these."""


ADMITTING = (GroupStage.PLANNED, GroupStage.OPEN, GroupStage.RUNNING)
"""Groups of these stages take pupils."""


class Origin(models.TextChoices):
    """How a seat was come by."""

    ROUND = "round", _("a choice round")
    WAITING = "waiting", _("the waiting list")
    EXCHANGE = "exchange", _("an exchange of seats")
    DIRECT = "direct", _("direct enrolment")


class WaitingState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("waiting list", "waiting")
    SERVED = "served", pgettext_lazy("waiting list", "got the seat")
    LEFT = "left", pgettext_lazy("waiting list", "left the list")


class AbsenceReason(models.TextChoices):
    """Why a pupil was not there. Illness is not told apart: health is not kept."""

    UNKNOWN = "unknown", pgettext_lazy("absence", "not told")
    EXCUSED = "excused", pgettext_lazy("absence", "excused")


class CertificateKind(models.TextChoices):
    STUDY = "study", _("certificate of study")
    PARTICIPATION = "participation", _("certificate of participation")


class OrderStep(models.TextChoices):
    """The orders of the network form, in their order."""

    ENROLMENT = "enrolment", _("enrolment by the base organisation")
    TRANSFER = "transfer", _("transfer without withdrawal")
    COMPLETION = "completion", pgettext_lazy("order", "completion")
