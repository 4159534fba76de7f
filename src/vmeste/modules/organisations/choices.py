from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    """What an organisation is in the life of a network."""

    SCHOOL = "school", _("general education school")
    PRESCHOOL = "preschool", _("kindergarten")
    SUPPLEMENTARY = "supplementary", _("supplementary education organisation")
    TECHNOPARK = "technopark", _("technology park")
    VOCATIONAL = "vocational", _("college")
    UNIVERSITY = "university", _("university")
    CONTINUING = "continuing", _("continuing professional education")
    AUTHORITY_EDUCATION = "education_authority", _("education authority")
    AUTHORITY = "authority", _("public authority")
    ENTERPRISE = "enterprise", _("enterprise")
    UNION = "union", _("industry association")
    NON_PROFIT = "non_profit", _("non-profit organisation")
    CULTURE = "culture", _("cultural institution")
    LIBRARY = "library", _("library")
    MEDICAL = "medical", _("medical institution")
    MILITARY = "military", _("military unit")
    RELIGIOUS = "religious", _("religious organisation")
    LAW = "law", _("law enforcement or juvenile commission")
    EMPLOYMENT = "employment", _("employment service")
    MEDIA = "media", _("mass media")
    FUND = "fund", _("fund")
    SCHOOL_BODY = "school_body", _("public body of a school")
    COMMUNITY = "community", _("community without legal personality")
    OTHER = "other", pgettext_lazy("organisation kind", "other")


WITHOUT_PARENT = frozenset({OrganisationKind.COMMUNITY, OrganisationKind.SCHOOL_BODY})
"""Kinds that need neither legal personality nor an organisation above them: parents, volunteers."""


class OrganisationStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("organisation", "active")
    REORGANISED = "reorganised", _("reorganised")
    DISSOLVED = "dissolved", _("dissolved")


class AliasKind(models.TextChoices):
    SHORT = "short", _("short name")
    FORMER = "former", _("former name")
    SPELLING = "spelling", _("other spelling")
    MERGED = "merged", _("name of a merged record")


class Gender(models.TextChoices):
    """Grammatical gender of a person's name, for documents."""

    FEMALE = "f", pgettext_lazy("gender", "female")
    MALE = "m", pgettext_lazy("gender", "male")
