"""What happens to partnerships."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class PartnershipRecorded(Event):
    organisation_id: int
    partner_id: int
    sentence = _("Partnership recorded: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class MaturityAdvanced(Event):
    stage: int
    reached_on: date | None
    sentence = _("Came to the stage “%(stage)s”")

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        return str(cls.sentence) % {"stage": _stage_label(model, facts["stage"])}


@dataclass(frozen=True, kw_only=True)
class MaturityStepTakenBack(Event):
    stage: int
    sentence = _("The stage “%(stage)s” was taken back")

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        return str(cls.sentence) % {"stage": _stage_label(model, facts["stage"])}


@dataclass(frozen=True, kw_only=True)
class PartnershipEnded(Event):
    ends_on: date
    reason: str
    sentence = _("Ended on %(ends_on)s: %(reason)s")


@dataclass(frozen=True, kw_only=True)
class PartnershipResumed(Event):
    sentence = _("Goes on again: %(subject)s")


def _stage_label(model: type[models.Model] | None, stage: int) -> str:
    """The stage in words, from the choices of the row's own field; the number when the model is gone."""
    if model is None:
        return str(stage)
    return str(dict(model._meta.get_field("maturity").flatchoices).get(stage, stage))  # type: ignore[union-attr]
