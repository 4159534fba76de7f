"""The words projects choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProjectKind(models.TextChoices):
    PRACTICE = "practice", _("practice")
    PROJECT = "project", _("project")
    CLUSTER = "cluster", _("cluster")
    INNOVATION_SITE = "innovation_site", _("innovation site")


class ProjectState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("project", "planned")
    RUNNING = "running", pgettext_lazy("project", "running")
    COMPLETED = "completed", pgettext_lazy("project", "completed")

    @property
    def tone(self) -> str:
        return {"planned": "neutral", "running": "success", "completed": "info"}[self.value]


class Section(models.TextChoices):
    """The sections of the practice passport, in its order, then the blocks of the business-model canvas.

    Source: the 22-section form of a practice passport; the canvas of A. Osterwalder and Y. Pigneur.
    """

    NAME = "name", _("Name of the practice")
    TERRITORY = "territory", _("Territory on which the practice was carried out")
    BACKGROUND = "background", _("Background")
    TERM = "term", _("Term of the practice")
    STATE_BEFORE = "state_before", _("Social and economic figures before the practice")
    GOAL = "goal", _("Goal and tasks")
    OPPORTUNITIES = "opportunities", _("Opportunities that made the practice possible")
    APPROACHES = "approaches", _("Approaches of principle")
    RESULTS = "results", _("Results of the practice")
    PARTICIPANTS = "participants", _("Participants and their roles")
    HEADCOUNTS = "headcounts", _("People the practice is for")
    CANVAS = "canvas", _("Business model in short")
    DESCRIPTION = "description", _("The practice in short")
    ACTIONS = "actions", _("Actions of deployment")
    LEGAL_ACTS = "legal_acts", _("Legal acts")
    RESOURCES = "resources", _("Resources needed")
    BENEFICIARIES = "beneficiaries", _("Beneficiaries")
    COSTS = "costs", _("Costs of the practice")
    STATE_AFTER = "state_after", _("Social and economic figures after the practice")
    LEADER = "leader", _("Leader and team")
    LINKS = "links", _("Links to internet resources")
    CONTACTS = "contacts", _("Contacts of those responsible")
    CANVAS_PARTNERS = "canvas_partners", _("Partners and suppliers")
    CANVAS_ACTIVITIES = "canvas_activities", _("Activities")
    CANVAS_VALUE = "canvas_value", _("Value proposition")
    CANVAS_CHANNELS = "canvas_channels", _("Channels")
    CANVAS_CLIENTS = "canvas_clients", _("Groups of clients")
    CANVAS_RESOURCES = "canvas_resources", _("Key resources")
    CANVAS_RELATIONS = "canvas_relations", _("Relations with clients")
    CANVAS_COSTS = "canvas_costs", _("Structure of costs")
    CANVAS_INCOME = "canvas_income", _("Structure of income")


CANVAS_BLOCKS = tuple(section for section in Section if section.value.startswith("canvas_"))
PASSPORT_SECTIONS = tuple(section for section in Section if section not in CANVAS_BLOCKS)


class WorkState(models.TextChoices):
    """How far one row of a roadmap is; being late is computed from its day."""

    PLANNED = "planned", pgettext_lazy("work", "planned")
    UNDER_WAY = "under_way", pgettext_lazy("work", "under way")
    DONE = "done", pgettext_lazy("work", "done")
    DROPPED = "dropped", pgettext_lazy("work", "dropped")

    @property
    def tone(self) -> str:
        return {"planned": "neutral", "under_way": "info", "done": "success", "dropped": "neutral"}[self.value]


class ResponsibleKind(models.TextChoices):
    PERSON = "person", pgettext_lazy("responsible", "person")
    GROUP = "group", pgettext_lazy("responsible", "group")
    ORGANISATION = "organisation", pgettext_lazy("responsible", "organisation")


class ProjectRole(models.TextChoices):
    HEAD = "head", _("head of the project")
    SUPERVISOR = "supervisor", _("scientific supervisor")
    CURATOR = "curator", pgettext_lazy("project", "curator")
    COORDINATOR = "coordinator", pgettext_lazy("project", "coordinator")
    METHODOLOGIST = "methodologist", pgettext_lazy("project", "methodologist")
    EXECUTOR = "executor", _("executor")
    TEACHER = "teacher", pgettext_lazy("project", "teacher")
    MENTOR = "mentor", pgettext_lazy("project", "mentor")
    EXPERT = "expert", pgettext_lazy("project", "expert")


class ResourceKind(models.TextChoices):
    MATERIAL = "material", _("material")
    FINANCIAL = "financial", _("financial")
    STAFF = "staff", _("staff")
    METHODICAL = "methodical", _("methodical")


class ActKind(models.TextChoices):
    ORDER = "order", pgettext_lazy("legal act", "order")
    DECREE = "decree", _("decree")
    REGULATION = "regulation", _("regulation")
    OTHER = "other", pgettext_lazy("legal act", "other")


class ActRelation(models.TextChoices):
    ADOPTED = "adopted", _("adopted for the project")
    CHANGED = "changed", _("changed for the project")


class ValueKind(models.TextChoices):
    BASELINE = "baseline", _("baseline")
    TARGET = "target", _("target")
    ACTUAL = "actual", _("actual")


class RoadmapLayout(models.TextChoices):
    """How a roadmap is printed; the values are the keys of its official forms."""

    BY_STAGES = "roadmap-by-stages", _("Roadmap by stages (4 columns)")
    AS_LIST = "roadmap-as-list", _("Roadmap as a list (5 columns)")
