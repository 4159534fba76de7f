"""What the recognisers propose: frozen facts, each with its text as it stands, its place, and how sure the rules are.

`confidence` is 0 to 1: 0.9 and more means that the form itself says it (a legal form, a full date), about 0.7 that the
words around say it, 0.5 that something looks like it. Nothing here is written anywhere before a person accepts it.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Letters `start` to `end` (exclusive) of the text of one passage of the document."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the document."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A calendar expression. `iso` as in the cases: `YYYY[-MM[-DD]]`, `a/b`, `--MM[-DD]` without a year.

    `code` is the value as `pure.dates.to_code` writes it.
    """

    text: str
    place: Place
    confidence: float
    iso: str
    code: str


@dataclass(frozen=True, slots=True)
class FoundSum:
    """Money in roubles; `roubles` is ``None`` for a range. `assumed` when the document names no currency."""

    text: str
    place: Place
    confidence: float
    roubles: float | None
    purpose: str = ""
    source: str = ""
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`text` is the name as it stands; `nominative` in the first case where grammar knows it; `role` as it stands."""

    text: str
    place: Place
    confidence: float
    nominative: str
    role: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """One organisation with all its mentions. `text` is the fullest one.

    `form` is the abbreviation of the legal form, `sort` what kind of organisation it is (values of `matching.Sort`, or
    "" where nothing tells, or "community" for partners without legal personality), `nominative` the name in the first
    case as far as grammar knows it, `short_name` the shortest spelling, `aliases` all other spellings.
    """

    text: str
    place: Place
    confidence: float
    form: str = ""
    sort: str = ""
    nominative: str = ""
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundAgreement:
    """`kind` as it stands («трёхсторонний договор о сотрудничестве»), `label_count` the number of sides it claims."""

    text: str
    place: Place
    confidence: float
    kind: str
    number: str = ""
    date: FoundDate | None = None
    parties: tuple[str, ...] = ()
    label_count: int | None = None


@dataclass(frozen=True, slots=True)
class FoundAct:
    """A legal act; issuer + number + date make it the one it is."""

    text: str
    place: Place
    confidence: float
    kind: str
    number: str = ""
    date: FoundDate | None = None
    issuer: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class FoundEvent:
    text: str
    place: Place
    confidence: float
    date: FoundDate | None = None
    venue: str = ""
    organisations: tuple[str, ...] = ()
    result: str = ""
    recurrence: str = ""


@dataclass(frozen=True, slots=True)
class FoundIndicator:
    """A reported quantity. `unit` is "%", "чел.", "шт.", "ч", "балл", "м²" …; `group` the heading it stands under."""

    text: str
    place: Place
    confidence: float
    name: str
    value: float
    unit: str
    period: str = ""
    group: str = ""
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class FoundProgramme:
    """A course, club or programme and the organisation that hosts it."""

    text: str
    place: Place
    confidence: float
    host: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class FoundStage:
    """A stage of a roadmap: number, name, term and goal as they stand; `date` is the term read."""

    text: str
    place: Place
    confidence: float
    number: int | None = None
    name: str = ""
    date: FoundDate | None = None
    goal: str = ""


@dataclass(frozen=True, slots=True)
class FoundWork:
    """One row of a roadmap. `stage` is the place of its stage in `Reading.stages`, ``None`` when the text begins later.

    `number` is the task's own number, or the label of the row; `task_number` is set where it is the task's.
    """

    text: str
    place: Place
    confidence: float
    stage: int | None
    number: str = ""
    task: str = ""
    contents: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    term: str = ""
    task_number: str = ""


@dataclass(frozen=True, slots=True)
class FoundDirection:
    """A direction of cooperation with its partners (or, in an agreement, with none)."""

    text: str
    place: Place
    confidence: float
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundField:
    """A section of a known form: `key` is the form's own key for it, `title` the heading, `text` what is under it."""

    text: str
    place: Place
    confidence: float
    key: str
    title: str
    items: tuple[str, ...] = ()


class FindingCode(StrEnum):
    """What does not fit together inside one document."""

    ONE_NUMBER_TWO_DATES = "one number, two dates"
    SURNAME_VARIANTS = "surname variants"
    PARTY_COUNT = "party count"
    OUTSIDE_PERIOD = "outside the period"


@dataclass(frozen=True, slots=True)
class Finding:
    """A conflict, never resolved here: the values that disagree, and where they stand."""

    code: FindingCode
    values: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one document, each kind in the order of the text. `form` names a known form, or is empty."""

    form: str = ""
    organisations: tuple[FoundOrganisation, ...] = ()
    people: tuple[FoundPerson, ...] = ()
    agreements: tuple[FoundAgreement, ...] = ()
    events: tuple[FoundEvent, ...] = ()
    programmes: tuple[FoundProgramme, ...] = ()
    acts: tuple[FoundAct, ...] = ()
    sums: tuple[FoundSum, ...] = ()
    indicators: tuple[FoundIndicator, ...] = ()
    stages: tuple[FoundStage, ...] = ()
    works: tuple[FoundWork, ...] = ()
    directions: tuple[FoundDirection, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    fields: tuple[FoundField, ...] = ()
    findings: tuple[Finding, ...] = ()
