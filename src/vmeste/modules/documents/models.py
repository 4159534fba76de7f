"""Templates of a network, the documents made from them, and the documents read and reviewed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.jobs.models import Job
from vmeste.foundation.tenancy.models import NetworkModel

from .choices.reviewing import Decision, Deed, ReviewState


class DocumentTemplate(NetworkModel):
    """One version of a network's own template of an official form.

    Versions count from 1; the one with `is_current` is used, none of them means the house's own template. Old
    versions stay: documents issued from them name them.
    """

    form = models.CharField(_("form"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    is_current = models.BooleanField(_("in use"), default=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True, verbose_name=_("file"))
    note = models.CharField(_("what was changed"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.CharField(_("uploaded by"), max_length=200)

    class Meta:
        ordering: ClassVar = ["form", "-version"]
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "form", "version"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["network", "form"], condition=models.Q(is_current=True), name="one_template_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.version}"


class IssuedDocument(NetworkModel):
    """A document the network made: the very data it was filled with, and both files.

    `template_version` 0 is the house's own template. `subject_…` say what it is about, by name and not by key.
    """

    form = models.CharField(_("form"), max_length=60)
    title = models.CharField(_("document"), max_length=300)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    template_version = models.PositiveIntegerField(_("version of the template"))
    data = models.JSONField(default=dict)
    docx = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("Word file"))
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("PDF file"))
    issued_at = models.DateTimeField(_("made"), auto_now_add=True)
    issued_by = models.CharField(_("made by"), max_length=200)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-id"]
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        indexes: ClassVar = [
            models.Index(fields=["network", "issued_at", "id"], name="issued_by_day"),
            models.Index(fields=["network", "subject_type", "subject_id"], name="issued_about"),
        ]

    def __str__(self) -> str:
        return self.title


class ReadDocument(NetworkModel):
    """One file somebody brought to be read, and its review: everything found in it is a `Candidate`.

    The file itself is a `StoredFile` of this row. `tree` and `reading` are what `pure.reading` made of it, as
    `codec.to_data` writes them; `form` is the known form it has, or empty. `about_…` name the row the document speaks
    of when a person said so, as for an edited passport that comes back.
    """

    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.READING)
    form = models.CharField(_("known form"), max_length=60, blank=True)
    message = models.CharField(max_length=500, blank=True)
    tree = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    about_type = models.CharField(max_length=100, blank=True)
    about_id = models.BigIntegerField(null=True)
    brought_by = models.CharField(_("who"), max_length=200)
    user_id = models.BigIntegerField(null=True)
    brought_at = models.DateTimeField(_("when"), auto_now_add=True)
    closed_at = models.DateTimeField(_("reviewed"), null=True)
    undone_at = models.DateTimeField(_("taken back"), null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("document read")
        verbose_name_plural = _("documents read")
        indexes: ClassVar = [
            models.Index(fields=["network", "-id"], name="read_documents_latest"),
            models.Index(fields=["network", "brought_at", "id"], name="read_documents_by_moment"),
        ]

    def __str__(self) -> str:
        return self.file_name


class Candidate(NetworkModel):
    """One thing found in a document: what it proposes, what a person made of it, and what was decided.

    `kind` is the key of a `Receiver`, `key` the proposal's own; `proposed` is as read, `values` as corrected, both in
    the JSON form of the receiver's inputs. `places`: [[passage, start, end], …]. `row_id` is the row it is matched to,
    `differences` what accepting would then change: [[input, before, after], …] in the same JSON form. `version` grows
    with what people do to it, not with what is compared anew.
    """

    document = models.ForeignKey(ReadDocument, models.CASCADE, related_name="candidates")
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=100)
    position = models.PositiveIntegerField()
    title = models.CharField(_("what"), max_length=300)
    proposed = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    confidence = models.FloatField(_("how sure"))
    note = models.CharField(max_length=500, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)
    row_id = models.BigIntegerField(null=True)
    reason = models.CharField(_("why this row"), max_length=300, blank=True)
    is_matched_by_hand = models.BooleanField(default=False)
    refusal = models.CharField(_("why it was not taken over"), max_length=500, blank=True)
    differences = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("finding in a document")
        verbose_name_plural = _("findings in documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "document", "key"], name="candidate_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "document", "position"], name="candidates_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class Trace(NetworkModel):
    """What accepting one thing did to one row, and so where in which document a fact comes from.

    `version` is the row's own after it (None where rows have none), `seen_version` the one it was compared at;
    `before` has the values to go back to.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="traces")
    deed = models.CharField(max_length=10, choices=Deed)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField(null=True)
    seen_version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    kept_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("source of a fact")
        verbose_name_plural = _("sources of facts")
        indexes: ClassVar = [
            models.Index(fields=["network", "subject_type", "subject_id"], name="sources_of_row"),
            models.Index(fields=["network", "candidate"], name="traces_of_candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
