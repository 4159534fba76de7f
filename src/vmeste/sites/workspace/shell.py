"""What every page of the workspace shows around its content."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from vmeste.foundation.screens.menu import is_of_family_alone, menu_for, personal_menu
from vmeste.foundation.tenancy.links import link
from vmeste.modules.networks.selectors import networks_of

_PERSONAL_PAGES = "/account/"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, networks and the person's own links; networks are read only when shown: 1 query."""
    if getattr(request, "actor", None) is not None and hasattr(request, "network"):
        return _of_network(request)
    # A page of refusal may come before anybody has looked who is there.
    user = getattr(request, "user", None)
    if request.path.startswith(_PERSONAL_PAGES) and user is not None and user.is_authenticated:
        return _of_person(request)
    return {}


def _of_network(request: Any) -> dict[str, Any]:
    network, actor = request.network, request.actor
    is_family = is_of_family_alone(actor)
    return {
        "network": network,
        "network_name": network.name,
        "network_badge": _demo_badge() if network.is_demo else None,
        "home_url": link("family-home" if is_family else "overview"),
        "search_url": "" if is_family else link("search"),
        "menu": SimpleLazyObject(lambda: menu_for(actor, request.path)),  # error pages show none
        "networks": lambda: _switch(actor.user_id, network.pk),
        "user_name": actor.label,
        "user_role": ", ".join(sorted(str(role.label) for role in actor.roles)),
        "user_links": [
            *([] if is_family else [{"label": _("My background work"), "url": link("job-list"), "icon": "clock"}]),
            *_user_links(request),
        ],
    }


def _demo_badge() -> dict[str, str]:
    """What stands beside the network's name, so that nobody takes an invented person for a real one."""
    return {
        "text": _("Demonstration"),
        "title": _("Organisations are from published documents; people, and what is dated around today, are invented."),
    }


def _of_person(request: Any) -> dict[str, Any]:
    return {
        "home_url": reverse("home"),
        "menu": [{"label": _("My account"), "items": personal_menu(request.path)}],
        "user_name": str(request.user),
        "user_links": _user_links(request),
    }


def _switch(user_id: int, current_id: int) -> list[dict[str, Any]]:
    return [
        {
            "label": network.name,
            "url": reverse("overview", kwargs={"network": network.slug}),
            "active": network.pk == current_id,
        }
        for network in networks_of(user_id)
    ]


def _user_links(request: HttpRequest) -> list[dict[str, Any]]:
    links = personal_menu(request.path)
    return [*links, {"label": _("Sign out"), "url": reverse("account_logout"), "icon": "logout", "post": True}]
