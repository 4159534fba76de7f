"""Second factors: an app with codes, recovery codes, keys."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, validate_totp_code
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.factories.accounts import PASSWORD, make_user

from .test_signing_in import assert_strict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


def sign_in(client, email="anna@example.org", **more):
    return client.post(reverse("account_login"), {"login": email, "password": PASSWORD, **more})


def code_of(secret, *, shift=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def confirm(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.fixture
def anna():
    return make_user(email="anna@example.org", language="en")


@pytest.fixture
def secret(anna):
    """Anna's account with the app switched on, through the pages."""
    client = Client()
    sign_in(client)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    assert_strict(page.content.decode())
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    cache.clear()
    return secret


def test_setting_up_asks_for_the_password_once_more(anna):
    client = Client()
    sign_in(client)

    assert reverse("account_reauthenticate") in client.get(reverse("mfa_activate_totp"))["Location"]


def test_the_password_alone_opens_nothing_then_the_code_does(secret):
    client = Client()
    answer = sign_in(client)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not get_user(client).is_authenticated
    assert client.get(reverse("account-profile")).status_code == 302
    assert_strict(client.get(reverse("mfa_authenticate")).content.decode())

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert get_user(client).is_authenticated


def test_a_code_works_once(secret):
    first, second = Client(), Client()
    code = code_of(secret)
    for client in (first, second):
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert get_user(first).is_authenticated
    assert not get_user(second).is_authenticated


def test_five_codes_may_be_tried_not_six(secret):
    client = Client()
    sign_in(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert not get_user(client).is_authenticated


def test_a_new_sign_in_gives_no_fresh_codes(secret):
    for number in range(5):
        client = Client()
        client.post(
            reverse("account_login"),
            {"login": "anna@example.org", "password": PASSWORD},
            REMOTE_ADDR=f"10.0.0.{number}",
        )
        client.post(reverse("mfa_authenticate"), {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{number}")
    client = Client()
    sign_in(client)

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert not get_user(client).is_authenticated


def test_the_fifth_code_is_still_looked_at(secret):
    client = Client()
    sign_in(client)
    for _ in range(4):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert get_user(client).is_authenticated


def test_a_code_that_changed_while_it_was_typed_counts_and_no_older_one(monkeypatch):
    secret, step = "JBSWY3DPEHPK3PXP", 60_000_000
    monkeypatch.setattr(time, "time", lambda: step * 30 + 1)

    taken = [shift for shift in range(-3, 1) if validate_totp_code(secret, code_of(secret, shift=shift))]

    assert taken == [-1, 0]


def test_a_recovery_code_replaces_the_app_once(anna, secret):
    codes = Authenticator.objects.get(user=anna, type="recovery_codes").wrap().get_unused_codes()
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert (get_user(first).is_authenticated, get_user(second).is_authenticated) == (True, False)


def test_recovery_codes_are_shown_downloaded_and_replaced(anna, secret):
    client = Client()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    confirm(client)
    wrapped = lambda: Authenticator.objects.get(user=anna, type="recovery_codes").wrap().get_unused_codes()  # noqa: E731
    codes = wrapped()

    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    file = client.get(reverse("mfa_download_recovery_codes"))
    client.post(reverse("mfa_generate_recovery_codes"))

    assert all(code in shown and code in file.content.decode() for code in codes)
    assert "attachment" in file["Content-Disposition"]
    assert not set(codes) & set(wrapped())


def test_the_owner_is_told_about_every_change(anna, secret):
    mail.outbox.clear()
    client = Client()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    confirm(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["anna@example.org"], "A second factor was removed")
    ]
    again = Client()
    sign_in(again)
    assert get_user(again).is_authenticated


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "account_change_password",
        "usersessions_list",
        "account-profile",
        "account-email",
        "account-tokens",
        "account-token-new",
        "account_logout",
    ],
)
def test_every_page_of_the_account_is_strict_in_both_languages(anna, name, language):
    client = Client()
    sign_in(client)
    confirm(client)
    client.cookies["language"] = language

    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert_strict(answer.content.decode())
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


def test_the_sign_in_page_offers_keys_through_script_files(client):
    text = client.get(reverse("account_login")).content.decode()
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    assert "mfa/js/webauthn.js" in text
    assert options.json()["request_options"]["publicKey"]["challenge"]


def test_a_key_can_be_added_named_used_and_removed(anna):
    """The ceremony itself needs a device; what surrounds it does not."""
    key = Authenticator.objects.create(
        user=anna, type="webauthn", data={"name": "Phone", "credential": {"clientExtensionResults": {}}}
    )
    client = Client()
    sign_in(client)
    client.force_login(anna)
    confirm(client)

    assert "Phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert_strict(client.get(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk})).content.decode())
    client.post(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk}), {"name": "Tablet"})
    key.refresh_from_db()
    assert key.data["name"] == "Tablet"
    assert_strict(client.get(reverse("mfa_remove_webauthn", kwargs={"pk": key.pk})).content.decode())
    client.post(reverse("mfa_remove_webauthn", kwargs={"pk": key.pk}))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", json.dumps({"id": "x"}), "not json", '{"rawId": 1}'])
def test_odd_keys_are_refused_without_breaking(client, credential):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert answer.status_code in {200, 302, 400}
    assert not get_user(client).is_authenticated
