"""Acts: whatever is not create, read, update, delete – one address, one command, one answer."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.access.permissions import Permission, holds, rows_for

from .conflicts import conflict_context
from .screens import form_sections, place_errors
from .submissions import SENT_BEFORE, Refused, once, submission_of
from .tables import Text

UNPROCESSABLE = 422
CONFLICT = 409


def act_without_form(request: HttpRequest, run: Callable[[], Any], *, done: Text, back: str) -> HttpResponse:
    """Run a command for a POST and go back, with the word that it is done or why it is not."""
    try:
        run()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, str(done))
    return redirect(back)


def act_with_form(
    request: HttpRequest,
    form: BaseForm,
    run: Callable[[Any], Any],
    *,
    title: Text,
    done: Text,
    back: str,
    breadcrumbs: Sequence[dict[str, Any]] = (),
    submit: Text = "",
    intro: Text = "",
    template: str = "screens/form.html",
) -> HttpResponse:
    """Show a small form, run the command with it, go back; objections stand at their fields with status 422.

    `template` extends `screens/form.html` where fields alone do not show what is asked.
    """
    conflict = None

    def perform() -> str:
        try:
            run(form)
        except ValidationError as refusal:
            place_errors(form, refusal)
            raise Refused from refusal
        return back

    if request.method == "POST" and form.is_valid():
        try:
            url, is_new = once(request, perform)
        except Refused:
            pass
        except EditConflict as meanwhile:
            conflict = conflict_context(form, meanwhile.row)
        else:
            messages.add_message(request, *((messages.SUCCESS, str(done)) if is_new else (messages.INFO, SENT_BEFORE)))
            return redirect(url)
    context = {
        "page_title": title,
        "page_subtitle": intro,
        "form": form,
        "sections": form_sections(form),
        "cancel_url": back,
        "breadcrumbs": breadcrumbs,
        "submit_label": submit or _("Save"),
        "conflict": conflict,
        "submission": submission_of(request),
    }
    status = CONFLICT if conflict else UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


def row_or_404(request: Any, permission: Permission, model: type[Model], pk: int) -> Any:
    """A row the actor may see; a foreign, an invisible and a missing one are the same 404."""
    try:
        return rows_for(request.actor, permission, model).get(pk=pk)
    except (model.DoesNotExist, OverflowError) as missing:  # type: ignore[attr-defined]
        raise Http404 from missing


def require_early(request: Any, permission: Permission, row: Model) -> None:
    """Refuse a form to those whose POST the command would refuse.

    Raises:
        PermissionDenied: the actor does not hold `permission` on `row`.
    """
    if not holds(request.actor, permission, row):
        raise PermissionDenied(permission.name)


def require_role(request: Any, permission: Permission) -> None:
    """Refuse a page to those who hold no role for it.

    Raises:
        PermissionDenied: none of the actor's roles carries `permission`.
    """
    if not permission.is_held_by(request.actor):
        raise PermissionDenied(permission.name)
