"""The background of a review: delivered twice, lost halfway, asked for while it works; its failures are words."""

from datetime import UTC, datetime

import pytest
from tests.factories.networks import actor_of, make_member
from tests.modules.documents.receiving import text

from vmeste.foundation.access.actor import Role
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.jobs.progress import LeaseLost, Progress
from vmeste.foundation.jobs.running import run_job
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents import jobs
from vmeste.modules.documents.choices.reviewing import ReviewState
from vmeste.modules.documents.errors import NotNow, StillAtWork
from vmeste.modules.documents.models import ReadDocument, Trace
from vmeste.modules.documents.services import reviewing
from vmeste.modules.reference.models import Direction

pytestmark = pytest.mark.usefixtures("receivers", "opened_here")
NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)
MANY = text(*(f"Направление: Дело {number}" for number in range(reviewing.MANY + 1)))


@pytest.fixture(autouse=True)
def _by_hand(settings):
    """Work waits until a test delivers it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def person(network):
    """A curator with an account: who asked for work is looked up when it runs."""
    return actor_of(network, Role.CURATOR, user=make_member(network, Role.CURATOR))


@pytest.fixture
def document(network, person):
    return reviewing.bring_document(network, actor=person, data=MANY, name="Дела.txt", in_background=False)


def deliver(network, job):
    run_job.func(network.pk, network.slug, job.pk, "en")
    job.refresh_from_db()
    return job


def as_running(job):
    """As if a worker had it in hand."""
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1)
    return Progress(job.pk, 1)


def accept_everything(document, person):
    return reviewing.accept_above(document, confidence=0, actor=person, at=NOON)


def test_a_brought_document_is_read_in_the_background(network, person):
    document = reviewing.bring_document(network, actor=person, data=MANY, name="Дела.txt")
    assert (document.state, document.job.title) == (ReviewState.READING, "Reading of the document Дела.txt")

    job = deliver(network, document.job)

    document.refresh_from_db()
    assert (job.state, job.result_url) == (JobState.DONE, link("reading-detail", document.pk))
    assert (document.state, document.candidates.count()) == (ReviewState.OPEN, 21)


def test_a_second_reading_of_the_same_work_adds_nothing(network, person, document):
    progress = as_running(document.job or jobs.read.enqueue(title="x", actor=person, document=document.pk))

    jobs.read.function(progress, actor=person, document=document.pk)

    assert document.candidates.count() == 21


def test_a_refused_file_ends_the_work_well(network, person):
    document = reviewing.bring_document(network, actor=person, data=b"", name="a.docx")

    job = deliver(network, document.job)

    document.refresh_from_db()
    assert (job.state, document.state, document.message) == (
        JobState.DONE,
        ReviewState.REFUSED,
        "The file is empty.",
    )


def test_a_failed_reading_can_be_started_again(network, person):
    document = reviewing.bring_document(network, actor=person, data=MANY, name="Дела.txt")
    with pytest.raises(StillAtWork):
        reviewing.read_again(document, actor=person)
    Job.objects.update(state=JobState.FAILED)

    again = reviewing.read_again(document, actor=person)

    assert deliver(network, again.job).state == JobState.DONE
    document.refresh_from_db()
    assert document.state == ReviewState.OPEN
    with pytest.raises(NotNow):
        reviewing.read_again(document, actor=person)


def test_few_are_accepted_at_once_and_many_in_the_background(network, person, document):
    job = accept_everything(document, person)
    assert (job.kind, Direction.objects.count()) == ("modules.documents.jobs.accept_many", 0)

    assert deliver(network, job).state == JobState.DONE

    assert Direction.objects.count() == 21
    assert Trace.objects.filter(version=1).count() == 21


def test_while_the_background_works_nothing_else_is_decided(network, person, document):
    accept_everything(document, person)
    pks = [document.candidates.first().pk]

    for act in (
        lambda: reviewing.accept(document, candidates=pks, actor=person, at=NOON),
        lambda: reviewing.drop(document, candidates=pks, actor=person, at=NOON),
        lambda: reviewing.undo_review(document, actor=person, at=NOON),
        lambda: reviewing.close_review(document, actor=person, at=NOON),
        lambda: accept_everything(document, person),
    ):
        with pytest.raises(StillAtWork):
            act()

    assert not Direction.objects.exists()


def test_work_that_was_handed_on_meanwhile_writes_nothing(network, person, document):
    job = accept_everything(document, person)
    progress = as_running(job)
    Job.objects.update(attempts=2)

    with pytest.raises(LeaseLost):
        jobs.accept_many.function(progress, actor=person, **job.arguments)

    assert not Direction.objects.exists()
    assert not Trace.objects.exists()
    jobs.accept_many.function(Progress(job.pk, 2), actor=person, **job.arguments)
    assert Direction.objects.count() == 21


def test_accepting_delivered_twice_writes_once(network, person, document):
    job = accept_everything(document, person)
    deliver(network, job)

    as_running(job)
    jobs.accept_many.function(Progress(job.pk, 1), actor=person, **job.arguments)

    assert Direction.objects.count() == Trace.objects.count() == 21


def test_a_review_is_taken_back_in_the_background_once(network, person, document):
    deliver(network, accept_everything(document, person))
    document.refresh_from_db()
    waiting = reviewing.undo_review(document, actor=person, at=NOON)
    assert (waiting.state, Direction.objects.count()) == (ReviewState.OPEN, 21)
    progress = as_running(waiting.job)
    Job.objects.filter(pk=waiting.job.pk).update(attempts=2)
    with pytest.raises(LeaseLost):
        jobs.undo.function(progress, actor=person, document=document.pk)
    assert Direction.objects.count() == 21

    jobs.undo.function(Progress(waiting.job.pk, 2), actor=person, document=document.pk)

    assert not Direction.objects.exists()
    assert ReadDocument.objects.get().state == ReviewState.UNDONE


def test_without_anything_to_take_back_it_is_done_at_once(network, person, document):
    assert reviewing.undo_review(document, actor=person, at=NOON).state == ReviewState.UNDONE
    assert not Job.objects.exists()


def test_whoever_has_left_reads_nothing_more(network, person):
    document = reviewing.bring_document(network, actor=person, data=MANY, name="Дела.txt")
    Job.objects.update(actor={**person.as_data(), "user_id": 987_654})

    job = deliver(network, document.job)

    document.refresh_from_db()
    assert (job.state, document.state) == (JobState.FAILED, ReviewState.READING)
    assert "no longer a member" in job.message
