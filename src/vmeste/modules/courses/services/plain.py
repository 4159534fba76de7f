"""The rows that need no more than the ordinary edits."""

from vmeste.foundation.editing.edits import edits_of
from vmeste.foundation.editing.parts import parts_of
from vmeste.modules.courses import models, permissions

PROGRAMMES = edits_of(models.Programme, may=permissions.EDIT)
FUNDING = parts_of(models.Funding, of="programme", may=permissions.EDIT)
VENUES = edits_of(models.Venue, may=permissions.EDIT_VENUES)
BREAKS = edits_of(models.CalendarBreak, may=permissions.EDIT_BREAKS)
NETWORK_PARTS = parts_of(models.NetworkPart, of="network_form", may=permissions.EDIT_FORMS)
PLAN_LINES = parts_of(models.PlanLine, of="school_class", may=permissions.EDIT_PLANS)
