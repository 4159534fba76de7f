"""What people see of agreements and may do on the pages."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.agreements import make_agreement
from tests.factories.organisations import make_organisation

from vmeste.foundation.access.actor import Role
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.search.finding import SOURCES, index_rows
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement

LIST = "/n/ours/agreements/"


@pytest.fixture
def agreement(school, plant):
    return make_agreement(title="On common work", parties=[school, plant])


def test_the_register_shows_what_one_may_see(sign_in, agreement, school):
    make_agreement(title="Of others", parties=[make_organisation(), make_organisation()])

    page = sign_in(Role.COORDINATOR, organisation=school).get(LIST).content.decode()

    assert "On common work" in page
    assert "Of others" not in page


def test_a_page_shows_parties_and_what_is_wrong(sign_in, agreement):
    Agreement.objects.update(party_label="трёхсторонний", stage=Stage.IN_FORCE)

    page = sign_in(Role.CURATOR).get(f"{LIST}{agreement.pk}/", headers={"accept-language": "en"}).content.decode()

    assert "School A" in page
    assert "the label names another number of parties" in page
    assert "has no date of signing" in page


def test_a_new_agreement_is_written_down(sign_in, school, plant):
    client = sign_in(Role.CURATOR)
    answer = client.post(
        f"{LIST}new/",
        {
            "kind": "cooperation",
            "title": "On robots",
            "first_party": school.pk,
            "second_party": plant.pk,
            "renewal": "none",
            "signed_on": "24.03.2022",
        },
    )

    agreement = Agreement.objects.get()
    assert answer["Location"] == f"{LIST}{agreement.pk}/"
    assert (agreement.title, agreement.signed_on) == ("On robots", date(2022, 3, 24))


def test_wrong_input_is_told_at_the_field_and_nothing_typed_is_lost(sign_in, school, plant):
    answer = sign_in(Role.CURATOR).post(
        f"{LIST}new/",
        {
            "kind": "cooperation",
            "title": "Typed",
            "renewal": "none",
            "first_party": school.pk,
            "second_party": plant.pk,
            "starts_on": "2026-06-01",
            "ends_on": "2026-03-01",
        },
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 422
    assert "The term must end after it begins (1 Jun 2026)." in answer.context["form"].errors["ends_on"]
    assert "Typed" in answer.content.decode()


def test_two_people_saving_the_same_agreement_are_shown_each_others_work(sign_in, agreement):
    first, second = sign_in(Role.CURATOR), sign_in(Role.CURATOR)
    url = f"{LIST}{agreement.pk}/edit/"
    form = {"kind": "cooperation", "renewal": "none", "version": "1"}

    assert first.post(url, {**form, "title": "First"}).status_code == 302
    answer = second.post(url, {**form, "title": "Second"})

    assert answer.status_code == 409
    assert ("First", "Second") in [(theirs, mine) for _, theirs, mine in answer.context["conflict"]["changes"]]
    assert Agreement.objects.get().title == "First"

    again = second.post(url, {**form, "title": "Second", "version": answer.context["form"]["version"].value()})
    assert (again.status_code, Agreement.objects.get().title) == (302, "Second")


def test_a_foreign_an_invisible_and_a_missing_agreement_are_the_same_404(sign_in, school, foreign_network):
    with working_in(foreign_network):
        foreign = make_agreement()
    invisible = make_agreement(parties=[make_organisation()])
    client = sign_in(Role.HEAD, organisation=school)

    answers = [client.get(f"{LIST}{pk}/") for pk in (foreign.pk, invisible.pk, 10**9)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({re.sub(rb"csrf[^>]+|X-CSRFToken[^}]+", b"", answer.content) for answer in answers}) == 1


def test_a_head_signs_and_a_coordinator_is_refused(sign_in, agreement, school):
    Agreement.objects.update(stage=Stage.ON_SIGNATURE)
    party = agreement.parties.first()
    url = f"{LIST}{agreement.pk}/parties/{party.pk}/signature/"

    assert sign_in(Role.COORDINATOR, organisation=school).get(url).status_code == 403
    answer = sign_in(Role.HEAD, organisation=school).post(url, {"signed_on": "2026-03-01"})

    party.refresh_from_db()
    assert (answer.status_code, party.signed_on) == (302, date(2026, 3, 1))


def test_a_scan_is_uploaded_and_opened_as_an_attachment(sign_in, agreement):
    client = sign_in(Role.CURATOR)
    scan = SimpleUploadedFile("Скан.pdf", b"%PDF-1.7 x", "application/pdf")

    client.post(f"{LIST}{agreement.pk}/files/new/", {"file": scan, "note": "page 1"})
    page = client.get(f"{LIST}{agreement.pk}/").content.decode()
    answer = client.get(f"{LIST}{agreement.pk}/files/{StoredFile.objects.get().pk}/")

    assert "Скан.pdf" in page
    assert b"".join(answer) == b"%PDF-1.7 x"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_removal_offers_undo(sign_in, agreement):
    client = sign_in(Role.CURATOR)

    client.post(f"{LIST}{agreement.pk}/removal/")
    assert client.get(f"{LIST}{agreement.pk}/").status_code == 404
    client.post(f"{LIST}{agreement.pk}/restoration/")

    assert client.get(f"{LIST}{agreement.pk}/").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx", "pdf"])
def test_the_register_is_exported_as_shown(sign_in, agreement, kind):
    index_rows(SOURCES["agreements.Agreement"], [agreement, make_agreement(title="Another")])

    answer = sign_in(Role.CURATOR).get(f"{LIST}export/{kind}/?q=common")
    body = b"".join(answer)

    assert f".{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        assert "On common work" in body.decode("utf-8-sig")
        assert "Another" not in body.decode("utf-8-sig")
    assert len(body) > 50
