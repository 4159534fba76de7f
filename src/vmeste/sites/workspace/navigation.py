"""The workspace's own pages in the menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, add_to_menu

add_to_menu(MenuItem("overview", _("Overview"), "overview", icon="home", order=10))
