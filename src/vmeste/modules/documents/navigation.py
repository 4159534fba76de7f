"""Where documents stand in the menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, add_to_menu

from . import permissions

add_to_menu(
    MenuItem("documents", _("Documents read"), "reading-list", "file-search", permissions.VIEW_REVIEWS, 15),
    MenuItem("documents", _("Issued documents"), "issued-list", "file-certificate", permissions.VIEW_ISSUED, 20),
    MenuItem("documents", _("Templates"), "template-list", "template", permissions.VIEW_TEMPLATES, 30),
)
