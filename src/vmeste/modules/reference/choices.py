from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryKind(models.TextChoices):
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("municipality")


class NormKind(models.TextChoices):
    """Numbers that a regulation sets and may change."""

    AGREEMENT_FIRST_WARNING_DAYS = "agreement_first_warning_days", _("first warning before an agreement ends, days")
    AGREEMENT_SECOND_WARNING_DAYS = "agreement_second_warning_days", _("second warning before an agreement ends, days")
    AGREEMENT_LAST_WARNING_DAYS = "agreement_last_warning_days", _("last warning before an agreement ends, days")
