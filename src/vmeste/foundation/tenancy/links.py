"""Addresses inside the active network."""

from typing import Any

from django.urls import reverse

from .scope import active_network


def link(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a workspace page, `/n/<network>/…`, of the active network.

    Positional arguments follow the network in the pattern; Django wants either kind alone, so they are named
    `pk` when there is just one.
    """
    if len(args) == 1:
        kwargs["pk"] = args[0]
    return reverse(name, kwargs={"network": active_network().slug, **kwargs})
