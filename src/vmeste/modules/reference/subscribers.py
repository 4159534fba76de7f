"""What reference rows do when something happens below."""

from django.db import models
from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event
from vmeste.modules.networks.events import NetworkCreated

from .services import seed_reference


@reacts_to(NetworkCreated)
def give_first_words(event: Event, actor: Actor, network: models.Model) -> None:
    """A new network starts with directions, academic years and norms."""
    seed_reference(network, actor=actor, today=timezone.localdate())
