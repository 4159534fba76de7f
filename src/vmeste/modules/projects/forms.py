"""Forms of projects and their rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.choosers import RowChoiceField
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.reference.models import AcademicYear

from . import models
from .choices import ValueKind, WorkState
from .selectors.naming import meant_by

_LINES = {"rows": 4}


class ProjectForm(CommandForm):
    lead = RowChoiceField("organisations", label=_("Leads"), required=False)

    class Meta:
        model = models.Project
        fields = (
            *("kind", "state", "name", "working_name", "lead", "territory_name", "term", "starts_on", "ends_on"),
            *("year", "goal", "taking_part", "reached"),
        )
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    sections = (
        (_("The project"), ("kind", "name", "working_name", "goal")),
        (_("Where and who"), ("lead", "territory_name", "taking_part", "reached")),
        (_("Term"), ("state", "term", "starts_on", "ends_on", "year")),
    )


class PartForm(CommandForm):
    """A row of a project; choices among its other rows are the project's own."""

    def __init__(self, *args: Any, project: models.Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if project is not None:
            for name in ("task", "stage", "group", "centre"):
                if name in self.fields:
                    own: Any = self.fields[name]
                    own.queryset = own.queryset.filter(project=project).order_by("position", "pk")


class TaskForm(PartForm):
    class Meta:
        model = models.ProjectTask
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs=_LINES)}


class StageForm(PartForm):
    class Meta:
        model = models.ProjectStage
        fields = ("name", "term", "starts_on", "ends_on", "goal")
        field_classes = {"starts_on": DateField, "ends_on": DateField}


class WorkForm(PartForm):
    """A work of the roadmap; those who answer for it a line each."""

    responsible = forms.CharField(
        label=_("Responsible"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: a person, a group or an organisation of the network by its name."),
    )

    class Meta:
        model = models.RoadmapRow
        fields = ("number", "content", "results", "responsible", "task", "stage", "term", "starts_on", "due_on")
        field_classes = {"starts_on": DateField, "due_on": DateField}
        widgets = {"content": forms.Textarea(attrs=_LINES), "results": forms.Textarea(attrs=_LINES)}

    sections = (
        (_("Work"), ("number", "content", "results", "responsible")),
        (_("Place in the project"), ("task", "stage")),
        (_("Term"), ("term", "starts_on", "due_on")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["responsible"] = "\n".join(row.name for row in self.instance.responsible_rows.all())

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        return {**values, "responsible": meant_by(self.actor, values["responsible"].splitlines())}


class ReportForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=WorkState)
    done_on = DateField(label=_("Done on"), required=False)
    evidence = forms.CharField(
        label=_("What proves it"), max_length=500, required=False, help_text=_("A document, a link, a sentence.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == WorkState.DONE and not cleaned.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", _("Say on which day it was done."))
        return cleaned


class CentreForm(PartForm):
    host = RowChoiceField("organisations", label=_("On the base of"), required=False)

    class Meta:
        model = models.CoordinationCentre
        fields = ("name", "host", "offers")


class ParticipantForm(PartForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"), required=False)

    class Meta:
        model = models.Participant
        fields = ("name", "organisation", "role")


class AssignmentForm(PartForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"), required=False)
    act = RowChoiceField("legal-acts", label=_("Appointed by"), required=False)

    class Meta:
        model = models.Assignment
        fields = ("role", "person_name", "post", "organisation", "centre", "act", "since", "until")
        field_classes = {"since": DateField, "until": DateField}


class LegalActForm(CommandForm):
    class Meta:
        model = models.LegalAct
        fields = ("kind", "issuer", "number", "issued_on", "title")
        field_classes = {"issued_on": DateField}
        widgets = {"title": forms.Textarea(attrs=_LINES)}


class ProjectActForm(PartForm):
    act = RowChoiceField("legal-acts", label=_("Legal act"))

    class Meta:
        model = models.ProjectAct
        fields = ("act", "relation", "changes", "result")


class ApproachForm(PartForm):
    class Meta:
        model = models.Approach
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs=_LINES)}


class OpportunityForm(PartForm):
    class Meta:
        model = models.Opportunity
        fields = ("text",)


class GroupForm(PartForm):
    class Meta:
        model = models.IndicatorGroup
        fields = ("name", "base_period", "target_period")


class IndicatorForm(PartForm):
    class Meta:
        model = models.Indicator
        fields = ("group", "name", "unit")


class ValueForm(forms.Form):
    """One value of one indicator; an empty value takes it away."""

    kind = forms.ChoiceField(label=_("Kind of value"), choices=ValueKind)
    period = forms.CharField(label=_("Period"), max_length=60)
    organisation = RowChoiceField(
        "organisations", label=_("Organisation"), required=False, help_text=_("Empty: of the whole project.")
    )
    value = forms.DecimalField(
        label=_("Value"),
        required=False,
        max_digits=16,
        decimal_places=4,
        localize=True,
        help_text=_("Empty: not known."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.for_actor(actor)


class BeneficiaryForm(PartForm):
    class Meta:
        model = models.Beneficiary
        fields = ("name", "benefit")


class ResourceForm(PartForm):
    class Meta:
        model = models.ProjectResource
        fields = ("kind", "text", "purpose")
        widgets = {"text": forms.Textarea(attrs=_LINES), "purpose": forms.Textarea(attrs=_LINES)}


class CostForm(PartForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"), required=False)

    class Meta:
        model = models.CostItem
        fields = ("number", "name", "organisation", "amount", "source")
        localized_fields = ("amount",)
        widgets = {"source": forms.Textarea(attrs=_LINES)}


class LinkForm(PartForm):
    url = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")

    class Meta:
        model = models.ProjectLink
        fields = ("name", "url")


class ContactForm(PartForm):
    class Meta:
        model = models.ProjectContact
        fields = ("person_name", "post", "phone", "email")


class SectionForm(CommandForm):
    """The words of one section."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Printed as it is. Making the document again never changes it."),
    )

    class Meta:
        model = models.ProjectText
        fields = ("text",)


class ContinuationForm(forms.Form):
    year = forms.ModelChoiceField(AcademicYear.objects.none(), label=_("Academic year"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        year.queryset = AcademicYear.objects.order_by("-starts_on")
