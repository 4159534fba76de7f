from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClassKind(models.TextChoices):
    """A class has a grade and a letter; a group is made across classes, or of a kindergarten."""

    CLASS = "class", pgettext_lazy("of a school", "class")
    GROUP = "group", pgettext_lazy("of pupils", "group")


class ClassProfile(models.TextChoices):
    """What a class learns more of. An empty profile means none."""

    ENGINEERING = "engineering", _("engineering")
    PHYSICS_MATHEMATICS = "physics_mathematics", _("physics and mathematics")
    NATURAL_SCIENCE = "natural_science", _("natural science")
    TECHNOLOGICAL = "technological", _("technological")
    SOCIAL_ECONOMICS = "social_economics", _("social and economic")
    HUMANITIES = "humanities", _("humanities")
    UNIVERSAL = "universal", pgettext_lazy("profile of a class", "universal")
    ATOMCLASS = "atomclass", _("Atomclass")
    ADVANCED = "advanced", _("advanced study of a subject")
    PRE_PROFILE = "pre_profile", _("pre-profile preparation")


class Attachment(models.TextChoices):
    """What a child is to an organisation: the base keeps its file, the others teach it too."""

    BASE = "base", _("studies here")
    ADDITIONAL = "additional", _("also studies here")


class Kinship(models.TextChoices):
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    GUARDIAN = "guardian", _("guardian or custodian")
    OTHER = "other", _("another legal representative")


class ConsentPurpose(models.TextChoices):
    """One consent, one purpose (152-FZ art. 9 as amended from 1 September 2025)."""

    PROCESSING = "processing", _("processing of personal data")
    TRANSFER = "transfer", _("disclosure to a partner")
    DISTRIBUTION = "distribution", _("publication of pictures")
    TRAVEL = "travel", _("trips")
    PARTICIPATION = "participation", _("participation beyond the curriculum")


class OpeningPurpose(models.TextChoices):
    """Why names are opened; whoever opens them says so."""

    TEACHING = "teaching", _("teaching and attendance")
    ENROLMENT = "enrolment", _("enrolment and orders")
    DOCUMENTS = "documents", _("documents for a pupil")
    CONTACT = "contact", _("contact with the family")
    CONSENTS = "consents", _("keeping consents")
    ROSTER = "roster", _("keeping the lists")
    EXPORT = "export", _("a person asked for the own data")
    ERASURE = "erasure", _("deletion of data")


class DataField(models.TextChoices):
    """What of a child can be disclosed. Health is not among it: it is not kept."""

    NAME = "name", _("full name")
    BORN_ON = "born_on", _("date of birth")
    CLASS = "class", pgettext_lazy("of a school", "class")
    CONTACT = "contact", _("contact of the guardian")


class RetentionOf(models.TextChoices):
    """What a rule of retention is about; the term counts from the day in brackets."""

    PUPIL = "pupil", _("file of a pupil (from leaving)")
    GUARDIAN = "guardian", _("guardian without children here (from the last child's leaving)")
    STAFF = "staff", _("member of staff (from leaving)")
    CONSENT = "consent", _("consent (from its end)")
    OPENING = "opening", _("record of an opening of names (from the opening)")
    DESTRUCTION = "destruction", _("act of destruction (from its date)")
    ROSTER = "roster", _("lines of a list brought in, for undoing (from the bringing)")


class RosterState(models.TextChoices):
    """The life of a list somebody brought in; the three that end in «…ing» belong to a background job."""

    READING = "reading", pgettext_lazy("list of pupils", "is being checked")
    REFUSED = "refused", pgettext_lazy("list of pupils", "could not be read")
    CHECKED = "checked", pgettext_lazy("list of pupils", "waits for your decision")
    APPLYING = "applying", pgettext_lazy("list of pupils", "is being written")
    APPLIED = "applied", pgettext_lazy("list of pupils", "written")
    UNDOING = "undoing", pgettext_lazy("list of pupils", "is being taken back")
    UNDONE = "undone", pgettext_lazy("list of pupils", "taken back")


class RosterPart(models.TextChoices):
    """What a page of a list holds: the file until it is read, lines, and after writing what was there before.

    `KEPT` are lines that were not written, or rows that were not taken back, and why.
    """

    FILE = "file", _("file")
    PROBLEM = "problem", pgettext_lazy("lines of a list", "Remarks")
    NEW = "new", pgettext_lazy("lines of a list", "New")
    CHANGED = "changed", pgettext_lazy("lines of a list", "Changed")
    SAME = "same", pgettext_lazy("lines of a list", "As they were")
    ENDED = "ended", pgettext_lazy("lines of a list", "Not on the list")
    WRONG = "wrong", pgettext_lazy("lines of a list", "With errors")
    KEPT = "kept", pgettext_lazy("lines of a list", "Left alone")
    WRITTEN = "written", pgettext_lazy("lines of a list", "Before and after")


BUSY = frozenset({RosterState.READING, RosterState.APPLYING, RosterState.UNDOING})
