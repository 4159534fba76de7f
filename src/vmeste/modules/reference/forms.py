"""Forms of reference rows."""

from typing import Any, ClassVar

from vmeste.foundation.screens.forms import CommandForm, DateField

from .choices import TerritoryKind
from .models import AcademicYear, Direction, Norm, Territory


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
        field_classes: ClassVar = {"starts_on": DateField, "ends_on": DateField}


class NormForm(CommandForm):
    class Meta:
        model = Norm
        fields: ClassVar = ["kind", "value", "valid_from", "valid_to", "source"]
        field_classes: ClassVar = {"valid_from": DateField, "valid_to": DateField}
