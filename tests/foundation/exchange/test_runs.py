"""The life of an import: checked, agreed to, saved once, left alone where the register moved, undone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from tests.factories.networks import actor_of, make_member
from tests.factories.organisations import make_organisation
from tests.foundation.exchange.tables import NOON, applied, checked, silent, states, undone, xlsx

from vmeste.foundation.access.actor import Role
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.exchange import effects, jobs
from vmeste.foundation.exchange.choices import LineState, Outcome, RunState
from vmeste.foundation.exchange.errors import NotNow
from vmeste.foundation.exchange.models import ImportLine, ImportRun
from vmeste.foundation.exchange.services import choose_lines, confirm_import, request_undo, start_import
from vmeste.foundation.files.errors import UnwelcomeFile
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import run_job
from vmeste.foundation.search.models import SearchEntry
from vmeste.modules.organisations.importing import OrganisationImporter
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.services.registering import edit_organisation


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


HEADINGS = ("Name", "Kind", "Address")


def table(*names):
    return xlsx(HEADINGS, *((name, "school", "x") for name in names))


def test_a_line_that_was_left_out_is_not_saved(network, curator):
    run = checked(network, curator, table("One", "Two"))
    choose_lines(run, actor=curator, numbers=[2], are_left_out=True)

    applied(run, curator)

    assert [row.name for row in Organisation.objects.all()] == ["Two"]


def test_lines_with_errors_stay_out_and_the_others_are_saved(network, curator):
    run = checked(network, curator, xlsx(HEADINGS, ("One", "school", "x"), ("Two", "planet", "x")))
    assert states(run) == ["added", "wrong"]

    run = applied(run, curator)

    assert (Organisation.objects.count(), run.counts["saved_added"], run.counts["wrong"]) == (1, 1, 1)


def test_the_planner_is_told_how_many_rows_came(network, curator, monkeypatch):
    told = []
    monkeypatch.setattr(
        effects, "refresh_statistics", lambda *tables, new_rows: told.append((Organisation in tables, new_rows))
    )

    applied(checked(network, curator, table("One", "Two")), curator)

    assert told == [(True, 2)]


def test_a_row_that_moved_since_the_check_is_left_alone_and_told(network, curator):
    moved, still = make_organisation(name="Moved"), make_organisation(name="Still")
    run = checked(network, curator, table("Moved", "Still"))
    edit_organisation(moved, actor=curator, address="by somebody else")

    run = applied(run, curator)

    assert [Organisation.objects.get(pk=row.pk).address for row in (moved, still)] == ["by somebody else", "x"]
    line = run.lines.get(outcome=Outcome.MOVED)
    assert (line.title, run.counts["moved"]) == ("Moved", 1)
    assert "changed since" in line.outcome_note


def test_of_two_imports_at_once_the_second_sees_that_the_rows_moved(network, curator):
    make_organisation(name="School")
    first, second = (
        checked(network, curator, xlsx(("Name", "Address"), ("School", address))) for address in ("first", "second")
    )
    applied(first, curator)

    second = applied(second, curator)

    assert Organisation.objects.get().address == "first"
    assert (second.counts["saved_changed"], second.counts["moved"]) == (0, 1)


def test_a_row_edited_since_the_import_is_not_undone_and_the_line_says_why(network, curator):
    run = applied(checked(network, curator, table("One", "Two")), curator)
    edit_organisation(Organisation.objects.get(name="One"), actor=curator, note="worked on")

    run = undone(run, curator)

    assert [row.name for row in Organisation.objects.all()] == ["One"]
    assert (run.counts["undone"], run.counts["kept"]) == (1, 1)
    assert run.lines.get(outcome=Outcome.KEPT).outcome_note == "Somebody has worked on the row since."


def test_a_failure_in_the_middle_of_saving_leaves_nothing(network, curator, monkeypatch):
    run = checked(network, curator, table("One", "Two", "Three"))
    confirm_import(run, actor=curator, in_background=False)
    add = OrganisationImporter.add

    def add_until_killed(self, values):
        if values["name"] == "Three":
            raise SystemExit("killed")
        return add(self, values)

    monkeypatch.setattr(OrganisationImporter, "add", add_until_killed)
    with pytest.raises(SystemExit):
        effects.apply_import(run, actor=curator, at=NOON, tell=silent, finish=silent)

    assert (Organisation.objects.count(), SearchEntry.objects.count()) == (0, 0)
    assert ImportRun.objects.get(pk=run.pk).state == RunState.APPLYING

    monkeypatch.undo()
    effects.apply_import(run, actor=curator, at=NOON, tell=silent, finish=silent)
    assert Organisation.objects.count() == 3


def test_work_that_is_delivered_twice_is_done_once(network, curator):
    run = checked(network, curator, table("One"))
    confirm_import(run, actor=curator, in_background=False)
    job = Job.objects.create(
        kind=jobs.apply.kind,
        title="t",
        arguments={"run": run.pk},
        actor=curator.as_data(),
        actor_label="c",
        state=JobState.RUNNING,
        attempts=1,
    )

    for _delivery in range(2):
        jobs.apply.function(Progress(job.pk, 1), actor=curator, run=run.pk)

    assert Organisation.objects.count() == 1
    assert Activity.objects.filter(event="organisations.OrganisationRegistered").count() == 1
    assert Job.objects.get().state == JobState.DONE

    # The control: without the state of the run and what its lines remember, a second delivery would write again.
    ImportRun.objects.update(state=RunState.APPLYING)
    ImportLine.objects.update(row_id=None)
    Job.objects.update(state=JobState.RUNNING)
    Organisation.objects.update(name="Another")
    jobs.apply.function(Progress(job.pk, 1), actor=curator, run=run.pk)
    assert Organisation.objects.count() == 2


def test_a_check_delivered_twice_keeps_its_lines_once(network, curator):
    run = start_import(
        network, actor=curator, importer="organisations", data=table("One"), name="a.xlsx", in_background=False
    )
    for _delivery in range(2):
        effects.check_table(run, actor=curator, tell=silent, finish=silent)

    assert ImportLine.objects.count() == 1


def test_a_second_confirmation_is_refused(network, curator):
    run = applied(checked(network, curator, table("One")), curator)

    with pytest.raises(NotNow):
        confirm_import(run, actor=curator, in_background=False)
    undone(run, curator)
    with pytest.raises(NotNow):
        request_undo(run, actor=curator, in_background=False)


@pytest.mark.parametrize("who", ["observer", "partner"])
def test_who_keeps_no_register_imports_nothing(network, request, who):
    actor = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        start_import(network, actor=actor, importer="organisations", data=table("One"), name="a.xlsx")

    assert not ImportRun.objects.exists()


def test_an_import_of_somebody_else_is_not_there_for_a_coordinator(network, curator, sign_in, school):
    run = checked(network, curator, table("One"))

    stranger = sign_in(Role.COORDINATOR, organisation=school)
    keeper = sign_in(Role.CURATOR)

    assert stranger.get(f"/n/ours/imports/{run.pk}/").status_code == 404
    assert stranger.post(f"/n/ours/imports/{run.pk}/confirmation/").status_code == 404
    assert keeper.get(f"/n/ours/imports/{run.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.csv", "no table"),
        (b"a;b\r\n1;2\r\n", "other.csv", "no column"),
        (b"Name;Name\r\n1;2\r\n", "twice.csv", "twice"),
        (b"\x00\x01\x02", "noise.csv", "no table"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(network, curator, data, name, words):
    run = checked(network, curator, data, name=name)

    assert run.state == RunState.REFUSED
    assert words in run.message


@pytest.mark.parametrize(("data", "name"), [(b"", "a.csv"), (b"%PDF-1.7", "a.xlsx"), (b"PK\x03\x04rest", "a.xlsx")])
def test_what_is_no_table_is_not_kept(network, curator, data, name):
    with pytest.raises(UnwelcomeFile):
        start_import(network, actor=curator, importer="organisations", data=data, name=name)


def test_the_check_leaves_no_trace_in_history_and_search(network, curator):
    make_organisation(name="Known")

    run = checked(network, curator, table("Known", "New"))

    assert states(run) == [LineState.CHANGED, LineState.ADDED]
    assert set(Activity.objects.values_list("event", flat=True)) == {"exchange.ImportStarted"}
    assert not SearchEntry.objects.exists()


def test_a_check_in_many_chunks_says_the_same_as_in_one(network, curator, monkeypatch):
    rows = [
        ("Part", "no", "Whole", "university"),
        ("Other", "yes", None, "school"),
        ("Whole", "yes", None, "university"),
    ]
    data = xlsx(("Name", "Legal entity", "Part of", "Kind"), *rows, *rows[:1])
    in_one = states(checked(network, curator, data))
    monkeypatch.setattr("vmeste.foundation.exchange.passes.CHUNK_SECONDS", 0.0001)

    assert states(checked(network, curator, data)) == in_one == ["added", "added", "added", "wrong"]


def test_a_line_costs_the_same_in_a_small_and_a_large_table(network, curator, monkeypatch):
    monkeypatch.setattr("vmeste.foundation.exchange.passes.CHUNK_SECONDS", 1000)

    def cost(count):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            checked(network, curator, table(*(f"{count} school {n}" for n in range(count))))
        return len(queries)

    few, many, more = cost(2), cost(12), cost(22)
    assert more - many == many - few


def test_the_pages_of_an_import_from_file_to_undo(network, sign_in):
    client = sign_in(Role.CURATOR)
    make_organisation(name="Known", address="old")
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert client.get("/n/ours/imports/new/organisations/").status_code == 200
    upload = SimpleUploadedFile(
        "table.xlsx", xlsx(HEADINGS, ("Known", "school", "new"), ("New", "school", ""), ("Bad", "?", ""))
    )
    answer = client.post("/n/ours/imports/new/organisations/", {"file": upload})
    run = ImportRun.objects.get()
    page = f"/n/ours/imports/{run.pk}/"
    assert answer["Location"] == page
    assert run.state == RunState.CHECKED
    assert b"B4" in client.get(page).content
    assert client.get(f"{page}errors/").status_code == 200
    assert client.get(f"{page}file/").status_code == 200
    assert b"<ins>new</ins>" in client.get(f"{page}difference/").content
    client.post(f"{page}difference/", {"leave_out": "3"})
    client.post(f"{page}confirmation/")
    run.refresh_from_db()
    assert (run.state, run.counts["saved_added"], run.counts["saved_changed"]) == (RunState.APPLIED, 0, 1)
    assert client.get(page).status_code == 200
    client.post(f"{page}undoing/")
    run.refresh_from_db()
    assert (run.state, Organisation.objects.get().address) == (RunState.UNDONE, "old")
    assert client.get(page).status_code == 200
    assert client.get("/n/ours/imports/").status_code == 200
    assert client.post(f"{page}recheck/").status_code == 302
    for kind in ("xlsx", "csv"):
        assert client.get(f"/n/ours/imports/templates/organisations/{kind}/").status_code == 200
        assert client.get(f"/n/ours/imports/registers/organisations/{kind}/").status_code == 200


def test_a_bad_upload_is_told_at_the_field(network, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = sign_in(Role.CURATOR).post(
        "/n/ours/imports/new/organisations/", {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}
    )

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_failed_work_may_be_tried_again(network, curator):
    run = checked(network, curator, table("One"))
    confirm_import(run, actor=curator, in_background=False)
    job = Job.objects.create(kind=jobs.apply.kind, title="t", actor={}, actor_label="c", state=JobState.FAILED)
    ImportRun.objects.update(job=job)

    assert applied(ImportRun.objects.get(), curator).counts["saved_added"] == 1


def test_an_import_waits_for_its_decision_in_the_background_too(network):
    member = actor_of(network, Role.CURATOR, user=make_member(network, Role.CURATOR))
    run = start_import(network, actor=member, importer="organisations", data=table("One"), name="a.xlsx")
    run.refresh_from_db()

    assert (run.state, run.job.state) == (RunState.CHECKED, JobState.DONE)
    run_job.call(network.pk, network.slug, run.job.pk, "en")
    assert ImportLine.objects.count() == 1


def test_an_unknown_import_is_refused(network, curator):
    with pytest.raises((PermissionDenied, ValidationError)):
        start_import(network, actor=curator, importer="planets", data=table("One"), name="a.xlsx")
