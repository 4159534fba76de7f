"""Letters about accounts, sent in the background: a slow or dead mail server holds nobody up.

The queue keeps ids only; addresses and keys exist in the letters alone.
"""

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django_tasks import task

from vmeste.foundation.text.letters import send_letter

from .models import User
from .services import email_link


@task()
def send_password_link(user_id: int, site: str) -> None:
    """The letter of somebody who forgot the password; nothing for an id that is no active account.

    `site` is scheme and host, «https://example.org».
    """
    if (user := User.objects.filter(pk=user_id, is_active=True).first()) is not None:
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
        )
        _send("password", user, to=user.email, url=site + path)


@task()
def send_email_link(user_id: int, site: str) -> None:
    """The letter to a new address, and the word to the old one that somebody asked for it."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(pending_email="").first()
    if user is not None:
        path = reverse("account-email-confirm", kwargs={"key": email_link.make_token(user)})
        _send("email", user, to=user.pending_email, url=site + path)
        _send("email_asked", user, to=user.email)


@task()
def send_notice(user_id: int, what: str) -> None:
    """The word that something about signing in has changed; `what` is a letter of `accounts/letters/`."""
    if (user := User.objects.filter(pk=user_id, is_active=True).first()) is not None:
        _send(what, user, to=user.email)


def _send(letter: str, user: User, *, to: str, **context: str) -> None:
    send_letter(f"accounts/letters/{letter}", to=to, language=user.language, context={"user": user, **context})
