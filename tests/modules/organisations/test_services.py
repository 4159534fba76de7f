"""What happens to organisations: they come, change, end, leave and come back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from tests.factories.agreements import make_agreement
from tests.factories.networks import actor_of, make_member
from tests.factories.organisations import make_alias, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_territory

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.editing.uses import StillUsed
from vmeste.foundation.search.finding import matching_ids
from vmeste.modules.organisations.choices import OrganisationKind, OrganisationStatus
from vmeste.modules.organisations.errors import AlreadyEnded, NotEnded, PeopleActForIt, WrongEnd
from vmeste.modules.organisations.models import Alias, Contact, Organisation
from vmeste.modules.organisations.selectors.declensions import genitive_of
from vmeste.modules.organisations.services.ending import (
    dissolve_organisation,
    reactivate_organisation,
    reorganise_organisation,
)
from vmeste.modules.organisations.services.naming import ALIASES, CONTACTS
from vmeste.modules.organisations.services.registering import (
    edit_organisation,
    register_organisation,
    remove_organisation,
    restore_organisation,
)

pytestmark = pytest.mark.usefixtures("english")
MAY, TODAY = date(2026, 5, 1), date(2026, 11, 20)
INN, OTHER_INN, INN_OF_PERSON, OGRN, OGRN_OF_PERSON = (
    "7707083893",
    "5040179226",
    "500100732259",
    "1027700132195",
    "304500116000157",
)


def events_of(row):
    return [line.event for line in history_of(row)]


def register(network, actor, **values):
    return register_organisation(
        network, actor=actor, **{"name": "Plant", "kind": OrganisationKind.ENTERPRISE, **values}
    )


def refusal_of(network, actor, **values):
    with pytest.raises(ValidationError) as refusal:
        register(network, actor, **values)
    return refusal.value.message_dict


# Registering


def test_a_curator_registers_and_the_history_says_so(network, curator):
    plant = register(network, curator, inn="7707 083-893", phone="8 (3012) 21-34-56")

    plant.refresh_from_db()
    assert (plant.inn, plant.phone, plant.phone_e164) == (INN, "8 (3012) 21-34-56", "+73012213456")
    assert plant.registered_by is None
    assert events_of(plant) == ["organisations.OrganisationRegistered"]


def test_a_coordinator_registers_for_the_own_organisation(network, coordinator, school):
    plant = register(network, coordinator, is_shared=False)

    assert plant.registered_by == school


def test_a_curator_of_one_territory_registers_there(network):
    mine, other = make_territory(), make_territory()
    keeper = actor_of(network, Role.CURATOR, territory=mine)

    assert register(network, keeper, territory=None).territory == mine
    with pytest.raises(PermissionDenied):
        register(network, keeper, territory=other)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.METHODOLOGIST])
def test_others_do_not_register(network, role):
    with pytest.raises(PermissionDenied):
        register(network, actor_of(network, role))

    assert not Organisation.objects.exists()


def test_the_same_inn_and_kpp_are_refused_with_the_name_of_the_other(network, curator):
    register(network, curator, name="First", inn=INN, kpp="770701001")

    assert refusal_of(network, curator, name="Second", inn="7707 083 893", kpp="770701001") == {
        "inn": ["“First” is registered with this INN and KPP already."]
    }
    assert register(network, curator, name="Branch", inn=INN, kpp="502401001").pk


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"inn": "77070838"}, {"inn": ["An INN has 10 digits (legal entity) or 12 (sole trader)."]}),
        ({"inn": "7707083890"}, {"inn": ["The check digit does not fit: a digit is mistyped."]}),
        ({"inn": "77070838ab"}, {"inn": ["Only digits, please."]}),
        ({"ogrn": "1027700132196"}, {"ogrn": ["The check digit does not fit: a digit is mistyped."]}),
        ({"ogrn": "102770013219"}, {"ogrn": ["An OGRN has 13 digits (legal entity) or 15 (sole trader)."]}),
        ({"kpp": "12345"}, {"kpp": ["A KPP has 9 characters."]}),
        (
            {"kpp": "77A701001"},
            {"kpp": ["A KPP has digits; only its fifth and sixth characters may be Latin letters."]},
        ),
        ({"oktmo": "123"}, {"oktmo": ["An OKTMO code has 8 or 11 digits."]}),
        (
            {"inn": INN, "ogrn": OGRN_OF_PERSON},
            {"ogrn": ["INN and OGRN do not go together: one is of a legal entity, the other of a sole trader."]},
        ),
        ({"inn": INN_OF_PERSON, "kpp": "770701001"}, {"kpp": ["A sole trader has no KPP."]}),
        ({"site": "javascript:alert(1)"}, None),
        ({"site": "ftp://example.org/"}, {"site": ["A web address begins with http:// or https://."]}),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(network, curator, values, wrong):
    found = refusal_of(network, curator, **values)

    assert found == wrong if wrong is not None else "site" in found
    assert not Organisation.objects.exists()


def test_a_sole_trader_has_numbers_of_other_lengths(network, curator):
    trader = register(network, curator, inn=INN_OF_PERSON, ogrn=OGRN_OF_PERSON)

    assert (trader.inn, trader.ogrn) == (INN_OF_PERSON, OGRN_OF_PERSON)


def test_parents_and_volunteers_need_nothing(network, curator):
    for name in ("родители", "волонтеры медики"):
        assert register(network, curator, name=name, kind="community", is_legal_entity=False).pk

    assert refusal_of(network, curator, kind="community", is_legal_entity=True) == {
        "is_legal_entity": ["A community without legal personality is no legal entity."]
    }


def test_a_unit_belongs_to_somebody_and_has_no_numbers_of_its_own(network, curator, school):
    assert "parent" in refusal_of(network, curator, is_legal_entity=False)
    assert "inn" in refusal_of(network, curator, is_legal_entity=False, parent=school, inn=INN)
    assert register(network, curator, is_legal_entity=False, parent=school).parent == school


def test_the_original_spelling_stays(network, curator, school):
    name = "В/Ч 98540железнодорожные войска"

    unit = register(network, curator, name=name, kind="military", is_legal_entity=False, parent=school)

    unit.refresh_from_db()
    assert unit.name == name


@pytest.mark.parametrize(("typed", "kept"), [("(81532) 7 12 25", "+78153271225"), ("45-67-89", ""), ("по звонку", "")])
def test_a_telephone_of_any_spelling_is_kept(network, curator, typed, kept):
    plant = register(network, curator, phone=typed)

    assert (plant.phone, plant.phone_e164) == (typed, kept)


def test_the_database_itself_refuses_numbers_without_legal_personality(school):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=school.pk).update(is_legal_entity=False, inn=INN)


# Editing


def test_an_edit_is_remembered_in_words(coordinator, school):
    edit_organisation(school, actor=coordinator, version=1, name="School A", kind="preschool", inn=" 7707083893 ")

    school.refresh_from_db()
    line = history_of(school).get()
    assert (school.version, school.inn) == (2, INN)
    assert line.facts == {"changes": {"kind": ["general education school", "kindergarten"], "inn": ["", INN]}}


def test_the_same_values_are_no_edit(coordinator, school):
    edit_organisation(school, actor=coordinator, inn=INN)
    edit_organisation(school, actor=coordinator, inn="7707 083 893", name="School A")

    assert len(events_of(school)) == 1


def test_who_saw_an_older_state_is_told(curator, school):
    edit_organisation(school, actor=curator, version=1, name="New")

    with pytest.raises(EditConflict):
        edit_organisation(school, actor=curator, version=1, name="Newer")

    school.refresh_from_db()
    assert school.name == "New"


def test_a_representative_edits_only_the_own_organisation(partner, plant, school):
    assert edit_organisation(plant, actor=partner, address="Moscow").address == "Moscow"

    with pytest.raises(PermissionDenied):
        edit_organisation(school, actor=partner, address="Moscow")
    with pytest.raises(PermissionDenied):
        edit_organisation(plant, actor=partner, is_shared=False)

    plant.refresh_from_db()
    assert plant.is_shared


def test_nothing_is_part_of_itself(curator, school):
    unit = make_organisation(parent=school)
    part = make_organisation(parent=unit)

    for below, words in ((school, "An organisation is no part of itself."), (part, f"“{part}” is a part of this one.")):
        with pytest.raises(ValidationError) as refusal:
            edit_organisation(school, actor=curator, parent=below)
        assert refusal.value.message_dict == {"parent": [words]}


# Ending


def test_a_dissolved_organisation_keeps_the_day_and_who_goes_on(coordinator, school, plant):
    dissolve_organisation(school, actor=coordinator, ended_on=MAY, today=TODAY, successor=plant)

    school.refresh_from_db()
    assert (school.status, school.ended_on, school.successor) == (OrganisationStatus.DISSOLVED, MAY, plant)
    assert history_of(school).get().sentence == f"Dissolved on {date_format(MAY, 'SHORT_DATE_FORMAT')}"


def test_a_reorganised_one_goes_on_as_another(curator, school, plant):
    reorganise_organisation(school, actor=curator, ended_on=MAY, today=TODAY, successor=plant)

    school.refresh_from_db()
    assert (school.status, school.successor) == (OrganisationStatus.REORGANISED, plant)
    assert "Plant B" in history_of(school).get().sentence


def test_an_end_is_recorded_once_and_not_ahead(curator, school):
    with pytest.raises(WrongEnd) as refusal:
        dissolve_organisation(school, actor=curator, ended_on=date(2026, 11, 21), today=TODAY)
    assert refusal.value.message_dict == {"ended_on": ["This day is in the future."]}

    dissolve_organisation(school, actor=curator, ended_on=MAY, today=TODAY)
    with pytest.raises(AlreadyEnded):
        dissolve_organisation(school, actor=curator, ended_on=MAY, today=TODAY)


def test_nobody_goes_on_for_oneself_even_in_a_circle(curator, school, plant):
    third = make_organisation()
    reorganise_organisation(plant, actor=curator, ended_on=MAY, today=TODAY, successor=third)
    reorganise_organisation(third, actor=curator, ended_on=MAY, today=TODAY, successor=school)

    for successor in (school, plant):
        with pytest.raises(WrongEnd) as refusal:
            reorganise_organisation(school, actor=curator, ended_on=MAY, today=TODAY, successor=successor)
        assert "successor" in refusal.value.message_dict


def test_a_partner_ends_nothing(partner, plant):
    with pytest.raises(PermissionDenied):
        dissolve_organisation(plant, actor=partner, ended_on=MAY, today=TODAY)


def test_an_end_can_be_taken_back(curator, school):
    with pytest.raises(NotEnded):
        reactivate_organisation(school, actor=curator)
    dissolve_organisation(school, actor=curator, ended_on=MAY, today=TODAY)

    reactivate_organisation(school, actor=curator)

    school.refresh_from_db()
    assert (school.status, school.ended_on, school.version) == (OrganisationStatus.ACTIVE, None, 3)


# Leaving and coming back


def test_an_organisation_leaves_and_comes_back(curator, school):
    remove_organisation(school, actor=curator)
    assert not Organisation.objects.exists()

    restore_organisation(school, actor=curator)
    assert Organisation.objects.get() == school
    assert events_of(school) == ["activity.RowRestored", "activity.RowRemoved"]


@pytest.mark.parametrize("kind", ["agreement", "partnership", "unit", "predecessor"])
def test_what_others_stand_on_stays(curator, school, plant, kind):
    {
        "agreement": lambda: make_agreement(parties=[school, plant]),
        "partnership": lambda: make_partnership(organisation=plant, partner=school),
        "unit": lambda: make_organisation(parent=school),
        "predecessor": lambda: dissolve_organisation(plant, actor=curator, ended_on=MAY, today=TODAY, successor=school),
    }[kind]()

    with pytest.raises(StillUsed):
        remove_organisation(school, actor=curator)

    assert Organisation.objects.filter(pk=school.pk).exists()


def test_an_organisation_somebody_acts_for_stays(network, curator, school):
    make_member(network, Role.HEAD, organisation=school)

    with pytest.raises(PeopleActForIt):
        remove_organisation(school, actor=curator)


def test_its_inn_may_be_taken_by_the_time_it_comes_back(network, curator):
    first = register(network, curator, inn=INN)
    remove_organisation(first, actor=curator)
    register(network, curator, name="Second", inn=INN)

    with pytest.raises(ValidationError) as refusal:
        restore_organisation(first, actor=curator)

    assert refusal.value.messages == ["“Second” is registered with this INN and KPP already."]
    assert Organisation.objects.count() == 1


# Names and contacts


def test_an_organisation_is_found_by_its_other_names_as_they_are_now(network, curator, school):
    edit_organisation(school, actor=curator, name="Школа")
    alias = ALIASES.add(school, actor=curator, organisation=school, name="Асториум")
    assert list(matching_ids(Organisation, "астор")) == [{"row_id": school.pk}]

    ALIASES.change(alias, actor=curator, version=1, name="Кванториум")
    assert not matching_ids(Organisation, "астор").exists()
    assert matching_ids(Organisation, "кванториума").exists()

    ALIASES.remove(alias, actor=curator)
    assert not matching_ids(Organisation, "кванториум").exists()


def test_a_name_stands_once(curator, school):
    make_alias(school, name="Асториум")

    with pytest.raises(ValidationError):
        ALIASES.add(school, actor=curator, organisation=school, name="Асториум")

    assert Alias.objects.count() == 1


def test_names_and_contacts_of_others_are_not_ones_own_business(coordinator, plant):
    with pytest.raises(PermissionDenied):
        ALIASES.add(plant, actor=coordinator, organisation=plant, name="Завод")
    with pytest.raises(PermissionDenied):
        CONTACTS.add(plant, actor=coordinator, organisation=plant, full_name="Климова Вера Андреевна")

    assert not Alias.objects.exists()
    assert not Contact.objects.exists()


def test_documents_take_what_people_wrote_else_what_grammar_proposes(partner, plant):
    contact = CONTACTS.add(
        plant, actor=partner, organisation=plant, full_name="Климова Вера Андреевна", post="директор"
    )
    assert genitive_of(contact) == ("Климовой Веры Андреевны", "директора")

    contact = CONTACTS.change(contact, actor=partner, post_genitive="генерального директора")
    assert genitive_of(contact) == ("Климовой Веры Андреевны", "генерального директора")
