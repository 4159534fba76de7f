"""Orders of the network form, results, certificates with numbers and the public check, and the individual route."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from docx import Document
from tests.factories.enrolment import make_enrolment, make_place

from vmeste.foundation.activity.models import Activity
from vmeste.foundation.files.models import StoredFile
from vmeste.modules.enrolment.choices import CertificateKind, EnrolmentState, OrderStep
from vmeste.modules.enrolment.errors import IssuedAlready, NoResultYet, NotNetworkForm, RevokedAlready, WrongState
from vmeste.modules.enrolment.models import Certificate, Enrolment
from vmeste.modules.enrolment.selectors.routes import When, route_of
from vmeste.modules.enrolment.services.certificates import issue_certificate, revoke_certificate
from vmeste.modules.enrolment.services.orders import order_group, record_result, return_result
from vmeste.modules.people.models import NameOpening
from vmeste.pure.writing.pages.reading import read_docx

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 15)
STUDY = CertificateKind.STUDY


@pytest.fixture
def seats(town):
    return [make_enrolment(town.robots, pupil) for pupil in (town.pupil, town.other)]


@pytest.fixture
def network_form(town):
    town.robots.programme.is_network_form = True
    town.robots.programme.save()


def order(town, step, rows, who="school", number="№ 5"):
    return order_group(town.robots, actor=town.actor(who), step=step, enrolments=rows, order=number, on=DAY)


def test_one_order_goes_through_base_transfer_and_completion_for_a_group(town, seats, network_form):
    order(town, OrderStep.ENROLMENT, seats, number="№ 1")
    order(town, OrderStep.TRANSFER, seats, who="host", number="№ 2")
    transferred = set(Enrolment.objects.values_list("state", flat=True))
    order(town, OrderStep.COMPLETION, seats, who="host", number="№ 3")

    rows = list(Enrolment.objects.values_list("state", "enrolment_order", "transfer_order", "completion_order"))
    assert transferred == {EnrolmentState.TRANSFERRED}
    assert rows == [(EnrolmentState.COMPLETED, "№ 1", "№ 2", "№ 3")] * 2


def test_nobody_is_transferred_outside_the_network_form_or_twice(town, seats, network_form):
    order(town, OrderStep.TRANSFER, seats)
    with pytest.raises(WrongState):
        order(town, OrderStep.TRANSFER, seats)

    town.robots.programme.is_network_form = False
    town.robots.programme.save()
    with pytest.raises(NotNetworkForm):
        order(town, OrderStep.TRANSFER, [make_enrolment(town.robots)], who="host")


@pytest.mark.parametrize("who", ["partner", "mother", "teacher"])
def test_only_schools_of_the_children_and_the_host_order(town, seats, who):
    with pytest.raises(PermissionDenied):
        order(town, OrderStep.ENROLMENT, seats, who=who)


def test_one_order_for_many_is_for_all_or_for_none(town, seats):
    client = town.client("school")
    foreign = make_enrolment(town.robots)
    page = town.at(f"orders/{town.robots.pk}/")
    data = {"step": "enrolment", "order": "№ 7", "on": "2025-09-15"}

    refused = client.post(page, {**data, "enrolments": [seats[0].pk, foreign.pk]})
    done = client.post(page, {**data, "enrolments": [row.pk for row in seats]})

    assert refused.status_code == 422
    assert done.status_code == 302
    assert list(Enrolment.objects.order_by("pk").values_list("enrolment_order", flat=True)) == ["№ 7", "№ 7", ""]
    # The base school sees its own children by name, and nobody else's.
    text = client.get(page).content.decode()
    assert "Морошкина Ульяна" in text
    assert str(foreign.pupil) not in text


def test_results_are_recorded_and_returned_to_the_base_school(town, seats):
    host, school = town.client("host"), town.client("school")
    page = town.at(f"orders/{town.robots.pk}/results/")
    first, second = seats
    data = {
        f"{first.pk}-version": first.version,
        f"{first.pk}-assessment": "passed",
        f"{first.pk}-hours_done": 70,
        f"{second.pk}-version": second.version,
        f"{second.pk}-assessment": "",
        f"{second.pk}-hours_done": "",
        "return": "yes",
    }

    assert host.post(page, data).status_code == 302
    first.refresh_from_db()

    assert (first.assessment, first.hours_done, first.returned_on is not None) == ("passed", 70, True)
    assert "passed" in school.get(town.at(f"orders/{town.robots.pk}/")).content.decode()
    assert host.post(page, data).status_code == 409


def test_nothing_is_returned_before_there_is_a_result(town, seats):
    with pytest.raises(NoResultYet):
        return_result(seats[0], actor=town.actor("host"), on=DAY)


# Certificates


def issue(town, row, who="host", kind=STUDY):
    return issue_certificate(row, actor=town.actor(who), kind=kind, on=DAY)


def test_numbers_of_each_register_have_no_gaps_even_after_a_revocation(town, seats):
    first = issue(town, seats[0])
    revoke_certificate(first, actor=town.actor("host"), on=DAY, reason="A slip")
    again = issue(town, seats[0])
    second = issue(town, seats[1])
    other_kind = issue(town, seats[0], kind=CertificateKind.PARTICIPATION)

    assert [row.number for row in (first, again, second, other_kind)] == [1, 2, 3, 1]
    with pytest.raises(IssuedAlready):
        issue(town, seats[0])
    with pytest.raises(RevokedAlready):
        revoke_certificate(first, actor=town.actor("host"), on=DAY, reason="Twice")
    assert issue(town, make_enrolment(town.chess, town.pupil), who="school").number == 1


@pytest.mark.parametrize("who", ["school", "curator", "teacher", "partner", "mother"])
def test_only_the_organisation_of_the_programme_issues(town, seats, who):
    with pytest.raises(PermissionDenied):
        issue(town, seats[0], who=who)
    assert not Certificate.objects.exists()


def test_who_did_not_study_gets_no_certificate(town):
    with pytest.raises(WrongState):
        issue(town, make_enrolment(town.robots, state=EnrolmentState.DECLINED))


def test_anybody_verifies_a_certificate_and_learns_no_person(town, seats, django_assert_max_num_queries):
    record_result(seats[0], actor=town.actor("host"), assessment="passed", hours_done=70)
    row = issue(town, seats[0])
    address = f"/verify/{town.network.slug}/{row.code}/"
    anybody = Client(headers={"accept-language": "en"})

    with django_assert_max_num_queries(2):
        answer = anybody.get(address)

    # Outside <main> the switch of languages carries a random token, in which any two signs may stand.
    text = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "is genuine" in text
    assert all(word in text for word in ("Robots", "College C", "70"))
    assert not any(word in text for word in ("Морошкина", "Ульяна", town.pupil.number, "8i", "passed"))
    assert answer["X-Robots-Tag"] == "noindex"

    revoke_certificate(row, actor=town.actor("host"), on=DAY, reason="A slip of Морошкина")
    assert "is not valid" in anybody.get(address).content.decode()
    assert "Морошкина" not in anybody.get(address).content.decode()
    for wrong in (f"/verify/{town.network.slug}/{'0' * 32}/", f"/verify/nowhere/{row.code}/"):
        assert anybody.get(wrong).status_code == 404


@pytest.mark.parametrize("kind", [STUDY, CertificateKind.PARTICIPATION])
def test_the_paper_carries_name_number_and_qr_and_nothing_of_it_is_kept(town, seats, kind):
    row = issue(town, make_enrolment(town.chess, town.pupil), who="school", kind=kind)
    client = town.client("school")

    docx = client.get(town.at(f"certificates/{row.pk}/paper/docx/"))
    pdf = client.get(town.at(f"certificates/{row.pk}/paper/pdf/"))

    document = Document(BytesIO(docx.content))
    text = "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for c in t._cells])
    assert "Морошкина Ульяна" in text
    assert f"Рег. № {row.number}" in text
    assert f"/verify/{town.network.slug}/{row.code}/" in text
    assert "[QR]" not in text
    assert len(document.inline_shapes) == 1
    assert "picture" in str(read_docx(docx.content))
    assert pdf.content.startswith(b"%PDF")
    assert b"/Image" in pdf.content
    assert not StoredFile.objects.exists()
    assert NameOpening.objects.count() == 2
    assert "Морошкина" not in " ".join(f"{line.facts}{line.subject_label}" for line in Activity.objects.all())


def test_the_host_gets_no_paper_of_a_child_whose_name_it_may_not_see(town, seats):
    row = issue(town, seats[0])

    assert town.client("host").get(town.at(f"certificates/{row.pk}/paper/docx/")).status_code == 403


def test_certificates_are_issued_for_a_group_and_stand_in_the_register_under_numbers(town, seats):
    host = town.client("host")
    page = town.at(f"orders/{town.robots.pk}/certificates/")

    host.post(page, {"enrolments": [row.pk for row in seats], "kind": "study", "on": "2026-05-29"})
    text = host.get(town.at("certificates/")).content.decode()
    export = b"".join(host.get(town.at("certificates/export/csv/")).streaming_content).decode()

    assert Certificate.objects.count() == 2
    assert str(town.pupil) in text
    assert "Морошкина" not in text + export
    assert export.count("Robots") == 2
    revoked = Certificate.objects.first()
    host.post(town.at(f"certificates/{revoked.pk}/revocation/"), {"reason": "A slip"})
    assert "revoked" in host.get(town.at("certificates/")).content.decode()


# The route


def test_the_route_goes_over_organisations_past_now_and_planned(town, seats):
    order(town, OrderStep.COMPLETION, [seats[0]], who="host")
    record_result(seats[0], actor=town.actor("host"), assessment="passed", hours_done=70)
    issue(town, seats[0])
    make_enrolment(town.chess, town.pupil)
    make_place(town.choir, town.pupil)

    route = route_of(town.pupil, on=date(2025, 10, 1))

    assert [[str(step.group) for step in route.of(when)] for when in When] == [["Robots 1"], ["Chess 1"], ["Choir 1"]]
    text = town.client("mother").get(town.at(f"family/{town.pupil.pk}/route/")).content.decode()
    assert all(word in text for word in ("passed", "Robots", "School A", "in the waiting list"))


def test_the_route_goes_on_paper_for_family_and_school_and_for_nobody_else(town, seats):
    own, schools = f"family/{town.pupil.pk}/route/", f"pupils/{town.pupil.pk}/route/"
    record_result(seats[0], actor=town.actor("host"), assessment="passed", hours_done=70)

    paper = town.client("mother").get(town.at(f"{own}docx/"))

    document = Document(BytesIO(paper.content))
    text = "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for c in t._cells])
    assert all(word in text for word in ("Морошкина Ульяна", "Robots", "passed", "70"))
    assert town.client("school").get(town.at(f"{schools}pdf/")).content.startswith(b"%PDF")
    for who in ("stranger", "partner", "curator", "host"):
        for path in (own, schools, f"{own}docx/", f"{schools}pdf/"):
            answer = town.client(who).get(town.at(path))
            assert answer.status_code in {403, 404}, (who, path)
            assert not re.search("Морошкина", answer.content.decode())


def test_a_family_gets_the_certificate_of_its_own_child_alone(town, seats):
    row = issue(town, seats[0])
    path = town.at(f"family/{town.pupil.pk}/certificates/{row.pk}/pdf/")

    assert town.client("mother").get(path).content.startswith(b"%PDF")
    assert town.client("stranger").get(path).status_code == 404
    wrong = town.at(f"family/{town.other.pk}/certificates/{row.pk}/pdf/")
    assert town.client("stranger").get(wrong).status_code == 404
