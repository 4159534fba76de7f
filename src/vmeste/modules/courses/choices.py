from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeKind(models.TextChoices):
    """What a programme is in the life of a school; what is counted where depends on it."""

    SUPPLEMENTARY = "supplementary", _("supplementary education programme")
    SHORT = "short", _("short supplementary programme")
    EXTRACURRICULAR = "extracurricular", _("extracurricular course")
    ELECTIVE = "elective", pgettext_lazy("programme", "elective")
    INTER_SCHOOL_ELECTIVE = "inter_school_elective", _("inter-school elective")
    SPECIAL_COURSE = "special_course", _("special course")
    DISTANCE_COURSE = "distance_course", _("distance course")
    CAREER_TRIAL = "career_trial", _("hands-on career trial")


class FocusArea(models.TextChoices):
    """The six focus areas of supplementary programmes."""

    TECHNICAL = "technical", _("technical")
    NATURAL_SCIENCE = "natural_science", pgettext_lazy("focus area", "natural science")
    SPORTS = "sports", _("sports")
    ARTS = "arts", _("arts")
    TOURISM_LOCAL_HISTORY = "tourism_local_history", _("tourism and local history")
    SOCIAL_HUMANITIES = "social_humanities", _("social and humanities")


class ProgrammeLevel(models.TextChoices):
    INTRODUCTORY = "introductory", _("introductory")
    BASIC = "basic", pgettext_lazy("level", "basic")
    ADVANCED = "advanced", pgettext_lazy("level", "advanced")


class FundingSource(models.TextChoices):
    SCHOOL = "school", _("budget of the organisation")
    PARTNER = "partner", _("a partner")
    GRANT = "grant", pgettext_lazy("funding", "a grant")
    CERTIFICATE = "certificate", _("social certificate")
    FAMILY = "family", _("paid by the family")


class PartyRole(models.TextChoices):
    """What a party of a network-form programme is (273-FZ art. 15)."""

    BASE = "base", _("base organisation")
    PARTICIPANT = "participant", _("participating organisation")
    RESOURCE = "resource", _("resource organisation")


class FinalDocument(models.TextChoices):
    """What a pupil gets at the end."""

    NONE = "none", _("nothing")
    STUDY_CERTIFICATE = "study_certificate", _("certificate of study")
    PARTICIPATION = "participation", _("certificate of participation")


class GroupStage(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("group", "planned")
    OPEN = "open", pgettext_lazy("group", "open for enrolment")
    RUNNING = "running", pgettext_lazy("group", "under way")
    FINISHED = "finished", pgettext_lazy("group", "finished")
    CANCELLED = "cancelled", pgettext_lazy("group", "cancelled")

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {"open": "info", "running": "success", "cancelled": "danger"}.get(self.value, "neutral")


ALIVE = (GroupStage.PLANNED, GroupStage.OPEN, GroupStage.RUNNING)
"""Stages in which a group needs its room and its teacher."""
NEXT_STAGES: dict[str, tuple[GroupStage, ...]] = {
    GroupStage.PLANNED: (GroupStage.OPEN, GroupStage.RUNNING, GroupStage.CANCELLED),
    GroupStage.OPEN: (GroupStage.RUNNING, GroupStage.PLANNED, GroupStage.CANCELLED),
    GroupStage.RUNNING: (GroupStage.FINISHED, GroupStage.OPEN, GroupStage.CANCELLED),
    GroupStage.FINISHED: (GroupStage.RUNNING,),
    GroupStage.CANCELLED: (GroupStage.PLANNED,),
}
"""Where a group may go from where it is, the ordinary step first."""


class Weeks(models.TextChoices):
    EVERY = "every", _("every week")
    ODD = "odd", _("odd weeks")
    EVEN = "even", _("even weeks")


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class SchoolLevel(models.TextChoices):
    """The levels of general education, by grade."""

    PRIMARY = "primary", _("primary, grades 1 to 4")
    BASIC = "basic", _("basic, grades 5 to 9")
    SECONDARY = "secondary", _("secondary, grades 10 and 11")

    @property
    def grades(self) -> range:
        return {"primary": range(1, 5), "basic": range(5, 10)}.get(self.value, range(10, 12))

    @classmethod
    def of_grade(cls, grade: int | None) -> "SchoolLevel | None":
        return next((level for level in cls if grade in level.grades), None)
