"""What happens to templates."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class TemplateReplaced(Event):
    form: str
    version: int
    sentence = _("Template changed, version %(version)s")


@dataclass(frozen=True, kw_only=True)
class TemplateRetired(Event):
    form: str
    sentence = _("Template set back to the original")
