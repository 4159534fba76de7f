"""Why an upload is refused, in words for the person at the form."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class UnwelcomeFile(ValidationError):
    """Base of all refusals; forms and the API show the message at the field."""


class TooLargeFile(UnwelcomeFile):
    def __init__(self, size: int, limit: int) -> None:
        size_text, limit_text = filesizeformat(size), filesizeformat(limit)
        super().__init__(
            _("The file is %(size)s; at most %(limit)s are accepted.") % {"size": size_text, "limit": limit_text}
        )


class EmptyFile(UnwelcomeFile):
    def __init__(self) -> None:
        super().__init__(_("The file is empty."))


class WrongContent(UnwelcomeFile):
    def __init__(self, endings: Iterable[str]) -> None:
        super().__init__(
            _("This is not a file of an accepted kind. Accepted: %(endings)s.") % {"endings": ", ".join(endings)}
        )
