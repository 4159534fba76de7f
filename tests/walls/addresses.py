"""Every address of the house and the permission that opens it, declared by hand beside the tests.

A new address without a line here fails, and so does a line whose address is gone. `sees` decides whether a row is
there at all (404), `does` whether the act is allowed (403); both are the very Permission objects of the modules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from tests.factories.projects import PART_MODELS

from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.exchange import permissions as exchange
from vmeste.modules.agreements import permissions as agreements
from vmeste.modules.courses import permissions as courses
from vmeste.modules.documents import permissions as documents
from vmeste.modules.enrolment import permissions as enrolment
from vmeste.modules.networks import permissions as networks
from vmeste.modules.organisations import permissions as organisations
from vmeste.modules.partnerships import permissions as partnerships
from vmeste.modules.people import permissions as people
from vmeste.modules.projects import permissions as projects
from vmeste.modules.reference import permissions as reference

from .world import LESSON_DAY, MISSING, World
from .world import OF_PERSON as KINDS_OF_PERSON

GET, POST = "GET", "POST"
ONLY_GET, ONLY_POST, BOTH = frozenset({GET}), frozenset({POST}), frozenset({GET, POST})

# The rows a member of one organisation or territory reaches beside their own; everybody else reaches all rows.
# A permission without row filter reaches everything and stands not here.
NEIGHBOURS_TOO = frozenset({"own", "neighbour"})
OWN_ONLY = frozenset({"own"})
REACH: dict[str, frozenset[str]] = {
    "agreements.view": OWN_ONLY,
    "agreements.draft": OWN_ONLY,
    "agreements.sign": OWN_ONLY,
    "agreements.terminate": OWN_ONLY,
    "agreements.edit_obligations": OWN_ONLY,
    "agreements.view_obligations": OWN_ONLY,
    "agreements.view_amendments": OWN_ONLY,
    "courses.view": NEIGHBOURS_TOO,
    "courses.view_catalogue": NEIGHBOURS_TOO,
    "courses.view_groups": NEIGHBOURS_TOO,
    "courses.view_network_forms": NEIGHBOURS_TOO,
    "courses.view_venues": NEIGHBOURS_TOO,
    "courses.view_breaks": NEIGHBOURS_TOO,
    "courses.view_travel": NEIGHBOURS_TOO,
    "courses.view_plans": NEIGHBOURS_TOO,
    "courses.edit": OWN_ONLY,
    "courses.edit_groups": OWN_ONLY,
    "courses.edit_network_forms": OWN_ONLY,
    "courses.edit_venues": OWN_ONLY,
    "courses.edit_breaks": OWN_ONLY,
    "courses.edit_plans": OWN_ONLY,
    "courses.issue_plans": OWN_ONLY,
    "documents.view_reviews": OWN_ONLY,
    "documents.review": OWN_ONLY,
    **{
        f"enrolment.{name}": OWN_ONLY
        for name in (
            "view_published",
            "run_rounds",
            "view_runs",
            "choose",
            "view_enrolments",
            "enrol",
            "answer",
            "wait",
            "keep_orders",
            "view_orders",
            "view_lessons",
            "mark",
            "view_certificates",
            "issue_certificates",
        )
    },
    "exchange.view": OWN_ONLY,
    "exchange.import": OWN_ONLY,
    "networks.change": OWN_ONLY,
    "networks.view_members": OWN_ONLY,
    "networks.manage_members": OWN_ONLY,
    "networks.invite": OWN_ONLY,
    "networks.leave": OWN_ONLY,
    "organisations.view": NEIGHBOURS_TOO,
    "organisations.register": OWN_ONLY,
    "organisations.remove": OWN_ONLY,
    "organisations.end": OWN_ONLY,
    "organisations.edit": OWN_ONLY,
    "organisations.merge": OWN_ONLY,
    "organisations.view_contacts": NEIGHBOURS_TOO,
    "organisations.edit_contacts": OWN_ONLY,
    "organisations.view_aliases": NEIGHBOURS_TOO,
    "organisations.edit_aliases": OWN_ONLY,
    "people.view_classes": NEIGHBOURS_TOO,
    "people.choose_staff": NEIGHBOURS_TOO,
    **{
        f"people.{name}": OWN_ONLY
        for name in (
            "edit_classes",
            "view_numbers",
            "view_pupils",
            "view_family",
            "view_files",
            "edit_pupils",
            "view_consents",
            "view_openings",
            "view_disclosures",
            "disclose",
            "view_staff",
            "edit_staff",
            "view_destructions",
            "keep_rosters",
        )
    },
    "projects.view": OWN_ONLY,
    "projects.edit": OWN_ONLY,
    "projects.report": OWN_ONLY,
    "partnerships.view": NEIGHBOURS_TOO,
    "partnerships.edit": OWN_ONLY,
}


@dataclass(frozen=True)
class Address:
    """One address inside a network.

    `kind` is the kind of row it names, `part` the kind of a row hanging on it (its id is the argument `part_name`).
    `everyone` gives the reason why no role decides. `role_first` says that the role is looked at before the row.
    """

    does: Permission | None
    methods: frozenset[str] = ONLY_GET
    sees: Permission | None = None
    kind: str = ""
    part: tuple[str, str] | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    query: str = ""
    everyone: str = ""
    role_first: bool = False
    standings: tuple[str, ...] = ()

    def standings_in(self, world: World) -> tuple[str, ...]:
        """The standings of a row that are worth asking for here."""
        if not self.kind:
            return ("own",)
        if self.kind in KINDS_OF_PERSON:
            return ("own", "hidden", "foreign", "missing")
        if self.standings:
            return self.standings
        known = world.ours.rows[self.kind]
        return ("own", *(s for s in ("neighbour", "hidden") if s in known), "foreign", "missing")

    def arguments(self, world: World, actor: str, standing: str) -> dict[str, Any]:
        named: dict[str, Any] = dict(self.fixed)
        if self.kind:
            row = world.row(self.kind, standing, actor)
            named["pk"] = MISSING if row is None else row.pk
        if self.part:
            name, kind = self.part
            row = world.row(kind, "own" if kind == "other" and standing != "foreign" else standing, actor)
            named[name] = MISSING if row is None else row.pk
        return named


def _screens(
    name: str,
    kind: str,
    view: Permission,
    *,
    new: Permission | None = None,
    edit: Permission | None = None,
    remove: Permission | None = None,
) -> dict[str, Address]:
    """The pages a Screens declaration makes, as in its documentation."""
    pages = {
        f"{name}-list": Address(view),
        f"{name}-export": Address(view, fixed={"kind": "csv"}),
        f"{name}-detail": Address(view, sees=view, kind=kind),
        f"{name}-history": Address(view, sees=view, kind=kind),
    }
    if new:
        pages[f"{name}-new"] = Address(new, BOTH)
    if edit:
        pages[f"{name}-edit"] = Address(edit, BOTH, sees=view, kind=kind)
    if remove:
        pages[f"{name}-removal"] = Address(remove, BOTH, sees=view, kind=kind)
        pages[f"{name}-restoration"] = Address(remove, ONLY_POST, sees=view, kind=kind)
    return pages


def _act(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=agreements.VIEW, kind="agreement", **more)


def _of_organisation(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=organisations.VIEW, kind="organisation", **more)


def _of_partnership(methods: frozenset[str] = BOTH) -> Address:
    return Address(partnerships.EDIT, methods, sees=partnerships.VIEW, kind="partnership")


def _plain(name: str, kind: str, view: Permission, edit: Permission) -> dict[str, Address]:
    return _screens(name, kind, view, new=edit, edit=edit, remove=edit)


def _of_import(does: Permission, methods: frozenset[str] = ONLY_GET) -> Address:
    return Address(does, methods, sees=exchange.VIEW, kind="import")


def _of_project(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=projects.VIEW, kind="project", **more)


def _of_class(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=people.VIEW_CLASSES, kind="class", **more)


def _of_roster(methods: frozenset[str] = ONLY_GET) -> Address:
    return Address(people.KEEP_ROSTERS, methods, sees=people.KEEP_ROSTERS, kind="roster")


def _of_pupil(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=people.VIEW_NUMBERS, kind="pupil", **more)


def _of_disclosure(does: Permission) -> Address:
    return Address(does, BOTH, sees=people.VIEW_DISCLOSURES, kind="disclosure")


def _of_staff(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=people.VIEW_STAFF, kind="staff", **more)


def _of_reading(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=documents.VIEW_REVIEWS, kind="reading", **more)


def _parts(name: str) -> dict[str, Address]:
    """The pages a Parts declaration makes."""
    one = ("part_pk", name)
    return {
        f"{name}-new": _of_project(projects.EDIT),
        f"{name}-edit": _of_project(projects.EDIT, part=one),
        f"{name}-removal": _of_project(projects.EDIT, ONLY_POST, part=one),
        f"{name}-restoration": _of_project(projects.EDIT, ONLY_POST, part=one),
        f"{name}-move": _of_project(projects.EDIT, ONLY_POST, part=one, fixed={"way": "up"}),
    }


def _of_course(view: Permission, kind: str, does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=view, kind=kind, **more)


def _parts_of_course(name: str, view: Permission, kind: str, edit: Permission) -> dict[str, Address]:
    one = {"part": ("part_pk", name)}
    return {
        f"{name}-new": _of_course(view, kind, edit),
        f"{name}-edit": _of_course(view, kind, edit, **one),
        f"{name}-removal": _of_course(view, kind, edit, ONLY_POST, **one),
        f"{name}-restoration": _of_course(view, kind, edit, ONLY_POST, **one),
    }


def _ordered_parts_of_course(name: str, view: Permission, kind: str, edit: Permission) -> dict[str, Address]:
    move = _of_course(view, kind, edit, ONLY_POST, part=("part_pk", name), fixed={"way": "up"})
    return {**_parts_of_course(name, view, kind, edit), f"{name}-move": move}


def _of_round(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    return Address(does, methods, sees=enrolment.VIEW_ROUNDS, kind="round", **more)


def _of_published(**more: Any) -> Address:
    """The neighbour's round of the world is being prepared: nothing of it is published to anybody."""
    does, standings = enrolment.VIEW_PUBLISHED, ("own", "foreign", "missing")
    return Address(does, sees=does, kind="round", standings=standings, **more)


def _of_child(methods: frozenset[str] = ONLY_GET, **more: Any) -> Address:
    return Address(people.VIEW_FAMILY, methods, sees=people.VIEW_FAMILY, kind="pupil", **more)


def _of_choice(methods: frozenset[str] = ONLY_GET) -> Address:
    """The world's round is for the pupils of its school alone, and there is one."""
    part, standings = ("round_pk", "round"), ("own", "foreign", "missing")
    return Address(enrolment.CHOOSE, methods, sees=enrolment.CHOOSE, kind="pupil", part=part, standings=standings)


def _of_seat(methods: frozenset[str]) -> Address:
    return Address(enrolment.ANSWER, methods, sees=enrolment.VIEW_ENROLMENTS, kind="seat")


def _of_group(does: Permission, methods: frozenset[str] = ONLY_GET, **more: Any) -> Address:
    return Address(does, methods, sees=enrolment.VIEW_LESSONS, kind="study-group", **more)


def _of_order(does: Permission) -> Address:
    return Address(does, BOTH, sees=enrolment.VIEW_ORDERS, kind="study-group")


def _of_certificate(methods: frozenset[str] = ONLY_GET, **more: Any) -> Address:
    does = enrolment.ISSUE_CERTIFICATES
    return Address(does, methods, sees=enrolment.VIEW_CERTIFICATES, kind="certificate", **more)


def _of_run(does: Permission, methods: frozenset[str] = BOTH, **more: Any) -> Address:
    """A run is seen by fewer than its round, and looked for first."""
    return Address(does, methods, sees=enrolment.VIEW_RUNS, kind="round", part=("run_pk", "run"), **more)


_TO_GROUP: dict[str, Any] = {"part": ("group_pk", "other-group"), "standings": ("own", "foreign", "missing")}
_LESSON: dict[str, Any] = {
    "part": ("meeting_pk", "meeting"),
    "fixed": {"day": LESSON_DAY.isoformat()},
    "standings": ("own", "hidden", "foreign", "missing"),
}
_GROUP = (courses.VIEW_GROUPS, "study-group")
_NETWORK_FORM = (courses.VIEW_FORMS, "network-form")
_PLAN = (courses.VIEW_PLANS, "planned-class")
_IMPORTER = {"importer": "organisations"}
_FORM = {"key": "cooperation-agreement"}
_PARTY = ("party_pk", "party")
_FINDING = ("finding_pk", "finding")
_OBLIGATION = ("obligation_pk", "obligation")
_OWN_PAGE = "shows what the person may see, row by row"
_OWN_THINGS = "belongs to the person alone"

WORKSPACE: dict[str, Address] = {
    "overview": Address(None, everyone=_OWN_PAGE),
    "search": Address(None, everyone=_OWN_PAGE, query="q=zq"),
    "job-list": Address(None, everyone=_OWN_THINGS),
    "job-detail": Address(None, kind="job", everyone=_OWN_THINGS),
    "row-choices": Address(None, fixed={"chooser": "organisations"}, everyone=_OWN_PAGE),
    "saved-filter-new": Address(organisations.VIEW, BOTH, fixed={"screen": "organisation"}),
    "saved-filter-removal": Address(
        None, ONLY_POST, kind="saved_filter", fixed={"screen": "organisation"}, everyone=_OWN_THINGS
    ),
    # Members and settings
    **_screens("member", "member", networks.VIEW_MEMBERS),
    "member-role": Address(networks.MANAGE_MEMBERS, BOTH, sees=networks.VIEW_MEMBERS, kind="member"),
    "member-end": Address(networks.MANAGE_MEMBERS, BOTH, sees=networks.VIEW_MEMBERS, kind="member"),
    "invitation-list": Address(networks.INVITE),
    "invitation-new": Address(networks.INVITE, BOTH),
    "invitation-letter": Address(networks.INVITE, ONLY_POST, sees=networks.INVITE, kind="invitation", role_first=True),
    "invitation-withdrawal": Address(
        networks.INVITE, ONLY_POST, sees=networks.INVITE, kind="invitation", role_first=True
    ),
    "network-settings": Address(networks.CHANGE, BOTH),
    # Reference rows
    **_plain("direction", "direction", reference.VIEW_DIRECTIONS, reference.EDIT_DIRECTIONS),
    **_plain("territory", "territory", reference.VIEW_TERRITORIES, reference.EDIT_TERRITORIES),
    **_plain("academic-year", "year", reference.VIEW_YEARS, reference.EDIT_YEARS),
    **_plain("norm", "norm", reference.VIEW_NORMS, reference.EDIT_NORMS),
    # Documents
    **_screens("issued", "issued", documents.VIEW_ISSUED),
    "issued-file": Address(documents.VIEW_ISSUED, sees=documents.VIEW_ISSUED, kind="issued", fixed={"kind": "docx"}),
    **_screens("reading", "reading", documents.VIEW_REVIEWS),
    "reading-new": Address(documents.REVIEW, BOTH),
    "reading-file": _of_reading(documents.VIEW_REVIEWS, ONLY_GET),
    "reading-findings-file": _of_reading(documents.VIEW_REVIEWS, ONLY_GET, fixed={"kind": "csv"}),
    "reading-again": _of_reading(documents.REVIEW, ONLY_POST),
    "reading-acceptance": _of_reading(documents.REVIEW),
    "reading-dropping": _of_reading(documents.REVIEW, ONLY_POST),
    "reading-reconsideration": _of_reading(documents.REVIEW, ONLY_POST),
    "reading-closing": _of_reading(documents.REVIEW, ONLY_POST),
    "reading-reopening": _of_reading(documents.REVIEW, ONLY_POST),
    "reading-undoing": _of_reading(documents.REVIEW),
    "finding-targets": _of_reading(documents.VIEW_REVIEWS, ONLY_GET, fixed={"kind": "organisation"}),
    "finding-correction": _of_reading(documents.REVIEW, part=_FINDING),
    "finding-match": _of_reading(documents.REVIEW, part=_FINDING),
    "finding-row": _of_reading(documents.VIEW_REVIEWS, ONLY_GET, part=_FINDING),
    "template-list": Address(documents.VIEW_TEMPLATES),
    "template-detail": Address(documents.VIEW_TEMPLATES, fixed=_FORM),
    "template-file": Address(documents.VIEW_TEMPLATES, fixed=_FORM),
    "template-preview": Address(documents.VIEW_TEMPLATES, fixed=_FORM),
    "template-new": Address(documents.EDIT_TEMPLATES, BOTH, fixed=_FORM),
    "template-retirement": Address(documents.EDIT_TEMPLATES, ONLY_POST, fixed=_FORM),
    # Imports of tables
    "import-list": Address(exchange.VIEW),
    "import-export": Address(exchange.VIEW, fixed={"kind": "csv"}),
    "import-new": Address(exchange.IMPORT, BOTH, fixed=_IMPORTER),
    "import-template": Address(exchange.IMPORT, fixed={**_IMPORTER, "kind": "csv"}),
    "import-register": Address(exchange.IMPORT, fixed={**_IMPORTER, "kind": "csv"}),
    "import-difference": _of_import(exchange.IMPORT, BOTH),
    "import-confirmation": _of_import(exchange.IMPORT, ONLY_POST),
    "import-undoing": _of_import(exchange.IMPORT, ONLY_POST),
    "import-recheck": _of_import(exchange.IMPORT, ONLY_POST),
    **{f"import-{page}": _of_import(exchange.VIEW) for page in ("detail", "errors", "file", "history")},
    # Organisations
    **_screens(
        "organisation",
        "organisation",
        organisations.VIEW,
        new=organisations.REGISTER,
        edit=organisations.EDIT,
        remove=organisations.REMOVE,
    ),
    "duplicate-list": Address(organisations.MERGE),
    "duplicate-comparison": Address(organisations.MERGE, ONLY_POST),
    "organisation-difference": _of_organisation(organisations.MERGE, ONLY_POST, part=("other_pk", "other")),
    "organisation-merge": _of_organisation(organisations.MERGE),
    "organisation-merger": _of_organisation(organisations.MERGE, part=("drop_pk", "other")),
    "organisation-merge-undo": _of_organisation(organisations.MERGE, standings=("own", "foreign", "missing")),
    "organisation-dissolution": _of_organisation(organisations.END),
    "organisation-reorganisation": _of_organisation(organisations.END),
    "organisation-reactivation": _of_organisation(organisations.END, ONLY_POST),
    "alias-new": _of_organisation(organisations.EDIT_ALIASES),
    "alias-edit": Address(organisations.EDIT_ALIASES, BOTH, sees=organisations.VIEW_ALIASES, kind="alias"),
    "alias-removal": Address(organisations.EDIT_ALIASES, ONLY_POST, sees=organisations.VIEW_ALIASES, kind="alias"),
    "contact-new": _of_organisation(organisations.EDIT_CONTACTS),
    "contact-detail": Address(organisations.VIEW_CONTACTS, sees=organisations.VIEW_CONTACTS, kind="contact"),
    "contact-edit": Address(organisations.EDIT_CONTACTS, BOTH, sees=organisations.VIEW_CONTACTS, kind="contact"),
    "contact-removal": Address(
        organisations.EDIT_CONTACTS, ONLY_POST, sees=organisations.VIEW_CONTACTS, kind="contact"
    ),
    "organisation-file-new": _of_organisation(organisations.EDIT),
    "organisation-file": _of_organisation(organisations.VIEW, ONLY_GET, part=("file_pk", "organisation_file")),
    # People
    **_plain("school-class", "class", people.VIEW_CLASSES, people.EDIT_CLASSES),
    "names-closing": Address(people.VIEW_PUPILS, ONLY_POST),
    "class-roll-over": Address(people.EDIT_CLASSES),
    "class-roll-over-confirmation": Address(people.EDIT_CLASSES, ONLY_POST),
    "class-roll-over-undoing": Address(people.EDIT_CLASSES, ONLY_POST),
    "class-names": _of_class(people.VIEW_PUPILS, ONLY_POST, role_first=True),
    "class-pupil-new": _of_class(people.EDIT_PUPILS, role_first=True),
    "class-pupil-joining": _of_class(people.EDIT_PUPILS, role_first=True),
    "class-consents": _of_class(people.VIEW_PUPILS, role_first=True),
    "class-consents-new": _of_class(people.EDIT_PUPILS, role_first=True, fixed={"purpose": "travel"}),
    "class-codes": _of_class(people.EDIT_PUPILS, role_first=True),
    **_screens("pupil", "pupil", people.VIEW_NUMBERS, remove=people.EDIT_PUPILS),
    "pupil-file": _of_pupil(people.VIEW_PUPILS, ONLY_POST),
    **{
        name: _of_pupil(people.EDIT_PUPILS)
        for name in (
            "pupil-data",
            "pupil-transfer",
            "pupil-attachment-new",
            "guardian-new",
            "consent-new",
            "pupil-consent-paper",
            "pupil-codes",
            "pupil-copy",
            "pupil-erasure",
        )
    },
    "pupil-attachment-end": _of_pupil(people.EDIT_PUPILS, part=("attachment_pk", "attachment")),
    "guardian-edit": _of_pupil(people.EDIT_PUPILS, part=("tie_pk", "guardianship")),
    "guardian-removal": _of_pupil(people.EDIT_PUPILS, ONLY_POST, part=("tie_pk", "guardianship")),
    "guardian-restoration": _of_pupil(people.EDIT_PUPILS, ONLY_POST, part=("tie_pk", "guardianship")),
    "consent-withdrawal": _of_pupil(people.EDIT_PUPILS, part=("consent_pk", "consent")),
    "consent-overview": Address(people.VIEW_CONSENTS),
    **_screens("disclosure", "disclosure", people.VIEW_DISCLOSURES),
    "disclosure-new": Address(people.DISCLOSE, BOTH),
    "disclosure-names": _of_disclosure(people.VIEW_DISCLOSURES),
    "disclosure-withdrawal": _of_disclosure(people.DISCLOSE),
    "disclosure-act": _of_disclosure(people.DISCLOSE),
    **_screens("opening", "opening", people.VIEW_OPENINGS),
    **_screens("staff", "staff", people.VIEW_STAFF, edit=people.EDIT_STAFF, remove=people.EDIT_STAFF),
    "staff-new": Address(people.EDIT_STAFF, BOTH),
    "staff-code": _of_staff(people.EDIT_STAFF, ONLY_POST),
    "staff-erasure": _of_staff(people.EDIT_STAFF),
    "staff-post-new": _of_staff(people.EDIT_STAFF),
    "staff-post-edit": _of_staff(people.EDIT_STAFF, part=("part_pk", "staff-post")),
    "staff-post-removal": _of_staff(people.EDIT_STAFF, ONLY_POST, part=("part_pk", "staff-post")),
    "staff-post-restoration": _of_staff(people.EDIT_STAFF, ONLY_POST, part=("part_pk", "staff-post")),
    **_plain("retention-rule", "retention", people.VIEW_RETENTION, people.EDIT_RETENTION),
    "retention-overdue": Address(people.EDIT_PUPILS),
    **_screens("roster", "roster", people.KEEP_ROSTERS),
    "roster-new": Address(people.KEEP_ROSTERS, BOTH),
    "roster-template": Address(people.KEEP_ROSTERS),
    "roster-confirmation": _of_roster(ONLY_POST),
    "roster-undoing": _of_roster(ONLY_POST),
    "roster-recheck": _of_roster(ONLY_POST),
    "organisation-roster": _of_organisation(people.KEEP_ROSTERS, ONLY_POST),
    "class-roster": _of_class(people.KEEP_ROSTERS, ONLY_POST),
    **_screens("destruction", "destruction", people.VIEW_DESTRUCTIONS),
    "destruction-paper": Address(
        people.VIEW_DESTRUCTIONS, sees=people.VIEW_DESTRUCTIONS, kind="destruction", fixed={"kind": "docx"}
    ),
    # Projects
    **_plain("project", "project", projects.VIEW, projects.EDIT),
    **_plain("legal-act", "act", projects.VIEW_ACTS, projects.EDIT_ACTS),
    **{
        f"project-{page}": _of_project(projects.VIEW, ONLY_GET)
        for page in ("roadmap", "indicators", "passport", "means")
    },
    "roadmap-row-report": _of_project(projects.REPORT, part=("part_pk", "roadmap-row")),
    "indicator-value": _of_project(projects.EDIT, part=("part_pk", "indicator")),
    "project-section": _of_project(projects.EDIT, fixed={"section": "background"}),
    "project-continuation": _of_project(projects.EDIT),
    "project-passport-document": _of_project(projects.EDIT, ONLY_POST),
    "project-roadmap-document": _of_project(projects.EDIT),
    "project-roadmap-table": _of_project(projects.VIEW, ONLY_GET),
    "project-order": _of_project(projects.EDIT),
    "project-order-change": _of_project(projects.EDIT),
    "partnership-report": Address(partnerships.VIEW),
    "partnership-report-file": Address(partnerships.VIEW, fixed={"kind": "docx"}),
    "partnership-report-document": Address(projects.ISSUE_REPORTS, ONLY_POST),
    "project-file-new": _of_project(projects.EDIT),
    "project-file": _of_project(projects.VIEW, ONLY_GET, part=("file_pk", "project_file")),
    **{page: address for name in PART_MODELS for page, address in _parts(name).items()},
    # Courses
    **_plain("programme", "programme", courses.VIEW, courses.EDIT),
    **_parts_of_course("funding", courses.VIEW, "programme", courses.EDIT),
    "programme-network-form": _of_course(courses.VIEW, "programme", courses.EDIT),
    "catalogue": Address(courses.VIEW_CATALOGUE),
    # What is not published is missing for everybody here, whatever the role: tests of the module look at that.
    "catalogue-programme": _of_course(
        courses.VIEW_CATALOGUE,
        "programme",
        courses.VIEW_CATALOGUE,
        ONLY_GET,
        standings=("own", "neighbour", "foreign", "missing"),
    ),
    **_plain("venue", "venue", courses.VIEW_VENUES, courses.EDIT_VENUES),
    **_plain("calendar-break", "break", courses.VIEW_BREAKS, courses.EDIT_BREAKS),
    **_plain("study-group", "study-group", courses.VIEW_GROUPS, courses.EDIT_GROUPS),
    **_parts_of_course("reserved-seats", *_GROUP, courses.EDIT_GROUPS),
    "study-group-stage": _of_course(*_GROUP, courses.EDIT_GROUPS, ONLY_POST, fixed={"stage": "running"}),
    "study-group-cancellation": _of_course(*_GROUP, courses.EDIT_GROUPS),
    "study-group-calendar": _of_course(*_GROUP, courses.VIEW_GROUPS, ONLY_GET),
    "timetable": Address(courses.VIEW_GROUPS),
    "timetable-file": Address(courses.VIEW_GROUPS, fixed={"kind": "xlsx"}),
    "timetable-conflicts": Address(courses.VIEW_GROUPS),
    "travel-times": Address(courses.VIEW_TRAVEL),
    "travel-times-edit": _of_organisation(courses.EDIT_TRAVEL),
    **_screens("class-plan", "planned-class", courses.VIEW_PLANS),
    **_ordered_parts_of_course("plan-line", *_PLAN, courses.EDIT_PLANS),
    "class-plan-copy": _of_course(*_PLAN, courses.EDIT_PLANS, ONLY_POST),
    "class-plan-document": _of_course(*_PLAN, courses.EDIT_PLANS),
    "class-plan-file": _of_course(*_PLAN, courses.VIEW_PLANS, ONLY_GET, fixed={"kind": "xlsx"}),
    "class-plan-paper": _of_course(*_PLAN, courses.VIEW_PLANS, ONLY_GET, part=("file_pk", "plan_paper")),
    "organisation-plan": _of_organisation(courses.VIEW_PLANS, ONLY_GET),
    "organisation-plan-file": _of_organisation(courses.VIEW_PLANS, ONLY_GET, fixed={"kind": "xlsx"}),
    "organisation-plan-document": _of_organisation(courses.ISSUE_PLANS),
    **_screens("network-form", "network-form", courses.VIEW_FORMS, edit=courses.EDIT_FORMS, remove=courses.EDIT_FORMS),
    **_ordered_parts_of_course("network-part", *_NETWORK_FORM, courses.EDIT_FORMS),
    "network-form-places": Address(courses.VIEW_FORMS),
    "network-form-contract": _of_course(*_NETWORK_FORM, courses.EDIT_FORMS, ONLY_POST),
    "network-form-file-new": _of_course(*_NETWORK_FORM, courses.EDIT_FORMS),
    "network-form-file": _of_course(*_NETWORK_FORM, courses.VIEW_FORMS, ONLY_GET, part=("file_pk", "form_paper")),
    # Choice rounds
    **_plain("round", "round", enrolment.VIEW_ROUNDS, enrolment.RUN_ROUNDS),
    "round-opening": _of_round(enrolment.RUN_ROUNDS, ONLY_POST),
    "round-closing": _of_round(enrolment.RUN_ROUNDS, ONLY_POST),
    "round-finishing": _of_round(enrolment.RUN_ROUNDS, ONLY_POST),
    "round-published": _of_published(),
    "round-published-file": _of_published(fixed={"file": "round.json"}),
    "round-run-new": _of_round(enrolment.RUN_ROUNDS, ONLY_POST),
    "round-run": _of_run(enrolment.VIEW_RUNS, ONLY_GET),
    "round-run-stop": _of_run(enrolment.RUN_ROUNDS, ONLY_POST),
    "round-unplaced": _of_run(enrolment.VIEW_RUNS, ONLY_GET),
    "round-unplaced-table": _of_run(enrolment.VIEW_RUNS, ONLY_GET),
    "round-run-file": _of_run(enrolment.RUN_ROUNDS, ONLY_GET, fixed={"file": "round.json"}),
    # The neighbour's run of the world has come to no result that could be changed.
    "round-what-if-new": _of_run(enrolment.RUN_ROUNDS, standings=("own", "foreign", "missing")),
    "round-publication": _of_run(enrolment.RUN_ROUNDS),
    # Choice, seats and lessons
    "family-home": Address(people.VIEW_FAMILY),
    "choice": _of_choice(BOTH),
    "choice-summary": _of_choice(),
    "family-result": _of_child(part=("round_pk", "round"), standings=("own", "foreign", "missing")),
    "family-seat-confirmation": _of_seat(ONLY_POST),
    "family-seat-leaving": _of_seat(BOTH),
    "family-line": _of_child(BOTH, **_TO_GROUP),
    "family-line-leaving": _of_child(ONLY_POST, **_TO_GROUP),
    "family-route": _of_child(),
    "family-route-paper": _of_child(fixed={"kind": "docx"}),
    "family-certificate": _of_child(part=("certificate_pk", "certificate"), fixed={"kind": "docx"}),
    "pupil-route": Address(people.VIEW_PUPILS, sees=people.VIEW_PUPILS, kind="pupil"),
    "pupil-route-paper": Address(people.VIEW_PUPILS, sees=people.VIEW_PUPILS, kind="pupil", fixed={"kind": "docx"}),
    "order-list": Address(enrolment.VIEW_ORDERS),
    "group-orders": _of_order(enrolment.KEEP_ORDERS),
    "group-results": _of_order(enrolment.KEEP_ORDERS),
    "group-certificates": _of_order(enrolment.ISSUE_CERTIFICATES),
    **_screens("certificate", "certificate", enrolment.VIEW_CERTIFICATES),
    "certificate-paper": _of_certificate(fixed={"kind": "docx"}),
    "certificate-revocation": _of_certificate(BOTH),
    "lesson-list": Address(enrolment.VIEW_LESSONS),
    "lesson": _of_group(enrolment.VIEW_LESSONS, **_LESSON),
    "lesson-marks": _of_group(enrolment.MARK, ONLY_POST, **_LESSON),
    "journal": _of_group(enrolment.VIEW_LESSONS),
    "journal-table": _of_group(enrolment.VIEW_LESSONS),
    # Partnerships
    **_screens(
        "partnership",
        "partnership",
        partnerships.VIEW,
        new=partnerships.EDIT,
        edit=partnerships.EDIT,
        remove=partnerships.EDIT,
    ),
    "partnership-stage": _of_partnership(),
    "partnership-stage-removal": _of_partnership(ONLY_POST),
    "partnership-end": _of_partnership(),
    "partnership-resumption": _of_partnership(ONLY_POST),
    "direction-map": Address(partnerships.VIEW),
    "direction-map-file": Address(partnerships.VIEW, fixed={"kind": "svg"}),
    "tie-map": Address(partnerships.VIEW),
    "tie-map-data": Address(partnerships.VIEW),
    # Agreements
    **_screens(
        "agreement",
        "agreement",
        agreements.VIEW,
        new=agreements.DRAFT,
        edit=agreements.DRAFT,
        remove=agreements.DRAFT,
    ),
    "agreement-calendar": Address(agreements.VIEW),
    "agreement-sending": _act(agreements.DRAFT, ONLY_POST),
    "agreement-withdrawal": _act(agreements.DRAFT, ONLY_POST),
    "agreement-force": _act(agreements.SIGN),
    "agreement-renewal": _act(agreements.TERMINATE),
    "agreement-termination": _act(agreements.TERMINATE),
    "amendment-new": _act(agreements.TERMINATE),
    "party-new": _act(agreements.DRAFT),
    "party-edit": _act(agreements.DRAFT, part=_PARTY),
    "party-signature": _act(agreements.SIGN, part=_PARTY),
    "party-removal": _act(agreements.DRAFT, ONLY_POST, part=_PARTY),
    "obligation-new": _act(agreements.EDIT_PARTS),
    "obligation-edit": _act(agreements.EDIT_PARTS, part=_OBLIGATION),
    "obligation-fulfilment": _act(agreements.EDIT_PARTS, part=_OBLIGATION),
    "obligation-reopening": _act(agreements.EDIT_PARTS, ONLY_POST, part=_OBLIGATION),
    "obligation-removal": _act(agreements.EDIT_PARTS, ONLY_POST, part=_OBLIGATION),
    "agreement-document": _act(agreements.DRAFT),
    "agreement-file-new": _act(agreements.DRAFT),
    "agreement-file": _act(agreements.VIEW, ONLY_GET, part=("file_pk", "agreement_file")),
}

# Outside the networks: pages that anybody may open, each with the reason.
PUBLIC: dict[str, str] = {
    "account_login": "one signs in here",
    "account_logout": "leads to the sign-in page; signing out changes only one's own session",
    "account_inactive": "says that an account is closed, of nobody in particular",
    "account_reset_password": "for those who cannot sign in",
    "account_reset_password_done": "says to look into the mailbox, whoever asked",
    "account_reset_password_from_key": "the key of the letter is the right",
    "account_reset_password_from_key_done": "says that the password is set",
    "mfa_authenticate": "the second step of signing in; without the first it leads to the sign-in page",
    "mfa_login_webauthn": "one signs in here with a passkey",
    "invitation": "the key in the session is the right",
    "invitation-new-account": "the key in the session is the right",
    "invitation-acceptance": "the key in the session is the right",
    "invitation-open": "the key of the letter is the right",
    "claim": "the code is the right",
    "claim-account": "the code in the session is the right",
    "set_language": "changes the visitor's own cookie",
    "alive": "says ok, to monitoring too",
    "certificate-verification": "the code of the paper is the right, and the answer names nobody",
    "gallery": "shows the components with invented words",
    "api-contract": "the contract is the same for everybody and holds nothing of any network",
    "api-docs": "the page of the contract",
    "api-root": "the same 401 as for every call without a token",
    "api-nothing": "the same 401 as for every call without a token",
}
# Outside the networks: pages of the person who is signed in; their rows are the person's own.
OF_PERSON: dict[str, str] = {
    "home": "leads into the person's own network",
    "account_reauthenticate": "asks for the person's password",
    "account_change_password": "the person's password",
    "account_set_password": "the person's password",
    "mfa_index": "the person's second factors",
    "mfa_reauthenticate": "asks for the person's code",
    "mfa_activate_totp": "the person's second factors",
    "mfa_deactivate_totp": "the person's second factors",
    "mfa_view_recovery_codes": "the person's second factors",
    "mfa_generate_recovery_codes": "the person's second factors",
    "mfa_download_recovery_codes": "the person's second factors",
    "mfa_list_webauthn": "the person's second factors",
    "mfa_add_webauthn": "the person's second factors",
    "mfa_reauthenticate_webauthn": "asks for the person's key",
    "mfa_remove_webauthn": "the person's second factors",
    "mfa_edit_webauthn": "the person's second factors",
    "usersessions_list": "where the person is signed in",
    "account-profile": "name and language",
    "account-email": "the person's address",
    "account-email-confirm": "the key of the letter, and the person's own account",
    "account-tokens": "the person's tokens",
    "account-token-new": "the person's tokens",
    "account-token-revocation": "the person's tokens",
    "my-networks": "the person's roles",
    "my-network-departure": "the person's roles",
}


@dataclass(frozen=True)
class Operation:
    """One operation of the API; `does` is the command's permission, `sees` that of the rows."""

    sees: Permission | None
    does: Permission | None
    kind: str = ""
    creates: bool = False
    everyone: str = ""


def _endpoints(stem: str, kind: str, view: Permission, edit: Permission | None = None) -> dict[str, Operation]:
    found = {f"list_{stem}": Operation(view, view), f"read_{stem}": Operation(view, view, kind)}
    if edit:
        found |= {
            f"create_{stem}": Operation(view, edit, kind, creates=True),
            f"replace_{stem}": Operation(view, edit, kind),
            f"change_{stem}": Operation(view, edit, kind),
            f"remove_{stem}": Operation(view, edit, kind),
            f"restore_{stem}": Operation(view, edit, kind),
        }
    return found


def _act_of_agreement(name: str, does: Permission) -> dict[str, Operation]:
    return {f"{name}_of_agreements": Operation(agreements.VIEW, does, "agreement")}


OPERATIONS: dict[str, Operation] = {
    "list_networks": Operation(None, None, everyone="names the token's own network"),
    "list_memberships": Operation(None, None, everyone="names the token owner's own roles"),
    **_endpoints("directions", "direction", reference.VIEW_DIRECTIONS, reference.EDIT_DIRECTIONS),
    **_endpoints("territories", "territory", reference.VIEW_TERRITORIES, reference.EDIT_TERRITORIES),
    **_endpoints("academic_years", "year", reference.VIEW_YEARS, reference.EDIT_YEARS),
    **_endpoints("norms", "norm", reference.VIEW_NORMS, reference.EDIT_NORMS),
    **_endpoints("organisations", "organisation", organisations.VIEW, organisations.EDIT),
    "create_organisations": Operation(organisations.VIEW, organisations.REGISTER, "organisation", creates=True),
    "remove_organisations": Operation(organisations.VIEW, organisations.REMOVE, "organisation"),
    "restore_organisations": Operation(organisations.VIEW, organisations.REMOVE, "organisation"),
    "dissolution_of_organisations": Operation(organisations.VIEW, organisations.END, "organisation"),
    "reorganisation_of_organisations": Operation(organisations.VIEW, organisations.END, "organisation"),
    "reactivation_of_organisations": Operation(organisations.VIEW, organisations.END, "organisation"),
    "merger_of_organisations": Operation(organisations.VIEW, organisations.MERGE, "organisation"),
    **_endpoints("aliases", "alias", organisations.VIEW_ALIASES, organisations.EDIT_ALIASES),
    **_endpoints("contacts", "contact", organisations.VIEW_CONTACTS, organisations.EDIT_CONTACTS),
    **_endpoints("partnerships", "partnership", partnerships.VIEW, partnerships.EDIT),
    **{
        f"{act}_of_partnerships": Operation(partnerships.VIEW, partnerships.EDIT, "partnership")
        for act in ("maturity", "maturity_withdrawal", "end", "resumption")
    },
    **_endpoints("agreements", "agreement", agreements.VIEW, agreements.DRAFT),
    **_act_of_agreement("sending", agreements.DRAFT),
    **_act_of_agreement("withdrawal", agreements.DRAFT),
    **_act_of_agreement("signature", agreements.SIGN),
    **_act_of_agreement("force", agreements.SIGN),
    **_act_of_agreement("renewal", agreements.TERMINATE),
    **_act_of_agreement("termination", agreements.TERMINATE),
    **_act_of_agreement("amendments", agreements.TERMINATE),
    **_act_of_agreement("parties", agreements.DRAFT),
    **_act_of_agreement("party_removal", agreements.DRAFT),
    **_endpoints("programmes", "programme", courses.VIEW, courses.EDIT),
    **_endpoints("groups", "study-group", courses.VIEW_GROUPS, courses.EDIT_GROUPS),
    "stage_of_groups": Operation(courses.VIEW_GROUPS, courses.EDIT_GROUPS, "study-group"),
    **_endpoints("obligations", "obligation", agreements.VIEW_OBLIGATIONS, agreements.EDIT_PARTS),
    "fulfilment_of_obligations": Operation(agreements.VIEW_OBLIGATIONS, agreements.EDIT_PARTS, "obligation"),
    "reopening_of_obligations": Operation(agreements.VIEW_OBLIGATIONS, agreements.EDIT_PARTS, "obligation"),
    **_endpoints("amendments", "amendment", agreements.VIEW_AMENDMENTS),
}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house as the resolver knows it: the whole pattern and its leaf."""
    for entry in (resolver or get_resolver()).url_patterns:
        whole = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield whole, entry
        else:
            yield from patterns(entry, whole)


def names_inside_networks() -> set[str]:
    return {leaf.name or whole for whole, leaf in patterns() if whole.startswith("n/<slug:network>/")}


def names_outside_networks() -> set[str]:
    return {
        leaf.name or whole
        for whole, leaf in patterns()
        if not whole.startswith(("n/<slug:network>/", "api/v1/n/", "api/v1/networks/"))
    }
