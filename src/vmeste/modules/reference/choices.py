from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.exchange.columns import Column, same_set, several

DIRECTIONS_COLUMN = Column(
    "directions",
    _("directions"),
    _("Names as in Settings, separated by semicolons."),
    "",
    several,
    empty=(),
    is_same=same_set,
    headings=("Направление", "Направления", "Направления сотрудничества", "Directions"),
    width=36,
)
"""How tables people bring name directions; `selectors.DirectionBook` knows which are meant."""


class TerritoryKind(models.TextChoices):
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("municipality")


class NormKind(models.TextChoices):
    """Numbers that a regulation sets and may change."""

    AGREEMENT_FIRST_WARNING_DAYS = "agreement_first_warning_days", _("first warning before an agreement ends, days")
    AGREEMENT_SECOND_WARNING_DAYS = "agreement_second_warning_days", _("second warning before an agreement ends, days")
    AGREEMENT_LAST_WARNING_DAYS = "agreement_last_warning_days", _("last warning before an agreement ends, days")
    TRAVEL_MINUTES = "travel_minutes", _("way between organisations where none is recorded, minutes")
    EXTRACURRICULAR_WEEK_HOURS = "extracurricular_week_hours", _("extracurricular hours a week, at most")
    EXTRACURRICULAR_BREAK_MINUTES = (
        "extracurricular_break_minutes",
        _("break between lessons and extracurricular classes, minutes"),
    )
    EXTRACURRICULAR_PRIMARY_HOURS = (
        "extracurricular_primary_hours",
        _("extracurricular hours in grades 1 to 4, at most"),
    )
    EXTRACURRICULAR_BASIC_HOURS = "extracurricular_basic_hours", _("extracurricular hours in grades 5 to 9, at most")
    EXTRACURRICULAR_SECONDARY_HOURS = (
        "extracurricular_secondary_hours",
        _("extracurricular hours in grades 10 and 11, at most"),
    )
    SCHOOL_WEEKS = "school_weeks", _("weeks of teaching in a year")
    SCHOOL_WEEKS_OF_FIRST_GRADE = "school_weeks_of_first_grade", _("weeks of teaching in a year, first grade")
