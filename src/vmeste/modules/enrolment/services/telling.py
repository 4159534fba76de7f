"""History without people: what a family does stands there as done by a family."""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import FAMILY, Actor
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.activity.events import Event


def tell(event: Event, *, actor: Actor, subject: models.Model) -> None:
    """Announce without the account of a guardian or a pupil: beside a child's number it would say who the child is."""
    if actor.roles & FAMILY:
        actor = replace(actor, label=_("the family"), user_id=None)
    announce(event, actor=actor, subject=subject)


def told_by(actor: Actor) -> str:
    """Who handed something in, in one word that names nobody."""
    return "family" if actor.roles & FAMILY else "school"
