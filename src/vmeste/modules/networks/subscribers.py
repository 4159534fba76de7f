"""What invitations do when something happens."""

from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event

from .events import InvitationLetterAsked
from .jobs import send_invitation


@reacts_to(InvitationLetterAsked)
def send_the_letter(event: Event, actor: Actor, subject: Any) -> None:
    """The letter of an invitation that a code has asked for."""
    assert isinstance(event, InvitationLetterAsked)
    send_invitation.enqueue(event.invitation_id, event.site, event.language)
