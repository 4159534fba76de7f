"""Bringing a list in by the pages: upload, difference, agreement, result, taking it back; who sees what."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.people import make_class, make_pupil, the_year
from tests.pure.rosters.deeds import workbook

from vmeste.foundation.access.actor import Role
from vmeste.foundation.jobs.models import JobState
from vmeste.foundation.jobs.running import run_job
from vmeste.modules.people.choices import RosterState
from vmeste.modules.people.models import NameOpening, Pupil, RosterRun

HEADINGS = ("Класс", "Фамилия", "Имя", "Отчество", "Дата рождения", "ФИО матери", "Телефон матери", "Группа здоровья")
ANNA = ("8и", "Иванова", "Анна", "Сергеевна", date(2012, 5, 7), "Иванова Ольга Петровна", "+7 911 111-22-33", "II")
WRONG = ("8и", "Котов", "Олег", "Ильич", "31.02.2012", "", "", "")


@pytest.fixture(autouse=True)
def _year(network):
    return the_year()


@pytest.fixture
def coordinating(sign_in, school):
    client = sign_in(Role.COORDINATOR, organisation=school)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def work(network):
    """Do what waits in the background."""

    def work():
        run = RosterRun.objects.select_related("job").latest("pk")
        if run.job.state == JobState.WAITING:
            run_job.call(network.pk, network.slug, run.job.pk, "en")
        run.refresh_from_db()
        return run

    return work


@pytest.fixture
def brought(coordinating, school, work):
    def brought(*rows, on="2026-03-02"):
        file = SimpleUploadedFile("list.xlsx", workbook(HEADINGS, *rows))
        values = {"organisation": school.pk, "on": on, "kind": "base", "file": file}
        answer = coordinating.post("/n/ours/rosters/new/", values)
        assert answer.status_code == 302, answer.content
        work()
        return RosterRun.objects.latest("pk")

    return brought


def test_the_whole_way(coordinating, brought, work, school):
    gone = make_pupil(make_class(school, name="9а", grade=9), last_name="Ушедший")
    run = brought(ANNA, WRONG)
    page = coordinating.get(f"/n/ours/rosters/{run.pk}/").content.decode()
    assert "31.02.2012" in page
    assert "Write it as 07.05.2012" in page
    assert "Группа здоровья" in page
    assert "such data are kept nowhere" in page
    new = coordinating.get(f"/n/ours/rosters/{run.pk}/?show=new").content.decode()
    assert "Иванова Анна Сергеевна" in new
    assert "Иванова Ольга Петровна" in new
    assert not NameOpening.objects.exists()
    ended = coordinating.get(f"/n/ours/rosters/{run.pk}/?show=ended").content.decode()
    assert "Ушедший" in ended
    opening = NameOpening.objects.get()
    assert (opening.purpose, opening.pupil_ids, opening.controller) == ("roster", [gone.pk], school)
    coordinating.post(f"/n/ours/rosters/{run.pk}/confirmation/", {"does_end": "on"})
    run = work()
    assert run.state == RosterState.APPLIED
    page = coordinating.get(f"/n/ours/rosters/{run.pk}/").content.decode()
    assert "The list is written" in page
    coordinating.post(f"/n/ours/rosters/{run.pk}/undoing/")
    assert work().state == RosterState.UNDONE
    assert Pupil.objects.get() == gone
    assert "everything is as it was before" in coordinating.get(f"/n/ours/rosters/{run.pk}/").content.decode()


def test_another_keeper_sees_numbers_and_no_names(sign_in, brought, school):
    run = brought(ANNA)
    head = sign_in(Role.HEAD, organisation=school)
    for part in ("new", "same", "problem"):
        page = head.get(f"/n/ours/rosters/{run.pk}/?show={part}").content.decode()
        assert "Иванова" not in page
    assert not NameOpening.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CURATOR, Role.METHODOLOGIST, Role.OBSERVER])
def test_nobody_of_the_network_reaches_a_list(sign_in, brought, role):
    run = brought(ANNA)
    client = sign_in(role)
    assert client.get(f"/n/ours/rosters/{run.pk}/").status_code == 404
    assert client.get("/n/ours/rosters/new/").status_code == 403


def test_a_bad_form_says_so_at_its_fields(coordinating, school):
    values = {"organisation": school.pk, "on": "1999-01-01", "kind": "base", "file": SimpleUploadedFile("x.csv", b"x")}
    answer = coordinating.post("/n/ours/rosters/new/", values)
    assert answer.status_code == 422
    assert "There is no academic year with this day." in answer.content.decode()


def test_a_list_is_taken_away_and_recorded(coordinating, school):
    class_ = make_class(school, name="8и")
    make_pupil(class_)
    for address in (f"/n/ours/organisations/{school.pk}/roster/", f"/n/ours/classes/{class_.pk}/roster/"):
        answer = coordinating.post(address)
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")
        assert answer["Cache-Control"] == "private, no-store"
    assert NameOpening.objects.filter(purpose="roster").count() == 2
    assert coordinating.get("/n/ours/rosters/template/").content.startswith(b"PK")


def test_a_refused_file_offers_another(coordinating, brought):
    run = brought()
    page = coordinating.get(f"/n/ours/rosters/{run.pk}/").content.decode()
    assert run.state == RosterState.REFUSED
    assert "There is no pupil of this organisation in the file." in page
    assert f"?organisation={run.organisation_id}" in page
