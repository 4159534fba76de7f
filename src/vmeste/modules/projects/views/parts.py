"""The rows that live on a project's pages."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.parts import Parts
from vmeste.foundation.screens.tables import Column, Kind
from vmeste.modules.projects import forms
from vmeste.modules.projects.models import Project
from vmeste.modules.projects.selectors import details
from vmeste.modules.projects.services import parts, roadmap


def _own(project: Project) -> dict[str, Any]:
    return {"project": project}


class TaskParts(Parts):
    whole, name, path = "project", "project-task", "tasks"
    edits = parts.TASKS
    rows = lambda project: project.tasks.all()  # noqa: E731 - a declaration
    form_class = forms.TaskForm
    columns = (Column("text", _("Task"), is_link=True),)
    add_label = _("Add a task")
    empty_text = _("Take the goal apart into tasks; the roadmap is grouped by them.")


class StageParts(Parts):
    whole, name, path = "project", "project-stage", "stages"
    edits = parts.STAGES
    rows = lambda project: project.stages.all()  # noqa: E731 - a declaration
    form_class = forms.StageForm
    columns = (
        Column("name", _("Stage"), is_link=True),
        Column("term", _("Term")),
        Column("starts_on", _("Begins"), kind=Kind.DATE),
        Column("ends_on", _("Ends before"), kind=Kind.DATE),
        Column("goal", _("Goal")),
    )
    add_label = _("Add a stage")
    empty_text = _("Stages give the works their terms.")


class WorkParts(Parts):
    """The roadmap's own panel is richer; the pages are these."""

    whole, name, path = "project", "roadmap-row", "roadmap/works"
    edits = roadmap.WORKS
    rows = details.roadmap_of
    form_class = forms.WorkForm
    form_context = _own
    columns = (Column("content", _("Content of the work"), is_link=True),)
    add_label = _("Add a work")
    back = "project-roadmap"


class CentreParts(Parts):
    whole, name, path = "project", "coordination-centre", "centres"
    edits = parts.CENTRES
    rows = details.centres_of
    form_class = forms.CentreForm
    columns = (
        Column("name", _("Centre"), is_link=True),
        Column("host", _("On the base of")),
        Column("offers", _("Programmes and forms of work")),
    )
    add_label = _("Add a centre")
    empty_text = _("A centre leads one field on the base of an organisation.")


class ParticipantParts(Parts):
    whole, name, path = "project", "participant", "participants"
    edits = parts.PARTICIPANTS
    rows = details.participants_of
    form_class = forms.ParticipantForm
    columns = (Column("name", _("Participant"), is_link=True), Column("role", _("Role in the project")))
    add_label = _("Add a participant")
    empty_text = _("Organisations and groups of people, and what they do here.")


class AssignmentParts(Parts):
    whole, name, path = "project", "assignment", "roles"
    edits = parts.ASSIGNMENTS
    rows = details.assignments_of
    form_class = forms.AssignmentForm
    form_context = _own
    columns = (
        Column("person_name", _("Person"), is_link=True),
        Column("role", _("Role"), value="get_role_display"),
        Column("organisation", _("Organisation")),
        Column("centre", _("Centre")),
        Column("since", _("Since"), kind=Kind.DATE),
        Column("until", _("Until"), kind=Kind.DATE),
        Column("act", _("Appointed by")),
    )
    add_label = _("Appoint somebody")
    empty_text = _("Who leads, supervises and curates, from when to when and by which order.")


class OpportunityParts(Parts):
    whole, name, path = "project", "opportunity", "opportunities"
    edits = parts.OPPORTUNITIES
    rows = lambda project: project.opportunities.all()  # noqa: E731 - a declaration
    form_class = forms.OpportunityForm
    columns = (Column("text", _("Opportunity"), is_link=True),)
    add_label = _("Add an opportunity")
    back = "project-passport"


class ApproachParts(Parts):
    whole, name, path = "project", "approach", "approaches"
    edits = parts.APPROACHES
    rows = lambda project: project.approaches.all()  # noqa: E731 - a declaration
    form_class = forms.ApproachForm
    columns = (Column("text", _("Approach"), is_link=True),)
    add_label = _("Add an approach")
    back = "project-passport"


class BeneficiaryParts(Parts):
    whole, name, path = "project", "beneficiary", "beneficiaries"
    edits = parts.BENEFICIARIES
    rows = lambda project: project.beneficiaries.all()  # noqa: E731 - a declaration
    form_class = forms.BeneficiaryForm
    columns = (Column("name", _("Beneficiary"), is_link=True), Column("benefit", _("Benefit")))
    add_label = _("Add a beneficiary")
    back = "project-passport"


class GroupParts(Parts):
    whole, name, path = "project", "indicator-group", "indicators/groups"
    edits = parts.GROUPS
    rows = lambda project: project.indicator_groups.all()  # noqa: E731 - a declaration
    form_class = forms.GroupForm
    columns = (
        Column("name", _("Group"), is_link=True),
        Column("base_period", _("Base period")),
        Column("target_period", _("Period of the target")),
    )
    add_label = _("Add a group")
    empty_text = _("Each group of indicators has its own base period.")
    back = "project-indicators"
    area = "side"


class IndicatorParts(Parts):
    """The panel with values is richer; the pages are these."""

    whole, name, path = "project", "indicator", "indicators/rows"
    edits = parts.INDICATORS
    rows = lambda project: project.indicators.all()  # noqa: E731 - a declaration
    form_class = forms.IndicatorForm
    form_context = _own
    columns = (Column("name", _("Indicator"), is_link=True),)
    add_label = _("Add an indicator")
    back = "project-indicators"


class CostParts(Parts):
    whole, name, path = "project", "cost-item", "costs"
    edits = parts.COSTS
    rows = details.costs_of
    form_class = forms.CostForm
    columns = (
        Column("number", _("No.")),
        Column("name", _("Cost item"), is_link=True),
        Column("amount", _("Sum, ₽"), kind=Kind.MONEY),
        Column("source", _("Source of funding")),
    )
    add_label = _("Add a cost")
    back = "project-means"


class ResourceParts(Parts):
    whole, name, path = "project", "project-resource", "resources"
    edits = parts.RESOURCES
    rows = lambda project: project.resources.all()  # noqa: E731 - a declaration
    form_class = forms.ResourceForm
    columns = (
        Column("text", _("Resource"), is_link=True),
        Column("kind", _("Kind"), value="get_kind_display"),
        Column("purpose", _("What it is for")),
    )
    add_label = _("Add a resource")
    back = "project-means"


class ActParts(Parts):
    whole, name, path = "project", "project-act", "acts"
    edits = parts.PROJECT_ACTS
    rows = details.acts_of
    form_class = forms.ProjectActForm
    columns = (
        Column("act", _("Act"), is_link=True),
        Column("title", _("Title"), value="act.title"),
        Column("relation", _("Relation"), value="get_relation_display"),
        Column("changes", _("Changes made")),
        Column("result", _("Result")),
    )
    add_label = _("Name an act")
    empty_text = _("Orders and regulations by which the project was approved and changed.")
    back = "project-means"


class LinkParts(Parts):
    whole, name, path = "project", "project-link", "links"
    edits = parts.LINKS
    rows = lambda project: project.links.all()  # noqa: E731 - a declaration
    form_class = forms.LinkForm
    columns = (Column("name", _("Name"), is_link=True), Column("url", _("Address")))
    add_label = _("Add a link")
    back = "project-means"
    area = "side"


class ContactParts(Parts):
    whole, name, path = "project", "project-contact", "contacts"
    edits = parts.CONTACTS
    rows = lambda project: project.contacts.all()  # noqa: E731 - a declaration
    form_class = forms.ContactForm
    columns: ClassVar = (
        Column("person_name", _("Person"), value=str, is_link=True),
        Column("post", _("Position")),
        Column("phone", _("Phone")),
        Column("email", _("E-mail")),
    )
    add_label = _("Add a contact")
    back = "project-means"
    area = "side"


EVERY = (
    *(TaskParts, StageParts, WorkParts, CentreParts, ParticipantParts, AssignmentParts),
    *(OpportunityParts, ApproachParts, BeneficiaryParts, GroupParts, IndicatorParts),
    *(CostParts, ResourceParts, ActParts, LinkParts, ContactParts),
)
