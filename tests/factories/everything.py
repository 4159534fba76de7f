"""One maker for every model: `MAKERS["agreements.Agreement"]()` makes a row with everything that hangs on it.

The tests that walk all models use it, so a model without a maker fails.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from django.db.models import Model

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowAdded
from vmeste.foundation.endpoints.models import IdempotentAnswer
from vmeste.foundation.exchange.choices import LineState, RunState
from vmeste.foundation.exchange.models import ImportLine, ImportRun
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import store_bytes
from vmeste.foundation.jobs.models import Job
from vmeste.foundation.screens.models import SavedFilter, Submission
from vmeste.foundation.search.finding import SOURCES, index_rows
from vmeste.foundation.search.models import SearchEntry, SearchWord
from vmeste.foundation.tenancy.scope import active_network
from vmeste.modules.accounts.models import ApiToken, User
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement, AgreementDirection, AgreementParty, Amendment, Obligation
from vmeste.modules.documents.choices.forms import official_forms
from vmeste.modules.documents.choices.reviewing import Decision, Deed, ReviewState
from vmeste.modules.documents.models import Candidate, DocumentTemplate, IssuedDocument, ReadDocument, Trace
from vmeste.modules.networks.models import Invitation, Membership, Network
from vmeste.modules.organisations.models import Alias, Contact, DistinctPair, Organisation
from vmeste.modules.partnerships.models import MaturityStep, Partnership, PartnershipDirection
from vmeste.modules.people.models import (
    Claim,
    Consent,
    DestructionAct,
    DisclosedPupil,
    Disclosure,
    Guardian,
    Guardianship,
    NameOpening,
    Pupil,
    PupilAttachment,
    RetentionRule,
    RosterPage,
    RosterRun,
    SchoolClass,
    StaffMember,
    StaffPost,
)
from vmeste.modules.projects.models import IndicatorValue, LegalAct, Project, ProjectText, Responsible
from vmeste.modules.reference.models import AcademicYear, Direction, Norm, Territory
from vmeste.pure.reading import Document, Kind, Origin, Passage, Reading
from vmeste.pure.reading.codec import to_data

from .accounts import make_user
from .agreements import make_agreement, make_amendment, make_obligation, make_party
from .api import make_token
from .courses import MAKERS as COURSE_MAKERS
from .enrolment import ENROLMENT_MAKERS
from .networks import make_member, make_network
from .organisations import make_alias, make_contact, make_organisation
from .partnerships import make_partnership
from .people import (
    make_attachment,
    make_claim,
    make_class,
    make_consent,
    make_destruction,
    make_disclosed,
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
from .projects import (
    PART_MODELS,
    make_act,
    make_group,
    make_indicator,
    make_part,
    make_project,
    make_responsible,
    make_text,
    make_value,
    make_work,
)
from .reference import make_direction, make_norm, make_territory, make_year

_number = count(1)
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _territory() -> Territory:
    return make_territory(region=make_territory(kind="region"))


def _organisation() -> Organisation:
    organisation = make_organisation(
        territory=_territory(),
        parent=make_organisation(),
        registered_by=make_organisation(),
        partner_since=date(2021, 1, 1),
    )
    for _each in range(2):
        make_alias(organisation)
        make_contact(organisation)
        _file(organisation)
    return _found(organisation)


def _partnership() -> Partnership:
    partnership = make_partnership(
        organisation=_organisation(), partner=_organisation(), starts_on=date(2021, 1, 1), directions=[make_direction()]
    )
    MaturityStep.objects.create(partnership=partnership, stage=1)
    return _found(partnership)


def _agreement() -> Agreement:
    agreement = make_agreement(
        parties=[make_organisation(), make_organisation(parent=make_organisation())],
        stage=Stage.IN_FORCE,
        signed_on=date(2024, 1, 1),
        starts_on=date(2024, 1, 1),
        ends_on=date.today() + timedelta(days=20),  # noqa: DTZ011 - far enough from any midnight
    )
    AgreementDirection.objects.create(agreement=agreement, direction=make_direction())
    for party in agreement.parties.all():
        make_obligation(agreement, party=party, due_on=date(2025, 1, 1))
        make_amendment(agreement)
        _file(agreement)
    return _found(agreement)


def _year() -> AcademicYear:
    return make_year(1950 + next(_number))


def _norm() -> Norm:
    return make_norm(value=Decimal(90), valid_from=date(1990, 1, 1) + timedelta(days=next(_number)))


def _file(subject: Model | None = None) -> StoredFile:
    subject = subject or make_organisation()
    return StoredFile.objects.create(
        sha256=store_bytes(b"a file"),
        name="file.csv",
        mime="text/plain",
        size=6,
        uploaded_by="Somebody",
        subject_type=subject._meta.label,
        subject_id=subject.pk,
    )


def _issued() -> IssuedDocument:
    agreement = make_agreement()
    return IssuedDocument.objects.create(
        form=official_forms()[0].key,
        title=f"Document {next(_number)}",
        subject_type=agreement._meta.label,
        subject_id=agreement.pk,
        template_version=0,
        docx=_file(agreement),
        pdf=_file(agreement),
        issued_by="Somebody",
    )


def _template() -> DocumentTemplate:
    return DocumentTemplate.objects.create(form=f"form-{next(_number)}", version=1, file=_file(), created_by="Somebody")


def _membership() -> Membership:
    return Membership.objects.get(user=make_member(_network(), Role.TEACHER, organisation=make_organisation()))


def _invitation() -> Invitation:
    number = next(_number)
    return Invitation.objects.create(
        network=_network(),
        email=f"invited{number}@example.org",
        role=Role.TEACHER,
        organisation_id=make_organisation().pk,
        digest=Invitation.digest_of(str(number)),
        expires_at=datetime.now(UTC) + timedelta(days=14),
    )


def _network() -> Network:
    return Network.objects.get(pk=active_network().pk)


def _run() -> ImportRun:
    run = ImportRun(importer="organisations", file_name="table.csv", state=RunState.CHECKED, started_by="Somebody")
    run.save()
    ImportLine(run=run, number=2, title="Line", state=LineState.ADDED).save()
    _file(run)
    return run


def _read() -> ReadDocument:
    """A document with one finding, accepted."""
    organisation = make_organisation()
    tree = Document("docx", (Passage(0, Kind.PARAGRAPH, str(organisation), Origin(None, 1)),))
    document = ReadDocument(
        file_name=f"Read {next(_number)}",
        state=ReviewState.OPEN,
        tree=to_data(tree),
        reading=to_data(Reading()),
        counts={"accepted": 1},
        brought_by="Somebody",
    )
    document.save()
    candidate = Candidate(
        document=document,
        kind="organisation",
        key="organisation:1",
        position=0,
        title=str(organisation),
        proposed={"name": organisation.name},
        values={"name": organisation.name},
        places=[[0, 0, 5]],
        confidence=0.9,
        decision=Decision.ACCEPTED,
        row_id=organisation.pk,
    )
    candidate.save()
    label = organisation._meta.label
    Trace(candidate=candidate, deed=Deed.ADDED, subject_type=label, subject_id=organisation.pk, version=1).save()
    _file(document)
    return _found(document)


def _entry() -> SearchEntry:
    organisation = make_organisation()
    index_rows(SOURCES[Organisation._meta.label], [organisation])
    return SearchEntry.objects.get(kind=Organisation._meta.label, row_id=organisation.pk)


def _answer() -> IdempotentAnswer:
    answer = IdempotentAnswer(client="token:1", digest=str(next(_number)), fingerprint="x", created_at=MOMENT)
    answer.save()
    return answer


def _pair() -> DistinctPair:
    return DistinctPair.objects.create(first=make_organisation(), second=make_organisation())


def _found(row: Any) -> Any:
    """The row with a line of history and its words in the index, as commands leave it."""
    announce(RowAdded(), actor=Actor.system("Somebody", active_network().pk), subject=row)
    return row


def _project() -> Project:
    project = make_project(lead=make_organisation(), year=_year(), starts_on=date(2024, 1, 1))
    for name in PART_MODELS:
        make_part(name, project)
    make_text(project)
    work = make_work(project, task=project.tasks.first(), stage=project.stages.first(), due_on=date(2025, 1, 1))
    make_responsible(work, organisation=make_organisation())
    make_value(project.indicators.first())
    _file(project)
    return _found(project)


def _class() -> SchoolClass:
    school_class = make_class(year=_year(), profile="engineering", stated_size=25, first_lesson=510, last_lesson=840)
    make_pupil(school_class)
    return _found(school_class)


def _pupil() -> Pupil:
    """A child of two organisations with a guardian, a consent, a place on a disclosed list."""
    pupil = make_pupil(make_class(year=_year()))
    make_attachment(pupil, kind="additional")
    guardian = make_guardianship(pupil).guardian
    make_consent(pupil, guardian=guardian)
    make_disclosure(pupil.attachments.first().organisation, pupils=[pupil])
    make_claim(guardian=guardian)
    return _found(pupil)


def _staff() -> StaffMember:
    member = make_staff()
    make_post(member)
    return _found(member)


MAKERS: dict[str, Callable[[], Model]] = {
    User._meta.label: make_user,
    ApiToken._meta.label: lambda: make_token(_network()),
    Network._meta.label: make_network,
    Membership._meta.label: _membership,
    Invitation._meta.label: _invitation,
    Direction._meta.label: lambda: _found(make_direction()),
    Territory._meta.label: lambda: _found(_territory()),
    AcademicYear._meta.label: lambda: _found(_year()),
    Norm._meta.label: lambda: _found(_norm()),
    Organisation._meta.label: _organisation,
    Alias._meta.label: lambda: make_alias(make_organisation()),
    Contact._meta.label: lambda: make_contact(make_organisation()),
    DistinctPair._meta.label: _pair,
    Partnership._meta.label: _partnership,
    PartnershipDirection._meta.label: lambda: _partnership().direction_rows.get(),  # noqa: PLW0108 - a new row at each call
    MaturityStep._meta.label: lambda: _partnership().steps.get(),  # noqa: PLW0108 - a new row at each call
    Agreement._meta.label: _agreement,
    AgreementParty._meta.label: lambda: make_party(make_agreement()),
    AgreementDirection._meta.label: lambda: _agreement().direction_rows.get(),  # noqa: PLW0108 - a new row at each call
    Obligation._meta.label: lambda: make_obligation(_agreement()),
    Amendment._meta.label: lambda: make_amendment(_agreement()),
    SchoolClass._meta.label: _class,
    Pupil._meta.label: _pupil,
    Guardian._meta.label: make_guardian,
    Guardianship._meta.label: make_guardianship,
    PupilAttachment._meta.label: lambda: make_attachment(make_pupil()),
    StaffMember._meta.label: _staff,
    StaffPost._meta.label: make_post,
    Consent._meta.label: make_consent,
    NameOpening._meta.label: make_opening,
    Disclosure._meta.label: lambda: _found(make_disclosure(pupils=[make_pupil()])),
    DisclosedPupil._meta.label: make_disclosed,
    RetentionRule._meta.label: lambda: _found(make_retention()),
    DestructionAct._meta.label: make_destruction,
    RosterRun._meta.label: lambda: _found(make_roster()),
    RosterPage._meta.label: lambda: make_roster().pages.first(),  # noqa: PLW0108 - a new row at each call
    Claim._meta.label: make_claim,
    Project._meta.label: _project,
    LegalAct._meta.label: lambda: _found(make_act()),
    ProjectText._meta.label: lambda: make_text(make_project()),
    Responsible._meta.label: lambda: make_responsible(make_work(make_project())),
    IndicatorValue._meta.label: lambda: make_value(make_indicator(make_group(make_project()))),
    **{
        type_._meta.label: partial(lambda name: make_part(name, make_project()), name)
        for name, type_ in PART_MODELS.items()
    },
    **{model._meta.label: partial(lambda make: _found(make()), make) for model, make in COURSE_MAKERS.items()},
    **{model._meta.label: partial(lambda make: _found(make()), make) for model, make in ENROLMENT_MAKERS.items()},
    DocumentTemplate._meta.label: _template,
    IssuedDocument._meta.label: _issued,
    ReadDocument._meta.label: _read,
    Candidate._meta.label: lambda: _read().candidates.get(),  # noqa: PLW0108 - a new row at each call
    Trace._meta.label: lambda: _read().candidates.get().traces.get(),  # noqa: PLW0108 - a new row at each call
    StoredFile._meta.label: _file,
    Job._meta.label: lambda: Job.objects.create(kind="none", title="Work", actor={}, actor_label="Somebody"),
    SavedFilter._meta.label: lambda: SavedFilter.objects.create(
        user_id=1, screen="organisation", label=f"Filter {next(_number)}", query="q=x"
    ),
    Submission._meta.label: lambda: Submission.objects.create(user_id=1, digest=str(next(_number)), created_at=MOMENT),
    IdempotentAnswer._meta.label: _answer,
    ImportRun._meta.label: _run,
    ImportLine._meta.label: lambda: _run().lines.get(),  # noqa: PLW0108 - a new row at each call
    SearchEntry._meta.label: _entry,
    SearchWord._meta.label: lambda: _entry().words.first(),  # noqa: PLW0108 - a new row at each call
    "activity.Activity": lambda: announce(
        RowAdded(), actor=Actor.system("Somebody", active_network().pk), subject=make_organisation()
    ),
}
