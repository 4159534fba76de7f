"""Why a command on a partnership is refused; each is a ValidationError, so it stands at its field."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class AlreadyRecorded(ValidationError):
    """The same two organisations already work together in this way, whichever of them is named first."""

    def __init__(self) -> None:
        super().__init__({"partner": _("This partnership is recorded already.")})


class SameOrganisation(ValidationError):
    def __init__(self) -> None:
        super().__init__({"partner": _("An organisation is no partner of itself.")})


class NotAnAdvance(ValidationError):
    """The stage is not later than the one the partnership is at."""

    def __init__(self, stage: object) -> None:
        super().__init__({"stage": _("The partnership has already come to “%(stage)s”.") % {"stage": stage}})


class NoStepToTakeBack(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("No stage of maturity is recorded yet."))


class AlreadyEnded(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The partnership has ended already."))


class StillGoesOn(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The partnership goes on."))


class ImpossibleDay(ValidationError):
    """The days contradict each other."""

    def __init__(self, field: str, message: str, day: date) -> None:
        super().__init__({field: message % {"day": date_format(day, "SHORT_DATE_FORMAT")}})


def starts_after_step(day: date) -> ImpossibleDay:
    return ImpossibleDay("starts_on", _("A stage of maturity was reached earlier, on %(day)s."), day)


def starts_after_end(day: date) -> ImpossibleDay:
    return ImpossibleDay("starts_on", _("It ended on %(day)s, so it began earlier."), day)


def reached_before_start(day: date) -> ImpossibleDay:
    return ImpossibleDay("reached_on", _("The partnership began only on %(day)s."), day)


def reached_before_last_step(day: date) -> ImpossibleDay:
    return ImpossibleDay("reached_on", _("The stage before was reached on %(day)s; this one comes after it."), day)


def reached_after_end(day: date) -> ImpossibleDay:
    return ImpossibleDay("reached_on", _("The partnership ended on %(day)s."), day)


def ended_before_start(day: date) -> ImpossibleDay:
    return ImpossibleDay("ends_on", _("The partnership began on %(day)s; it ended after that."), day)


def ended_before_step(day: date) -> ImpossibleDay:
    return ImpossibleDay("ends_on", _("A stage of maturity was reached on %(day)s; it ended after that."), day)
