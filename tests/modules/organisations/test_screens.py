"""What people see of organisations and may do on the pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.networks import actor_of
from tests.factories.organisations import make_alias, make_contact, make_organisation
from tests.factories.reference import make_territory

from vmeste.foundation.access.actor import Role
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.screens import panels, tables
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.organisations.models import Alias, Comparison, Contact, DistinctPair, Organisation
from vmeste.modules.organisations.services.merging import merge_organisations, tell_apart
from vmeste.modules.organisations.services.naming import ALIASES, CONTACTS
from vmeste.modules.organisations.services.registering import edit_organisation

LIST = "/n/ours/organisations/"
VALID = {"name": "Завод", "kind": "enterprise", "is_legal_entity": "on", "is_shared": "on"}


def text_of(response):
    return response.content.decode()


def shown(client, **query):
    page = text_of(client.get(LIST, query))
    return {row.name for row in Organisation.objects.all() if f">{row.name}</a>" in page}


# The register


@pytest.mark.parametrize("role", [Role.CURATOR, Role.OBSERVER])
def test_everybody_reads_the_register_and_keepers_add(sign_in, school, role):
    page = text_of(sign_in(role).get(LIST))

    assert "School A" in page
    assert (f"{LIST}new/" in page) == (role == Role.CURATOR)


def test_what_is_not_shared_is_seen_by_its_keepers(sign_in, network, school):
    make_organisation(name="Hidden", is_shared=False, registered_by=school)

    assert "Hidden" in shown(sign_in(Role.COORDINATOR, organisation=school))
    assert "Hidden" not in shown(sign_in(Role.PARTNER, organisation=make_organisation()))


def test_a_curator_of_one_municipality_sees_its_own_besides_the_shared(sign_in, network):
    mine, other = make_territory(), make_territory()
    make_organisation(name="Mine", territory=mine, is_shared=False)
    make_organisation(name="Other", territory=other, is_shared=False)
    make_organisation(name="Shared", territory=other)

    assert shown(sign_in(Role.CURATOR, territory=mine)) == {"Mine", "Shared"}


def test_the_register_is_narrowed(sign_in, network):
    town = make_territory(name="Рязань")
    make_contact(make_organisation(name="Old", partner_since=date(2019, 9, 1), territory=town))
    make_organisation(name="New", partner_since=date(2025, 10, 1), kind="enterprise")
    make_organisation(name="Parents", kind="community", is_legal_entity=False, status="dissolved")
    client = sign_in(Role.CURATOR)

    assert shown(client) == {"Old", "New", "Parents"}
    assert shown(client, new_before="2025-09-01") == {"Old"}
    assert shown(client, new_from="2025-09-01", new_before="2026-09-01") == {"New"}
    assert shown(client, kind="enterprise") == {"New"}
    assert shown(client, territory=town.pk) == {"Old"}
    assert shown(client, status="dissolved") == {"Parents"}
    assert shown(client, legal="false") == {"Parents"}
    assert shown(client, contact="false") == {"New", "Parents"}
    assert shown(client, new_from="nonsense") == {"Old", "New", "Parents"}


def test_the_register_is_searched_by_names_numbers_and_contacts(sign_in, curator, school, plant):
    edit_organisation(school, actor=curator, inn="7707083893")
    ALIASES.add(school, actor=curator, organisation=school, name="Асториум")
    CONTACTS.add(plant, actor=curator, organisation=plant, full_name="Климова Вера Андреевна")
    keeper, observer = sign_in(Role.CURATOR), sign_in(Role.OBSERVER)

    assert shown(keeper, q="астори") == {"School A"}
    assert shown(keeper, q="7707083893") == {"School A"}
    assert shown(keeper, q="климовой") == {"Plant B"}
    assert shown(observer, q="климовой") == set()
    assert shown(observer, q="астори") == {"School A"}
    assert shown(keeper, q="!!!") == set()


@pytest.mark.parametrize("number", [1, 60])
def test_the_register_costs_the_same_however_long_it_is(sign_in, network, number, django_assert_max_num_queries):
    town = make_territory()
    for _ in range(number):
        make_organisation(territory=town)
    client = sign_in(Role.CURATOR)

    with django_assert_max_num_queries(9):
        client.get(LIST)


def test_the_register_is_saved_as_a_file(sign_in, school, plant):
    client = sign_in(Role.OBSERVER)

    table = b"".join(client.get(f"{LIST}export/csv/", {"kind": "school"}).streaming_content).decode("utf-8-sig")

    assert "School A" in table
    assert "Plant B" not in table


def test_a_higher_module_adds_a_column_and_a_panel(sign_in, school, monkeypatch):
    monkeypatch.setattr(tables, "_extensions", {})
    monkeypatch.setattr(panels, "_extensions", {})
    tables.extend(
        "organisation", tables.Column("extra", "Extra column", lambda row: "Of another module"), lambda rows: rows
    )
    panels.extend("organisation", panels.facts(("Fact", lambda row: "Told by another module"), title="Extra panel"))
    client = sign_in(Role.CURATOR)

    assert "Of another module" in text_of(client.get(LIST))
    assert "Told by another module" in text_of(client.get(f"{LIST}{school.pk}/"))


# One organisation


def test_the_page_shows_what_is_known(sign_in, school):
    make_alias(school, name="Alias One")
    make_contact(
        school, full_name="Климова Вера Андреевна", post="директор", is_signatory=True, authority_basis="Устава"
    )
    make_organisation(name="Unit One", parent=school)
    make_organisation(name="Former One", successor=school, status="reorganised", ended_on=date(2020, 1, 1))

    page = text_of(sign_in(Role.CURATOR).get(f"{LIST}{school.pk}/"))

    for what in ("Alias One", "Климова Вера Андреевна", "директора Климовой Веры Андреевны", "Unit One", "Former One"):
        assert what in page


def test_contacts_are_hidden_from_observers(sign_in, school):
    contact = make_contact(school, full_name="Климова Вера Андреевна")
    observer = sign_in(Role.OBSERVER)

    assert "Климова" not in text_of(observer.get(f"{LIST}{school.pk}/"))
    assert observer.get(f"{LIST}contacts/{contact.pk}/").status_code == 404


def test_the_page_costs_the_same_however_much_hangs_on_it(sign_in, school, django_assert_max_num_queries):
    for _ in range(20):
        make_contact(school), make_alias(school), make_organisation(parent=school)
    client = sign_in(Role.CURATOR)

    with django_assert_max_num_queries(25):
        client.get(f"{LIST}{school.pk}/")


ACTS = [
    "",
    "edit/",
    "removal/",
    "history/",
    "merge/",
    "dissolution/",
    "reorganisation/",
    "names/new/",
    "contacts/new/",
    "files/new/",
]


@pytest.mark.parametrize("act", ACTS)
def test_a_foreign_organisation_does_not_exist(sign_in, network, foreign_network, act):
    with working_in(foreign_network):
        foreign = make_organisation(name="Foreign")
    client = sign_in(Role.CURATOR)

    assert client.get(f"{LIST}{foreign.pk}/{act}").status_code == 404
    assert client.get(f"/n/theirs/organisations/{foreign.pk}/{act}").status_code == 404


@pytest.mark.parametrize("act", ACTS[1:3] + ACTS[4:])
def test_a_partner_may_do_little_with_others(sign_in, school, plant, act):
    client = sign_in(Role.PARTNER, organisation=plant)

    assert client.get(f"{LIST}{school.pk}/{act}").status_code == 403
    assert f"{LIST}{school.pk}/{act}" not in text_of(client.get(f"{LIST}{school.pk}/"))


def test_a_partner_edits_the_own_organisation_without_the_keepers_words(sign_in, plant):
    client = sign_in(Role.PARTNER, organisation=plant)

    page = text_of(client.get(f"{LIST}{plant.pk}/edit/"))
    client.post(f"{LIST}{plant.pk}/edit/", {**VALID, "version": 1, "address": "Москва", "is_shared": ""})

    plant.refresh_from_db()
    assert 'name="is_shared"' not in page
    assert (plant.address, plant.is_shared) == ("Москва", True)


# Registering


def test_a_new_organisation_is_registered(sign_in, network):
    answer = sign_in(Role.CURATOR).post(
        f"{LIST}new/", {**VALID, "inn": "7707 083 893", "site": "example.org", "partner_since": "01.09.2024"}
    )

    plant = Organisation.objects.get()
    assert answer["Location"] == f"{LIST}{plant.pk}/"
    assert (plant.inn, plant.site, plant.partner_since) == ("7707083893", "https://example.org", date(2024, 9, 1))


def test_wrong_numbers_are_told_at_their_fields_in_russian(sign_in, school):
    answer = sign_in(Role.CURATOR).post(f"{LIST}new/", {**VALID, "inn": "7707083890", "ogrn": "1", "kpp": "1"})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Контрольная цифра не сходится: в номере опечатка." in page
    assert "ОГРН состоит из 13 цифр" in page
    assert "КПП состоит из 9 знаков." in page
    assert 'value="7707083890"' in page


def test_similar_organisations_are_shown_first_and_a_person_decides(sign_in, network):
    make_organisation(name="Региональный центр «Асториум»", kind="supplementary")
    client = sign_in(Role.CURATOR)
    typed = {**VALID, "name": "РЦ «Асториум»", "kind": "supplementary"}

    answer = client.post(f"{LIST}new/", typed)
    assert answer.status_code == 422
    assert "Региональный центр «Асториум»" in text_of(answer)
    assert Organisation.objects.count() == 1

    client.post(f"{LIST}new/", {**typed, "is_another": "on"})
    assert Organisation.objects.count() == 2


def test_a_community_needs_no_more_than_a_name(sign_in, network):
    sign_in(Role.CURATOR).post(f"{LIST}new/", {"name": "Родители", "kind": "community", "is_legal_entity": "on"})

    assert not Organisation.objects.get().is_legal_entity


def test_two_people_at_one_form_see_each_other(sign_in, curator, school):
    edit_organisation(school, actor=curator, address="Москва")

    answer = sign_in(Role.CURATOR).post(f"{LIST}{school.pk}/edit/", {**VALID, "version": 1, "address": "Рязань"})

    assert answer.status_code == 409
    assert "Москва" in text_of(answer)


# Acts


def test_an_organisation_is_dissolved_and_active_again(sign_in, school, plant):
    client = sign_in(Role.CURATOR)

    wrong = client.post(f"{LIST}{school.pk}/dissolution/", {"ended_on": "01.01.2099"})
    assert (wrong.status_code, "Этот день ещё не наступил." in text_of(wrong)) == (422, True)
    client.post(f"{LIST}{school.pk}/reorganisation/", {"ended_on": "01.09.2024", "successor": plant.pk})
    assert Organisation.objects.get(pk=school.pk).successor == plant
    client.post(f"{LIST}{school.pk}/reactivation/")
    assert Organisation.objects.get(pk=school.pk).successor is None


def test_names_are_kept(sign_in, school):
    client = sign_in(Role.COORDINATOR, organisation=school)

    client.post(f"{LIST}{school.pk}/names/new/", {"name": "Асториум", "kind": "short"})
    alias = Alias.objects.get()
    client.post(f"{LIST}names/{alias.pk}/edit/", {"name": "Асториум 2", "kind": "short", "version": 1})
    assert Alias.objects.get().name == "Асториум 2"
    client.post(f"{LIST}names/{alias.pk}/removal/")
    assert not Alias.objects.exists()


def test_contacts_are_kept_and_their_forms_proposed(sign_in, plant):
    client = sign_in(Role.PARTNER, organisation=plant)

    client.post(f"{LIST}{plant.pk}/contacts/new/", {"full_name": "Климова Вера Андреевна", "post": "директор"})
    contact = Contact.objects.get()
    assert "Климовой Веры Андреевны" in text_of(client.get(f"{LIST}contacts/{contact.pk}/edit/"))
    assert client.get(f"{LIST}contacts/{contact.pk}/")["Location"] == f"{LIST}{plant.pk}/#contact-{contact.pk}"
    client.post(f"{LIST}contacts/{contact.pk}/removal/")
    assert not Contact.objects.exists()


@pytest.mark.parametrize("where", ["names", "contacts"])
def test_names_and_contacts_of_others_are_refused(sign_in, school, plant, where):
    row = make_alias(school) if where == "names" else make_contact(school)
    client = sign_in(Role.PARTNER, organisation=plant)

    assert client.get(f"{LIST}{where}/{row.pk}/edit/").status_code == 403
    assert client.post(f"{LIST}{where}/{row.pk}/removal/").status_code == 403
    row.refresh_from_db()
    assert row.removed_at is None


def test_a_file_is_attached_and_sent_only_as_a_download(sign_in, school, plant):
    client = sign_in(Role.CURATOR)
    paper = SimpleUploadedFile(
        "устав.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )

    client.post(f"{LIST}{school.pk}/files/new/", {"file": paper})
    page = text_of(client.get(f"{LIST}{school.pk}/"))
    url = page.split("/files/")[1:]
    pk = next(part.split("/")[0] for part in url if part[0].isdigit())

    assert client.get(f"{LIST}{school.pk}/files/{pk}/")["Content-Disposition"].startswith("attachment")
    assert client.get(f"{LIST}{plant.pk}/files/{pk}/").status_code == 404


# Duplicates


@pytest.fixture
def twins(network):
    return (
        make_organisation(name="Региональный центр «Асториум»", kind="supplementary"),
        make_organisation(name="РЦ «Асториум»", kind="supplementary", address="Москва"),
    )


def test_a_pair_is_looked_at_merged_and_taken_apart_again(sign_in, twins):
    keep, drop = twins
    client = sign_in(Role.CURATOR)

    assert f"{LIST}{drop.pk}/merge/{keep.pk}/" in text_of(client.get(f"{LIST}duplicates/")) or (
        f"{LIST}{keep.pk}/merge/{drop.pk}/" in text_of(client.get(f"{LIST}duplicates/"))
    )
    preview = text_of(client.get(f"{LIST}{keep.pk}/merge/{drop.pk}/"))
    assert "Москва" in preview
    client.post(f"{LIST}{keep.pk}/merge/{drop.pk}/", {"version": 1, "name": "keep", "address": "drop"})
    assert Organisation.objects.get().address == "Москва"

    assert client.get(f"{LIST}{keep.pk}/merge/undo/").status_code == 200
    client.post(f"{LIST}{keep.pk}/merge/undo/")
    assert Organisation.objects.count() == 2
    assert client.get(f"{LIST}{keep.pk}/merge/undo/").status_code == 404


def test_a_merge_looks_at_the_version_the_person_saw(sign_in, curator, twins):
    keep, drop = twins
    edit_organisation(keep, actor=curator, note="changed meanwhile")

    answer = sign_in(Role.CURATOR).post(
        f"{LIST}{keep.pk}/merge/{drop.pk}/", {"version": 1, "name": "keep", "address": "drop", "note": "keep"}
    )

    assert answer.status_code == 409
    assert Organisation.objects.count() == 2


def test_the_other_half_is_chosen(sign_in, twins):
    keep, drop = twins
    client = sign_in(Role.CURATOR)

    assert client.post(f"{LIST}{keep.pk}/merge/", {}).status_code == 422
    assert client.post(f"{LIST}{keep.pk}/merge/", {"drop": drop.pk})["Location"] == f"{LIST}{keep.pk}/merge/{drop.pk}/"


def test_a_pair_is_told_apart(sign_in, twins):
    first, second = twins
    client = sign_in(Role.CURATOR)

    client.post(f"{LIST}{second.pk}/differences/{first.pk}/")

    assert DistinctPair.objects.get().first == first
    assert "merge" not in text_of(client.get(f"{LIST}duplicates/"))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER])
def test_others_see_no_duplicates(sign_in, school, twins, role):
    client = sign_in(role, organisation=school)
    keep, drop = twins

    assert client.get(f"{LIST}duplicates/").status_code == 403
    assert client.get(f"{LIST}{keep.pk}/merge/{drop.pk}/").status_code == 403
    assert client.post(f"{LIST}{keep.pk}/differences/{drop.pk}/").status_code == 403


def test_a_part_of_a_long_register_is_compared_at_once(sign_in, twins, monkeypatch):
    monkeypatch.setattr("vmeste.modules.organisations.views.COMPARED_AT_ONCE", 1)
    make_organisation(name="Завод", kind="enterprise")
    client = sign_in(Role.CURATOR)

    assert "Сравнить реестр" in text_of(client.get(f"{LIST}duplicates/"))
    assert "Похожих организаций нет" in text_of(client.get(f"{LIST}duplicates/", {"kind": "enterprise"}))


def test_in_a_long_register_an_organisation_is_named_by_typing(sign_in, curator, school, plant, monkeypatch):
    monkeypatch.setattr("vmeste.modules.organisations.forms.OFFERED_AS_LIST", 0)
    edit_organisation(school, actor=curator, inn="7707083893", name="Школа А", short_name="Школа А")
    edit_organisation(plant, actor=curator, name="Школа Б", short_name="Школа Б")
    ALIASES.add(school, actor=curator, organisation=school, name="Асториум")
    client = sign_in(Role.CURATOR)
    unit = {**VALID, "name": "Атомкласс", "kind": "other", "is_legal_entity": ""}

    for typed, words in (("шко", "Несколько подходят"), ("Нет такой", "нет организации с таким названием")):
        answer = client.post(f"{LIST}new/", {**unit, "parent": typed})
        assert answer.status_code == 422
        assert words in text_of(answer)
    for number, typed in enumerate(["школа а", "7707083893", "Асториум"]):
        client.post(f"{LIST}new/", {**unit, "name": f"{number} {'АБВ'[number] * 7}", "parent": typed})
    assert Organisation.objects.filter(parent=school).count() == 3
    row = Organisation.objects.filter(parent=school).first()
    assert 'value="Школа А"' in text_of(client.get(f"{LIST}{row.pk}/edit/"))


# Long registers


@pytest.fixture
def long_register(monkeypatch):
    monkeypatch.setattr("vmeste.modules.organisations.views.COMPARED_AT_ONCE", 1)


def test_a_long_register_is_compared_in_the_background_and_the_result_kept(sign_in, twins, long_register):
    client = sign_in(Role.CURATOR)
    before = text_of(client.get(f"{LIST}duplicates/"))
    assert "Сравнить реестр" in before
    assert "Похожих организаций нет" not in before

    answer = client.post(f"{LIST}duplicates/comparison/", follow=True)

    assert answer.status_code == 200
    job = Job.objects.get(kind="modules.organisations.jobs.compare")
    assert (job.state, job.result_url) == (JobState.DONE, f"{LIST}duplicates/")
    page = text_of(client.get(f"{LIST}duplicates/"))
    first, second = sorted(twins, key=lambda row: row.pk)
    assert f"{first.pk}/merge/{second.pk}/" in page or f"{second.pk}/merge/{first.pk}/" in page
    assert "Сравнили" in page


def test_kept_pairs_that_are_no_longer_two_are_not_shown(sign_in, twins, curator, long_register):
    client = sign_in(Role.CURATOR)
    client.post(f"{LIST}duplicates/comparison/")
    first, second = twins
    tell_apart(first, actor=curator, other=second)

    assert "/merge/" not in text_of(client.get(f"{LIST}duplicates/"))


def test_a_comparison_belongs_to_the_one_who_asked_and_to_keepers_only(sign_in, twins, school, long_register):
    sign_in(Role.CURATOR).post(f"{LIST}duplicates/comparison/")

    assert "/merge/" not in text_of(sign_in(Role.CURATOR).get(f"{LIST}duplicates/"))
    assert sign_in(Role.COORDINATOR, organisation=school).post(f"{LIST}duplicates/comparison/").status_code == 403
    assert Comparison.objects.count() == 1


# Addresses of what was merged away


def test_the_address_of_a_merged_organisation_leads_to_the_one_it_went_into(sign_in, curator):
    gone, middle, kept = (make_organisation(name=name) for name in ("Gone", "Middle", "Kept"))
    merge_organisations(middle, actor=curator, drop=gone, at=timezone.now())
    merge_organisations(kept, actor=curator, drop=middle, at=timezone.now())
    client = sign_in(Role.OBSERVER)

    for page in ("", "history/", "files/7/"):
        answer = client.get(f"{LIST}{gone.pk}/{page}")
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"{LIST}{kept.pk}/"), page
    assert "Организация объединена с «Kept»" in text_of(client.get(f"{LIST}{gone.pk}/", follow=True))
    assert client.post(f"{LIST}{gone.pk}/removal/").status_code == 404


def test_who_does_not_see_the_kept_organisation_is_led_nowhere(sign_in, curator, school, foreign_network):
    gone, kept = make_organisation(), make_organisation(is_shared=False)
    merge_organisations(kept, actor=curator, drop=gone, at=timezone.now())
    removed = make_organisation(removed_at=timezone.now())
    with working_in(foreign_network):
        foreign = make_organisation()
        foreign_kept = make_organisation()
        theirs = actor_of(foreign_network, Role.CURATOR)
        merge_organisations(foreign_kept, actor=theirs, drop=foreign, at=timezone.now())
    client = sign_in(Role.COORDINATOR, organisation=school)

    for pk in (gone.pk, removed.pk, foreign.pk, 10**9, 10**30):
        assert client.get(f"{LIST}{pk}/").status_code == 404, pk
