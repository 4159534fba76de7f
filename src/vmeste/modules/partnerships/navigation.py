"""Where partnerships stand in the menu and on the overview."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.foundation.screens.overview import DueItem, Figure, shows_due, shows_figures
from vmeste.foundation.tenancy.links import link

from . import permissions
from .selectors.registers import (
    partnership_figures,
    partnerships_long_in_first_stage,
    partnerships_without_direction,
)

_SHOWN = 5

add_to_menu(
    MenuItem("partners", _("Partnerships"), "partnership-list", "heart-handshake", permissions.VIEW, 40),
    MenuItem("partners", _("By direction"), "direction-map", "map", permissions.VIEW, 50),
    MenuItem("partners", _("Map of ties"), "tie-map", "network", permissions.VIEW, 60),
)


@shows_due
def partnerships_to_complete(actor: Actor, today: date) -> Iterator[DueItem]:
    """What the actor may complete, never urgent; 2 queries."""
    for partnership in partnerships_without_direction(actor, today=today)[:_SHOWN]:
        url = link("partnership-edit", partnership.pk)
        yield DueItem(str(partnership), _("name a direction"), url, None, "info")
    for partnership in partnerships_long_in_first_stage(actor, today=today)[:_SHOWN]:
        url = link("partnership-detail", partnership.pk)
        yield DueItem(str(partnership), _("over a year at the first stage: is there joint work?"), url, None, "info")


@shows_figures
def figures_of_partnerships(actor: Actor, today: date) -> Iterator[Figure]:
    numbers = partnership_figures(actor, today=today)
    note = _("new within a year: %(number)s") % {"number": numbers["new"]} if numbers["new"] else ""
    url = f"{link('partnership-list')}?state=goes_on"
    yield Figure(_("partnerships that go on"), numbers["alive"], url, "heart-handshake", note)
