"""Who is meant by the words of a roadmap: a person, an organisation of the network, or a group."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Alias, Organisation
from vmeste.modules.projects.choices import ResponsibleKind

_SURNAME = r"[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?"
_INITIALS = r"[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.)?"
_PERSON = re.compile(rf"(?:{_SURNAME}\s+{_INITIALS}|{_INITIALS}\s*{_SURNAME}|(?:{_SURNAME}\s+){{2}}{_SURNAME})")


@dataclass(frozen=True, slots=True)
class Named:
    """One of those who answer for a work, as the roadmap names them."""

    name: str
    kind: ResponsibleKind = ResponsibleKind.GROUP
    organisation: Organisation | None = None


def meant_by(actor: Actor, names: Iterable[str]) -> list[Named]:
    """What each name stands for: an organisation the actor sees, called exactly so; a person by the form; else a group.

    2 queries for any number of names.
    """
    wanted = [" ".join(name.split()) for name in names if name.strip()]
    visible = rows_for(actor, organisation_permissions.VIEW, Organisation)
    known: dict[str, Organisation] = {}
    for alias in Alias.objects.filter(name__in=wanted, organisation__in=visible).select_related("organisation"):
        known[alias.name] = alias.organisation
    for row in visible.filter(Q(name__in=wanted) | Q(short_name__in=wanted)):
        known |= {row.name: row, row.short_name: row}
    return [_named(name, known.get(name)) for name in wanted]


def _named(name: str, organisation: Organisation | None) -> Named:
    if organisation is not None:
        return Named(name, ResponsibleKind.ORGANISATION, organisation)
    return Named(name, ResponsibleKind.PERSON if _PERSON.fullmatch(name) else ResponsibleKind.GROUP)
