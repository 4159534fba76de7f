"""The account's lines in the personal menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import PersonalItem, add_to_personal_menu

add_to_personal_menu(
    PersonalItem(_("Profile"), "account-profile", "user", order=10),
    PersonalItem(_("Password"), "account_change_password", "lock", order=20),
    PersonalItem(_("Second factor"), "mfa_index", "shield-check", order=30),
    PersonalItem(_("Devices"), "usersessions_list", "device-laptop", order=40),
    PersonalItem(_("API tokens"), "account-tokens", "key", order=60),
)
