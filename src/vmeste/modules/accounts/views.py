"""The account's own pages: profile, e-mail, API tokens, language."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from vmeste.foundation.screens.screens import place_errors

from . import jobs, services
from .adapters import own_site, remember_language
from .choices import networks_for
from .forms import EmailForm, ProfileForm, TokenForm
from .selectors import tokens_of

_UNPROCESSABLE = 422
_SESSION_SECRET = "accounts_new_token"  # noqa: S105 - the name under which a new secret waits for its page


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: Any) -> HttpResponse:
    """Name and language; the e-mail has a page of its own."""
    form = ProfileForm(_posted(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.change_profile(request.user, **form.cleaned_data)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            with translation.override(user.language):
                messages.success(request, _("Your profile is saved."))
            response = redirect("account-profile")
            remember_language(response, user.language)
            return response
    return render(request, "accounts/profile.html", {"form": form}, status=_status(form))


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def change_email(request: Any) -> HttpResponse:
    """Ask for a letter to the new address."""
    form = EmailForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="reset_password", key=f"email {request.user.pk}"):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        services.ask_for_email(request.user, email=form.cleaned_data["email"])
        jobs.send_email_link.enqueue(request.user.pk, own_site(request))
        messages.success(request, _("Look into the new mailbox: there is a letter with a link."))
        return redirect("account-profile")
    return render(request, "accounts/email.html", {"form": form}, status=_status(form))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def confirm_email(request: Any, key: str) -> HttpResponse:
    """The link of the letter: opening shows the question, answering it moves the account."""
    if request.method == "GET":
        return render(request, "accounts/email_confirm.html")
    try:
        services.confirm_email(request.user, key=key)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Your e-mail is changed."))
    return redirect("account-profile")


@never_cache
@login_required
@require_GET
def list_tokens(request: Any) -> HttpResponse:
    """All tokens; a secret just made is shown this once."""
    names = dict(networks_for(request.user.pk))
    now = timezone.now()
    tokens = [
        {"token": token, "network": names.get(token.network_id, ""), "is_valid": token.is_valid_at(now)}
        for token in tokens_of(request.user.pk)
    ]
    context = {"tokens": tokens, "secret": request.session.pop(_SESSION_SECRET, ""), "has_networks": bool(names)}
    return render(request, "accounts/tokens.html", context)


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def new_token(request: Any) -> HttpResponse:
    form = TokenForm(_posted(request), user_id=request.user.pk)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "network_id": form.cleaned_data["network"]}
        del values["network"]
        try:
            _token, secret = services.issue_token(request.user, at=timezone.now(), **values)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            request.session[_SESSION_SECRET] = secret
            return redirect("account-tokens")
    return render(request, "accounts/token_form.html", {"form": form}, status=_status(form))


@login_required
@require_POST
def revoke_token(request: Any, pk: int) -> HttpResponse:
    """POST tokens/<pk>/revocation/; somebody else's token is no token."""
    token = get_object_or_404(tokens_of(request.user.pk), pk=pk)
    services.revoke_token(token, at=timezone.now())
    messages.success(request, _("The token «%(label)s» opens nothing any more.") % {"label": token.label})
    return redirect("account-tokens")


def choose_language(request: Any) -> HttpResponse:
    """Django's own view, and the account remembers the choice."""
    response = set_language(request)
    chosen = response.cookies.get("language")
    if chosen is not None and request.user.is_authenticated:
        services.choose_language(request.user, language=chosen.value)
    return response


def _status(form: Any) -> int:
    return _UNPROCESSABLE if form.is_bound and form.errors else 200


def _posted(request: HttpRequest) -> Any:
    """The form's data; an empty POST is an answer too."""
    return request.POST if request.method == "POST" else None
