import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.agreements import make_agreement, make_amendment, make_obligation
from tests.factories.api import EVERYTHING, ApiClient, make_token
from tests.factories.enrolment import make_teaching
from tests.factories.organisations import make_alias, make_contact, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction, make_norm, make_territory, make_year

from vmeste.foundation.access.actor import Role
from vmeste.foundation.endpoints.endpoints import ENDPOINTS
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.reference.models import Direction


def statements(queries):
    """The SQL of a request without the savepoints that only a test's own transaction makes of transactions."""
    return [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))]


# Reading


def test_a_list_is_walked_page_by_page_and_each_row_comes_once(api):
    names = [f"Direction {number:02}" for number in range(7)]
    for name in reversed(names):
        make_direction(name=name)

    found, url = [], "directions/?limit=3"
    while url:
        page = api.get(url).json()
        found += [row["name"] for row in page["items"]]
        assert len(page["items"]) <= 3
        url = page["next"]

    assert found == names


def test_a_list_is_counted_only_when_asked_for(api):
    make_direction()

    assert api.get("directions/").json()["total"] is None
    assert api.get("directions/?count=true").json()["total"] == 1


def test_filters_are_those_of_the_screen(api):
    late, early = make_agreement(title="Late"), make_agreement(title="Early", kind="donation")

    found = api.get("agreements/?kind=donation").json()["items"]

    assert [row["id"] for row in found] == [early.pk]
    assert late.kind != early.kind


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("lmit=1", "lmit"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=٣", "limit"),
        ("sort=stage", "sort"),
        ("after=x", "after"),
        ("count=yes", "count"),
        ("kind=unknown", "kind"),
        ("direction=999", "direction"),
        ("signed_from=2026-02-30", "signed_from"),
        ("undated=perhaps", "undated"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_by_name(api, query, field):
    response = api.get(f"agreements/?{query}")

    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]


def test_a_cursor_counts_only_in_the_order_it_was_made_in(api):
    for _ in range(3):
        make_agreement()
    after = api.get("agreements/?limit=1").json()["next"].partition("after=")[2]

    assert api.get(f"agreements/?limit=1&after={after}").status_code == 200
    assert api.get(f"agreements/?limit=1&sort=-title&after={after}").status_code == 422


def test_a_row_of_another_network_a_removed_and_a_missing_one_answer_the_same(api, foreign_network):
    removed = make_direction()
    with working_in(foreign_network):
        foreign = make_direction()
    api.delete(f"directions/{removed.pk}/")

    answers = [api.get(f"directions/{pk}/") for pk in (foreign.pk, removed.pk, 999_999, 10**30)]

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_a_member_of_an_organisation_sees_only_its_agreements(api_of, school, plant):
    own, other = make_agreement(parties=[school, plant]), make_agreement(parties=[plant])
    api = api_of(Role.COORDINATOR, organisation=school)

    assert [row["id"] for row in api.get("agreements/").json()["items"]] == [own.pk]
    assert api.get(f"agreements/{other.pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_lists_and_details_cost_few_statements_whatever_their_length(api, rows):
    parties = [make_organisation(), make_organisation()]
    directions = [make_direction(), make_direction()]
    for _ in range(rows):
        agreement = make_agreement(parties=parties, directions=directions)
        make_obligation(agreement)
        make_amendment(agreement)
        make_territory()
        organisation = make_organisation(territory=make_territory())
        make_alias(organisation)
        make_contact(organisation)
        make_partnership(organisation=organisation, partner=parties[0], directions=directions)

    for path in sorted(ENDPOINTS):
        with CaptureQueriesContext(connection) as captured:
            items = api.get(f"{path}/").json()["items"]
        assert len(statements(captured)) <= 6, path
        if items:
            with CaptureQueriesContext(connection) as captured:
                assert api.get(f"{path}/{items[0]['id']}/").status_code == 200
            assert len(statements(captured)) <= 6, path


def test_creating_costs_few_statements(api):
    parties = [make_organisation().pk, make_organisation().pk]
    with CaptureQueriesContext(connection) as captured:
        response = api.post("directions/", {"name": "Robotics"})
    assert response.status_code == 201
    assert len(statements(captured)) <= 15

    with CaptureQueriesContext(connection) as captured:
        response = api.post("obligations/", {"agreement": make_agreement().pk, "text": "Promise"})
    assert response.status_code == 201
    assert len(statements(captured)) <= 15 + 1  # the agreement of the test itself

    with CaptureQueriesContext(connection) as captured:
        response = api.post("agreements/", {"title": "A", "organisations": parties}, **{"Idempotency-Key": "one"})
    assert response.status_code == 201
    assert len(statements(captured)) <= 19, "\n".join(statements(captured))


# Changing


def test_what_was_created_is_where_the_answer_says(api):
    created = api.post("directions/", {"name": "  Robotics "})

    assert created.status_code == 201
    assert created.headers["ETag"] == '"1"'
    assert api.get(created.headers["Location"]).json() == created.json()
    assert created.json() == {"id": Direction.objects.get().pk, "version": 1, "name": "Robotics", "note": ""}


def test_a_rule_of_the_row_stands_at_its_field_in_the_language_asked_for(api):
    make_direction(name="Robotics")

    taken = api.post("directions/", {"name": "Robotics"})
    missing = api.post("directions/", {}, **{"Accept-Language": "ru"})

    assert taken.status_code == 422
    assert taken.json()["errors"] == {"__all__": ["There is such a direction already."]}
    assert missing.json()["errors"] == {"name": ["Это нужно указать."]}


def test_a_field_nobody_declared_is_refused_and_changes_nothing(api, foreign_network):
    for extra in ({"network": foreign_network.pk}, {"id": 7}, {"version": 9}, {"sort_key": "x"}, {"removed_at": None}):
        response = api.post("directions/", {"name": "Robotics", **extra})
        assert response.status_code == 422
        assert response.json()["errors"] == {next(iter(extra)): ["There is no such field."]}

    assert not Direction.objects.exists()


def test_a_partial_change_leaves_the_rest_and_a_full_one_does_not(api):
    row = make_direction(name="Robotics", note="Old")

    changed = api.patch(f"directions/{row.pk}/", {"name": "Robots", "version": 1})
    replaced = api.put(f"directions/{row.pk}/", {"name": "Robots"}, **{"If-Match": '"2"'})

    assert (changed.status_code, changed.json()["note"], changed.headers["ETag"]) == (200, "Old", '"2"')
    assert (replaced.status_code, replaced.json()["note"], replaced.headers["ETag"]) == (200, "", '"3"')


def test_a_change_must_say_which_version_was_seen(api):
    row = make_direction()

    assert api.patch(f"directions/{row.pk}/", {"name": "New"}).status_code == 428
    assert api.patch(f"directions/{row.pk}/", {"name": "New"}, **{"If-Match": "*"}).status_code == 428


def test_the_second_of_two_changes_learns_what_the_first_has_changed(api):
    row = make_direction(name="Robotics")
    api.patch(f"directions/{row.pk}/", {"note": "First", "version": 1})

    response = api.patch(f"directions/{row.pk}/", {"name": "Robotics", "note": "Second", "version": 1})

    assert response.status_code == 409
    problem = response.json()
    assert (problem["code"], problem["version"], problem["changed"]) == ("edit_conflict", 2, {"note": "First"})
    assert api.get(f"directions/{row.pk}/").json()["note"] == "First"


def test_a_row_is_removed_and_restored(api):
    row = make_direction()

    assert api.delete(f"directions/{row.pk}/", **{"If-Match": '"2"'}).status_code == 409
    removed = api.delete(f"directions/{row.pk}/", **{"If-Match": '"1"'})
    assert (removed.status_code, removed.content) == (204, b"")
    assert api.get(f"directions/{row.pk}/").status_code == 404
    assert api.delete(f"directions/{row.pk}/").status_code == 404
    assert api.post(f"directions/{row.pk}/restoration/").status_code == 200
    assert api.get(f"directions/{row.pk}/").status_code == 200


def test_the_id_of_another_network_an_invisible_and_a_missing_one_are_equally_unknown(
    api, api_of, network, foreign_network, school
):
    with working_in(foreign_network):
        foreign = make_territory(kind="region")
    answers = [api.post("territories/", {"name": "T", "region": pk}) for pk in (foreign.pk, 999_999)]
    assert {(a.status_code, a.content) for a in answers} == {(422, answers[0].content)}
    assert answers[0].json()["errors"] == {"region": ["Unknown."]}

    hidden = make_organisation(is_shared=False)
    coordinator = api_of(Role.COORDINATOR, organisation=school)
    answers = [
        coordinator.post("agreements/", {"title": "A", "organisations": [school.pk, pk]}) for pk in (hidden.pk, 999_999)
    ]
    assert {(a.status_code, a.content) for a in answers} == {(422, answers[0].content)}
    assert answers[0].json()["errors"] == {"organisations": ["Unknown."]}


# Who may


def test_an_observer_reads_and_does_not_write(api_of):
    row, api = make_direction(), api_of(Role.OBSERVER)

    assert api.get(f"directions/{row.pk}/").status_code == 200
    assert api.post("directions/", {"name": "New"}).status_code == 403
    assert api.patch(f"directions/{row.pk}/", {"name": "New", "version": 1}).status_code == 403
    assert api.delete(f"directions/{row.pk}/").status_code == 403
    assert Direction.objects.get().name == row.name


def test_a_reading_token_of_a_curator_does_not_write(api_of):
    row, api = make_direction(), api_of(scopes=["reference:read"])

    assert api.get("directions/").status_code == 200
    for response in (
        api.post("directions/", {"name": "New"}),
        api.put(f"directions/{row.pk}/", {"name": "New", "version": 1}),
        api.delete(f"directions/{row.pk}/"),
    ):
        assert response.status_code == 403
        assert (response.json()["code"], response.json()["scope"]) == ("scope_needed", "reference:write")


def test_the_scope_of_one_module_opens_no_other(api_of):
    make_agreement()
    api = api_of(scopes=[scope for scope in EVERYTHING if not scope.startswith("agreements")])

    for path in ("agreements/", "obligations/", "amendments/", "agreements/1/"):
        assert api.get(path).json()["scope"] == "agreements:read"
    assert api.get("directions/").status_code == 200


def test_a_token_without_scopes_opens_nothing(api_of):
    api = api_of(scopes=[])

    assert {api.get(f"{path}/").status_code for path in ENDPOINTS} == {403}


# Acts


def test_an_agreement_lives_its_life_through_the_api(api, school, plant):
    made = api.post("agreements/", {"title": "Together", "organisations": [school.pk, plant.pk]}).json()
    url = f"agreements/{made['id']}"
    first, second = (party["id"] for party in made["parties"])
    assert [p["organisation_name"] for p in made["parties"]] == ["School A", "Plant B"]

    assert api.post(f"{url}/signature/", {"party": first}).status_code == 422  # not yet sent
    assert api.post(f"{url}/sending/").json()["stage"] == "on_signature"
    assert api.post(f"{url}/signature/", {"party": first, "signed_on": "2026-03-01"}).json()["stage"] == "on_signature"
    signed = api.post(f"{url}/signature/", {"party": second, "signed_on": "2026-03-02"}).json()
    assert (signed["stage"], signed["signed_on"]) == ("in_force", "2026-03-02")
    assert api.post(f"{url}/renewal/", {"ends_on": "2030-01-01"}).json()["ends_on"] == "2030-01-01"
    amended = api.post(f"{url}/amendments/", {"number": "1", "summary": "Longer", "new_ends_on": "2031-01-01"}).json()
    assert amended["ends_on"] == "2031-01-01"
    assert [row["number"] for row in api.get(f"amendments/?agreement={made['id']}").json()["items"]] == ["1"]
    ended = api.post(f"{url}/termination/", {"terminated_on": "2026-09-01", "reason": "Agreed"}).json()
    assert (ended["stage"], ended["terminated_on"]) == ("terminated", "2026-09-01")


def test_a_party_of_an_agreement_nobody_shows_cannot_sign(api_of, school, plant):
    own, other = make_agreement(parties=[school, plant]), make_agreement(parties=[plant])
    api = api_of(Role.HEAD, organisation=school)

    response = api.post(f"agreements/{own.pk}/signature/", {"party": other.parties.get().pk})

    assert response.json()["errors"] == {"party": ["Unknown."]}


def test_promises_are_kept_under_their_agreement(api_of, school, plant):
    own, other = make_agreement(parties=[school, plant]), make_agreement(parties=[plant])
    api = api_of(Role.COORDINATOR, organisation=school)

    kept = api.post("obligations/", {"agreement": own.pk, "text": "Lend a room", "due_on": "2026-05-01"})
    refused = api.post("obligations/", {"agreement": other.pk, "text": "Lend a room"})
    done = api.post(f"obligations/{kept.json()['id']}/fulfilment/", {"fulfilled_on": "2026-04-30"})

    assert (kept.status_code, refused.status_code) == (201, 422)
    assert done.json()["fulfilled_on"] == "2026-04-30"
    assert [row["id"] for row in api.get("obligations/").json()["items"]] == [kept.json()["id"]]


def test_a_draft_of_other_people_s_organisations_is_refused_and_not_kept(api_of, school, plant):
    api = api_of(Role.COORDINATOR, organisation=school)

    response = api.post("agreements/", {"title": "Foreign", "organisations": [plant.pk]})

    assert response.status_code == 403
    assert not Agreement.objects.exists()


# Shapes


def test_every_row_that_is_shown_has_the_declared_shape(api, school, plant):
    make_direction()
    make_territory(region=make_territory(kind="region"))
    make_obligation(
        make_agreement(parties=[school, plant], directions=[Direction.objects.get()], signed_on="2026-01-01")
    )

    make_alias(school)
    make_contact(school)
    make_partnership(organisation=school, partner=plant, directions=[Direction.objects.get()])
    make_year()
    make_norm()
    make_amendment(Agreement.objects.get())
    make_teaching(organisation=school)

    for path, endpoints in ENDPOINTS.items():
        rows = api.get(f"{path}/").json()["items"]
        assert rows, path
        for row in rows:
            assert set(row) == set(endpoints.schema_out.model_fields), path


def test_a_group_goes_its_way(api, school):
    url = f"groups/{make_teaching(organisation=school).pk}"

    assert api.post(f"{url}/stage/", {"stage": "running"}).json()["stage"] == "running"
    assert api.post(f"{url}/stage/", {"stage": "somewhere"}).status_code == 422
    assert api.get(f"{url}/").json()["stage"] == "running"


def test_a_stranger_s_token_opens_no_address_of_the_contract(network, foreign_network):
    stranger = ApiClient(make_token(foreign_network))

    for path in ENDPOINTS:
        assert stranger.get(f"{path}/").status_code == 404
        assert stranger.post(f"{path}/", {}).status_code in (404, 405)


def test_the_observer_sees_no_contacts(api_of, school):
    make_contact(school)

    assert api_of(Role.OBSERVER).get("contacts/").status_code == 403
    assert len(api_of(Role.CURATOR).get("contacts/").json()["items"]) == 1


def test_a_partner_s_representative_changes_no_words_of_the_register(api_of, plant):
    api = api_of(Role.PARTNER, organisation=plant)

    own = api.patch(f"organisations/{plant.pk}/", {"address": "Lenina, 1", "version": 1})
    keepers = api.patch(f"organisations/{plant.pk}/", {"note": "Best of all", "version": 2})

    assert (own.status_code, keepers.status_code) == (200, 403)


def test_a_partnership_grows_and_ends(api, school, plant):
    made = api.post("partnerships/", {"organisation": school.pk, "partner": plant.pk, "starts_on": "2024-09-01"}).json()
    url = f"partnerships/{made['id']}"

    grown = api.post(f"{url}/maturity/", {"stage": 2, "reached_on": "2025-09-01"}).json()
    back = api.post(f"{url}/maturity/", {"stage": 1})
    ended = api.post(f"{url}/end/", {"ends_on": "2026-01-01", "reason": "The plant moved"}).json()

    assert (grown["maturity"], back.status_code) == (2, 422)
    assert (ended["ends_on"], ended["end_reason"]) == ("2026-01-01", "The plant moved")
    assert api.post(f"{url}/resumption/").json()["ends_on"] is None


def test_an_organisation_ends_and_a_duplicate_goes_into_it(api, school, plant):
    twin = make_organisation(name="School A", short_name="School A (twin)")

    merged = api.post(f"organisations/{school.pk}/merger/", {"drop": twin.pk})
    ended = api.post(f"organisations/{plant.pk}/dissolution/", {"ended_on": "2020-01-01"}).json()

    assert merged.status_code == 200
    assert api.get(f"organisations/{twin.pk}/").status_code == 404
    assert (ended["status"], ended["ended_on"]) == ("dissolved", "2020-01-01")


def test_search_finds_by_the_words_of_the_screen(api):
    api.post("organisations/", {"name": "Lyceum of Robotics", "kind": "school"})
    api.post("organisations/", {"name": "Plant", "kind": "enterprise"})

    assert [row["name"] for row in api.get("organisations/?q=robot").json()["items"]] == ["Lyceum of Robotics"]
    assert api.get("organisations/?q=%2B").json()["items"] == []
