"""Imports in the menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, add_to_menu

from . import permissions

add_to_menu(MenuItem("documents", _("Imports"), "import-list", "upload", permissions.VIEW, order=10))
