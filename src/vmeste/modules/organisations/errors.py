"""What can go wrong with organisations, in words for the person who tried."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class AlreadyEnded(ValidationError):
    def __init__(self, organisation: Any) -> None:
        words = _("“%(name)s” is %(status)s already.")
        status = organisation.get_status_display()
        super().__init__(words, "already_ended", {"name": str(organisation), "status": status})


class NotEnded(ValidationError):
    def __init__(self, organisation: Any) -> None:
        super().__init__(_("“%(name)s” is active as it is."), "not_ended", {"name": str(organisation)})


class WrongEnd(ValidationError):
    """The day or the successor does not fit; the messages name the fields `ended_on` and `successor`."""


class PeopleActForIt(ValidationError):
    def __init__(self, organisation: Any) -> None:
        words = _("“%(name)s” cannot be removed: people act for it in this network.")
        super().__init__(words, "people_act_for_it", {"name": str(organisation)})


class WasMerged(ValidationError):
    def __init__(self, organisation: Any) -> None:
        words = _("“%(name)s” was merged into “%(kept)s”; undo the merge instead.")
        super().__init__(words, "was_merged", {"name": str(organisation), "kept": str(organisation.merged_into)})


class CannotMerge(ValidationError):
    """The two rows cannot become one; a message for each obstacle."""

    def __init__(self, obstacles: Iterable[Any]) -> None:
        super().__init__([ValidationError(obstacle, "cannot_merge") for obstacle in obstacles])


class CannotUndoMerge(ValidationError):
    """The register has moved on since the merge; a message for each obstacle."""

    def __init__(self, obstacles: Iterable[Any]) -> None:
        super().__init__([ValidationError(obstacle, "cannot_undo_merge") for obstacle in obstacles])
