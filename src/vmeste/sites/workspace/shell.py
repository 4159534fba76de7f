"""What every page of the workspace shows around its content."""

from typing import Any

from django.http import HttpRequest

from vmeste.foundation.screens.menu import menu_for
from vmeste.modules.networks.selectors import networks_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu and networks of the person; nothing outside a network. Networks are read only when shown: 1 query."""
    actor = getattr(request, "actor", None)
    if actor is None or not hasattr(request, "network"):
        return {}
    return {
        "network": request.network,
        "menu": menu_for(actor, request.path),
        "networks": lambda: networks_of(actor.user_id),
    }
