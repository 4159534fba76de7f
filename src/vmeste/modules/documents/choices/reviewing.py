"""How far the review of a document is, and what was decided about each thing found in it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ReviewState(models.TextChoices):
    """From upload to the end; a review can be left and reopened in every state but the first and `REFUSED`."""

    READING = "reading", pgettext_lazy("review", "being read")
    REFUSED = "refused", pgettext_lazy("review", "could not be read")
    OPEN = "open", pgettext_lazy("review", "to be reviewed")
    CLOSED = "closed", pgettext_lazy("review", "reviewed")
    UNDONE = "undone", pgettext_lazy("review", "taken back")

    @property
    def tone(self) -> str:
        tones = {"reading": "info", "refused": "danger", "open": "warning", "closed": "success", "undone": "neutral"}
        return tones[self.value]


class Decision(models.TextChoices):
    """What became of one thing found. `SAME`: the network says so already, there is nothing to decide."""

    OPEN = "open", pgettext_lazy("finding", "to decide")
    SAME = "same", pgettext_lazy("finding", "known already")
    ACCEPTED = "accepted", pgettext_lazy("finding", "accepted")
    DROPPED = "dropped", pgettext_lazy("finding", "left out")
    UNDONE = "undone", pgettext_lazy("finding", "taken back")


class Deed(models.TextChoices):
    """What accepting did to a row."""

    ADDED = "added", pgettext_lazy("document", "written down")
    CHANGED = "changed", pgettext_lazy("document", "corrected")
    FOUND = "found", pgettext_lazy("document", "found again")
