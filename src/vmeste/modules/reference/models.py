"""Words and numbers the whole network shares: directions, territories, academic years, dated norms."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.tenancy.models import EditableModel
from vmeste.foundation.text.identifiers import OktmoField
from vmeste.foundation.text.sorting import SortKeyField

from .choices import NormKind, TerritoryKind


class Direction(EditableModel):
    """A direction of cooperation; a network adds its own."""

    name = models.CharField(_("name"), max_length=120)
    sort_key = SortKeyField(source="name")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key"]
        verbose_name = _("direction of cooperation")
        verbose_name_plural = _("directions of cooperation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "name"],
                condition=Q(removed_at=None),
                name="direction_once",
                violation_error_message=_("There is such a direction already."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["network", "sort_key", "id"], name="directions_by_name")]

    def __str__(self) -> str:
        return self.name


class Territory(EditableModel):
    """A region or municipality; curators may be limited to one."""

    name = models.CharField(_("name"), max_length=200)
    sort_key = SortKeyField(source="name")
    kind = models.CharField(_("kind"), max_length=15, choices=TerritoryKind, default=TerritoryKind.MUNICIPALITY)
    oktmo = OktmoField(_("OKTMO"))
    region = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="municipalities", verbose_name=_("region")
    )

    class Meta:
        ordering: ClassVar = ["sort_key"]
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "name"],
                condition=Q(removed_at=None),
                name="territory_once",
                violation_error_message=_("There is such a territory already."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["network", "sort_key", "id"], name="territories_by_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A municipality may lie in a region; a region lies in none."""
        if self.region is None:
            return
        if self.kind == TerritoryKind.REGION:
            raise ValidationError({"region": _("A region is part of no other region.")})
        if self.region.kind != TerritoryKind.REGION:
            raise ValidationError({"region": _("Choose a region here, not a municipality.")})


class AcademicYear(EditableModel):
    """A school year, from `starts_on` (inclusive) to `ends_on` (exclusive)."""

    name = models.CharField(_("name"), max_length=20)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"))

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        verbose_name = _("academic year")
        verbose_name_plural = _("academic years")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "starts_on"],
                condition=Q(removed_at=None),
                name="academic_year_once",
                violation_error_message=_("A year that starts on this day exists already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="academic_year_ends_after_start",
                violation_error_message=_("The year must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Years follow each other; no day is in two of them."""
        if self.starts_on is None or self.ends_on is None:
            return  # the fields themselves have said so
        others = AcademicYear.objects.exclude(pk=self.pk)
        if other := others.filter(starts_on__lt=self.ends_on, ends_on__gt=self.starts_on).first():
            raise ValidationError({"starts_on": _("It overlaps with %(year)s.") % {"year": other}})


class Norm(EditableModel):
    """A number from a regulation, valid from `valid_from` (inclusive) to `valid_to` (exclusive).

    Without `valid_to` it holds until the next value of its kind begins, so a new regulation is one new row and the
    past stays as it was.
    """

    kind = models.CharField(_("norm"), max_length=60, choices=NormKind)
    value = models.DecimalField(_("value"), max_digits=10, decimal_places=2)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid before"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering: ClassVar = ["kind", "-valid_from"]
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "kind", "valid_from"],
                condition=Q(removed_at=None),
                name="norm_once_a_day",
                violation_error_message=_("This norm already has a value from that day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="norm_ends_after_start",
                violation_error_message=_("The norm must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value.normalize():f}"

    def clean(self) -> None:
        """Days, minutes, hours and weeks are whole here, at least one."""
        if self.value is not None and (self.value < 1 or self.value != int(self.value)):
            raise ValidationError({"value": _("A whole number, at least one.")})

    @property
    def days(self) -> int:
        """The value as a number of days."""
        return int(self.value)
