"""Objections to lists in words for the person who brought one."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vmeste.pure.rosters import NOTES, Problem, ProblemKind
from vmeste.pure.rosters.rows import FieldChange

_REFUSALS: dict[str, Promise | str] = {
    "NotARoster": gettext_lazy(
        "This is no list we can read. Bring our template or another table in .xlsx, .ods or .csv, or an archive (.zip) "
        "of OneRoster 1.1 or 1.2."
    ),
    "MissingManifest": gettext_lazy("The archive has no manifest.csv, so it is no complete OneRoster export."),
    "MissingFile": gettext_lazy("The archive lacks the file %(about)s."),
    "MissingColumn": gettext_lazy("A column that is needed is not there: %(about)s."),
    "WrongVersion": gettext_lazy("Versions 1.1 and 1.2 of OneRoster are read, not “%(about)s”."),
    "WrongOrganisation": gettext_lazy("The file is about another organisation: %(about)s."),
    "SeveralOrganisations": gettext_lazy(
        "The file has several schools (%(about)s), and none has the name or the tax number of this organisation."
    ),
    "NoHeadings": gettext_lazy(
        "No sheet has headings with the names of pupils. Needed are “Last name” and “First name”, or “Full name”, "
        "within the first 15 rows."
    ),
    "EmptyRoster": gettext_lazy("There is no pupil of this organisation in the file."),
    "TooLarge": gettext_lazy(
        "The list is too large: at most 25 000 lines on a sheet. Divide it, or bring an archive of OneRoster."
    ),
    "Encrypted": gettext_lazy("The file is protected by a password. Take the protection off and send it again."),
    "Damaged": gettext_lazy("The file is damaged or built in a way that is not safe to open."),
    "Exhausted": gettext_lazy("The file is too heavy to be read safely. Copy the list into a new file and send that."),
}
_OBJECTIONS: dict[ProblemKind, Promise | str] = {
    ProblemKind.NO_NAME: gettext_lazy("Last name and first name are needed."),
    ProblemKind.BAD_NAME: gettext_lazy("A name has letters only."),
    ProblemKind.BAD_DATE: gettext_lazy("This is no day. Write it as 07.05.2012."),
    ProblemKind.UNLIKELY_DATE: gettext_lazy("A pupil cannot be born on that day. Check the year."),
    ProblemKind.BAD_SEX: gettext_lazy("Write “m” or “f”, or leave it empty."),
    ProblemKind.BAD_CLASS: gettext_lazy(
        "This is no class. Write it as 8и; a spreadsheet may have made a date of it, then make the column text."
    ),
    ProblemKind.BAD_EMAIL: gettext_lazy("This is no e-mail address."),
    ProblemKind.BAD_KINSHIP: gettext_lazy("Write mother, father, guardian or other."),
    ProblemKind.BAD_STATUS: gettext_lazy("Known are “active” and “tobedeleted”."),
    ProblemKind.TOO_LONG: gettext_lazy("The text is too long."),
    ProblemKind.FORMULA: gettext_lazy("A formula: put its value here instead (copy, then paste values only)."),
    ProblemKind.UNKNOWN_CLASS: gettext_lazy("The file has no class with this id."),
    ProblemKind.UNKNOWN_PERSON: gettext_lazy("The file has no person with this id."),
    ProblemKind.DUPLICATE: gettext_lazy("The same pupil stands in line %(value)s already."),
    ProblemKind.TWO_CLASSES: gettext_lazy("The pupil stands in two classes: see %(value)s. Leave the right one only."),
    ProblemKind.NUMBER_UNKNOWN: gettext_lazy("There is no pupil with this number here."),
    ProblemKind.AMBIGUOUS: gettext_lazy(
        "The line fits more than one (%(value)s). Fill in the network number or the id in another system."
    ),
    ProblemKind.OTHER_ID: gettext_lazy(
        "A pupil of this name and birth date is here with the id %(value)s. Check which of them is right."
    ),
    ProblemKind.NO_BIRTH_DATE: gettext_lazy(
        "A pupil of this name is here (№ %(value)s), but one of the two has no birth date. Fill it in, or the network "
        "number."
    ),
    ProblemKind.GUARDIAN_AMBIGUOUS: gettext_lazy("More than one recorded guardian fits: %(value)s."),
    ProblemKind.GUARDIAN_CONTRADICTS: gettext_lazy("Another line says otherwise of the guardian: %(value)s."),
    ProblemKind.COLUMN_UNKNOWN: gettext_lazy("The column is not read."),
    ProblemKind.COLUMN_SENSITIVE: gettext_lazy("The column is not read and not kept: such data are kept nowhere here."),
    ProblemKind.SHEET_UNREAD: gettext_lazy("The sheet is not read: it has no headings with names."),
    ProblemKind.NOT_UTF8: gettext_lazy("The file is not in UTF-8; the letters were recognised. Check them below."),
    ProblemKind.NO_CLASS: gettext_lazy("Without a class."),
    ProblemKind.OTHER_SCHOOL: gettext_lazy("Pupils of other schools, left aside: %(value)s."),
    ProblemKind.NOT_PUPILS: gettext_lazy("Teachers and other people, left aside: %(value)s."),
    ProblemKind.OTHER_YEAR: gettext_lazy("The file is about other days: %(value)s."),
    ProblemKind.KEPT_ELSEWHERE: gettext_lazy(
        "№ %(value)s: another organisation keeps the file of this pupil, so name and contacts stay as they are."
    ),
}
FIELDS: dict[str, Promise | str] = {
    "last_name": gettext_lazy("last name"),
    "first_name": gettext_lazy("first name"),
    "patronymic": gettext_lazy("patronymic"),
    "born_on": gettext_lazy("date of birth"),
    "sex": gettext_lazy("gender"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("telephone"),
    "external_id": gettext_lazy("id in another system"),
    "class": pgettext_lazy("of a school", "class"),
}
REASONS: dict[str, Promise | str] = {
    "changed": gettext_lazy("Something has changed here since."),
    "elsewhere": gettext_lazy("The pupil studies at another organisation by now."),
    "gone": gettext_lazy("The pupil is no longer recorded here."),
    "used": gettext_lazy("Other records stand on it by now."),
}


def refusal_words(kind: str, about: str) -> str:
    """Why a list as a whole is not read; `kind` is the name of an error of `pure.rosters.errors`."""
    return str(_REFUSALS.get(kind, _REFUSALS["Damaged"])) % {"about": about[:200]}


def problem_words(problem: Problem) -> str:
    return str(_OBJECTIONS[problem.kind]) % {"value": problem.value}


def is_note(problem: Problem) -> bool:
    """Whether an objection only tells something; the line is taken."""
    return problem.kind in NOTES


def place_words(problem: Problem) -> str:
    """Where it stands: sheet, line and column of the file."""
    parts = [problem.sheet]
    if problem.line:
        parts.append(_("line %(number)s") % {"number": problem.line})
    if problem.column:
        parts.append(f"«{problem.column}»")
    return ", ".join(part for part in parts if part)


def change_label(change: FieldChange) -> str:
    return str(FIELDS[change.field])
