"""What people type about programmes, groups, rooms and plans."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.choosers import RowChoiceField
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.agreements import permissions as agreement_permissions
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import ClassProfile
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.projects import permissions as project_permissions
from vmeste.modules.projects.models import CoordinationCentre, Project
from vmeste.modules.reference.models import AcademicYear

from . import models
from .choices import FocusArea, ProgrammeKind, SchoolLevel, Weekday, Weeks
from .selectors.network_forms import agreements_to_rest_on
from .selectors.programmes import venues_for_list

_CLOCK = re.compile(r"([01]?\d|2[0-3])\s*[:.,\-\s]\s*([0-5]\d)|([01]\d|2[0-3])([0-5]\d)")
_MOST_MEETINGS = 14
_LONGEST_WAY = 600


class ClockField(forms.CharField):
    """A time of day, typed as 15:30, 15.30 or 1530; the value is minutes after midnight."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"placeholder": "15:30", "inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        """Raises ValidationError for what is no time of day."""
        text = super().clean(value)
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("A time of day, for example 15:30."))
        hours, minutes = found[1] or found[3], found[2] or found[4]
        return int(hours) * 60 + int(minutes)

    def prepare_value(self, value: Any) -> Any:
        return models.clock(value) if isinstance(value, int) else value


class ProgrammeForm(CommandForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"))

    class Meta:
        model = models.Programme
        fields = (
            *("title", "kind", "focus", "level", "organisation", "centre", "summary", "is_published"),
            *("first_grade", "last_grade", "first_age", "last_age"),
            *("hours_a_week", "hours_a_year", "final_document"),
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}

    sections = (
        (_("The programme"), ("title", "kind", "focus", "level", "organisation", "centre")),
        (_("For whom"), ("first_grade", "last_grade", "first_age", "last_age")),
        (_("How much"), ("hours_a_week", "hours_a_year", "final_document")),
        (_("Catalogue"), ("summary", "is_published")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = rows_for(self.actor, project_permissions.VIEW, Project)
        own = Q(project__in=visible) | Q(pk=self.instance.centre_id)
        centre: Any = self.fields["centre"]
        centre.queryset = CoordinationCentre.objects.filter(own).order_by("project_id", "position", "pk")


class FundingForm(CommandForm):
    payer = RowChoiceField("organisations", label=_("Payer"), required=False)

    class Meta:
        model = models.Funding
        fields = ("source", "payer", "hours_a_week", "basis")


class VenueForm(CommandForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"))

    class Meta:
        model = models.Venue
        fields = ("name", "organisation", "site", "capacity", "is_online")


class BreakForm(CommandForm):
    organisation = RowChoiceField(
        "organisations", label=_("Organisation"), required=False, help_text=_("Empty: the whole network.")
    )

    class Meta:
        model = models.CalendarBreak
        fields = ("name", "year", "organisation", "starts_on", "ends_on")
        field_classes = {"starts_on": DateField, "ends_on": DateField}


class MeetingForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    weekday = forms.TypedChoiceField(label=_("Day"), choices=Weekday, coerce=int)
    starts_at = ClockField(label=_("Begins at"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=600, initial=45)
    weeks = forms.ChoiceField(label=_("Weeks"), choices=Weeks, initial=Weeks.EVERY)
    venue = forms.ChoiceField(label=_("Another room"), required=False)

    def __init__(self, *args: Any, venues: Iterable[models.Venue] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(row.pk): row for row in venues}
        chosen: Any = self.fields["venue"]
        named = [(key, f"{row} · {row.organisation}") for key, row in self.rooms.items()]
        chosen.choices = [("", _("as the group")), *named]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, minutes = cleaned.get("starts_at"), cleaned.get("minutes")
        if starts_at is not None and minutes is not None and starts_at + minutes > models.DAY_MINUTES:
            self.add_error("minutes", _("A meeting ends before midnight."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        words = {name: cleaned[name] for name in ("id", "weekday", "starts_at", "minutes", "weeks")}
        return {**words, "venue": self.rooms.get(cleaned["venue"])}


class _Meetings(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows somebody filled in and did not remove."""

    @property
    def values(self) -> list[dict[str, Any]]:
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [form.values for form in kept if form.has_changed() or form.initial.get("id")]


MeetingFormset: Any = forms.formset_factory(
    MeetingForm, formset=_Meetings, extra=1, can_delete=True, max_num=_MOST_MEETINGS, validate_max=True
)


class GroupForm(CommandForm):
    """A group with all its weekly meetings on one page."""

    programme = RowChoiceField("programmes", label=_("Programme"))
    teacher = RowChoiceField("staff", label=_("Teacher"), required=False)
    venue = RowChoiceField("venues", label=_("Room"), required=False)

    class Meta:
        model = models.StudyGroup
        fields = (
            *("programme", "year", "name", "teacher", "venue", "first_grade", "last_grade"),
            *("seats", "fewest", "target", "starts_on", "ends_on"),
        )
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    sections = (
        (_("The group"), ("programme", "year", "name", "first_grade", "last_grade")),
        (_("Who and where"), ("teacher", "venue")),
        (_("Seats"), ("seats", "fewest", "target")),
        (_("Term, when it is not the whole year"), ("starts_on", "ends_on")),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        rows = list(self.instance.meetings.all()) if self.instance.pk is not None else []
        known = [
            {
                "id": row.pk,
                "weekday": row.weekday,
                "starts_at": row.starts_at,
                "minutes": row.minutes,
                "weeks": row.weeks,
                "venue": row.venue_id and str(row.venue_id),
            }
            for row in rows
        ]
        venues = list(venues_for_list(self.actor))
        is_sent = data is not None and "meetings-TOTAL_FORMS" in data
        self.meetings = MeetingFormset(
            data if is_sent else None, prefix="meetings", initial=known, form_kwargs={"venues": venues}
        )
        self.is_sent_with_meetings = is_sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_sent_with_meetings and not self.meetings.is_valid():
            self.add_error(None, _("Look at the meetings below."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        return {**values, "meetings": self.meetings.values} if self.is_sent_with_meetings else values


class ReservedForm(CommandForm):
    school = RowChoiceField("organisations", label=_("School"), required=False)
    profile = forms.ChoiceField(
        label=_("Profile of the class"), choices=[("", _("any")), *ClassProfile.choices], required=False
    )

    class Meta:
        model = models.ReservedSeats
        fields = ("seats", "school", "profile")


class CancellationForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("of a cancelled group", "Reason"), max_length=200)


class WaysForm(forms.Form):
    """Minutes from one organisation to every other, a field each."""

    def __init__(self, *args: Any, others: Iterable[Organisation], known: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {f"to_{row.pk}": row for row in others}
        for name, row in self.others.items():
            self.fields[name] = forms.IntegerField(
                label=str(row), required=False, min_value=0, max_value=_LONGEST_WAY, initial=known.get(row.pk)
            )

    @property
    def minutes(self) -> dict[Organisation, int | None]:
        return {row: self.cleaned_data[name] for name, row in self.others.items()}


class PlanLineForm(CommandForm):
    """A line of a plan; the group is one of the class's year."""

    programme = RowChoiceField("programmes", label=_("Programme"))
    group = RowChoiceField("study-groups", label=_("Study group"), required=False)

    class Meta:
        model = models.PlanLine
        fields = ("programme", "group", "hours_a_week", "hours_a_year", "form", "basis", "funding")

    def __init__(self, *args: Any, school_class: SchoolClass | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school_class = school_class

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        group, programme = cleaned.get("group"), cleaned.get("programme")
        if group is not None and programme is not None and group.programme_id != programme.pk:
            self.add_error("group", _("This is a group of another programme."))
        if group is not None and self.school_class is not None and group.year_id != self.school_class.year_id:
            self.add_error("group", _("This is a group of another year."))
        return cleaned


class ApprovalForm(forms.Form):
    """What stands in the corner of an official plan."""

    approval = forms.CharField(
        label=_("Approval stamp"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 5})
    )


class PlanChoiceForm(forms.Form):
    """Which plan of an organisation is shown."""

    year = forms.ModelChoiceField(AcademicYear.objects.none(), label=_("Year"), empty_label=None)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("all")), *SchoolLevel.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        year.queryset = AcademicYear.objects.order_by("-starts_on")


class NetworkFormForm(CommandForm):
    class Meta:
        model = models.NetworkForm
        fields = (
            *("agreement", "is_developed_jointly", "starts_on", "ends_on", "fewest_pupils", "most_pupils"),
            *("list_days", "results_days", "schedule_by", "assessment", "final_assessment", "documents"),
            *("is_free_of_charge", "payment"),
        )
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    sections = (
        (_("What it rests on"), ("agreement", "is_developed_jointly", "starts_on", "ends_on")),
        (_("Pupils"), ("fewest_pupils", "most_pupils", "list_days")),
        (
            _("Teaching and assessment"),
            ("schedule_by", "assessment", "results_days", "final_assessment", "documents"),
        ),
        (_("Money"), ("is_free_of_charge", "payment")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = rows_for(self.actor, agreement_permissions.VIEW, Agreement)
        agreement: Any = self.fields["agreement"]
        possible = agreements_to_rest_on(self.instance if self.instance.pk else None)
        agreement.queryset = possible.filter(Q(pk__in=seen.values("pk")) | Q(pk=self.instance.agreement_id))


class NetworkPartForm(CommandForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"))

    class Meta:
        model = models.NetworkPart
        fields = (
            *("organisation", "role", "title", "hours", "place", "resources"),
            *("licence_number", "licence_on", "licence_issuer"),
        )
        field_classes = {"licence_on": DateField}
        widgets = {"resources": forms.Textarea(attrs={"rows": 3})}


class WeekForm(forms.Form):
    """Whose week is shown, and which."""

    by = forms.ChoiceField(label=_("Rows"), required=False)
    organisation = RowChoiceField("organisations", label=_("Organisation"), required=False)
    teacher = RowChoiceField("staff", label=_("Teacher"), required=False)
    venue = RowChoiceField("venues", label=_("Room"), required=False)
    school_class = RowChoiceField("classes", label=pgettext_lazy("of a school", "Class"), required=False)

    def __init__(self, *args: Any, actor: Any, ways: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by: Any = self.fields["by"]
        by.choices = list(ways)
        for field in self.fields.values():
            if isinstance(field, RowChoiceField):
                field.for_actor(actor)


class SwitchForm(forms.Form):
    """The question that is asked once: is it really the legal network form that is meant?"""

    is_sure = forms.BooleanField(
        label=_("Yes: several organisations teach parts of this programme or give resources under an agreement")
    )


class CatalogueForm(forms.Form):
    """What of the catalogue is shown."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *ProgrammeKind.choices], required=False)
    focus = forms.ChoiceField(label=_("Focus area"), choices=[("", _("all")), *FocusArea.choices], required=False)
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        choices=[("", _("all")), *[(number, str(number)) for number in range(1, 12)]],
        coerce=int,
        empty_value=None,
        required=False,
    )
