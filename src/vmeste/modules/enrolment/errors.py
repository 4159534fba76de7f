"""Why a command of enrolment is refused; each is a ValidationError, so it stands at its field or above the form."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class WrongStage(ValidationError):
    """The step does not follow from where the round is."""

    def __init__(self, stage_label: str) -> None:
        super().__init__(_("This cannot be done while the round is “%(stage)s”.") % {"stage": stage_label})


class NotOpenNow(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The round does not take wishes now."))


class NotInRound(ValidationError):
    """The child's school or grade does not take part."""

    def __init__(self) -> None:
        super().__init__(_("This round is not for the pupil's school and grade."))


class NothingWished(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Choose at least one programme."))


class TooManyWishes(ValidationError):
    def __init__(self, most: int) -> None:
        words = ngettext("The round takes one wish at most.", "The round takes %(most)s wishes at most.", most)
        super().__init__(words % {"most": most})


class NotOffered(ValidationError):
    """A programme that this round does not have for this grade, or one that stands in the list twice."""

    def __init__(self, programme: object) -> None:
        super().__init__(_("“%(programme)s” cannot be chosen here.") % {"programme": programme})


class UnknownWord(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Nobody in this round has this word, or two go together already."))


class WrongState(ValidationError):
    """The step does not follow from the state of the seat."""

    def __init__(self, state_label: str) -> None:
        super().__init__(_("This cannot be done: the seat is “%(state)s”.") % {"state": state_label})


class NoSeat(ValidationError):
    """The group is full for this pupil; reserved seats may still be free for others."""

    def __init__(self) -> None:
        super().__init__(_("There is no free seat in this group. The pupil may stand in the waiting list."))


class GroupClosed(ValidationError):
    def __init__(self, stage_label: str) -> None:
        super().__init__(_("Nobody can be enrolled: the group is “%(stage)s”.") % {"stage": stage_label})


class InRound(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("A choice round gives the seats of this group; wait until its result is published."))


class SeatedAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The pupil has a seat in this group already."))


class WaitsAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The pupil waits for this group already."))


class TooLate(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The time to confirm this seat is over."))


class NothingToAllocate(ValidationError):
    def __init__(self, what: str) -> None:
        super().__init__(what)


# Lessons


class NoLessonThen(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The group has no lesson on that day, or the day has not come yet."))


class NotOfGroup(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Somebody marked does not belong to the group."))


# Orders, results and certificates


class NotNetworkForm(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The programme is not taught in the network form: nobody is transferred."))


class NoResultYet(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("There is no result to return yet."))


class IssuedAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The pupil has such a certificate for this group already."))


class RevokedAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The certificate is revoked already."))
