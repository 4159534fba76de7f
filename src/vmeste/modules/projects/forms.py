"""Forms of projects and their rows."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.screens.choosers import RowChoiceField
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.reference.models import AcademicYear
from vmeste.pure.writing.templates.language import in_digits, in_words

from . import models
from .choices import RoadmapLayout, ValueKind, WorkState
from .selectors.naming import meant_by
from .selectors.reporting import Period

_LINES = {"rows": 4}
_YEARS_BACK = 6


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


class RoadmapDocumentForm(forms.Form):
    """In which layout a roadmap is printed, and what stands above it."""

    layout = forms.ChoiceField(label=_("Layout"), choices=RoadmapLayout, widget=forms.RadioSelect)
    approval = forms.CharField(
        label=_("Stamp of approval"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Stands at the top right, line by line. Empty: a blank to fill in by hand."),
    )
    agreed = forms.CharField(
        label=_("Stamp of agreement"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Stands at the top left; leave it empty when nobody has to agree."),
    )


class ChangedActForm(forms.Form):
    """Which order is to be changed; only one with number and date can be named."""

    changed = forms.ModelChoiceField(models.ProjectAct.objects.none(), label=_("Which order is changed"))

    def __init__(self, *args: Any, project: models.Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changed: Any = self.fields["changed"]
        known = project.acts.exclude(act__issued_on=None).select_related("act")
        changed.queryset = known.order_by("position", "pk")
        changed.label_from_instance = lambda row: f"{row.act}. {row.act.title}" if row.act.title else str(row.act)


class OrderForm(forms.Form):
    """The words of an order. With `changed` it is about changes, and must name that act by number and date."""

    issuer = forms.CharField(label=_("Issued by"), max_length=300)
    issued_on = DateField(label=_("Date"), required=False, help_text=_("Empty: a blank to fill in by hand."))
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    place = forms.CharField(label=_("Place of issue"), max_length=120, required=False)
    heading = forms.CharField(
        label=pgettext_lazy("order", "About what"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    preamble = forms.CharField(
        label=_("Preamble"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    points = forms.CharField(
        label=_("Points"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("One a line, numbered by itself; a line that begins with a dash belongs to the point above it."),
    )
    annexes = forms.CharField(
        label=_("Annexes"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line."),
    )
    signatory_post = forms.CharField(label=_("Position of the signatory"), max_length=200, required=False)
    signatory = forms.CharField(label=_("Signatory"), max_length=150, required=False)
    acquainted = forms.CharField(
        label=_("Who is to be acquainted"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name and position, one a line. Empty: no sheet of acquaintance."),
    )

    sections = (
        (_("Requisites"), ("issuer", "issued_on", "number", "place")),
        (_("Text of the order"), ("heading", "preamble", "points", "annexes")),
        (_("Signature and acquaintance"), ("signatory_post", "signatory", "acquainted")),
    )

    def __init__(self, *args: Any, changed: models.LegalAct | None = None, doubtful: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed = changed
        if doubtful:
            points = self.fields["points"]
            look = _("Please check these forms: %(words)s") % {"words": doubtful}
            points.help_text = f"{points.help_text} {look}."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.changed is not None and self.changed.issued_on is not None:
            said = " ".join(f"{cleaned.get('heading', '')} {cleaned.get('points', '')}".split())
            day = self.changed.issued_on
            days = (str(in_digits(day)), " ".join(str(in_words(day)).split()))
            if f"№ {self.changed.number}" not in said or not any(one in said for one in days):
                named = _("An order about changes names the changed order by number and date: № %(number)s, %(day)s.")
                self.add_error("points", named % {"number": self.changed.number, "day": days[0]})
        return cleaned


class PeriodForm(forms.Form):
    """Of which period and organisation a report is wanted."""

    DAYS = "days"

    period = forms.ChoiceField(label=_("Period"))
    since = DateField(label=_("From the day"), required=False)
    until = DateField(label=_("To the day"), required=False)
    organisation = RowChoiceField(
        "organisations", label=_("Organisation"), required=False, help_text=_("Empty: all that you may see.")
    )

    def __init__(self, *args: Any, actor: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.for_actor(actor)
        self._years = {f"school-{year.pk}": year for year in AcademicYear.objects.order_by("-starts_on")}
        calendar = range(today.year, today.year - _YEARS_BACK, -1)
        period: Any = self.fields["period"]
        period.choices = [
            *((f"year-{year}", str(year)) for year in calendar),
            *((key, _("academic year %(name)s") % {"name": year.name}) for key, year in self._years.items()),
            (self.DAYS, _("from day to day")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("period") == self.DAYS:
            since, until = cleaned.get("since"), cleaned.get("until")
            for name in ("since", "until"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Name both days."))
            if since and until and until < since:
                self.add_error("until", _("The period must end after it begins."))
        return cleaned

    @property
    def asked(self) -> Period:
        """The period of a valid form."""
        key = self.cleaned_data["period"]
        if key == self.DAYS:
            since, until = self.cleaned_data["since"], self.cleaned_data["until"]
            return Period(since, until + timedelta(days=1), f"период с {in_digits(since)} по {in_digits(until)}")
        if key in self._years:
            year = self._years[key]
            return Period(year.starts_on, year.ends_on, f"{year.name} учебный год")
        number = int(key.removeprefix("year-"))
        return Period(date(number, 1, 1), date(number + 1, 1, 1), f"{number} год")
