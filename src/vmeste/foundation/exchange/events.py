"""What happens to imports."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportStarted(Event):
    importer: str
    sentence = _("Table brought in for a check: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class ImportApplied(Event):
    importer: str
    added: int
    changed: int
    sentence = _("Import saved: %(subject)s. New: %(added)s, changed: %(changed)s.")


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Event):
    importer: str
    undone: int
    kept: int
    sentence = _("Import undone: %(subject)s. Taken back: %(undone)s, not taken back: %(kept)s.")
