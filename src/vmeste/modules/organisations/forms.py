"""What people type about organisations."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.foundation.search.finding import matching_ids
from vmeste.foundation.text.sorting import sort_key
from vmeste.modules.reference.models import Territory

from . import permissions
from .choices import Gender, OrganisationKind
from .models import Alias, Contact, Organisation
from .selectors.declensions import proposed_forms
from .selectors.likeness import Lookalike, lookalikes, mergeable_organisations
from .selectors.merges import MergePlan
from .services.registering import OF_THE_REGISTER

OFFERED_AS_LIST = 300


class OrganisationByName(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An organisation typed by its name, other name or INN: a list of thousands helps nobody."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Organisation):
            return value.shown_name
        row = self.queryset.filter(pk=value).first() if isinstance(value, int) else None  # type: ignore[union-attr]
        return row.shown_name if row is not None else value

    def to_python(self, value: Any) -> Organisation | None:
        """Raises ValidationError when nothing, or more than one, goes by this name."""
        text = str(value or "").strip()
        if not text:
            return None
        rows: Any = self.queryset
        same = Q(sort_key=sort_key(text)) | Q(name=text) | Q(inn=text) | Q(aliases__name=text, aliases__removed_at=None)
        found = list(rows.filter(pk__in=rows.filter(same).values("pk"))[:_NAMED])
        if not found and (ids := matching_ids(Organisation, text)) is not None:
            found = list(rows.filter(pk__in=ids)[:_NAMED])
        if len(found) == 1:
            return found[0]  # type: ignore[no-any-return]
        if not found:
            raise ValidationError(_("No organisation goes by this name or INN."), "unknown")
        names = ", ".join(str(row) for row in found)
        raise ValidationError(_("Several fit, type more of it: %(names)s"), "ambiguous", {"names": names})


_NAMED = 5


def organisation_choice(
    rows: QuerySet[Organisation], *, label: Any, required: bool = False, empty_label: Any = "---------"
) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """A list to choose from while it is short, else a field for the name; 1 query."""
    if rows.count() <= OFFERED_AS_LIST:
        return forms.ModelChoiceField(rows, label=label, required=required, empty_label=empty_label)
    words = _("Its name, another name or its INN.")
    return OrganisationByName(rows, label=label, required=required, help_text=words)


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
        others = visible_organisations(self.actor).exclude(pk=self.instance.pk)
        self.fields["parent"] = organisation_choice(
            others, label=_("part of"), empty_label=pgettext_lazy("parent organisation", "none")
        )
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

    def __init__(self, *args: Any, actor: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = visible_organisations(actor).exclude(pk=organisation.pk)
        self.fields["successor"] = organisation_choice(others, label=_("Successor"))

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

    def __init__(self, *args: Any, actor: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = mergeable_organisations(actor).exclude(pk=organisation.pk)
        self.fields["drop"] = organisation_choice(others, label=_("Duplicate"), required=True)


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
