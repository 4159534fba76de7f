"""What is written about accounts; nobody but their owners, or the console, does it."""

from collections.abc import Collection
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.commands import locked, personal_command

from .choices import Lifetime, networks_for
from .choices import scopes as known_scopes
from .errors import AddressTaken, LinkNoLongerValid, TooManyTokens
from .models import ApiToken, User, UserManager

MAX_TOKENS = 20
_HINT_LENGTH = 7


class _EmailLink(PasswordResetTokenGenerator):
    """Keys of the letter that confirms a new e-mail; worthless once either address or the password changes."""

    key_salt = "vmeste.modules.accounts.email"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{user.pk}{user.email} {user.pending_email} {user.password}{timestamp}"


email_link = _EmailLink()


@personal_command
def open_account(email: str, *, full_name: str, password: str, language: str) -> User:
    """Make the account of somebody who has proved that the mailbox is theirs, by an invitation or at the console.

    Raises:
        ValidationError: the password is too weak, or a field is wrong; messages name fields.
        AddressTaken: there is an account already.
    """
    user = User(email=UserManager.normalise(email), full_name=full_name.strip(), language=language)
    if User.objects.filter(email=user.email).exists():
        raise AddressTaken
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.error_list}) from weak
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@personal_command
def change_profile(user: User, *, full_name: str, language: str) -> User:
    """Raises ValidationError for an empty name or a language there is not."""
    user.full_name, user.language = full_name.strip(), language
    user.full_clean()
    user.save(update_fields=["full_name", "language"])
    return user


@personal_command
def choose_language(user: User, *, language: str) -> None:
    """Letters will come in this language, and every device starts with it."""
    User.objects.filter(pk=user.pk).update(language=language)


@personal_command
def ask_for_email(user: User, *, email: str) -> User:
    """Remember the address the account is to move to; it moves when the letter sent there is answered.

    Whether another account has that address is not said here, only to whoever opens its letters.
    """
    user.pending_email = UserManager.normalise(email)
    user.full_clean()
    user.save(update_fields=["pending_email"])
    return user


@personal_command
def confirm_email(user: User, *, key: str) -> User:
    """Move the account to the address whose letter held `key`.

    Raises:
        LinkNoLongerValid: used, older than an hour, or another address was asked for since.
        AddressTaken: another account got the address.
    """
    user = locked(user)
    if not user.pending_email or not email_link.check_token(user, key):
        raise LinkNoLongerValid
    if User.objects.filter(email=user.pending_email).exclude(pk=user.pk).exists():
        raise AddressTaken
    user.email, user.pending_email = user.pending_email, ""
    user.save(update_fields=["email", "pending_email"])
    return user


@personal_command
def issue_token(
    user: User, *, label: str, network_id: int, scopes: Collection[str], lifetime: Lifetime, at: datetime
) -> tuple[ApiToken, str]:
    """Make a key for a program; the secret exists only in this answer.

    Raises:
        ValidationError: no member of that network, a scope that does not exist or none, no name.
        TooManyTokens: there are `MAX_TOKENS` already.
    """
    locked(user)
    if ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=at).count() >= MAX_TOKENS:
        raise TooManyTokens
    if network_id not in dict(networks_for(user.pk)):
        raise ValidationError({"network": _("Choose one of your networks.")})
    if not scopes or not set(scopes) <= known_scopes().keys():
        raise ValidationError({"scopes": _("Choose what the program may do.")})
    secret = ApiToken.new_secret()
    token = ApiToken(
        user=user,
        network_id=network_id,
        label=label.strip(),
        digest=ApiToken.digest_of(secret),
        hint=secret[:_HINT_LENGTH],
        scopes=sorted(set(scopes)),
        expires_at=at + lifetime.delta,
    )
    token.full_clean()
    token.save()
    return token, secret


@personal_command
def revoke_token(token: ApiToken, *, at: datetime) -> ApiToken:
    """From now on the token opens nothing; revoking it again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    return locked(token)


@personal_command
def note_token_use(token: ApiToken, *, on: date) -> None:
    """Remember the day of the last use; one write for each token and day."""
    ApiToken.objects.filter(pk=token.pk).exclude(last_used_on=on).update(last_used_on=on)


@personal_command
def close_account(user: User, *, at: datetime) -> User:
    """Nobody signs in with it any more, its sessions and tokens end with the next request; the row stays.

    Called from the console: within a network one ends memberships.
    """
    user = locked(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    return user


@personal_command
def reopen_account(user: User) -> User:
    """Let the owner of a closed account sign in again; revoked tokens stay revoked."""
    user = locked(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user
