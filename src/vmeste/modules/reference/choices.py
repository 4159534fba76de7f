from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.exchange.columns import Column, same_set, several

DIRECTIONS_COLUMN = Column(
    "directions",
    _("directions"),
    _("Names as in Settings, separated by semicolons."),
    "",
    several,
    empty=(),
    is_same=same_set,
    headings=("Направление", "Направления", "Направления сотрудничества", "Directions"),
    width=36,
)
"""How tables people bring name directions; `selectors.DirectionBook` knows which are meant."""


class TerritoryKind(models.TextChoices):
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("municipality")


class NormKind(models.TextChoices):
    """Numbers that a regulation sets and may change."""

    AGREEMENT_FIRST_WARNING_DAYS = "agreement_first_warning_days", _("first warning before an agreement ends, days")
    AGREEMENT_SECOND_WARNING_DAYS = "agreement_second_warning_days", _("second warning before an agreement ends, days")
    AGREEMENT_LAST_WARNING_DAYS = "agreement_last_warning_days", _("last warning before an agreement ends, days")
