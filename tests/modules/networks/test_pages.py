import re

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.networks import make_member
from tests.modules.accounts.test_signing_in import assert_strict

from vmeste.foundation.access.actor import OF_ORGANISATION, Actor, Role
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import User
from vmeste.modules.networks import services
from vmeste.modules.networks.models import Invitation, Membership


def page(name, *, of="ours", **kwargs):
    return reverse(name, kwargs={"network": of, **kwargs})


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(network):
    return client_of(make_member(network, Role.ADMINISTRATOR, full_name="Ada Administrator", language="en"))


def invite(client, email="guest@example.org", role="observer", **more):
    return client.post(page("invitation-new"), {"email": email, "full_name": "Guest", "role": role, **more})


def link_in(letter):
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def test_an_invitation_leads_a_stranger_into_the_network(network, administrator):
    assert invite(administrator).status_code == 302
    (letter,) = mail.outbox
    guest = Client()
    offer = guest.get(link_in(letter), follow=True)

    assert letter.to == ["guest@example.org"]
    assert "Ada Administrator" in letter.body
    assert offer.request["PATH_INFO"] == reverse("invitation")
    assert network.name in offer.content.decode()
    assert_strict(offer.content.decode())

    answer = guest.post(reverse("invitation-new-account"), {"full_name": "Guest", "password": PASSWORD}, follow=True)

    assert answer.request["PATH_INFO"] == page("overview")
    assert answer.status_code == 200
    assert get_user(guest).email == "guest@example.org"
    assert Client().get(link_in(letter), follow=True).status_code == 410


def test_the_key_stands_in_no_page_and_no_address_after_the_first(network, administrator):
    invite(administrator)
    path = link_in(mail.outbox[0])
    secret = path.rstrip("/").rpartition("/")[2]

    answer = Client().get(path, follow=True)

    assert secret not in answer.content.decode()
    assert secret not in answer.request["PATH_INFO"]


def test_somebody_with_an_account_signs_in_and_accepts(network, administrator):
    make_user(email="guest@example.org")
    invite(administrator)
    guest = Client()
    offer = guest.get(link_in(mail.outbox[0]), follow=True).content.decode()
    assert reverse("account_login") + "?next=" + reverse("invitation") in offer

    guest.post(
        reverse("account_login"), {"login": "guest@example.org", "password": PASSWORD, "next": reverse("invitation")}
    )
    answer = guest.post(reverse("invitation-acceptance"), follow=True)

    assert answer.request["PATH_INFO"] == page("overview")


def test_the_account_of_another_mailbox_does_not_accept(network, administrator):
    invite(administrator)
    other = client_of(make_user())
    other.get(link_in(mail.outbox[0]))

    assert "guest@example.org" in other.get(reverse("invitation")).content.decode()
    other.post(reverse("invitation-acceptance"))
    other.post(reverse("invitation-new-account"), {"full_name": "X", "password": PASSWORD})

    assert Membership.objects.count() == 1
    assert not User.objects.filter(email="guest@example.org").exists()


def test_a_weak_password_is_shown_beside_its_field(network, administrator):
    invite(administrator)
    guest = Client()
    guest.get(link_in(mail.outbox[0]))

    answer = guest.post(reverse("invitation-new-account"), {"full_name": "Guest", "password": "12345"})

    assert answer.status_code == 422
    assert not User.objects.filter(email="guest@example.org").exists()


def test_without_a_letter_there_is_no_offer(db):
    assert Client().get(reverse("invitation")).status_code == 410
    assert Client().post(reverse("invitation-new-account"), {"full_name": "X", "password": PASSWORD}).status_code == 410


def test_the_answer_to_inviting_does_not_tell_whether_there_is_an_account(network, administrator):
    make_user(email="known@example.org")
    answers = []
    for email in ("known@example.org", "fremd@example.org"):
        answer = invite(administrator, email)
        shown = administrator.get(answer["Location"]).content.decode()
        answers.append((answer.status_code, answer["Location"], shown.count(email)))

    assert answers[0] == answers[1]


def test_a_letter_sent_again_replaces_the_first(network, administrator):
    invite(administrator)
    invitation = Invitation.objects.get()

    administrator.post(page("invitation-letter", pk=invitation.pk))

    first, second = mail.outbox
    assert Client().get(link_in(first), follow=True).status_code == 410
    assert Client().get(link_in(second), follow=True).status_code == 200


def test_a_withdrawn_invitation_is_closed(network, administrator):
    invite(administrator)

    administrator.post(page("invitation-withdrawal", pk=Invitation.objects.get().pk))

    assert Client().get(link_in(mail.outbox[0]), follow=True).status_code == 410


@pytest.mark.parametrize("role", list(Role))
def test_who_opens_which_page(network, school, role):
    client = client_of(make_member(network, role, organisation=school if role in OF_ORGANISATION else None))
    answers = {
        name: client.get(page(name)).status_code
        for name in ("member-list", "invitation-list", "invitation-new", "network-settings")
    }
    sees = role in {Role.ADMINISTRATOR, Role.CURATOR, Role.COORDINATOR, Role.HEAD}
    invites = role in {Role.ADMINISTRATOR, Role.CURATOR}

    assert answers == {
        "member-list": 200 if sees else 403,
        "invitation-list": 200 if invites else 403,
        "invitation-new": 200 if invites else 403,
        "network-settings": 200 if role == Role.ADMINISTRATOR else 403,
    }


def test_a_coordinator_sees_only_their_organisations_people(network, school, plant):
    make_member(network, Role.HEAD, organisation=school, full_name="Own Head")
    make_member(network, Role.PARTNER, organisation=plant, full_name="Foreign Partner")
    client = client_of(make_member(network, Role.COORDINATOR, organisation=school))

    text = client.get(page("member-list")).content.decode()

    assert ("Own Head" in text, "Foreign Partner" in text) == (True, False)


MEMBER_PAGES = ("member-detail", "member-history", "member-role", "member-end")


@pytest.mark.parametrize("name", MEMBER_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_member_of_another_network_is_as_missing_as_nobody(network, foreign_network, administrator, name, method):
    make_member(foreign_network, Role.OBSERVER)
    foreign = Membership.objects.get(network=foreign_network)
    ask = getattr(administrator, method)

    answer, missing = ask(page(name, pk=foreign.pk)), ask(page(name, pk=10**9))

    assert answer.status_code == missing.status_code
    assert answer.status_code in {404, 405}
    assert _without_token(answer) == _without_token(missing)
    foreign.refresh_from_db()
    assert foreign.ended_at is None


@pytest.mark.parametrize("name", ["invitation-letter", "invitation-withdrawal"])
def test_an_invitation_of_another_network_is_as_missing_as_none(network, foreign_network, administrator, name):
    with working_in(foreign_network):
        foreign = services.invite_member(
            foreign_network,
            actor=Actor.system("test", foreign_network.pk),
            email="foreign@example.org",
            role=Role.OBSERVER,
            at=timezone.now(),
        )

    assert administrator.post(page(name, pk=foreign.pk)).status_code == 404
    assert administrator.get(page("invitation-list")).content.decode().count("foreign@example.org") == 0


def _without_token(answer):
    return re.sub(r"[A-Za-z0-9]{64}|/\d+/", "…", answer.content.decode())


def test_whoever_loses_their_role_is_refused_with_the_next_request(network, administrator):
    user = make_member(network, Role.CURATOR)
    client = client_of(user)
    assert client.get(page("member-list")).status_code == 200
    membership = Membership.objects.get(user=user)

    assert administrator.post(page("member-end", pk=membership.pk)).status_code == 302

    assert client.get(page("member-list")).status_code == 404
    assert client.get(page("overview")).status_code == 404


def test_a_smaller_role_counts_from_the_next_request(network, administrator):
    user = make_member(network, Role.CURATOR)
    client = client_of(user)
    assert client.get(page("invitation-new")).status_code == 200

    administrator.post(page("member-role", pk=Membership.objects.get(user=user).pk), {"role": "observer"})

    assert client.get(page("invitation-new")).status_code == 403


def test_the_last_administrator_is_told_why_not(network, administrator):
    own = Membership.objects.get()

    answer = administrator.post(page("member-end", pk=own.pk), follow=True)

    assert answer.status_code == 200
    assert Membership.objects.get().ended_at is None


def test_one_leaves_from_the_own_page(network):
    user = make_member(network, Role.OBSERVER)
    client = client_of(user)
    membership = Membership.objects.get(user=user)
    assert network.name in client.get(reverse("my-networks")).content.decode()

    client.post(reverse("my-network-departure", kwargs={"pk": membership.pk}))

    assert client.get(page("overview")).status_code == 404


def test_nobody_leaves_for_somebody_else(network):
    other = Membership.objects.get(user=make_member(network, Role.OBSERVER))
    client = client_of(make_member(network, Role.OBSERVER))

    answer = client.post(reverse("my-network-departure", kwargs={"pk": other.pk}))

    other.refresh_from_db()
    assert (answer.status_code, other.ended_at) == (404, None)


def test_members_are_found_by_name_and_by_role(network, administrator):
    invite(administrator)
    guest = Client()
    guest.get(link_in(mail.outbox[0]))
    guest.post(reverse("invitation-new-account"), {"full_name": "Ксения Найденова", "password": PASSWORD})

    found = administrator.get(page("member-list") + "?q=найденов").content.decode()
    observers = administrator.get(page("member-list") + "?role=observer").content.decode()

    assert "Ксения Найденова" in found
    assert "Ксения Найденова" in observers
    assert "Ada Administrator</a>" not in observers


def test_the_number_of_queries_of_the_list_does_not_grow(network, administrator, school, django_assert_max_num_queries):
    for _ in range(30):
        make_member(network, Role.TEACHER, organisation=school)

    with django_assert_max_num_queries(14):
        administrator.get(page("member-list"))


def test_one_network_opens_at_once_several_are_offered_none_is_explained(network, foreign_network):
    user = make_member(network, Role.OBSERVER, language="en")
    client = client_of(user)
    assert client.get("/")["Location"] == page("overview")

    Membership.objects.create(network=foreign_network, user=user, role=Role.OBSERVER)
    offered = client.get("/").content.decode()
    alone = client_of(make_user(email="alone@example.org")).get("/").content.decode()

    assert page("overview") in offered
    assert page("overview", of="theirs") in offered
    assert "alone@example.org" in alone
    assert_strict(offered)
    assert_strict(alone)


def test_the_top_bar_switches_networks(network, foreign_network):
    user = make_member(network, Role.OBSERVER)
    Membership.objects.create(network=foreign_network, user=user, role=Role.OBSERVER)

    text = client_of(user).get(page("overview")).content.decode()

    assert page("overview", of="theirs") in text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_pages_of_members_are_strict_in_both_languages(network, administrator, language):
    invite(administrator)
    administrator.cookies["language"] = language
    member = Membership.objects.get()

    for path in (
        page("member-list"),
        page("member-detail", pk=member.pk),
        page("member-role", pk=member.pk),
        page("member-end", pk=member.pk),
        page("invitation-list"),
        page("invitation-new"),
        page("network-settings"),
        reverse("my-networks"),
        reverse("my-network-departure", kwargs={"pk": member.pk}),
    ):
        answer = administrator.get(path)
        assert answer.status_code == 200, path
        assert_strict(answer.content.decode())


def test_an_administrator_saves_the_settings(network, administrator):
    answer = administrator.post(
        page("network-settings"), {"name": "Renamed", "territory": "Town", "time_zone": "Asia/Omsk", "is_open": "on"}
    )

    network.refresh_from_db()
    assert answer.status_code == 302
    assert (network.name, network.territory, network.time_zone, network.is_open) == (
        "Renamed",
        "Town",
        "Asia/Omsk",
        True,
    )
