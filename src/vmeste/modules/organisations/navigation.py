"""Organisations in the menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, add_to_menu

from . import permissions

add_to_menu(
    MenuItem("partners", _("Organisations"), "organisation-list", "building-community", permissions.VIEW, order=10),
    MenuItem("partners", _("Duplicates"), "duplicate-list", "copy", permissions.MERGE, order=90),
)
