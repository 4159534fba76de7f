"""Where names are opened: a purpose is asked, the opening is recorded, and for half an hour the names are shown.

A page that needs names calls `gate` first: it answers the question as a page until the purpose is given.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.forms import OpeningForm
from vmeste.modules.people.models import Pupil
from vmeste.modules.people.services.opening import open_files

OPEN_FOR_S = 30 * 60
_KEPT = "people_opened"
_PURPOSE = "people_purpose"
_UNPROCESSABLE = 422


def moment() -> datetime:
    """Now."""
    return timezone.now()


def opened(request: Any, pupils: Iterable[Pupil]) -> dict[int, Pupil]:
    """Those of the pupils whose names this person has opened a while ago and may still see. At most 1 query."""
    now = moment().timestamp()
    until = _until(request)
    open_ids = {pupil.pk for pupil in pupils if until.get(str(pupil.pk), 0) > now}
    if not open_ids:
        return {}
    rows = rows_for(request.actor, permissions.VIEW_PUPILS, Pupil).filter(pk__in=open_ids, erased_at=None)
    return {pupil.pk: pupil for pupil in rows.order_by("sort_key", "pk")}


def note_opened(request: Any, pupils: Iterable[Pupil]) -> None:
    """From now on the names of these pupils are shown to this session, for a while."""
    now = moment().timestamp()
    kept = {key: until for key, until in _until(request).items() if until > now}
    kept |= {str(pupil.pk): now + OPEN_FOR_S for pupil in pupils}
    request.session[_KEPT] = {**request.session.get(_KEPT, {}), str(request.network.pk): kept}


def close(request: Any) -> None:
    """Show numbers again, at once."""
    request.session[_KEPT] = {**request.session.get(_KEPT, {}), str(request.network.pk): {}}


def opening_form(request: Any) -> OpeningForm:
    """The question, with the purpose this person gave last."""
    usual = request.session.get(_PURPOSE, OpeningPurpose.TEACHING)
    is_answer = request.method == "POST" and "purpose" in request.POST
    return OpeningForm(request.POST if is_answer else None, initial={"purpose": usual})


def open_for(request: Any, pupils: Iterable[Pupil], *, purpose: str, what: str) -> int:
    """Record the opening and remember it; answers how many names are open now.

    Raises:
        PermissionDenied: no role of the actor opens names.
    """
    rows = open_files(
        request.network,
        actor=request.actor,
        pupils=pupils,
        purpose=OpeningPurpose(purpose),
        what=what,
        at=moment(),
    )
    request.session[_PURPOSE] = purpose
    note_opened(request, rows)
    return len(rows)


def gate(request: Any, pupils: list[Pupil], *, what: str, back: str, title: str = "") -> HttpResponse | None:
    """None when the names of all these pupils are open; else the page that asks what for, or its answer.

    Raises:
        PermissionDenied: the actor may not see some of these names.
    """
    if not permissions.VIEW_PUPILS.is_held_by(request.actor):
        raise PermissionDenied(permissions.VIEW_PUPILS.name)
    if len(opened(request, pupils)) == len({pupil.pk for pupil in pupils}):
        return None
    form = opening_form(request)
    if form.is_bound and form.is_valid():
        open_for(request, pupils, purpose=form.cleaned_data["purpose"], what=what)
        return redirect(request.get_full_path())
    context = {
        "page_title": title or _("Open names: %(what)s") % {"what": what},
        "page_subtitle": ngettext(
            "The name is shown for half an hour; the opening is recorded and your organisation sees it.",
            "The names are shown for half an hour; the opening is recorded and your organisation sees it.",
            len(pupils),
        ),
        "form": form,
        "cancel_url": back,
        "submit_label": _("Open names"),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "screens/form.html", context, status=status)


def _until(request: Any) -> dict[str, float]:
    kept: dict[str, float] = request.session.get(_KEPT, {}).get(str(request.network.pk), {})
    return kept
