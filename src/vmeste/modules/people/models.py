"""Classes, pupils, guardians and staff. Personal data lives in this module and nowhere else.

A row of a person never says the name when it is turned into text: `str` gives a number, so that no list, history line,
error page or export of another module can tell whom it means. Names come out of the two doors of `selectors` alone.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.jobs.models import Job
from vmeste.foundation.tenancy.models import EditableModel, NetworkModel
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.organisations.choices import Gender
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import AcademicYear

from .choices import (
    BUSY,
    Attachment,
    ClassKind,
    ClassProfile,
    ConsentPurpose,
    Kinship,
    OpeningPurpose,
    RetentionOf,
    RosterPart,
    RosterState,
)


class SchoolClass(EditableModel):
    """A class or a group of an organisation in one academic year; the next year's is a new row with `previous`.

    `stated_size` is what the organisation tells before its list is in; the list, when there is one, counts.
    `first_lesson` to `last_lesson` are minutes after midnight between which the class has lessons on school days.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="school_classes", verbose_name=_("organisation")
    )
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="school_classes", verbose_name=_("year"))
    kind = models.CharField(_("kind"), max_length=10, choices=ClassKind, default=ClassKind.CLASS)
    name = models.CharField(pgettext_lazy("class", "name"), max_length=40)
    sort_key = SortKeyField(source="name")
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    letter = models.CharField(_("letter"), max_length=4, blank=True)
    profile = models.CharField(_("profile"), max_length=25, choices=ClassProfile, blank=True)
    stated_size = models.PositiveSmallIntegerField(_("size"), null=True, blank=True)
    shift = models.PositiveSmallIntegerField(_("shift"), default=1)
    first_lesson = models.PositiveSmallIntegerField(_("lessons from"), null=True, blank=True)
    last_lesson = models.PositiveSmallIntegerField(_("lessons until"), null=True, blank=True)
    school_days = models.PositiveSmallIntegerField(_("school days a week"), default=5)
    external_id = models.CharField(_("id in another system"), max_length=80, blank=True, editable=False)
    previous = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="following",
        verbose_name=_("class of the year before"),
    )

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("school class")
        verbose_name_plural = _("school classes")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="classes_by_name"),
            models.Index(fields=["network", "organisation", "year", "grade"], name="classes_of_organisation"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation", "year", "name"],
                condition=Q(removed_at=None),
                name="class_once_a_year",
                violation_error_message=_("This organisation has such a class this year already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=ClassKind.CLASS) | Q(grade__gte=1, grade__lte=11),
                name="class_has_grade",
                violation_error_message=_("A class has a grade from 1 to 11."),
            ),
            models.CheckConstraint(
                condition=Q(first_lesson=None, last_lesson=None)
                | Q(first_lesson__lt=F("last_lesson"), last_lesson__lte=1440),
                name="class_lessons_end_after_start",
                violation_error_message=_("Lessons must end after they begin."),
            ),
            models.CheckConstraint(
                condition=Q(shift__gte=1, shift__lte=2, school_days__gte=1, school_days__lte=7),
                name="class_shift_and_days",
                violation_error_message=_("There are two shifts, and one to seven school days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonModel(EditableModel):
    """What is known of a person. `user` is the account of whoever claimed the row later."""

    last_name = models.CharField(_("last name"), max_length=80)
    first_name = models.CharField(_("first name"), max_length=80)
    patronymic = models.CharField(_("patronymic"), max_length=80, blank=True)
    sort_key = SortKeyField(source="full_name")
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    external_id = models.CharField(_("id in another system"), max_length=80, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("account"),
    )
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


class Pupil(PersonModel):
    """A child. `number` is how everybody but its own organisations calls it; it is random, so that it tells nothing."""

    number = models.CharField(_("number"), max_length=12, editable=False)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("pupil")
        verbose_name_plural = _("pupils")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="pupils_by_name"),
            models.Index(fields=["network", "external_id"], name="pupils_by_external_id"),
            models.Index(fields=["network", "user"], name="pupils_by_account"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "number"], name="pupil_number_once"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


class Guardian(PersonModel):
    """A legal representative; which children and with which scope stands in `Guardianship`."""

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="guardians_by_name"),
            models.Index(fields=["network", "external_id"], name="guardians_by_external_id"),
            models.Index(fields=["network", "user"], name="guardians_by_account"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"


class Guardianship(EditableModel):
    """One guardian of one child, and what he or she may do for it. A child may have two."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="guardianships", verbose_name=_("pupil"))
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="guardianships", verbose_name=_("guardian"))
    kinship = models.CharField(_("kinship"), max_length=10, choices=Kinship, default=Kinship.MOTHER)
    may_consent = models.BooleanField(_("gives consents"), default=True)
    may_choose = models.BooleanField(_("chooses courses"), default=True)
    basis = models.CharField(_("document of authority"), max_length=200, blank=True)
    ends_on = models.DateField(_("ends before"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        indexes: ClassVar = [models.Index(fields=["network", "guardian", "pupil"], name="children_of_guardian")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "pupil", "guardian"],
                condition=Q(removed_at=None),
                name="guardianship_once",
                violation_error_message=_("This guardian is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id}: {self.get_kinship_display()}"


class PupilAttachment(EditableModel):
    """A child at an organisation from `starts_on` (inclusive) to `ends_on` (exclusive, None = open).

    One base attachment at a time; any number of additional ones. The class is the one of its academic year.
    """

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="attachments", verbose_name=_("pupil"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="pupil_attachments", verbose_name=_("organisation")
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name=_("class")
    )
    kind = models.CharField(_("attachment"), max_length=12, choices=Attachment, default=Attachment.BASE)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("before"), null=True, blank=True)
    order = models.CharField(_("order"), max_length=120, blank=True, help_text=_("Number and date."))

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        verbose_name = _("attachment of a pupil")
        verbose_name_plural = _("attachments of pupils")
        indexes: ClassVar = [
            models.Index(fields=["network", "pupil", "starts_on"], name="attachments_of_pupil"),
            models.Index(fields=["network", "organisation", "ends_on"], name="pupils_of_organisation"),
            models.Index(fields=["network", "school_class", "ends_on"], name="pupils_of_class"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="attachment_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            ),
            models.UniqueConstraint(
                fields=["network", "pupil"],
                condition=Q(kind=Attachment.BASE, ends_on=None, removed_at=None),
                name="one_open_base_attachment",
                violation_error_message=_("The pupil studies at another organisation; end that first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id}: {self.get_kind_display()}"


class StaffMember(PersonModel):
    """Somebody who works for organisations of the network; the posts tell where and when."""

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        indexes: ClassVar = [
            models.Index(fields=["network", "sort_key", "id"], name="staff_by_name"),
            models.Index(fields=["network", "external_id"], name="staff_by_external_id"),
            models.Index(fields=["network", "user"], name="staff_by_account"),
        ]

    def __str__(self) -> str:
        # Teachers stand in timetables and orders that everybody of the network reads.
        return self.full_name or f"№ {self.pk}"


class StaffPost(EditableModel):
    """What a member of staff is at an organisation, from `starts_on` to `ends_on` (exclusive)."""

    member = models.ForeignKey(StaffMember, models.CASCADE, related_name="posts", verbose_name=_("member of staff"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff", verbose_name=_("organisation"))
    post = models.CharField(_("position"), max_length=150)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("before"), null=True, blank=True)
    cleared_until = models.DateField(
        _("clearance to work with children until"),
        null=True,
        blank=True,
        help_text=_("The date alone; the document stays with the organisation."),
    )

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes: ClassVar = [
            models.Index(fields=["network", "organisation", "ends_on"], name="staff_of_organisation"),
            models.Index(fields=["network", "member"], name="posts_of_member"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="post_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.post


class Consent(EditableModel):
    """A separate document: one purpose, one controller, who signed for the child, its term and its withdrawal.

    `recipient` is the partner for a disclosure, empty otherwise. In force from `signed_on` to `valid_until`
    (exclusive, None = until withdrawn) unless `withdrawn_on` comes first.
    """

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="consents", verbose_name=_("pupil"))
    purpose = models.CharField(_("purpose"), max_length=15, choices=ConsentPurpose)
    controller = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consents", verbose_name=_("personal data controller")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disclosed to")
    )
    guardian = models.ForeignKey(
        Guardian, models.SET_NULL, null=True, blank=True, related_name="consents", verbose_name=_("signed by guardian")
    )
    is_signed_by_pupil = models.BooleanField(_("signed by the pupil too"), default=False)
    signed_on = models.DateField(_("signed on"))
    valid_until = models.DateField(_("valid before"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    note = models.CharField(_("conditions"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-signed_on", "id"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes: ClassVar = [
            models.Index(fields=["network", "pupil", "purpose"], name="consents_of_pupil"),
            models.Index(fields=["network", "controller", "purpose", "valid_until"], name="consents_of_controller"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("signed_on")),
                name="consent_ends_after_signing",
                violation_error_message=_("The term must end after the signing."),
            ),
            models.CheckConstraint(
                condition=Q(purpose=ConsentPurpose.TRANSFER, recipient__isnull=False)
                | (~Q(purpose=ConsentPurpose.TRANSFER) & Q(recipient=None)),
                name="only_disclosure_has_recipient",
                violation_error_message=_("A disclosure, and nothing else, names whom the data go to."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.pupil_id}"


class NameOpening(NetworkModel):
    """Somebody saw names: who, when, why, of which children. Never changed, never removed before its term."""

    controller = models.ForeignKey(
        Organisation, models.PROTECT, related_name="name_openings", verbose_name=_("personal data controller")
    )
    opened_at = models.DateTimeField(_("opened at"))
    actor_label = models.CharField(_("who"), max_length=200)
    user_id = models.BigIntegerField(null=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=OpeningPurpose)
    what = models.CharField(_("what was opened"), max_length=200)
    pupil_ids = models.JSONField(default=list)
    count = models.PositiveIntegerField(_("names"))
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        verbose_name = _("opening of names")
        verbose_name_plural = _("openings of names")
        indexes: ClassVar = [models.Index(fields=["network", "controller", "opened_at"], name="openings_of_controller")]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.get_purpose_display()}"


class Disclosure(EditableModel):
    """An act by which a controller hands a list to a partner: which data, of whom, on which ground, until when."""

    controller = models.ForeignKey(
        Organisation, models.PROTECT, related_name="disclosures", verbose_name=_("personal data controller")
    )
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="received_lists", verbose_name=_("disclosed to")
    )
    disclosed_on = models.DateField(_("disclosed on"))
    valid_until = models.DateField(_("valid before"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    ground = models.CharField(_("ground"), max_length=300, help_text=_("An agreement, an order or the consents."))
    fields = models.JSONField(_("data"), default=list)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    pupils = models.ManyToManyField(Pupil, through="DisclosedPupil", related_name="disclosures")

    class Meta:
        ordering: ClassVar = ["-disclosed_on", "-id"]
        verbose_name = _("disclosure of a list")
        verbose_name_plural = _("disclosures of lists")
        indexes: ClassVar = [
            models.Index(fields=["network", "controller", "disclosed_on"], name="disclosures_by_controller"),
            models.Index(fields=["network", "recipient", "disclosed_on"], name="disclosures_by_recipient"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(controller=F("recipient")),
                name="no_disclosure_to_oneself",
                violation_error_message=_("An organisation discloses nothing to itself."),
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class DisclosedPupil(NetworkModel):
    """One child on a disclosed list."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="lines")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="disclosed_in")

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("pupil on a disclosed list")
        verbose_name_plural = _("pupils on a disclosed list")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "disclosure", "pupil"], name="disclosed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["network", "pupil"], name="disclosures_of_pupil")]

    def __str__(self) -> str:
        return f"{self.disclosure_id}: {self.pupil_id}"


class RetentionRule(EditableModel):
    """How long what is kept, from which regulation; dated, so that a new regulation is one new row."""

    of = models.CharField(_("of what"), max_length=15, choices=RetentionOf)
    months = models.PositiveSmallIntegerField(_("months"))
    ground = models.CharField(_("ground"), max_length=300)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        ordering: ClassVar = ["of", "-valid_from"]
        verbose_name = _("rule of retention")
        verbose_name_plural = _("rules of retention")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "of", "valid_from"],
                condition=Q(removed_at=None),
                name="retention_once_a_day",
                violation_error_message=_("There is a rule from that day already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_of_display())


class DestructionAct(NetworkModel):
    """The proof that data of a person were destroyed (Roskomnadzor's order 179 of 28 October 2022).

    It tells what was destroyed and nothing of what it said. `log_extract` is the extract of the log of events.
    """

    number = models.PositiveIntegerField(_("number"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="destruction_acts", verbose_name=_("personal data controller")
    )
    subject = models.CharField(_("whose data"), max_length=60)
    data = models.JSONField(_("what was destroyed"), default=list)
    reason = models.CharField(_("reason"), max_length=300)
    destroyed_at = models.DateTimeField(_("destroyed at"))
    executor = models.CharField(_("by whom"), max_length=200)
    log_extract = models.JSONField(_("extract of the log"), default=list)

    class Meta:
        ordering: ClassVar = ["-destroyed_at", "-id"]
        verbose_name = _("act of destruction")
        verbose_name_plural = _("acts of destruction")
        indexes: ClassVar = [
            models.Index(fields=["network", "organisation", "destroyed_at"], name="acts_of_controller")
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "number"], name="destruction_act_once")]

    def __str__(self) -> str:
        return f"№ {self.number}"


class Claim(NetworkModel):
    """A secret by which a person takes over the own row later; only its digest is kept, for a while, for one use.

    `invitation_id` names the invitation by which somebody without an account opens one first.
    """

    pupil = models.ForeignKey(Pupil, models.CASCADE, null=True, related_name="claims")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, related_name="claims")
    member = models.ForeignKey(StaffMember, models.CASCADE, null=True, related_name="claims")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    invitation_id = models.BigIntegerField(_("invitation"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("claim code")
        verbose_name_plural = _("claim codes")
        indexes: ClassVar = [models.Index(fields=["network", "expires_at"], name="claims_by_expiry")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pupil__isnull=False, guardian=None, member=None)
                | Q(pupil=None, guardian__isnull=False, member=None)
                | Q(pupil=None, guardian=None, member__isnull=False),
                name="claim_of_one_person",
            ),
            models.UniqueConstraint(fields=["network", "digest"], name="claim_digest_once"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"


class RosterRun(NetworkModel):
    """One list of pupils somebody brought in: checked first, written when they agree, taken back when they wish.

    The file is kept in `pages`, where nobody can fetch it, until it is read. The lines go when the term of undoing is
    over (`purged_at`, RetentionRule for ROSTER); what remains tells numbers only. `on` is the day the list holds from.
    `counts` is by `RosterPart`, after writing and undoing also by what was done; `classes` are the list's own.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="rosters", verbose_name=_("organisation")
    )
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+", verbose_name=_("year"))
    kind = models.CharField(_("attachment"), max_length=12, choices=Attachment, default=Attachment.BASE)
    on = models.DateField(_("the list holds from"))
    file_name = models.CharField(_("file"), max_length=200)
    source = models.CharField(max_length=20, blank=True)
    is_whole = models.BooleanField(default=True)
    does_end = models.BooleanField(_("ends who is not on the list"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RosterState, default=RosterState.READING)
    message = models.CharField(max_length=500, blank=True)
    counts = models.JSONField(default=dict)
    classes = models.JSONField(default=list)
    brought_by = models.CharField(_("who"), max_length=200)
    user_id = models.BigIntegerField(null=True)
    brought_at = models.DateTimeField(_("brought in"))
    applied_at = models.DateTimeField(_("written"), null=True)
    undone_at = models.DateTimeField(_("taken back"), null=True)
    purged_at = models.DateTimeField(_("lines deleted"), null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("list of pupils brought in")
        verbose_name_plural = _("lists of pupils brought in")
        indexes: ClassVar = [
            models.Index(fields=["network", "organisation", "-id"], name="rosters_of_organisation"),
            models.Index(fields=["network", "purged_at", "brought_at"], name="rosters_to_purge"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY


class RosterPage(NetworkModel):
    """Some lines of a list, packed.

    `body` is zlib-packed JSON; of the part FILE the file itself. Pages of a part follow each other by `place`;
    `count` is of lines.
    """

    run = models.ForeignKey(RosterRun, models.CASCADE, related_name="pages")
    part = models.CharField(max_length=10, choices=RosterPart)
    place = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["place"]
        verbose_name = _("page of a list of pupils")
        verbose_name_plural = _("pages of lists of pupils")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "run", "part", "place"], name="roster_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.part} {self.place}"
