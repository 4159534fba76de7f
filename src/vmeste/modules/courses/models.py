"""Programmes of the network, their groups in time and place, and the extracurricular plans of classes."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.tenancy.models import EditableModel
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass, StaffMember
from vmeste.modules.projects.models import CoordinationCentre
from vmeste.modules.reference.models import AcademicYear

from .choices import (
    FinalDocument,
    FocusArea,
    FundingSource,
    GroupStage,
    PartyRole,
    ProgrammeKind,
    ProgrammeLevel,
    Weekday,
    Weeks,
)

DAY_MINUTES = 24 * 60


def clock(minutes: int) -> str:
    """Minutes after midnight as 15:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


class Programme(EditableModel):
    """What is taught: kind, focus area, for whom, how much. Groups are when and where.

    `organisation` owns it and answers for it. `is_network_form` is a legal regime of its own (273-FZ art. 15)
    and says nothing about ordinary cooperation; its particulars stand in `NetworkForm`.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="programmes", verbose_name=_("organisation")
    )
    title = models.CharField(_("programme"), max_length=200)
    sort_key = SortKeyField(source="title")
    kind = models.CharField(_("kind"), max_length=25, choices=ProgrammeKind)
    focus = models.CharField(_("focus area"), max_length=25, choices=FocusArea, blank=True)
    level = models.CharField(_("level"), max_length=15, choices=ProgrammeLevel, blank=True)
    first_grade = models.PositiveSmallIntegerField(_("from grade"), null=True, blank=True)
    last_grade = models.PositiveSmallIntegerField(_("to grade"), null=True, blank=True)
    first_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    last_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    hours_a_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    hours_a_year = models.PositiveSmallIntegerField(_("hours a year"), null=True, blank=True)
    is_network_form = models.BooleanField(_("network form"), default=False, editable=False)
    final_document = models.CharField(
        _("document at the end"), max_length=20, choices=FinalDocument, default=FinalDocument.NONE
    )
    centre = models.ForeignKey(
        CoordinationCentre,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("coordination centre"),
    )
    summary = models.TextField(_("what it is about"), blank=True, max_length=3000)
    is_published = models.BooleanField(_("in the catalogue of the network"), default=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="programmes_by_title"),
            models.Index(fields=["network", "kind", "sort_key", "id"], name="programmes_by_kind"),
            models.Index(fields=["network", "organisation", "sort_key"], name="programmes_of_organisation"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation", "kind", "title"],
                condition=Q(removed_at=None),
                name="programme_once",
                violation_error_message=_("This organisation has such a programme already."),
            ),
            models.CheckConstraint(
                condition=Q(first_grade=None) | Q(last_grade=None) | Q(last_grade__gte=F("first_grade")),
                name="programme_grades_in_order",
                violation_error_message=_("The last grade comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(first_age=None) | Q(last_age=None) | Q(last_age__gte=F("first_age")),
                name="programme_ages_in_order",
                violation_error_message=_("The last age comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Funding(EditableModel):
    """Who pays for how many weekly hours of a programme; `payer` is the partner or the holder of the grant."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="funding", verbose_name=_("programme"))
    source = models.CharField(_("source"), max_length=15, choices=FundingSource)
    payer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("payer")
    )
    hours_a_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True, help_text=_("Agreement, grant, order."))

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        indexes: ClassVar = [models.Index(fields=["network", "programme"], name="funding_of_programme")]

    def __str__(self) -> str:
        return str(self.get_source_display())


class NetworkForm(EditableModel):
    """The network form of a programme: what the agreement must say (order 882/391 of 5 August 2020, annex 2)."""

    programme = models.OneToOneField(
        Programme, models.CASCADE, related_name="network_form", verbose_name=_("programme")
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="network_forms", verbose_name=_("agreement")
    )
    is_developed_jointly = models.BooleanField(_("developed jointly"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("before"), null=True, blank=True)
    fewest_pupils = models.PositiveSmallIntegerField(_("pupils, at least"), null=True, blank=True)
    most_pupils = models.PositiveSmallIntegerField(_("pupils, at most"), null=True, blank=True)
    list_days = models.PositiveSmallIntegerField(
        _("list of pupils handed over, working days before the start"), null=True, blank=True
    )
    results_days = models.PositiveSmallIntegerField(
        _("certificate of results, working days after assessment"), null=True, blank=True
    )
    schedule_by = models.CharField(_("timetable and place set by"), max_length=300, blank=True)
    assessment = models.CharField(_("interim assessment"), max_length=300, blank=True)
    final_assessment = models.CharField(_("final assessment"), max_length=300, blank=True)
    documents = models.CharField(_("documents issued"), max_length=300, blank=True)
    is_free_of_charge = models.BooleanField(_("free of charge"), default=True)
    payment = models.CharField(_("payment"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("network form of a programme")
        verbose_name_plural = _("network forms of programmes")
        indexes: ClassVar = [models.Index(fields=["network", "agreement"], name="network_forms_of_agreement")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="network_form_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(fewest_pupils=None) | Q(most_pupils=None) | Q(most_pupils__gte=F("fewest_pupils")),
                name="network_form_pupils_in_order",
                violation_error_message=_("The most is less than the least."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.programme)


class NetworkPart(EditableModel):
    """A party of a network form and the part of the programme it teaches, or the resources it gives.

    The licence is required of those who teach; a resource organisation may have none.
    """

    network_form = models.ForeignKey(
        NetworkForm, models.CASCADE, related_name="parts", verbose_name=_("network form of a programme")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=15, choices=PartyRole)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("part of the programme"), max_length=300, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    place = models.CharField(_("place of teaching"), max_length=300, blank=True)
    resources = models.TextField(_("resources"), blank=True, max_length=2000)
    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    licence_on = models.DateField(_("licence of"), null=True, blank=True)
    licence_issuer = models.CharField(_("licence issued by"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("party of a network form")
        verbose_name_plural = _("parties of a network form")
        indexes: ClassVar = [
            models.Index(fields=["network", "network_form", "position"], name="parts_of_network_form"),
            models.Index(fields=["network", "organisation"], name="network_parts_of_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Venue(EditableModel):
    """Where groups meet: a room, a workshop, or a whole building. An online venue is nowhere."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="venues", verbose_name=_("organisation")
    )
    name = models.CharField(pgettext_lazy("venue", "room"), max_length=150)
    sort_key = SortKeyField(source="name")
    site = models.CharField(
        _("site"), max_length=200, blank=True, help_text=_("The address; rooms of one site need no way between.")
    )
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    is_online = models.BooleanField(_("online"), default=False)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="venues_by_name"),
            models.Index(fields=["network", "organisation", "sort_key"], name="venues_of_organisation"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation", "name"],
                condition=Q(removed_at=None),
                name="venue_once",
                violation_error_message=_("This organisation has such a room already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TravelTime(EditableModel):
    """Minutes between the sites of two organisations, the same both ways."""

    one = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("from"))
    other = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("to"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering: ClassVar = ["one_id", "other_id"]
        verbose_name = _("travel time")
        verbose_name_plural = _("travel times")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "one", "other"],
                condition=Q(removed_at=None),
                name="travel_time_once",
                violation_error_message=_("This way is recorded already."),
            ),
            # One row serves both ways, so the smaller id stands first.
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="travel_time_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}"


class CalendarBreak(EditableModel):
    """Days on which an organisation's groups do not meet: holidays, quarantine. No organisation: the whole network."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_breaks",
        verbose_name=_("organisation"),
    )
    year = models.ForeignKey(AcademicYear, models.CASCADE, related_name="breaks", verbose_name=_("year"))
    name = models.CharField(pgettext_lazy("holidays", "name"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("before"))

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        verbose_name = _("holidays")
        verbose_name_plural = _("holidays")
        indexes: ClassVar = [models.Index(fields=["network", "year", "starts_on"], name="breaks_of_year")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="break_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class StudyGroup(EditableModel):
    """A group of a programme in an academic year: teacher, venue, weekly meetings, seats.

    `taken` is counted by the database itself as enrolments hold seats (see the triggers of module enrolment), and the
    database refuses to let it grow beyond `seats`: whatever writes, a group is never over-filled.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="groups", verbose_name=_("programme"))
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="study_groups", verbose_name=_("year"))
    name = models.CharField(pgettext_lazy("group", "name"), max_length=120)
    sort_key = SortKeyField(source="name")
    stage = models.CharField(_("stage"), max_length=12, choices=GroupStage, default=GroupStage.OPEN, editable=False)
    teacher = models.ForeignKey(
        StaffMember, models.SET_NULL, null=True, blank=True, related_name="study_groups", verbose_name=_("teacher")
    )
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="study_groups", verbose_name=_("venue")
    )
    first_grade = models.PositiveSmallIntegerField(_("from grade"), null=True, blank=True)
    last_grade = models.PositiveSmallIntegerField(_("to grade"), null=True, blank=True)
    fewest = models.PositiveSmallIntegerField(_("pupils, at least"), default=0)
    target = models.PositiveSmallIntegerField(_("desired size"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("before"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("study group")
        verbose_name_plural = _("study groups")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="study_groups_by_name"),
            models.Index(fields=["network", "programme", "year"], name="study_groups_of_programme"),
            models.Index(fields=["network", "year", "stage"], name="study_groups_of_year"),
            models.Index(fields=["network", "teacher"], name="study_groups_of_teacher"),
            models.Index(fields=["network", "venue"], name="study_groups_of_venue"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "programme", "year", "name"],
                condition=Q(removed_at=None),
                name="study_group_once",
                violation_error_message=_("The programme has such a group this year already."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("seats")),
                name="study_group_never_over_filled",
                violation_error_message=_("More pupils are enrolled than that."),
            ),
            models.CheckConstraint(
                condition=Q(fewest__lte=F("seats")),
                name="study_group_sizes_in_order",
                violation_error_message=_("The least is more than the seats."),
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__lte=F("seats")),
                name="study_group_target_within_seats",
                violation_error_message=_("The desired size is more than the seats."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="study_group_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """`taken` belongs to the database: an edit that read an older count never writes it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            own = {"taken", "id"}
            kwargs["update_fields"] = [f.name for f in self._meta.concrete_fields if f.name not in own]
        super().save(*args, **kwargs)


class Meeting(EditableModel):
    """A weekly time of a group: `starts_at` in minutes after midnight, `minutes` long, at its venue or another."""

    group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="meetings", verbose_name=_("study group"))
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts_at = models.PositiveSmallIntegerField(_("begins at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    weeks = models.CharField(_("weeks"), max_length=5, choices=Weeks, default=Weeks.EVERY)
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="meetings", verbose_name=_("another venue")
    )

    class Meta:
        ordering: ClassVar = ["weekday", "starts_at", "id"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes: ClassVar = [models.Index(fields=["network", "group", "weekday"], name="meetings_of_group")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=10) & Q(starts_at__lte=DAY_MINUTES - F("minutes")),
                name="meeting_within_a_day",
                violation_error_message=_("A meeting lasts ten minutes at least and ends before midnight."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.hours}"

    @property
    def hours(self) -> str:
        """15:30–16:15"""
        return f"{clock(self.starts_at)}–{clock(self.starts_at + self.minutes)}"


class ReservedSeats(EditableModel):
    """Seats of a group that only pupils of a school, or of a grade, may take."""

    group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="reserved", verbose_name=_("study group"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school")
    )
    profile = models.CharField(_("profile of the class"), max_length=25, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("reserved seats")
        verbose_name_plural = _("reserved seats")
        indexes: ClassVar = [models.Index(fields=["network", "group"], name="reserved_seats_of_group")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(school__isnull=False) | ~Q(profile=""),
                name="reserved_for_somebody",
                violation_error_message=_("Say for which school or which classes the seats are kept."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.seats}"


class PlanLine(EditableModel):
    """A line of a class's extracurricular plan: a programme, the group if known, and the hours it counts with."""

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="plan", verbose_name=_("class"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="plan_lines", verbose_name=_("programme"))
    group = models.ForeignKey(
        StudyGroup, models.SET_NULL, null=True, blank=True, related_name="plan_lines", verbose_name=_("study group")
    )
    hours_a_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1)
    hours_a_year = models.PositiveSmallIntegerField(_("hours a year"), null=True, blank=True)
    form = models.CharField(_("form of work"), max_length=120, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    funding = models.CharField(_("funding"), max_length=15, choices=FundingSource, default=FundingSource.SCHOOL)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("line of the extracurricular plan")
        verbose_name_plural = _("lines of the extracurricular plan")
        indexes: ClassVar = [models.Index(fields=["network", "school_class", "position"], name="plan_of_class")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "school_class", "programme"],
                condition=Q(removed_at=None),
                name="plan_line_once",
                violation_error_message=_("The programme stands in the plan already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.programme)
