from django.db import models
from django.utils.translation import gettext_lazy as _


class Maturity(models.IntegerChoices):
    """How far two partners have come: from common goals through common work to partnership proper."""

    INTENT = 1, _("common goals")
    JOINT_WORK = 2, _("joint work")
    PARTNERSHIP = 3, _("partnership")


class PartnershipKind(models.TextChoices):
    COOPERATION = "cooperation", _("cooperation")
    MENTORING = "mentoring", _("mentoring of a school")
    RESOURCE = "resource", _("use of resources")
    FUNDING = "funding", _("support with money")
