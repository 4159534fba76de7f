"""What can go wrong with people, in words for the person who tried. None of them says a name."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class NothingToRollOver(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("All classes of that year are carried over already."), "nothing_to_roll_over")


class RolledOverNoLonger(ValidationError):
    def __init__(self) -> None:
        words = _("It cannot be undone any more: the new classes have been worked with.")
        super().__init__(words, "rolled_over_no_longer")


class WrongClass(ValidationError):
    """The class is of another organisation, or of a year the day is not in; the message names `school_class`."""

    def __init__(self) -> None:
        super().__init__({"school_class": _("Choose a class of this organisation and of the year of that day.")})


class NotThere(ValidationError):
    def __init__(self) -> None:
        words = _("There is no pupil with this number and this last name.")
        super().__init__({"number": words}, "not_there")


class AlreadyThere(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The pupil studies there already."), "already_there")


class MovedBackwards(ValidationError):
    def __init__(self, began_on: date) -> None:
        day = date_format(began_on, "SHORT_DATE_FORMAT")
        words = _("The pupil studies there since %(day)s only; choose a later day.")
        super().__init__({"starts_on": ValidationError(words, "moved_backwards", {"day": day})})


class TooManyGuardians(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Two guardians are recorded; end one of them first."), "too_many_guardians")


class SignatureOfPupilMissing(ValidationError):
    """From 14 years on a pupil signs, too; the message names `is_signed_by_pupil`."""

    def __init__(self) -> None:
        words = _("From 14 years on the pupil signs as well.")
        super().__init__({"is_signed_by_pupil": ValidationError(words, "signature_of_pupil_missing")})


class WrongSignatory(ValidationError):
    def __init__(self) -> None:
        words = _("This guardian gives no consents for the pupil.")
        super().__init__({"guardian": ValidationError(words, "wrong_signatory")})


class WithdrawnAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("It is withdrawn already."), "withdrawn_already")


class WithdrawnTooEarly(ValidationError):
    def __init__(self) -> None:
        words = _("It cannot be withdrawn before it was given.")
        super().__init__({"withdrawn_on": ValidationError(words, "withdrawn_too_early")})


class NobodyToDisclose(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Nobody is on the list."), "nobody_to_disclose")


class NotOurPupils(ValidationError):
    def __init__(self, count: int) -> None:
        words = ngettext_lazy(
            "%(count)d of them is no pupil of this organisation.",
            "%(count)d of them are no pupils of this organisation.",
            "count",
        )
        super().__init__({"numbers": ValidationError(words, "not_our_pupils", {"count": count})})


class ConsentsMissing(ValidationError):
    """The message names `rests_on`: take those off, or name an agreement as the ground."""

    def __init__(self, missing: int, count: int) -> None:
        words = ngettext_lazy(
            "%(missing)d of %(count)d has no consent in force to a disclosure to this partner.",
            "%(missing)d of %(count)d have no consent in force to a disclosure to this partner.",
            "missing",
        )
        super().__init__({"rests_on": ValidationError(words, "consents_missing", {"missing": missing, "count": count})})


class CodeNotGood(ValidationError):
    """Unknown, used, withdrawn and expired are one answer."""

    def __init__(self) -> None:
        words = _("This code is not valid. Check the letters, or ask the organisation for a new one.")
        super().__init__({"code": ValidationError(words, "code_not_good")})


class TakenAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The person has an account here already."), "taken_already")


class ErasedAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("These data are destroyed already."), "erased_already")


class StillStudies(ValidationError):
    def __init__(self) -> None:
        words = _("The pupil still studies; end the attachments first, or say that the family demands it.")
        super().__init__(words, "still_studies")
