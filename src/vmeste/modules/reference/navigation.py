"""Reference rows in the menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, add_to_menu

from . import permissions

add_to_menu(
    MenuItem("settings", _("Directions"), "direction-list", "compass", permissions.VIEW_DIRECTIONS, order=20),
    MenuItem("settings", _("Territories"), "territory-list", "map-pin", permissions.VIEW_TERRITORIES, order=21),
    MenuItem("settings", _("Academic years"), "academic-year-list", "calendar", permissions.VIEW_YEARS, order=22),
    MenuItem("settings", _("Norms"), "norm-list", "adjustments", permissions.VIEW_NORMS, order=23),
)
