"""Imports of tables: the run from upload to undo, and what the check said about each line."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.jobs.models import Job
from vmeste.foundation.tenancy.models import NetworkModel

from .choices import BUSY, LineState, Outcome, RunState


class ImportRun(NetworkModel):
    """One file somebody brought: checked first, saved when they agree, undone when they wish.

    The file itself is a `StoredFile` of this row. `columns` says for every column of the file which column of the
    importer it is (empty: not read), `headings` how the file calls it. `counts` is by `LineState`, after saving
    also by `Outcome`. `does_empty`: an empty cell empties the value; else it leaves the value alone.
    """

    importer = models.CharField(_("what"), max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    does_empty = models.BooleanField(_("empty cells empty the value"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.READING)
    message = models.CharField(max_length=500, blank=True)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    started_by = models.CharField(_("who"), max_length=200)
    user_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(_("when"), auto_now_add=True)
    applied_at = models.DateTimeField(_("saved"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes: ClassVar = [
            models.Index(fields=["network", "-id"], name="imports_latest"),
            models.Index(fields=["network", "started_at", "id"], name="imports_by_moment"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY


class ImportLine(NetworkModel):
    """One line of the file: its cells, what it would do, and what became of it.

    `number` is the row in the file, from 1. `errors`: [{column, address, message}]; `changes`: [[column, before,
    after]] in words, and what people agree to. `row_id` and `version` say which state of which row the check saw;
    `before` has the values to go back to, `trace` the last line of history that saving wrote.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    cells = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=LineState)
    note = models.CharField(max_length=500, blank=True)
    errors = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    is_left_out = models.BooleanField(default=False)
    row_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    trace = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    outcome_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of imports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "run", "number"], name="import_line_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "run", "state", "number"], name="import_lines_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
