"""What changes networks and who belongs to them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from vmeste.foundation.access.actor import OF_ORGANISATION, Actor, Grant, Role
from vmeste.foundation.access.commands import command, locked, personal_command
from vmeste.foundation.access.permissions import require
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import RowChanged
from vmeste.foundation.editing.edits import apply_values, changes_between
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import User, UserManager
from vmeste.modules.accounts.services import open_account

from . import permissions
from .choices import PlaceKind
from .errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    LastAdministrator,
    NoLongerMember,
    NotYourInvitation,
    PlaceMissing,
    PlaceNotAllowed,
)
from .events import (
    InvitationLetterAsked,
    InvitationSentAgain,
    InvitationWithdrawn,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    MembershipEnded,
    NetworkCreated,
    RoleChanged,
)
from .models import Invitation, Membership, Network

INVITATION_LIFE = timedelta(days=14)
_SECRET_BYTES = 32  # of the key in a letter


# Networks


@command(may=permissions.CREATE)
def create_network(administrator: User, /, *, actor: Actor, name: str, slug: str, **values: Any) -> Network:
    """Make a network with its first administrator; other modules fill it as they hear of it.

    Raises:
        ValidationError: the address is taken or malformed, the name is empty; messages name fields.
    """
    network = Network()
    apply_values(network, {"name": name, "slug": slug, **values})
    with working_in(network):
        announce(NetworkCreated(network_id=network.pk), actor=actor, subject=network)
        _join(network, administrator, Role.ADMINISTRATOR, actor=actor)
    return network


@command(may=permissions.CHANGE)
def change_network(network: Network, /, *, actor: Actor, **values: Any) -> Network:
    """Set name, territory, time zone, public pages; the address stays, links point to it.

    Raises:
        ValidationError: a value breaks the network's rules; messages name fields.
    """
    current = locked(network)
    if changes := changes_between(current, values):
        apply_values(current, values)
        announce(RowChanged(changes=changes), actor=actor, subject=current)
    return current


# Invitations


@command(may=permissions.INVITE)
def invite_member(
    network: Network,
    *,
    actor: Actor,
    email: str,
    role: Role,
    at: datetime,
    full_name: str = "",
    organisation_id: int | None = None,
    territory_id: int | None = None,
) -> Invitation:
    """Offer a role to a mailbox, for a fortnight; its letter is a job (`jobs.send_invitation`).

    Raises:
        PlaceMissing: the role needs an organisation.
        PlaceNotAllowed: the place does not go with the role, or the actor has no say there.
        AlreadyMember: the account of that mailbox has exactly this role.
        AlreadyInvited: the same offer is open already.
    """
    email = UserManager.normalise(email)
    _check_place(actor, role, organisation_id, territory_id)
    # Two invitations at the same moment: the second waits here and then sees the first.
    locked(network)
    same = {
        "network": network,
        "role": role,
        "organisation_id": organisation_id,
        "territory_id": territory_id,
    }
    if Membership.objects.filter(user__email=email, ended_at=None, **same).exists():
        raise AlreadyMember
    open_ones = Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None, expires_at__gt=at, **same)
    if open_ones.exists():
        raise AlreadyInvited
    invitation = Invitation()
    expires_at = at + INVITATION_LIFE
    offer = {**same, "email": email, "full_name": full_name.strip(), "invited_by": actor.label[:200]}
    apply_values(invitation, {**offer, "digest": _no_key(), "expires_at": expires_at})
    event = MemberInvited(invitation_id=invitation.pk, role=Role(role).value)
    announce(event, actor=actor, subject=invitation)
    return invitation


@command(may=permissions.INVITE)
def resend_invitation(invitation: Invitation, *, actor: Actor, at: datetime) -> Invitation:
    """Let the offer stand for another fortnight; the letter sent next holds the only key that works.

    Raises:
        InvitationClosed: accepted or withdrawn meanwhile.
    """
    current = _still_offered(invitation)
    current.digest, current.expires_at = _no_key(), at + INVITATION_LIFE
    current.save(update_fields=["digest", "expires_at"])
    announce(InvitationSentAgain(invitation_id=current.pk), actor=actor, subject=current)
    return current


@command(may=permissions.INVITE)
def withdraw_invitation(invitation: Invitation, *, actor: Actor, at: datetime) -> Invitation:
    """Take the offer back; its link says no more than an expired one.

    Raises:
        InvitationClosed: accepted or withdrawn meanwhile.
    """
    current = _still_offered(invitation)
    current.withdrawn_at = at
    current.save(update_fields=["withdrawn_at"])
    announce(InvitationWithdrawn(invitation_id=current.pk), actor=actor, subject=current)
    return current


@personal_command
def make_key(invitation: Invitation, *, at: datetime) -> str | None:
    """The one key of an open invitation, for its letter and nobody else; earlier ones stop working.

    The row keeps a digest only. None when the offer does not stand any more.
    """
    current = locked(invitation)
    if not current.is_open_at(at):
        return None
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    current.digest = Invitation.digest_of(secret)
    current.save(update_fields=["digest"])
    return secret


@personal_command
def accept_invitation(user: User, *, digest: str, at: datetime) -> Membership:
    """Take up the role offered to the mailbox of this account; `digest` proves that the letter was read.

    Raises:
        InvitationClosed: used, withdrawn, expired, or no such key.
        NotYourInvitation: it was sent to another mailbox.
    """
    invitation = _lock_by_digest(digest, at)
    if user.email != invitation.email:
        raise NotYourInvitation
    return _take_up(invitation, user, at)


@personal_command
def accept_with_new_account(
    digest: str, *, full_name: str, password: str, language: str, at: datetime
) -> tuple[User, Membership]:
    """Open an account for the mailbox of the invitation and take up the role.

    Raises:
        InvitationClosed: used, withdrawn, expired, or no such key.
        AddressTaken: the mailbox has an account; sign in with it.
        ValidationError: the password is too weak or the name empty; messages name fields.
    """
    invitation = _lock_by_digest(digest, at)
    user = open_account(invitation.email, full_name=full_name, password=password, language=language)
    return user, _take_up(invitation, user, at)


@personal_command
def join_by_proof(user: User, *, network: Network, role: Role, organisation_id: int | None = None) -> Membership:
    """Give an account a role whose right it has proved to a higher module, by a code that was handed to it alone.

    Runs in the network's scope; whoever has exactly this role keeps it.
    """
    actor = Actor(str(user), network.pk, frozenset({Grant(role, organisation_id)}), user.pk)
    return _join(network, user, role, actor=actor, organisation_id=organisation_id)


@personal_command
def invite_by_proof(
    network: Network, *, email: str, role: Role, at: datetime, organisation_id: int | None, site: str, language: str
) -> Invitation | None:
    """Offer a role to a mailbox whose owner has proved the right to it, and let the letter go out.

    None when the mailbox has the role or the offer already; whoever asks is told the same. Runs in the network's
    scope; `site` and `language` as `jobs.send_invitation` wants them.
    """
    actor = Actor.system(str(network), network.pk)
    try:
        offer = invite_member(network, actor=actor, email=email, role=role, at=at, organisation_id=organisation_id)
    except (AlreadyInvited, AlreadyMember):
        return None
    event = InvitationLetterAsked(invitation_id=offer.pk, site=site, language=language)
    announce(event, actor=actor, subject=offer)
    return offer


# Members


@command(may=permissions.MANAGE_MEMBERS)
def change_role(
    membership: Membership,
    *,
    actor: Actor,
    role: Role,
    organisation_id: int | None = None,
    territory_id: int | None = None,
) -> Membership:
    """Give a member another role or another place; nobody gives what they could not have offered.

    Raises:
        PlaceMissing: the role needs an organisation.
        PlaceNotAllowed: the place does not go with the role, or the actor has no say there.
        AlreadyMember: the person has exactly this role beside the one changed.
        LastAdministrator: the network would be left without an administrator.
        NoLongerMember: somebody else ended it meanwhile.
    """
    _check_place(actor, role, organisation_id, territory_id)
    current = _lock_member(membership)
    if current.ended_at is not None:
        raise NoLongerMember
    before = Role(current.role)
    if before == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _keep_an_administrator(current)
    current.role, current.organisation_id, current.territory_id = role, organisation_id, territory_id
    others = Membership.objects.filter(network_id=current.network_id, user_id=current.user_id, ended_at=None)
    if others.filter(role=role, organisation_id=organisation_id, territory_id=territory_id).exclude(pk=current.pk):
        raise AlreadyMember
    current.save(update_fields=["role", "organisation_id", "territory_id"])
    require(actor, permissions.MANAGE_MEMBERS, current)
    event = RoleChanged(membership_id=current.pk, before=before.value, after=Role(role).value)
    announce(event, actor=actor, subject=current)
    return current


@command(may=permissions.MANAGE_MEMBERS)
def end_membership(membership: Membership, *, actor: Actor, at: datetime) -> Membership:
    """Take the role away; the member's next request is refused.

    Raises:
        LastAdministrator: the network would be left without an administrator.
        NoLongerMember: somebody else ended it meanwhile.
    """
    current = _end(membership, at)
    announce(MembershipEnded(membership_id=current.pk), actor=actor, subject=current)
    return current


@command(may=permissions.LEAVE)
def leave_network(membership: Membership, *, actor: Actor, at: datetime) -> Membership:
    """Give one's own role up.

    Raises:
        LastAdministrator: the network would be left without an administrator.
        NoLongerMember: somebody else ended it meanwhile.
    """
    current = _end(membership, at)
    announce(MemberLeft(membership_id=current.pk), actor=actor, subject=current)
    return current


def _check_place(actor: Actor, role: Role, organisation_id: int | None, territory_id: int | None) -> None:
    """Roles of an organisation name one, a curator may name a territory, all others name nothing."""
    if role in OF_ORGANISATION and organisation_id is None:
        raise PlaceMissing("organisation")
    if organisation_id is not None and (
        role not in OF_ORGANISATION or not _has_say(PlaceKind.ORGANISATION, organisation_id, actor)
    ):
        raise PlaceNotAllowed("organisation")
    if territory_id is not None and (role != Role.CURATOR or not _has_say(PlaceKind.TERRITORY, territory_id, actor)):
        raise PlaceNotAllowed("territory")


def _has_say(kind: PlaceKind, place_id: int, actor: Actor) -> bool:
    places = permissions.places_for(kind, actor)
    return places is not None and places.filter(pk=place_id).exists()


def _no_key() -> str:
    """A digest of nothing anybody has: until its letter is written, an invitation opens no door."""
    return secrets.token_hex(_SECRET_BYTES)


def _still_offered(invitation: Invitation) -> Invitation:
    current = locked(invitation)
    if current.accepted_at is not None or current.withdrawn_at is not None:
        raise InvitationClosed
    return current


def _lock_by_digest(digest: str, at: datetime) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest).first()
    if invitation is None or not invitation.is_open_at(at):
        raise InvitationClosed
    return invitation


def _take_up(invitation: Invitation, user: User, at: datetime) -> Membership:
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    grant = Grant(Role(invitation.role), invitation.organisation_id, invitation.territory_id)
    actor = Actor(str(user), invitation.network_id, frozenset({grant}), user.pk)
    with working_in(invitation.network):
        return _join(
            invitation.network,
            user,
            grant.role,
            actor=actor,
            organisation_id=grant.organisation_id,
            territory_id=grant.territory_id,
        )


def _join(
    network: Network,
    user: User,
    role: Role,
    *,
    actor: Actor,
    organisation_id: int | None = None,
    territory_id: int | None = None,
) -> Membership:
    membership, is_new = Membership.objects.get_or_create(
        network=network, user=user, role=role, organisation_id=organisation_id, territory_id=territory_id, ended_at=None
    )
    if is_new:
        event = MemberJoined(membership_id=membership.pk, role=Role(role).value)
        announce(event, actor=actor, subject=membership)
    return membership


def _lock_member(membership: Membership) -> Membership:
    # The network's row is the lock of everybody who counts its administrators.
    locked(membership.network)
    return locked(membership)


def _end(membership: Membership, at: datetime) -> Membership:
    current = _lock_member(membership)
    if current.ended_at is not None:
        raise NoLongerMember
    if current.role == Role.ADMINISTRATOR:
        _keep_an_administrator(current)
    current.ended_at = at
    current.save(update_fields=["ended_at"])
    return current


def _keep_an_administrator(leaving: Membership) -> None:
    """Another person must remain who is administrator and can sign in."""
    others = Membership.objects.filter(
        network_id=leaving.network_id, role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True
    )
    if not others.exclude(user_id=leaving.user_id).exists():
        raise LastAdministrator
