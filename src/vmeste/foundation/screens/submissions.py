"""One effect for a form sent twice: a double click, an impatient second try, a repeated request of a bad line."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from vmeste.foundation.tenancy.scope import current_network_id

from .models import Submission

FIELD = "submission"
SENT_BEFORE = gettext_lazy("This was saved already; nothing was done twice.")
_KEPT = timedelta(days=1)
_CLEANED_EVERY_S = 3600
_LONGEST = 64


class Refused(Exception):
    """Leaves the transaction of a submission without a trace of it: the person corrects and sends again."""


def submission_of(request: HttpRequest) -> str:
    """The value of the form's hidden field: what was sent stays when the form comes back with objections."""
    return request.POST.get(FIELD, "")[:_LONGEST] or secrets.token_hex(16)


def once(request: HttpRequest, perform: Callable[[], str]) -> tuple[str, bool]:
    """Run `perform`, which answers the address of its result, unless the same form with the same content was sent.

    Answers the address and whether it was done now. The form is claimed before the effect and in its transaction:
    a second sending waits for the first at the unique constraint, then gets its address. The content counts too:
    who goes back, changes something and sends again means another effect. `perform` raises `Refused` when nothing
    was done. Costs 2 statements and a savepoint; a request without the field is just performed.
    """
    if not request.POST.get(FIELD):
        return perform(), True
    claim = {"user_id": request.actor.user_id or 0, "digest": _digest(request)}  # type: ignore[attr-defined]
    _forget_old()
    with transaction.atomic():
        sent = _claimed(claim)
        if sent is None:
            return Submission.objects.values_list("result_url", flat=True).get(**claim), False
        sent.result_url = perform()
        sent.save(update_fields=["result_url"])
        return sent.result_url, True


def _claimed(claim: dict[str, Any]) -> Submission | None:
    """The new claim, or None when the form was sent before; waits while another transaction holds it."""
    try:
        with transaction.atomic():
            return Submission.objects.create(**claim, created_at=timezone.now())  # noqa: TID251 - the clock of an entry point
    except IntegrityError:
        return None


def _digest(request: HttpRequest) -> str:
    """Address, fields and files of the form; the token against forgery is another one on every page."""
    whole = hashlib.sha256(request.get_full_path().encode())
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            whole.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        whole.update(repr((name, [(file.name, file.size) for file in files])).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _forget_old() -> None:
    """Delete what nobody will send again, once an hour."""
    if caches["calls"].add(f"submissions-cleaned-{current_network_id()}", 1, _CLEANED_EVERY_S):
        Submission.objects.filter(created_at__lt=timezone.now() - _KEPT).delete()  # noqa: TID251 - as above
