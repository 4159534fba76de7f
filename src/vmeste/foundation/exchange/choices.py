"""Where an import and its lines stand."""

from django.db import models
from django.utils.translation import pgettext_lazy


class RunState(models.TextChoices):
    """The life of an import; the three `…ING` states belong to a background job."""

    READING = "reading", pgettext_lazy("import", "is being checked")
    REFUSED = "refused", pgettext_lazy("import", "could not be read")
    CHECKED = "checked", pgettext_lazy("import", "waits for your decision")
    APPLYING = "applying", pgettext_lazy("import", "is being saved")
    APPLIED = "applied", pgettext_lazy("import", "saved")
    UNDOING = "undoing", pgettext_lazy("import", "is being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class LineState(models.TextChoices):
    """What the check says about one line of the file."""

    WRONG = "wrong", pgettext_lazy("import line", "error")
    ADDED = "added", pgettext_lazy("import line", "new row")
    CHANGED = "changed", pgettext_lazy("import line", "will change")
    UNCHANGED = "unchanged", pgettext_lazy("import line", "as it was")


class Outcome(models.TextChoices):
    """What became of one line when the import was saved or undone."""

    NONE = "", pgettext_lazy("import line", "not yet saved")
    SAVED = "saved", pgettext_lazy("import line", "saved")
    MOVED = "moved", pgettext_lazy("import line", "left alone: changed meanwhile")
    UNDONE = "undone", pgettext_lazy("import line", "undone")
    KEPT = "kept", pgettext_lazy("import line", "not undone")


BUSY = frozenset({RunState.READING, RunState.APPLYING, RunState.UNDOING})
