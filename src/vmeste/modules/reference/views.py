"""Screens of reference rows, under the settings."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.panels import facts, history
from vmeste.foundation.screens.screens import Screens

from . import forms, permissions, selectors, services, tables
from .models import AcademicYear, Direction, Norm, Territory


class DirectionScreens(Screens):
    model = Direction
    name = "direction"
    title = _("Directions")
    path = "settings/directions"
    may_view = permissions.VIEW_DIRECTIONS
    rows = selectors.directions_for_list
    table = tables.DIRECTIONS
    form_class = forms.DirectionForm
    create_command = services.DIRECTIONS.add
    update_command = services.DIRECTIONS.change
    remove_command = services.DIRECTIONS.remove
    restore_command = services.DIRECTIONS.restore
    panels: ClassVar = (facts("name", "note", area="main"), history("direction-history"))
    icon = "compass"
    new_label = _("Add a direction")
    empty_text = _("Directions say what partners work on together; agreements and partnerships are grouped by them.")


class TerritoryScreens(Screens):
    model = Territory
    name = "territory"
    title = _("Territories")
    path = "settings/territories"
    may_view = permissions.VIEW_TERRITORIES
    rows = selectors.territories_for_list
    table = tables.TERRITORIES
    form_class = forms.TerritoryForm
    create_command = services.TERRITORIES.add
    update_command = services.TERRITORIES.change
    remove_command = services.TERRITORIES.remove
    restore_command = services.TERRITORIES.restore
    panels: ClassVar = (facts("name", "kind", "region", "oktmo", area="main"), history("territory-history"))
    icon = "map-pin"
    new_label = _("Add a territory")
    empty_text = _("Regions and municipalities of the network; a curator may be limited to one of them.")


class AcademicYearScreens(Screens):
    model = AcademicYear
    name = "academic-year"
    title = _("Academic years")
    path = "settings/academic-years"
    may_view = permissions.VIEW_YEARS
    rows = selectors.academic_years_for_list
    table = tables.YEARS
    form_class = forms.AcademicYearForm
    create_command = services.YEARS.add
    update_command = services.YEARS.change
    remove_command = services.YEARS.remove
    restore_command = services.YEARS.restore
    panels: ClassVar = (facts("name", "starts_on", "ends_on", area="main"), history("academic-year-history"))
    icon = "calendar"
    new_label = _("Add an academic year")
    empty_text = _("Reports and plans are made for an academic year.")


class NormScreens(Screens):
    model = Norm
    name = "norm"
    title = _("Norms")
    path = "settings/norms"
    may_view = permissions.VIEW_NORMS
    rows = selectors.norms_for_list
    table = tables.NORMS
    form_class = forms.NormForm
    create_command = services.NORMS.add
    update_command = services.NORMS.change
    remove_command = services.NORMS.remove
    restore_command = services.NORMS.restore
    panels: ClassVar = (
        facts("kind", "value", "valid_from", "valid_to", "source", area="main"),
        history("norm-history"),
    )
    icon = "adjustments"
    new_label = _("Add a value")
    empty_text = _("Numbers that a regulation sets: each holds from a day on and names its source.")
