"""Forms of reference rows."""

from typing import Any, ClassVar

from django import forms

from vmeste.foundation.screens.forms import CommandForm

from .choices import TerritoryKind
from .models import AcademicYear, Direction, Norm, Territory


def _day() -> forms.DateInput:
    # The browser's own calendar wants ISO dates whatever the language of the page.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DirectionForm(CommandForm):
    class Meta:
        model = Direction
        fields: ClassVar = ["name", "note"]


class TerritoryForm(CommandForm):
    class Meta:
        model = Territory
        fields: ClassVar = ["name", "kind", "region", "oktmo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Territory.objects.filter(kind=TerritoryKind.REGION)
        self.fields["region"].queryset = regions.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


class AcademicYearForm(CommandForm):
    class Meta:
        model = AcademicYear
        fields: ClassVar = ["name", "starts_on", "ends_on"]
        widgets: ClassVar = {"starts_on": _day(), "ends_on": _day()}


class NormForm(CommandForm):
    class Meta:
        model = Norm
        fields: ClassVar = ["kind", "value", "valid_from", "valid_to", "source"]
        widgets: ClassVar = {"valid_from": _day(), "valid_to": _day()}
