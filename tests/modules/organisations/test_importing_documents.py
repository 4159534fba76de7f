"""Organisations and contacts that small documents propose, and which rows they are taken for."""

import pytest
from tests.factories.organisations import make_alias, make_contact, make_organisation
from tests.reviews import NOON, proposals

from vmeste.modules.documents.choices.receiving import ROW
from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.modules.organisations.importing import ContactReceiver, OrganisationReceiver
from vmeste.modules.organisations.importing.kinds import kind_of
from vmeste.modules.organisations.models import Alias, Contact, Organisation


@pytest.fixture
def receiver(network, curator):
    return OrganisationReceiver(network, curator, today=NOON.date())


def test_a_document_proposes_without_asking_the_register(network, curator, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        found = proposals(network, curator, "Договор подписан с МБОУ «Школа мостов» (директор Козина Мария Игоревна).")

    assert [one.values["name"] for one in found["organisation"] if one.values] == ["МБОУ «Школа мостов»"]
    (contact,) = found["contact"]
    assert contact.values["post"] == "директор"
    assert "Personal data" in contact.note or "Персональные данные" in contact.note


@pytest.mark.parametrize(
    ("name", "sort", "kind"),
    [
        ("Родители", "community", OrganisationKind.COMMUNITY),
        ("Детский технопарк «Кванториум»", "supplementary", OrganisationKind.TECHNOPARK),
        ("Областная библиотека", "culture", OrganisationKind.LIBRARY),
        ("Управляющий совет", "institution", OrganisationKind.SCHOOL_BODY),
        ("Отдел образования администрации", "institution", OrganisationKind.AUTHORITY_EDUCATION),
        ("В/Ч 11111", "", OrganisationKind.MILITARY),
        ("СибГУТИ", "", OrganisationKind.UNIVERSITY),
        ("Приход Николая Чудотворца", "", OrganisationKind.RELIGIOUS),
        ("ООО «Плотник»", "", OrganisationKind.ENTERPRISE),
        ("ENTER", "", OrganisationKind.OTHER),
    ],
)
def test_the_kind_is_what_the_name_says(name, sort, kind):
    assert kind_of(name, sort) == kind


def test_a_row_is_the_same_beyond_doubt_by_number_by_name_and_by_another_name(network, receiver):
    numbered = make_organisation(name="Колледж связи", kind="vocational", inn="5117063820")
    named = make_organisation(name="МБОУ «Школа мостов»")
    make_alias(named, name="Мостовая школа")

    by_number, by_name, by_alias = (
        receiver.likely(values)
        for values in (
            {"name": "Связной техникум", "inn": "5117063820", "aliases": []},
            {"name": "Муниципальное бюджетное общеобразовательное учреждение «Школа мостов»", "aliases": []},
            {"name": "Мостовая школа", "aliases": []},
        )
    )

    assert [(one.row, one.is_certain) for one in by_number] == [(numbered, True)]
    assert [(one.row, one.is_certain) for one in by_name] == [(named, True)]
    assert [(one.row, one.is_certain) for one in by_alias] == [(named, True)]
    assert all(found[0].reason for found in (by_number, by_name, by_alias))


def test_two_rows_that_fit_as_well_leave_it_to_a_person(network, receiver):
    make_organisation(name="Школа № 4", short_name="Школа № 4 севера")
    make_organisation(name="Школа № 4", short_name="Школа № 4 юга")

    found = receiver.likely({"name": "Школа № 4", "aliases": []})

    assert [one.is_certain for one in found] == [False, False]


def test_what_only_resembles_is_offered_with_the_reason(network, receiver):
    plant = make_organisation(name="Авиационный завод", kind="enterprise")

    (found,) = receiver.likely({"name": "Авиазавод", "aliases": []})

    assert (found.row, found.is_certain, bool(found.reason)) == (plant, False, True)


def test_our_organisation_may_be_the_one_the_reader_acts_for(network, coordinator, school):
    (found,) = OrganisationReceiver(network, coordinator, today=NOON.date()).likely({})

    assert (found.row, found.is_certain) == (school, False)


def test_a_row_that_is_there_gains_names_and_missing_numbers_only(receiver):
    present = {
        "name": "Школа мостов", "short_name": "", "kind": "school", "is_legal_entity": True,
        "inn": "", "ogrn": "", "kpp": "", "address": "", "aliases": ["Мостовая школа"],
    }  # fmt: skip
    stated = {
        "name": "МБОУ «Школа мостов»", "kind": "other", "inn": "5117063820", "address": "г. Рязань",
        "aliases": ["мостовая школа", "Школа мостов"],
    }  # fmt: skip

    assert receiver.onto(present, stated) == {
        "inn": "5117063820",
        "aliases": ["Мостовая школа", "МБОУ «Школа мостов»"],
    }


def test_names_are_set_exactly_so_that_they_can_be_taken_back(network, receiver):
    row = make_organisation(name="Школа мостов")
    make_alias(row, name="Мостовая школа")

    receiver.change(row, {"aliases": ["Мостовая школа", "ШМ"]})
    receiver.change(row, {"aliases": ["Мостовая школа"]})

    assert list(Alias.objects.values_list("name", flat=True)) == ["Мостовая школа"]


def test_a_community_needs_no_legal_personality(network, receiver):
    row = receiver.add({"name": "Родители", "kind": "community", "is_legal_entity": False, "aliases": []})

    assert Organisation.objects.get() == row
    assert not row.is_legal_entity


def test_a_contact_is_found_by_name_and_by_initials(network, curator, school, plant):
    known = make_contact(school, full_name="Козина Мария Игоревна", post="директор")
    make_contact(plant, full_name="Козина Мария Игоревна")
    receiver = ContactReceiver(network, curator, today=NOON.date())

    same = receiver.likely({"organisation": school, "full_name": "Козина Мария Игоревна"})
    short = receiver.likely({"organisation": school, "full_name": "М. И. Козина"})
    other = receiver.likely({"organisation": school, "full_name": "А. И. Козина"})

    assert [(one.row, one.is_certain) for one in same] == [(known, True)]
    assert [(one.row, one.is_certain) for one in short] == [(known, False)]
    assert other == []


def test_initials_never_replace_a_full_name(network, curator, school):
    row = make_contact(school, full_name="Козина Мария Игоревна", post="директор")
    receiver = ContactReceiver(network, curator, today=NOON.date())
    present = receiver.values_of(row)

    assert present["organisation"] == f"{ROW}{school.pk}"
    assert receiver.onto(present, {"full_name": "М. И. Козина", "post": "Директор"}) == {}
    assert receiver.onto(present, {"full_name": "М. И. Козина", "post": "ректор"}) == {"post": "ректор"}
    assert Contact.objects.count() == 1
