from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import EVERYONE, Role
from vmeste.foundation.access.permissions import Permission

_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CURATOR})

VIEW_DIRECTIONS = Permission("reference.view_directions", _("See directions"), "reference.Direction", EVERYONE)
EDIT_DIRECTIONS = Permission("reference.edit_directions", _("Edit directions"), "reference.Direction", _KEEPERS)
VIEW_TERRITORIES = Permission("reference.view_territories", _("See territories"), "reference.Territory", EVERYONE)
EDIT_TERRITORIES = Permission("reference.edit_territories", _("Edit territories"), "reference.Territory", _KEEPERS)
VIEW_YEARS = Permission("reference.view_years", _("See academic years"), "reference.AcademicYear", EVERYONE)
EDIT_YEARS = Permission("reference.edit_years", _("Edit academic years"), "reference.AcademicYear", _KEEPERS)
VIEW_NORMS = Permission("reference.view_norms", _("See norms"), "reference.Norm", EVERYONE)
EDIT_NORMS = Permission("reference.edit_norms", _("Edit norms"), "reference.Norm", _KEEPERS)
