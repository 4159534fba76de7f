"""The words of partnerships."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Maturity(models.IntegerChoices):
    """How far two partners have come: from common goals through common work to partnership proper."""

    INTENT = 1, _("common goals")
    JOINT_WORK = 2, _("joint work")
    PARTNERSHIP = 3, pgettext_lazy("stage of maturity", "partnership")


class PartnershipKind(models.TextChoices):
    COOPERATION = "cooperation", _("cooperation")
    MENTORING = "mentoring", _("mentoring of a school")
    RESOURCE = "resource", _("use of resources")
    FUNDING = "funding", _("support with money")


SYMMETRIC = frozenset({PartnershipKind.COOPERATION, PartnershipKind.RESOURCE})
"""Kinds without a first side; in the others one organisation gives and the other receives."""


class State(models.TextChoices):
    """What a partnership is on a given day."""

    PLANNED = "planned", pgettext_lazy("partnership", "planned")
    GOES_ON = "goes_on", pgettext_lazy("partnership", "goes on")
    ENDED = "ended", pgettext_lazy("partnership", "ended")
