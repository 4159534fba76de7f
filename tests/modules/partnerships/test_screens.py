"""What people see of partnerships and may do on the pages."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from tests.factories.organisations import make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.foundation.search.finding import SOURCES, index_rows
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships.models import MaturityStep, Partnership

LIST = "/n/ours/partnerships/"


@pytest.fixture
def partnership(school, plant):
    return make_partnership(
        organisation=school, partner=plant, directions=[make_direction(name="Craft")], starts_on=date(2020, 9, 1)
    )


def page_of(client, url):
    answer = client.get(url, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_register_shows_what_one_may_see(sign_in, partnership, school):
    make_partnership(
        organisation=make_organisation(name="Unseen", is_shared=False), partner=make_organisation(name="Secret")
    )
    page = page_of(sign_in(Role.COORDINATOR, organisation=school), LIST)
    assert "Plant B" in page
    assert "Craft" in page
    assert "Secret" not in page


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("state=goes_on", True),
        ("state=ended", False),
        ("kind=mentoring", False),
        ("maturity=none", True),
        ("maturity=2", False),
        ("direction=null", False),
        ("since=2020-09-01&until=2020-09-01", True),
        ("since=2020-09-02", False),
        ("sort=-starts_on", True),
        ("organisation=abc&direction=99999&state=x", True),
    ],
)
def test_the_register_is_narrowed(sign_in, partnership, query, is_shown):
    assert (f'href="{LIST}{partnership.pk}/"' in page_of(sign_in(Role.CURATOR), f"{LIST}?{query}")) is is_shown


def test_the_register_is_narrowed_to_an_organisation_on_either_side(sign_in, partnership, plant):
    other = make_organisation(name="Other")
    client = sign_in(Role.CURATOR)
    assert f'href="{LIST}{partnership.pk}/"' in page_of(client, f"{LIST}?organisation={plant.pk}")
    assert f'href="{LIST}{partnership.pk}/"' not in page_of(client, f"{LIST}?organisation={other.pk}")


def test_a_page_tells_who_works_with_whom_and_how_far_they_have_come(sign_in, partnership):
    MaturityStep.objects.create(partnership=partnership, stage=1, reached_on=date(2021, 1, 1), note="Protocol")
    page = page_of(sign_in(Role.CURATOR), f"{LIST}{partnership.pk}/")
    assert all(word in page for word in ("School A", "Plant B", "Craft", "common goals", "Protocol"))


def test_a_partnership_is_written_down_and_comes_to_an_end(sign_in, school, plant):
    client = sign_in(Role.CURATOR)
    answer = client.post(
        f"{LIST}new/",
        {
            "organisation": school.pk,
            "organisation_q": "School A",
            "partner_pick": plant.pk,
            "kind": "cooperation",
            "maturity": "1",
            "starts_on": "01.09.2020",
        },
    )
    row = Partnership.objects.get()
    assert answer["Location"] == f"{LIST}{row.pk}/"
    assert (row.organisation, row.partner, row.maturity) == (school, plant, 1)

    client.post(f"{LIST}{row.pk}/stage/", {"stage": "2", "reached_on": "2021-09-01"})
    client.post(f"{LIST}{row.pk}/end/", {"ends_on": "2022-09-01", "reason": "Closed"})
    row.refresh_from_db()
    assert (row.maturity, row.ends_on, row.end_reason) == (2, date(2022, 9, 1), "Closed")
    client.post(f"{LIST}{row.pk}/resumption/")
    client.post(f"{LIST}{row.pk}/stage/removal/")
    row.refresh_from_db()
    assert (row.maturity, row.ends_on) == (1, None)


def test_impossible_input_is_told_at_its_field_and_nothing_typed_is_lost(sign_in, school):
    answer = sign_in(Role.CURATOR).post(
        f"{LIST}new/",
        {
            "organisation": school.pk,
            "organisation_q": "School A",
            "partner": school.pk,
            "partner_q": "School A",
            "kind": "cooperation",
            "product": "A robot",
        },
        headers={"accept-language": "en"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "An organisation is no partner of itself." in page
    assert "A robot" in page
    assert not Partnership.objects.exists()


@pytest.mark.parametrize("path", ["", "edit/", "stage/", "end/", "history/", "removal/"])
def test_strangers_find_no_page(sign_in, foreign_network, partnership, path):
    assert sign_in(Role.CURATOR, of=foreign_network).get(f"{LIST}{partnership.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["edit/", "stage/", "end/"])
def test_observers_read_and_do_not_write(sign_in, partnership, path):
    client = sign_in(Role.OBSERVER)
    assert client.get(f"{LIST}{partnership.pk}/").status_code == 200
    assert client.get(f"{LIST}{partnership.pk}/{path}").status_code == 403
    assert client.get(f"{LIST}new/").status_code == 403


def test_the_map_is_a_picture_and_the_same_as_a_table(sign_in, partnership, school):
    page = page_of(sign_in(Role.COORDINATOR, organisation=school), f"{LIST}by-direction/")
    svg = re.search(r"<svg viewBox.*?</svg>", page, re.DOTALL)[0]
    root = ET.fromstring(svg)
    assert root.find("title").text == "Partners by direction"
    assert {e.attrib["href"] for e in root.iter("a")} >= {f"/n/ours/organisations/{partnership.partner_id}/"}
    table = page[page.index("The same as a table") :]
    assert "Plant B" in table
    assert "Craft" in table


def test_hostile_names_stay_words_on_the_maps(sign_in, school):
    hostile = "</script><script>alert(1)</script>"
    partner = make_organisation(name=hostile)
    make_partnership(organisation=school, partner=partner, directions=[make_direction(name=hostile)])
    client = sign_in(Role.CURATOR)
    for path in ("by-direction/", "ties/", "", f"{Partnership.objects.get().pk}/"):
        assert "<script>alert" not in page_of(client, f"{LIST}{path}")
    svg = client.get(f"{LIST}by-direction/svg/")
    ET.fromstring(svg.content)
    assert b"<script>alert" not in svg.content


def test_the_map_is_downloaded_as_svg_and_as_pdf(sign_in, partnership, school):
    client = sign_in(Role.CURATOR)
    for kind, mime, begins in (
        ("svg", "image/svg+xml", b"<svg"),
        ("a4", "application/pdf", b"%PDF"),
        ("a3", "application/pdf", b"%PDF"),
    ):
        answer = client.get(f"{LIST}by-direction/{kind}/?centre={school.pk}")
        assert answer["Content-Type"] == mime
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(begins)
    assert client.get(f"{LIST}by-direction/exe/").status_code == 404


def test_empty_maps_say_what_to_do(sign_in, school):
    client = sign_in(Role.CURATOR)
    assert "No organisation to put in the middle" in page_of(client, f"{LIST}by-direction/")
    assert "School A has no partners here" in page_of(client, f"{LIST}by-direction/?centre={school.pk}")
    assert "No ties to show" in page_of(client, f"{LIST}ties/")
    assert client.get(f"{LIST}by-direction/a4/").status_code == 404


@pytest.mark.parametrize(
    "query", ["centre=999999", "centre=x", "on=31.02.2020", "maturity=9", "on=2020-01-01&maturity=1"]
)
def test_odd_addresses_of_the_map_break_nothing(sign_in, partnership, query):
    page_of(sign_in(Role.CURATOR), f"{LIST}by-direction/?{query}")
    page_of(sign_in(Role.CURATOR), f"{LIST}ties/?{query}&steps=x&kind=y&direction=z&sources=w")


def test_the_data_of_ties_obeys_permissions(sign_in, foreign_network, partnership, school):
    make_partnership(organisation=partnership.partner, partner=make_organisation(name="Hidden", is_shared=False))

    def labels(client):
        return {node["label"] for node in json.loads(client.get(f"{LIST}ties/data/").content)["nodes"]}

    assert labels(sign_in(Role.CURATOR)) == {"School A", "Plant B", "Hidden"}
    assert labels(sign_in(Role.TEACHER, organisation=school)) == {"School A", "Plant B"}
    assert sign_in(Role.CURATOR, of=foreign_network).get(f"{LIST}ties/data/").status_code == 404


def test_the_page_of_ties_says_in_a_list_what_the_picture_shows(sign_in, partnership, plant):
    page = page_of(sign_in(Role.CURATOR), f"{LIST}ties/?centre={plant.pk}&steps=2")
    assert f'data-tie-node="{plant.pk}"' in page
    assert f'href="{LIST}{partnership.pk}/"' in page
    assert (
        json.loads(re.search(r'id="tie-map-data" type="application/json">(.*?)</script>', page, re.DOTALL)[1])["centre"]
        == plant.pk
    )


def test_a_partnership_is_found_by_both_names(sign_in, partnership):
    index_rows(SOURCES["partnerships.Partnership"], [partnership])
    assert "Plant B" in page_of(sign_in(Role.CURATOR), "/n/ours/search/?q=plant")


def test_the_page_of_an_organisation_shows_its_partnerships(rf, curator, partnership, plant):
    from vmeste.modules.partnerships.views import partnerships_of_organisation_panel

    request = rf.get("/")
    request.actor = curator
    panel = partnerships_of_organisation_panel()
    shown = panel.shown(request, plant)["context"]
    assert [str(row.other) for row in shown["rows"]] == ["School A"]
    assert shown["new_url"] == f"{LIST}new/?organisation={plant.pk}"


def test_the_register_costs_the_same_however_long_it_is(sign_in, partnership, django_assert_max_num_queries):
    client = sign_in(Role.CURATOR)
    client.get(LIST)
    for _ in range(20):
        make_partnership(directions=[make_direction()])
    assert Organisation.objects.count() > 20
    with django_assert_max_num_queries(14):
        client.get(LIST)
