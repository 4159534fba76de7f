"""Words and numbers of the network, for programs."""

from typing import ClassVar

from vmeste.foundation.endpoints.endpoints import Endpoints
from vmeste.foundation.endpoints.shapes import answer_of, values_of

from . import permissions, selectors, services
from .models import AcademicYear, Direction, Norm, Territory

_DIRECTION = ("name", "note")
_TERRITORY = ("name", "kind", "oktmo", "region")
_YEAR = ("name", "starts_on", "ends_on")
_NORM = ("kind", "value", "valid_from", "valid_to", "source")


class DirectionEndpoints(Endpoints):
    model = Direction
    path = "directions"
    may_view = permissions.VIEW_DIRECTIONS
    rows = selectors.directions_for_list
    schema_out = answer_of(Direction, *_DIRECTION)
    schema_in = values_of(Direction, *_DIRECTION)
    sorts: ClassVar = {"name": "sort_key"}
    create_command = services.DIRECTIONS.add
    update_command = services.DIRECTIONS.change
    remove_command = services.DIRECTIONS.remove
    restore_command = services.DIRECTIONS.restore


class TerritoryEndpoints(Endpoints):
    model = Territory
    path = "territories"
    may_view = permissions.VIEW_TERRITORIES
    rows = selectors.territories_for_list
    schema_out = answer_of(Territory, *_TERRITORY)
    schema_in = values_of(Territory, *_TERRITORY)
    related: ClassVar = {"region": permissions.VIEW_TERRITORIES}
    sorts: ClassVar = {"name": "sort_key"}
    create_command = services.TERRITORIES.add
    update_command = services.TERRITORIES.change
    remove_command = services.TERRITORIES.remove
    restore_command = services.TERRITORIES.restore


class AcademicYearEndpoints(Endpoints):
    model = AcademicYear
    path = "academic-years"
    may_view = permissions.VIEW_YEARS
    rows = selectors.academic_years_for_list
    schema_out = answer_of(AcademicYear, *_YEAR)
    schema_in = values_of(AcademicYear, *_YEAR)
    sorts: ClassVar = {"starts_on": "starts_on"}
    create_command = services.YEARS.add
    update_command = services.YEARS.change
    remove_command = services.YEARS.remove
    restore_command = services.YEARS.restore


class NormEndpoints(Endpoints):
    model = Norm
    path = "norms"
    may_view = permissions.VIEW_NORMS
    rows = selectors.norms_for_list
    schema_out = answer_of(Norm, *_NORM)
    schema_in = values_of(Norm, *_NORM)
    sorts: ClassVar = {"valid_from": "valid_from"}
    create_command = services.NORMS.add
    update_command = services.NORMS.change
    remove_command = services.NORMS.remove
    restore_command = services.NORMS.restore
