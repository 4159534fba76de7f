"""The demonstration: its facts, its invented people, who can sign in, and that it keeps away from real data."""

import hashlib
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from tests.factories.networks import make_network

from vmeste.foundation.access.actor import EVERYONE, Role
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import User
from vmeste.modules.agreements.choices import WarningKind
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.selectors.registers import with_counts
from vmeste.modules.agreements.selectors.states import attach_states
from vmeste.modules.courses.models import NetworkForm
from vmeste.modules.courses.selectors.network_forms import missing_points
from vmeste.modules.networks.models import Invitation, Membership, Network
from vmeste.modules.organisations.choices import OrganisationKind, OrganisationStatus
from vmeste.modules.organisations.models import Alias, Contact, Organisation
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind
from vmeste.modules.partnerships.models import MaturityStep, Partnership
from vmeste.modules.people.models import SchoolClass
from vmeste.sites.workspace import demo
from vmeste.sites.workspace.demo.catalogue import CONTENTS
from vmeste.sites.workspace.demo.content import mailbox
from vmeste.sites.workspace.demo.people import Cast
from vmeste.sites.workspace.demo.seeding import VISITOR, seed
from vmeste.sites.workspace.management.commands.demo import PASSWORD

# SHA-256, shortened, of every surname (and its other gender) borne by a person of the documents behind the networks.
REAL_SURNAMES = frozenset(
    [
        "0008add5753476d4",
        "0286596a12b2ff6f",
        "0c83deb2ce20f355",
        "1a1cc0a19a6aed52",
        "1cf841b17e311ddd",
        "2879a0992fdf6875",
        "2c15631d3bd3cb9a",
        "309108e0a1a97d82",
        "32a9a50e8138f650",
        "35bbf31e33bb1b1f",
        "37e89f4ec9bce199",
        "3c6ecb599221ceed",
        "3cf83195ea1cc8d8",
        "4289592041a233ce",
        "4d63b529d3ef7dca",
        "51503164b2d825a9",
        "536892cf8b609c28",
        "580875bb2a12f8e9",
        "5e95b558f9a67f98",
        "6a57f131a32d6968",
        "72b5087f48949734",
        "772de6787a6e8122",
        "797a942291a9d006",
        "7d1e18fd5a153a7a",
        "7f98bb0bf7680ae3",
        "863b35fc57f16b0b",
        "87818b68d2c26d9b",
        "887fcef70e119bf7",
        "8b7015c47df98ce6",
        "8e7f7251bc8d521d",
        "9283edebf5b03c43",
        "93c14f499ca32782",
        "a70526836872584a",
        "a975cd8db11bb1f9",
        "b1fa8d6decd07b64",
        "b44b8cbabd5af051",
        "cfc6cf7123d00c76",
        "d002cb616608054d",
        "d0dad13d41be05fe",
        "d0fb3b5316bd0742",
        "d1dc521621dccad4",
        "d35517c9c87366e9",
        "d36bc4794ec5b833",
        "d3a0beec5639a508",
        "d3e6050171474c7f",
        "de98aa4995b983b1",
        "e3c9b7b69083d5c3",
        "e5f6c807551f3899",
        "f2111c7a0208de1c",
        "f6a0823d27863cbb",
        "fa3c0a48dcda5ee6",
    ]
)
MAIN = CONTENTS[0]
CAST = [(content, member) for content in CONTENTS for member in content.members]


@pytest.fixture(scope="module", params=["@demo"])
def seeded(django_db_setup, django_db_blocker):
    """All five networks, made once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = seed(CONTENTS, password=PASSWORD, today=timezone.localdate(), at=timezone.now())
        connection.check_constraints()  # once here, or PostgreSQL checks every row anew at the end of each test
        yield {network.slug: network for network in made}
        transaction.set_rollback(True)


@pytest.fixture
def here(seeded, db):
    """`here(slug)` opens the scope of a network of the demonstration."""
    return lambda slug: working_in(seeded[slug])


def run(*arguments):
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def due_for(handle, content=MAIN):
    client = Client()
    client.force_login(User.objects.get(email=f"{handle}.{content.mailbox}@example.org"))
    response = client.get(f"/n/{content.slug}/")
    assert response.status_code == 200
    return response.context


# Facts


def test_the_main_network_has_eleven_institutions(here):
    with here("polyarnye-zori"):
        own = Organisation.objects.filter(territory__isnull=False, parent=None, is_legal_entity=True)
        counts = {
            kind: own.filter(kind=kind).count()
            for kind in (OrganisationKind.SCHOOL, OrganisationKind.PRESCHOOL, OrganisationKind.SUPPLEMENTARY)
        }
    assert counts == {"school": 4, "preschool": 6, "supplementary": 1}


def test_one_network_form_is_complete_with_the_parties_of_its_agreement_and_one_is_not(here):
    with here("polyarnye-zori"):
        complete, begun = NetworkForm.objects.order_by("pk")
        parties = set(AgreementParty.objects.filter(agreement=complete.agreement).values_list("organisation", "role"))

        assert missing_points(complete, list(complete.parts.all())) == []
        assert set(complete.parts.values_list("organisation", "role")) == parties
        assert sum(complete.parts.values_list("hours", flat=True)) == complete.programme.hours_a_year
        assert len(missing_points(begun, list(begun.parts.all()))) == 13


def test_every_class_of_two_schools_has_an_extracurricular_plan(here):
    with here("polyarnye-zori"):
        for school in ("МБОУ гимназия № 1", "МБОУ СОШ № 4"):
            classes = SchoolClass.objects.filter(organisation__short_name=school)
            assert classes
            assert not classes.filter(plan=None)


def test_the_eleven_are_parties_of_the_model_agreement(here):
    with here("polyarnye-zori"):
        model = Agreement.objects.get(title__contains="муниципальной модели")
        kinds = [party.organisation.kind for party in model.parties.select_related("organisation")]
    assert len(kinds) == 12
    assert kinds.count("education_authority") == 1


def test_centres_and_the_atom_class_are_units_without_legal_personality(here):
    with here("polyarnye-zori"):
        units = Organisation.objects.filter(is_legal_entity=False).exclude(parent=None)
        parents = {unit.name: unit.parent.short_name for unit in units.select_related("parent")}
    assert parents["Атомкласс"] == "МБОУ СОШ № 4"
    assert parents["ИНФОцентр КАЭС"] == "Кольская АЭС"
    assert sum("оординационный центр" in name or "Центр профориентации" in name for name in parents) == 4


def test_volgograd_has_seventeen_partners_in_four_directions(here):
    with here("volgograd"):
        rows = Partnership.objects.values_list("directions__name", "partner")
        directions = [direction for direction, _partner in rows]
        partners = {partner for _direction, partner in rows}
        without_law = Organisation.objects.filter(kind=OrganisationKind.COMMUNITY, is_legal_entity=False).count()
    assert len(partners) == 17
    assert {name: directions.count(name) for name in directions} == {
        "Социально-педагогическое": 6,
        "Гражданско-патриотическое": 3,
        "Физкультурно-оздоровительное": 3,
        "Профилактическое": 5,
    }
    assert without_law == 2


def test_a_dissolved_partner_names_its_successor(here):
    with here("volgograd"):
        agency = Organisation.objects.select_related("successor").get(name="Госнаркоконтроль")
    assert (agency.status, agency.ended_on) == (OrganisationStatus.DISSOLVED, date(2016, 6, 1))
    assert str(agency.successor) == "МВД России"


def test_one_centre_under_all_its_names(here):
    with here("ulan-ude-fmsh-56"):
        centre = Organisation.objects.get(short_name="РЦ «Асториум»")
        names = set(Alias.objects.filter(organisation=centre).values_list("name", flat=True))
        assert Alias.objects.get(name="Авиазавод").organisation.name == "Авиационный завод"
    assert names == {"РЦ Асториум", "Региональный центр «Асториум»", "Асториум"}


def test_partners_earlier_and_new_in_2022(here):
    with here("ulan-ude-fmsh-56"):
        earlier = Organisation.objects.filter(partner_since__lt=date(2022, 1, 1)).count()
        new = Organisation.objects.filter(partner_since__year=2022).count()
    assert (earlier, new) == (5, 6)


def test_a_label_that_names_another_number_of_parties_is_warned_about(here):
    with here("ulan-ude-fmsh-56"):
        rows = list(with_counts(Agreement.objects.filter(party_label="трехсторонний")))
        attach_states(rows, today=timezone.localdate())
    assert [row.party_count for row in rows] == [4]
    assert WarningKind.PARTY_COUNT in rows[0].warnings
    assert WarningKind.UNDATED in rows[0].warnings


def test_the_lyceum_mentors_a_school_through_three_stages(here):
    with here("ryazan-licey-4"):
        mentoring = Partnership.objects.select_related("organisation", "partner").get(kind=PartnershipKind.MENTORING)
        stages = list(MaturityStep.objects.filter(partnership=mentoring).values_list("stage", flat=True))
        roles = set(AgreementParty.objects.filter(organisation=mentoring.partner).values_list("role", flat=True))
    assert str(mentoring.organisation) == "Лицей № 4"
    assert stages == list(Maturity)
    assert roles == {"mentee"}


def test_the_cluster_has_two_municipalities_of_one_region(here):
    with here("mari-el"):
        schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).select_related("territory__region")
        places = {(school.territory.name, school.territory.region.name) for school in schools}
    assert len(places) == 2
    assert {region for _place, region in places} == {"Республика Марий Эл"}


# What is always due


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.slug)
def test_the_head_is_asked_for_a_signature(seeded, db, content):
    assert [item.reason for item in due_for("head", content)["mine"]]


def test_the_curator_sees_what_is_late_and_what_comes(seeded, db):
    overview = due_for("curator")
    assert overview["late"]
    assert overview["soon"]
    assert overview["latest"]


def test_different_people_wrote_the_history(here):
    with here("polyarnye-zori"):
        writers = set(Activity.objects.exclude(actor_id=None).values_list("actor_id", flat=True))
    assert len(writers) >= 5


# People


def digest(word):
    return hashlib.sha256(word.casefold().encode()).hexdigest()[:16]


def test_the_digests_know_a_surname_when_they_see_one():
    assert digest("Борисова") in REAL_SURNAMES
    assert digest("Вымышленная") not in REAL_SURNAMES


def test_nobody_of_the_documents_is_in_it(here):
    names = set(User.objects.values_list("full_name", flat=True))
    names.update(Invitation.objects.values_list("full_name", flat=True))
    for slug in [content.slug for content in CONTENTS]:
        with here(slug):
            names.update(Contact.objects.values_list("full_name", flat=True))
            names.update(AgreementParty.objects.values_list("signatory_name", flat=True))
            names.update(Agreement.objects.values_list("responsible", flat=True))
            names.update(Activity.objects.values_list("subject_label", flat=True))
    words = {word for name in names for word in re.findall(r"\w+", name)}
    assert len(words) > 100
    assert not {word for word in words if digest(word) in REAL_SURNAMES}


def test_no_content_file_names_a_person_of_the_documents():
    folder = Path(demo.__file__).parent
    texts = [path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "people.py"]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    assert not {word for word in words if digest(word) in REAL_SURNAMES}


def test_names_agree_in_gender_and_nobody_shares_a_surname():
    cast = Cast("anywhere")
    people = [cast.person(str(number)) for number in range(40)]
    surnames = [person.full_name.split()[0] for person in people]
    assert len(set(surnames)) == 40
    for person in people:
        surname, _name, father = person.full_name.split()
        assert surname.endswith("а") == father.endswith("на") == (person.gender == "f")


def test_the_same_people_come_every_time():
    assert Cast("one").person("head") == Cast("one").person("head")
    assert Cast("one").person("head") != Cast("two").person("head")


def test_every_mailbox_is_at_a_domain_that_reaches_nobody(here):
    addresses = list(User.objects.values_list("email", flat=True))
    for content in CONTENTS:
        with here(content.slug):
            addresses += Contact.objects.values_list("email", flat=True)
            addresses += Organisation.objects.exclude(email="").values_list("email", flat=True)
    assert {address.rpartition("@")[2] for address in addresses} == {"example.org"}


# Signing in


def test_every_role_is_there_in_every_network_and_families_in_the_main_one(seeded, db):
    for network in seeded.values():
        roles = set(Membership.objects.filter(network=network, ended_at=None).values_list("role", flat=True))
        assert roles == (EVERYONE if network.slug != MAIN.slug else set(Role))


@pytest.mark.parametrize("member", MAIN.members, ids=lambda member: member.handle)
def test_every_role_signs_in_with_the_printed_password(seeded, db, member):
    client = Client()
    answer = client.post("/account/login/", {"login": mailbox(MAIN, member), "password": PASSWORD})
    assert answer.status_code == 302
    overview = client.get("/", follow=True)
    assert overview.request["PATH_INFO"] == f"/n/{MAIN.slug}/"
    assert overview.status_code == 200
    assert overview.context["network_badge"]


@pytest.mark.parametrize(("content", "member"), CAST, ids=lambda one: getattr(one, "slug", None) or one.handle)
def test_everybody_opens_the_pages_of_their_menu(seeded, db, content, member):
    client = Client()
    client.force_login(User.objects.get(email=mailbox(content, member)))
    overview = client.get(f"/n/{content.slug}/")
    pages = [item["url"] for section in overview.context["menu"] for item in section["items"]]
    assert pages
    assert {client.get(page).status_code for page in pages} == {200}


def test_a_curator_of_one_territory_sees_no_agreement_of_the_other(here, seeded):
    content = next(content for content in CONTENTS if content.slug == "mari-el")
    overview = due_for("curator-zvenigovo", content)
    assert overview["soon"] or overview["late"]
    client = Client()
    client.force_login(User.objects.get(email="curator-zvenigovo.mari-el@example.org"))
    with here("mari-el"):
        foreign = Agreement.objects.get(title="Соглашение о профессиональных пробах")
        own = Agreement.objects.get(title="Регламент взаимодействия участников кластера")
    assert client.get(f"/n/mari-el/agreements/{foreign.pk}/").status_code == 404
    assert client.get(f"/n/mari-el/agreements/{own.pk}/").status_code == 200


def test_one_person_belongs_to_all_networks(seeded, db):
    client = Client()
    client.force_login(User.objects.get(email=VISITOR))
    response = client.get("/")
    assert response.status_code == 200
    assert len(response.context["networks"]) == len(CONTENTS)


def test_an_invitation_waits_for_the_administrator(seeded, db):
    open_ones = Invitation.objects.filter(network=seeded[MAIN.slug], accepted_at=None)
    assert [invitation.is_open_at(timezone.now()) for invitation in open_ones] == [True]


# The command


def test_it_prints_who_can_sign_in_and_changes_nothing_the_second_time(seeded, db):
    before = (User.objects.count(), Membership.objects.count(), Network.objects.count())
    words = run()
    assert (User.objects.count(), Membership.objects.count(), Network.objects.count()) == before
    assert "nothing was changed" in words
    for content, member in CAST:
        assert mailbox(content, member) in words
    assert VISITOR in words


def test_it_stays_away_from_real_networks(seeded, db):
    make_network(slug="real")
    with pytest.raises(CommandError, match="real networks"):
        run()
    with pytest.raises(CommandError, match="not only demonstrations"):
        run("--reset", "--yes", "--force")
    assert Network.objects.filter(slug="real").exists()


def test_reset_asks_first(seeded, db, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="nothing was removed"):
        run("--reset")
    assert Network.objects.count() == len(CONTENTS)


def test_reset_spares_accounts_of_others(seeded, db):
    User.objects.create_user("somebody@example.org", full_name="Somebody")
    with pytest.raises(CommandError, match=r"somebody@example\.org"):
        run("--reset", "--yes")
    assert Network.objects.count() == len(CONTENTS)
