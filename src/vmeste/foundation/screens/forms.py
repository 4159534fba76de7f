"""Forms shape and check input; commands write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .choosers import RowChoiceField

# What Django offers as no choice: nothing that a screen reader could say.
_DASHES = "---------"
_FIRST_YEAR, _LAST_YEAR = 1900, 2150


class CommandForm(forms.ModelForm):
    """A form over a model whose answer goes to a command.

    `version` carries which state of the row the person saw. The form asks nobody about permissions: the view
    has fetched the row through them, the command checks again. `actor` is there for choices that depend on it.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any = None, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, RowChoiceField):
                field.for_actor(actor)
            elif isinstance(field, forms.ModelChoiceField):
                if field.empty_label == _DASHES:
                    field.empty_label = _("not chosen")
            elif isinstance(field, forms.ChoiceField):
                offered: list[Any] = list(field.choices)  # type: ignore[arg-type]
                if ("", _DASHES) in offered:
                    field.choices = [(key, label if key else _("not chosen")) for key, label in offered]
        if self.instance.pk is not None and hasattr(self.instance, "version"):
            self.initial.setdefault("version", self.instance.version)

    def save(self, commit: bool = True) -> Any:
        raise TypeError("forms do not write; hand `values` to a command")

    def _post_clean(self) -> None:
        """Leave the instance as it was read: the command compares it with the values and checks the row."""

    @property
    def seen_version(self) -> int | None:
        return self.cleaned_data.get("version")

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values without the form's own bookkeeping, as keyword arguments of a command."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class DateField(forms.DateField):
    """A day, typed as 31.12.2025, 2025-12-31 or chosen from the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"])
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError for a year that no agreement of ours can have: mostly a slip of the finger."""
        day = super().to_python(value)
        if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise forms.ValidationError(_("Check the year."))
        return day
