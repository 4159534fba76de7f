"""Announce a fact: one history line, then the reactions of higher modules, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from django.db import models

from vmeste.foundation.access.actor import Actor

from .events import Event
from .models import Activity

Reaction = Callable[[Event, Actor, models.Model], None]
EventType = TypeVar("EventType", bound=Event)

REACTIONS: dict[type[Event], list[Reaction]] = defaultdict(list)

request_id: ContextVar[str] = ContextVar("request_id", default="")


def announce(event: Event, *, actor: Actor, subject: models.Model) -> Activity:
    """Write what happened to `subject` and run who waits for it; one INSERT plus the reactions' own cost."""
    line = Activity(
        actor_label=actor.label,
        actor_id=actor.user_id,
        event=event.key,
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        subject_label=str(subject)[:300],
        facts=event.facts(),
        request_id=request_id.get(),
    )
    line.save()
    for kind in type(event).__mro__:
        for reaction in REACTIONS.get(kind, ()):
            reaction(event, actor, subject)
    return line


def reacts_to(*kinds: type[Event]) -> Callable[[Reaction], Reaction]:
    """Register a function `(event, actor, subject)` for events of these kinds and their subclasses.

    It runs inside the announcing transaction; whatever is slow or may fail belongs in a job it enqueues.
    """

    def register(reaction: Reaction) -> Reaction:
        for kind in kinds:
            REACTIONS[kind].append(reaction)
        return reaction

    return register
