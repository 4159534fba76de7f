"""Two networks of the same shape, every model in each, and one client for every role of the first.

Rows of the first network have a standing: `own` is a row of the actor's own organisation, `neighbour` one of the
common register, `hidden` one that only actors of the whole network see. The second network's rows are `foreign`.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections, models
from django.test import Client
from docx import Document
from tests.factories.agreements import make_agreement, make_amendment, make_obligation
from tests.factories.api import make_token
from tests.factories.courses import (
    make_break,
    make_funding,
    make_meeting,
    make_network_form,
    make_network_part,
    make_plan_line,
    make_programme,
    make_reserved,
    make_study_group,
    make_venue,
    make_way,
)
from tests.factories.enrolment import (
    make_absence,
    make_certificate,
    make_enrolment,
    make_lesson,
    make_place,
    make_round,
    make_run,
    make_teaching,
    make_wishes,
)
from tests.factories.networks import make_member, make_network
from tests.factories.organisations import make_alias, make_contact, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.people import (
    make_attachment,
    make_claim,
    make_class,
    make_consent,
    make_destruction,
    make_disclosure,
    make_guardian,
    make_guardianship,
    make_opening,
    make_post,
    make_pupil,
    make_retention,
    make_roster,
    make_staff,
)
from tests.factories.projects import (
    PART_MODELS,
    make_act,
    make_part,
    make_project,
    make_responsible,
    make_text,
    make_value,
)
from tests.factories.reference import make_direction, make_norm, make_territory, make_year

from vmeste.foundation.access.actor import FAMILY, Actor, Role
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.endpoints.models import IdempotentAnswer
from vmeste.foundation.exchange.choices import LineState, RunState
from vmeste.foundation.exchange.models import ImportLine, ImportRun
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import store_bytes
from vmeste.foundation.jobs.models import Job
from vmeste.foundation.screens.models import SavedFilter, Submission
from vmeste.foundation.search.finding import SOURCES, index_rows
from vmeste.foundation.search.models import SearchEntry, SearchWord
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import AgreementDirection
from vmeste.modules.courses.models import Meeting, TravelTime
from vmeste.modules.documents.choices.forms import official_forms
from vmeste.modules.documents.choices.reviewing import Decision, Deed, ReviewState
from vmeste.modules.documents.models import Candidate, IssuedDocument, ReadDocument, Trace
from vmeste.modules.documents.services.issuing import replace_template
from vmeste.modules.enrolment.choices import RoundStage
from vmeste.modules.enrolment.models import Absence, ChoiceRound, RoundGroup, RoundSchool, Verdict, WaitingPlace, Wish
from vmeste.modules.enrolment.selectors.freezing import round_from_rows
from vmeste.modules.enrolment.services.publishing import publish_result
from vmeste.modules.enrolment.services.runs import Solved, keep_result
from vmeste.modules.networks.models import Invitation, Membership
from vmeste.modules.organisations.models import Comparison, DistinctPair
from vmeste.modules.organisations.services.merging import merge_organisations
from vmeste.modules.partnerships.models import MaturityStep, PartnershipDirection
from vmeste.modules.projects.models import LegalAct, ProjectAct
from vmeste.pure.allocation.solving import allocate
from vmeste.pure.allocation.writing import round_to_json
from vmeste.pure.reading import Document as ReadText
from vmeste.pure.reading import Finding, FindingCode, FoundPerson, Kind, Origin, Passage, Place, Reading
from vmeste.pure.reading.codec import to_data

from .canaries import HIDDEN, OURS, THEIRS, file_bytes, plant

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LESSON_DAY = date(2026, 3, 3)
MISSING = 987_654_321

# What an actor is called here → role, place. `town` is a territory, the others are organisations.
CAST: dict[str, tuple[Role, str]] = {
    "administrator": (Role.ADMINISTRATOR, ""),
    "curator": (Role.CURATOR, ""),
    "territory curator": (Role.CURATOR, "town"),
    "coordinator": (Role.COORDINATOR, "school"),
    "head": (Role.HEAD, "school"),
    "partner": (Role.PARTNER, "plant"),
    "methodologist": (Role.METHODOLOGIST, ""),
    "teacher": (Role.TEACHER, "school"),
    "observer": (Role.OBSERVER, ""),
    "guardian": (Role.GUARDIAN, ""),
}
STRANGER, ANONYMOUS = "stranger", "anonymous"
EVERYBODY = (*CAST, STRANGER, ANONYMOUS)


def is_network_wide(name: str) -> bool:
    role, place = CAST[name]
    return place == "" and role not in FAMILY


@dataclass
class Side:
    """One of the two networks, its rows by kind and standing: `rows["contact"]["school"].pk`."""

    network: Any
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    planted: list[tuple[models.Model, str]] = field(default_factory=list)

    def keep(self, kind: str, standing: str, row: Any, marker: str) -> Any:
        self.rows.setdefault(kind, {})[standing] = row
        self.planted.append((row, marker))
        return row

    def also(self, row: Any, marker: str) -> Any:
        """A row that no address names, but that some page may show."""
        self.planted.append((row, marker))
        return row


@dataclass
class World:
    ours: Side
    theirs: Side
    members: dict[str, Any]
    clients: dict[str, Client]
    tokens: dict[str, Any]
    own_rows: dict[str, dict[str, Any]]  # actor → rows that belong to the person: job, saved filter

    def row(self, kind: str, standing: str, actor: str) -> Any:
        """The row of that kind in that standing to the actor; None for a missing one."""
        if standing == "missing":
            return None
        if standing == "foreign":
            return self.theirs.rows[kind]["own" if "own" in self.theirs.rows[kind] else "school"]
        known = self.ours.rows.get(kind, {})
        if standing == "own":
            if kind in OF_PERSON:
                return self.own_rows[actor][kind]
            if "own" not in known:
                return known["plant" if actor == "partner" else "school"]
        if standing == "hidden" and kind in OF_PERSON:
            return next(rows[kind] for name, rows in self.own_rows.items() if name != actor)
        return known[standing]


# Kinds that belong to the person who made them; PERSONAL ones are seen by nobody else, whatever the role.
OF_PERSON = frozenset({"job", "saved_filter", "import", "reading", "finding"})
PERSONAL = frozenset({"job", "saved_filter"})


def build_world() -> World:
    """About 400 rows; call it inside a transaction that is rolled back."""
    ours = _build_side(make_network(name="Ours", slug="ours"), OURS, HIDDEN)
    theirs = _build_side(make_network(name="Theirs", slug=THEIRS), THEIRS, THEIRS)
    members, tokens, clients, own_rows = {}, {}, {ANONYMOUS: _client()}, {}
    places = {"": {}, "school": {"organisation": ours.rows["organisation"]["school"]}}
    places["plant"] = {"organisation": ours.rows["organisation"]["plant"]}
    places["town"] = {"territory": ours.rows["territory"]["own"]}
    with working_in(ours.network):
        for name, (role, place) in CAST.items():
            members[name] = ours.also(make_member(ours.network, role, **places[place]), OURS)
            own_rows[name] = _rows_of_person(members[name], ours, OURS)
            tokens[name] = ours.also(make_token(ours.network, user=members[name]), OURS)
            tokens[name].user = members[name]
        _tie_to_people(ours, members)
    with working_in(theirs.network):
        members[STRANGER] = theirs.also(make_member(theirs.network, Role.CURATOR), THEIRS)
        theirs.rows |= {kind: {"own": row} for kind, row in _rows_of_person(members[STRANGER], theirs, THEIRS).items()}
        tokens[STRANGER] = theirs.also(make_token(theirs.network, user=members[STRANGER]), THEIRS)
    for side in (ours, theirs):
        with working_in(side.network):
            for row, marker in side.planted:
                plant(row, marker)
            for source in SOURCES.values():
                kinds = [row for row, _marker in side.planted if isinstance(row, source.model)]
                SearchEntry.objects.filter(kind=source.model._meta.label).delete()
                index_rows(source, type(kinds[0])._default_manager.filter(pk__in=[row.pk for row in kinds]))
    for name, member in members.items():
        member.refresh_from_db()
        clients[name] = _client()
        clients[name].force_login(member)
    return World(ours, theirs, members, clients, tokens, own_rows)


def _tie_to_people(side: Side, members: dict[str, Any]) -> None:
    """The guardian's child is the pupil of the school, and the teacher teaches the group of the school."""
    guardian = side.rows["guardianship"]["own"].guardian
    guardian.user = members["guardian"]
    guardian.save()
    group = side.rows["study-group"]["school"]
    group.teacher = side.rows["staff"]["own"]
    group.teacher.user = members["teacher"]
    group.teacher.save()
    group.save()


class PlainClient(Client):
    """Django's client without its notes on templates, which cost more than the pages; a 500 is an answer."""

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        response.close = partial(_closed, response.close)
        return response


def _closed(close: Callable[[], None]) -> None:
    """Close an answer's files but not the connection: its transaction is the test's."""
    request_finished.disconnect(close_old_connections)
    try:
        close()
    finally:
        request_finished.connect(close_old_connections)


def _client() -> Client:
    return PlainClient(headers={"accept-language": "en"})


def _build_side(network: Any, marker: str, hidden: str) -> Side:
    side = Side(network)
    side.also(network, marker)
    with working_in(network):
        _reference(side, marker)
        _organisations(side, marker, hidden)
        _partnerships(side, marker, hidden)
        _agreements(side, marker, hidden)
        _projects(side, marker, hidden)
        _children(side, marker, hidden)
        _courses(side, marker, hidden)
        _rounds(side, marker)
        _lessons(side, marker, hidden)
        _documents(side, marker)
        _people(side, marker, hidden)
        _history(side)
    return side


def _reference(side: Side, marker: str) -> None:
    region = side.also(make_territory(kind="region"), marker)
    side.keep("territory", "own", make_territory(region=region), marker)
    side.keep("direction", "own", make_direction(), marker)
    side.keep("year", "own", make_year(2025), marker)
    side.keep("norm", "own", make_norm(value=Decimal(90)), marker)


def _organisations(side: Side, marker: str, hidden: str) -> None:
    town = side.rows["territory"]["own"]
    common = {"inn": "", "partner_since": date(2020, 1, 1)}
    made = {
        "school": make_organisation(territory=town, **common),
        "plant": make_organisation(territory=town, kind="enterprise", **common),
        "neighbour": make_organisation(**common),
        "hidden": make_organisation(is_shared=False, **common),
    }
    for standing, row in made.items():
        own = hidden if standing == "hidden" else marker
        side.keep("organisation", standing, row, own)
        side.keep("alias", standing, make_alias(row), own)
        side.keep("contact", standing, make_contact(row, is_signatory=True), own)
        side.keep("organisation_file", standing, _file(row, own), own)
    side.keep("other", "own", make_organisation(territory=town, **common), marker)
    side.also(make_organisation(is_shared=False, parent=made["hidden"]), hidden)
    second = side.keep("hidden_partner", "hidden", make_organisation(is_shared=False), hidden)
    system = Actor.system("The beginning", side.network.pk)
    for keep in ("school", "plant"):
        # The one merged away; the act can be undone.
        drop = side.also(make_organisation(territory=town), marker)
        merge_organisations(made[keep], actor=system, drop=drop, at=NOW)
    DistinctPair.objects.create(first=made["hidden"], second=second)


def _partnerships(side: Side, marker: str, hidden: str) -> None:
    organisations, direction = side.rows["organisation"], side.rows["direction"]["own"]
    pairs = {
        "own": (organisations["school"], organisations["plant"], marker),
        "neighbour": (organisations["neighbour"], make_organisation(), marker),
        "hidden": (organisations["hidden"], side.rows["hidden_partner"]["hidden"], hidden),
    }
    for standing, (first, second, own) in pairs.items():
        row = make_partnership(organisation=first, partner=second, starts_on=date(2021, 1, 1))
        PartnershipDirection.objects.create(partnership=row, direction=direction)
        side.keep("partnership", standing, row, own)
        ended = make_partnership(
            organisation=first, partner=second, kind="funding", ends_on=date(2025, 1, 1), end_reason="x"
        )
        side.also(ended, own)
        side.also(MaturityStep.objects.create(partnership=row, stage=1, reached_on=date(2021, 2, 1)), own)


def _agreements(side: Side, marker: str, hidden: str) -> None:
    organisations, direction = side.rows["organisation"], side.rows["direction"]["own"]
    pairs = {
        "own": ((organisations["school"], organisations["plant"]), marker),
        "hidden": ((organisations["hidden"], side.rows["hidden_partner"]["hidden"]), hidden),
    }
    soon = date.today() + timedelta(days=20)  # noqa: DTZ011 - far enough from any midnight
    for standing, (parties, own) in pairs.items():
        for stage in (Stage.DRAFT, Stage.ON_SIGNATURE, Stage.IN_FORCE):
            row = make_agreement(parties=parties, stage=stage, starts_on=date(2024, 1, 1), ends_on=soon)
            first = row.parties.order_by("position")[0]
            side.also(
                AgreementDirection.objects.create(agreement=row, direction=direction, position=1, wording="x"), own
            )
            kept = side.keep if stage == Stage.DRAFT else lambda _kind, _standing, part, whose: side.also(part, whose)
            kept("agreement", standing, row, own)
            for party in row.parties.all():
                kept("party", standing, party, own)
            kept("obligation", standing, make_obligation(row, party=first, due_on=soon), own)
            kept("amendment", standing, make_amendment(row), own)
            kept("agreement_file", standing, _file(row, own), own)


def _projects(side: Side, marker: str, hidden: str) -> None:
    organisations = side.rows["organisation"]
    for standing, own in (("own", marker), ("hidden", hidden)):
        lead = organisations["school" if standing == "own" else "hidden"]
        row = make_project(lead=lead, starts_on=date(2024, 1, 1), goal="x", term="x", working_name="x")
        side.keep("project", standing, row, own)
        for name in PART_MODELS:
            side.keep(name, standing, make_part(name, row), own)
        if standing == "own":
            partner = row.participants.get()
            partner.organisation = organisations["plant"]
            partner.save()
        work = side.rows["roadmap-row"][standing]
        work.due_on = date.today() + timedelta(days=20)  # noqa: DTZ011 - far enough from any midnight
        work.save()
        side.also(make_responsible(work), own)
        side.also(make_value(side.rows["indicator"][standing]), own)
        side.also(make_text(row), own)
        side.keep("project_file", standing, _file(row, own), own)
    for act in LegalAct.objects.all():
        side.also(act, marker)
    # Its page tells what it did for projects, and must not name those that its reader does not see.
    act = side.keep("act", "own", make_act(), marker)
    for standing, own in (("own", marker), ("hidden", hidden)):
        side.also(ProjectAct.objects.create(project=side.rows["project"][standing], act=act, result="x"), own)


def _courses(side: Side, marker: str, hidden: str) -> None:
    organisations = side.rows["organisation"]
    for standing in ("school", "plant", "neighbour", "hidden"):
        organisation, own = organisations[standing], hidden if standing == "hidden" else marker
        programme = side.keep("programme", standing, make_programme(organisation), own)
        side.keep("funding", standing, make_funding(programme, payer=organisation), own)
        venue = side.keep("venue", standing, make_venue(organisation), own)
        side.keep("break", standing, make_break(organisation), own)
        group = side.keep("study-group", standing, make_study_group(programme, venue=venue), own)
        side.also(make_meeting(group), own)
        side.keep("reserved-seats", standing, make_reserved(group, school=organisation), own)
        planned = side.keep("planned-class", standing, make_class(organisation, year=group.year), own)
        side.keep("plan-line", standing, make_plan_line(planned, programme, group=group), own)
        side.keep("plan_paper", standing, _file(planned, own), own)
        form = make_network_form(make_programme(organisation), partner=organisation)
        for row in (form.programme, *form.parts.all()):
            side.also(row, own)
        side.keep("network-form", standing, form, own)
        side.keep("network-part", standing, make_network_part(form, organisation), own)
        side.keep("form_paper", standing, _file(form, own), own)
    side.also(make_way(organisations["school"], organisations["plant"]), marker)
    side.also(make_way(organisations["school"], organisations["hidden"]), hidden)


def _rounds(side: Side, marker: str) -> None:
    """A published round with its checked run, a what-if beside it, seats and lines; one that is being prepared."""
    organisations, pupil = side.rows["organisation"], side.rows["pupil"]["own"]
    group = side.rows["study-group"]["school"]
    schools, system = [organisations["school"]], Actor.system("The beginning", side.network.pk)
    round_ = make_round(schools=schools, groups=[group], stage=RoundStage.CLOSED, confirm_by=None)
    wishes = make_wishes(round_, pupil, programmes=[group.programme], party="word")
    frozen = round_from_rows(round_, on=NOW.date())
    solved = Solved(frozen, allocate(frozen, round_.seed).outcome)
    round_.input_hash = solved.outcome.certificate.input_hash
    round_.save()
    run = side.keep("run", "own", make_run(round_, input_hash=round_.input_hash, title="x", problem="x"), marker)
    tried = make_run(round_, base=run, input_hash=round_.input_hash, title="x", problem="x")
    sha256, size = store_round(frozen)
    for one in (run, tried):
        file = StoredFile(sha256=sha256, name="round.json", mime="application/json", size=size, uploaded_by="x")
        file.subject_type, file.subject_id = one._meta.label, one.pk
        file.save()
        one.round_file = file
        one.save()
        keep_result(
            round_, run=one, solved=solved, actor=system, at=NOW, tell=lambda *_words: None, finish=lambda: None
        )
    run.refresh_from_db()
    publish_result(round_, run=run, actor=system, at=NOW)
    side.keep("round", "own", ChoiceRound.objects.get(pk=round_.pk), marker)
    for row in (tried, wishes, *wishes.wishes.all(), *round_.school_rows.all(), *round_.group_rows.all()):
        side.also(row, marker)
    seat = make_enrolment(make_teaching(organisation=organisations["school"]), pupil, assessment="x")
    for row in (seat, make_place(group, pupil), *StoredFile.objects.filter(subject_type=run._meta.label)):
        side.also(row, marker)
    side.also(make_round(schools=schools, groups=[group], stage=RoundStage.DRAFT), marker)
    beside = make_round(schools=[organisations["neighbour"]], groups=[group], stage=RoundStage.DRAFT)
    side.keep("round", "neighbour", beside, marker)
    other = make_run(beside, round_file=run.round_file, input_hash="x", title="x", problem="x")
    side.keep("run", "neighbour", other, marker)


def _lessons(side: Side, marker: str, hidden: str) -> None:
    """A seat, a lesson with an absence and a certificate in a group of the school, and in a hidden one."""
    for standing, kept, own in (("school", "own", marker), ("hidden", "hidden", hidden)):
        group, pupil = side.rows["study-group"][standing], side.rows["pupil"][kept]
        seat = make_enrolment(group, pupil, assessment="x") if kept == "hidden" else _seat_of(group, pupil)
        side.keep("seat", kept, seat, own)
        for place, meeting in enumerate(group.meetings.all()):
            if not place:
                side.keep("meeting", kept, meeting, own)
        lesson = side.also(make_lesson(group, held_on=LESSON_DAY, topic="x"), own)
        side.also(make_absence(lesson, seat), own)
        side.keep("certificate", kept, make_certificate(seat), own)
    side.keep("other-group", "own", side.rows["study-group"]["school"], marker)


def _seat_of(group: Any, pupil: Any) -> Any:
    """The seat that publishing the round gave, or one like it."""
    return group.enrolments.filter(pupil=pupil).first() or make_enrolment(group, pupil, assessment="x")


def store_round(frozen: Any) -> tuple[str, int]:
    data = round_to_json(frozen).encode()
    return store_bytes(data), len(data)


def _children(side: Side, marker: str, hidden: str) -> None:
    """Two classes with a child each, everything that hangs on the child; staff; acts."""
    organisations, year = side.rows["organisation"], side.rows["year"]["own"]
    for standing in ("school", "hidden"):
        organisation, own = organisations[standing], marker if standing == "school" else hidden
        kept = "own" if standing == "school" else "hidden"
        row = side.keep("class", kept, make_class(organisation, year=year, stated_size=20, grade=8), own)
        pupil = side.keep("pupil", kept, make_pupil(row), own)
        side.keep("attachment", kept, pupil.attachments.get(), own)
        tie = side.keep("guardianship", kept, make_guardianship(pupil, make_guardian()), own)
        side.also(tie.guardian, own)
        side.keep("consent", kept, make_consent(pupil, controller=organisation, guardian=tie.guardian), own)
        side.also(make_attachment(pupil, organisation=organisation, kind="additional"), own)
        disclosure = make_disclosure(organisation, organisations["plant"], pupils=[pupil])
        side.keep("disclosure", kept, disclosure, own)
        side.also(disclosure.lines.get(), own)
        side.keep("opening", kept, make_opening(organisation, pupil_ids=[pupil.pk]), own)
        side.also(make_claim(guardian=tie.guardian), own)
        member = side.keep("staff", kept, make_staff(), own)
        side.keep("staff-post", kept, make_post(member, organisation=organisation), own)
        side.keep("destruction", kept, make_destruction(organisation), own)
        run = side.keep("roster", kept, make_roster(organisation, year=year), own)
        side.also(run.pages.first(), own)
    side.keep("retention", "own", make_retention(), marker)


def _documents(side: Side, marker: str) -> None:
    (form, *_more) = official_forms()
    system = Actor.system("The beginning", side.network.pk)
    template = replace_template(
        side.network, form=form, actor=system, data=_own_template(form, marker), name=f"{marker}.docx"
    )
    side.also(template, marker)
    side.also(template.file, marker)
    agreement = side.rows["agreement"]["own"]
    docx, pdf = _file(agreement, marker), _file(agreement, marker)
    issued = IssuedDocument.objects.create(
        form=form.key,
        title="Issued",
        subject_type=agreement._meta.label,
        subject_id=agreement.pk,
        template_version=1,
        data={"title": "x"},
        docx=docx,
        pdf=pdf,
        issued_by="x",
    )
    side.keep("issued", "own", issued, marker)
    for file in (docx, pdf):
        side.also(file, marker)


def _own_template(form: Any, marker: str) -> bytes:
    document = Document(io.BytesIO(form.default_template()))
    document.add_paragraph(f"Kept by {marker}")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _people(side: Side, marker: str, hidden: str) -> None:
    network = side.network
    for standing in ("school", "plant", "hidden"):
        organisation, own = side.rows["organisation"][standing], hidden if standing == "hidden" else marker
        user = side.also(make_member(network, Role.TEACHER, organisation=organisation), own)
        side.keep("member", standing, Membership.objects.get(user=user), own)
        offer = Invitation.objects.create(
            network=network,
            email=f"{own}-{standing}@example.org",
            role=Role.TEACHER,
            organisation_id=organisation.pk,
            digest=Invitation.digest_of(f"{network.slug} {standing}"),
            expires_at=datetime.now(UTC) + timedelta(days=14),
        )
        side.keep("invitation", standing, offer, own)


def _rows_of_person(user: Any, side: Side, marker: str) -> dict[str, Any]:
    job = Job.objects.create(
        kind="none", title="Work", arguments={"name": "x"}, actor={"label": "x"}, actor_label="x", user_id=user.pk
    )
    chosen = SavedFilter.objects.create(user_id=user.pk, screen="organisation", label="Filter", query="q=x")
    answer = IdempotentAnswer(client="token:0", digest=str(user.pk), fingerprint="x", body="x", created_at=NOW)
    answer.save()
    sent = Submission.objects.create(user_id=user.pk, digest=str(user.pk), result_url="/", created_at=NOW)
    run = ImportRun(
        importer="organisations",
        file_name="Table",
        state=RunState.CHECKED,
        headings=["Name"],
        columns=["name"],
        counts={"wrong": 1, "changed": 1},
        started_by="x",
        user_id=user.pk,
    )
    run.save()
    wrong = ImportLine(run=run, number=2, title="x", cells=["x"], state=LineState.WRONG)
    wrong.errors = [{"column": "", "address": "A2", "message": "x"}]
    changed = ImportLine(run=run, number=3, title="x", cells=["x"], state=LineState.CHANGED)
    changed.changes = [["", "before", "after"]]
    for line in (wrong, changed):
        line.save()
    for row in (job, chosen, answer, sent, run, wrong, changed, _file(run, marker)):
        side.also(row, marker)
    document, finding = _review(user, side, marker)
    return {"job": job, "saved_filter": chosen, "import": run, "reading": document, "finding": finding}


def _review(user: Any, side: Side, marker: str) -> tuple[ReadDocument, Candidate]:
    """A document that the person brought, open for review: new, known, accepted, and meaning a row they may not see."""
    place, text = Place(0, 0, 3), f"{marker} speaks"
    tree = ReadText("docx", (Passage(0, Kind.PARAGRAPH, text, Origin(None, 1)),))
    person = FoundPerson(text, Place(0, 4, 9), 0.9, text)
    reading = Reading(people=(person,), findings=(Finding(FindingCode.SURNAME_VARIANTS, (text,), (place,)),))
    document = ReadDocument(
        file_name="Read",
        state=ReviewState.OPEN,
        tree=to_data(tree),
        reading=to_data(reading),
        counts={"open": 3},
        brought_by="x",
        user_id=user.pk,
    )
    document.save()
    school, hidden = (side.rows["organisation"][name] for name in ("school", "hidden"))
    secret = THEIRS if marker == THEIRS else HIDDEN
    kept = []
    for number, values in enumerate(
        (
            {},
            {"row_id": school.pk, "differences": [["name", marker, marker]]},
            {"row_id": hidden.pk, "differences": [["name", secret, marker]]},
            {"row_id": school.pk, "decision": Decision.ACCEPTED, "decided_by": "x", "decided_at": NOW},
        )
    ):
        candidate = Candidate(
            document=document,
            kind="organisation",
            key=f"organisation:{number}",
            position=number,
            title="x",
            proposed={"name": "x"},
            values={"name": "x"},
            places=[[0, 0, 3]],
            confidence=0.9,
            note="x",
            reason="x",
            refusal="x",
            **values,
        )
        candidate.save()
        kept.append(side.also(candidate, marker))
    trace = Trace(candidate=kept[-1], deed=Deed.FOUND, subject_type=school._meta.label, subject_id=school.pk, version=1)
    trace.save()
    for row in (document, trace, _file(document, marker)):
        side.also(row, marker)
    return document, kept[0]


def _history(side: Side) -> None:
    """A line about everything, with words of before and after."""
    actor = Actor.system("Somebody", side.network.pk)
    for row, marker in list(side.planted):
        if hasattr(row, "network_id"):
            line = announce(RowChanged(changes={"name": ["before", "after"]}), actor=actor, subject=row)
            side.also(line, marker)


def _file(subject: Any, marker: str) -> StoredFile:
    sha256, size = file_bytes(marker)
    return StoredFile.objects.create(
        sha256=sha256,
        name=f"{marker}.csv",
        mime="text/plain",
        size=size,
        uploaded_by="x",
        subject_type=subject._meta.label,
        subject_id=subject.pk,
    )


# Models whose rows are made by others' canaries or join two planted rows and have no text of their own.
WITHOUT_OWN_CANARY = {
    SearchEntry._meta.label: "made from the rows' own canaries",
    SearchWord._meta.label: "made from the rows' own canaries",
    DistinctPair._meta.label: "has no text",
    Comparison._meta.label: "numbers of rows, which are asked for again when they are shown",
    PartnershipDirection._meta.label: "has no text",
    Meeting._meta.label: "numbers",
    RoundSchool._meta.label: "has no text",
    RoundGroup._meta.label: "has no text",
    Wish._meta.label: "a number",
    Verdict._meta.label: "numbers, ids and a word of the code",
    Absence._meta.label: "a word of the code",
    WaitingPlace._meta.label: "numbers",
    TravelTime._meta.label: "numbers",
}
