import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.accounts import PASSWORD, make_user

from vmeste.modules.accounts import services
from vmeste.modules.accounts.models import User

pytestmark = pytest.mark.django_db

WRONG = "not the right phrase"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more.pop("data", {})}, **more)


def is_signed_in(client):
    return get_user(client).is_authenticated


@pytest.mark.parametrize(
    "spelling", ["anna@example.org", "ANNA@Example.ORG", "  anna@example.org ", "Anna@EXAMPLE.org"]
)
def test_any_spelling_of_the_mailbox_signs_in(client, spelling):
    make_user(email="anna@example.org")

    answer = sign_in(client, spelling)

    assert (answer.status_code, answer["Location"], is_signed_in(client)) == (302, "/", True)


def test_dots_and_plus_signs_are_other_mailboxes(client):
    make_user(email="anna@example.org")

    for other in ("an.na@example.org", "anna+school@example.org"):
        sign_in(client, other)

    assert not is_signed_in(client)


def test_there_is_no_sign_up(client):
    assert client.get("/account/signup/").status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://testserver.evil.example/",
        "http://testserver@evil.example/",
        "/\t/evil.example/",
        "evil",
        " //evil.example",
        "https:///evil.example",
        "http://testserver/n/ours/",
    ],
)
def test_only_paths_of_our_own_are_followed(client, target):
    make_user(email="anna@example.org")

    answer = client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD, "next": target})

    assert answer["Location"] == "/"


def test_a_path_of_our_own_is_followed(client):
    make_user(email="anna@example.org")

    answer = client.post(
        reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD, "next": "/n/ours/?q=1"}
    )

    assert answer["Location"] == "/n/ours/?q=1"


def test_the_session_gets_a_new_id_at_sign_in(client):
    make_user(email="anna@example.org")
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    before = client.session.session_key

    sign_in(client, "anna@example.org")

    assert client.session.session_key not in {None, before}
    assert not Client().session.exists(before)


@pytest.mark.parametrize("remember", [True, False])
def test_the_session_outlives_the_browser_only_when_asked(client, remember):
    make_user(email="anna@example.org")

    sign_in(client, "anna@example.org", data={"remember": "on"} if remember else {})

    assert client.session.get_expire_at_browser_close() is not remember


def test_a_session_is_dead_after_signing_out(client):
    make_user(email="anna@example.org")
    sign_in(client, "anna@example.org")
    stolen = client.session.session_key

    client.post(reverse("account_logout"))

    assert not client.session.exists(stolen)
    assert not is_signed_in(client)


def test_signing_out_needs_a_post(client):
    make_user(email="anna@example.org")
    sign_in(client, "anna@example.org")

    client.get(reverse("account_logout"))

    assert is_signed_in(client)


def test_a_new_password_ends_all_sessions(client):
    make_user(email="anna@example.org")
    other = Client()
    sign_in(client, "anna@example.org")
    sign_in(other, "anna@example.org")

    new = "another long phrase"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (is_signed_in(client), is_signed_in(other)) == (False, False)
    sign_in(client, "anna@example.org", new)
    assert is_signed_in(client)
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"]]


def test_a_closed_account_is_refused_with_the_next_request(client):
    user = make_user(email="anna@example.org")
    sign_in(client, "anna@example.org")
    assert client.get(reverse("account-profile")).status_code == 200

    services.close_account(user, at=timezone.now())

    assert client.get(reverse("account-profile")).status_code == 302
    assert not is_signed_in(client)


def test_a_closed_account_does_not_sign_in_until_it_is_reopened(client):
    user = make_user(email="anna@example.org")
    services.close_account(user, at=timezone.now())

    sign_in(client, "anna@example.org")
    assert not is_signed_in(client)

    services.reopen_account(user)
    sign_in(client, "anna@example.org")
    assert is_signed_in(client)


def test_other_devices_are_signed_out(client):
    make_user(email="anna@example.org")
    other = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
    sign_in(client, "anna@example.org")
    sign_in(other, "anna@example.org")

    page = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert "Firefox" in page
    assert "Linux" in page
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


def test_the_language_of_the_account_is_the_language_of_a_new_device(client):
    make_user(email="anna@example.org", language="en")

    sign_in(client, "anna@example.org")

    assert client.cookies["language"].value == "en"
    assert "Profile" in client.get(reverse("account-profile")).content.decode()


def test_a_chosen_language_stays_with_the_account(client):
    user = make_user(email="anna@example.org", language="ru")
    sign_in(client, "anna@example.org")

    client.post(reverse("set_language"), {"language": "en", "next": "/"})

    user.refresh_from_db()
    assert (user.language, client.cookies["language"].value) == ("en", "en")


def test_a_language_there_is_not_changes_nothing(client):
    user = make_user(email="anna@example.org", language="ru")
    sign_in(client, "anna@example.org")

    client.post(reverse("set_language"), {"language": "xx", "next": "/"})

    user.refresh_from_db()
    assert user.language == "ru"


def link_in(letter):
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def test_a_forgotten_password_is_replaced_once(client):
    user = make_user(email="anna@example.org")
    client.post(reverse("account_reset_password"), {"email": " Anna@example.org"})
    (letter,) = mail.outbox
    assert letter.to == ["anna@example.org"]
    path = link_in(letter)
    form = client.get(path, follow=True)
    assert path not in form.request["PATH_INFO"]

    new = "another long phrase"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    user.refresh_from_db()
    assert user.check_password(new)
    again = Client().get(path, follow=True)
    assert "password1" not in again.content.decode()


def test_a_link_of_the_letter_ends_after_an_hour(client, monkeypatch):
    make_user(email="anna@example.org")
    client.post(reverse("account_reset_password"), {"email": "anna@example.org"})
    path = link_in(mail.outbox[0])

    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    real = PasswordResetTokenGenerator._now
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: real(self) + timedelta(seconds=3601))

    assert "password1" not in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("weak", ["short", "1234567890", "password1234", "anna@example.org"])
def test_a_weak_password_is_refused(client, weak):
    user = make_user(email="anna@example.org")
    sign_in(client, "anna@example.org")

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_letters_come_in_the_language_of_the_account(client):
    make_user(email="anna@example.org", language="ru")
    make_user(email="bob@example.org", language="en")

    for email in ("anna@example.org", "bob@example.org"):
        client.post(reverse("account_reset_password"), {"email": email}, headers={"accept-language": "en"})

    assert [letter.subject for letter in mail.outbox] == [
        "Новый пароль для «Вместе»",
        "A new password for Vmeste",
    ]
    assert all("text/html" in [kind for _body, kind in letter.alternatives] for letter in mail.outbox)


@pytest.mark.parametrize(
    "page", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_pages_for_strangers_have_no_inline_script_or_style(client, page, language):
    answer = client.get(reverse(page), headers={"accept-language": language})
    text = answer.content.decode()

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert_strict(text)


def assert_strict(text):
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=", text)
    for attributes, inside in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert not inside.strip() or 'type="application/json"' in attributes
