from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, PersonalItem, add_to_menu, add_to_personal_menu

from . import permissions

add_to_menu(
    MenuItem("settings", _("Members"), "member-list", icon="users", may_view=permissions.VIEW_MEMBERS, order=80),
    MenuItem("settings", _("Network"), "network-settings", icon="settings", may_view=permissions.CHANGE, order=90),
)
add_to_personal_menu(PersonalItem(_("My networks"), "my-networks", icon="affiliate", order=50))
