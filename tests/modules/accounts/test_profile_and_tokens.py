import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.networks import make_member

from vmeste.foundation.access.actor import Role
from vmeste.modules.accounts import services
from vmeste.modules.accounts.choices import Lifetime, scopes
from vmeste.modules.accounts.errors import AddressTaken, LinkNoLongerValid, TooManyTokens
from vmeste.modules.accounts.models import ApiToken
from vmeste.modules.accounts.selectors import live_token

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def client_of(user, *, confirmed=True):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    if confirmed:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


# Profile


def test_a_person_changes_name_and_language():
    user = make_user(language="ru")
    client = client_of(user)

    client.post(reverse("account-profile"), {"full_name": " Anna Petrova ", "language": "en"})

    user.refresh_from_db()
    assert (user.full_name, user.language, client.cookies["language"].value) == ("Anna Petrova", "en", "en")


@pytest.mark.parametrize("values", [{"full_name": "", "language": "en"}, {"full_name": "A", "language": "xx"}, {}])
def test_a_wrong_profile_is_not_saved(values):
    user = make_user(full_name="Anna")

    assert client_of(user).post(reverse("account-profile"), values).status_code == 422

    user.refresh_from_db()
    assert user.full_name == "Anna"


def test_fields_that_are_not_asked_for_are_not_taken():
    user = make_user(email="anna@example.org")

    client_of(user).post(
        reverse("account-profile"),
        {"full_name": "A", "language": "ru", "email": "evil@example.org", "is_active": "", "pending_email": "e@e.ru"},
    )

    user.refresh_from_db()
    assert (user.email, user.is_active, user.pending_email) == ("anna@example.org", True, "")


# E-mail


def link_in(letter):
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def test_the_address_moves_when_the_letter_sent_there_is_answered():
    user = make_user(email="anna@example.org", language="en")
    client = client_of(user)

    client.post(reverse("account-email"), {"email": " New@Example.org"})
    user.refresh_from_db()
    assert (user.email, user.pending_email) == ("anna@example.org", "new@example.org")
    assert [letter.to for letter in mail.outbox] == [["new@example.org"], ["anna@example.org"]]

    path = link_in(mail.outbox[0])
    client.get(path)
    user.refresh_from_db()
    assert user.email == "anna@example.org"  # opening the link changes nothing, mail scanners do it
    client.post(path)
    user.refresh_from_db()
    assert (user.email, user.pending_email) == ("new@example.org", "")
    assert get_user(client).is_authenticated


def test_changing_the_address_needs_the_password_once_more():
    client = client_of(make_user(), confirmed=False)

    assert (
        reverse("account_reauthenticate")
        in client.post(reverse("account-email"), {"email": "n@example.org"})["Location"]
    )


def test_the_letter_helps_nobody_but_the_account_it_was_sent_for():
    user = make_user()
    client_of(user).post(reverse("account-email"), {"email": "new@example.org"})
    other = make_user(pending_email="new@example.org")

    client_of(other).post(link_in(mail.outbox[0]))

    other.refresh_from_db()
    assert other.email != "new@example.org"


def test_a_letter_is_worthless_once_another_was_asked_for():
    user = make_user()
    services.ask_for_email(user, email="first@example.org")
    first = services.email_link.make_token(user)
    services.ask_for_email(user, email="second@example.org")

    with pytest.raises(LinkNoLongerValid):
        services.confirm_email(user, key=first)


def test_a_letter_works_once():
    user = make_user()
    services.ask_for_email(user, email="new@example.org")
    key = services.email_link.make_token(user)
    user = services.confirm_email(user, key=key)

    with pytest.raises(LinkNoLongerValid):
        services.confirm_email(user, key=key)


def test_an_address_taken_meanwhile_is_not_taken_twice():
    user = make_user()
    services.ask_for_email(user, email="new@example.org")
    make_user(email="new@example.org")

    with pytest.raises(AddressTaken):
        services.confirm_email(user, key=services.email_link.make_token(user))


def test_asking_for_a_taken_address_looks_like_asking_for_a_free_one():
    make_user(email="taken@example.org")
    answers = [
        (answer.status_code, answer["Location"], len(mail.outbox))
        for email in ("taken@example.org", "freed@example.org")
        if (mail.outbox.clear() or (answer := client_of(make_user()).post(reverse("account-email"), {"email": email})))
    ]

    assert answers[0] == answers[1]


# Tokens


@pytest.fixture
def member(network):
    return make_member(network, Role.CURATOR)


def issue(user, network, **more):
    values = {"label": "Export", "scopes": ["networks:read"], "lifetime": Lifetime.QUARTER, "at": NOW, **more}
    return services.issue_token(user, network_id=network.pk, **values)


def test_the_secret_exists_only_in_the_answer(network, member):
    token, secret = issue(member, network)

    stored = {str(value) for value in ApiToken.objects.values().get().values()}
    assert secret.startswith("vm_")
    assert len(secret) >= 46  # 256 bits
    assert not any(secret in value for value in stored)
    assert live_token(secret, at=NOW) == token


def test_a_token_ends_with_its_time_its_revocation_or_its_owner(network, member):
    token, secret = issue(member, network)

    assert live_token(secret, at=NOW + timedelta(days=90)) is None
    assert live_token(secret + "x", at=NOW) is None
    services.revoke_token(token, at=NOW)
    assert live_token(secret, at=NOW) is None

    _token, second = issue(member, network)
    member.is_active = False
    member.save()
    assert live_token(second, at=NOW) is None


def test_closing_the_account_revokes_its_tokens_for_good(network, member):
    _token, secret = issue(member, network)

    services.close_account(member, at=NOW)
    services.reopen_account(member)

    assert live_token(secret, at=NOW) is None


def test_a_token_is_for_a_network_one_belongs_to(network, foreign_network, member):
    with pytest.raises(ValidationError):
        issue(member, foreign_network)

    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("wrong", [[], ["nothing:read"], ["networks:read", "networks:everything"]])
def test_a_token_has_scopes_that_exist(network, member, wrong):
    with pytest.raises(ValidationError):
        issue(member, network, scopes=wrong)


def test_there_is_a_limit_of_tokens(network, member):
    for _ in range(services.MAX_TOKENS):
        issue(member, network)

    with pytest.raises(TooManyTokens):
        issue(member, network)


def test_the_last_use_is_kept_by_the_day(network, member, django_assert_num_queries):
    token, _secret = issue(member, network)

    services.note_token_use(token, on=date(2026, 3, 2))
    services.note_token_use(token, on=date(2026, 3, 2))

    token.refresh_from_db()
    assert token.last_used_on == date(2026, 3, 2)


def test_every_permission_is_opened_by_some_scope():
    assert "networks:write" in scopes()
    assert all(labels for labels in scopes().values())


def test_the_page_shows_the_secret_once(network, member):
    client = client_of(member)
    answer = client.post(
        reverse("account-token-new"),
        {"label": "Export", "network": network.pk, "lifetime": "30", "scopes": ["networks:read"]},
    )
    assert answer.status_code == 302

    first, second = (client.get(reverse("account-tokens")).content.decode() for _ in range(2))

    (secret,) = set(re.findall(r"vm_[\w-]{43}", first))
    assert live_token(secret, at=datetime.now(UTC)) is not None
    assert not re.findall(r"vm_[\w-]{43}", second)
    assert "Export" in second


def test_making_a_token_needs_the_password_once_more(network, member):
    client = client_of(member, confirmed=False)

    assert reverse("account_reauthenticate") in client.get(reverse("account-token-new"))["Location"]


def test_one_revokes_only_one_s_own(network, member):
    token, _secret = issue(member, network, at=datetime.now(UTC))
    other = client_of(make_user())

    assert other.post(reverse("account-token-revocation", kwargs={"pk": token.pk})).status_code == 404
    assert client_of(member).post(reverse("account-token-revocation", kwargs={"pk": token.pk})).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
