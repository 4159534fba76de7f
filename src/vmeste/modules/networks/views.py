"""Members, invitations and settings of a network; a person's own networks; accepting an invitation."""

from typing import Any, ClassVar

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import Permission, require, rows_for
from vmeste.foundation.screens.panels import facts, history
from vmeste.foundation.screens.screens import Screens, place_errors
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.errors import AddressTaken
from vmeste.modules.accounts.selectors import account_for

from . import jobs, permissions, selectors, services
from .filters import MemberFilter
from .forms import InviteForm, NetworkForm, NewAccountForm, RoleForm
from .models import Invitation, Membership
from .tables import MEMBERS

_UNPROCESSABLE = 422
_SESSION_DIGEST = "networks_invitation"


# Members


def _invite_action(request: Any) -> list[dict[str, Any]]:
    if not permissions.INVITE.is_held_by(request.actor):
        return []
    return [
        {"label": _("Invite"), "url": link("invitation-new"), "icon": "user-plus", "primary": True},
        {"label": _("Invitations"), "url": link("invitation-list"), "icon": "mail"},
    ]


def _member_actions(request: Any, membership: Membership) -> list[dict[str, Any]]:
    if not _may_manage(request, membership):
        return []
    return [
        {"label": _("Change the role"), "url": link("member-role", membership.pk), "icon": "pencil"},
        {"label": _("End membership"), "url": link("member-end", membership.pk), "icon": "user-minus", "danger": True},
    ]


class MemberScreens(Screens):
    model = Membership
    name = "member"
    path = "settings/members"
    title = gettext_lazy("Members")
    may_view = permissions.VIEW_MEMBERS
    rows = selectors.members_for_list
    table = MEMBERS
    filters = MemberFilter
    icon = "users"
    list_actions = _invite_action
    detail_actions = _member_actions
    panels: ClassVar = (
        facts(
            (gettext_lazy("role"), lambda row: row.get_role_display()),
            (gettext_lazy("where"), lambda row: row.place),
            (gettext_lazy("e-mail"), lambda row: row.user.email),
            (gettext_lazy("member since"), lambda row: row.created_at),
            area="main",
        ),
        history("member-history"),
    )


@require_http_methods(["GET", "POST"])
def change_role(request: Any, pk: int) -> HttpResponse:
    """Another role or place for a member one may manage."""
    membership = _managed(request, pk)
    initial = {
        "role": membership.role,
        "organisation": membership.organisation_id,
        "territory": membership.territory_id,
    }
    form = RoleForm(_posted(request), actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(membership, actor=request.actor, **form.values)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            messages.success(request, _("The role is changed."))
            return redirect(link("member-detail", pk))
    context = {
        "form": form,
        "page_title": _("Role of %(name)s") % {"name": membership.user},
        "breadcrumbs": _breadcrumbs(),
        "cancel_url": link("member-detail", pk),
    }
    return render(request, "networks/form.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def end_membership(request: Any, pk: int) -> HttpResponse:
    """The question, and on its answer the end."""
    membership = _managed(request, pk)
    if request.method == "GET":
        context = {"membership": membership, "breadcrumbs": _breadcrumbs(), "cancel_url": link("member-detail", pk)}
        return render(request, "networks/member_end.html", context)
    try:
        services.end_membership(membership, actor=request.actor, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(link("member-detail", pk))
    messages.success(request, _("Membership ended: %(who)s.") % {"who": membership})
    return redirect(link("member-list"))


# Invitations


@require_GET
def list_invitations(request: Any) -> HttpResponse:
    """Offers that nobody has taken up yet."""
    _require_role(request, permissions.INVITE)
    now = timezone.now()
    invitations = [
        {"row": row, "is_open": row.is_open_at(now)} for row in selectors.invitations_for_list(request.actor)[:200]
    ]
    context = {"invitations": invitations, "breadcrumbs": _breadcrumbs()}
    return render(request, "networks/invitations.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: Any) -> HttpResponse:
    """Offer a role; the letter goes out in the background."""
    _require_role(request, permissions.INVITE)
    form = InviteForm(_posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite_member(request.network, actor=request.actor, at=timezone.now(), **form.values)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            _send_letter(request, invitation)
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
            return redirect(link("invitation-list"))
    context = {
        "form": form,
        "page_title": _("Invite a person"),
        "page_subtitle": _("A letter with a link goes out; the link works once and for two weeks."),
        "breadcrumbs": [*_breadcrumbs(), {"label": _("Invitations"), "url": link("invitation-list")}],
        "cancel_url": link("invitation-list"),
        "submit_label": _("Send the invitation"),
    }
    return render(request, "networks/form.html", context, status=_status(form))


@require_POST
def resend(request: Any, pk: int) -> HttpResponse:
    """POST settings/invitations/<pk>/letter/ — a new letter, a new link, another fortnight."""
    try:
        invitation = services.resend_invitation(_offered(request, pk), actor=request.actor, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        _send_letter(request, invitation)
        messages.success(request, _("A new letter is on its way; the old link no longer works."))
    return redirect(link("invitation-list"))


@require_POST
def withdraw(request: Any, pk: int) -> HttpResponse:
    """POST settings/invitations/<pk>/withdrawal/"""
    try:
        services.withdraw_invitation(_offered(request, pk), actor=request.actor, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect(link("invitation-list"))


# The network


@require_http_methods(["GET", "POST"])
def change_network(request: Any) -> HttpResponse:
    """The network's own settings."""
    _require_role(request, permissions.CHANGE)
    form = NetworkForm(_posted(request), instance=request.network)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_network(request.network, actor=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect(link("network-settings"))
    context = {"form": form, "page_title": _("Network"), "cancel_url": link("overview")}
    return render(request, "networks/form.html", context, status=_status(form))


# One's own


@never_cache
@login_required
@require_GET
def list_own(request: Any) -> HttpResponse:
    """All roles of the person, in all networks."""
    context = {"memberships": selectors.memberships_of(request.user.pk)}
    return render(request, "networks/own.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def leave(request: Any, pk: int) -> HttpResponse:
    """The question, and on its answer the end of one's own role."""
    membership = get_object_or_404(selectors.memberships_of(request.user.pk), pk=pk)
    if request.method == "GET":
        return render(request, "networks/leave.html", {"membership": membership})
    network = membership.network
    with working_in(network):
        actor = selectors.actor_in(network, user_id=request.user.pk, label=str(request.user))
        if actor is None:
            raise Http404
        try:
            services.leave_network(membership, actor=actor, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("You have left: %(network)s.") % {"network": network})
    return redirect("my-networks")


# Accepting


@never_cache
@require_GET
def open_invitation(request: Any, secret: str) -> HttpResponse:
    """The link of the letter: the key goes into the session and out of the address (ASVS 14.2.1)."""
    request.session[_SESSION_DIGEST] = Invitation.digest_of(secret)
    return redirect("invitation")


@never_cache
@require_GET
def show_invitation(request: Any) -> HttpResponse:
    """What is offered, and the one way there is for this visitor to take it up."""
    return _invitation_page(request)


@never_cache
@require_POST
def accept(request: Any) -> HttpResponse:
    """Take the role up with the account one is signed in with."""
    if not request.user.is_authenticated:
        return redirect("invitation")
    try:
        membership = services.accept_invitation(request.user, digest=_digest(request), at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("invitation")
    return _welcome(request, membership)


@never_cache
@sensitive_post_parameters("password")
@require_POST
def accept_with_new_account(request: Any) -> HttpResponse:
    """Open the account the invitation is for, take the role up, sign in."""
    form = NewAccountForm(request.POST)
    if request.user.is_authenticated or not form.is_valid():
        return _invitation_page(request, form)
    language = translation.get_language() or "ru"
    try:
        user, membership = services.accept_with_new_account(
            _digest(request), language=language, at=timezone.now(), **form.cleaned_data
        )
    except AddressTaken:
        return redirect("invitation")
    except ValidationError as refusal:
        place_errors(form, refusal)
        return _invitation_page(request, form)
    welcome = _welcome(request, membership)
    response: HttpResponse = perform_login(request, user, redirect_url=welcome["Location"])
    return response


def _invitation_page(request: Any, form: NewAccountForm | None = None) -> HttpResponse:
    invitation = selectors.open_invitation(_digest(request), at=timezone.now())
    if invitation is None:
        return render(request, "networks/invitation_closed.html", status=410)
    owner = account_for(invitation.email)
    context = {
        "invitation": invitation,
        "network": invitation.network,
        "has_account": owner is not None,
        "is_mine": request.user.is_authenticated and request.user.email == invitation.email,
        "form": form or NewAccountForm(initial={"full_name": invitation.full_name}),
        "here": reverse("invitation"),
    }
    return render(request, "networks/invitation.html", context, status=_status(context["form"]))


def _welcome(request: Any, membership: Membership) -> HttpResponse:
    request.session.pop(_SESSION_DIGEST, None)
    messages.success(request, _("Welcome to «%(network)s»!") % {"network": membership.network})
    return redirect("overview", network=membership.network.slug)


def _digest(request: HttpRequest) -> str:
    return str(request.session.get(_SESSION_DIGEST, ""))


# Parts


def _managed(request: Any, pk: int) -> Membership:
    """The member one may manage; an invisible and a missing one are 404, one only to look at is 403."""
    membership = get_object_or_404(selectors.members_for_list(request.actor), pk=pk)
    require(request.actor, permissions.MANAGE_MEMBERS, membership)
    return membership


def _may_manage(request: Any, membership: Membership) -> bool:
    return rows_for(request.actor, permissions.MANAGE_MEMBERS, Membership).filter(pk=membership.pk).exists()


def _offered(request: Any, pk: int) -> Invitation:
    _require_role(request, permissions.INVITE)
    return get_object_or_404(selectors.invitations_for_list(request.actor), pk=pk)


def _require_role(request: Any, permission: Permission) -> None:
    if not permission.is_held_by(request.actor):
        raise PermissionDenied(permission.name)


def _send_letter(request: HttpRequest, invitation: Invitation) -> None:
    site = request.build_absolute_uri("/").rstrip("/")
    jobs.send_invitation.enqueue(invitation.pk, site, translation.get_language() or "ru")


def _breadcrumbs() -> list[dict[str, str]]:
    return [{"label": _("Members"), "url": link("member-list")}]


def _status(form: Any) -> int:
    return _UNPROCESSABLE if form.is_bound and form.errors else 200


def _posted(request: HttpRequest) -> Any:
    """The form's data; an empty POST is an answer too."""
    return request.POST if request.method == "POST" else None
