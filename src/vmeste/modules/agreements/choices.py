"""The words of agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementKind(models.TextChoices):
    COOPERATION = "cooperation", _("cooperation agreement")
    PARTNERSHIP = "partnership", _("partnership agreement")
    INTENT = "intent", _("memorandum of intent")
    NETWORK_FORM = "network_form", _("network-form agreement")
    PRACTICAL_TRAINING = "practical_training", _("practical training agreement")
    DONATION = "donation", _("donation agreement")
    TWINNING = "twinning", _("twinning agreement")
    RULES = "rules", _("cooperation rules of procedure")
    ORAL = "oral", _("oral arrangement")
    OTHER = "other", pgettext_lazy("agreement kind", "other")


class Stage(models.TextChoices):
    """What people decided about an agreement; the calendar does the rest (`State`)."""

    DRAFT = "draft", pgettext_lazy("agreement", "draft")
    ON_SIGNATURE = "on_signature", _("on signature")
    IN_FORCE = "in_force", _("in force")
    TERMINATED = "terminated", _("terminated")


class State(models.TextChoices):
    """What an agreement is on a given day."""

    DRAFT = "draft", pgettext_lazy("agreement", "draft")
    ON_SIGNATURE = "on_signature", _("on signature")
    NOT_STARTED = "not_started", _("signed, not yet begun")
    IN_FORCE = "in_force", _("in force")
    EXPIRING = "expiring", _("expiring")
    ENDED = "ended", pgettext_lazy("agreement", "ended")
    TERMINATED = "terminated", _("terminated")

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _TONES.get(self.value, "neutral")


_TONES = {
    "on_signature": "info",
    "not_started": "info",
    "in_force": "success",
    "expiring": "warning",
    "terminated": "danger",
}


class Renewal(models.TextChoices):
    NONE = "none", _("ends with its term")
    AUTOMATIC = "automatic", _("renews itself unless a party objects")
    BY_AGREEMENT = "by_agreement", _("renewed by the parties' agreement")


class PartyRole(models.TextChoices):
    PARTY = "party", _("party")
    BASE = "base", _("base organisation")
    PARTICIPANT = "participant", _("participating organisation")
    RESOURCE = "resource", _("resource organisation")
    MENTOR = "mentor", _("mentor")
    MENTEE = "mentee", _("mentored organisation")
    DONOR = "donor", _("donor")
    RECIPIENT = "recipient", _("recipient")


class WarningKind(models.TextChoices):
    """What somebody should look at, the most pressing first."""

    LAST = "last", _("ends very soon")
    SECOND = "second", _("ends soon")
    FIRST = "first", _("ends in the coming months")
    UNSIGNED = "unsigned", _("waits for signature")
    PARTY_COUNT = "party_count", _("the label names another number of parties")
    UNDATED = "undated", _("has no date of signing")
    UNNUMBERED = "unnumbered", _("has no number")
    NO_SCAN = "no_scan", _("has no scan")
