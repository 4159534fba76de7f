"""Projects: goal and tasks, roadmap, centres, participants, acts, indicators, costs, texts."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.tenancy.models import EditableModel, NetworkModel
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import AcademicYear

from .choices import (
    ActKind,
    ActRelation,
    ProjectKind,
    ProjectRole,
    ProjectState,
    ResourceKind,
    ResponsibleKind,
    Section,
    ValueKind,
    WorkState,
)
from .errors import ForeignPart


class Project(EditableModel):
    """What several organisations do together for a time: a practice, a project, a cluster.

    Runs from `starts_on` (inclusive) to `ends_on` (exclusive); `term` is how the document says it. The two head-counts
    mean different people – those who take part, and those whom the effect reaches – and are never added up.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ProjectKind, default=ProjectKind.PROJECT)
    state = models.CharField(_("state"), max_length=15, choices=ProjectState, default=ProjectState.RUNNING)
    name = models.CharField(_("name"), max_length=500)
    working_name = models.CharField(_("working name"), max_length=200, blank=True)
    sort_key = SortKeyField(source="name")
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="led_projects", verbose_name=_("leads")
    )
    territory_name = models.CharField(_("territory"), max_length=300, blank=True)
    term = models.CharField(_("term in words"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends before"), null=True, blank=True)
    year = models.ForeignKey(
        AcademicYear, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("academic year")
    )
    goal = models.TextField(_("goal"), max_length=4000, blank=True)
    taking_part = models.PositiveIntegerField(
        _("people who take part"), null=True, blank=True, help_text=_("Empty means unknown, not none.")
    )
    reached = models.PositiveIntegerField(
        _("people the effect reaches"), null=True, blank=True, help_text=_("Other people than those who take part.")
    )
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="copies", verbose_name=_("continues")
    )

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="projects_by_name"),
            models.Index(fields=["network", "starts_on", "id"], name="projects_by_beginning"),
            models.Index(fields=["network", "lead"], name="projects_of_lead"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message=_("The term must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.working_name or self.name


class ProjectPart(EditableModel):
    """A row of one project, in the project's own order."""

    position = models.PositiveSmallIntegerField(_("order"), default=1, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "id"]


class ProjectText(EditableModel):
    """A section's own words: printed as they are; making the document again never touches them."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="texts", verbose_name=_("project"))
    section = models.CharField(_("section"), max_length=20, choices=Section)
    text = models.TextField(_("text"), max_length=20_000)

    class Meta:
        ordering: ClassVar = ["section", "id"]
        verbose_name = _("text of a section")
        verbose_name_plural = _("texts of sections")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "project", "section"],
                condition=Q(removed_at=None),
                name="section_text_once",
                violation_error_message=_("This section has a text already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_section_display())


class ProjectTask(ProjectPart):
    """One of the tasks in which the goal is taken apart."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks", verbose_name=_("project"))
    text = models.CharField(_("task"), max_length=1000)

    class Meta(ProjectPart.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="tasks_of_project")]

    def __str__(self) -> str:
        return self.text


class ProjectStage(ProjectPart):
    """A stage with its own term and goal; a task may recur in several."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stages", verbose_name=_("project"))
    name = models.CharField(pgettext_lazy("project", "stage"), max_length=200)
    term = models.CharField(_("term in words"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends before"), null=True, blank=True)
    goal = models.CharField(_("goal of the stage"), max_length=1000, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = pgettext_lazy("project", "stage")
        verbose_name_plural = pgettext_lazy("project", "stages")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="stages_of_project")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="stage_ends_after_start",
                violation_error_message=_("The term must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoadmapRow(ProjectPart):
    """One work of the roadmap: task × stage × content × form of results × responsible × term × state × evidence.

    `number` is the document's own («14.15.»). `due_on` is the last day; None means no day was named.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="roadmap", verbose_name=_("project"))
    number = models.CharField(_("number"), max_length=20, blank=True)
    task = models.ForeignKey(
        ProjectTask, models.PROTECT, null=True, blank=True, related_name="roadmap", verbose_name=_("task")
    )
    stage = models.ForeignKey(
        ProjectStage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roadmap",
        verbose_name=pgettext_lazy("project", "stage"),
    )
    content = models.TextField(_("content of the work"), max_length=4000)
    results = models.TextField(
        _("form of results"), max_length=2000, blank=True, help_text=_("One a line: a plan, a report, agreements…")
    )
    term = models.CharField(_("term in words"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=15, choices=WorkState, default=WorkState.PLANNED, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True, editable=False)

    class Meta(ProjectPart.Meta):
        verbose_name = _("row of the roadmap")
        verbose_name_plural = _("roadmap")
        indexes: ClassVar = [
            models.Index(fields=["network", "project", "position"], name="roadmap_of_project"),
            models.Index(fields=["network", "state", "due_on"], name="roadmap_by_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                name="work_due_after_start",
                violation_error_message=_("The work must be due after it begins."),
            ),
            models.CheckConstraint(condition=Q(state=WorkState.DONE) | Q(done_on=None), name="only_done_work_has_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.content}".strip()[:150]

    def clean(self) -> None:
        for name in ("task", "stage"):
            part = getattr(self, name)
            if part is not None and part.project_id != self.project_id:
                raise ForeignPart(name)


class Responsible(NetworkModel):
    """Who answers for a work, as the roadmap names them; an organisation of the network where one is meant."""

    row = models.ForeignKey(RoadmapRow, models.CASCADE, related_name="responsible_rows")
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("kind"), max_length=15, choices=ResponsibleKind, default=ResponsibleKind.GROUP)
    name = models.CharField(_("name"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("responsible person")
        verbose_name_plural = _("responsible")
        indexes: ClassVar = [
            models.Index(fields=["network", "row", "position"], name="responsible_of_row"),
            models.Index(fields=["network", "organisation"], name="work_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class CoordinationCentre(ProjectPart):
    """A centre of a field on the base of an organisation; no legal entity of its own."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="centres", verbose_name=_("project"))
    name = models.CharField(_("coordination centre"), max_length=300)
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coordination_centres",
        verbose_name=_("on the base of"),
    )
    offers = models.TextField(
        _("programmes and forms of work"), max_length=4000, blank=True, help_text=_("One a line.")
    )

    class Meta(ProjectPart.Meta):
        verbose_name = _("coordination centre")
        verbose_name_plural = _("coordination centres")
        indexes: ClassVar = [
            models.Index(fields=["network", "project", "position"], name="centres_of_project"),
            models.Index(fields=["network", "host"], name="centres_of_host"),
        ]

    def __str__(self) -> str:
        return self.name


class Participant(ProjectPart):
    """Who takes part and what their role is: an organisation, or a group such as pupils or parents."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="participants", verbose_name=_("project"))
    name = models.CharField(_("participant"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="project_participations",
        verbose_name=_("organisation"),
    )
    role = models.TextField(_("role in the project"), max_length=2000, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes: ClassVar = [
            models.Index(fields=["network", "project", "position"], name="participants_of_project"),
            models.Index(fields=["network", "organisation"], name="projects_of_participant"),
        ]

    def __str__(self) -> str:
        return self.name


class LegalAct(EditableModel):
    """An order, decree or regulation; issuer, number and date together tell one from another."""

    kind = models.CharField(_("kind"), max_length=15, choices=ActKind, default=ActKind.ORDER)
    issuer = models.CharField(_("issued by"), max_length=300)
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["-issued_on", "id"]
        verbose_name = _("legal act")
        verbose_name_plural = _("legal acts")
        indexes: ClassVar = [models.Index(fields=["network", "issued_on", "id"], name="acts_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "issuer", "number", "issued_on"],
                condition=Q(removed_at=None),
                name="legal_act_once",
                violation_error_message=_("This issuer has an act with this number and date already."),
            ),
            models.UniqueConstraint(
                fields=["network", "issuer", "number"],
                condition=Q(removed_at=None, issued_on=None),
                name="undated_legal_act_once",
                violation_error_message=_("This issuer has an undated act with this number already."),
            ),
        ]

    def __str__(self) -> str:
        number = f"№ {self.number}"
        return f"{number} · {self.issued_on:%d.%m.%Y}" if self.issued_on else number


class ProjectAct(ProjectPart):
    """What a legal act did for a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="acts", verbose_name=_("project"))
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="projects", verbose_name=_("legal act"))
    relation = models.CharField(_("relation"), max_length=10, choices=ActRelation, default=ActRelation.ADOPTED)
    changes = models.TextField(_("changes made"), max_length=2000, blank=True)
    result = models.TextField(_("result"), max_length=2000, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("legal act of the project")
        verbose_name_plural = _("legal acts of the project")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="acts_of_project")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "project", "act"],
                condition=Q(removed_at=None),
                name="act_in_project_once",
                violation_error_message=_("This act stands here already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.act)


class Assignment(ProjectPart):
    """Who held which role from when to when, and by which act; a change is a new row, so the history stays."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="assignments", verbose_name=_("project"))
    role = models.CharField(_("role"), max_length=15, choices=ProjectRole, default=ProjectRole.CURATOR)
    person_name = models.CharField(_("name of the person"), max_length=150)
    post = models.CharField(_("position held"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    centre = models.ForeignKey(
        CoordinationCentre, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("centre")
    )
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appointed by")
    )
    since = models.DateField(pgettext_lazy("role", "since"), null=True, blank=True)
    until = models.DateField(pgettext_lazy("role", "until"), null=True, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("role in the project")
        verbose_name_plural = _("roles in the project")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="roles_of_project")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gt=F("since")),
                name="role_ends_after_start",
                violation_error_message=_("The term must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name} ({self.get_role_display()})"

    def clean(self) -> None:
        if self.centre is not None and self.centre.project_id != self.project_id:
            raise ForeignPart("centre")


class Approach(ProjectPart):
    """A principle the project keeps to."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="approaches", verbose_name=_("project"))
    text = models.CharField(_("approach"), max_length=1000)

    class Meta(ProjectPart.Meta):
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="approaches_of_project")]

    def __str__(self) -> str:
        return self.text[:150]


class Opportunity(ProjectPart):
    """What made the project possible."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="opportunities", verbose_name=_("project"))
    text = models.TextField(_("opportunity"), max_length=4000)

    class Meta(ProjectPart.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="opportunities_of_project")]

    def __str__(self) -> str:
        return self.text[:150]


class IndicatorGroup(ProjectPart):
    """Indicators that are compared over the same two periods: each group has its own base."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicator_groups", verbose_name=_("project"))
    name = models.CharField(_("group of indicators"), max_length=500)
    base_period = models.CharField(_("base period"), max_length=60, blank=True)
    target_period = models.CharField(_("period of the target"), max_length=60, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("group of indicators")
        verbose_name_plural = _("groups of indicators")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="groups_of_project")]

    def __str__(self) -> str:
        return self.name


class Indicator(ProjectPart):
    """One measured thing with its unit; a missing value is missing, never zero."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators", verbose_name=_("project"))
    group = models.ForeignKey(IndicatorGroup, models.PROTECT, related_name="indicators", verbose_name=_("group"))
    name = models.CharField(_("indicator"), max_length=500)
    unit = models.CharField(_("unit"), max_length=30, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes: ClassVar = [
            models.Index(fields=["network", "project", "position"], name="indicators_of_project"),
            models.Index(fields=["network", "group", "position"], name="indicators_of_group"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.group.project_id != self.project_id:
            raise ForeignPart("group")


class IndicatorValue(EditableModel):
    """A value of an indicator in one period, of the whole project or of one organisation."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("indicator"))
    kind = models.CharField(_("kind of value"), max_length=10, choices=ValueKind, default=ValueKind.ACTUAL)
    period = models.CharField(_("period"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["period", "id"]
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        indexes: ClassVar = [models.Index(fields=["network", "indicator", "period"], name="values_of_indicator")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "indicator", "kind", "period", "organisation"],
                condition=Q(removed_at=None),
                name="indicator_value_once",
                violation_error_message=_("There is a value of this kind for this period already."),
            ),
            models.UniqueConstraint(
                fields=["network", "indicator", "kind", "period"],
                condition=Q(removed_at=None, organisation=None),
                name="own_indicator_value_once",
                violation_error_message=_("There is a value of this kind for this period already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.value.normalize():f}"


class Beneficiary(ProjectPart):
    """Who gains, and what."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="beneficiaries", verbose_name=_("project"))
    name = models.CharField(_("beneficiary"), max_length=300)
    benefit = models.TextField(_("benefit"), max_length=4000, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="beneficiaries_of_project")]

    def __str__(self) -> str:
        return self.name


class ProjectResource(ProjectPart):
    """What the project needs, and what for."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="resources", verbose_name=_("project"))
    kind = models.CharField(_("kind"), max_length=15, choices=ResourceKind, default=ResourceKind.MATERIAL)
    text = models.TextField(_("resource"), max_length=2000)
    purpose = models.TextField(_("what it is for"), max_length=2000, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="resources_of_project")]

    def __str__(self) -> str:
        return self.text[:150]


class CostItem(ProjectPart):
    """A line of costs, in roubles; an unknown sum is empty. `number` is the document's own («1.1»)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="costs", verbose_name=_("project"))
    number = models.CharField(_("number"), max_length=20, blank=True)
    name = models.CharField(_("cost item"), max_length=500)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    amount = models.DecimalField(
        _("sum, ₽"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    source = models.TextField(_("source of funding"), max_length=1000, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("cost item")
        verbose_name_plural = _("costs")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="costs_of_project")]

    def __str__(self) -> str:
        return self.name


class ProjectLink(ProjectPart):
    """A page on the internet about the project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="links", verbose_name=_("project"))
    name = models.CharField(_("name of the resource"), max_length=300)
    url = models.URLField(_("address"), max_length=500)

    class Meta(ProjectPart.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="links_of_project")]

    def __str__(self) -> str:
        return self.name


class ProjectContact(ProjectPart):
    """Whom to ask about the project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="contacts", verbose_name=_("project"))
    person_name = models.CharField(_("name of the person"), max_length=150, blank=True)
    post = models.CharField(_("position held"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes: ClassVar = [models.Index(fields=["network", "project", "position"], name="contacts_of_project")]

    def __str__(self) -> str:
        return self.person_name or self.post

    def clean(self) -> None:
        if not self.person_name and not self.post:
            raise ValidationError({"person_name": _("Give a name or a position.")})
