"""What happens to a network and its members."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class NetworkCreated(Event):
    """Higher modules fill the new network with what it starts with."""

    network_id: int
    sentence = _("The network was created: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class MemberInvited(Event):
    invitation_id: int
    role: str
    sentence = _("Invited: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class InvitationSentAgain(Event):
    invitation_id: int
    sentence = _("Invited once more: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    invitation_id: int
    sentence = _("Invitation withdrawn: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    membership_id: int
    role: str
    sentence = _("Joined: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    """`before` and `after` are values of `Role`."""

    membership_id: int
    before: str
    after: str
    sentence = _("Role changed: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    membership_id: int
    sentence = _("Membership ended: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    membership_id: int
    sentence = _("Left the network: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class InvitationLetterAsked(Event):
    """Somebody without an account has shown a code; `site` and `language` are the letter's."""

    invitation_id: int
    site: str
    language: str
    sentence = _("Invited by a code: %(subject)s")
