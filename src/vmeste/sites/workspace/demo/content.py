"""How a demonstration network is written down: plain data, keyed by short words, days counted from today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from vmeste.foundation.access.actor import Role
from vmeste.modules.agreements.choices import AgreementKind, PartyRole, Renewal
from vmeste.modules.courses.choices import FocusArea, FundingSource, ProgrammeKind
from vmeste.modules.courses.choices import PartyRole as TeachingRole
from vmeste.modules.organisations.choices import AliasKind, OrganisationKind
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind

from .children import ClassOf

Day = date | int | None
"""A day of the documents, or a number of days from today (negative: past), so that something is always due."""

NAMES = (AliasKind.SPELLING, AliasKind.SHORT, AliasKind.FORMER)


def on(day: Day, today: date) -> date | None:
    """The calendar day that is meant."""
    return today + timedelta(days=day) if isinstance(day, int) else day


@dataclass(frozen=True, slots=True)
class Post:
    """A contact of an organisation; `who` and the organisation together are one invented person."""

    title: str
    who: str = "head"
    signs: bool = True
    basis: str = "Устава"


HEAD = (Post("директор"),)
HEAD_OF_KINDERGARTEN = (Post("заведующий"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    key: str
    name: str
    kind: OrganisationKind
    short: str = ""
    other_names: tuple[str, ...] = ()
    name_kind: AliasKind = AliasKind.SPELLING
    parent: str = ""
    is_legal: bool = True
    territory: str = ""
    since: Day = None
    note: str = ""
    contacts: tuple[Post, ...] = ()
    dissolved_on: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A partnership; `steps` are later stages of maturity: stage, day, how one can tell."""

    partner: str
    organisation: str = ""
    directions: tuple[str, ...] = ()
    kind: PartnershipKind = PartnershipKind.COOPERATION
    maturity: Maturity | None = None
    steps: tuple[tuple[Maturity, Day, str], ...] = ()
    since: Day = None
    product: str = ""
    note: str = ""
    ended: tuple[Day, str] | None = None
    by: str = "curator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    text: str
    party: str = ""
    due: Day = None
    fulfilled: Day = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pact:
    """An agreement. With `is_signed` it is brought into force; with `is_sent` it waits for those not in `signed_by`.

    `{year}` in a number is the year of signing, or this one.
    """

    title: str
    parties: tuple[str, ...]
    kind: AgreementKind = AgreementKind.COOPERATION
    number: str = ""
    place: str = ""
    label: str = ""
    signed: Day = None
    signed_note: str = ""
    starts: Day = None
    ends: Day = None
    subject: str = ""
    directions: tuple[str, ...] = ()
    roles: dict[str, PartyRole] = field(default_factory=dict)
    renewal: Renewal = Renewal.NONE
    renewal_months: int | None = None
    is_signed: bool = True
    is_sent: bool = False
    signed_by: tuple[str, ...] = ()
    terminated: tuple[Day, str] | None = None
    amendment: tuple[str, Day, str, Day] | None = None
    renewed_to: Day = None
    promises: tuple[Promise, ...] = ()
    has_scan: bool = False
    by: str = "curator"
    sealed_by: str = "curator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who can sign in: their mailbox is `<key or role>.<network>@example.org`.

    `children` are those of a guardian, or the pupil alone: institution and class of each.
    """

    role: Role
    looks_at: str
    key: str = ""
    organisation: str = ""
    who: str = ""
    territory: str = ""
    children: tuple[tuple[str, str], ...] = ()

    @property
    def handle(self) -> str:
        return self.key or self.role.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that the curator brings in to be read; `write` makes the file, given the name of a person to ask.

    What an accepted one tells of a project becomes one; another waits for its review, brought as one about it.
    """

    file_name: str
    write: Callable[[str], bytes]
    contact: str
    is_accepted: bool


Time = tuple[int, str, int]
"""A weekly meeting: day 1–7, when it begins, minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of a course; `teacher` is somebody of the organisation, `kept` the seats kept for a school."""

    name: str
    teacher: str
    times: tuple[Time, ...]
    seats: int = 15
    fewest: int = 8
    room: str = ""
    kept: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What an organisation does in a course taught in network form; who teaches has a licence, which is invented."""

    organisation: str
    role: TeachingRole
    title: str = ""
    hours: int | None = None
    place: str = ""
    resources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """The network form of a course: the title of the pact it rests on, the share of its own organisation, the others'.

    `conditions` are what else the contract says, by field. Without a pact everything is still to be written down.
    """

    pact: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)
    licences_by: str = ""
    own: Share | None = None
    others: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """`planned` are the grades of its own organisation in whose extracurricular plans it stands."""

    key: str
    title: str
    organisation: str
    kind: ProgrammeKind
    groups: tuple[Group, ...]
    focus: FocusArea | None = None
    grades: tuple[int, int] | None = None
    ages: tuple[int, int] | None = None
    summary: str = ""
    centre: str = ""
    paid_by: tuple[FundingSource, str] = (FundingSource.SCHOOL, "")
    hours: int = 2
    planned: range = range(0)
    joint: Joint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice round; of the children of its grades `chose` per cent hand in wishes. Days count from today."""

    title: str
    courses: tuple[str, ...]
    grades: tuple[int, int]
    opens: int
    closes: int
    confirm_by: int
    chose: int
    most_courses: int = 2
    is_finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schooling:
    """The children of a network and what they choose from. `schools` name the institutions whose classes choose."""

    classes: dict[str, tuple[ClassOf, ...]]
    courses: tuple[Course, ...]
    choices: tuple[Choice, ...]
    schools: tuple[str, ...]
    minutes_between: int
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One network. `base` is the organisation partnerships belong to unless they say otherwise."""

    slug: str
    mailbox: str
    name: str
    territory: str
    base: str
    organisations: tuple[Org, ...]
    ties: tuple[Tie, ...]
    pacts: tuple[Pact, ...]
    members: tuple[Member, ...]
    time_zone: str = "Europe/Moscow"
    region: str = ""
    municipalities: tuple[str, ...] = ()
    only_directions: tuple[str, ...] = ()
    invited: tuple[Member, ...] = ()
    papers: tuple[Paper, ...] = ()
    schooling: Schooling | None = None

    @property
    def everybody(self) -> tuple[Member, ...]:
        """Who can sign in."""
        return self.members + (self.schooling.members if self.schooling is not None else ())


def mailbox(content: Content, member: Member) -> str:
    return f"{member.handle}.{content.mailbox}@example.org"


def cast_of(
    school: str,
    partner: str,
    *,
    head_looks_at: str,
    partner_looks_at: str,
    curator_looks_at: str = "сводка сети, все договоры и партнёрства",
) -> tuple[Member, ...]:
    """The eight roles every network has somebody for."""
    return (
        Member(role=Role.ADMINISTRATOR, looks_at="участники, приглашения, настройки сети"),
        Member(role=Role.CURATOR, looks_at=curator_looks_at),
        Member(
            role=Role.COORDINATOR,
            organisation=school,
            who="coordinator",
            looks_at="договоры и партнёры своей организации, новые записи",
        ),
        Member(role=Role.HEAD, organisation=school, who="head", looks_at=head_looks_at),
        Member(role=Role.PARTNER, organisation=partner, who="head", looks_at=partner_looks_at),
        Member(role=Role.METHODOLOGIST, looks_at="направления, карта партнёрств"),
        Member(role=Role.TEACHER, organisation=school, who="teacher", looks_at="партнёры школы, только просмотр"),
        Member(role=Role.OBSERVER, looks_at="реестры без контактов людей"),
    )
