"""How the lists of people are narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.screens.choosers import RowChoiceFilter
from vmeste.foundation.screens.filters import DayFilter
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import AcademicYear
from vmeste.modules.reference.selectors import year_to_show_of

from .choices import ClassKind, ClassProfile, OpeningPurpose
from .models import Disclosure, NameOpening, Pupil, PupilAttachment, SchoolClass, StaffMember, StaffPost
from .selectors.headcounts import in_force

GRADES = [(str(grade), str(grade)) for grade in range(1, 12)]


class ClassFilters(django_filters.FilterSet):
    """Without a year in the address the list shows the present one."""

    year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("all years"), method="of_year")
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"))
    grade = django_filters.ChoiceFilter(label=_("Grade"), choices=GRADES)
    profile = django_filters.ChoiceFilter(label=_("Profile"), choices=ClassProfile.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ClassKind.choices)

    class Meta:
        model = SchoolClass
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        given = data.copy() if data is not None else {}
        # One query for the choices and for the present year.
        years = list(AcademicYear.objects.order_by("-starts_on"))
        if "year" not in given and (year := year_to_show_of(years, timezone.localdate())) is not None:
            given["year"] = str(year.pk)
        super().__init__(given, *args, **kwargs)
        self.filters["year"].extra["choices"] = [(str(year.pk), str(year)) for year in years]

    def of_year(self, rows: QuerySet[SchoolClass], name: str, value: str) -> QuerySet[SchoolClass]:
        return rows.filter(year_id=int(value))


class PupilFilters(django_filters.FilterSet):
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), method="of_organisation")
    grade = django_filters.ChoiceFilter(label=_("Grade"), choices=GRADES, method="of_grade")

    class Meta:
        model = Pupil
        fields: tuple[str, ...] = ()

    def of_organisation(self, rows: QuerySet[Pupil], name: str, value: Organisation) -> QuerySet[Pupil]:
        present = PupilAttachment.objects.filter(in_force(timezone.localdate()), organisation=value)
        return rows.filter(pk__in=present.values("pupil"))

    def of_grade(self, rows: QuerySet[Pupil], name: str, value: str) -> QuerySet[Pupil]:
        present = PupilAttachment.objects.filter(in_force(timezone.localdate()), school_class__grade=int(value))
        return rows.filter(pk__in=present.values("pupil"))


class OpeningFilters(django_filters.FilterSet):
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=OpeningPurpose.choices)
    since = DayFilter(label=_("From"), field_name="opened_at__date", lookup_expr="gte")
    until = DayFilter(label=_("Up to"), field_name="opened_at__date", lookup_expr="lte")
    who = django_filters.CharFilter(label=_("Who"), field_name="actor_label", lookup_expr="icontains")

    class Meta:
        model = NameOpening
        fields: tuple[str, ...] = ()


class DisclosureFilters(django_filters.FilterSet):
    controller = RowChoiceFilter(chooser="organisations", label=_("Who disclosed"))
    recipient = RowChoiceFilter(chooser="organisations", label=_("To whom"))

    class Meta:
        model = Disclosure
        fields: tuple[str, ...] = ()


class StaffFilters(django_filters.FilterSet):
    organisation = RowChoiceFilter(chooser="organisations", label=_("Organisation"), method="of_organisation")
    subject = django_filters.CharFilter(label=pgettext_lazy("of a school", "Subject"), method="of_subject")

    class Meta:
        model = StaffMember
        fields: tuple[str, ...] = ()

    def of_organisation(self, rows: QuerySet[StaffMember], name: str, value: Organisation) -> QuerySet[StaffMember]:
        return rows.filter(pk__in=StaffPost.objects.filter(organisation=value).values("member"))

    def of_subject(self, rows: QuerySet[StaffMember], name: str, value: str) -> QuerySet[StaffMember]:
        return rows.filter(pk__in=StaffPost.objects.filter(subject__icontains=value).values("member"))
