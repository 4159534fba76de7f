"""What people type about partnerships."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vmeste.foundation.screens.choosers import RowChoiceField
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.modules.reference.models import Direction

from .choices import Maturity
from .models import Partnership
from .selectors.ties import MOST_STEPS, TIES


class PartnershipForm(CommandForm):
    organisation = RowChoiceField(
        "organisations", label=_("Organisation"), help_text=_("In mentoring and support: the one that gives.")
    )
    partner = RowChoiceField(
        "organisations",
        label=_("Partner"),
        help_text=_("Parents and volunteers count too: register them as a community."),
    )
    directions = forms.ModelMultipleChoiceField(
        Direction.objects.none(), label=_("Directions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    maturity = forms.TypedChoiceField(
        label=_("Stage of maturity"),
        choices=[("", _("not known")), *Maturity.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How far the two have come by now; later stages are recorded on the page of the partnership."),
    )

    class Meta:
        model = Partnership
        fields = ("organisation", "partner", "kind", "directions", "starts_on", "product", "note")
        field_classes = {"starts_on": DateField}

    sections = (
        (_("Who works with whom"), ("organisation", "partner", "kind", "starts_on")),
        (_("About what"), ("directions", "maturity", "product", "note")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        directions: Any = self.fields["directions"]
        directions.queryset = Direction.objects.order_by("sort_key", "pk")
        if self.instance.pk is not None:
            del self.fields["maturity"]
        elif len(self.actor.organisation_ids) == 1:
            self.initial.setdefault("organisation", next(iter(self.actor.organisation_ids)))


class PastDay(DateField):
    """A day that has come already: nothing is reached or ended in advance."""

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day


class StageForm(forms.Form):
    stage = forms.TypedChoiceField(label=_("Stage of maturity"), coerce=int, choices=Maturity.choices)
    reached_on = PastDay(label=_("Reached on"), required=False, help_text=_("Leave empty when it is unknown."))
    note = forms.CharField(label=_("How one can tell"), max_length=300, required=False)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = partnership.maturity or 0
        stage: Any = self.fields["stage"]
        stage.choices = [choice for choice in Maturity.choices if choice[0] > reached]


class EndForm(forms.Form):
    ends_on = DateField(label=_("Ended on"), help_text=_("The first day on which they no longer work together."))
    reason = forms.CharField(label=_("Why it ended"), max_length=300)


class MapForm(forms.Form):
    """What the map by direction shows. An odd value shows the map without that limit."""

    centre = RowChoiceField("organisations", label=_("In the middle"), required=False)
    on = DateField(label=_("On the day"), required=False)
    maturity = forms.TypedChoiceField(
        label=_("Stage of maturity"),
        choices=[("", _("any")), *Maturity.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre: Any = self.fields["centre"]
        centre.for_actor(actor)


def _steps() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)s step", "%(n)s steps", n) % {"n": n}) for n in range(1, MOST_STEPS + 1)]


class GraphForm(forms.Form):
    """What the map of ties shows. An odd value shows the map without that limit."""

    centre = RowChoiceField("organisations", label=_("Around"), required=False)
    steps = forms.TypedChoiceField(
        label=_("How many steps away"),
        choices=_steps,
        coerce=int,
        empty_value=None,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind of organisation"), choices=[("", _("any")), *OrganisationKind.choices], required=False
    )
    direction = forms.ModelChoiceField(
        Direction.objects.none(), label=_("Direction"), empty_label=_("any"), required=False
    )
    sources = forms.MultipleChoiceField(
        label=_("Ties"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=lambda: [(s.key, s.label) for s in TIES.values()],
    )
    past = forms.BooleanField(label=_("Also what has ended"), required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre: Any = self.fields["centre"]
        centre.for_actor(actor)
        direction: Any = self.fields["direction"]
        direction.queryset = Direction.objects.order_by("sort_key", "pk")
