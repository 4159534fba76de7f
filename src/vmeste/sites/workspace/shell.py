"""What every page of the workspace shows around its content."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import menu_for
from vmeste.foundation.tenancy.links import link
from vmeste.modules.networks.selectors import networks_of


def shell(request: Any) -> dict[str, Any]:
    """Menu, networks and the person; nothing outside a network. The networks are 1 query, made when shown."""
    actor = getattr(request, "actor", None)
    if actor is None or not hasattr(request, "network"):
        return {}
    here = request.network
    return {
        "menu": menu_for(actor, request.path),
        "network_name": here.name,
        "home_url": link("overview"),
        "search_url": link("search"),
        "networks": lambda: [
            {"label": n.name, "url": reverse("overview", args=[n.slug]), "active": n.pk == here.pk}
            for n in networks_of(actor.user_id)
        ],
        "user_name": actor.label,
        "user_role": ", ".join(sorted(str(role.label) for role in actor.roles)),
        "user_links": [
            {"label": _("My account"), "url": reverse("profile"), "icon": "user"},
            {"label": _("My background work"), "url": link("job-list"), "icon": "clock"},
            {"label": _("Sign out"), "url": reverse("account_logout"), "icon": "logout", "post": True},
        ],
    }
