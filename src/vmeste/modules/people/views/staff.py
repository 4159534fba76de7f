"""Members of staff, their posts and clearances."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.screens.acts import act_with_form, require_role
from vmeste.foundation.screens.panels import facts, history
from vmeste.foundation.screens.parts import Parts
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Badge, Column, Kind
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions
from vmeste.modules.people.filters import StaffFilters
from vmeste.modules.people.forms import NewStaffForm, PostForm, StaffForm
from vmeste.modules.people.models import StaffMember
from vmeste.modules.people.selectors.registers import posts_of, staff_for_list
from vmeste.modules.people.services.staff import POSTS, add_staff, change_staff, remove_staff, restore_staff
from vmeste.modules.people.tables import STAFF


class PostParts(Parts):
    whole = "staff"
    name, path = "staff-post", "posts"
    edits = POSTS
    rows = posts_of
    form_class = PostForm
    title = gettext_lazy("Positions")
    add_label = gettext_lazy("Add a position")
    is_ordered = False
    columns = (
        Column("post", gettext_lazy("Position"), is_link=True),
        Column("organisation", gettext_lazy("Organisation")),
        Column("subject", pgettext_lazy("of a school", "Subject")),
        Column("starts_on", gettext_lazy("From"), kind=Kind.DATE),
        Column("ends_on", gettext_lazy("Before"), kind=Kind.DATE),
        Column("cleared_until", gettext_lazy("Clearance until"), kind=Kind.DATE),
    )


def _badges(member: StaffMember) -> list[Badge]:
    badges = []
    if member.erased_at is not None:
        badges.append(Badge(_("data destroyed"), "neutral"))
    ends = [post.cleared_until for post in member.posts.all() if post.cleared_until]
    if ends and min(ends) <= timezone.localdate():
        badges.append(Badge(_("clearance has ended"), "danger"))
    return badges


def _acts(request: Any, member: StaffMember) -> list[dict[str, Any]]:
    if not holds(request.actor, permissions.EDIT_STAFF, member) or member.erased_at is not None:
        return []
    acts: list[dict[str, Any]] = []
    if member.user_id is None:
        acts.append({"label": _("Make a code"), "url": link("staff-code", member.pk), "icon": "key", "post": True})
    erasure = {"label": _("Destroy the data"), "url": link("staff-erasure", member.pk), "icon": "trash"}
    return [*acts, {**erasure, "is_rare": True}]


def _add_action(request: Any) -> list[dict[str, Any]]:
    if not permissions.EDIT_STAFF.is_held_by(request.actor):
        return []
    return [{"label": _("Add a member of staff"), "url": link("staff-new"), "icon": "plus", "primary": True}]


class StaffScreens(Screens):
    model = StaffMember
    name = "staff"
    path = "staff"
    title = gettext_lazy("Staff")
    icon = "user"
    may_view = permissions.VIEW_STAFF
    rows = staff_for_list
    table = STAFF
    filters = StaffFilters
    form_class = StaffForm
    update_command = change_staff
    remove_command = remove_staff
    restore_command = restore_staff
    empty_text = gettext_lazy("Who teaches and leads groups, at which organisation, cleared until when.")
    badges = _badges
    list_actions = _add_action
    detail_actions = _acts
    panels = (PostParts.panel(), facts("gender", "phone", "email"), history("staff-history"))


@require_http_methods(["GET", "POST"])
def add_member(request: Any) -> HttpResponse:
    """staff/new/ – a person with the first post."""
    require_role(request, permissions.EDIT_STAFF)
    return act_with_form(
        request,
        NewStaffForm(request.POST or None, actor=request.actor),
        lambda form: add_staff(request.network, actor=request.actor, **form.values),
        title=_("Add a member of staff"),
        done=_("The member of staff is recorded."),
        back=link("staff-list"),
        breadcrumbs=[{"label": _("Staff"), "url": link("staff-list")}],
    )
