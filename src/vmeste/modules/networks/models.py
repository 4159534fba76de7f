"""Networks and who is what in them. Global tables: they say which network one may enter."""

import hashlib
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import OF_ORGANISATION, Role


def validate_time_zone(name: str) -> None:
    """Raises ValidationError for a name that is in no time zone database."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError) as unknown:
        raise ValidationError(_("There is no such time zone.")) from unknown


class Network(models.Model):
    """One network of organisations: a town, a cluster, a school with its partners."""

    name = models.CharField(_("name of the network"), max_length=200)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Moscow", validators=[validate_time_zone]
    )
    is_open = models.BooleanField(_("has public pages"), default=False)
    is_demo = models.BooleanField(_("is a demonstration with invented people"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person in a network; a person may have several.

    Roles of an organisation name it; a curator may be limited to a territory. The ids point into the network's
    own tables, which stand on higher floors, so they are no foreign keys here.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships", verbose_name=_("network"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation_id = models.BigIntegerField(_("organisation"), null=True, blank=True)
    territory_id = models.BigIntegerField(_("territory"), null=True, blank=True)
    created_at = models.DateTimeField(_("member since"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "network",
                "user",
                "role",
                Coalesce("organisation_id", 0),
                Coalesce("territory_id", 0),
                condition=Q(ended_at=None),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[r.value for r in sorted(OF_ORGANISATION)]) | Q(organisation_id__isnull=False),
                name="membership_names_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Invitation(models.Model):
    """An offer of a role to an e-mail address; the link in the letter is its only key."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="invitations", verbose_name=_("network"))
    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation_id = models.BigIntegerField(_("organisation"), null=True, blank=True)
    territory_id = models.BigIntegerField(_("territory"), null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.CharField(_("invited by"), max_length=200)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        """The name, or as much of the address as the history may keep."""
        name, _at, host = self.email.partition("@")
        return f"{self.full_name or f'{name[:1]}…@{host}'} · {self.get_role_display()}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """Under which a secret of 256 random bits is kept; it needs no slow hash (ASVS 11.5.1)."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_open_at(self, moment: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.expires_at
