"""`{% link 'agreement-detail' 7 %}`: addresses inside the active network."""

from typing import Any

from django import template

from vmeste.foundation.tenancy.links import link as link_to

register = template.Library()


@register.simple_tag
def link(name: str, *args: Any, **kwargs: Any) -> str:
    return link_to(name, *args, **kwargs)
