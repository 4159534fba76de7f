"""Why an import does not go on, in words for the person who brought the table."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class UnreadableTable(ValidationError):
    """The file could not be read as a table of this kind."""


class NotNow(ValidationError):
    """The step does not follow from where the import is."""

    def __init__(self, state_label: str) -> None:
        super().__init__(_("This cannot be done now: the import %(state)s.") % {"state": state_label})


REFUSALS = {
    "NotATable": gettext_lazy(
        "This is no table we can read. Save it as .xlsx, .ods or .csv, without macros, and send it again."
    ),
    "TooLarge": gettext_lazy("The table is too large: at most %(rows)s rows. Divide it and send the parts one by one."),
    "Encrypted": gettext_lazy("The file is protected by a password. Take the protection off and send it again."),
    "Damaged": gettext_lazy("The file is damaged or built in a way that is not safe to open. Save it anew as .xlsx."),
}
EXHAUSTED = gettext_lazy("The file is too heavy to be read safely. Copy the table into a new file and send that.")
