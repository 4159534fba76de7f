from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """What a role may be limited to."""

    ORGANISATION = "organisation", _("organisation")
    TERRITORY = "territory", _("territory")


class TimeZone(models.TextChoices):
    """The time zones of Russia, west to east."""

    KALININGRAD = "Europe/Kaliningrad", _("Kaliningrad, UTC+2")
    MOSCOW = "Europe/Moscow", _("Moscow, UTC+3")
    SAMARA = "Europe/Samara", _("Samara, UTC+4")
    YEKATERINBURG = "Asia/Yekaterinburg", _("Yekaterinburg, UTC+5")
    OMSK = "Asia/Omsk", _("Omsk, UTC+6")
    KRASNOYARSK = "Asia/Krasnoyarsk", _("Krasnoyarsk, UTC+7")
    IRKUTSK = "Asia/Irkutsk", _("Irkutsk, UTC+8")
    YAKUTSK = "Asia/Yakutsk", _("Yakutsk, UTC+9")
    VLADIVOSTOK = "Asia/Vladivostok", _("Vladivostok, UTC+10")
    MAGADAN = "Asia/Magadan", _("Magadan, UTC+11")
    KAMCHATKA = "Asia/Kamchatka", _("Kamchatka, UTC+12")
