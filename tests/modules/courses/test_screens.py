"""What people see of programmes, groups, the timetable, plans and network forms, and may do on the pages."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.factories.courses import (
    make_network_form,
    make_plan_line,
    make_programme,
    make_study_group,
    make_venue,
)
from tests.factories.enrolment import make_enrolment
from tests.factories.people import make_class, make_post, make_staff
from tests.factories.reference import make_norm

from vmeste.foundation.access.actor import Role
from vmeste.modules.courses.models import Funding, NetworkForm, PlanLine, StudyGroup, TravelTime
from vmeste.modules.documents.models import IssuedDocument
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.choices import NormKind

ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture
def deputy(sign_in, school):
    """The deputy head of the school."""
    return sign_in(Role.HEAD, organisation=school)


def shown(client, path, **asked):
    answer = client.get(f"/n/ours/{path}", asked, **ENGLISH)
    assert answer.status_code == 200, path
    return answer.content.decode()


def rows_of(answer):
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def meeting(number, weekday, starts_at, **more):
    values = {"id": "", "weekday": weekday, "starts_at": starts_at, "minutes": "45", "weeks": "every", "venue": ""}
    return {f"meetings-{number}-{name}": value for name, value in {**values, **more}.items()}


def group_form(programme, year, *meetings, initial=0, **values):
    formset = {"meetings-TOTAL_FORMS": len(meetings), "meetings-INITIAL_FORMS": initial}
    every = {key: value for one in meetings for key, value in one.items()}
    return {
        "programme": programme.pk,
        "year": year.pk,
        "name": "A",
        "seats": 12,
        "fewest": 0,
        **formset,
        **every,
        **values,
    }


def test_a_group_is_written_down_with_all_its_meetings_on_one_page(deputy, programme, year, room):
    form = shown(deputy, f"groups/new/?programme={programme.pk}")
    assert "Weekly meetings" in form

    answer = deputy.post(
        "/n/ours/groups/new/",
        group_form(programme, year, meeting(0, 2, "15:30"), meeting(1, 4, "1610", venue=room.pk), meeting(2, 1, "")),
    )
    assert answer.status_code == 422  # the third has a day but no time

    answer = deputy.post(
        "/n/ours/groups/new/",
        group_form(programme, year, meeting(0, 2, "15:30"), meeting(1, 4, "16.10", venue=room.pk)),
    )
    group = StudyGroup.objects.get()
    assert answer.status_code == 302
    assert [(row.weekday, row.starts_at, row.venue) for row in group.meetings.all()] == [(2, 930, None), (4, 970, room)]
    assert "15:30–16:15" in shown(deputy, f"groups/{group.pk}/")


@pytest.mark.parametrize("clock", ["25:00", "half past three", "15:75"])
def test_a_time_that_is_none_is_told_at_its_field(deputy, programme, year, clock):
    answer = deputy.post("/n/ours/groups/new/", group_form(programme, year, meeting(0, 2, clock)), **ENGLISH)

    assert answer.status_code == 422
    assert "A time of day, for example 15:30." in answer.content.decode()
    assert not StudyGroup.objects.exists()


def test_fewer_seats_than_are_taken_are_refused_at_the_field(deputy, group):
    for _each in range(2):
        make_enrolment(group)
    (row,) = group.meetings.all()
    kept = meeting(0, 2, "15:30", id=row.pk)
    form = group_form(group.programme, group.year, kept, initial=1, seats=1, version=group.version)

    answer = deputy.post(f"/n/ours/groups/{group.pk}/edit/", form, **ENGLISH)

    assert answer.status_code == 422
    assert answer.context["form"].errors["seats"] == ["2 seats are taken already; there cannot be fewer."]
    assert deputy.post(f"/n/ours/groups/{group.pk}/edit/", {**form, "seats": 6}).status_code == 302
    assert [one.pk for one in group.meetings.all()] == [row.pk]


def test_a_group_starts_and_is_cancelled_with_a_reason(deputy, group):
    deputy.post(f"/n/ours/groups/{group.pk}/stage/running/")
    assert "Finish" in shown(deputy, f"groups/{group.pk}/")

    assert deputy.post(f"/n/ours/groups/{group.pk}/cancellation/", {"reason": ""}).status_code == 422
    deputy.post(f"/n/ours/groups/{group.pk}/cancellation/", {"reason": "no teacher"})
    group.refresh_from_db()
    assert group.stage == "cancelled"


def test_a_calendar_of_a_group_is_a_file(deputy, group):
    answer = deputy.get(f"/n/ours/groups/{group.pk}/calendar/")

    assert answer["Content-Type"].startswith("text/calendar")
    assert b"RRULE:FREQ=WEEKLY" in answer.content


def test_who_pays_is_written_down_on_the_page_of_a_programme(deputy, programme):
    url = f"/n/ours/programmes/{programme.pk}/funding/new/"
    deputy.post(url, {"source": "grant", "payer": "", "hours_a_week": "3", "basis": "Grant 1"})

    assert Funding.objects.get().programme == programme
    assert "Grant 1" in shown(deputy, f"programmes/{programme.pk}/")


def test_programmes_are_filtered_and_printed_as_a_register(deputy, programme, plant):
    make_programme(plant, title="Trial", kind="career_trial", first_grade=8, last_grade=9)

    assert "Robotics" not in shown(deputy, "programmes/", grade=8, kind="career_trial")
    assert "Trial" in shown(deputy, "programmes/", grade=8, organisation=plant.pk)
    assert deputy.get("/n/ours/programmes/export/docx/").content.startswith(b"PK")


def test_the_week_asks_the_same_for_any_number_of_groups(deputy, group):
    url = f"/n/ours/timetable/?week={group.year.starts_on.isoformat()}&by=teacher"

    def statements():
        assert deputy.get(url).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            deputy.get(url)
        return len(seen)

    for_one = statements()
    for number in range(20):
        teacher, venue = make_staff(), make_venue()
        make_study_group(year=group.year, teacher=teacher, venue=venue, meetings=[(number % 5 + 1, "15:30")])

    assert statements() == for_one


def test_the_week_shows_who_meets_and_what_conflicts(deputy, group, room):
    make_study_group(year=group.year, name="Second", venue=room, meetings=[(2, "16:00")])
    monday = group.year.starts_on

    page = shown(deputy, "timetable/", week=monday.isoformat())

    assert "15:30–16:15" in page
    assert page.count("week-trouble") == 2
    troubles = shown(deputy, "timetable/conflicts/", week=monday.isoformat())
    assert "Two groups in one room at the same time" in troubles
    assert "Second" in troubles
    far = monday + timedelta(days=7 * 200)
    assert "No academic year on these days" in shown(deputy, "timetable/", week=far.isoformat())


@pytest.mark.parametrize("who", ["teacher", "venue", "school_class", "organisation"])
def test_the_week_of_one_is_shown_and_taken_along(who, deputy, group, school_class):
    group.teacher = make_staff()
    group.save()
    make_post(group.teacher, organisation=group.programme.organisation)
    make_plan_line(school_class, group.programme, group=group)
    make_study_group(year=group.year, name="Other", meetings=[(2, "9:00")])
    chosen = {
        "teacher": group.teacher,
        "venue": group.venue,
        "school_class": school_class,
        "organisation": group.programme.organisation,
    }[who]
    asked = {"week": group.year.starts_on.isoformat(), who: chosen.pk}

    page = shown(deputy, "timetable/", **asked)
    assert "15:30–16:15" in page
    assert "Other" not in page
    assert len(rows_of(deputy.get("/n/ours/timetable/file/xlsx/", asked))) == 2
    assert deputy.get("/n/ours/timetable/file/ics/", asked).content.count(b"BEGIN:VEVENT") == 1


def test_ways_are_written_down_from_one_organisation_to_all_others(sign_in, deputy, school, plant, programme):
    make_programme(plant)
    curator = sign_in(Role.CURATOR)

    assert curator.post(f"/n/ours/travel-times/{school.pk}/", {f"to_{plant.pk}": "25"}).status_code == 302

    assert TravelTime.objects.get().minutes == 25
    assert ">25<" in shown(deputy, "travel-times/")
    assert deputy.get(f"/n/ours/travel-times/{school.pk}/").status_code == 403


def test_a_plan_of_a_class_warns_and_never_blocks(deputy, school_class, programme):
    make_norm(kind=NormKind.EXTRACURRICULAR_WEEK_HOURS, value=1, source="SanPiN 1")
    values = {"programme": programme.pk, "hours_a_week": "2", "funding": "partner", "group": "", "hours_a_year": ""}

    answer = deputy.post(f"/n/ours/extracurricular-plans/{school_class.pk}/lines/new/", values)

    assert answer.status_code == 302
    assert PlanLine.objects.get().position == 1
    page = shown(deputy, f"extracurricular-plans/{school_class.pk}/")
    assert "and the norm is 1 at most." in page
    assert "SanPiN 1" in page


def test_a_group_of_another_programme_does_not_fit_into_the_line(deputy, school_class, programme, group):
    other = make_study_group(make_programme(), year=group.year)
    values = {"programme": programme.pk, "hours_a_week": "2", "funding": "school", "group": other.pk}

    answer = deputy.post(f"/n/ours/extracurricular-plans/{school_class.pk}/lines/new/", values, **ENGLISH)

    assert answer.context["form"].errors["group"] == ["This is a group of another programme."]


def test_the_deputy_head_prints_the_plan_of_a_class_and_of_the_school(deputy, school, school_class, programme):
    make_plan_line(school_class, programme)
    stem = f"/n/ours/extracurricular-plans/{school_class.pk}"
    for kind, beginning in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert deputy.get(f"{stem}/file/{kind}/").content.startswith(beginning)
        assert deputy.get(f"/n/ours/organisations/{school.pk}/extracurricular-plan/file/{kind}/").content.startswith(
            beginning
        )
    assert deputy.get(f"{stem}/file/odt/").status_code == 404

    assert "УТВЕРЖДАЮ" in shown(deputy, f"extracurricular-plans/{school_class.pk}/document/")
    deputy.post(f"{stem}/document/", {"approval": "УТВЕРЖДАЮ"})
    page = shown(deputy, f"organisations/{school.pk}/extracurricular-plan/", year=school_class.year_id, level="basic")
    assert "Robotics" in page
    deputy.post(f"/n/ours/organisations/{school.pk}/extracurricular-plan/document/?level=basic", {"approval": ""})

    assert sorted(IssuedDocument.objects.values_list("form", flat=True)) == ["extracurricular-plan"] * 2
    kept = IssuedDocument.objects.get(subject_type=SchoolClass._meta.label)
    assert deputy.get(f"{stem}/papers/{kept.pdf_id}/").status_code == 200
    assert kept.pdf.name in shown(deputy, f"extracurricular-plans/{school_class.pk}/")


def test_last_years_plan_is_taken_over_by_a_button(deputy, school, school_class, programme):
    before = make_class(school, year=school_class.year, name="7и")
    SchoolClass.objects.filter(pk=school_class.pk).update(previous=before)
    make_plan_line(before, programme)

    deputy.post(f"/n/ours/extracurricular-plans/{school_class.pk}/copy/")

    assert PlanLine.objects.get(school_class=school_class).programme == programme


def test_network_form_is_asked_about_once_and_leads_to_a_contract(deputy, programme):
    ask = f"/n/ours/programmes/{programme.pk}/network-form/"
    assert deputy.post(ask, {"is_sure": ""}).status_code == 422
    assert not NetworkForm.objects.exists()

    deputy.post(ask, {"is_sure": "on"})
    form = NetworkForm.objects.get()
    page = shown(deputy, f"network-forms/{form.pk}/")
    assert "Interim assessment" in page
    assert page.count("fill in") > 5
    assert shown(deputy, f"programmes/{programme.pk}/").count("Teach in network form") == 0

    deputy.post(f"/n/ours/network-forms/{form.pk}/contract/")
    (kept,) = IssuedDocument.objects.all()
    assert kept.form == "network-form-contract"
    assert deputy.get(f"/n/ours/network-forms/{form.pk}/files/{kept.docx_id}/").status_code == 200


def test_places_of_teaching_are_a_list_for_the_site(deputy, programme, plant):
    make_network_form(programme, partner=plant)

    rows = rows_of(deputy.get("/n/ours/network-forms/places/"))

    assert [row[4] for row in rows[1:]] == ["Main street, 1", "Main street, 1"]


def test_families_read_the_catalogue_and_nothing_of_the_work(sign_in, programme, group):
    hidden = make_programme(programme.organisation, title="Secret", is_published=False)
    guardian = sign_in(Role.GUARDIAN)

    listed = shown(guardian, "catalogue/", grade=8, focus="technical")
    assert "Robotics" in listed
    assert "Secret" not in listed
    page = shown(guardian, f"catalogue/{programme.pk}/")
    assert "15:30–16:15" in page
    assert "12 free seats" in page
    assert guardian.get(f"/n/ours/catalogue/{hidden.pk}/").status_code == 404
    assert guardian.get(f"/n/ours/programmes/{programme.pk}/").status_code == 404
    for path in ("programmes/", "timetable/", "groups/", "extracurricular-plans/", "network-forms/", "travel-times/"):
        assert guardian.get(f"/n/ours/{path}").status_code == 403, path


def test_a_coordination_centre_shows_its_programmes_on_the_page_of_the_project(sign_in, programme, school):
    from tests.factories.projects import make_part, make_project

    project = make_project(lead=school)
    programme.centre = make_part("coordination-centre", project)
    programme.save()

    assert "Programmes of the coordination centres" in shown(sign_in(Role.CURATOR), f"projects/{project.pk}/")
    assert "Robotics" in shown(sign_in(Role.CURATOR), f"organisations/{school.pk}/")
