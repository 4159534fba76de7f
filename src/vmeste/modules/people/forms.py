"""What people type about people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.screens.choosers import RowChoiceField
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import AcademicYear
from vmeste.modules.reference.selectors import year_to_show

from .choices import ConsentPurpose, DataField, OpeningPurpose
from .models import (
    Consent,
    Disclosure,
    Guardian,
    Guardianship,
    Pupil,
    PupilAttachment,
    RetentionRule,
    SchoolClass,
    StaffMember,
    StaffPost,
)
from .selectors.headcounts import day_in
from .selectors.rollover import Step

_HOUR = 60


class ClassForm(CommandForm):
    organisation = RowChoiceField("kept-organisations", label=_("Organisation"))
    lessons_from = forms.TimeField(
        label=_("Lessons from"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    lessons_until = forms.TimeField(
        label=_("Lessons until"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    class Meta:
        model = SchoolClass
        fields = (
            "organisation",
            "year",
            "kind",
            "name",
            "grade",
            "letter",
            "profile",
            "stated_size",
            "shift",
            "lessons_from",
            "lessons_until",
            "school_days",
        )

    sections = (
        (
            pgettext_lazy("of a school", "Class"),
            ("organisation", "year", "kind", "name", "grade", "letter", "profile", "stated_size"),
        ),
        (_("School day"), ("shift", "lessons_from", "lessons_until", "school_days")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years: Any = self.fields["year"]
        years.queryset = AcademicYear.objects.order_by("-starts_on")
        if self.instance.pk is None:
            years.initial = year_to_show(timezone.localdate())
        else:
            for field, minutes in (("from", self.instance.first_lesson), ("until", self.instance.last_lesson)):
                if minutes is not None:
                    self.initial[f"lessons_{field}"] = time(minutes // _HOUR % 24, minutes % _HOUR)

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        for name, column in (("lessons_from", "first_lesson"), ("lessons_until", "last_lesson")):
            moment = values.pop(name)
            values[column] = None if moment is None else moment.hour * _HOUR + moment.minute
        return values


class RollOverChoiceForm(forms.Form):
    """Whose classes, from which year to which."""

    organisation = RowChoiceField("kept-organisations", label=_("Organisation"))
    year = forms.ModelChoiceField(AcademicYear.objects.none(), label=_("From the year"))
    to_year = forms.ModelChoiceField(AcademicYear.objects.none(), label=_("To the year"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].for_actor(actor)  # type: ignore[attr-defined]
        for name in ("year", "to_year"):
            self.fields[name].queryset = AcademicYear.objects.order_by("-starts_on")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        year, to_year = cleaned.get("year"), cleaned.get("to_year")
        if year and to_year and to_year.starts_on <= year.starts_on:
            self.add_error("to_year", _("Choose a later year."))
        return cleaned


class RollOverForm(forms.Form):
    """What becomes of each class, as the plan proposes it or a person decides."""

    def __init__(self, *args: Any, steps: Iterable[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = [step for step in steps if not step.is_done]
        for step in self.steps:
            self.fields[f"class-{step.school_class.pk}"] = forms.TypedChoiceField(
                label=str(step.school_class),
                choices=[("on", f"→ {step.new_name}"), ("end", _("has finished"))],
                initial="on" if step.goes_on else "end",
            )

    @property
    def goes_on(self) -> dict[int, bool]:
        """Class id → whether it goes on."""
        return {step.school_class.pk: self.cleaned_data[f"class-{step.school_class.pk}"] == "on" for step in self.steps}

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [{"step": step, "field": self[f"class-{step.school_class.pk}"]} for step in self.steps]


class OpeningForm(forms.Form):
    """Why names are opened."""

    purpose = forms.ChoiceField(label=_("What for"), choices=OpeningPurpose.choices)


class PersonForm(CommandForm):
    class Meta:
        model = Pupil
        fields: tuple[str, ...] = ("last_name", "first_name", "patronymic", "gender", "born_on", "email", "phone")
        field_classes = {"born_on": DateField}

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on is not None and born_on > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return born_on


class NewPupilForm(PersonForm):
    starts_on = DateField(label=_("Studies here from"))
    order = forms.CharField(label=_("Order"), max_length=120, required=False, help_text=_("Number and date."))

    class Meta(PersonForm.Meta):
        fields = (*PersonForm.Meta.fields, "starts_on", "order")

    def __init__(self, *args: Any, school_class: SchoolClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = day_in(school_class.year, timezone.localdate())


class JoinForm(forms.Form):
    number = forms.CharField(label=_("Number of the pupil"), max_length=12)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    starts_on = DateField(label=_("Studies here from"))
    order = forms.CharField(label=_("Order"), max_length=120, required=False, help_text=_("Number and date."))


class TransferForm(forms.Form):
    """To which organisation and class, from when, by which order."""

    organisation = RowChoiceField("organisations", label=_("Organisation"))
    school_class = RowChoiceField("classes", label=pgettext_lazy("of a school", "Class"), required=False)
    starts_on = DateField(label=_("Studies here from"))
    order = forms.CharField(label=_("Order"), max_length=120, required=False, help_text=_("Number and date."))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("organisation", "school_class"):
            self.fields[name].for_actor(actor)  # type: ignore[attr-defined]


class EndForm(CommandForm):
    ends_on = DateField(label=_("The first day the pupil is not there any more"))

    class Meta:
        model = PupilAttachment
        fields = ("ends_on", "order")


class GuardianForm(CommandForm):
    """A person, and what he or she is to this child."""

    kinship = forms.ChoiceField(label=_("Kinship"))
    basis = forms.CharField(label=_("Document of authority"), max_length=200, required=False)
    may_consent = forms.BooleanField(label=_("Gives consents"), required=False, initial=True)
    may_choose = forms.BooleanField(label=_("Chooses courses"), required=False, initial=True)
    ends_on = DateField(label=_("Stands for the child before"), required=False)

    class Meta:
        model = Guardian
        fields = ("last_name", "first_name", "patronymic", "gender", "email", "phone")

    sections = (
        (_("Person"), ("last_name", "first_name", "patronymic", "gender", "phone", "email")),
        (_("For this child"), ("kinship", "basis", "may_consent", "may_choose", "ends_on")),
    )

    def __init__(self, *args: Any, tie: Guardianship | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinship: Any = self.fields["kinship"]
        kinship.choices = Guardianship._meta.get_field("kinship").flatchoices
        if tie is not None:
            for name in ("kinship", "basis", "may_consent", "may_choose", "ends_on"):
                self.initial[name] = getattr(tie, name)


class ConsentForm(CommandForm):
    recipient = RowChoiceField("organisations", label=_("Disclosed to"), required=False)

    class Meta:
        model = Consent
        fields = (
            "purpose",
            "controller",
            "recipient",
            "guardian",
            "is_signed_by_pupil",
            "signed_on",
            "valid_until",
            "note",
        )
        field_classes = {"signed_on": DateField, "valid_until": DateField}

    def __init__(self, *args: Any, pupil: Pupil, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        controllers: Any = self.fields["controller"]
        guardians: Any = self.fields["guardian"]
        controllers.queryset = Organisation.objects.filter(pk__in=pupil.attachments.values("organisation"))
        ties = Guardianship.objects.filter(pupil=pupil, may_consent=True)
        guardians.queryset = Guardian.objects.filter(pk__in=ties.values("guardian"))
        guardians.label_from_instance = lambda guardian: guardian.full_name
        self.fields["signed_on"].initial = timezone.localdate()

    def clean_signed_on(self) -> date:
        return _not_in_future(self.cleaned_data["signed_on"])


def _not_in_future(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is in the future."))
    return day


class ClassConsentsForm(forms.Form):
    """The papers of one purpose that came from many children: who handed one in, and who signed it."""

    signed_on = DateField(label=_("Signed on"))
    valid_until = DateField(label=_("Valid before"), required=False)
    is_signed_by_pupil = forms.BooleanField(label=_("Pupils from 14 on have signed, too"), required=False)
    note = forms.CharField(label=_("Conditions"), max_length=300, required=False)
    signed = forms.MultipleChoiceField(
        label=_("Handed in by"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whose papers are there.")},
    )

    sections = ((_("The papers"), ("signed_on", "valid_until", "is_signed_by_pupil", "note")),)

    def __init__(
        self, *args: Any, pupils: Sequence[Pupil], signatories: Mapping[int, Sequence[Guardianship]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = pupils
        self.fields["signed_on"].initial = timezone.localdate()
        self.fields["signed"].choices = [(str(pupil.pk), pupil.full_name) for pupil in pupils]  # type: ignore[attr-defined]
        self._guardians = {tie.guardian_id: tie.guardian for ties in signatories.values() for tie in ties}
        for pupil in pupils:
            ties = signatories.get(pupil.pk, ())
            named = [(str(tie.guardian_id), f"{tie.guardian.full_name}, {tie.get_kinship_display()}") for tie in ties]
            self.fields[f"by_{pupil.pk}"] = forms.ChoiceField(
                label=_("Signed by"),
                choices=[*named, ("", _("not named"))],
                required=False,
                # Of two it is not known which; the only one is taken to be meant.
                initial=named[0][0] if len(named) == 1 else "",
            )

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """The pupils, each with whether it is chosen and the choice of who signed."""
        chosen = self["signed"].value() or ()
        for pupil in self.pupils:
            yield {"pupil": pupil, "is_chosen": str(pupil.pk) in chosen, "by": self[f"by_{pupil.pk}"]}

    def clean_signed_on(self) -> date:
        return _not_in_future(self.cleaned_data["signed_on"])

    @property
    def values(self) -> dict[str, Any]:
        """What the command asks for beside the purpose and the controller."""
        given = self.cleaned_data
        chosen = [pupil for pupil in self.pupils if str(pupil.pk) in given["signed"]]
        signed = [(one, self._guardians[int(by)] if (by := given[f"by_{one.pk}"]) else None) for one in chosen]
        return {
            "signed": signed,
            **{name: given[name] for name in ("signed_on", "valid_until", "is_signed_by_pupil", "note")},
        }


class WithdrawalForm(forms.Form):
    withdrawn_on = DateField(label=_("Withdrawn on"))


class ConsentPaperForm(forms.Form):
    """Which consent is printed."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=ConsentPurpose.choices)
    recipient = RowChoiceField("organisations", label=_("Disclosed to"), required=False)
    valid_until = DateField(label=_("Valid before"), required=False)
    kind = forms.ChoiceField(label=_("File"), choices=[("docx", "Word (.docx)"), ("pdf", "PDF")])

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].for_actor(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("purpose") == ConsentPurpose.TRANSFER and not cleaned.get("recipient"):
            self.add_error("recipient", _("Say to whom the data are disclosed."))
        return cleaned


class DisclosureForm(CommandForm):
    controller = RowChoiceField("disclosing-organisations", label=_("Who discloses"))
    recipient = RowChoiceField("organisations", label=_("To whom"))
    school_class = RowChoiceField("classes", label=pgettext_lazy("of a school", "Class"), required=False)
    numbers = forms.CharField(
        label=_("Numbers of pupils"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only these; leave empty for the whole class."),
    )
    fields_disclosed = forms.MultipleChoiceField(
        label=_("Data"), choices=DataField.choices, widget=forms.CheckboxSelectMultiple, initial=["name", "class"]
    )
    rests_on = forms.ChoiceField(
        label=_("Rests on"),
        choices=[("consents", _("consents to the disclosure")), ("agreement", _("an agreement or a law"))],
        widget=forms.RadioSelect,
        initial="consents",
    )
    ground = forms.CharField(
        label=_("Ground"), required=False, max_length=300, help_text=_("Number and date of the agreement.")
    )

    class Meta:
        model = Disclosure
        fields = (
            "controller",
            "recipient",
            "purpose",
            "disclosed_on",
            "valid_until",
            "school_class",
            "numbers",
            "fields_disclosed",
            "rests_on",
            "ground",
        )
        field_classes = {"disclosed_on": DateField, "valid_until": DateField}

    sections = (
        (_("Between whom and what for"), ("controller", "recipient", "purpose", "disclosed_on", "valid_until")),
        (_("Whose data and which"), ("school_class", "numbers", "fields_disclosed")),
        (_("Ground"), ("rests_on", "ground")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disclosed_on"].initial = timezone.localdate()

    def clean_fields_disclosed(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["fields_disclosed"]
        if DataField.NAME not in chosen:
            raise forms.ValidationError(_("A list without names needs no disclosure."))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("school_class") and not (cleaned.get("numbers") or "").split():
            self.add_error("school_class", _("Choose a class, or write numbers of pupils."))
        if cleaned.get("rests_on") == "agreement" and not cleaned.get("ground"):
            self.add_error("ground", _("Name the agreement."))
        valid_until, disclosed_on = cleaned.get("valid_until"), cleaned.get("disclosed_on")
        if valid_until and disclosed_on and valid_until <= disclosed_on:
            self.add_error("valid_until", _("It must end after it begins."))
        return cleaned


class CodesForm(forms.Form):
    with_pupils = forms.BooleanField(label=_("Codes for the pupils as well"), required=False)
    kind = forms.ChoiceField(label=_("File"), choices=[("docx", "Word (.docx)"), ("pdf", "PDF")])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class MailboxForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))


class StaffForm(CommandForm):
    class Meta:
        model = StaffMember
        fields: tuple[str, ...] = ("last_name", "first_name", "patronymic", "gender", "email", "phone")


class NewStaffForm(StaffForm):
    organisation = RowChoiceField("kept-organisations", label=_("Organisation"))
    post = forms.CharField(label=_("Position"), max_length=150)
    subject = forms.CharField(label=pgettext_lazy("of a school", "Subject"), max_length=150, required=False)
    starts_on = DateField(label=_("Works here from"), required=False)
    cleared_until = DateField(
        label=_("Clearance to work with children until"),
        required=False,
        help_text=_("The date alone; the document stays with the organisation."),
    )

    class Meta(StaffForm.Meta):
        fields = (*StaffForm.Meta.fields, "organisation", "post", "subject", "starts_on", "cleared_until")

    sections = (
        (_("Person"), StaffForm.Meta.fields),
        (_("Position"), ("organisation", "post", "subject", "starts_on", "cleared_until")),
    )


class PostForm(CommandForm):
    organisation = RowChoiceField("kept-organisations", label=_("Organisation"))

    class Meta:
        model = StaffPost
        fields = ("organisation", "post", "subject", "starts_on", "ends_on", "cleared_until")
        field_classes = {"starts_on": DateField, "ends_on": DateField, "cleared_until": DateField}


class RetentionForm(CommandForm):
    class Meta:
        model = RetentionRule
        fields = ("of", "months", "ground", "valid_from")
        field_classes = {"valid_from": DateField}


class ErasureForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    on_demand = forms.BooleanField(label=_("The family demands it, although the pupil still studies"), required=False)


class StaffErasureForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class CopyForm(forms.Form):
    kind = forms.ChoiceField(label=_("File"), choices=[("docx", "Word (.docx)"), ("pdf", "PDF"), ("json", "JSON")])
