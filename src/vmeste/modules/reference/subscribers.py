"""What reference rows do when something happens elsewhere."""

from typing import Any

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event
from vmeste.modules.networks.events import NetworkCreated

from .services import seed_reference


@reacts_to(NetworkCreated)
def fill_new_network(event: Event, actor: Actor, subject: Any) -> None:
    """A new network starts with directions, academic years and norms; its maker may have no role in it yet."""
    seed_reference(subject, actor=Actor.system(actor.label, subject.pk), today=timezone.localdate())
