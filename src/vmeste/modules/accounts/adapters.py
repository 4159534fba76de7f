"""Where django-allauth asks us: who may try to sign in, what it says, which letters go out."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import jobs
from .models import User, UserManager

_DEVICE_COOKIE = "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"
_DEVICE_AGE = 180 * 24 * 3600
_DEVICE_SALT = "vmeste.modules.accounts.device"

# allauth's names of its notices, and our letters for them.
_NOTICES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "factor_added",
    "mfa/email/webauthn_added": "factor_added",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/webauthn_removed": "factor_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only; mail goes through the queue; tries are counted per mailbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The e-mail or the password is not right."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait a quarter of an hour, or set a new password."),
        "incorrect_code": gettext_lazy("This code is not right."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "rate_limited": gettext_lazy("Too many tries. Wait a quarter of an hour."),
        "invalid_password_reset": gettext_lazy("This link is no longer valid. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        return UserManager.normalise(email)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of our own: no host, no scheme, whatever the browser makes of slashes and backslashes."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)  # type: ignore[union-attr]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        url: str = self.get_logout_redirect_url(request)
        return url

    # Counting tries

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take one try from the address and from the mailbox, before the password is looked at.

        A device that has signed in to the account before has a count of its own: strangers who use up the
        mailbox's tries do not lock its owner out. Source: OWASP, "Slow Down Online Guessing Attacks with Device
        Cookies".

        Raises:
            ValidationError: no tries left.
        """
        key = _tries_key(request, credentials["email"])
        usage = ratelimit.consume(request, app="allauth.account", action="password", key=key)
        self._login_failed_rl_usage = usage
        if not usage:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        # Only the mailbox's count: clearing the action would empty the address's count as well.
        rates = ratelimit.get_rates(app="allauth.account", action="password")
        key = _tries_key(request, credentials["email"])
        for rate in (rate for rate in rates if rate.per == "key"):
            name = ratelimit.get_cache_key(request, app="allauth.account", action="password", rate=rate, key=key)
            ratelimit.cache.delete(name)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        device = signing.dumps({"email": user.email, "device": secrets.token_urlsafe(16)}, salt=_DEVICE_SALT)
        _set_cookie(response, _DEVICE_COOKIE, device, _DEVICE_AGE)
        return response

    # Letters

    def offer_new_password(self, user: User | None) -> None:
        """Queue the letter; somebody without an account costs the same and gets none."""
        jobs.send_password_link.enqueue(user.pk if user else 0, own_site(context.request))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        if (what := _NOTICES.get(template_prefix)) is not None:
            jobs.send_notice.enqueue(user.pk, what)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a second factor first."),
    }

    def get_totp_issuer(self) -> str:
        return _("Vmeste")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": _("Vmeste")}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Key %(number)s") % {"number": number}


def own_site(request: HttpRequest) -> str:
    """Scheme and host of this installation as the visitor sees it."""
    return request.build_absolute_uri("/").rstrip("/")


def remember_language(response: HttpResponse, language: str) -> None:
    """Let the browser ask for the account's language from now on."""
    _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, language, settings.LANGUAGE_COOKIE_AGE)


def _set_cookie(response: HttpResponse, name: str, value: str, age: int) -> None:
    response.set_cookie(name, value, max_age=age, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def _tries_key(request: HttpRequest, email: str) -> str:
    """What a try counts against: the mailbox in any spelling, or a device that is known to belong to it."""
    mailbox = UserManager.normalise(email)
    try:
        known = signing.loads(request.COOKIES.get(_DEVICE_COOKIE, ""), salt=_DEVICE_SALT, max_age=_DEVICE_AGE)
    except signing.BadSignature:
        return mailbox
    return f"{mailbox} {known['device']}" if known["email"] == mailbox else mailbox
