"""Choice rounds, wishes, allocation runs, seats, waiting lists, attendance, results and certificates."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.tenancy.models import EditableModel, NetworkModel
from vmeste.foundation.text.sorting import SortKeyField
from vmeste.modules.courses.models import Meeting, Programme, StudyGroup
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import Pupil
from vmeste.modules.reference.models import AcademicYear

from .choices import (
    AIMS,
    HOLDING,
    AbsenceReason,
    CertificateKind,
    EnrolmentState,
    Matters,
    Origin,
    RoundStage,
    RunState,
    WaitingState,
)


class ChoiceRound(EditableModel):
    """Who may choose, from what, when and how many.

    `commitment` is the SHA-256 of the seed, published when the round opens; the seed itself stays hidden until the
    result is published. `input_hash` freezes what was handed in. `policy` holds the words of the allocation's policy
    that differ from its defaults.
    """

    title = models.CharField(_("choice round"), max_length=200)
    sort_key = SortKeyField(source="title")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="choice_rounds", verbose_name=_("year"))
    stage = models.CharField(_("stage"), max_length=10, choices=RoundStage, default=RoundStage.DRAFT, editable=False)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    confirm_by = models.DateField(_("seats are confirmed until"), null=True, blank=True)
    first_grade = models.PositiveSmallIntegerField(_("from grade"), default=1)
    last_grade = models.PositiveSmallIntegerField(_("to grade"), default=11)
    most_wishes = models.PositiveSmallIntegerField(_("wishes, at most"), default=5)
    most_courses = models.PositiveSmallIntegerField(_("courses a pupil may get"), default=2)
    most_minutes = models.PositiveSmallIntegerField(
        _("minutes a week a pupil may get"), default=0, help_text=_("0: as many as fit.")
    )
    places_everybody = models.BooleanField(_("who did not choose gets what is left"), default=False)
    policy = models.JSONField(_("what matters most"), default=dict, editable=False)
    seed = models.CharField(max_length=64, blank=True, editable=False)
    commitment = models.CharField(_("commitment to the seed"), max_length=64, blank=True, editable=False)
    input_hash = models.CharField(_("hash of the input"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_run = models.ForeignKey(
        "AllocationRun",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published result"),
    )
    schools = models.ManyToManyField(
        Organisation, through="RoundSchool", related_name="choice_rounds", verbose_name=_("schools")
    )
    groups = models.ManyToManyField(
        StudyGroup, through="RoundGroup", related_name="choice_rounds", verbose_name=_("study groups")
    )

    class Meta:
        ordering: ClassVar = ["-opens_at", "-id"]
        verbose_name = _("choice round")
        verbose_name_plural = _("choice rounds")
        indexes: ClassVar = [
            models.Index(fields=["network", "opens_at", "id"], name="rounds_by_opening"),
            models.Index(fields=["network", "stage", "closes_at"], name="rounds_by_stage"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_opening",
                violation_error_message=_("The round must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(last_grade__gte=F("first_grade")),
                name="round_grades_in_order",
                violation_error_message=_("The last grade comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(most_wishes__gte=1, most_wishes__lte=20, most_courses__gte=1, most_courses__lte=10),
                name="round_allows_something",
                violation_error_message=_("At least one wish and one course, at most 20 and 10."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def matters(self) -> Matters | None:
        """The choice the policy was made from; None when its aims are none of those offered."""
        aims = tuple(self.policy.get("aims", AIMS[Matters.PLACED]))
        return next((key for key, offered in AIMS.items() if offered == aims), None)

    def get_policy_display(self) -> str:
        """The policy in words, for pages, history and comparison."""
        first = self.matters.label if self.matters else ", ".join(self.policy["aims"])
        if not (way := self.policy.get("max_travel", 0)):
            return str(first)
        return gettext("%(aims)s; the way from school is no longer than %(minutes)d min") % {
            "aims": first,
            "minutes": way,
        }


class RoundSchool(NetworkModel):
    """A school whose pupils may choose in a round."""

    round = models.ForeignKey(ChoiceRound, models.CASCADE, related_name="school_rows")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("school of a round")
        verbose_name_plural = _("schools of a round")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "round", "school"], name="round_school_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.school_id}"


class RoundGroup(NetworkModel):
    """A study group that can be chosen in a round; it stands in one undecided round at a time."""

    round = models.ForeignKey(ChoiceRound, models.CASCADE, related_name="group_rows")
    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="round_rows")

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("study group of a round")
        verbose_name_plural = _("study groups of a round")
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "round", "group"], name="round_group_once")]
        indexes: ClassVar = [models.Index(fields=["network", "group"], name="rounds_of_group")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.group_id}"


class WishList(EditableModel):
    """What one pupil wishes in one round. Kept from the first touch (`submitted_at` empty), so nothing typed is lost.

    Pupils with the same `party` go to the same groups or to none; the word is made for one family and handed on by it,
    so nobody learns a name. `blocked` are weekly times as [day 1–7, start, minutes].
    """

    round = models.ForeignKey(ChoiceRound, models.CASCADE, related_name="wish_lists", verbose_name=_("choice round"))
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="wish_lists", verbose_name=_("pupil"))
    key = models.ForeignKey(
        Programme, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("key wish")
    )
    most_courses = models.PositiveSmallIntegerField(_("courses, at most"), default=1)
    blocked = models.JSONField(_("times that do not suit"), default=list, blank=True)
    party = models.CharField(_("word of those who go together"), max_length=12, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    submitted_by = models.CharField(_("by whom"), max_length=20, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("list of wishes")
        verbose_name_plural = _("lists of wishes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "round", "pupil"], name="wish_list_once")]
        indexes: ClassVar = [
            models.Index(fields=["network", "pupil"], name="wish_lists_of_pupil"),
            models.Index(fields=["network", "round", "party"], name="parties_of_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.pupil_id}"


class Wish(NetworkModel):
    """A programme on a list of wishes; rank 1 is the best."""

    wish_list = models.ForeignKey(WishList, models.CASCADE, related_name="wishes")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="wishes", verbose_name=_("programme"))
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        ordering: ClassVar = ["rank", "id"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "wish_list", "programme"], name="wish_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="wish_rank_from_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["network", "programme"], name="wishes_for_programme")]

    def __str__(self) -> str:
        return f"{self.rank}"


class AllocationRun(NetworkModel):
    """One allocation of a frozen round, or a what-if of it: what went in, what came out, and the certificate.

    `changes` is empty for the round itself. The files are the published ones, byte for byte.
    """

    round = models.ForeignKey(ChoiceRound, models.CASCADE, related_name="runs", verbose_name=_("choice round"))
    base = models.ForeignKey("self", models.CASCADE, null=True, related_name="what_ifs")
    title = models.CharField(_("what if"), max_length=200, blank=True)
    changes = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.WAITING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    job_id = models.BigIntegerField(null=True)
    input_hash = models.CharField(_("hash of the input"), max_length=64, blank=True)
    figures = models.JSONField(default=dict)
    certificate = models.JSONField(default=dict)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    round_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    result_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    reasons_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    waiting_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        indexes: ClassVar = [models.Index(fields=["network", "round", "started_at"], name="runs_of_round")]

    def __str__(self) -> str:
        return self.title or str(self.round)


class Verdict(NetworkModel):
    """What a run says about one wish of one pupil: the reason as data (`pure.allocation.model.Cause` and its facts)."""

    run = models.ForeignKey(AllocationRun, models.CASCADE, related_name="verdicts")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="verdicts")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    group = models.ForeignKey(StudyGroup, models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))
    cause = models.CharField(_("cause"), max_length=20)
    facts = models.JSONField(default=dict)
    would_help = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["pupil_id", "rank", "id"]
        verbose_name = _("verdict on a wish")
        verbose_name_plural = _("verdicts on wishes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "run", "pupil", "programme"], name="verdict_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "run", "cause"], name="verdicts_by_cause"),
            models.Index(fields=["network", "pupil"], name="verdicts_of_pupil"),
        ]

    def __str__(self) -> str:
        return self.cause


class Enrolment(EditableModel):
    """A pupil in a group, from offer to completion. While `state` is one of `HOLDING` it holds a seat.

    The orders are those of the network form: enrolled by the base, transferred to the participant without withdrawal,
    completed. `offered_until` is the last day on which an offer may be confirmed.
    """

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments", verbose_name=_("pupil"))
    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="enrolments", verbose_name=_("study group"))
    state = models.CharField(_("state"), max_length=12, choices=EnrolmentState, editable=False)
    origin = models.CharField(_("how"), max_length=10, choices=Origin, editable=False)
    run = models.ForeignKey(
        AllocationRun, models.SET_NULL, null=True, blank=True, related_name="enrolments", editable=False
    )
    offered_until = models.DateField(_("to be confirmed until"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("before"), null=True, blank=True)
    enrolment_order = models.CharField(_("order of enrolment"), max_length=120, blank=True)
    transfer_order = models.CharField(_("order of transfer"), max_length=120, blank=True)
    completion_order = models.CharField(_("order of completion"), max_length=120, blank=True)
    assessment = models.CharField(_("result"), max_length=200, blank=True)
    hours_done = models.PositiveSmallIntegerField(_("hours done"), null=True, blank=True)
    returned_on = models.DateField(_("results returned on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes: ClassVar = [
            models.Index(fields=["network", "group", "state"], name="enrolments_of_group"),
            models.Index(fields=["network", "pupil", "state"], name="enrolments_of_pupil"),
            models.Index(fields=["network", "state", "offered_until"], name="offers_by_last_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "pupil", "group"],
                condition=Q(state__in=[state.value for state in HOLDING], removed_at=None),
                name="one_seat_of_a_group",
                violation_error_message=_("The pupil has a seat in this group already."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="enrolment_ends_after_start",
                violation_error_message=_("It must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.pupil_id}"


class WaitingPlace(NetworkModel):
    """A place in the line for a group. `gives_up` is the seat the pupil leaves when this one comes."""

    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="waiting", verbose_name=_("study group"))
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="waiting", verbose_name=_("pupil"))
    run = models.ForeignKey(AllocationRun, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveIntegerField(_("position"))
    gives_up = models.ForeignKey(Enrolment, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=WaitingState, default=WaitingState.WAITING)
    entered_at = models.DateTimeField(_("in the line since"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("place in a waiting list")
        verbose_name_plural = _("places in waiting lists")
        indexes: ClassVar = [
            models.Index(fields=["network", "group", "state", "position"], name="line_of_group"),
            models.Index(fields=["network", "pupil", "state"], name="lines_of_pupil"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "group", "pupil"],
                condition=Q(state=WaitingState.WAITING),
                name="once_in_a_line",
                violation_error_message=_("The pupil waits for this group already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.position}"


class Lesson(EditableModel):
    """A meeting that was held; who is not marked absent was there.

    With 0 minutes it was not held, and `topic` may say why.
    """

    group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="lessons", verbose_name=_("study group"))
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    topic = models.CharField(_("topic"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-held_on", "-id"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes: ClassVar = [models.Index(fields=["network", "group", "held_on"], name="lessons_of_group")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "group", "held_on", "meeting"],
                condition=Q(removed_at=None),
                name="lesson_once",
                violation_error_message=_("This lesson is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"


class Absence(NetworkModel):
    """A pupil who was not at a lesson; no row means that the pupil was there."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="absences")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="absences")
    reason = models.CharField(_("reason"), max_length=10, choices=AbsenceReason, default=AbsenceReason.UNKNOWN)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "lesson", "enrolment"], name="absent_once")]
        indexes: ClassVar = [models.Index(fields=["network", "enrolment"], name="absences_of_enrolment")]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.enrolment_id}"


class Certificate(NetworkModel):
    """A certificate in the register. `code` opens a public page that verifies it and names nobody.

    `facts` are what it says of the teaching, frozen. The paper is made of them and of the name whenever it is asked
    for, and is not kept: names stay in the module of people.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates", verbose_name=_("enrolment"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="certificates", verbose_name=_("issued by")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=CertificateKind)
    number = models.PositiveIntegerField(_("number"))
    issued_on = models.DateField(_("issued on"))
    code = models.CharField(max_length=32, editable=False)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True, editable=False)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-issued_on", "-number"]
        verbose_name = pgettext_lazy("issued", "certificate")
        verbose_name_plural = pgettext_lazy("issued", "certificates")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation", "kind", "number"], name="certificate_number_once"
            ),
            models.UniqueConstraint(fields=["network", "code"], name="certificate_code_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "issued_on", "id"], name="certificates_by_day"),
            models.Index(fields=["network", "enrolment"], name="certificates_of_enrolment"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"
