"""What happens to directions, territories, years and norms."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction, make_norm, make_territory, make_year

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.editing.uses import StillUsed
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.services import create_network
from vmeste.modules.partnerships.models import PartnershipDirection
from vmeste.modules.reference.choices import NormKind, TerritoryKind
from vmeste.modules.reference.models import AcademicYear, Direction, Norm, Territory
from vmeste.modules.reference.selectors import academic_year_on, norm_on, norms_on
from vmeste.modules.reference.services import DIRECTIONS, FIRST_NORMS, NORMS, TERRITORIES, YEARS, seed_reference

pytestmark = pytest.mark.usefixtures("english")
FIRST, LAST = NormKind.AGREEMENT_FIRST_WARNING_DAYS, NormKind.AGREEMENT_LAST_WARNING_DAYS


def test_a_curator_adds_a_direction_and_the_history_says_so(network, curator):
    direction = DIRECTIONS.add(network, actor=curator, name="Экология")

    assert Direction.objects.get() == direction
    assert [line.event for line in history_of(direction)] == ["activity.RowAdded"]


def test_a_coordinator_adds_none(network, coordinator):
    with pytest.raises(PermissionDenied):
        DIRECTIONS.add(network, actor=coordinator, name="Экология")

    assert not Direction.objects.exists()


def test_a_direction_has_its_name_once(network, curator):
    make_direction(name="Экология")

    with pytest.raises(ValidationError) as refusal:
        DIRECTIONS.add(network, actor=curator, name="Экология")

    assert "There is such a direction already." in refusal.value.messages


def test_a_direction_in_use_stays(network, curator):
    direction = make_direction()
    partnership = make_partnership()
    PartnershipDirection.objects.create(partnership=partnership, direction=direction)

    with pytest.raises(StillUsed):
        DIRECTIONS.remove(direction, actor=curator)

    assert Direction.objects.filter(pk=direction.pk).exists()


def test_an_unused_direction_goes_and_comes_back(network, curator):
    direction = make_direction()

    DIRECTIONS.remove(direction, actor=curator)
    assert not Direction.objects.exists()

    DIRECTIONS.restore(direction, actor=curator)
    assert Direction.objects.get() == direction


def test_a_municipality_lies_in_a_region_only(network, curator):
    region = make_territory(kind=TerritoryKind.REGION)
    town = TERRITORIES.add(network, actor=curator, name="Town", kind="municipality", region=region, oktmo="81 701 000")
    assert town.oktmo == "81701000"

    for kind, above, words in (
        ("municipality", town, "Choose a region here, not a municipality."),
        ("region", region, "A region is part of no other region."),
    ):
        with pytest.raises(ValidationError) as refusal:
            TERRITORIES.add(network, actor=curator, name="Other", kind=kind, region=above)
        assert refusal.value.message_dict == {"region": [words]}


def test_an_oktmo_code_has_eight_or_eleven_digits(network, curator):
    with pytest.raises(ValidationError) as refusal:
        TERRITORIES.add(network, actor=curator, name="Town", oktmo="8170")

    assert refusal.value.message_dict == {"oktmo": ["An OKTMO code has 8 or 11 digits."]}


def test_a_territory_with_organisations_stays(network, curator):
    territory = make_territory()
    make_organisation(territory=territory)

    with pytest.raises(StillUsed) as refusal:
        TERRITORIES.remove(territory, actor=curator)

    assert "1" in refusal.value.messages[0]
    assert Territory.objects.filter(pk=territory.pk).exists()


def test_academic_years_do_not_overlap(network, curator):
    make_year(2025)

    with pytest.raises(ValidationError) as refusal:
        YEARS.add(network, actor=curator, name="odd", starts_on=date(2026, 8, 1), ends_on=date(2027, 8, 1))

    assert refusal.value.message_dict == {"starts_on": ["It overlaps with 2025/2026."]}


def test_a_year_ends_after_it_starts(network, curator):
    with pytest.raises(ValidationError) as refusal:
        YEARS.add(network, actor=curator, name="odd", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 1))

    assert "The year must end after it starts." in refusal.value.messages


def test_a_day_is_in_the_year_from_its_first_day_to_the_day_before_the_next(network):
    last, this = make_year(2024), make_year(2025)

    assert [academic_year_on(day) for day in (date(2025, 8, 31), date(2025, 9, 1), date(2026, 9, 1))] == [
        last,
        this,
        None,
    ]


@pytest.mark.parametrize("value", ["0", "1.5", "-3"])
def test_a_norm_is_a_whole_number(network, curator, value):
    with pytest.raises(ValidationError) as refusal:
        NORMS.add(
            network, actor=curator, kind=FIRST, value=Decimal(value), valid_from=date(2025, 9, 1), source="Order 1"
        )

    assert "value" in refusal.value.message_dict


def test_a_new_norm_leaves_the_past_as_it_was(network, django_assert_num_queries):
    make_norm(value=90, valid_from=date(2020, 1, 1))
    make_norm(value=60, valid_from=date(2025, 9, 1), valid_to=date(2026, 9, 1))
    make_norm(kind=LAST, value=30, valid_from=date(2026, 1, 1))

    days = [date(2019, 12, 31), date(2025, 8, 31), date(2025, 9, 1), date(2026, 9, 1)]
    assert [norm.days if (norm := norm_on(FIRST, day)) else None for day in days] == [None, 90, 60, 90]
    with django_assert_num_queries(1):
        found = norms_on([FIRST, LAST], date(2025, 10, 1))
    assert {kind: norm.days for kind, norm in found.items()} == {FIRST: 60}


def test_a_new_network_gets_its_first_words_and_numbers_once(network):
    system = Actor.system("set-up", network.pk)
    make_direction(name="Волонтёрское")

    seed_reference(network, actor=system, today=date(2026, 3, 1))
    seed_reference(network, actor=system, today=date(2026, 3, 1))

    assert Direction.objects.count() == 10
    assert list(AcademicYear.objects.order_by("starts_on").values_list("name", flat=True)) == ["2025/2026", "2026/2027"]
    assert Norm.objects.count() == len(FIRST_NORMS)
    assert all(norm.source for norm in Norm.objects.all())


def test_making_a_network_fills_it(db):
    system = Actor.system("set-up")
    made = create_network(make_user(), actor=system, name="New", slug="new")

    with working_in(made):
        assert Direction.objects.count() == 10
        assert {line.actor_label for line in history_of(Direction.objects.first())} == {"set-up"}
