"""The child a page is about, by name for its family, through the door for its school."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.screens.acts import row_or_404
from vmeste.modules.people import permissions as people
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.models import Pupil
from vmeste.modules.people.selectors.families import Child, children_of
from vmeste.modules.people.services.opening import open_names


def own_child(request: Any, pk: int) -> Child:
    """Raises Http404 unless the actor is a guardian of the child, or the child."""
    row_or_404(request, people.VIEW_FAMILY, Pupil, pk)
    for child in children_of(request.actor, timezone.localdate()):
        if child.pupil.pk == pk:
            return child
    raise Http404


def called(request: Any, pupil: Pupil, *, purpose: OpeningPurpose, what: str) -> str:
    """What the page calls the child: the name for whoever may see it, else the number."""
    if people.VIEW_FAMILY.is_held_by(request.actor):
        for child in children_of(request.actor, timezone.localdate()):
            if child.pupil.pk == pupil.pk:
                return child.name
    names = open_names(
        request.network, actor=request.actor, pupils=[pupil], purpose=purpose, what=what, at=timezone.now()
    )
    return names[pupil.pk].short if pupil.pk in names else str(pupil)


def child_or_404(request: Any, permission: Permission, pk: int) -> Pupil:
    pupil: Pupil = row_or_404(request, permission, Pupil, pk)
    return pupil
