"""Why a template is not accepted, in words for the person who edited it in Word."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
