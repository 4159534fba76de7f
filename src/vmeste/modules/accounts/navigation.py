"""The account's lines in the personal menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import PersonalItem, add_to_personal_menu

add_to_personal_menu(
    PersonalItem(_("Profile"), "account-profile", icon="user", order=10),
    PersonalItem(_("Password"), "account_change_password", icon="lock", order=20),
    PersonalItem(_("Second factor"), "mfa_index", icon="shield-check", order=30),
    PersonalItem(_("Devices"), "usersessions_list", icon="device-laptop", order=40),
    PersonalItem(_("API tokens"), "account-tokens", icon="key", order=60),
)
