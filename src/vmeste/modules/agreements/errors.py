"""Why a command on an agreement is refused; each is a ValidationError, so it stands at its field."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class WrongStage(ValidationError):
    """The step does not follow from where the agreement is."""

    def __init__(self, stage_label: str) -> None:
        super().__init__(_("This cannot be done while the agreement is “%(stage)s”.") % {"stage": stage_label})


class TooFewParties(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("An agreement needs at least two parties before it goes on signature."))


class PartyTwice(ValidationError):
    def __init__(self, organisation: object) -> None:
        super().__init__(_("“%(name)s” is a party already.") % {"name": organisation})


class AlreadySigned(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("This party has signed already."))


class ImpossibleTerm(ValidationError):
    """The dates contradict each other."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__({field: message})


def ends_before_start(starts_on: date) -> ImpossibleTerm:
    day = date_format(starts_on, "SHORT_DATE_FORMAT")
    return ImpossibleTerm("ends_on", _("The term must end after it begins (%(day)s).") % {"day": day})


def terminated_before_start(starts_on: date) -> ImpossibleTerm:
    day = date_format(starts_on, "SHORT_DATE_FORMAT")
    return ImpossibleTerm("terminated_on", _("It cannot end before it began (%(day)s).") % {"day": day})


def renewed_backwards(ends_on: date) -> ImpossibleTerm:
    day = date_format(ends_on, "SHORT_DATE_FORMAT")
    return ImpossibleTerm("ends_on", _("The new end must be later than the present one (%(day)s).") % {"day": day})
