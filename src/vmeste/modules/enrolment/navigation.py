"""Where choice, lessons and certificates stand in the menu."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.modules.people import permissions as people

from . import permissions

add_to_menu(
    MenuItem("overview", _("My children"), "family-home", "home", people.VIEW_FAMILY, 10),
    MenuItem("enrolment", _("Lessons"), "lesson-list", "checklist", permissions.VIEW_LESSONS, 50),
    MenuItem("enrolment", _("Orders and results"), "order-list", "gavel", permissions.VIEW_ORDERS, 60),
    MenuItem(
        "enrolment", _("Register of certificates"), "certificate-list", "certificate", permissions.VIEW_CERTIFICATES, 70
    ),
)
