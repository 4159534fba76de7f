"""Why a template is not accepted, or a review does not go on, in words for the person at the screen."""

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.commands import EditConflict
from vmeste.pure.writing.templates.language import Fault
from vmeste.pure.writing.templates.reading import TemplateProblem

_SENTENCES = {
    Fault.FILE_REFUSED: gettext_lazy("The file cannot be opened safely as a Word document (.docx without macros)."),
    Fault.BROKEN_TAG: gettext_lazy("A tag is broken: “%(place)s”."),
    Fault.MISPLACED_TAG: gettext_lazy("A tag stands where it cannot: “%(place)s”."),
    Fault.UNCLOSED_TAG: gettext_lazy("A repetition or condition has no end: “%(place)s”."),
    Fault.UNKNOWN_FIELD: gettext_lazy("There is no field “%(wrong)s” (in “%(place)s”)."),
    Fault.UNKNOWN_FILTER: gettext_lazy("There is no filter “%(wrong)s” (in “%(place)s”)."),
    Fault.NOT_A_LIST: gettext_lazy("“%(wrong)s” is no list, it cannot be repeated (in “%(place)s”)."),
    Fault.NOT_A_VALUE: gettext_lazy("“%(wrong)s” is a list or a group; name one of its fields (in “%(place)s”)."),
    Fault.NAME_TAKEN: gettext_lazy("The name “%(wrong)s” is taken already (in “%(place)s”)."),
    Fault.FORBIDDEN: gettext_lazy("This is not allowed in a template: “%(place)s”."),
}


def sentence_of(problem: TemplateProblem) -> str:
    """One problem in the active language, with the field that was probably meant."""
    words = str(_SENTENCES[problem.fault]) % {"place": problem.paragraph, "wrong": problem.wrong}
    if problem.nearest:
        words += " " + _("Did you mean “%(nearest)s”?") % {"nearest": problem.nearest}
    return words


class BadTemplate(ValidationError):
    """The template would not print as its author expects; every problem is named with its place."""

    def __init__(self, problems: Iterable[TemplateProblem]) -> None:
        super().__init__({"file": list(dict.fromkeys(sentence_of(problem) for problem in problems))})


class NotNow(ValidationError):
    """The step does not follow from where the review is."""

    def __init__(self, state_label: str) -> None:
        super().__init__(_("This cannot be done now: the document is %(state)s.") % {"state": state_label})


class StillAtWork(ValidationError):
    """The background has not finished what somebody asked of this review before."""

    def __init__(self) -> None:
        super().__init__(_("The document is being worked on; wait until that is done."))


class DecidedAlready(ValidationError):
    """Somebody decided about the finding meanwhile."""

    def __init__(self, title: str, decision_label: str) -> None:
        super().__init__(
            _("“%(title)s” is no longer open: %(decision)s.") % {"title": title, "decision": decision_label}
        )


class MovedOn(ValidationError):
    """The row is not what the person saw when they agreed."""

    def __init__(self, title: str) -> None:
        super().__init__(
            _("The register has changed meanwhile. Look at “%(title)s” again, then decide.") % {"title": title}
        )


class ThereByNow(ValidationError):
    """A finding that was new is in the register by now, with other values."""

    def __init__(self, row: object) -> None:
        super().__init__(_("The register has “%(row)s” by now; look at what would change.") % {"row": row})


class StandsOnRefused(ValidationError):
    """What the finding leads to could not be taken over."""

    def __init__(self, title: str) -> None:
        super().__init__(_("It leads to “%(title)s”, which was not taken over.") % {"title": title})


class SayFirst(ValidationError):
    """A required value is missing."""

    def __init__(self, label: object) -> None:
        super().__init__(_("Say first: %(label)s.") % {"label": label})


REFUSALS = (ValidationError, PermissionDenied, EditConflict, ObjectDoesNotExist, DatabaseError)
"""What a command may answer to one finding, while the others go on."""


def words_of(refusal: Exception) -> str:
    """A command's refusal of one finding, for the person who decides."""
    if isinstance(refusal, PermissionDenied):
        return _("You may not write this down here.")
    if isinstance(refusal, EditConflict):
        return _("Somebody has changed the row meanwhile.")
    if isinstance(refusal, ObjectDoesNotExist):
        return _("The row is no longer in the register.")
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)[:500]
    return _("The row contradicts what the register holds.")
