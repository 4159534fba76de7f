"""The rows of a project that need no more than the ordinary edits."""

from vmeste.foundation.editing.edits import edits_of
from vmeste.foundation.editing.parts import parts_of
from vmeste.modules.projects import models, permissions

ACTS = edits_of(models.LegalAct, may=permissions.EDIT_ACTS)

TASKS = parts_of(models.ProjectTask, of="project", may=permissions.EDIT)
STAGES = parts_of(models.ProjectStage, of="project", may=permissions.EDIT)
CENTRES = parts_of(models.CoordinationCentre, of="project", may=permissions.EDIT)
PARTICIPANTS = parts_of(models.Participant, of="project", may=permissions.EDIT)
PROJECT_ACTS = parts_of(models.ProjectAct, of="project", may=permissions.EDIT)
ASSIGNMENTS = parts_of(models.Assignment, of="project", may=permissions.EDIT)
APPROACHES = parts_of(models.Approach, of="project", may=permissions.EDIT)
OPPORTUNITIES = parts_of(models.Opportunity, of="project", may=permissions.EDIT)
GROUPS = parts_of(models.IndicatorGroup, of="project", may=permissions.EDIT)
INDICATORS = parts_of(models.Indicator, of="project", may=permissions.EDIT)
BENEFICIARIES = parts_of(models.Beneficiary, of="project", may=permissions.EDIT)
RESOURCES = parts_of(models.ProjectResource, of="project", may=permissions.EDIT)
COSTS = parts_of(models.CostItem, of="project", may=permissions.EDIT)
LINKS = parts_of(models.ProjectLink, of="project", may=permissions.EDIT)
CONTACTS = parts_of(models.ProjectContact, of="project", may=permissions.EDIT)
