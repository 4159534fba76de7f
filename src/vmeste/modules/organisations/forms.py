"""What people type about organisations."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.reference.models import Territory

from . import permissions
from .choices import Gender, OrganisationKind
from .models import Alias, Contact, Organisation
from .selectors.declensions import proposed_forms
from .selectors.likeness import Lookalike, lookalikes
from .selectors.merges import MergePlan
from .services.registering import OF_THE_REGISTER


class OrganisationForm(CommandForm):
    """An organisation's own data.

    A new one that resembles others is accepted only after a person has looked at them and ticked `is_another`.
    """

    site = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    is_another = forms.BooleanField(
        label=_("It is another organisation, register it"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "short_name",
            "kind",
            "is_legal_entity",
            "parent",
            "territory",
            "inn",
            "kpp",
            "ogrn",
            "oktmo",
            "address",
            "phone",
            "email",
            "site",
            "partner_since",
            "is_shared",
            "note",
        )
        field_classes: ClassVar = {"partner_since": DateField}
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 3})}

    sections = (
        (_("What it is"), ("name", "short_name", "kind", "is_legal_entity", "parent", "territory")),
        (_("Registration"), ("inn", "kpp", "ogrn", "oktmo")),
        (_("How to reach it"), ("address", "phone", "email", "site")),
        (_("In the network"), ("partner_since", "is_shared", "note")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookalikes: list[Lookalike] = []
        chooser: Any = self.fields["parent"]
        chooser.queryset = visible_organisations(self.actor).exclude(pk=self.instance.pk)
        chooser.empty_label = pgettext_lazy("parent organisation", "none")
        self._limit_territories()
        if self.instance.pk is not None:
            del self.fields["is_another"]
        if not permissions.REGISTER.is_held_by(self.actor):
            for name in OF_THE_REGISTER:
                del self.fields[name]

    def _limit_territories(self) -> None:
        """Whoever keeps certain territories registers in those."""
        keeper = self.actor.narrowed_to(permissions.REGISTER.roles)
        chooser: Any = self.fields["territory"]
        chooser.queryset, chooser.empty_label = (
            Territory.objects.order_by("sort_key"),
            pgettext_lazy("territory", "not given"),
        )
        if keeper.territory_ids and not keeper.is_network_wide and not keeper.organisation_ids:
            chooser.queryset = chooser.queryset.filter(pk__in=keeper.territory_ids)
            chooser.required = True

    def clean(self) -> dict[str, Any]:
        """Look for organisations that this one may be already."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == OrganisationKind.COMMUNITY:
            cleaned["is_legal_entity"] = False
        if self.instance.pk is None:
            self._check_row(cleaned)
        is_new = self.instance.pk is None and not self.errors
        if is_new and not cleaned.get("is_another"):
            self.lookalikes = lookalikes(self.actor, cleaned)
        if self.lookalikes:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error(None, _("The register has similar organisations: look at them first."))
        return cleaned

    def _check_row(self, cleaned: dict[str, Any]) -> None:
        """What the command would object to anyway, so that a person sees everything at once."""
        row = Organisation(**{name: value for name, value in cleaned.items() if name not in self._own_fields})
        try:
            row.full_clean(exclude=[*self.errors, "network"], validate_unique=False, validate_constraints=False)
        except ValidationError as refusal:
            for name, errors in refusal.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)

    _own_fields = frozenset({"is_another", "version"})

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "is_another"}


class AliasForm(CommandForm):
    class Meta:
        model = Alias
        fields = ("name", "kind")


class ContactForm(CommandForm):
    """A contact; what documents need in the genitive is proposed by grammar and corrected by people."""

    class Meta:
        model = Contact
        fields = (
            "full_name",
            "post",
            "phone",
            "email",
            "is_signatory",
            "authority_basis",
            "gender",
            "name_genitive",
            "post_genitive",
        )

    sections = (
        (_("Who"), ("full_name", "post", "phone", "email")),
        (_("In documents"), ("is_signatory", "authority_basis", "gender", "name_genitive", "post_genitive")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gender"].choices = [("", _("as the name says")), *Gender.choices]  # type: ignore[attr-defined]
        proposed = proposed_forms(self.instance)
        for name, text in (("name_genitive", proposed.name), ("post_genitive", proposed.post)):
            self.fields[name].widget.attrs["placeholder"] = text
            self.fields[name].help_text = (
                _("Leave it empty for the proposal: %(form)s") % {"form": text}
                if text
                else _("Leave it empty: the form is proposed from the name.")
            )


class DissolutionForm(forms.Form):
    ended_on = DateField(label=_("Ended on"))
    successor = forms.ModelChoiceField(Organisation.objects.none(), label=_("Successor"), required=False)

    def __init__(self, *args: Any, actor: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["successor"]
        chooser.queryset = visible_organisations(actor).exclude(pk=organisation.pk)

    def clean_ended_on(self) -> Any:
        day = self.cleaned_data["ended_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day


class ReorganisationForm(DissolutionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].required = True


class PartnerForm(forms.Form):
    """The other half of a merge."""

    drop = forms.ModelChoiceField(Organisation.objects.none(), label=_("Duplicate"))

    def __init__(self, *args: Any, actor: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["drop"]
        mergeable = rows_for(actor, permissions.MERGE, Organisation)
        chooser.queryset = mergeable.exclude(pk=organisation.pk).order_by("sort_key", "id")


class MergeForm(forms.Form):
    """Whose value stays, field by field, and whether doubled rows may go."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: MergePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.initial.setdefault("version", plan.keep.version)
        for choice in plan.fields:
            options = [("keep", choice.kept or "—"), ("drop", choice.dropped or "—")]
            self.fields[choice.name] = forms.ChoiceField(
                label=choice.label, choices=options, initial=choice.proposed, widget=forms.RadioSelect
            )
        if plan.doubles:
            self.fields["remove_doubles"] = forms.BooleanField(
                label=_("Remove what is recorded for both"), required=False
            )

    @property
    def choices(self) -> dict[str, str]:
        return {choice.name: self.cleaned_data[choice.name] for choice in self.plan.fields}


def visible_organisations(actor: Any) -> QuerySet[Organisation]:
    """The organisations an actor may choose from, by name."""
    return rows_for(actor, permissions.VIEW, Organisation).order_by("sort_key", "id")
