"""People who sign in, and the tokens programs sign in with. Accounts belong to no network."""

import hashlib
import secrets
import unicodedata
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

TOKEN_PREFIX = "vm_"  # noqa: S105 - shows scanners of leaked secrets whose token it is
_TOKEN_BYTES = 32


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **values: Any) -> "User":
        """An account; without a password nobody can sign in until one is set by e-mail."""
        user = self.model(email=self.normalise(email), **values)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalise(username or ""))

    @staticmethod
    def normalise(email: str) -> str:
        """One spelling for one mailbox: lower case, compatible letters made equal, no white space around.

        Dots and plus signs stay: they mean different mailboxes at most providers.
        """
        return unicodedata.normalize("NFKC", email).strip().casefold()


class User(AbstractBaseUser):
    """A person's account: e-mail and password, second factors beside it (django-allauth)."""

    email = models.EmailField(_("e-mail"), unique=True)
    pending_email = models.EmailField(_("new e-mail, not confirmed yet"), blank=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="ru")
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        ordering: ClassVar = ["email"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = UserManager.normalise(self.email)
        super().save(*args, **kwargs)


class ApiToken(models.Model):
    """A program's key to one network with some of its owner's power.

    Only the SHA-256 of the secret is kept; it has 256 random bits, so no slow hash is needed (ASVS 11.5.1).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("owner"))
    network_id = models.BigIntegerField()
    label = models.CharField(_("name of the token"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.label

    @staticmethod
    def new_secret() -> str:
        return TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_valid_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and moment < self.expires_at
