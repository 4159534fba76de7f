"""The workspace menu: filled by the modules, shown to those who may open what it names."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import FAMILY, Actor
from vmeste.foundation.access.permissions import Permission
from vmeste.foundation.tenancy.links import link

from .tables import Text

SECTIONS: dict[str, Text] = {
    "overview": "",
    "partners": _("Partners"),
    "agreements": _("Agreements"),
    "projects": _("Projects"),
    "people": _("Children and staff"),
    "programmes": _("Programmes"),
    "enrolment": _("Choice and lessons"),
    "documents": _("Documents"),
    "settings": _("Settings"),
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu; `order` sorts within its section. Without `may_view` it is for everybody who works here."""

    section: str
    label: Text
    url_name: str
    icon: str
    may_view: Permission | None = None
    order: int = 50


_items: list[MenuItem] = []


def add_to_menu(*items: MenuItem) -> None:
    for item in items:
        if item.section not in SECTIONS:
            raise LookupError(f"no menu section {item.section!r}")
        if item not in _items:
            _items.append(item)


def is_of_family_alone(actor: Actor) -> bool:
    """Whether somebody is here for a child and for nothing else."""
    return bool(actor.roles) and actor.roles <= FAMILY


def menu_for(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Sections with the items this actor may open; the item whose address is the longest prefix of `path` is active."""
    works_here = not is_of_family_alone(actor)
    visible = [(i, link(i.url_name)) for i in _items if (i.may_view.is_held_by(actor) if i.may_view else works_here)]
    # Everything in a network lies below the overview: a page that no other item names lights up none.
    home = link("overview")
    active = max((url for _item, url in visible if path.startswith(url) and url != home), key=len, default="")
    active = active or (path if path == home else "")
    sections = []
    for key, label in SECTIONS.items():
        items = sorted((pair for pair in visible if pair[0].section == key), key=lambda pair: pair[0].order)
        if items:
            shown = [{"label": i.label, "url": url, "icon": i.icon, "active": url == active} for i, url in items]
            sections.append({"key": key, "label": label, "items": shown})
    return sections


def menu_items() -> tuple[MenuItem, ...]:
    """Everything in the menu, for the tests that walk it."""
    return tuple(_items)


@dataclass(frozen=True, slots=True)
class PersonalItem:
    """A line of what belongs to the person and to no network: profile, sign-in, memberships."""

    label: Text
    url_name: str
    icon: str
    order: int = 50


_personal_items: list[PersonalItem] = []


def add_to_personal_menu(*items: PersonalItem) -> None:
    _personal_items.extend(item for item in items if item not in _personal_items)


def personal_menu(path: str) -> list[dict[str, Any]]:
    """The lines in their order; the one whose address is the longest prefix of `path` is active."""
    items = [(item, reverse(item.url_name)) for item in sorted(_personal_items, key=lambda i: i.order)]
    active = max((url for _item, url in items if path.startswith(url)), key=len, default="")
    return [{"label": item.label, "url": url, "icon": item.icon, "active": url == active} for item, url in items]
