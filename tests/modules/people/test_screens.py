"""The pages of people, as the people of a school use them."""

import json
from datetime import date, timedelta

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone
from tests.factories.accounts import make_user
from tests.factories.networks import make_member
from tests.factories.organisations import make_organisation
from tests.factories.people import (
    make_class,
    make_disclosure,
    make_guardianship,
    make_post,
    make_pupil,
    make_staff,
)
from tests.factories.reference import make_year

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.links import link
from vmeste.modules.networks.models import Membership
from vmeste.modules.people.models import (
    Consent,
    DestructionAct,
    Disclosure,
    NameOpening,
    Pupil,
    PupilAttachment,
    SchoolClass,
    StaffMember,
)
from vmeste.modules.people.services.claims import make_codes_of_pupil

pytestmark = pytest.mark.django_db
NAME = "Дубровин"


@pytest.fixture
def year(network):
    first = timezone.localdate() - timedelta(days=100)
    return make_year(2025, starts_on=first, ends_on=first + timedelta(days=365))


@pytest.fixture
def school_class(school, year):
    return make_class(school, year=year, name="8и", grade=8)


@pytest.fixture
def pupil(school_class, year):
    pupil = make_pupil(school_class, last_name=NAME, first_name="Савва", starts_on=year.starts_on)
    make_guardianship(pupil)
    return pupil


@pytest.fixture
def keeper(sign_in, school):
    return sign_in(Role.COORDINATOR, organisation=school)


def text_of(answer):
    return answer.content.decode()


def opened(client, school_class):
    answer = client.post(link("class-names", school_class.pk), {"purpose": "teaching"}, follow=True)
    assert answer.status_code == 200
    return text_of(answer)


def test_a_coordinator_opens_the_names_of_a_class_and_closes_them(keeper, school_class, pupil):
    page = link("school-class-detail", school_class.pk)
    assert NAME not in text_of(keeper.get(page))

    assert NAME in opened(keeper, school_class)

    assert NameOpening.objects.get().purpose == "teaching"
    assert NAME in text_of(keeper.get(link("pupil-detail", pupil.pk)))
    keeper.post(link("names-closing"))
    assert NAME not in text_of(keeper.get(page))


def test_names_close_by_themselves_after_half_an_hour(keeper, school_class, pupil, monkeypatch):
    opened(keeper, school_class)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("vmeste.modules.people.views.doors.moment", lambda: later)

    assert NAME not in text_of(keeper.get(link("school-class-detail", school_class.pk)))


def test_without_a_purpose_nothing_is_opened(keeper, school_class, pupil):
    keeper.post(link("class-names", school_class.pk), {"purpose": "curiosity"})

    assert not NameOpening.objects.exists()


def test_a_page_that_needs_a_name_asks_for_the_purpose_first(keeper, pupil):
    page = link("pupil-data", pupil.pk)
    assert NAME not in text_of(keeper.get(page))

    answer = keeper.post(page, {"purpose": "roster"}, follow=True)

    assert NAME in text_of(answer)
    values = {"last_name": "Соколов", "first_name": "Савва", "patronymic": "", "version": pupil.version}
    assert keeper.post(page, values).status_code == 302
    assert Pupil.objects.get().last_name == "Соколов"


def test_a_class_is_kept_and_pupils_are_added(keeper, school, year):
    values = {
        "organisation": school.pk,
        "year": year.pk,
        "kind": "class",
        "name": "7а",
        "grade": 7,
        "shift": 1,
        "school_days": 5,
        "lessons_from": "08:30",
        "lessons_until": "14:00",
    }
    assert keeper.post(link("school-class-new"), values).status_code == 302
    made = SchoolClass.objects.get()
    assert (made.first_lesson, made.last_lesson) == (510, 840)
    answer = keeper.post(
        link("class-pupil-new", made.pk),
        {"last_name": "Новая", "first_name": "Вера", "starts_on": year.starts_on.isoformat()},
        follow=True,
    )
    assert "Новая" in text_of(answer)
    assert "7а" in text_of(keeper.get(link("school-class-list")))
    assert "08:30" in text_of(keeper.get(link("school-class-edit", made.pk)))


def test_classes_are_carried_over_after_a_look_and_taken_back(keeper, school, school_class, pupil, year):
    following = make_year(2026, starts_on=year.ends_on, ends_on=year.ends_on + timedelta(days=365))
    choice = {"organisation": school.pk, "year": year.pk, "to_year": following.pk}
    plan = keeper.get(link("class-roll-over"), choice)
    assert "9и" in text_of(plan)

    keeper.post(link("class-roll-over-confirmation"), {**choice, f"class-{school_class.pk}": "on"})
    assert SchoolClass.objects.get(year=following).name == "9и"
    keeper.post(link("class-roll-over-undoing"), choice)
    assert not SchoolClass.objects.filter(year=following).exists()


def test_a_pupil_is_transferred_and_leaves(keeper, pupil, plant):
    day = timezone.localdate().isoformat()
    keeper.post(link("pupil-attachment-new", pupil.pk), {"organisation": plant.pk, "starts_on": day})
    also = PupilAttachment.objects.get(organisation=plant)
    until = (timezone.localdate() + timedelta(days=1)).isoformat()
    keeper.post(link("pupil-attachment-end", pk=pupil.pk, attachment_pk=also.pk), {"ends_on": until, "version": 1})
    also.refresh_from_db()
    assert also.ends_on.isoformat() == until
    keeper.post(link("pupil-transfer", pupil.pk), {"organisation": plant.pk, "starts_on": day})
    assert pupil.attachments.filter(kind="base", ends_on=None).get().organisation == plant


def test_guardians_are_kept_and_put_back(keeper, pupil, school_class):
    opened(keeper, school_class)
    values = {"last_name": "Лескова", "first_name": "Анна", "kinship": "mother", "may_choose": "on"}
    keeper.post(link("guardian-new", pupil.pk), values)
    tie = pupil.guardianships.get(guardian__last_name="Лескова")
    assert (tie.may_choose, tie.may_consent) == (True, False)
    one = {"pk": pupil.pk, "tie_pk": tie.pk}
    keeper.post(link("guardian-edit", **one), {**values, "may_consent": "on", "version": 1})
    keeper.post(link("guardian-removal", **one))
    assert pupil.guardianships.filter(removed_at=None).count() == 1
    keeper.post(link("guardian-restoration", **one))
    assert "Лескова" in text_of(keeper.get(link("pupil-detail", pupil.pk)))


def test_consents_are_missed_recorded_printed_and_withdrawn(keeper, pupil, school, school_class):
    assert "missing: 1" in text_of(keeper.get(link("consent-overview"), headers={"accept-language": "en"}))
    page = link("class-consents", school_class.pk)
    assert NAME not in text_of(keeper.get(page))
    opened(keeper, school_class)
    assert NAME in text_of(keeper.get(page))

    values = {
        "purpose": "travel",
        "controller": school.pk,
        "guardian": pupil.guardianships.get().guardian_id,
        "signed_on": timezone.localdate().isoformat(),
    }
    assert keeper.post(link("consent-new", pupil.pk), values).status_code == 422
    assert keeper.post(link("consent-new", pupil.pk), {**values, "is_signed_by_pupil": "on"}).status_code == 302
    consent = Consent.objects.get()
    paper = keeper.post(link("pupil-consent-paper", pupil.pk), {"purpose": "travel", "kind": "docx"})
    assert paper.content.startswith(b"PK")
    assert paper["Cache-Control"] == "no-store"
    refused = keeper.post(link("pupil-consent-paper", pupil.pk), {"purpose": "transfer", "kind": "docx"})
    assert refused.status_code == 422
    withdrawn = {"withdrawn_on": timezone.localdate().isoformat()}
    keeper.post(link("consent-withdrawal", pk=pupil.pk, consent_pk=consent.pk), withdrawn)
    consent.refresh_from_db()
    assert consent.withdrawn_on == timezone.localdate()


def test_the_papers_of_a_class_are_recorded_at_once(keeper, sign_in, school, school_class, pupil, year):
    young = make_pupil(school_class, last_name="Агеев", born_on=timezone.localdate(), starts_on=year.starts_on)
    first, second = make_guardianship(young), make_guardianship(young)
    alone = make_pupil(school_class, last_name="Юдин", starts_on=year.starts_on)
    page = link("class-consents-new", pk=school_class.pk, purpose="travel")
    assert NAME not in text_of(keeper.get(page))
    opened(keeper, school_class)
    shown = text_of(keeper.get(page))
    assert [shown.index(name) for name in ("Агеев", NAME, "Юдин")] == sorted(
        shown.index(name) for name in ("Агеев", NAME, "Юдин")
    )
    assert page in text_of(keeper.get(link("class-consents", school_class.pk)))
    mother = pupil.guardianships.get().guardian
    values = {
        "signed_on": timezone.localdate().isoformat(),
        "signed": [pupil.pk, young.pk],
        f"by_{pupil.pk}": mother.pk,
        f"by_{young.pk}": second.guardian_id,
        f"by_{alone.pk}": "",
    }

    assert keeper.post(page, {**values, "signed": []}).status_code == 422
    assert keeper.post(page, {**values, f"by_{pupil.pk}": first.guardian_id}).status_code == 422
    refused = keeper.post(page, values)
    assert refused.status_code == 422
    assert "С 14 лет" in text_of(refused)
    assert not Consent.objects.exists()
    assert keeper.post(page, {**values, "is_signed_by_pupil": "on"}).status_code == 302

    kept = {row.pupil_id: (row.purpose, row.guardian_id, row.is_signed_by_pupil) for row in Consent.objects.all()}
    assert kept == {pupil.pk: ("travel", mother.pk, True), young.pk: ("travel", second.guardian_id, False)}
    assert {row.controller_id for row in Consent.objects.all()} == {school.pk}
    left = text_of(keeper.get(page))
    assert ("Юдин" in left, NAME in left, "Агеев" in left) == (True, False, False)
    keeper.post(page, {**values, "signed": [alone.pk], "is_signed_by_pupil": "on"})
    assert keeper.get(page).status_code == 302
    assert keeper.get(link("class-consents-new", pk=school_class.pk, purpose="transfer")).status_code == 404
    assert sign_in(Role.TEACHER, organisation=school).get(page).status_code == 403


def test_a_list_is_disclosed_seen_by_the_partner_printed_and_withdrawn(keeper, sign_in, school, school_class, pupil):
    recipient = make_organisation(name="School of the partner")
    beside = make_pupil(school_class, last_name="Непереданный", starts_on=school_class.year.starts_on)
    values = {
        "controller": school.pk,
        "recipient": recipient.pk,
        "purpose": "Excursion",
        "disclosed_on": timezone.localdate().isoformat(),
        "school_class": school_class.pk,
        "numbers": pupil.number,
        "fields_disclosed": ["name", "class"],
        "rests_on": "consents",
    }
    assert keeper.post(link("disclosure-new"), values).status_code == 422
    by_agreement = {**values, "rests_on": "agreement", "ground": "Agreement No. 5"}
    assert keeper.post(link("disclosure-new"), by_agreement).status_code == 302
    disclosure = Disclosure.objects.get()
    partner = sign_in(Role.TEACHER, organisation=recipient)
    page = link("disclosure-detail", disclosure.pk)
    assert NAME not in text_of(partner.get(page))
    answer = partner.post(link("disclosure-names", disclosure.pk), {"purpose": "teaching"}, follow=True)
    assert NAME in text_of(partner.get(page))
    assert answer.status_code == 200
    file = text_of(partner.get(link("pupil-detail", pupil.pk)))
    assert NAME in file
    assert "Вересаева" not in file
    assert "Непереданный" not in text_of(partner.get(link("pupil-detail", beside.pk)))
    assert NameOpening.objects.get().controller == school

    opened(keeper, school_class)
    acts = {kind: keeper.get(f"{link('disclosure-act', disclosure.pk)}?kind={kind}") for kind in ("docx", "pdf")}
    assert acts["docx"].content.startswith(b"PK")
    said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(acts["pdf"].content))
    assert (NAME in said, "Непереданный" in said) == (True, False)
    assert acts["pdf"]["Cache-Control"] == "no-store"
    keeper.post(link("disclosure-withdrawal", disclosure.pk), {"withdrawn_on": timezone.localdate().isoformat()})
    assert NAME not in text_of(partner.get(page))
    assert "School of the partner" in text_of(keeper.get(link("disclosure-list")))


def test_the_organisation_sees_who_opened_names(keeper, school, school_class, pupil):
    opened(keeper, school_class)
    opening = NameOpening.objects.get()

    for page in (
        link("opening-list"),
        link("opening-detail", opening.pk),
        link("organisation-detail", school.pk),
        link("opening-export", kind="csv"),
    ):
        answer = keeper.get(page)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else text_of(answer)
        assert "8и" in text
        assert NAME not in text


def test_codes_are_printed_and_typed_in(network, keeper, school_class, pupil, coordinator):
    assert keeper.post(link("class-codes", school_class.pk), {"purpose": "contact"}).status_code == 302
    sheet = keeper.post(link("class-codes", school_class.pk), {"kind": "docx"})
    assert sheet.content.startswith(b"PK")

    ((_person, code),) = make_codes_of_pupil(pupil, actor=coordinator, with_pupil=False, at=timezone.now())
    parent = Client()
    parent.force_login(make_user())
    assert parent.post("/account/claim/", {"code": "1-2"}).status_code == 422
    assert parent.post("/account/claim/", {"code": code})["Location"] == f"/n/{network.slug}/"
    assert Membership.objects.filter(role=Role.GUARDIAN).exists()


def test_who_has_no_account_is_led_to_a_letter(network, pupil, coordinator):
    ((_person, code),) = make_codes_of_pupil(pupil, actor=coordinator, with_pupil=False, at=timezone.now())
    visitor = Client()
    assert visitor.get("/account/claim/account/")["Location"] == "/account/claim/"
    assert visitor.post("/account/claim/", {"code": "1-2"}).status_code == 422
    assert visitor.post("/account/claim/", {"code": code})["Location"] == "/account/claim/account/"
    assert visitor.post("/account/claim/account/", {"email": "x"}).status_code == 422
    first = visitor.post("/account/claim/account/", {"email": "parent@example.org"})
    again = visitor.post("/account/claim/account/", {"email": "parent@example.org"})
    assert first.status_code == again.status_code == 200


def test_staff_are_kept_with_posts_and_clearances_and_get_a_code(keeper, school):
    soon = (timezone.localdate() + timedelta(days=5)).isoformat()
    values = {
        "last_name": "Учителева",
        "first_name": "Вера",
        "organisation": school.pk,
        "post": "teacher",
        "cleared_until": soon,
    }
    assert keeper.post(link("staff-new"), values).status_code == 302
    member = StaffMember.objects.get()
    assert "Учителева" in text_of(keeper.get(link("overview")))
    shown = keeper.post(link("staff-code", member.pk))
    assert f"{member.network_id}-" in text_of(shown)
    keeper.post(link("staff-erasure", member.pk), {"reason": "left"})
    assert DestructionAct.objects.get().subject == f"№ {member.pk}"


def test_a_copy_of_all_data_is_made_and_the_data_are_destroyed(keeper, pupil):
    keeper.post(link("pupil-file", pupil.pk), {"purpose": "export"})
    copy = json.loads(keeper.post(link("pupil-copy", pupil.pk), {"kind": "json"}).content)
    assert copy["person"]["last_name"] == NAME
    assert keeper.post(link("pupil-copy", pupil.pk), {"kind": "pdf"}).content.startswith(b"%PDF")

    page = link("pupil-erasure", pupil.pk)
    assert NAME not in text_of(keeper.get(page))
    assert keeper.post(page, {"reason": "x"}).status_code == 422
    keeper.post(page, {"reason": "The family demands it", "on_demand": "on"})
    act = DestructionAct.objects.get()
    for kind in ("docx", "pdf"):
        assert keeper.get(link("destruction-paper", pk=act.pk, kind=kind)).status_code == 200
    assert NAME not in text_of(keeper.get(link("destruction-detail", act.pk)))


def test_what_is_overdue_stands_by_number(keeper, network, school, pupil):
    pupil.attachments.update(starts_on=date(2010, 9, 1), ends_on=date(2011, 9, 1), school_class=None)
    member = make_staff()
    make_post(member, organisation=school, starts_on=date(2010, 9, 1), ends_on=date(2011, 9, 1))
    admin = Client()
    admin.force_login(make_member(network, Role.ADMINISTRATOR))
    for of in ("pupil", "staff"):
        values = {"of": of, "months": 12, "ground": "Order 1", "valid_from": "2020-01-01"}
        assert admin.post(link("retention-rule-new"), values).status_code == 302

    page = text_of(keeper.get(link("retention-overdue")))

    assert pupil.number in page
    assert NAME not in page


def test_the_list_by_number_finds_a_number_and_no_name(keeper, pupil):
    assert pupil.number in text_of(keeper.get(link("pupil-list"), {"q": pupil.number[:4]}))
    assert pupil.number not in text_of(keeper.get(link("pupil-list"), {"q": NAME}))
    assert pupil.number in text_of(keeper.get(link("pupil-list"), {"grade": "8"}))


def test_a_disclosed_list_shows_numbers_to_its_controller(keeper, school, plant, pupil):
    disclosure = make_disclosure(school, plant, pupils=[pupil], disclosed_on=timezone.localdate())
    assert pupil.number in text_of(keeper.get(link("disclosure-detail", disclosure.pk)))
