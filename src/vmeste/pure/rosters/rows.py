"""What a list says, what is there, and what is wrong: frozen values."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ProblemKind(StrEnum):
    """What is wrong at a place of the file; those in `NOTES` do not keep a line from being taken."""

    NO_NAME = "no_name"
    BAD_NAME = "bad_name"
    BAD_DATE = "bad_date"
    UNLIKELY_DATE = "unlikely_date"
    BAD_SEX = "bad_sex"
    BAD_CLASS = "bad_class"
    BAD_EMAIL = "bad_email"
    BAD_KINSHIP = "bad_kinship"
    BAD_STATUS = "bad_status"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    UNKNOWN_CLASS = "unknown_class"
    UNKNOWN_PERSON = "unknown_person"
    DUPLICATE = "duplicate"
    TWO_CLASSES = "two_classes"
    NUMBER_UNKNOWN = "number_unknown"
    AMBIGUOUS = "ambiguous"
    OTHER_ID = "other_id"
    NO_BIRTH_DATE = "no_birth_date"
    GUARDIAN_AMBIGUOUS = "guardian_ambiguous"
    GUARDIAN_CONTRADICTS = "guardian_contradicts"
    # Notes
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_SENSITIVE = "column_sensitive"
    SHEET_UNREAD = "sheet_unread"
    NOT_UTF8 = "not_utf8"
    NO_CLASS = "no_class"
    OTHER_SCHOOL = "other_school"
    NOT_PUPILS = "not_pupils"
    OTHER_YEAR = "other_year"
    KEPT_ELSEWHERE = "kept_elsewhere"


NOTES = frozenset(
    {
        ProblemKind.COLUMN_UNKNOWN,
        ProblemKind.COLUMN_SENSITIVE,
        ProblemKind.SHEET_UNREAD,
        ProblemKind.NOT_UTF8,
        ProblemKind.NO_CLASS,
        ProblemKind.OTHER_SCHOOL,
        ProblemKind.NOT_PUPILS,
        ProblemKind.OTHER_YEAR,
        ProblemKind.KEPT_ELSEWHERE,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` is from 1 as a spreadsheet counts, 0 for the whole sheet; `column` is its heading; `value` what stands
    there, or for a double the line of the other one.
    """

    kind: ProblemKind
    sheet: str
    line: int = 0
    column: str = ""
    value: str = ""


class Source(StrEnum):
    """The form of the file."""

    ONEROSTER_1_1 = "oneroster_1_1"
    ONEROSTER_1_2 = "oneroster_1_2"
    WORKBOOK = "workbook"


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class as the list calls it; `grade` None makes it a group. `key` is what equal classes share."""

    name: str
    grade: int | None
    letter: str
    key: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class GuardianEntry:
    """`kinship` is "mother", "father", "guardian", "other" or "" for unsaid."""

    last_name: str
    first_name: str
    patronymic: str = ""
    kinship: str = ""
    phone: str = ""
    email: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PupilEntry:
    """A line about a pupil. `number` is our own number where the list was written by us; `class_key` "" for no class.

    `is_leaving`: the list itself says that the pupil is gone. `is_wrong`: an objection stands at the line, so that it
    is not taken; yet it keeps the pupil from counting as one who left.
    """

    sheet: str
    line: int
    last_name: str
    first_name: str
    patronymic: str = ""
    born_on: date | None = None
    sex: str = ""
    email: str = ""
    phone: str = ""
    external_id: str = ""
    number: str = ""
    class_key: str = ""
    is_leaving: bool = False
    is_wrong: bool = False
    guardians: tuple[GuardianEntry, ...] = ()

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


@dataclass(frozen=True, slots=True)
class Roster:
    """`is_whole`: who is not in the list is no longer at the school. `classes` by their keys."""

    source: Source
    is_whole: bool
    classes: dict[str, ClassEntry]
    pupils: tuple[PupilEntry, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PresentClass:
    pk: int
    name: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PresentGuardian:
    pk: int
    last_name: str
    first_name: str
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PresentPupil:
    """A pupil who is or was at the organisation; `is_here`: not gone. `class_pk` is of the present attachment.

    `is_kept_here`: no other organisation keeps the pupil's file, so a list may change what is recorded of the person.
    """

    pk: int
    number: str
    last_name: str
    first_name: str
    patronymic: str = ""
    born_on: date | None = None
    sex: str = ""
    email: str = ""
    phone: str = ""
    external_id: str = ""
    class_pk: int | None = None
    is_here: bool = True
    is_kept_here: bool = True
    guardian_pks: tuple[int, ...] = ()


class LineState(StrEnum):
    """What a line would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ENDED = "ended"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`before` and `after` are texts; days in ISO form."""

    field: str
    before: str
    after: str


@dataclass(slots=True)
class Notebook:
    """Collects objections while a file is read."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, kind: ProblemKind, sheet: str, line: int = 0, column: str = "", value: object = "") -> None:
        self.problems.append(Problem(kind, sheet, line, column, str(value)[:120]))
