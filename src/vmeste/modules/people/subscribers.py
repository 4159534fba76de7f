"""What people do when something happens elsewhere."""

from typing import Any

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event
from vmeste.modules.networks.events import MemberJoined, NetworkCreated
from vmeste.modules.networks.models import Invitation

from .services.claims import take_over_invited
from .services.erasing import seed_retention


@reacts_to(NetworkCreated)
def keep_terms_in_new_network(event: Event, actor: Actor, subject: Any) -> None:
    """A new network starts with rules of retention; its maker may have no role in it yet."""
    seed_retention(subject, actor=Actor.system(actor.label, subject.pk), today=timezone.localdate())


@reacts_to(MemberJoined)
def link_whom_a_code_invited(event: Event, actor: Actor, subject: Any) -> None:
    """Who came by an invitation that a code had asked for takes over the row of the code."""
    accepted = Invitation.objects.filter(
        network_id=subject.network_id, email=subject.user.email, role=subject.role
    ).exclude(accepted_at=None)
    ids = list(accepted.values_list("pk", flat=True))
    if ids:
        take_over_invited(subject.network, user=subject.user, invitation_ids=ids, at=subject.created_at)
