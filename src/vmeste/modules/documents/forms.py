"""Forms of documents: templates that come back, files to be read, a finding corrected or matched by hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.files.choices import MAX_BYTES
from vmeste.foundation.files.errors import TooLargeFile
from vmeste.foundation.screens.choosers import RowChoiceWidget, Typed
from vmeste.foundation.screens.forms import DateField
from vmeste.foundation.text.sorting import sort_key

from .choices.receiving import Input, InputKind

MOST_FILES = 20
READ_ENDINGS = (".docx", ".odt", ".pdf", ".xlsx", ".html", ".txt", ".doc", ".rtf")
_LONGEST_LINE = 500


class TemplateForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Template edited in Word (.docx)"))
    note = forms.CharField(label=gettext_lazy("What was changed"), max_length=200, required=False)


# Files to be read


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several; the value is their list. What is wrong with one of them is said with its name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _ManyFiles(attrs={"accept": ",".join(READ_ENDINGS)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Raises ValidationError with one sentence for each file that cannot be taken."""
        if not data:
            super().clean(None)
        if len(data) > MOST_FILES:
            raise ValidationError(_("At most %(number)s files at once.") % {"number": MOST_FILES})
        faults, taken = [], []
        for upload in data:
            try:
                taken.append(super().clean(upload))
                if upload.size > MAX_BYTES:
                    raise TooLargeFile(upload.size, MAX_BYTES)
            except ValidationError as fault:
                faults.append(f"{upload.name}: {' '.join(fault.messages)}")
        if faults:
            raise ValidationError(faults)
        return taken


class BringForm(forms.Form):
    documents = ManyFilesField(label=gettext_lazy("Documents"))


# One finding


@dataclass(frozen=True, slots=True)
class Target:
    """Something a link may lead to: `key` as `Input` describes it, how it is called, a second line."""

    key: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a link of one kind may lead: `find` by words typed, `name` what a key is called ("" unknown)."""

    find: Callable[[str], Sequence[Target]]
    name: Callable[[str], str]
    url: str


class TargetWidget(RowChoiceWidget):
    """The house's combobox over findings of the document and rows of the network."""

    targets: Targets

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        typed = value if isinstance(value, Typed) else Typed(key="" if value is None else str(value))
        key = self.key_of(typed)
        words = self.targets.name(key) if key else typed.words
        found = None if key or not typed.words else self.targets.find(typed.words)
        context["widget"].update(
            key=key,
            words=words,
            url=f"{self.targets.url}{'&' if '?' in self.targets.url else '?'}field={name}_q",
            found=None if found is None else {"options": [_option(one) for one in found], "query": typed.words},
        )
        return context

    def key_of(self, typed: Typed) -> str:
        """The key that is meant, "" when that is not clear; it counts only while the words are still its own."""
        if typed.picked:
            return typed.picked if self.targets.name(typed.picked) else ""
        name = self.targets.name(typed.key) if typed.key else ""
        return typed.key if name and typed.words in {"", name} else ""


def _option(target: Target) -> dict[str, str]:
    return {"value": target.key, "label": target.label, "detail": target.detail}


class TargetField(forms.Field):
    """A link to a finding of the document or to a row: its key, or ""."""

    widget = TargetWidget

    def __init__(self, targets: Targets, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.targets = self.widget.targets = targets

    def clean(self, value: Any) -> str:
        """Raises ValidationError when it is not clear what is meant; the control then shows what was found."""
        typed = value if isinstance(value, Typed) else Typed(key="" if value is None else str(value))
        control: Any = self.widget
        key = "" if typed.is_search and not typed.picked else control.key_of(typed)
        if not key and typed.words and not typed.is_search:
            same = [one for one in self.targets.find(typed.words) if sort_key(one.label) == sort_key(typed.words)]
            key = same[0].key if len(same) == 1 else ""
        if not key and typed.words:
            raise ValidationError(_("Choose one of those found below."))
        if not key and (typed.key or typed.picked):
            raise ValidationError(_("This one is no longer to be chosen. Search anew."))
        self.validate(key)
        return str(key)

    def has_changed(self, initial: Any, data: Any) -> bool:
        key = data.picked or data.key if isinstance(data, Typed) else data
        return str(initial or "") != str(key or "")


class LinesField(forms.CharField):
    """Several short texts, one in a line; the command makes them a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("One in each line."))
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class FindingForm(forms.Form):
    """What one finding says, input by input; the keys of `values` are those of the receiver's inputs.

    `targets` answers where the links of an input may lead, `several` what the links of an input of many may lead to.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        inputs: Sequence[Input],
        targets: Callable[[str], Targets],
        several: Callable[[str, Iterable[str]], Sequence[Target]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.inputs = inputs
        for one in inputs:
            self.fields[one.name] = _field_of(one, targets, several, self.initial.get(one.name))

    @property
    def values(self) -> Mapping[str, Any]:
        """What was changed; the command checks it and gives it its form."""
        return {one.name: self.cleaned_data[one.name] for one in self.inputs if one.name in self.changed_data}


def _field_of(
    one: Input,
    targets: Callable[[str], Targets],
    several: Callable[[str, Iterable[str]], Sequence[Target]],
    present: Any,
) -> forms.Field:
    label = capfirst(str(one.label))
    common: dict[str, Any] = {"label": label, "required": one.is_required}
    match one.kind:
        case InputKind.TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), **common)
        case InputKind.LINES:
            return LinesField(**common)
        case InputKind.NUMBER:
            return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
        case InputKind.DATE:
            return DateField(**common)
        case InputKind.FLAG:
            return forms.BooleanField(label=label, required=False)
        case InputKind.CHOICE:
            return forms.ChoiceField(choices=[("", _("not chosen")), *one.choices], **common)
        case InputKind.LINK:
            return TargetField(targets(one.to), **common)
        case InputKind.LINKS:
            kept = [key for key in present or () if isinstance(key, str)]
            offered = [(target.key, target.label) for target in several(one.to, kept)]
            return forms.MultipleChoiceField(choices=offered, **common)
    return forms.CharField(max_length=_LONGEST_LINE, **common)


class MatchForm(forms.Form):
    """Which row of the network a finding is: one of those offered, one searched for, or none."""

    NEW, OTHER = "new", "other"

    version = forms.IntegerField(widget=forms.HiddenInput)
    row = forms.ChoiceField(label=gettext_lazy("It is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: Sequence[tuple[str, Any]], targets: Targets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = [  # type: ignore[attr-defined]
            *offered,
            (self.OTHER, _("another record, found by its name below")),
            (self.NEW, _("a new record: the network does not have it yet")),
        ]
        self.fields["other"] = TargetField(targets, label=_("Another record of the network"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("row") == self.OTHER and not values.get("other") and "other" not in self.errors:
            self.add_error("other", _("Find the record by its name."))
        return values

    @property
    def key(self) -> str:
        """The row that was chosen as `ROW` and its key, or "" for a new one; who finds another one means it."""
        chosen = self.cleaned_data["row"]
        return (self.cleaned_data.get("other") or "") if chosen in {self.NEW, self.OTHER} else chosen
