"""The map by direction and the map of ties: facts, permissions, cost."""

from datetime import date

import pytest
from django.utils import translation
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.partnerships import reports, services
from vmeste.modules.partnerships.selectors import ties
from vmeste.modules.partnerships.selectors.directions import default_centre, direction_map
from vmeste.modules.partnerships.selectors.registers import (
    partnership_figures,
    partnerships_long_in_first_stage,
    partnerships_without_direction,
)
from vmeste.modules.partnerships.selectors.ties import (
    GraphQuestion,
    Strand,
    TieQuestion,
    TieSource,
    register_ties,
    tie_graph,
)

NOVEMBER = date(2026, 11, 21)


def names(facts):
    return {
        part.direction and part.direction.name: [fact.organisation.shown_name for fact in part.partners]
        for part in facts.directions
    }


@pytest.fixture
def agreements():
    """A stand-in for the ties that a higher module registers."""
    known = dict(ties.TIES)
    pairs = []
    source = TieSource(
        "test-agreements",
        "agreements",
        lambda actor, question: [Strand(*pair, "agreement", "/a/", strength=2) for pair in pairs],
        is_agreement=True,
    )
    for key in [key for key, other in ties.TIES.items() if other.is_agreement]:
        del ties.TIES[key]
    register_ties(source)
    yield pairs
    ties.TIES.clear()
    ties.TIES.update(known)


def test_partners_stand_in_their_directions_whichever_side_they_are_on(curator, school, plant):
    sport, craft = make_direction(name="Sport"), make_direction(name="Craft")
    make_partnership(organisation=school, partner=plant, directions=[craft, sport])
    make_partnership(organisation=make_organisation(name="Club"), partner=school, directions=[sport])
    make_partnership(organisation=school, partner=make_organisation(name="Parents"))
    make_partnership(organisation=plant, partner=make_organisation(name="Elsewhere"), directions=[sport])

    facts = direction_map(curator, centre=school, on=NOVEMBER)

    assert names(facts) == {"Craft": ["Plant B"], "Sport": ["Club", "Plant B"], None: ["Parents"]}
    assert (facts.named_directions, len(facts.partners)) == (2, 3)


def test_the_facts_of_the_volgograd_school_are_four_directions_and_seventeen_partners(curator, school):
    counts = {"Social": 6, "Patriotic": 3, "Health": 3, "Prevention": 5}
    kinds = {("Social", 0), ("Health", 1)}
    for name, count in counts.items():
        direction = make_direction(name=name)
        for number in range(count):
            kind = "community" if (name, number) in kinds else "library"
            partner = make_organisation(kind=kind, is_legal_entity=kind != "community")
            make_partnership(organisation=school, partner=partner, directions=[direction])

    facts = direction_map(curator, centre=school, on=NOVEMBER)
    chart = reports.chart_of(facts)

    assert {part.direction.name: len(part.partners) for part in facts.directions} == counts
    assert [number for number, _name in chart.figures] == ["4", "17", "2"]


def test_the_map_shows_a_day_as_it_was(curator, school, plant):
    row = make_partnership(organisation=school, partner=plant, starts_on=date(2020, 1, 1))
    services.advance_maturity(row, actor=curator, stage=1, reached_on=date(2021, 1, 1))
    services.advance_maturity(row, actor=curator, stage=3, reached_on=date(2023, 1, 1))
    services.end_partnership(row, actor=curator, ends_on=date(2025, 1, 1), reason="x")

    def stage(day):
        return [
            fact.maturity for part in direction_map(curator, centre=school, on=day).directions for fact in part.partners
        ]

    assert stage(date(2019, 12, 31)) == []
    assert stage(date(2020, 6, 1)) == [None]
    assert stage(date(2022, 6, 1)) == [1]
    assert stage(date(2024, 12, 31)) == [3]
    assert stage(date(2025, 1, 1)) == []
    assert direction_map(curator, centre=school, on=date(2022, 6, 1), maturity=3).directions == ()


def test_agreements_are_known_only_when_somebody_tells_of_them(curator, school, plant, agreements):
    make_partnership(organisation=school, partner=plant)
    make_partnership(organisation=school, partner=make_organisation(name="Club"))
    agreements.append((plant.pk, school.pk))

    facts = direction_map(curator, centre=school, on=NOVEMBER)
    assert {f.organisation.name: f.has_agreement for p in facts.directions for f in p.partners} == {
        "Plant B": True,
        "Club": False,
    }

    del ties.TIES["test-agreements"]
    facts = direction_map(curator, centre=school, on=NOVEMBER)
    assert {f.has_agreement for p in facts.directions for f in p.partners} == {None}


def test_the_centre_is_ones_own_organisation_or_the_busiest(network, curator, school, plant):
    assert default_centre(curator) is None
    make_partnership(organisation=plant)
    make_partnership(organisation=plant)
    make_partnership(organisation=school)
    assert default_centre(curator) == plant
    assert default_centre(actor_of(network, Role.COORDINATOR, organisation=school)) == school


def test_what_one_may_not_see_is_on_no_map(network, school, plant):
    hidden = make_organisation(name="Hidden", is_shared=False)
    make_partnership(organisation=plant, partner=hidden)
    stranger = actor_of(network, Role.TEACHER, organisation=school)

    assert direction_map(stranger, centre=plant, on=NOVEMBER).directions == ()
    assert tie_graph(stranger, GraphQuestion()).ties == ()
    everything = tie_graph(actor_of(network, Role.CURATOR), GraphQuestion())
    assert {str(row) for row in everything.organisations} == {"Plant B", "Hidden"}


def test_another_network_has_maps_of_its_own(network, foreign_network, school, plant):
    make_partnership(organisation=school, partner=plant)
    curator = actor_of(foreign_network, Role.CURATOR)
    with working_in(foreign_network):
        assert default_centre(curator) is None
        assert tie_graph(curator, GraphQuestion()).organisations == ()


def test_a_tie_gathers_everything_between_two_organisations(curator, school, plant, agreements):
    direction = make_direction(name="Craft")
    make_partnership(organisation=school, partner=plant, directions=[direction], maturity=2)
    make_partnership(organisation=plant, partner=school, kind="funding")
    unit = make_organisation(name="Unit", parent=school, is_legal_entity=False)
    agreements.append((school.pk, plant.pk))

    with translation.override("en"):
        data = reports.graph_data(tie_graph(curator, GraphQuestion(ties=TieQuestion(on=NOVEMBER))))

    by_pair = {frozenset({tie["source"], tie["target"]}): tie for tie in data["links"]}
    both = by_pair[frozenset({school.pk, plant.pk})]
    assert sorted(strand["kind"] for strand in both["strands"]) == ["agreements", "partnerships", "partnerships"]
    assert any("Craft" in strand["detail"] for strand in both["strands"])
    assert both["strength"] == 2 + 1 + 2
    assert by_pair[frozenset({school.pk, unit.pk})]["strands"][0]["url"] == f"/n/ours/organisations/{unit.pk}/"
    assert {node["id"]: node["ties"] for node in data["nodes"]} == {school.pk: 2, plant.pk: 1, unit.pk: 1}


def test_limits_of_the_graph(curator, school, plant):
    sport = make_direction(name="Sport")
    club, far = make_organisation(name="Club", kind="culture"), make_organisation(name="Far")
    make_partnership(organisation=school, partner=plant, directions=[sport])
    make_partnership(organisation=plant, partner=club)
    make_partnership(organisation=club, partner=far)
    make_partnership(organisation=school, partner=far, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))

    def shown(**question):
        day = question.pop("on", NOVEMBER)
        direction = question.pop("direction_id", None)
        wanted = GraphQuestion(ties=TieQuestion(on=day, direction_id=direction), **question)
        return {str(row) for row in tie_graph(curator, wanted).organisations}

    assert shown() == {"School A", "Plant B", "Club", "Far"}
    assert shown(direction_id=sport.pk) == {"School A", "Plant B"}
    assert shown(kind="culture") == {"Plant B", "Club", "Far"}
    assert shown(centre_id=school.pk) == {"School A", "Plant B"}
    assert shown(centre_id=school.pk, steps=2) == {"School A", "Plant B", "Club"}
    assert shown(centre_id=school.pk, on=None) == {"School A", "Plant B", "Far"}
    assert shown(sources=frozenset({"parts"})) == set()


def test_a_large_graph_keeps_the_strongest_ties(curator, school, plant, monkeypatch):
    monkeypatch.setattr(ties, "MOST_NODES", 3)
    make_partnership(organisation=school, partner=plant, maturity=3)
    for number in range(4):
        make_partnership(organisation=make_organisation(), partner=make_organisation(), maturity=1 + number % 2)

    graph = tie_graph(curator, GraphQuestion())

    assert {str(row) for row in graph.organisations} == {"School A", "Plant B"}
    assert graph.left_out == 8


def test_both_maps_cost_the_same_however_many_partners_there_are(curator, school, django_assert_num_queries):
    def measure():
        with django_assert_num_queries(4):
            direction_map(curator, centre=school, on=NOVEMBER)
        with django_assert_num_queries(4):
            reports.graph_data(tie_graph(curator, GraphQuestion(ties=TieQuestion(on=NOVEMBER), sources=OWN)))

    direction = make_direction()
    make_partnership(organisation=school, directions=[direction])
    without_agreements = {key: source for key, source in ties.TIES.items() if source.is_agreement}
    for key in without_agreements:
        del ties.TIES[key]
    try:
        measure()
        for _ in range(12):
            make_partnership(organisation=school, directions=[direction])
        measure()
    finally:
        ties.TIES.update(without_agreements)


OWN = frozenset({"partnerships", "parts"})


def test_a_kind_of_tie_has_one_owner(agreements):
    with pytest.raises(LookupError):
        register_ties(TieSource("partnerships", "others", lambda actor, question: []))


def test_the_overview_names_what_one_may_complete(network, curator, coordinator, school, plant):
    bare = make_partnership(organisation=school, partner=plant)
    old = make_partnership(organisation=school, directions=[make_direction()], starts_on=date(2020, 1, 1))
    services.advance_maturity(old, actor=curator, stage=1, reached_on=date(2020, 2, 1))
    foreign = make_partnership()

    assert set(partnerships_without_direction(curator, today=NOVEMBER)) == {bare, foreign}
    assert set(partnerships_without_direction(coordinator, today=NOVEMBER)) == {bare}
    assert list(partnerships_long_in_first_stage(curator, today=NOVEMBER)) == [old]
    assert not partnerships_long_in_first_stage(curator, today=date(2020, 12, 31)).exists()
    assert partnership_figures(curator, today=NOVEMBER) == {"alive": 3, "new": 0}
