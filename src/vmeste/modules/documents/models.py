"""Templates of a network and the documents made from them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.tenancy.models import NetworkModel


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
