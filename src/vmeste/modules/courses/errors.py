"""Why a command on programmes, groups and plans is refused; each is a ValidationError, so it stands at its field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class SeatsTaken(ValidationError):
    """Fewer seats than pupils who hold one."""

    def __init__(self, taken: int) -> None:
        words = ngettext(
            "%(taken)s seat is taken already; there cannot be fewer.",
            "%(taken)s seats are taken already; there cannot be fewer.",
            taken,
        )
        super().__init__({"seats": ValidationError(words % {"taken": taken}, "seats_taken")})


class TooManyReserved(ValidationError):
    def __init__(self, field: str, reserved: int) -> None:
        words = ngettext("%(reserved)s seat is reserved.", "%(reserved)s seats are reserved.", reserved)
        super().__init__({field: ValidationError(words % {"reserved": reserved}, "too_many_reserved")})


class WrongStage(ValidationError):
    """The step does not follow from where the group is."""

    def __init__(self, group: Any) -> None:
        words = _("This cannot be done while the group is “%(stage)s”.")
        super().__init__(words % {"stage": group.get_stage_display()}, "wrong_stage")


class NothingToCopy(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("The class of the year before has no plan, or everything in it stands here."), "no_plan")
