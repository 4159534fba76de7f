"""What people type about agreements."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.choosers import RowChoiceField
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.reference.models import Direction

from .models import Agreement, AgreementParty, Amendment, Obligation
from .selectors.grammar import ProposedForm, genitive_name, genitive_post

PARTIES = ("first_party", "second_party", "third_party")


class AgreementForm(CommandForm):
    """An agreement's own words; its parties are named once, at the start, and kept on its page afterwards."""

    directions = forms.ModelMultipleChoiceField(
        Direction.objects.none(), label=_("Directions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    first_party = RowChoiceField("organisations", label=_("First party"))
    second_party = RowChoiceField("organisations", label=_("Second party"))
    third_party = RowChoiceField(
        "organisations", label=_("Third party"), required=False, help_text=_("More parties are added on its page.")
    )

    class Meta:
        model = Agreement
        fields = (
            "kind",
            "title",
            "number",
            "signed_on",
            "signed_note",
            "place",
            "starts_on",
            "ends_on",
            "renewal",
            "renewal_months",
            "directions",
            "subject",
            "party_label",
            "is_paid",
            "responsible",
        )
        field_classes = {"signed_on": DateField, "starts_on": DateField, "ends_on": DateField}

    sections = (
        (_("What the agreement is about"), ("kind", "title", "subject", "directions")),
        (_("Parties"), PARTIES),
        (_("Number and date"), ("number", "signed_on", "signed_note", "place", "party_label")),
        (_("Term"), ("starts_on", "ends_on", "renewal", "renewal_months")),
        (_("Also"), ("is_paid", "responsible")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directions"].queryset = Direction.objects.order_by("sort_key")  # type: ignore[attr-defined]
        if self.instance.pk is not None:
            for name in PARTIES:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = [cleaned[name] for name in PARTIES if cleaned.get(name)]
        for name in PARTIES[1:]:
            if cleaned.get(name) and named.count(cleaned[name]) > 1:
                self.add_error(name, _("This organisation is named twice."))
                break
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        named = [row for name in PARTIES if (row := values.pop(name, None)) is not None]
        return values if self.instance.pk is not None else {**values, "organisations": named}


class PartyForm(CommandForm):
    organisation = RowChoiceField("organisations", label=_("Organisation"))

    class Meta:
        model = AgreementParty
        fields = (
            "organisation",
            "role",
            "signatory_name",
            "signatory_post",
            "signatory_gender",
            "authority_basis",
            "name_genitive",
            "post_genitive",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["organisation"]


class SignatureForm(forms.Form):
    signed_on = DateField(label=_("Day of signing"), required=False, help_text=_("Leave empty when it is unknown."))

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day


class RenewalForm(forms.Form):
    ends_on = DateField(label=_("In force before"))


class TerminationForm(forms.Form):
    terminated_on = DateField(label=_("Terminated on"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class AmendmentForm(CommandForm):
    class Meta:
        model = Amendment
        fields = ("number", "signed_on", "summary", "new_ends_on")
        field_classes = {"signed_on": DateField, "new_ends_on": DateField}


class ObligationForm(CommandForm):
    class Meta:
        model = Obligation
        fields = ("text", "party", "due_on")
        field_classes = {"due_on": DateField}

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party: Any = self.fields["party"]
        party.queryset = agreement.parties.select_related("organisation").order_by("position")
        party.empty_label = _("all parties together")


class FulfilmentForm(forms.Form):
    fulfilled_on = DateField(label=_("Fulfilled on"))
    evidence = forms.CharField(label=_("What proves it"), max_length=300, required=False)


class CalendarForm(forms.Form):
    """Which years the calendar shows."""

    q = forms.CharField(label=_("Party or title"), required=False, max_length=100)
    first_year = forms.IntegerField(label=_("From the year"), min_value=1950, max_value=2140)
    years = forms.TypedChoiceField(label=_("Years"), choices=[(n, n) for n in (1, 3, 5, 10)], coerce=int)


class DocumentForm(forms.Form):
    """The declined forms of every party, as grammar proposes them or a person corrected them."""

    def __init__(self, *args: Any, parties: Iterable[AgreementParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = []
        for party in parties:
            names = []
            for name, label, proposed in (
                ("post_genitive", _("position in the genitive"), genitive_post(party)),
                ("name_genitive", _("signatory in the genitive"), genitive_name(party)),
                ("authority_basis", _("acts under"), ProposedForm(party.authority_basis, is_certain=True)),
            ):
                key = f"{name}-{party.pk}"
                look = "" if proposed.is_certain else _("Please check: the form is not certain.")
                limit = AgreementParty._meta.get_field(name).max_length  # type: ignore[union-attr]
                self.fields[key] = forms.CharField(
                    label=label, initial=proposed.text, required=False, max_length=limit, help_text=look
                )
                names.append(key)
            self.sections.append((str(party), names))

    @property
    def corrections(self) -> dict[int, dict[str, str]]:
        """Party id → the forms as they stand in the fields."""
        found: dict[int, dict[str, str]] = {}
        for key, value in self.cleaned_data.items():
            name, _dash, party_id = key.rpartition("-")
            found.setdefault(int(party_id), {})[name] = value
        return found
